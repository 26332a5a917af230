//! A store in a folder of its own, connections to save, and the other processes.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use jiff::Timestamp;
use stackday::guide::{CheckId, Standing, StepId};
use stackday::profile::{
    Connection, Profile, Saved, Store, StoreError, StoredEvidence, Verification,
};
use stackday::secret::{SecretRecord, SecretStoreKind};
use tempfile::TempDir;

/// Set for another process: what it does, and in which folder.
const PART: &str = "STACKDAY_STORE_PART";
const FOLDER: &str = "STACKDAY_STORE_FOLDER";

/// A folder and the store in it.
pub struct Home {
    pub folder: TempDir,
    pub store: Store,
}

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            store: Store::new(folder.path()),
            folder,
        }
    }

    /// One in which these were saved, one after the other.
    pub fn with(names: &[&str]) -> Self {
        let home = Self::new();
        for name in names {
            home.store.save(&profile(name)).expect("saved");
        }
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn bytes(&self) -> Vec<u8> {
        fs::read(self.store.file()).expect("the file")
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes()).expect("text")
    }

    pub fn put(&self, text: impl AsRef<[u8]>) {
        fs::write(self.store.file(), text).expect("written");
    }

    /// The names in the folder, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder.path())
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }
}

/// A new profile with something in every kind of member.
pub fn profile(name: &str) -> Profile {
    let now: Timestamp = "2026-07-01T10:00:00Z".parse().expect("a time");
    let proved = |line: &str| StoredEvidence {
        standing: Standing::Verified,
        line: line.to_owned(),
        at: Some(now),
    };
    let settings = Connection {
        portal: Some("cafe.planday.com".to_owned()),
        scopes: ["employee:read".to_owned()].into(),
        tags: ["north".to_owned()].into(),
        notes: "Called on Monday.\nCall again.".to_owned(),
        ..Connection::default()
    };
    let mut profile = Profile::new(name, settings, now);
    profile.token = Some(SecretRecord {
        place: SecretStoreKind::Keyring,
        at: now,
    });
    profile.steps.insert(StepId::A2, proved("The app answers."));
    profile.remember(Verification {
        at: now,
        exit: 0,
        line: "6 of 6 hold".to_owned(),
        checks: [(CheckId::Token, proved("exchanged"))].into(),
    });
    profile
}

/// The names of the profiles, in order.
pub fn names(saved: &Saved) -> Vec<&str> {
    let profiles = saved.profiles.iter();
    profiles.map(|profile| profile.name.as_str()).collect()
}

/// This program once more, to play a part.
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

/// What makes this program play.
pub const ACT: [&str; 4] = ["--ignored", "--exact", "--nocapture", "actor"];

/// Another process that has begun to play.
pub struct Actor {
    pub child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
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
    let store = Store::new(Path::new(&folder));
    match part.split_once(' ').unwrap_or((&part, "")) {
        ("watched", _) => {
            let mut watch = |point| {
                say(&format!("{point:?}"));
                wait();
            };
            let added = store.change_watched(&mut watch, |saved| {
                saved.profiles.push(profile("New"));
                Ok(())
            });
            added.expect("saved");
        }
        ("tags", whose) => {
            say("ready");
            wait();
            for number in 0..50 {
                let tag = format!("{whose}-{number}");
                let change = |saved: &mut Saved| {
                    saved.profiles[0].settings.tags.insert(tag);
                    Ok::<_, StoreError>(())
                };
                store.change(change).expect("saved");
            }
        }
        ("large", _) => {
            let mut large = profile("Large");
            large.settings.notes = "x".repeat(20_000);
            tell(store.save(&large).map(|_| ()));
        }
        ("small", _) => {
            tell(store.read().map(|_| ()));
            tell(store.save(&profile("Small")).map(|_| ()));
        }
        (other, _) => panic!("no part {other}"),
    }
}

fn tell(outcome: Result<(), StoreError>) {
    match outcome {
        Ok(()) => say("done"),
        Err(error) => say(&error.to_string()),
    }
}

/// Says a line, behind whatever the test program has begun to write.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    write!(out, "\nsays {line}\n").expect("said");
    out.flush().expect("said");
}

/// Waits for a line, or the end of the input.
fn wait() {
    std::io::stdin()
        .read_line(&mut String::new())
        .expect("read");
}
