//! `StackOne`'s catalogue of actions, kept on disk between runs, so that choosing does not wait and works offline.
//!
//! It is a cache: whatever cannot be used is passed over with one line in the log, and replaced at the next reading. It
//! holds what `StackOne` tells everybody, and never a key.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::text::Text;
use crate::journal::{Journal, Level};
use crate::scopes::{ActionCatalogue, Origin};
use crate::stackone::Action;
use crate::storage::{make_private_folder, read_limited, write_atomically};

/// The form of the file. Whoever changes the types below changes this number.
const VERSION: u32 = 1;

/// The largest file that is read or written, in bytes: the real list is some tens of kilobytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Where the catalogue of one API address is kept.
#[derive(Clone)]
pub struct Cache {
    file: PathBuf,
    api: String,
    journal: Journal,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct SecretRecord {
    version: u32,
    api: String,
    read_at: Timestamp,
    connector_version: Option<Text>,
    actions: Vec<KeptAction>,
}

/// An action in the file.
#[derive(Serialize, Deserialize)]
struct KeptAction {
    id: Text,
    label: Text,
    description: Text,
    required_scopes: Vec<Text>,
}

/// What every version of the file begins with.
#[derive(Deserialize)]
struct Stamp {
    version: u32,
}

/// Why a file is passed over, or could not be written.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("it is damaged")]
    Damaged,
    #[error("a newer stackday wrote it")]
    Newer,
    #[error("it is of another API address")]
    Foreign,
    #[error("it is larger than {} MiB", LARGEST / 1024 / 1024)]
    TooLarge,
    #[error("a secret is in it")]
    Secret,
    #[error("{0}")]
    System(#[from] io::Error),
}

impl Cache {
    /// The catalogue of the API at `api`, in this folder; the folder need not be there. What goes wrong is told to `journal`.
    #[must_use]
    pub fn new(folder: &Path, api: &Url, journal: Journal) -> Self {
        Self {
            file: folder.join(format!("actions-{}.json", slug(api))),
            api: api.to_string(),
            journal,
        }
    }

    /// The folder in which this machine's programs keep what they can do without; none where it has no home.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "stackday")
            .map(|folders| folders.cache_dir().to_owned())
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The catalogue that an earlier run kept, if one did and it can be used.
    pub async fn read(&self) -> Option<ActionCatalogue> {
        let cache = self.clone();
        let read = tokio::task::spawn_blocking(move || cache.read_file()).await;
        match read.unwrap_or_else(|error| Err(io::Error::other(error).into())) {
            Ok(kept) => kept,
            Err(why) => {
                self.tell("is passed over", &why);
                None
            }
        }
    }

    /// Keeps the catalogue in place of what was there. `redact` takes secrets out of a text: what it would change is not
    /// written at all.
    pub async fn keep(
        &self,
        catalogue: &ActionCatalogue,
        redact: impl Fn(&str) -> String + Send + 'static,
    ) {
        let cache = self.clone();
        let kept = cache.of(catalogue);
        let written = tokio::task::spawn_blocking(move || cache.write_file(&kept, redact)).await;
        if let Err(why) = written.unwrap_or_else(|error| Err(io::Error::other(error).into())) {
            self.tell("could not be written", &why);
        }
    }

    fn tell(&self, what: &str, why: &Unusable) {
        let file =
            crate::domain::text::line(&self.file.to_string_lossy(), crate::domain::text::LONGEST);
        self.journal.note(
            Level::Warn,
            format!("StackOne's list of actions kept in {file} {what}: {why}."),
        );
    }

    fn read_file(&self) -> Result<Option<ActionCatalogue>, Unusable> {
        let Some(bytes) = read_limited(&self.file, LARGEST)? else {
            return Ok(None);
        };
        if bytes.len() as u64 > LARGEST {
            return Err(Unusable::TooLarge);
        }
        let stamp: Stamp = serde_json::from_slice(&bytes).map_err(|_| Unusable::Damaged)?;
        if stamp.version > VERSION {
            return Err(Unusable::Newer);
        }
        let kept: SecretRecord = serde_json::from_slice(&bytes).map_err(|_| Unusable::Damaged)?;
        if kept.api != self.api {
            return Err(Unusable::Foreign);
        }
        Ok(Some(kept.into()))
    }

