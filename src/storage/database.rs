//! Opening an `SQLite` database: private, durable, and readable where it cannot be written.
//!
//! What the tables are is not known here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::private::{check_writable, make_private_file};
use crate::domain::text;

/// What a database file begins with (documented in "Database File Format", section 1.3).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The smallest page that a database can have, in bytes.
const SMALLEST_PAGE: u64 = 512;

/// How a database is opened.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The number that marks a database as this program's (`PRAGMA application_id`).
    pub application_id: i32,
    /// How long to wait for another program that writes.
    pub wait: Duration,
    /// Whether the folder is on a network file system; none looks.
    pub network: Option<bool>,
}

/// An open database.
#[derive(Debug)]
pub struct Database {
    /// The connection.
    pub connection: Connection,
    /// Why it cannot be written, where it cannot, as a sentence.
    pub read_only: Option<String>,
    /// Which file it is: another one may be put in its place.
    pub identity: Identity,
}

/// Which file a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity(u64, u64);

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// What is at the path is no database of this program; what it is instead, as a part of a sentence.
    #[error("{0}")]
    NotOurs(String),
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

impl Identity {
    /// The file at this path; none where there is none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Some(Self(about.dev(), about.ino()))
        }
        #[cfg(not(unix))]
        {
            Some(Self(about.len().min(1), 0))
        }
    }
}

/// Opens the database at this path. The folder must be there; without a file an empty private one is made. Blocks.
pub fn open(path: &Path, options: Options) -> Result<Database, OpenError> {
    let folder = path.parent().unwrap_or(path);
    if path.exists() {
        check_form(path)?;
    } else {
        make_private_file(path)?;
    }
    let identity = Identity::of(path).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let read_only = why_not_writable(path, folder);
    let connection = match &read_only {
        None => open_writable(path)?,
        Some(_) => open_readable(path)?,
    };
    connection.busy_timeout(options.wait)?;
    let checked = check_application(&connection, options.application_id);
    checked.map_err(|error| match read_only {
        None => error,
        Some(_) => of_log(path, error),
    })?;
    connection.pragma_update(None, "trusted_schema", false)?;
    if read_only.is_none() {
        let network = options.network.unwrap_or_else(|| on_network(folder));
        // The index of a write-ahead log is shared memory, which a network file system does not offer.
        let mode = if network { "DELETE" } else { "WAL" };
        set_journal_mode(&connection, mode, options.wait)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let marked = |connection: &Connection| -> rusqlite::Result<i32> {
            connection.pragma_query_value(None, "application_id", |row| row.get(0))
        };
        if marked(&connection)? == 0 {
            connection.pragma_update(None, "application_id", options.application_id)?;
        }
    }
    Ok(Database {
        connection,
        read_only,
        identity,
    })
}

/// Opens a database only to read it, whatever may be written. Blocks.
pub fn open_to_read(path: &Path, options: Options) -> Result<Connection, OpenError> {
    check_form(path)?;
    let connection = open_readable(path)?;
    connection.busy_timeout(options.wait)?;
    check_application(&connection, options.application_id)?;
    Ok(connection)
}

/// Whether the file system of this folder is another machine's, as far as the system tells.
#[must_use]
pub fn on_network(folder: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// statfs(2) lists these: NFS, SMB, CIFS, SMB2, 9P, AFS (two), Ceph, Lustre, Coda, NCP, GPFS.
        const NETWORKS: [u32; 12] = [
            0x6969,
            0x517B,
            0xFF53_4D42,
            0xFE53_4D42,
            0x0102_1997,
            0x5346_414F,
            0x6B41_4653,
            0x00C3_6400,
            0x0BD0_0BD0,
            0x7375_7245,
            0x564C,
            0x4750_4653,
        ];
        rustix::fs::statfs(folder).is_ok_and(|about| {
            // The type is a number of 32 bits, in a field that is signed and longer on some machines.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the lower 32 bits are the type"
            )]
            let kind = about.f_type as u32;
            NETWORKS.contains(&kind)
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        false
    }
}

