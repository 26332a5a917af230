//! Which linked account is meant by an id, or by its owner.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::key::Holder;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::interrupt::interruptible;
use crate::domain::account::Account;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::{self, Text};
use crate::library::KeptAccount;
use crate::stackone::{AccountRecord, ConnectorProfile};
use crate::workflow::{AccountsRequest, CONNECTOR_PROFILES, account_record, list_accounts};

/// How many accounts are listed where several are meant, or none.
const SHOWN: usize = 12;

/// The longest a name is shown, in characters.
const LONGEST: usize = 60;

/// One account, with all that can be said of it.
pub(in crate::cli) struct Found {
    /// The account.
    pub(in crate::cli) account: Account,
    /// Its record; none where `StackOne` does not have the account any more.
    pub(in crate::cli) record: Option<AccountRecord>,
    /// When it was last seen.
    pub(in crate::cli) last_seen: Timestamp,
    /// Since when it is not listed any more.
    pub(in crate::cli) gone_since: Option<Timestamp>,
    /// All connector profiles for Planday, or why they are not known, in one sentence.
    pub(in crate::cli) profiles: Result<Vec<ConnectorProfile>, String>,
}

/// The account with this id; else the only one of this owner: by the owner's id, then by name or label in any case.
pub(in crate::cli) async fn one(
    context: &Context,
    holder: &Holder,
    word: &str,
) -> Result<Found, Failure> {
    let (found, interrupted) =
        interruptible(async |cancel| search(context, holder, word, &cancel).await).await;
    match found {
        Err(_) if interrupted => Err(Failure::interrupted()),
        found => found,
    }
}

async fn search(
    context: &Context,
    holder: &Holder,
    word: &str,
    cancel: &CancellationToken,
) -> Result<Found, Failure> {
    let services = &context.services;
    let request = &AccountsRequest {
        all_connectors: true,
        ..holder.request.clone()
    };
    match account_record(services, request, &Text::new(word.trim()), cancel).await {
        Ok(record) => {
            let profiles = profiles(context, holder, cancel).await;
            let profiles = profiles.map_err(|diagnosis| diagnosis.summary);
            return Ok(Found::of(record, profiles));
        }
        Err(absent) if absent.kind == Kind::Absent => {}
        Err(diagnosis) => return Err((&diagnosis).into()),
    }
    let report = list_accounts(services, request, cancel)
        .await
        .map_err(|diagnosis| Failure::from(&diagnosis))?;
    let kept = only(&report.accounts, word).map_err(|failure| match &report.caveat {
        Some(caveat) => failure.next(caveat.clone()),
        None => failure,
    })?;
    let trouble = report.profiles_trouble.clone();
    let profiles = report.profiles.clone().ok_or_else(|| {
        trouble.unwrap_or_else(|| format!("The list of {CONNECTOR_PROFILES} is not there."))
    });
    if kept.gone_since.is_some() {
        return Ok(Found {
            account: kept.account.clone(),
            record: None,
            last_seen: kept.last_seen,
            gone_since: kept.gone_since,
            profiles,
        });
    }
    let record = account_record(services, request, &kept.account.id, cancel).await;
    let record = record.map_err(|diagnosis| Failure::from(&diagnosis))?;
    Ok(Found::of(record, profiles))
}

impl Found {
    fn of(record: AccountRecord, profiles: Result<Vec<ConnectorProfile>, String>) -> Self {
        Self {
            account: record.account.clone(),
            record: Some(record),
            last_seen: clock::now(),
            gone_since: None,
            profiles,
        }
    }
}

/// The connector profiles for Planday, or why they are not known.
pub(in crate::cli) async fn profiles(
    context: &Context,
    holder: &Holder,
    cancel: &CancellationToken,
) -> Result<Vec<ConnectorProfile>, Diagnosis> {
    let client = &context.services.stackone;
    let listed = client.profiles(&holder.request.api_key, cancel).await?;
    if listed.complete.is_ok() {
        return Ok(listed.items);
    }
    Err(Diagnosis::new(
        Party::StackOne,
        Kind::Unclear,
        listed.caveat(CONNECTOR_PROFILES).unwrap_or_default(),
        "Try again; the exchanges are in the log.",
    ))
}

