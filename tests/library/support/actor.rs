//! The other processes: this test program once more, playing a part.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use stackday::library::{Guard, Library, LibraryError};

use super::{again, new, put, save};

/// Set for another process: what it does, and in which folder.
const PART: &str = "STACKDAY_LIBRARY_PART";
const FOLDER: &str = "STACKDAY_LIBRARY_FOLDER";

/// What makes this program play.
pub const ACT: [&str; 4] = ["--ignored", "--exact", "--nocapture", "actor"];

/// Another process that has begun to play.
pub struct Actor {
    pub child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// A program that plays a part, once it is told that it is to [`ACT`].
pub fn actor(program: impl AsRef<OsStr>, part: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env(PART, part)
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit());
    command
}

impl Actor {
    pub fn start(part: &str, folder: &Path) -> Self {
        let mut command = actor(std::env::current_exe().expect("this program"), part, folder);
        Self::spawn(command.args(ACT)).expect("started")
    }

    pub fn spawn(command: &mut Command) -> std::io::Result<Self> {
        let mut child = command.spawn()?;
        Ok(Self {
            input: child.stdin.take().expect("its input"),
            output: BufReader::new(child.stdout.take().expect("its output")),
            child,
        })
    }

    /// What it says next; nothing when it has ended.
    pub fn hear(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("its output") == 0 {
                return None;
            }
            if let Some(said) = line.trim_end().strip_prefix("says ") {
                return Some(said.to_owned());
            }
        }
    }

    /// Lets it go on.
    pub fn go(&mut self) {
        self.input.write_all(b"\n").expect("heard");
    }

    /// Ends it at once, whatever it does, and gives what it had said by then.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
        std::iter::from_fn(|| self.hear()).collect()
    }

    /// Lets it go on to its end.
    pub fn end(mut self) {
        drop(self.input);
        assert!(self.child.wait().expect("ended").success());
    }
}

/// The part of this process, if it has one.
pub fn play() {
    let (Ok(part), Some(folder)) = (std::env::var(PART), std::env::var_os(FOLDER)) else {
        return;
    };
    let folder = Path::new(&folder);
    let library = Library::new(folder, Guard::default());
    let (part, of) = part.split_once(' ').unwrap_or((&part, ""));
    match part {
        // Says every moment of what it does, and goes on when it is told to.
        "watched" => {
            let watched = Library::watched(folder, Guard::default(), |point| {
                say(&format!("{point:?}"));
                wait();
            });
            save(&watched, "New").expect("saved");
            watched.close().expect("closed");
        }
        // Takes over what an older program left, and says every moment of it.
        "takeover" => {
            let watched = Library::watched(folder, Guard::default(), |point| {
                say(&format!("{point:?}"));
                wait();
            });
            watched.load().expect("taken over");
            watched.close().expect("closed");
        }
        // Saves without end, and says what is acknowledged.
        "forever" => {
            for number in 0.. {
                let name = format!("{of}-{number}");
                let profile = save(&library, &name).expect("saved");
                say(&name);
                let mut changed = again(&profile);
                changed.settings.notes = format!("notes of {name}");
                put(&library, changed).expect("saved");
                say(&format!("{name} notes"));
            }
        }
        // Changes one connection fifty times, against whoever else does.
        "tags" => {
            say("ready");
            wait();
            for number in 0..50 {
                add_tag(&library, &format!("{of}-{number}"));
            }
        }
        "large" => {
            let mut large = new("Large");
            large.settings.notes = "x".repeat(20_000);
            tell(put(&library, large).map(|_| ()));
        }
        // Reads, and tries to save.
        "small" => {
            match library.read() {
                Ok(loaded) => say(&format!("{} read", loaded.saved.profiles.len())),
                Err(error) => say(&error.to_string()),
            }
            tell(save(&library, "Small").map(|_| ()));
        }
        // Leaves the log of writes behind: it never closes.
        "open" => {
            save(&library, "Open").expect("saved");
            say("open");
            wait();
        }
        // Has a draft and a reservation, and goes on until it is told to end.
        "session" => super::super::sessions::play(&library),
        "exchange" => super::super::exchange::play(&library, of),
        other => panic!("no part {other}"),
    }
}

/// Adds a tag to the first connection, as often as somebody else was faster.
fn add_tag(library: &Library, tag: &str) {
    loop {
        let saved = library.load().expect("read");
        let mut changed = again(&saved.profiles[0]);
        changed.settings.tags.insert(tag.to_owned());
        match put(library, changed) {
            Ok(_) => return,
            // Another program changed it in between.
            Err(LibraryError::Refused(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn tell(outcome: Result<(), LibraryError>) {
    match outcome {
        Ok(()) => say("done"),
        Err(error) => say(&error.to_string()),
    }
}

/// Says a line, behind whatever the test program has begun to write.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    write!(out, "\nsays {line}\n").expect("said");
    out.flush().expect("said");
}

/// Waits for a line, or the end of the input.
pub fn wait() {
    std::io::stdin()
        .read_line(&mut String::new())
        .expect("read");
}
