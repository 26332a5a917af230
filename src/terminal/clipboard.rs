//! The clipboard of whoever sits at the terminal.
//!
//! A program of this machine puts text there where there is one for the desktop in use; else the terminal is asked to
//! (OSC 52), which works over SSH as well. What is copied may be a secret: it goes to a program by its standard input, and
//! stands in no argument.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::{Lane, copying};
use crate::secret::Secret;

/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How a copy ended: in words how the text was sent, or why it was not.
pub type Copied = Result<String, String>;

/// A program that puts its standard input on the clipboard.
#[derive(Debug, Clone, Copy)]
struct Helper {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The variable that says that its desktop is in use. Without one it belongs to this machine's own screen, which nobody
    /// sees who comes by SSH.
    needs: Option<&'static str>,
}

const HELPERS: [Helper; 4] = [
    Helper {
        name: "wl-copy",
        arguments: &[],
        needs: Some("WAYLAND_DISPLAY"),
    },
    Helper {
        name: "xclip",
        arguments: &["-selection", "clipboard"],
        needs: Some("DISPLAY"),
    },
    Helper {
        name: "pbcopy",
        arguments: &[],
        needs: None,
    },
    Helper {
        name: "clip.exe",
        arguments: &[],
        needs: None,
    },
];

/// What the environment says about the way to the clipboard.
#[derive(Debug, Clone)]
struct Way {
    helper: Option<(Helper, PathBuf)>,
    /// The program `tmux`, where this is one of its panes.
    tmux: Option<PathBuf>,
}

impl Way {
    fn of(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let is_set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        let path = env("PATH").unwrap_or_default();
        let fits = |helper: &Helper| match helper.needs {
            Some(name) => is_set(name),
            None => !is_set("SSH_CONNECTION"),
        };
        let helper = HELPERS
            .into_iter()
            .filter(fits)
            .find_map(|helper| Some((helper, found(helper.name, &path)?)));
        let tmux = is_set("TMUX").then(|| found("tmux", &path).unwrap_or_default());
        Self { helper, tmux }
    }
}

/// The program with this name in the folders of a `PATH`.
fn found(name: &str, path: &str) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// The way to the clipboard, and who is told how a copy ended.
#[derive(Debug)]
pub struct Clipboard {
    way: Way,
    ended: mpsc::Sender<Copied>,
}

impl Clipboard {
    /// The way that this environment leaves, and where one hears how each copy ended.
    #[must_use]
    pub fn new(env: &dyn Fn(&str) -> Option<String>) -> (Self, mpsc::Receiver<Copied>) {
        let (ended, heard) = mpsc::channel(8);
        let way = Way::of(env);
        (Self { way, ended }, heard)
    }

    /// Puts text on the clipboard, and does not wait until it is there.
    ///
    /// # Errors
    ///
    /// The terminal takes nothing any more.
    pub fn copy(&self, text: &Secret, lane: &Lane) -> io::Result<()> {
        let (way, text, lane) = (self.way.clone(), text.clone(), lane.clone());
        let send = move |bytes| lane.send(bytes);
        let ended = self.ended.clone();
        if way.helper.is_none() {
            // At once, and in the order of the keys: no program is waited for.
            send(sequence(&text, way.tmux.is_some()))?;
            tokio::spawn(async move { ended.send(Ok(by_terminal(&way).await)).await });
            return Ok(());
        }
        tokio::spawn(async move {
            let copied = by_program(&way, &text).await;
            let copied = match copied {
                Ok(said) => Ok(said),
                // What the program cannot do, the terminal may.
                Err(why) => match send(sequence(&text, way.tmux.is_some())) {
                    Ok(()) => Ok(format!("{} ({why})", by_terminal(&way).await)),
                    Err(_) => Err(why),
                },
            };
            ended.send(copied).await
        });
        Ok(())
    }
}

/// What asks the terminal. Inside tmux both tmux itself and, in an envelope that tmux may pass on, the terminal around it.
fn sequence(text: &Secret, in_tmux: bool) -> Vec<u8> {
    let plain = copying(text.expose());
    if !in_tmux {
        return plain;
    }
    let mut bytes = plain.clone();
    bytes.extend_from_slice(b"\x1bPtmux;");
    for byte in plain {
        // Within the envelope each escape stands twice.
        if byte == 0x1b {
            bytes.push(byte);
        }
        bytes.push(byte);
    }
    bytes.extend_from_slice(b"\x1b\\");
    bytes
}

/// How the terminal was asked, and what may keep it from doing so.
async fn by_terminal(way: &Way) -> String {
    let Some(tmux) = &way.tmux else {
        return "by the terminal (OSC 52), unless it refuses that".to_owned();
    };
    let mut command = Command::new(tmux);
    command.args(["show", "-gv", "set-clipboard"]);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command.kill_on_drop(true);
    let setting = match timeout(PATIENCE, command.output()).await {
        Ok(Ok(output)) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => String::new(),
    };
    match setting.as_str() {
        "on" => "by tmux (OSC 52)".to_owned(),
        "off" | "external" => format!(
            "by tmux (OSC 52), which may keep it: set-clipboard is {setting}. “tmux set -g set-clipboard on” lets it through"
        ),
        _ => "by tmux (OSC 52), unless its set-clipboard is off".to_owned(),
    }
}

/// Lets the program do it.
async fn by_program(way: &Way, text: &Secret) -> Copied {
    let Some((helper, program)) = &way.helper else {
        return Err("no program for the clipboard".to_owned());
    };
    let name = helper.name;
    let run = async {
        let mut child = Command::new(program)
            .args(helper.arguments)
            // It needs no secret but the one that it is given.
            .env_remove("STACKDAY_TOKEN_SECRET")
            .env_remove("STACKDAY_STACKONE_API_KEY")
            .env_remove("STACKDAY_PASSPHRASE")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut written = Ok(());
        if let Some(mut input) = child.stdin.take() {
            let bytes = zeroize::Zeroizing::new(bytes_for(program, text.expose()));
            written = input.write_all(&bytes).await;
            if written.is_ok() {
                written = input.shutdown().await;
            }
        }
        // A program that fails may read nothing: then its failure is what is to be told, not that of the pipe.
        let status = child.wait().await?;
        if status.success() {
            written?;
        }
        Ok::<_, std::io::Error>(status)
    };
    match timeout(PATIENCE, run).await {
        Ok(Ok(status)) if status.success() => Ok(format!("by {name}")),
        Ok(Ok(_)) => Err(format!("{name} failed")),
        Ok(Err(error)) => Err(format!("{name}: {error}")),
        Err(_) => Err(format!("{name} took too long")),
    }
}

/// The text as a program takes it: the one of Windows reads UTF-16.
fn bytes_for(program: &Path, text: &str) -> Vec<u8> {
    if program.file_name() != Some(OsStr::new("clip.exe")) {
        return text.as_bytes().to_vec();
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[cfg(all(test, unix))]
mod tests;
