//! Job control: put aside by Ctrl-Z, and brought back by a shell.

/// Whether there is a shell that could bring this job back. Without one, being put aside would be the end.
#[cfg(unix)]
#[must_use]
pub fn can_suspend() -> bool {
    use rustix::process::{getpgrp, getppid, getsid};

    let Some(parent) = getppid() else {
        return false;
    };
    match (getsid(None), getsid(Some(parent))) {
        // A shell with job control gives each job a group of its own, other than the session's first.
        (Ok(ours), Ok(theirs)) => ours == theirs && getpgrp() != ours,
        _ => false,
    }
}

/// Stops this job, the programs beside it included. It goes on some moments longer: what is not to be done meanwhile
/// waits for [`Signal::Continue`](super::Signal::Continue).
#[cfg(unix)]
pub fn suspend() -> std::io::Result<()> {
    // Not the signal that asks: this program listens to that one.
    rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
    Ok(())
}

/// There is no job control here.
#[cfg(not(unix))]
#[must_use]
pub fn can_suspend() -> bool {
    false
}

/// There is no job control here.
#[cfg(not(unix))]
pub fn suspend() -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
