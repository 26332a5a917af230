//! A program that is run for what it prints: how it ends, and what ends with it.
//!
//! Its end is the end of its own process, not of its output: a password manager may leave an agent behind that holds the pipe for
//! hours. What such a program leaves behind lives on. Only where the program is given up, because it takes too long or because
//! nobody wants its answer any more, do its descendants end with it.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

/// The longest answer that is taken, in bytes.
pub(super) const LONGEST_ANSWER: usize = 64 * 1024;

/// How much of the end of what it complains of is kept, in bytes.
const COMPLAINT: usize = 16 * 1024;

/// How often to look whether it was stopped for reading from a terminal that it does not have.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// What a program printed.
pub(super) struct Printed {
    pub(super) status: ExitStatus,
    pub(super) answer: Zeroizing<Vec<u8>>,
    pub(super) complaint: Zeroizing<Vec<u8>>,
}

/// Why there is no answer.
pub(super) enum Trouble {
    NotStarted(io::Error),
    NotRead(io::Error),
    TooMuch,
    TooLong,
    /// It was stopped, because it wanted to read from a terminal whose foreground it is not in.
    Stopped,
}

/// Whose terminal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terminal {
    /// The program's too: it may ask there.
    Shared,
    /// The dashboard's alone.
    Taken,
}

/// Runs the program. Standard output and standard error must be pipes.
///
/// Letting go of the future gives the program up.
pub(super) async fn run(
    mut command: Command,
    terminal: Terminal,
    patience: Duration,
) -> Result<Printed, Trouble> {
    // A group of its own is a background group: the terminal stops whoever reads from it there. So where it may ask, it
    // stays in this program's group.
    let alone = terminal == Terminal::Taken || !has_terminal();
    #[cfg(unix)]
    if alone {
        command.process_group(0);
    }
    let mut child = command
        .kill_on_drop(true)
        .spawn()
        .map_err(Trouble::NotStarted)?;
    // Dropped before the child, while its process number is still its own.
    let mut family = Family::of(&child, alone);
    let ended = tokio::time::timeout(patience, listen(&mut child, alone)).await;
    let printed = ended.unwrap_or(Err(Trouble::TooLong))?;
    family.let_go();
    Ok(printed)
}

/// Takes what it prints until it ends.
async fn listen(child: &mut Child, alone: bool) -> Result<Printed, Trouble> {
    let missing = || Trouble::NotRead(io::Error::other("it has no output"));
    let mut stdout = child.stdout.take().ok_or_else(missing)?;
    let mut stderr = child.stderr.take().ok_or_else(missing)?;
    // As large as they can get: growing would leave copies behind.
    let mut answer = Zeroizing::new(Vec::with_capacity(LONGEST_ANSWER + 1));
    let mut complaint = Zeroizing::new(Vec::with_capacity(2 * COMPLAINT));
    let (mut printing, mut complaining) = (true, true);
    let status = loop {
        tokio::select! {
            // What has come is read before its end is looked at.
            biased;
            read = stdout.read_buf(&mut *answer), if printing => {
                printing = read.map_err(Trouble::NotRead)? > 0;
                if answer.len() > LONGEST_ANSWER {
                    return Err(Trouble::TooMuch);
                }
            }
            read = stderr.read_buf(&mut *complaint), if complaining => {
                complaining = read.map_err(Trouble::NotRead)? > 0;
                shorten(&mut complaint);
            }
            ended = child.wait() => break ended.map_err(Trouble::NotRead)?,
            () = tokio::time::sleep(BETWEEN_LOOKS), if alone => {
                if is_stopped(child) {
                    return Err(Trouble::Stopped);
                }
            }
        }
    };
    // All that it wrote is in the pipes by now; others who hold them are not waited for.
    rest(&stdout, &mut answer, LONGEST_ANSWER + 1)?;
    if answer.len() > LONGEST_ANSWER {
        return Err(Trouble::TooMuch);
    }
    rest(&stderr, &mut complaint, 2 * COMPLAINT)?;
    shorten(&mut complaint);
    Ok(Printed {
        status,
        answer,
        complaint,
    })
}

