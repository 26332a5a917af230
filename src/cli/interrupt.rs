//! What a signal does to a command.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::exit::Exit;
use crate::output::eprint_line;
use crate::planday::Planday;
use crate::terminal;

/// Runs the work until it ends or a signal asks for the end; then the work may finish its last sentence. A second signal ends the
/// program there and then.
pub(super) async fn interruptible<T>(work: impl AsyncFnOnce(CancellationToken) -> T) -> (T, bool) {
    let signals = terminal::interrupted();
    let cancel = CancellationToken::new();
    let mut work = Box::pin(work(cancel.clone()));
    tokio::select! {
        // Finished work wins over a signal that comes at the same time.
        biased;
        done = &mut work => return (done, false),
        _ = signals => cancel.cancel(),
    }
    let again = terminal::interrupted();
    tokio::select! {
        biased;
        done = &mut work => (done, true),
        _ = again => {
            // What it started ends with it.
            drop(work);
            eprint_line("stackday: left at the second signal; what was under way may be half done");
            std::process::exit(Exit::Interrupted.code().into())
        }
    }
}

/// Waits for exchanges that are still under way: an answer may hold a new Token that is yet to be saved. Each ends by
/// itself in the time that one attempt may take; a second signal ends the waiting.
pub(super) async fn settle(planday: &Planday) {
    const UNNOTICED: Duration = Duration::from_millis(300);
    if tokio::time::timeout(UNNOTICED, planday.settled())
        .await
        .is_ok()
    {
        return;
    }
    let again = terminal::interrupted();
    eprint_line(
        "stackday: waits for Planday's answer, which may bring a new Token; interrupt once more to leave without it",
    );
    tokio::select! {
        // What has come is saved, whoever is in a hurry.
        biased;
        () = planday.settled() => {}
        _ = again => eprint_line("stackday: left without the answer: if the Token is refused from now on, copy the current one from the app's tile"),
    }
}
