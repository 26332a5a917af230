//! The file of saved connections, in which nobody ever loses anything.
//!
//! - Whoever changes it holds the lock, reads the newest state, and writes the whole of the next one: two programs never
//!   undo each other's changes.
//! - At every moment the whole old or the whole new file is there, whatever happens to the program or its computer.
//! - The version before it stays beside it, `profiles.previous.json`, and so does a file of an older form.
//! - What is damaged or newer is read as far as that goes, and never written over.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::disk::{self, Old, WritePoint};
use super::file::{self, LARGEST, VERSION};
use super::guard::Guard;
use super::lock::Lock;
use super::reading::{self, Newer, Reading, Trouble};
use super::tidy::{self, Taken};
use super::{Damage, Drafts, Profile, ProfileId, Saved, StoreError};

/// The file of saved connections in one folder. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
    guard: Guard,
}

/// What is saved, and whether that is all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Everything that can be read.
    pub saved: Saved,
    /// Where the file is damaged: then `saved` is perhaps not all that was in it, and nothing can be changed.
    pub damage: Option<Damage>,
}

impl Store {
    /// The store in this folder; the folder need not be there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            guard: Guard::default(),
        }
    }

    /// The same store, which writes nothing in which `is_clean` finds a secret.
    #[must_use]
    pub fn guarded(self, is_clean: Arc<dyn Fn(&str) -> bool + Send + Sync>) -> Self {
        Self {
            guard: Guard::new(is_clean),
            ..self
        }
    }

    /// What was typed and not saved, in the same folder and under the same guard.
    #[must_use]
    pub fn drafts(&self) -> Drafts {
        Drafts::new(&self.folder).under(self.guard.clone())
    }

    /// The folder in which this machine's programs keep what must not be lost; none where it has no home.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "stackday")
            .map(|folders| folders.data_dir().to_owned())
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.join("profiles.json")
    }

    /// The version before the last change: the file as it was then.
    #[must_use]
    pub fn previous(&self) -> PathBuf {
        self.folder.join("profiles.previous.json")
    }

    /// Reads what is saved. No file is nothing saved; a damaged one is an error. Blocks.
    pub fn load(&self) -> Result<Saved, StoreError> {
        let Loaded { saved, damage } = self.read()?;
        damage.map_or(Ok(saved), |damage| Err(StoreError::Damaged(damage)))
    }

    /// Reads what is saved, as far as a damaged file can be read. Blocks.
    pub fn read(&self) -> Result<Loaded, StoreError> {
        Ok(self.open()?.map_or_else(Loaded::default, |opened| Loaded {
            damage: opened.reading.trouble.map(|trouble| self.damage(trouble)),
            saved: opened.reading.saved,
        }))
    }

    /// Changes what is saved: reads the newest state, lets `change` at it, and writes the outcome, all under the lock.
    /// Nothing is written if `change` refuses, or changes nothing. Blocks, some seconds if another program writes.
    ///
    /// Returns what is saved then, and what `change` returned.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut Saved) -> Result<T, StoreError>,
    ) -> Result<(Saved, T), StoreError> {
        self.change_watched(&mut |_| (), change)
    }

    /// [`Store::change`], watched: for tests of what a program leaves that ends in the middle.
    #[doc(hidden)]
    pub fn change_watched<T>(
        &self,
        watch: &mut dyn FnMut(WritePoint),
        change: impl FnOnce(&mut Saved) -> Result<T, StoreError>,
    ) -> Result<(Saved, T), StoreError> {
        disk::make_folder(&self.folder).map_err(|source| StoreError::System {
            path: self.folder.clone(),
            source,
        })?;
        let _lock = Lock::take(&self.folder.join("profiles.lock"))?;
        watch(WritePoint::Locked);
        let mut before = Saved::default();
        let mut backup = None;
        if let Some(Opened { bytes, reading }) = self.open()? {
            if let Some(trouble) = reading.trouble {
                return Err(StoreError::Damaged(self.damage(trouble)));
            }
            if reading.version < VERSION {
                backup = self.backup_of(&bytes, reading.version);
            }
            before = reading.saved;
        }
        let mut saved = before.clone();
        let outcome = change(&mut saved)?;
        tidy::tidy(&mut saved);
        if saved == before {
            return Ok((saved, outcome));
        }
        let text = self.text_of(&saved)?;
        watch(WritePoint::Changed);
        let old = Old {
            previous: &self.previous(),
            backup: backup.as_deref(),
        };
        // Where the file is a link, what it leads to is changed, and the link stays.
        let path = fs::canonicalize(self.file()).unwrap_or_else(|_| self.file());
        disk::replace(&path, &text, Some(&old), watch).map_err(|source| self.refused(source))?;
        Ok((saved, outcome))
    }

    /// Saves a profile under its id. Blocks.
    ///
    /// Of one that is saved already, the name and the settings are taken, and its findings stay as they are. It is
    /// refused if somebody else has changed it since it was read, or deleted it, and if its name is empty or taken. Its
    /// revision and the time of its change are what the returned state says.
    pub fn save(&self, profile: &Profile) -> Result<Saved, StoreError> {
        let mut profile = profile.clone();
        let notes = profile.settings.notes.chars().count();
        tidy::profile(&mut profile);
        if profile.name.is_empty() {
            return Err(StoreError::Refused("A profile needs a name.".to_owned()));
        }
        if notes > crate::text::LONGEST_BODY {
            return Err(StoreError::Refused(format!(
                "The notes have {notes} characters, and {} are kept: shorten them.",
                crate::text::LONGEST_BODY
            )));
        }
        let (saved, ()) = self.change(|saved| put(saved, profile, Timestamp::now()))?;
        Ok(saved)
    }

    /// Deletes profiles. Those that are gone already are no error. Their secrets are in a secret store, and stay there.
    /// Blocks.
    pub fn remove(&self, ids: &[ProfileId]) -> Result<Saved, StoreError> {
        let ids: HashSet<_> = ids.iter().collect();
        let (saved, ()) = self.change(|saved| {
            saved.profiles.retain(|profile| !ids.contains(&profile.id));
            Ok(())
        })?;
        Ok(saved)
    }

    /// The file, if there is one.
    fn open(&self) -> Result<Option<Opened>, StoreError> {
        let path = self.file();
        let Some(bytes) = disk::read(&path, LARGEST).map_err(|source| self.refused(source))? else {
            return Ok(None);
        };
        if bytes.len() as u64 > LARGEST {
            return Err(self.too_large());
        }
        match reading::read(&bytes) {
            Ok(reading) => Ok(Some(Opened { bytes, reading })),
            Err(Newer(found)) => Err(StoreError::Newer {
                path,
                found,
                known: VERSION,
            }),
        }
    }

    /// What would be written.
    fn text_of(&self, saved: &Saved) -> Result<Vec<u8>, StoreError> {
        check(saved).map_err(|what| StoreError::Refused(format!("Nothing was saved: {what}.")))?;
        let text = file::write(saved).map_err(|error| self.refused(error.into()))?;
        let shown = str::from_utf8(&text).map_err(|error| self.refused(io::Error::other(error)))?;
        self.guard.check(&self.file(), shown, || {
            shown
                .lines()
                .zip(1_usize..)
                .find(|(line, _)| !self.guard.lets(line))
                .map_or_else(
                    || "the file".to_owned(),
                    |(line, number)| place(saved, line, number),
                )
        })?;
        if text.len() as u64 > LARGEST {
            return Err(self.too_large());
        }
        Ok(text)
    }

    /// Where a file of an older form is to stay for good; nowhere if it is there already.
    fn backup_of(&self, bytes: &[u8], version: u64) -> Option<PathBuf> {
        let numbered = |number: u32| {
            self.folder.join(match number {
                1 => format!("profiles.v{version}.json"),
                _ => format!("profiles.v{version}-{number}.json"),
            })
        };
        let path = disk::free(numbered);
        let mut number = 1;
        while numbered(number) != path {
            let kept = disk::read(&numbered(number), LARGEST);
            if kept.is_ok_and(|kept| kept.as_deref() == Some(bytes)) {
                return None;
            }
            number += 1;
        }
        Some(path)
    }

    fn damage(&self, trouble: Trouble) -> Damage {
        let previous = self.previous();
        let is_sound = disk::read(&previous, LARGEST)
            .ok()
            .flatten()
            .and_then(|bytes| reading::read(&bytes).ok())
            .is_some_and(|reading| reading.trouble.is_none());
        Damage {
            path: self.file(),
            line: trouble.line,
            column: trouble.column,
            // What stands there may be a secret that somebody put into the wrong place.
            what: if self.guard.lets(&trouble.what) {
                trouble.what
            } else {
                "it holds a secret where none belongs".to_owned()
            },
            previous: is_sound.then_some(previous),
        }
    }

    fn too_large(&self) -> StoreError {
        StoreError::TooLarge {
            path: self.file(),
            limit: LARGEST,
        }
    }

    fn refused(&self, source: io::Error) -> StoreError {
        StoreError::System {
            path: self.file(),
            source,
        }
    }
}

