//! Job control: put aside by Ctrl-Z, and brought back by a shell.

/// Whether there is a shell that could bring this job back. Without one, being put aside would be the end.
#[cfg(unix)]
#[must_use]
pub fn can_suspend() -> bool {
    use nix::unistd::{getpgrp, getppid, getsid};

    // Not rustix, which takes a number of 0 for impossible. The system answers 0 for a process outside this one's
    // namespace, as in a container that was entered from outside.
    let (Ok(ours), Ok(of_parent)) = (getsid(None), getsid(Some(getppid()))) else {
        return false;
    };
    is_job_of_shell(getpgrp().as_raw(), ours.as_raw(), of_parent.as_raw())
}

/// Whether a process of this group and session, with a parent in that session, is a job that a shell looks after. Each is
/// the number of a process, or 0 for one that cannot be seen from here.
#[cfg(unix)]
fn is_job_of_shell(group: i32, session: i32, session_of_parent: i32) -> bool {
    // A shell with job control gives each job a group of its own, other than the session's first.
    session == session_of_parent && group != session
}

/// Stops this job, the programs beside it included. It goes on some moments longer: what is not to be done meanwhile
/// waits for [`Signal::Continue`](super::Signal::Continue).
#[cfg(unix)]
pub fn suspend() -> std::io::Result<()> {
    // Not the signal that asks: this program listens to that one.
    rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
    Ok(())
}

/// Stops this job where the program beside this one, which has the terminal, was stopped by its own key. Without a shell
/// that could bring the job back, that program goes on instead.
#[cfg(unix)]
pub fn suspend_beside() {
    // A job that cannot be stopped goes on: nothing is lost by it.
    if can_suspend() {
        suspend().ok();
    } else {
        rustix::process::kill_current_process_group(rustix::process::Signal::CONT).ok();
    }
}

/// There is no job control here.
#[cfg(not(unix))]
pub fn suspend_beside() {}

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

#[cfg(all(test, unix))]
mod tests {
    use super::is_job_of_shell;

    #[test]
    fn only_a_group_of_its_own_beside_its_shell_can_be_brought_back() {
        // (what, group, session, session of the parent, expected)
        let cases = [
            ("a job of a shell", 20, 10, 10, true),
            ("the first of its session", 20, 20, 10, false),
            ("its shell is gone", 20, 10, 1, false),
            (
                "a command of a script without job control",
                10,
                10,
                10,
                false,
            ),
            (
                "started from outside the namespace, first of its session",
                20,
                20,
                0,
                false,
            ),
            ("started from outside the namespace", 0, 0, 0, false),
            (
                "a job of a shell whose session is outside the namespace",
                20,
                0,
                0,
                true,
            ),
        ];
        for (what, group, session, of_parent, expected) in cases {
            assert_eq!(
                is_job_of_shell(group, session, of_parent),
                expected,
                "{what}"
            );
        }
    }
}
