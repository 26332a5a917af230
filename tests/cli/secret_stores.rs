//! `stackday secrets`: real processes, real files, and a real keyring where the machine has one.

mod command;
mod keeping;
mod keyring;
mod links;
mod moving;
mod opening;
mod passphrase;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::Timestamp;
use stackday::library::{Connection, LibrarySnapshot, Profile};
use stackday::library::{Guard, Library};
use tempfile::TempDir;

use super::leaks::assert_none;
use super::support::{Ran, home, run, stackday};

/// A Token as Planday makes them, to be looked for where it may not be.
const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";
/// An API key likewise.
const KEY: &str = "v1.eu1.cGxhbmRheS1jYW5hcnktZm9yLXN0YWNrZGF5";
const PASSPHRASE: &str = "correct horse battery staple";

/// A home with the profiles Acme and Bolt in it.
struct House {
    home: TempDir,
}

impl House {
    fn new() -> Self {
        let house = Self { home: home() };
        for name in ["Acme", "Bolt"] {
            let settings = Connection {
                app_id: Some(format!("app of {name}")),
                ..Connection::default()
            };
            let profile = Profile::new(name, settings, Timestamp::UNIX_EPOCH);
            let saved = LibrarySnapshot {
                profiles: vec![profile],
                ..LibrarySnapshot::default()
            };
            house.library().seed(&saved).expect("saved");
        }
        house
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn library(&self) -> Library {
        Library::new(&self.data(), Guard::default())
    }

    /// The program with `secrets` and these words, JSON asked for.
    fn command(&self, words: &str) -> Command {
        let mut command = stackday(self.home.path(), &["secrets", "--json"]);
        command
            .args(words.split_whitespace())
            .arg("--data-dir")
            .arg(self.data());
        command
    }

    /// The same with the passphrase in the environment.
    fn open(&self, words: &str) -> Command {
        let mut command = self.command(words);
        command.env("STACKDAY_PASSPHRASE", PASSPHRASE);
        command
    }

    /// Keeps the Token of Acme in this store.
    async fn keep(&self, store: &str) -> Ran {
        let words = format!("set token acme --store {store} --plaintext-secrets");
        let ran = told(self.open(&words), TOKEN).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran
    }

    /// Where the Token of Acme is recorded to be.
    fn record(&self) -> String {
        let saved = self.library().load().expect("loaded");
        let token = saved.named("acme").expect("Acme").token.clone();
        token.map_or("nowhere".to_owned(), |kept| kept.place.word().to_owned())
    }

    /// Every file under the home, by name, with the text in it.
    fn files(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut folders = vec![self.home.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).expect("a file");
                    found.push((
                        path.display().to_string(),
                        String::from_utf8_lossy(&bytes).into_owned(),
                    ));
                }
            }
        }
        found
    }

    /// Neither a file nor what was said has a secret in it.
    fn assert_tight(&self, ran: &[&Ran]) {
        let files = self.files();
        let files = files.iter().map(|(name, text)| (&**name, &**text));
        let said = ran
            .iter()
            .flat_map(|ran| [("output", &*ran.out), ("errors", &*ran.err)]);
        let all: Vec<_> = files.chain(said).collect();
        let secrets = [TOKEN, KEY, PASSPHRASE].map(str::to_owned);
        assert_none(&secrets, &all);
    }
}

/// The program with something on its standard input.
async fn told(mut command: Command, input: &str) -> Ran {
    command.stdin(Stdio::piped());
    let input = input.to_owned();
    let work = move || {
        let mut child = command.spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("standard input");
        // Whoever refuses before he reads has closed it.
        stdin.write_all(input.as_bytes()).ok();
        drop(stdin);
        child.wait_with_output().expect("it ends")
    };
    tokio::task::spawn_blocking(work)
        .await
        .expect("no panic")
        .into()
}

/// A file that only its owner may read.
fn private(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).expect("there").permissions().mode() & 0o777 == 0o600
    }
    #[cfg(not(unix))]
    path.exists()
}
