//! What `StackOne` lists for an API key. Many verifications in one run share one look at it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::profile::meant_profile;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text;
use crate::http::Listed;
use crate::secret::Secret;
use crate::stackone::{Account, ConnectorProfile, StackOne};

/// How many linked accounts have which status.
pub(super) type AccountCounts = BTreeMap<String, usize>;

/// The longest name of a status that is kept, in characters: the documented ones have at most nine.
const LONGEST_STATUS: usize = 40;

/// What stands in place of a status for an entry that could not be read.
const UNREADABLE: &str = "unreadable";

/// The lists, by API key.
pub(super) struct Directory {
    shared: bool,
    projects: Mutex<Vec<(Secret, Arc<Project>)>>,
}

/// What one API key opens. A failure is shared as well: whoever fails after all attempts would fail for each of many.
#[derive(Default)]
struct Project {
    profiles: OnceCell<Result<Arc<Listed<ConnectorProfile>>, Diagnosis>>,
    accounts: OnceCell<Result<Result<Tally, String>, Diagnosis>>,
}

/// The linked accounts, counted once for all who ask.
#[derive(Default)]
struct Tally {
    all: AccountCounts,
    of: HashMap<String, AccountCounts>,
}

impl Directory {
    /// For one verification: it asks for nothing that it does not need.
    pub(super) fn alone() -> Self {
        Self {
            shared: false,
            projects: Mutex::default(),
        }
    }

    /// For many verifications in one run.
    pub(super) fn shared() -> Self {
        Self {
            shared: true,
            ..Self::alone()
        }
    }

    /// Whether many share it.
    pub(super) fn is_shared(&self) -> bool {
        self.shared
    }

    /// All connector profiles for Planday.
    pub(super) async fn profiles(
        &self,
        stackone: &StackOne,
        key: &Secret,
        cancel: &CancellationToken,
    ) -> Result<Arc<Listed<ConnectorProfile>>, Diagnosis> {
        let project = self.project(key);
        let ask = || async { stackone.profiles(key, cancel).await.map(Arc::new) };
        project.profiles.get_or_init(ask).await.clone()
    }

    /// The linked accounts for Planday by status: of this owner, or of all. The inner error says why the list is not whole:
    /// a part of it must not be counted as if it were all.
    pub(super) async fn accounts(
        &self,
        stackone: &StackOne,
        key: &Secret,
        owner: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Result<AccountCounts, String>, Diagnosis> {
        let whose = owner.filter(|_| !self.shared);
        let project = self.project(key);
        let ask = || async {
            let accounts = stackone.accounts(key, whose, cancel).await?;
            Ok(
                match (accounts.complete, accounts.caveat("linked accounts")) {
                    (Err(_), Some(caveat)) => Err(caveat),
                    _ => Ok(Tally::of(&accounts)),
                },
            )
        };
        let tally = project.accounts.get_or_init(ask).await.as_ref();
        let tally = match tally.map_err(Clone::clone)? {
            Ok(tally) => tally,
            Err(why) => return Ok(Err(why.clone())),
        };
        Ok(Ok(match owner {
            Some(owner) => tally.of.get(owner).cloned().unwrap_or_default(),
            None => tally.all.clone(),
        }))
    }

    /// The connector profiles that a report names: all of them, or where thousands of reports would repeat thousands of
    /// them, the one that is meant.
    pub(super) fn told(
        &self,
        listed: &Listed<ConnectorProfile>,
        meant: Option<&str>,
    ) -> Vec<ConnectorProfile> {
        let items = &listed.items;
        if self.shared {
            meant_profile(items, meant).cloned().into_iter().collect()
        } else {
            items.clone()
        }
    }

    fn project(&self, key: &Secret) -> Arc<Project> {
        let mut projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, project)) = projects.iter().find(|(known, _)| known == key) {
            return Arc::clone(project);
        }
        let project = Arc::<Project>::default();
        projects.push((key.clone(), Arc::clone(&project)));
        project
    }
}

impl Tally {
    fn of(accounts: &Listed<Account>) -> Self {
        let mut tally = Self::default();
        // Whose they are, they do not say.
        if accounts.odd > 0 {
            tally.all.insert(UNREADABLE.to_owned(), accounts.odd);
        }
        for account in &accounts.items {
            let status = text::line(account.status_words(), LONGEST_STATUS);
            let owner = account.origin_owner_id.as_str().to_owned();
            let own = tally.of.entry(owner).or_default();
            for counts in [own, &mut tally.all] {
                *counts.entry(status.clone()).or_default() += 1;
            }
        }
        tally
    }
}
