//! The way to the library from a task: blocking work on a thread of its own.

use std::sync::Arc;

use crate::library::LibrarySnapshot;
use crate::library::{Changes, Library, LibraryError};
use crate::workflow::Services;

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
