//! The file of saved connections on disk: read by anybody, changed under a lock, written whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::file::{self, Damage, Parsed, VERSION};
use super::{Profile, ProfileId, Saved};

/// The largest file that is read or written, in bytes: ten thousand profiles take some tens of millions.
const LARGEST: u64 = 256 * 1024 * 1024;

/// How long another stackday may hold the lock: it takes it for the length of one change.
const PATIENCE: Duration = Duration::from_secs(3);

/// What temporary files begin with. Whoever holds the lock may remove what a killed program left.
const TEMPORARY: &str = ".stackday-";

/// The file of saved connections in one folder.
#[derive(Clone)]
pub struct Store {
    folder: PathBuf,
    is_clean: Option<IsClean>,
}

/// Whether a text holds no secret.
pub type IsClean = Arc<dyn Fn(&str) -> bool + Send + Sync>;

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.folder).finish()
    }
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Everything that can be read.
    pub saved: Saved,
    /// What is wrong with the file, if something is. Then nothing is written.
    pub damage: Option<Damage>,
}

/// Why saved connections cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The change itself cannot be made: a name is taken, a profile is gone, somebody else changed it.
    #[error("{0}")]
    Refused(String),
    /// A newer stackday wrote the file.
    #[error(
        "{} was written by a newer stackday (version {found} of the file; this one knows {VERSION}). Update stackday; \
         nothing was changed.",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
    },
    /// The file is damaged.
    #[error("{0}")]
    Damaged(Box<Damage>),
    /// Another stackday holds the lock.
    #[error("another stackday is writing {} and does not finish. Try again, or end the other one.", .0.display())]
    Busy(PathBuf),
    /// What was to be written holds a secret.
    #[error(
        "a secret is in what was to be saved, perhaps in the notes. Take it out; nothing was written."
    )]
    Secret,
    /// The system refused.
    #[error("{}: {source}", path.display())]
    System {
        /// What could not be read or written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The moments of a write at which the program may be gone the next.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePoint {
    Locked,
    HalfWritten,
    Written,
    Synced,
    PreviousKept,
    Renamed,
    Done,
}

impl WritePoint {
    #[doc(hidden)]
    pub const ALL: [Self; 7] = [
        Self::Locked,
        Self::HalfWritten,
        Self::Written,
        Self::Synced,
        Self::PreviousKept,
        Self::Renamed,
        Self::Done,
    ];
}