/// The only account that a word means.
fn only<'a>(accounts: &'a [KeptAccount], word: &str) -> Result<&'a KeptAccount, Failure> {
    let word = word.trim();
    let same = |text: &str| text.trim().to_lowercase() == word.to_lowercase();
    let tests: [&dyn Fn(&Account) -> bool; 3] = [
        &|account| account.id.as_str() == word,
        &|account| account.origin_owner_id.as_str() == word,
        &|account| {
            same(account.origin_owner_name.as_str())
                || account
                    .label
                    .as_ref()
                    .is_some_and(|label| same(label.as_str()))
        },
    ];
    for test in tests {
        let mut meant: Vec<_> = accounts.iter().filter(|kept| test(&kept.account)).collect();
        // Where one is there and others are gone, the one that is there is meant.
        if meant.iter().any(|kept| kept.gone_since.is_none()) {
            meant.retain(|kept| kept.gone_since.is_none());
        }
        match meant.as_slice() {
            [] => {}
            [one] => return Ok(one),
            several => {
                let message = format!("{} linked accounts are meant by that", several.len());
                let next = format!("Name one by its id: {}.", named(several));
                return Err(Failure::usage(message).next(next));
            }
        }
    }
    let has = |text: &str| text.to_lowercase().contains(&word.to_lowercase());
    let near: Vec<_> = accounts
        .iter()
        .filter(|kept| {
            let account = &kept.account;
            has(account.name()) || has(account.origin_owner_id.as_str())
        })
        .collect();
    let failure = Failure::usage("no linked account has that id or owner");
    Err(if near.is_empty() {
        failure.next("stackday accounts list shows them.")
    } else {
        failure.next(format!("It is in the name of: {}.", named(&near)))
    })
}

/// The first of them by id, owner and status, and how many more there are.
fn named(accounts: &[&KeptAccount]) -> String {
    let shown = accounts.iter().take(SHOWN).map(|kept| {
        let account = &kept.account;
        let name = text::line(account.name(), LONGEST);
        let status = if kept.gone_since.is_some() {
            "gone"
        } else {
            account.status_words()
        };
        format!("{} ({name}, {})", account.id, text::line(status, LONGEST))
    });
    let shown: Vec<_> = shown.collect();
    match accounts.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The accounts with these ids, as they are now, each once. An id that no account has ends it, before anything is changed.
pub(in crate::cli) async fn by_ids(
    context: &Context,
    holder: &Holder,
    ids: &[String],
) -> Result<Vec<Account>, Failure> {
    let (found, interrupted) = interruptible(async |cancel| {
        let mut found: Vec<Account> = Vec::new();
        for id in ids {
            let id = Text::new(id.trim());
            if found.iter().any(|known| known.id == id) {
                continue;
            }
            let record = account_record(&context.services, &holder.request, &id, &cancel).await;
            found.push(
                record
                    .map_err(|diagnosis| not_there(&id, &diagnosis))?
                    .account,
            );
        }
        Ok(found)
    })
    .await;
    match found {
        Err(_) if interrupted => Err(Failure::interrupted()),
        found => found,
    }
}

fn not_there(id: &Text, diagnosis: &Diagnosis) -> Failure {
    if diagnosis.kind != Kind::Absent {
        return diagnosis.into();
    }
    let id = text::line(id.as_str(), LONGEST);
    Failure::usage(format!(
        "no linked account has the id {id}, so nothing was changed"
    ))
    .next("stackday accounts list shows the ids.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(id: &str, owner: &str, name: &str, gone: bool) -> KeptAccount {
        KeptAccount {
            account: Account {
                id: Text::new(id),
                origin_owner_id: Text::new(owner),
                origin_owner_name: Text::new(name),
                ..Account::default()
            },
            last_seen: Timestamp::UNIX_EPOCH,
            gone_since: gone.then_some(Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn an_id_goes_before_an_owner_and_one_that_is_there_before_one_that_is_gone() {
        let all = [
            kept("1", "2", "Acme", false),
            kept("2", "x", "Beta", false),
            kept("3", "y", "acme ", true),
            kept("4", "z", "Beta", false),
        ];
        let id = |word: &str| {
            let found = only(&all, word).ok();
            found.map(|kept| kept.account.id.to_string())
        };
        assert_eq!(id("2").as_deref(), Some("2"), "not the owner's id");
        assert_eq!(id("x").as_deref(), Some("2"));
        assert_eq!(id("ACME").as_deref(), Some("1"), "the other one is gone");
        assert_eq!(id("y").as_deref(), Some("3"));
        assert_eq!(id("beta"), None, "two have that name");
        assert_eq!(id("bet"), None);
    }
}
