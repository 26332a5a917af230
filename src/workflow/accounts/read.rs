//! One read through a linked account, to see whether it works: only counted, nothing of it is kept.

use tokio_util::sync::CancellationToken;

use super::AccountsRequest;
use crate::domain::LinkRead;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::stackone::Catalogue;
use crate::workflow::Services;
use crate::workflow::link::pick;

/// Reads once through an account: the list that touches the least personal data of those that the granted scopes allow.
pub async fn read_account(
    services: &Services,
    request: &AccountsRequest,
    account: &Text,
    granted: &Scopes,
    cancel: &CancellationToken,
) -> Result<LinkRead, Diagnosis> {
    let (client, key) = (&services.stackone, &request.api_key);
    let connector = client.connector(key, Catalogue::Actions, cancel).await?;
    let Some(action) = pick(&connector, granted) else {
        return Err(Diagnosis::new(
            Party::StackOne,
            Kind::Failed,
            "StackOne lists no action for Planday that only reads and that these scopes allow.",
            "Run any read in StackOne's playground to prove the account by hand.",
        ));
    };
    let result = client.read_action(key, account, &action, cancel).await?;
    Ok(LinkRead {
        action: Text::new(action.id()),
        records: result.records.and_then(|count| u64::try_from(count).ok()),
        at: clock::now(),
    })
}
