//! The way to the library from a task: blocking work on a thread of its own.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::ProfileId;
use crate::library::{Changes, ExchangeLock, Library, LibraryError, LibrarySnapshot};
use crate::workflow::Services;

/// How long to wait before asking again whether another program's exchange has ended.
const TURN: Duration = Duration::from_millis(25);

/// Does blocking work on the library. Once begun it is done, and the program does not end before it, whoever stops waiting.
pub(in crate::workflow) async fn on_library<T: Send + 'static>(
    services: &Services,
    work: impl FnOnce(&Library) -> Result<T, LibraryError> + Send + 'static,
) -> Result<T, LibraryError> {
    let library = services.library.clone().ok_or(LibraryError::NoFolder)?;
    let under_way = services.planday.under_way();
    let done = tokio::task::spawn_blocking(move || {
        let done = work(&library);
        drop(under_way);
        done
    });
    done.await.unwrap_or_else(|_| {
        Err(LibraryError::Refused(
            "stackday itself failed while it read or wrote; please report it.".into(),
        ))
    })
}

/// Waits for the right to exchange the Token of a connection.
pub(in crate::workflow) async fn exchange_lock(
    services: &Services,
    id: ProfileId,
) -> Result<ExchangeLock, LibraryError> {
    loop {
        let tried = on_library(services, move |library| library.try_exchange_lock(id)).await?;
        if let Some(lock) = tried {
            return Ok(lock);
        }
        tokio::time::sleep(TURN).await;
    }
}

/// The saved connections, as they are now. The error is one sentence.
pub async fn load_saved(services: &Services) -> Result<LibrarySnapshot, String> {
    let loaded = on_library(services, Library::load).await;
    loaded.map_err(|error| error.to_string())
}

/// What has changed since a screen has looked last; none where no screen follows, or nothing has changed.
pub async fn changes(services: &Services) -> Option<Arc<Changes>> {
    let since = services.library.as_ref()?.followed()?;
    let changes = on_library(services, move |library| library.changes(since)).await;
    let changes = changes.ok().filter(|changes| changes.upto != since)?;
    Some(Arc::new(changes))
}

/// What to say of a connection that was deleted meanwhile.
pub(in crate::workflow) fn gone() -> String {
    LibraryError::gone().to_string()
}
