//! The account that came of an attempt.

use tokio_util::sync::CancellationToken;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::secret::Secret;
use crate::stackone::Account;
use crate::workflow::Services;

/// How many answered looks at a fresh account are enough, where none says how it stands.
pub(in crate::workflow) const LOOKS_AT_ACCOUNT: u32 = 10;

/// Which account is looked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::workflow) struct Wanted<'a> {
    /// The one that the attempt names, if it names one.
    pub(in crate::workflow) account: Option<&'a Text>,
    /// Whose it is.
    pub(in crate::workflow) owner_id: &'a str,
}

/// The attempt's account, or the likeliest of the owner's; `caveat` becomes what is missing of their list.
pub(in crate::workflow) async fn find_account(
    services: &Services,
    key: &Secret,
    of: Wanted<'_>,
    caveat: &mut Option<String>,
    cancel: &CancellationToken,
) -> Result<Option<Account>, Diagnosis> {
    let client = &services.stackone;
    if let Some(id) = of.account {
        return client.account(key, id, cancel).await.map(Some);
    }
    let owned = client.accounts_of(key, of.owner_id, cancel).await?;
    *caveat = owned.caveat("accounts of this owner");
    // An account that names no owner is a guess: one that names the owner goes before.
    Ok(owned.items.into_iter().max_by_key(|account| {
        let names_owner = !account.origin_owner_id.is_empty();
        (names_owner, account.is_active(), account.updated_at)
    }))
}

/// That no active account was seen, with the one that was seen instead and what is missing of the list.
pub(in crate::workflow) fn no_active_account(
    found: Option<&Account>,
    caveat: Option<String>,
) -> Diagnosis {
    let mut summary = match found {
        Some(account) => format!(
            "The attempt succeeded, and StackOne does not say that the account {} is active: its status is {}.",
            account.id,
            account.status_words()
        ),
        None => "The attempt succeeded, but no active account has appeared.".to_owned(),
    };
    // What is not in a part of the list may stand in the rest of it.
    let kind = match caveat {
        Some(caveat) => {
            summary = format!("{summary} {caveat}");
            Kind::Unclear
        }
        None => Kind::Failed,
    };
    Diagnosis::new(
        Party::StackOne,
        kind,
        summary,
        "Look under Accounts in StackOne, and create a new link if the account is not there.",
    )
}