/// Keeps the end.
fn shorten(complaint: &mut Vec<u8>) {
    let over = complaint.len().saturating_sub(COMPLAINT);
    complaint.drain(..over);
}

/// Reads what is in the pipe at this moment, up to `most` bytes in all.
#[cfg(unix)]
fn rest(pipe: &impl std::os::fd::AsFd, into: &mut Vec<u8>, most: usize) -> Result<(), Trouble> {
    use rustix::io::Errno;

    let mut chunk = Zeroizing::new([0; 4096]);
    while into.len() < most {
        let wanted = (most - into.len()).min(chunk.len());
        // The runtime has made it a pipe that does not block.
        match rustix::io::read(pipe, &mut chunk[..wanted]) {
            Ok(0) | Err(Errno::AGAIN) => break,
            Ok(count) => into.extend_from_slice(&chunk[..count]),
            Err(Errno::INTR) => {}
            Err(error) => return Err(Trouble::NotRead(error.into())),
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn rest<T>(_: &T, _: &mut Vec<u8>, _: usize) -> Result<(), Trouble> {
    Ok(())
}

/// Whether this program has a terminal that another one could ask on.
fn has_terminal() -> bool {
    cfg!(not(unix)) || std::fs::File::open("/dev/tty").is_ok()
}

/// Whether the terminal stopped it.
#[cfg(unix)]
fn is_stopped(child: &Child) -> bool {
    use rustix::process::{WaitId, WaitIdOptions, waitid};

    // The program's end is left for others to take.
    let look = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    number(child).is_some_and(
        |number| matches!(waitid(WaitId::Pid(number), look), Ok(Some(status)) if status.stopped()),
    )
}

#[cfg(not(unix))]
fn is_stopped(_: &Child) -> bool {
    false
}

#[cfg(unix)]
fn number(child: &Child) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(child.id()?).ok()?)
}

/// The program and its descendants: killed when dropped, unless they were let go.
struct Family {
    #[cfg(unix)]
    head: Option<rustix::process::Pid>,
    #[cfg(unix)]
    alone: bool,
}

impl Family {
    #[cfg(unix)]
    fn of(child: &Child, alone: bool) -> Self {
        Self {
            head: number(child),
            alone,
        }
    }

    #[cfg(not(unix))]
    fn of(_: &Child, _: bool) -> Self {
        Self {}
    }

    #[cfg(unix)]
    fn let_go(&mut self) {
        self.head = None;
    }

    #[cfg(not(unix))]
    fn let_go(&mut self) {}
}

#[cfg(unix)]
impl Drop for Family {
    fn drop(&mut self) {
        use rustix::process::{Signal, kill_process, kill_process_group};

        let Some(head) = self.head else { return };
        // Whoever has ended already needs no killing.
        if self.alone {
            kill_process_group(head, Signal::KILL).ok();
            return;
        }
        // Stopped, it starts nothing more while its descendants are looked for.
        kill_process(head, Signal::STOP).ok();
        for descendant in descendants(head) {
            kill_process(descendant, Signal::KILL).ok();
        }
        kill_process(head, Signal::KILL).ok();
    }
}

/// The processes that this one started, and those that they started, as far as the system has a list of them in `/proc`.
#[cfg(unix)]
fn descendants(head: rustix::process::Pid) -> Vec<rustix::process::Pid> {
    let pairs: Vec<(i32, i32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let number: i32 = entry.file_name().to_str()?.parse().ok()?;
            let about = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // "7 (name) S 1 …": the name may have anything in it.
            let (_, behind) = about.rsplit_once(')')?;
            let parent = behind.split_whitespace().nth(1)?.parse().ok()?;
            Some((parent, number))
        })
        .collect();
    let mut found = vec![head.as_raw_nonzero().get()];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let children = pairs.iter().filter(|(of, _)| *of == parent);
        found.extend(children.map(|(_, number)| *number));
        at += 1;
    }
    found.remove(0);
    found
        .into_iter()
        .filter_map(rustix::process::Pid::from_raw)
        .collect()
}