fn check_form(path: &Path) -> Result<(), OpenError> {
    use std::io::Read as _;

    let about = fs::metadata(path)?;
    // Opening a pipe would wait for another program to write into it.
    if !about.is_file() {
        return Err(OpenError::NotOurs("it is not a file".to_owned()));
    }
    // The engine opens these as well.
    for suffix in ["-journal", "-wal", "-shm"] {
        let beside = with_suffix(path, suffix);
        if fs::symlink_metadata(&beside).is_ok_and(|about| !about.is_file()) {
            let name = beside.file_name().unwrap_or_default().to_string_lossy();
            let name = text::line(&name, text::LONGEST);
            return Err(OpenError::NotOurs(format!(
                "{name} beside it is not a file"
            )));
        }
    }
    if about.len() == 0 {
        return Ok(());
    }
    // The size of a page is behind it, where 1 means 65,536.
    let mut start = Vec::with_capacity(MAGIC.len() + 2);
    fs::File::open(path)?
        .take(MAGIC.len() as u64 + 2)
        .read_to_end(&mut start)?;
    let Some(size) = start.strip_prefix(MAGIC) else {
        return Err(OpenError::NotOurs(
            "it does not begin as a database does".to_owned(),
        ));
    };
    // A page that is there in part is filled up with zeros in silence. While there is a log or a journal it may be being
    // written, or is put right from there.
    let page = size
        .try_into()
        .map_or(0, |size| u64::from(u16::from_be_bytes(size)));
    let is_whole = about.len().is_multiple_of(page.max(SMALLEST_PAGE));
    if !is_whole && !has_log(path) && !with_suffix(path, "-journal").exists() {
        return Err(OpenError::NotOurs("the file ends in the middle".to_owned()));
    }
    Ok(())
}

/// Why this user cannot write the file, as a sentence; none where it can be written.
fn why_not_writable(path: &Path, folder: &Path) -> Option<String> {
    let places = [("folder", folder), ("file", path)];
    places.into_iter().find_map(|(what, at)| {
        let error = check_writable(at).err()?;
        let at = text::line(&at.to_string_lossy(), text::LONGEST);
        Some(format!("The {what} {at} cannot be written: {error}."))
    })
}

fn open_writable(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

/// Opens it for reading alone. A database without a write-ahead log needs no file beside it, so it is opened as one that
/// does not change; else the log's index has to be there.
fn open_readable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if has_log(path) {
        return Connection::open_with_flags(path, flags);
    }
    let text = path.to_string_lossy();
    let escaped = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
    let uri = format!("file:{escaped}?immutable=1");
    Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
}

fn has_log(path: &Path) -> bool {
    fs::metadata(with_suffix(path, "-wal")).is_ok_and(|about| about.len() > 0)
}

/// Why it cannot even be read: the index of a log is made anew in the folder, where nothing can be made.
fn of_log(path: &Path, error: OpenError) -> OpenError {
    match error {
        OpenError::Database(refused)
            if refused.sqlite_error_code() == Some(ErrorCode::CannotOpen) && has_log(path) =>
        {
            let log = with_suffix(path, "-wal");
            let log = log.file_name().unwrap_or_default().to_string_lossy();
            let why = format!(
                "the program that wrote it last did not end well, and what it left in {log} can only be read where the \
                 folder can be written"
            );
            io::Error::new(io::ErrorKind::PermissionDenied, why).into()
        }
        error => error,
    }
}

fn check_application(connection: &Connection, expected: i32) -> Result<(), OpenError> {
    let found: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found == expected {
        return Ok(());
    }
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if found == 0 && tables == 0 {
        return Ok(());
    }
    Err(OpenError::NotOurs(
        "it is the database of another program".to_owned(),
    ))
}

/// Switching to a write-ahead log needs the database alone for a moment, and the wait for other programs does not cover it.
fn set_journal_mode(connection: &Connection, mode: &str, wait: Duration) -> rusqlite::Result<()> {
    let until = Instant::now() + wait;
    loop {
        let set = connection
            .pragma_update_and_check(None, "journal_mode", mode, |row| row.get::<_, String>(0));
        match set {
            Err(error)
                if matches!(
                    error.sqlite_error_code(),
                    Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
                ) && Instant::now() < until =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            set => return set.map(|_| ()),
        }
    }
}

/// The path with more behind its name: the database's own companions are called so.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