/// The file, opened.
struct Opened {
    bytes: Vec<u8>,
    reading: Reading,
}

/// Puts a profile among those that are saved, as [`Store::save`] says.
fn put(saved: &mut Saved, profile: Profile, now: Timestamp) -> Result<(), StoreError> {
    let name = &profile.name;
    let refuse = |why| Err(StoreError::Refused(why));
    if saved
        .named(name)
        .is_some_and(|other| other.id != profile.id)
    {
        return refuse(format!(
            "Another profile is called “{name}” already, whatever the case of the letters: choose another name."
        ));
    }
    let Some(stored) = saved.find_mut(profile.id) else {
        if profile.revision > 0 {
            return refuse(format!(
                "“{name}” was deleted by somebody else since you opened it. Save it as a new profile to keep it."
            ));
        }
        saved.profiles.push(Profile {
            revision: 1,
            changed_at: now,
            ..profile
        });
        return Ok(());
    };
    if stored.revision != profile.revision {
        return refuse(format!(
            "“{}” was changed by somebody else at {} since you opened it. Open it again to see how, or save yours as a \
             new profile.",
            stored.name,
            stored.changed_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        ));
    }
    if (&stored.name, &stored.settings) != (&profile.name, &profile.settings) {
        stored.name = profile.name;
        stored.settings = profile.settings;
        stored.revision += 1;
        stored.changed_at = now;
    }
    Ok(())
}

/// Says what cannot stand in one file, as a part of a sentence.
fn check(saved: &Saved) -> Result<(), String> {
    let mut taken = Taken::default();
    for project in &saved.projects {
        taken.project(project)?;
    }
    for profile in &saved.profiles {
        taken.profile(profile)?;
    }
    Ok(())
}

/// What stands in a line of the file.
fn place(saved: &Saved, line: &str, number: usize) -> String {
    let is_there = |profile: &&Profile| line.contains(&profile.id.to_string());
    match saved.profiles.iter().find(is_there) {
        Some(profile) => format!("the profile “{}”", profile.name),
        None => format!("line {number} of it"),
    }
}
