//! Changing and deleting linked accounts, one after another, with what was done and what was not.

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::known::KnownBefore;
use super::{AccountsRequest, forget, note};
use crate::domain::account::Account;
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::exit::Exit;
use crate::domain::text::Text;
use crate::stackone::AccountEdit;
use crate::workflow::{Observer, Progress, Services};

/// What is done to linked accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChange {
    /// They are changed.
    Edit(AccountEdit),
    /// They are deleted: each customer's connection ends at once.
    Delete,
}

impl AccountChange {
    /// What was done, in a word.
    #[must_use]
    pub fn done_word(&self) -> &'static str {
        match self {
            Self::Edit(_) => "changed",
            Self::Delete => "deleted",
        }
    }
}

/// An account that is to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeTarget {
    /// Its id.
    pub id: Text,
    /// The name that a person knows it by.
    pub name: Text,
}

/// What is done to which accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRequest {
    /// Whose accounts they are.
    pub of: AccountsRequest,
    /// The accounts.
    pub targets: Vec<ChangeTarget>,
    /// What is done to each.
    pub change: AccountChange,
}

/// An account to which it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedAccount {
    /// Which.
    #[serde(flatten)]
    pub target: ChangeTarget,
    /// The account as it is now; none where it was deleted.
    pub account: Option<Account>,
    /// Whether it was gone before: somebody else deleted it.
    pub was_gone: bool,
}

/// An account to which it was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedChange {
    /// Which.
    #[serde(flatten)]
    pub target: ChangeTarget,
    /// Why not.
    pub diagnosis: Diagnosis,
    /// Whether `StackOne` may have done it all the same: the answer was lost.
    pub may_be_done: bool,
}

/// What was done, and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChangeReport {
    /// Done.
    pub done: Vec<ChangedAccount>,
    /// Refused or failed.
    pub failed: Vec<FailedChange>,
    /// Not tried: it was cancelled, or would fail alike.
    pub not_tried: Vec<ChangeTarget>,
}

impl ChangeReport {
    /// What came of it, in one sentence; `word` is what was done.
    #[must_use]
    pub fn line(&self, word: &str) -> String {
        let (done, failed, left) = (self.done.len(), self.failed.len(), self.not_tried.len());
        let total = done + failed + left;
        let mut line = match (done, total) {
            (1, 1) => format!("1 account {word}."),
            (done, total) if done == total => format!("{done} accounts {word}."),
            (done, total) => format!("{done} of {total} accounts {word}."),
        };
        if failed > 0 {
            line = format!("{line} {failed} failed.");
        }
        if left > 0 {
            line = format!("{line} {left} not tried.");
        }
        line
    }

    /// How a command that did it ends.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let failed = self.failed.iter();
        let exits = failed.map(|failed| failed.diagnosis.kind.exit());
        let worst = exits.fold(Exit::Success, Exit::worst);
        if self.not_tried.is_empty() {
            worst
        } else {
            worst.worst(Exit::Failed)
        }
    }
}

/// Does it to one after another, and tells each. What cannot go better for the next ends it; so does cancelling, between two.
pub async fn change_accounts(
    services: &Services,
    request: &ChangeRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> ChangeReport {
    let mut report = ChangeReport::default();
    let total = request.targets.len();
    let before = match request.change {
        AccountChange::Edit(_) => {
            let ids = request.targets.iter().map(|target| &target.id);
            KnownBefore::of(services, &request.of, ids).await
        }
        AccountChange::Delete => KnownBefore::default(),
    };
    let mut targets = request.targets.iter();
    for target in targets.by_ref() {
        if cancel.is_cancelled() {
            report.not_tried.push(target.clone());
            break;
        }
        match change(services, request, target, &before, cancel).await {
            Ok(changed) => report.done.push(changed),
            Err(diagnosis) => {
                let ends = diagnosis.stops_the_rest();
                report.failed.push(FailedChange {
                    target: target.clone(),
                    may_be_done: diagnosis.is_cancelled() || diagnosis.kind == Kind::Network,
                    diagnosis,
                });
                if ends {
                    break;
                }
            }
        }
        let done = report.done.len() + report.failed.len();
        observer
            .tell(Progress::AccountChanged { done, total })
            .await;
    }
    report.not_tried.extend(targets.cloned());
    report
}

async fn change(
    services: &Services,
    request: &ChangeRequest,
    target: &ChangeTarget,
    before: &KnownBefore,
    cancel: &CancellationToken,
) -> Result<ChangedAccount, Diagnosis> {
    let (client, key) = (&services.stackone, &request.of.api_key);
    match &request.change {
        AccountChange::Edit(edit) => {
            let mut account = client.edit_account(key, &target.id, edit, cancel).await?;
            before.complete(&mut account);
            note(services, &request.of, &account).await;
            Ok(ChangedAccount {
                target: target.clone(),
                account: Some(account),
                was_gone: false,
            })
        }
        AccountChange::Delete => {
            let was_gone = match client.delete_account(key, &target.id, cancel).await {
                Ok(()) => false,
                // What is to be gone is gone.
                Err(absent) if absent.kind == Kind::Absent => true,
                Err(diagnosis) => return Err(diagnosis),
            };
            forget(services, &request.of, &target.id).await;
            Ok(ChangedAccount {
                target: target.clone(),
                account: None,
                was_gone,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnosis::Party;

    fn target(id: &str) -> ChangeTarget {
        ChangeTarget {
            id: Text::new(id),
            name: Text::new(id),
        }
    }

    #[test]
    fn the_summary_counts_what_was_done_and_what_was_not() {
        let done = |id| ChangedAccount {
            target: target(id),
            account: None,
            was_gone: false,
        };
        let mut report = ChangeReport {
            done: vec![done("1")],
            ..ChangeReport::default()
        };
        assert_eq!(report.line("deleted"), "1 account deleted.");
        assert_eq!(report.exit(), Exit::Success);
        report.not_tried.push(target("2"));
        report.failed.push(FailedChange {
            target: target("3"),
            diagnosis: Diagnosis::new(Party::StackOne, Kind::Rejected, "no", "key"),
            may_be_done: false,
        });
        assert_eq!(
            report.line("deleted"),
            "1 of 3 accounts deleted. 1 failed. 1 not tried."
        );
        assert_eq!(report.exit(), Exit::Rejected);
    }
}
