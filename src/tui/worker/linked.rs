//! The jobs about linked accounts and links.

use tokio_util::sync::CancellationToken;

use crate::domain::Link;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::secret::{Secret, VaultError};
use crate::tui::worker::ended::{ended, protect};
use crate::tui::worker::jobs::TaskOutcome;
use crate::workflow::{
    AccountsRequest, FollowLinks, LibraryFault, LinkOrder, Observer, Progress, Services,
    account_record, follow_links, keep_link_url, kept_accounts, kept_links, link_url,
    list_accounts, make_link, sweep_links,
};

/// Tells the list that was kept, then reads it anew.
pub(crate) async fn list(
    services: &Services,
    request: &AccountsRequest,
    reporter: &impl Observer,
    cancel: &CancellationToken,
) -> TaskOutcome {
    protect(services, Some(&request.api_key));
    if let Some(kept) = kept_accounts(services, request).await {
        reporter.tell(Progress::KeptAccounts(Box::new(kept))).await;
    }
    ended(list_accounts(services, request, cancel).await, |report| {
        TaskOutcome::Accounts(Box::new(report))
    })
}

/// Reads one account with its record.
pub(crate) async fn record(
    services: &Services,
    request: &AccountsRequest,
    id: &Text,
    cancel: &CancellationToken,
) -> TaskOutcome {
    ended(
        account_record(services, request, id, cancel).await,
        |record| TaskOutcome::AccountRecord(Box::new(record)),
    )
}

/// Puts the kept links in order, and reads them. What could not be put in order is read all the same.
pub(crate) async fn links(services: &Services) -> TaskOutcome {
    let swept = sweep_links(services).await;
    ended(kept_links(services).await, |links| {
        drop(swept);
        TaskOutcome::Links(links)
    })
}

/// Makes a link.
pub(crate) async fn make(
    services: &Services,
    order: &LinkOrder,
    cancel: &CancellationToken,
) -> TaskOutcome {
    protect(services, Some(&order.api_key));
    ended(make_link(services, order, cancel).await, |made| {
        TaskOutcome::LinkMade(Box::new(made))
    })
}

/// Follows the links in flight, until none is left.
pub(crate) async fn follow(
    services: &Services,
    request: &FollowLinks,
    reporter: &impl Observer,
    cancel: &CancellationToken,
) -> TaskOutcome {
    protect(services, Some(&request.api_key));
    ended(
        follow_links(services, request, reporter, cancel).await,
        |()| TaskOutcome::LinksFollowed,
    )
}

/// A link that a person stopped following, or follows again.
pub(crate) fn changed(changed: Result<Link, Diagnosis>) -> TaskOutcome {
    ended(changed, |link| TaskOutcome::LinkChanged(Box::new(link)))
}

/// The address of a link, or why it could not be read.
pub(crate) async fn url(services: &Services, link: &Link) -> TaskOutcome {
    let url = link_url(services, link).await;
    TaskOutcome::LinkUrl(link.id, url.map_err(|error| error.to_string()))
}

/// Keeps the address of a link, or reads the one that is kept. A locked encrypted file is told as such.
pub(crate) async fn unlock(services: &Services, link: &Link, url: Option<&Secret>) -> TaskOutcome {
    if let Some(url) = url {
        return match keep_link_url(services, link.id, url).await {
            Ok(link) => TaskOutcome::LinkKept(Box::new(link)),
            Err(LibraryFault::Locked { new }) => TaskOutcome::Locked { new },
            Err(LibraryFault::Failed(diagnosis)) => TaskOutcome::Failed(diagnosis),
        };
    }
    match link_url(services, link).await {
        Err(VaultError::Locked { new }) => TaskOutcome::Locked { new },
        url => TaskOutcome::LinkUrl(link.id, url.map_err(|error| error.to_string())),
    }
}
