//! Linked accounts and links as `StackOne` and the library tell of them: other ones for each API key, some lists whole and some
//! not, links that come further, looks that arrive late.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use stackday::domain::diagnosis::Kind;
use stackday::domain::text::Text;
use stackday::domain::{Link, LinkId, LinkRead, LinkState};
use stackday::library::KeptAccount;
use stackday::secret::Secret;
use stackday::tui::worker::{Job, TaskOutcome};
use stackday::workflow::{
    AccountChange, AccountsReport, AccountsRequest, ChangeReport, ChangeRequest, ChangedAccount,
    FailedChange, LinkOrder, MadeLink, Progress,
};

use super::answers::{May, diagnosis, failed};
use super::build::{account_record, accounts_report, auth_link, listed_account};
use super::rng::Rng;

/// What the ids of an API key's accounts begin with.
pub fn tag(key: &str) -> String {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}-")
}

/// How far a link may come next.
const NEXT: [LinkState; 7] = [
    LinkState::Opened,
    LinkState::Cancelled,
    LinkState::SignedIn,
    LinkState::Active,
    LinkState::Proven,
    LinkState::Refused,
    LinkState::Expired,
];

#[derive(Default)]
pub struct Linked {
    /// Every link that was made, as it is now.
    links: Vec<Link>,
    /// As they were at earlier looks.
    old: Vec<Link>,
    unkept: BTreeSet<LinkId>,
    urls: BTreeMap<LinkId, Secret>,
    made: u128,
    looks: i64,
}

impl Linked {
    /// A list of this key's accounts: any of them, whole or not. Only a whole one says that some are gone.
    pub fn list(request: &AccountsRequest, rng: &mut Rng, now: Timestamp) -> AccountsReport {
        let statuses = [
            "active",
            "active",
            "error",
            "expired",
            "suspended",
            "inactive",
            "odd one",
        ];
        let is_whole = rng.below(3) > 0;
        let count = [0, 4, 12][rng.below(3)];
        let mut accounts: Vec<KeptAccount> = Vec::new();
        for number in 0..count {
            if rng.below(5) == 0 {
                continue;
            }
            let id = format!("{}{number}", tag(request.api_key.expose()));
            let owner = format!("Customer {number}");
            let mut listed = listed_account(&id, &owner, statuses[rng.below(statuses.len())]);
            listed.gone_since = (is_whole && rng.below(6) == 0).then_some(now);
            let profile = format!("cp_{:08}_abcdefgh", rng.below(3));
            listed.account.connector_profile_id = Some(Text::new(&profile));
            accounts.push(listed);
        }
        let mut report = accounts_report(accounts);
        (report.at, report.is_whole) = (now, is_whole);
        if !is_whole {
            report.caveat = Some("The list of linked accounts is incomplete.".into());
        }
        if rng.below(4) == 0 {
            report.profiles = None;
        }
        report
    }

    pub fn record(request: &AccountsRequest, id: &Text, rng: &mut Rng) -> TaskOutcome {
        if rng.below(4) == 0 || !id.as_str().starts_with(&tag(request.api_key.expose())) {
            return failed(Kind::Network);
        }
        let status = ["active", "error"][rng.below(2)];
        let account = listed_account(id.as_str(), "Customer read", status).account;
        TaskOutcome::AccountRecord(Box::new(account_record(&account)))
    }

    pub fn read(id: Text, rng: &mut Rng, at: Timestamp) -> TaskOutcome {
        let read = LinkRead {
            action: Text::new("planday_list_departments"),
            records: Some(14),
            at,
        };
        let result = match rng.below(3) {
            0 => Err(Box::new(diagnosis(Kind::Rejected))),
            1 => Err(Box::new(diagnosis(Kind::Cancelled))),
            _ => Ok(read),
        };
        TaskOutcome::AccountRead(id, result)
    }

    /// Some are changed, some are not, some were not tried.
    pub fn change(request: &ChangeRequest, rng: &mut Rng) -> TaskOutcome {
        let mut report = ChangeReport::default();
        for target in &request.targets {
            let account = match request.change {
                AccountChange::Delete => None,
                AccountChange::Edit(_) => {
                    Some(listed_account(target.id.as_str(), "Customer changed", "active").account)
                }
            };
            match rng.below(4) {
                0 => report.failed.push(FailedChange {
                    target: target.clone(),
                    diagnosis: diagnosis(Kind::Failed),
                    may_be_done: false,
                }),
                1 => report.not_tried.push(target.clone()),
                _ => report.done.push(ChangedAccount {
                    target: target.clone(),
                    account,
                    was_gone: false,
                }),
            }
        }
        TaskOutcome::AccountsChanged(request.change.done_word(), Box::new(report))
    }

