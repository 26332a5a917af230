//! In which order linked accounts are listed.

use std::cmp::{Ordering, Reverse};

use crate::domain::account::{Account, AccountState};
use crate::library::KeptAccount;
use crate::workflow::AccountsReport;

/// What a list of linked accounts is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AccountSort {
    /// How it stands: those that need a person first, those that are gone last.
    #[default]
    Status,
    /// The owner's name, else the label or an id.
    Owner,
    /// The owner's id; those without one come last.
    OwnerId,
    /// The connector profile's name; those whose profile is not known come last.
    Profile,
    /// Production or test; those without one come last.
    Type,
    /// The time of the newest reason, the newest first; those without a reason come last.
    Reason,
    /// When it was linked, the newest first.
    Created,
    /// When it was last seen, the longest ago first.
    LastSeen,
}

impl AccountSort {
    /// Sorts. Equals stand by their names, then by their ids.
    pub(super) fn sort(self, report: &AccountsReport, accounts: &mut [&KeptAccount]) {
        accounts.sort_by(|one, other| {
            self.compare(report, one, other)
                .then_with(|| by_name(&one.account, &other.account))
        });
    }

    fn compare(self, report: &AccountsReport, one: &KeptAccount, other: &KeptAccount) -> Ordering {
        let text = |text: Option<String>| (text.as_ref().is_none_or(String::is_empty), text);
        match self {
            Self::Status => rank(one).cmp(&rank(other)),
            Self::Owner => Ordering::Equal,
            Self::OwnerId => {
                let of = |kept: &KeptAccount| {
                    text(Some(kept.account.origin_owner_id.as_str().to_lowercase()))
                };
                of(one).cmp(&of(other))
            }
            Self::Profile => {
                let of = |kept: &KeptAccount| {
                    let id = kept.account.connector_profile_id.as_ref();
                    let profile = id.and_then(|id| report.profile(id));
                    text(profile.map(|profile| profile.name.as_str().to_lowercase()))
                };
                of(one).cmp(&of(other))
            }
            Self::Type => {
                let of = |kept: &KeptAccount| {
                    let kind = kept.account.kind.as_ref();
                    text(kind.map(|kind| kind.as_str().to_lowercase()))
                };
                of(one).cmp(&of(other))
            }
            Self::Reason => {
                let of = |kept: &KeptAccount| {
                    let newest = kept.account.newest_reason();
                    Reverse(newest.and_then(|reason| reason.timestamp))
                };
                of(one).cmp(&of(other))
            }
            Self::Created => {
                Reverse(one.account.created_at).cmp(&Reverse(other.account.created_at))
            }
            Self::LastSeen => one.last_seen.cmp(&other.last_seen),
        }
    }
}

/// Its place among those that need a person.
fn rank(kept: &KeptAccount) -> (bool, AccountState) {
    (kept.gone_since.is_some(), kept.account.state())
}

fn by_name(one: &Account, other: &Account) -> Ordering {
    let key = |account: &Account| (account.name().to_lowercase(), account.id.clone());
    key(one).cmp(&key(other))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::account::{AccountsApi, StatusReason};
    use crate::domain::text::Text;

    fn kept(id: &str, name: &str, status: &str, at: i64) -> KeptAccount {
        let time = Timestamp::from_second(at).expect("a time");
        KeptAccount {
            account: Account {
                id: Text::new(id),
                origin_owner_name: Text::new(name),
                origin_owner_id: Text::new(if id == "1" { "" } else { name }),
                status: Text::new(status),
                status_reasons: (status == "error")
                    .then(|| StatusReason {
                        timestamp: Some(time),
                        ..StatusReason::default()
                    })
                    .into_iter()
                    .collect(),
                created_at: Some(time),
                ..Account::default()
            },
            last_seen: time,
            gone_since: (status == "gone").then_some(time),
        }
    }

    #[test]
    fn each_order_has_its_own_first_and_equals_stand_by_name() {
        let accounts = [
            kept("1", "b", "active", 4),
            kept("2", "A", "active", 3),
            kept("3", "d", "error", 2),
            kept("4", "c", "gone", 1),
        ];
        let report = AccountsReport {
            accounts: Vec::new(),
            at: Timestamp::UNIX_EPOCH,
            api: AccountsApi::V2,
            is_whole: true,
            caveat: None,
            profiles: None,
            profiles_trouble: None,
            not_kept: None,
        };
        let sorted = |key: AccountSort| -> String {
            let mut listed: Vec<_> = accounts.iter().collect();
            key.sort(&report, &mut listed);
            let ids = listed.iter().map(|kept| kept.account.id.as_str());
            ids.collect()
        };
        assert_eq!(sorted(AccountSort::Status), "3214", "the gone one last");
        assert_eq!(sorted(AccountSort::Owner), "2143");
        assert_eq!(sorted(AccountSort::OwnerId), "2431");
        assert_eq!(sorted(AccountSort::Reason), "3214");
        assert_eq!(sorted(AccountSort::Created), "1234");
        assert_eq!(sorted(AccountSort::LastSeen), "4321");
        assert_eq!(sorted(AccountSort::Profile), "2143");
    }
}
