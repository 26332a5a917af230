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