    fn write_file(
        &self,
        kept: &SecretRecord,
        redact: impl Fn(&str) -> String,
    ) -> Result<(), Unusable> {
        let text = serde_json::to_string_pretty(kept).map_err(io::Error::from)?;
        if text.len() as u64 > LARGEST {
            return Err(Unusable::TooLarge);
        }
        // A service that echoes the key must not bring it onto the disk.
        if redact(&text) != text {
            return Err(Unusable::Secret);
        }
        let folder = self.file.parent().unwrap_or(Path::new("."));
        make_private_folder(folder)?;
        // Another run sees the old file or the new one, never half of one.
        write_atomically(&self.file, text.as_bytes())?;
        Ok(())
    }

    fn of(&self, catalogue: &ActionCatalogue) -> SecretRecord {
        let kept = |action: &Action| KeptAction {
            id: action.id.clone(),
            label: action.label.clone(),
            description: action.description.clone(),
            required_scopes: action.required_scopes.clone(),
        };
        SecretRecord {
            version: VERSION,
            api: self.api.clone(),
            read_at: catalogue.read_at,
            connector_version: catalogue.version.clone(),
            actions: catalogue.actions.iter().map(kept).collect(),
        }
    }
}

impl From<SecretRecord> for ActionCatalogue {
    fn from(kept: SecretRecord) -> Self {
        let action = |kept: KeptAction| Action {
            id: kept.id,
            label: kept.label,
            description: kept.description,
            required_scopes: kept.required_scopes,
        };
        let actions = kept.actions.into_iter().map(action).collect();
        Self::new(actions, kept.connector_version, kept.read_at, Origin::Kept)
    }
}

/// Host and port as part of a file's name.
fn slug(api: &Url) -> String {
    let mut slug: String = api
        .host_str()
        .unwrap_or("nowhere")
        .trim_matches(['[', ']'])
        .chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '.' | '-' => c,
            _ => '-',
        })
        .take(100)
        .collect();
    if let Some(port) = api.port() {
        let _ = write!(slug, "-{port}");
    }
    slug
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;
    use tokio::sync::mpsc::Receiver;

    use super::*;
    use crate::journal::Entry;

    const API: &str = "https://api.stackone.com";

    struct Shelf {
        folder: TempDir,
        cache: Cache,
        log: Receiver<Entry>,
    }

    impl Shelf {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let (journal, log) = Journal::new(None);
            // The folder is made when there is something to keep.
            let cache = Cache::new(&folder.path().join("a/b"), &url(API), journal);
            Self { folder, cache, log }
        }

        /// With this text in the file.
        async fn holding(text: &str) -> Self {
            let shelf = Self::new();
            shelf.keep().await;
            fs::write(shelf.cache.file(), text).expect("written");
            shelf
        }

        async fn keep(&self) {
            self.cache.keep(&catalogue(), str::to_owned).await;
        }

        /// What was told since.
        fn told(&mut self) -> Vec<String> {
            std::iter::from_fn(|| self.log.try_recv().ok())
                .map(|entry| entry.text)
                .collect()
        }

        fn names(&self) -> Vec<String> {
            let folder = self.cache.file().parent().expect("a folder");
            let names = fs::read_dir(folder).expect("a folder");
            names
                .map(|entry| {
                    let name = entry.expect("an entry").file_name();
                    name.into_string().expect("UTF-8")
                })
                .collect()
        }
    }

    fn url(address: &str) -> Url {
        address.parse().expect("an address")
    }

    fn catalogue() -> ActionCatalogue {
        let action = Action {
            id: "planday_list_shifts".into(),
            label: "List Shifts".into(),
            description: "All of them".into(),
            required_scopes: vec!["shift:read".into()],
        };
        let version = Some("1.2.0".into());
        ActionCatalogue::new(vec![action], version, Timestamp::UNIX_EPOCH, Origin::Asked)
    }

    fn written() -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::new(folder.path(), &url(API), Journal::silent(None));
        cache
            .write_file(&cache.of(&catalogue()), str::to_owned)
            .expect("written");
        fs::read_to_string(cache.file()).expect("a file")
    }

    #[tokio::test]
    async fn what_is_kept_comes_back_and_says_that_it_was_kept() {
        let mut shelf = Shelf::new();
        assert_eq!(shelf.cache.read().await, None, "nothing there is no fault");
        shelf.keep().await;
        shelf.keep().await;
        let expected = ActionCatalogue {
            origin: Origin::Kept,
            ..catalogue()
        };
        assert_eq!(shelf.cache.read().await, Some(expected));
        assert_eq!(
            shelf.names(),
            ["actions-api.stackone.com.json"],
            "nothing else is left behind"
        );
        assert_eq!(shelf.told(), [""; 0]);
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_used_is_passed_over_with_one_line_and_replaced() {
        let whole = written();
        let newer = whole.replace("\"version\": 1", "\"version\": 2");
        let foreign = whole.replace("api.stackone.com", "api.example.com");
        for (text, why) in [
            (&whole[..whole.len() / 2], "it is damaged"),
            ("", "it is damaged"),
            ("[1, 2]", "it is damaged"),
            (&whole.replace("read_at", "read_it"), "it is damaged"),
            (&newer, "a newer stackday wrote it"),
            ("{\"version\": 9}", "a newer stackday wrote it"),
            (&foreign, "it is of another API address"),
            (&format!("{whole}{}", " ".repeat(9 << 20)), "larger than 8"),
        ] {
            let mut shelf = Shelf::holding(text).await;
            assert_eq!(shelf.cache.read().await, None, "{why}");
            let told = shelf.told();
            assert!(
                told.len() == 1 && told[0].contains("is passed over") && told[0].contains(why),
                "{why}: {told:?}"
            );
            shelf.keep().await;
            assert!(shelf.cache.read().await.is_some(), "{why}");
        }
    }

    #[tokio::test]
    async fn what_is_no_file_is_passed_over() {
        let mut shelf = Shelf::new();
        fs::create_dir_all(shelf.cache.file()).expect("a folder in its place");
        assert_eq!(shelf.cache.read().await, None);
        shelf.keep().await;
        let told = shelf.told();
        assert!(
            told[0].contains("it is not a file") && told[1].contains("could not be written"),
            "{told:?}"
        );
        let inside = shelf.folder.path().join("a");
        assert!(inside.is_dir());
    }

    #[tokio::test]
    async fn text_from_the_file_is_made_safe() {
        let hostile = written()
            .replace("List Shifts", "a\\u001b[2Jb\\u202e")
            .replace("shift:read", "shift:read\\n");
        let shelf = Shelf::holding(&hostile).await;
        let read = shelf.cache.read().await.expect("a catalogue");
        assert_eq!(read.actions[0].label.as_str(), "a\u{fffd}[2Jb");
        assert_eq!(read.actions[0].required_scopes[0].as_str(), "shift:read ");
    }

    #[tokio::test]
    async fn a_text_with_a_secret_in_it_is_not_written() {
        let mut shelf = Shelf::new();
        let redact = |text: &str| text.replace("All of them", "[redacted]");
        shelf.cache.keep(&catalogue(), redact).await;
        assert!(!shelf.cache.file().exists());
        assert!(shelf.told()[0].contains("a secret is in it"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn it_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let shelf = Shelf::new();
        shelf.keep().await;
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(shelf.cache.file()), 0o600);
        assert_eq!(mode(shelf.cache.file().parent().expect("a folder")), 0o700);
    }

    #[test]
    fn each_address_has_a_readable_file_of_its_own() {
        let name = |address: &str| {
            let cache = Cache::new(Path::new(""), &url(address), Journal::silent(None));
            cache.file().display().to_string()
        };
        for (address, expected) in [
            (API, "actions-api.stackone.com.json"),
            ("http://127.0.0.1:4012/v1", "actions-127.0.0.1-4012.json"),
            ("http://[::1]:9", "actions---1-9.json"),
        ] {
            assert_eq!(name(address), expected);
        }
    }
}