impl Store {
    /// The store in this folder; the folder need not be there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            is_clean: None,
        }
    }

    /// The same, writing only what this finds no secret in.
    #[must_use]
    pub fn guarded(self, is_clean: IsClean) -> Self {
        Self {
            is_clean: Some(is_clean),
            ..self
        }
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

    /// The version of the file before its last change.
    #[must_use]
    pub fn previous(&self) -> PathBuf {
        self.folder.join("profiles.previous.json")
    }

    /// Reads what is saved, as far as it can be read. No file is nothing saved. Blocks.
    pub fn read(&self) -> Result<Loaded, StoreError> {
        let parsed = self.parse()?;
        let damage = parsed.damage.map(|(line, column, what)| Damage {
            path: self.file(),
            line,
            column,
            what,
            previous: Some(self.previous()).filter(|previous| previous.exists()),
        });
        Ok(Loaded {
            saved: parsed.saved,
            damage,
        })
    }

    /// Reads what is saved; a damaged file is an error. Blocks.
    pub fn load(&self) -> Result<Saved, StoreError> {
        let loaded = self.read()?;
        match loaded.damage {
            Some(damage) => Err(StoreError::Damaged(Box::new(damage))),
            None => Ok(loaded.saved),
        }
    }

    /// Changes what is saved: reads the newest state, lets `change` at it, and writes the outcome, all under the lock.
    /// Nothing is written if `change` refuses or changes nothing, or if the file is damaged. Blocks.
    ///
    /// Returns what is saved then, and what `change` returned.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut Saved) -> Result<T, StoreError>,
    ) -> Result<(Saved, T), StoreError> {
        self.change_watched(change, &mut |_| {})
    }

    /// The same, telling of every moment of the write: for tests that kill the program there.
    #[doc(hidden)]
    pub fn change_watched<T>(
        &self,
        change: impl FnOnce(&mut Saved) -> Result<T, StoreError>,
        watch: &mut dyn FnMut(WritePoint),
    ) -> Result<(Saved, T), StoreError> {
        let lock = lock(&self.folder, "profiles.lock")?;
        watch(WritePoint::Locked);
        let before = self.load()?;
        let version = if self.file().exists() {
            self.parse()?.version
        } else {
            VERSION
        };
        let mut saved = before.clone();
        let outcome = change(&mut saved)?;
        saved.sort();
        if saved != before {
            if version < VERSION {
                let backup = self.folder.join(format!("profiles.v{version}.json"));
                self.done(fs::copy(self.file(), &backup).map(|_| ()), &backup)?;
            }
            let text = file::write(&saved)
                .map_err(io::Error::from)
                .map_err(|error| self.system(error))?;
            if text.len() as u64 > LARGEST {
                return Err(self.system(io::ErrorKind::FileTooLarge.into()));
            }
            if self.is_clean.as_ref().is_some_and(|clean| !clean(&text)) {
                return Err(StoreError::Secret);
            }
            self.write(&text, watch)?;
        }
        watch(WritePoint::Done);
        drop(lock);
        Ok((saved, outcome))
    }

    /// Saves a profile under its id: its name and what a person entered. What the checks have shown and where its Token is
    /// kept stay as they are on disk, unless the profile is new. Blocks.
    ///
    /// Refused where the name is taken, and where somebody else has changed the profile since it was read.
    pub fn save(&self, profile: &Profile) -> Result<Saved, StoreError> {
        let name = profile.name.trim();
        if name.is_empty() {
            return Err(StoreError::Refused("a profile needs a name".into()));
        }
        let (saved, ()) = self.change(|saved| {
            if let Some(other) = saved.named(name)
                && other.id != profile.id
            {
                return Err(StoreError::Refused(format!(
                    "there is a profile “{}” already; choose another name",
                    other.name
                )));
            }
            let Some(known) = saved.find_mut(profile.id) else {
                if profile.revision > 0 {
                    return Err(StoreError::Refused(format!(
                        "another stackday has removed “{}”; save it under a name of its own to keep it",
                        profile.name
                    )));
                }
                saved.profiles.push(Profile {
                    name: name.to_owned(),
                    revision: 1,
                    ..profile.clone()
                });
                return Ok(());
            };
            if known.revision != profile.revision {
                return Err(StoreError::Refused(format!(
                    "another stackday has changed “{}” since it was opened here; open it again to see how",
                    known.name
                )));
            }
            if known.name != name || known.settings != profile.settings {
                name.clone_into(&mut known.name);
                known.settings.clone_from(&profile.settings);
                known.revision += 1;
                known.changed_at = Timestamp::now();
            }
            Ok(())
        })?;
        Ok(saved)
    }

    /// Removes profiles; those that are gone already are no fault. Blocks.
    pub fn remove(&self, ids: &[ProfileId]) -> Result<Saved, StoreError> {
        let (saved, ()) = self.change(|saved| {
            saved.profiles.retain(|profile| !ids.contains(&profile.id));
            Ok(())
        })?;
        Ok(saved)
    }

    fn parse(&self) -> Result<Parsed, StoreError> {
        let path = self.file();
        let mut bytes = Vec::new();
        match File::open(&path) {
            Ok(file) => file
                .take(LARGEST + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| self.system(error))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Parsed {
                    saved: Saved::default(),
                    damage: None,
                    version: VERSION,
                });
            }
            Err(error) => return Err(self.system(error)),
        };
        if bytes.len() as u64 > LARGEST {
            return Err(self.system(io::ErrorKind::FileTooLarge.into()));
        }
        file::parse(&String::from_utf8_lossy(&bytes))
            .map_err(|found| StoreError::Newer { path, found })
    }

    /// Writes the text beside the file, keeps the old one, and puts the new one in its place: whenever the program is
    /// killed, the file is the whole old one or the whole new one.
    fn write(&self, text: &str, watch: &mut dyn FnMut(WritePoint)) -> Result<(), StoreError> {
        let path = self.file();
        let written = write_beside(&self.folder, text.as_bytes(), watch);
        let beside = self.done(written, &path)?;
        if path.exists() {
            let kept = keep_previous(&self.folder, &path, &self.previous());
            self.done(kept, &self.previous())?;
        }
        watch(WritePoint::PreviousKept);
        let put = beside.persist(&path).map_err(|error| error.error);
        self.done(put.map(|_| ()), &path)?;
        watch(WritePoint::Renamed);
        self.done(sync_folder(&self.folder), &path)
    }

    fn system(&self, source: io::Error) -> StoreError {
        StoreError::System {
            path: self.file(),
            source,
        }
    }

    #[expect(clippy::unused_self, reason = "it reads better at its uses")]
    fn done<T>(&self, done: io::Result<T>, path: &Path) -> Result<T, StoreError> {
        done.map_err(|source| StoreError::System {
            path: path.to_owned(),
            source,
        })
    }
}

/// Writes a file in this folder whole: under the lock of the caller, or where nobody else writes it.
pub(super) fn replace(folder: &Path, path: &Path, text: &str) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        make_private(folder)?;
        let beside = write_beside(folder, text.as_bytes(), &mut |_| {})?;
        beside.persist(path).map_err(|error| error.error)?;
        sync_folder(folder)
    };
    write().map_err(|source| StoreError::System {
        path: path.to_owned(),
        source,
    })
}

fn write_beside(
    folder: &Path,
    bytes: &[u8],
    watch: &mut dyn FnMut(WritePoint),
) -> io::Result<tempfile::NamedTempFile> {
    // Readable by its owner alone, as the library makes them.
    let mut beside = tempfile::Builder::new()
        .prefix(TEMPORARY)
        .tempfile_in(folder)?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    beside.write_all(first)?;
    watch(WritePoint::HalfWritten);
    beside.write_all(second)?;
    watch(WritePoint::Written);
    beside.as_file().sync_all()?;
    watch(WritePoint::Synced);
    Ok(beside)
}

/// Gives the file a second name, and that name the place of the previous version. The file itself is never away.
fn keep_previous(folder: &Path, path: &Path, previous: &Path) -> io::Result<()> {
    let second = folder.join(format!("{TEMPORARY}previous"));
    match fs::remove_file(&second) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Where a file cannot have two names, a copy will do.
    if fs::hard_link(path, &second).is_err() {
        fs::copy(path, &second)?;
    }
    fs::rename(&second, previous)
}

/// Until the folder is written, so that the new name is there after a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Makes the folder, for its owner alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Keeps every other stackday from writing until the answer is dropped; the system takes it back from a killed program.
/// Removes what such a program left half written.
fn lock(folder: &Path, name: &str) -> Result<File, StoreError> {
    let path = folder.join(name);
    let failed = |source| StoreError::System {
        path: path.clone(),
        source,
    };
    make_private(folder).map_err(failed)?;
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed)?;
    let until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy(folder.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
    let left = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in left {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // What cannot be removed harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(file)
}