    fn look(&mut self, now: Timestamp) -> Timestamp {
        self.looks += 1;
        now.checked_add(SignedDuration::from_nanos(self.looks))
            .expect("a time")
    }

    /// A link whose address carries this secret.
    pub fn make(
        &mut self,
        order: &LinkOrder,
        token: &Secret,
        rng: &mut Rng,
        now: Timestamp,
    ) -> TaskOutcome {
        self.made += 1;
        let mut link = auth_link(self.made, LinkState::Sent);
        link.owner_id = Text::new(&order.session.owner_id);
        link.owner_name = Text::new(&order.session.owner_name);
        (link.created_at, link.looked_at) = (now, self.look(now));
        link.expires_at = now
            .checked_add(SignedDuration::from_hours(1))
            .expect("a time");
        let is_noted = rng.below(3) > 0;
        if !is_noted {
            link.url = None;
            self.unkept.insert(link.id);
        }
        let url = Secret::new(format!(
            "https://app.stackone.com/embedded/integrations?token={}",
            token.expose()
        ));
        self.urls.insert(link.id, url.clone());
        self.links.push(link.clone());
        TaskOutcome::LinkMade(Box::new(MadeLink {
            link,
            url,
            not_kept: (!is_noted).then(|| "the keyring is locked.".to_owned()),
            is_noted,
        }))
    }

    /// How a job about them goes on; none for any other job.
    pub fn progress(&mut self, job: &Job, rng: &mut Rng, now: Timestamp) -> Option<Progress> {
        match job {
            Job::Accounts(request) => {
                let kept = Self::list(request, rng, now);
                Some(Progress::KeptAccounts(Box::new(kept)))
            }
            Job::ChangeAccounts(request) => {
                let total = request.targets.len();
                Some(Progress::AccountChanged { done: 1, total })
            }
            Job::FollowLinks(_) => {
                let link = self.follow(rng, now)?;
                Some(Progress::LinkFollowed(Box::new(link)))
            }
            _ => None,
        }
    }

    /// What the library keeps.
    pub fn kept(&self) -> TaskOutcome {
        let kept = self.links.iter();
        let kept = kept.filter(|link| !self.unkept.contains(&link.id));
        TaskOutcome::Links(kept.cloned().collect())
    }

    /// A link comes further, or an earlier look at one arrives late.
    fn follow(&mut self, rng: &mut Rng, now: Timestamp) -> Option<Link> {
        if !self.old.is_empty() && rng.below(3) == 0 {
            return Some(self.old[rng.below(self.old.len())].clone());
        }
        let at = self.look(now);
        let count = self.links.len();
        let link = self.links.get_mut(rng.below(count.max(1)))?;
        if link.state.is_over() {
            return None;
        }
        self.old.push(link.clone());
        let state = NEXT[rng.below(NEXT.len())];
        link.reach(state, at);
        link.looked_at = at;
        if matches!(state, LinkState::Active | LinkState::Proven) {
            link.account = Some(Text::new("7"));
        }
        link.trouble = (rng.below(4) == 0).then(|| Text::new("StackOne did not answer."));
        if state.is_over() {
            link.url = None;
        }
        Some(link.clone())
    }

    /// A person stops following a link, or follows it again.
    pub fn turn(&mut self, id: LinkId, stop: bool, now: Timestamp) -> (TaskOutcome, May) {
        let at = self.look(now);
        let Some(link) = self.links.iter_mut().find(|link| link.id == id) else {
            return (failed(Kind::Failed), May::default());
        };
        let mut may = May::default();
        if stop && !link.state.is_over() {
            link.reach(LinkState::Stopped, at);
            link.looked_at = at;
        } else if !stop && link.state == LinkState::Stopped {
            link.reach(LinkState::Sent, at);
            link.looked_at = at;
            may.resumes = Some(id);
        }
        (TaskOutcome::LinkChanged(Box::new(link.clone())), may)
    }

    /// The address of a link is kept, or it could not be.
    pub fn keep(&self, link: &Link, rng: &mut Rng) -> TaskOutcome {
        let known = self.links.iter().find(|known| known.id == link.id);
        match known {
            Some(known) if rng.below(3) > 0 => TaskOutcome::LinkKept(Box::new(known.clone())),
            _ => failed(Kind::NotConfigured),
        }
    }

    pub fn url(&self, id: LinkId, rng: &mut Rng) -> TaskOutcome {
        let url = match rng.below(3) {
            0 => Err("The keyring is locked.".to_owned()),
            1 => Ok(None),
            _ => Ok(self.urls.get(&id).cloned()),
        };
        TaskOutcome::LinkUrl(id, url)
    }
}
