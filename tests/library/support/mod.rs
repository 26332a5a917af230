//! A library in a folder of its own, connections to save, and the other processes.

mod actor;
#[path = "../../shared/actor.rs"]
mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use stackday::domain::{
    CheckId, Evidence, ProfileId, SecretRecord, SecretStoreKind, Standing, StepId, StoredEvidence,
};
use stackday::library::{Connection, LastSeen, LibrarySnapshot, Profile, Verification};
use stackday::library::{Findings, Guard, Library, LibraryError, SaveProfile, SavedSecrets};
use tempfile::TempDir;

pub use actor::play;
pub use shared::*;

/// A folder and the library in it.
pub struct Home {
    pub library: Library,
    pub folder: TempDir,
}

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            library: Library::new(folder.path(), Guard::default()),
            folder,
        }
    }

    /// One in which these were saved, one after the other. It is closed again.
    pub fn with(names: &[&str]) -> Self {
        let home = Self::new();
        for name in names {
            home.save(name);
        }
        home.close();
        home
    }

    /// Another program's view of the same folder, as far as one process can have it.
    pub fn another(&self) -> Library {
        Library::new(self.folder.path(), Guard::default())
    }

    /// Saves a new connection.
    pub fn save(&self, name: &str) -> Profile {
        save(&self.library, name).expect("saved")
    }

    /// The connection as it is now.
    pub fn stored(&self, id: ProfileId) -> Profile {
        self.library.profile(id).expect("read").expect("there")
    }

    pub fn close(&self) {
        self.library.close().expect("closed");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database's file. The library is closed for it: reading the file of an open database would let go of its locks.
    pub fn bytes(&self) -> Vec<u8> {
        self.close();
        fs::read(self.library.file()).expect("the file")
    }

    pub fn names(&self) -> Vec<String> {
        names_in(self.folder.path())
    }

    /// The locks that are left in the folder of locks.
    pub fn names_of_locks(&self) -> Vec<String> {
        names_in(&self.path("locks"))
    }

    /// The database itself, as a program that is none of ours would open it.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.library.file()).expect("opened")
    }

    /// Makes the database one of the first version, as an older program left it.
    pub fn first_version(&self) {
        self.close();
        self.database()
            .execute_batch(&format!("{BEFORE_LINKS} DROP TABLE ui_setting; ALTER TABLE history DROP COLUMN origin; PRAGMA user_version = 1;"))
            .expect("written");
    }

    pub fn names_of_backups(&self) -> Vec<String> {
        names_in(&self.path("backups"))
    }

    pub fn backups(&self) -> Vec<PathBuf> {
        let folder = self.path("backups");
        names_in(&folder)
            .into_iter()
            .map(|name| folder.join(name))
            .collect()
    }
}

/// Takes back what the migration to links and accounts made, as a program of before left it.
pub const BEFORE_LINKS: &str = "
    DROP TABLE link; DROP TABLE account; DROP TABLE account_read; DROP TABLE account_list;
    CREATE TABLE older (
        kind       TEXT NOT NULL CHECK (kind IN ('token', 'old_token', 'api_key')),
        owner      TEXT NOT NULL,
        generation INTEGER NOT NULL,
        store      TEXT NOT NULL,
        at         TEXT NOT NULL,
        state      TEXT NOT NULL CHECK (state IN ('current', 'pending', 'renewal', 'leftover')),
        session    TEXT NOT NULL,
        renews     INTEGER,
        PRIMARY KEY (kind, owner, generation, store)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO older SELECT * FROM secret;
    DROP TABLE secret;
    ALTER TABLE older RENAME TO secret;
    CREATE UNIQUE INDEX one_current ON secret (kind, owner) WHERE state = 'current';
    CREATE INDEX secret_state ON secret (state) WHERE state <> 'current';
    PRAGMA user_version = 3;";

/// The names in a folder, in order; none where there is none.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// What a person entered of most connections here.
pub fn settings() -> Connection {
    Connection {
        portal: Some("cafe.planday.com".to_owned()),
        app_id: Some("0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef".to_owned()),
        scopes: ["employee:read".to_owned()].into(),
        tags: ["north".to_owned()].into(),
        notes: "Called on Monday.\nCall again.".to_owned(),
        ..Connection::default()
    }
}

/// A new connection to be saved.
pub fn new(name: &str) -> SaveProfile {
    SaveProfile {
        id: ProfileId::random(),
        new: true,
        name: name.to_owned(),
        revision: 0,
        evidence_revision: 0,
        settings: settings(),
        steps: BTreeMap::new(),
        with_token: false,
        draft: None,
    }
}

/// A connection to be saved again, as the forms hold it.
pub fn again(profile: &Profile) -> SaveProfile {
    SaveProfile {
        id: profile.id,
        new: false,
        name: profile.name.clone(),
        revision: profile.revision,
        evidence_revision: profile.evidence_revision,
        settings: profile.settings.clone(),
        steps: BTreeMap::new(),
        with_token: false,
        draft: None,
    }
}

/// Saves a new connection.
pub fn save(library: &Library, name: &str) -> Result<Profile, LibraryError> {
    put(library, new(name))
}

/// Saves without a secret.
pub fn put(library: &Library, save: SaveProfile) -> Result<Profile, LibraryError> {
    library
        .save(save, SavedSecrets::default())
        .map(|(profile, _)| profile)
}

/// Why it was refused.
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, LibraryError>) -> String {
    match outcome {
        Err(LibraryError::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

/// A record of a secret.
pub fn record(place: SecretStoreKind, generation: u64) -> SecretRecord {
    SecretRecord {
        place,
        at: time("2026-07-01T10:00:00Z"),
        generation,
    }
}

/// Something that was found.
pub fn found(standing: Standing, line: &str, at: &str) -> StoredEvidence {
    StoredEvidence {
        standing,
        line: line.to_owned(),
        at: Some(time(at)),
    }
}

/// What a verification found of step B2, which ended at this time.
pub fn findings(revision: u64, standing: Standing, line: &str, at: &str) -> Findings {
    let at = time(at);
    let exit = if standing == Standing::Failed { 4 } else { 0 };
    let check = StoredEvidence {
        standing,
        line: line.to_owned(),
        at: Some(at),
    };
    Findings {
        revision,
        verification: Verification {
            since: at,
            looks: 1,
            at,
            exit,
            line: line.to_owned(),
            checks: [(CheckId::Token, check)].into(),
            origin: None,
        },
        seen: LastSeen {
            at,
            portal_name: Some(format!("portal, {line}")),
            granted: Some(3),
            wanted: 3,
            missing: [].into(),
            connector: None,
            accounts: None,
        },
        steps: vec![(
            StepId::B2,
            Evidence {
                standing,
                line: line.to_owned(),
                at: Some(at),
                diagnosis: None,
            },
        )],
    }
}

/// The names of the connections, in order.
pub fn names(saved: &LibrarySnapshot) -> Vec<&str> {
    let profiles = saved.profiles.iter();
    profiles.map(|profile| profile.name.as_str()).collect()
}

/// The names of the connections in a library, all of which must be readable.
pub fn names_of(library: &Library) -> Vec<String> {
    let saved = library.load().expect("whole");
    names(&saved).into_iter().map(str::to_owned).collect()
}
