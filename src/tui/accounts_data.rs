//! What the screens know of `StackOne`'s linked accounts and of the links in flight: the one place that both Accounts and the
//! questions before a loss read it from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::domain::LinkId;
use crate::domain::account::Account;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::domain::{Link, LinkRead};
use crate::library::{KeptAccount, LibrarySnapshot, Profile};
use crate::secret::Secret;
use crate::stackone::{AccountRecord, ConnectorProfile};
use crate::workflow::{AccountsReport, AccountsRequest, BlastRadius, ProfileOf, connection_of};

/// How often the list is read anew while it is shown.
pub const REFRESH_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// What one read through an account came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedRead {
    /// When.
    pub at: Timestamp,
    /// The read that was answered, or why it was not.
    pub result: Result<LinkRead, Box<Diagnosis>>,
}

/// Linked accounts and links, as the screens see them.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct AccountsData {
    /// Whose list this is: another API key or project makes it another list.
    pub of: Option<AccountsRequest>,
    /// The list; none before the first one came.
    pub report: Option<AccountsReport>,
    /// Whether the list is the one that was kept, and nobody was asked since.
    pub is_kept: bool,
    /// Whether the list was dropped since the screen has looked.
    pub(crate) is_dropped: bool,
    /// Why the last try to read the list failed.
    pub trouble: Option<Diagnosis>,
    /// When the list was last asked for, whatever came of it.
    pub asked_at: Option<Timestamp>,
    /// Whether the list is not read anew by itself.
    pub is_paused: bool,
    /// Whether accounts of other connectors are listed too.
    pub all_connectors: bool,
    /// The links, the newest first.
    pub links: Vec<Link>,
    /// Those of them that the library does not keep.
    pub(crate) unkept: BTreeSet<LinkId>,
    /// Which links are followed, and with which API key.
    pub(crate) followed: Option<(Secret, Vec<LinkId>)>,
    /// The addresses of links that were made or asked for in this run.
    pub urls: BTreeMap<LinkId, Secret>,
    /// Why a link's address is kept in memory alone, in one sentence.
    pub not_kept: BTreeMap<LinkId, String>,
    /// Links whose address is in memory alone and was not copied yet: quitting loses it.
    pub(crate) not_copied: BTreeSet<LinkId>,
    /// The link whose address was copied last: it may turn out that it was not.
    pub(crate) copied_last: Option<LinkId>,
    /// Whether the kept links were read once in this run.
    pub(crate) are_links_read: bool,
    /// The record of the account that was asked for last.
    pub record: Option<AccountRecord>,
    /// What reads through accounts came to in this run, by the account's id.
    pub reads: BTreeMap<Text, TriedRead>,
}

impl AccountsData {
    /// Forgets a list that is another API key's; without a key, every list.
    pub(crate) fn begin(&mut self, of: Option<AccountsRequest>) {
        if self.of == of {
            return;
        }
        let is_same_key = self
            .of
            .as_ref()
            .zip(of.as_ref())
            .is_some_and(|(before, of)| {
                before.api_key == of.api_key && before.project == of.project
            });
        self.report = None;
        self.is_dropped = true;
        self.is_kept = false;
        self.trouble = None;
        self.asked_at = None;
        self.record = None;
        if !is_same_key {
            self.reads.clear();
        }
        self.of = of;
    }

    /// Takes a list in.
    pub(crate) fn take(&mut self, report: AccountsReport, is_kept: bool) {
        self.report = Some(report);
        self.is_kept = is_kept;
        if !is_kept {
            self.trouble = None;
        }
    }

    /// When the list is to be read anew by itself; none where it is not.
    pub(crate) fn next_refresh(&self) -> Option<Timestamp> {
        if self.is_paused || self.of.is_none() {
            return None;
        }
        self.asked_at?.checked_add(REFRESH_EVERY).ok()
    }

    /// The accounts of the list, in its order.
    pub(crate) fn accounts(&self) -> &[KeptAccount] {
        self.report.as_ref().map_or(&[], |report| &report.accounts)
    }

    /// The connector profiles that were read with the list, if they could be.
    pub(crate) fn profiles(&self) -> Option<&[ConnectorProfile]> {
        self.report.as_ref()?.profiles.as_deref()
    }

    /// The saved connection that an account belongs to.
    pub(crate) fn connection<'a>(
        &self,
        account: &Account,
        library: &'a LibrarySnapshot,
    ) -> Option<&'a Profile> {
        connection_of(
            account,
            ProfileOf::account(account, self.profiles()),
            library,
        )
    }

    /// An account by its id.
    pub(crate) fn account(&self, id: &Text) -> Option<&Account> {
        let kept = self.accounts().iter();
        let mut accounts = kept.map(|kept| &kept.account);
        accounts.find(|account| account.id == *id)
    }

    /// The accounts of an owner that are listed and active.
    pub(crate) fn active_of<'a>(&'a self, owner: &'a str) -> impl Iterator<Item = &'a Account> {
        let kept = self.accounts().iter();
        kept.filter(move |kept| {
            kept.gone_since.is_none()
                && kept.account.is_active()
                && kept.account.origin_owner_id.as_str() == owner
        })
        .map(|kept| &kept.account)
    }

    /// Which accounts a change of a connector profile hits.
    #[must_use]
    pub fn blast_radius(&self, profile_id: Option<&str>) -> BlastRadius<'_> {
        let listed = self.accounts().iter();
        let listed = listed.filter(|kept| kept.gone_since.is_none());
        let whole = self.report.as_ref().is_some_and(|report| report.is_whole);
        BlastRadius::of_profile(listed.map(|kept| &kept.account), profile_id, whole)
    }

    /// Whether a read through an account was answered, in this run or when it was linked.
    #[must_use]
    pub fn is_proven(&self, account: &Text) -> bool {
        let read = self.reads.get(account).map(|read| read.result.is_ok());
        read.unwrap_or_else(|| {
            let mut links = self.links.iter();
            links.any(|link| link.account.as_ref() == Some(account) && link.read.is_some())
        })
    }

    /// Whether quitting now loses the address of a link that still works.
    #[must_use]
    pub fn would_lose_a_link(&self) -> bool {
        self.not_copied
            .iter()
            .any(|id| self.link(*id).is_some_and(|link| !link.state.is_over()))
    }

    /// The address of a link was copied: it is somewhere else too.
    pub(crate) fn note_copied(&mut self, id: LinkId) {
        self.copied_last = self.not_copied.remove(&id).then_some(id);
    }

    /// What was copied last did not get anywhere.
    pub(crate) fn note_not_copied(&mut self) {
        self.not_copied.extend(self.copied_last.take());
    }

    /// The library keeps the link without its address: it is in memory alone.
    pub(crate) fn note_in_memory(&mut self, id: LinkId, why: impl Into<String>) {
        self.not_kept.insert(id, why.into());
        self.not_copied.insert(id);
    }

    /// A link by its id.
    #[must_use]
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// Takes a link in, as it is now. One that is known as newer stays.
    pub(crate) fn take_link(&mut self, link: Link) {
        match self.links.iter_mut().find(|known| known.id == link.id) {
            Some(known) if known.looked_at <= link.looked_at => *known = link,
            Some(_) => {}
            None => self.links.insert(0, link),
        }
    }

    /// How many links are followed.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        let links = self.links.iter();
        links.filter(|link| !link.state.is_over()).count()
    }
}
