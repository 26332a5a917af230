//! One read through a linked account, to see whether it works: only counted, nothing of it is kept.

use tokio_util::sync::CancellationToken;

use super::AccountsRequest;
use crate::domain::LinkRead;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::workflow::Services;
use crate::workflow::link::read::prove_by_read;

/// Reads once through an account: the list that touches the least personal data of those that the granted scopes allow.
pub async fn read_account(
    services: &Services,
    request: &AccountsRequest,
    account: &Text,
    granted: &Scopes,
    cancel: &CancellationToken,
) -> Result<LinkRead, Diagnosis> {
    prove_by_read(services, &request.api_key, account, granted, cancel).await
}
