//! Other processes: this test program once more, playing a part.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Set for another process: what it does, and in which folder.
const PART: &str = "STACKDAY_TEST_PART";
const FOLDER: &str = "STACKDAY_TEST_FOLDER";

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
    /// This program, with this part to play.
    pub fn start(part: &str, folder: &Path) -> Self {
        let mut command = actor(std::env::current_exe().expect("this program"), part, folder);
        Self::spawn(command.args(ACT)).expect("started")
    }

    /// Whatever the command starts, which is to come to this program.
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

/// The part of this process and its folder, if it has one.
pub fn part() -> Option<(String, PathBuf)> {
    let part = std::env::var(PART).ok()?;
    Some((part, std::env::var_os(FOLDER)?.into()))
}

/// Every moment of what the part does, in order, as it is from the beginning that is in this folder.
pub fn points(part: &str, folder: &Path) -> Vec<String> {
    let mut actor = Actor::start(part, folder);
    let mut points = Vec::new();
    while let Some(point) = actor.hear() {
        points.push(point);
        actor.go();
    }
    actor.end();
    points
}

/// Kills the part at this moment, counted from 0, and gives its name.
pub fn kill_at(part: &str, folder: &Path, number: usize) -> String {
    let mut actor = Actor::start(part, folder);
    for _ in 0..number {
        actor.hear().expect("a moment");
        actor.go();
    }
    let point = actor.hear().expect("the moment");
    actor.kill();
    point
}

/// Says how it ended.
pub fn tell<E: Display>(outcome: Result<(), E>) {
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
