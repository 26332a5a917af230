//! Which connection the work is about that writes to the log, known to the log without being handed through every call.

use std::future::Future;
use std::sync::Arc;

use tokio::task::futures::TaskLocalFuture;

tokio::task_local! {
    static CONNECTION: Option<Arc<str>>;
}

/// Does the work; every line that it writes to the log names this connection. A task that the work spawns is not part of
/// it: that one is given [`connection()`] in turn.
pub fn about<F: Future>(
    connection: Option<Arc<str>>,
    work: F,
) -> TaskLocalFuture<Option<Arc<str>>, F> {
    CONNECTION.scope(connection, work)
}

/// The connection that the running work is about, if it is about one.
#[must_use]
pub fn connection() -> Option<Arc<str>> {
    CONNECTION.try_with(Clone::clone).ok().flatten()
}
