//! The account that came of an attempt.

use tokio_util::sync::CancellationToken;

use crate::domain::diagnosis::Diagnosis;
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
