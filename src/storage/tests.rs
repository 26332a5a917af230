//! Files on a bad day.

use std::cell::RefCell;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn a_file_is_replaced_whole_and_its_previous_version_stays() {
    let folder = folder();
    let (path, previous) = (folder.path().join("a"), folder.path().join("a.previous"));
    for content in ["one", "two", "three"] {
        let points = RefCell::new(Vec::new());
        let watch = |point| points.borrow_mut().push(point);
        let file = AtomicFile::new(&path).keeping(&previous).watched(&watch);
        file.write(content.as_bytes()).expect("written");
        let kept = points.borrow().contains(&WritePoint::PreviousKept);
        assert_eq!(kept, content != "one");
    }
    assert_eq!(
        (text(&path), text(&previous)),
        ("three".into(), "two".into())
    );
    assert_eq!(names(folder.path()), ["a", "a.previous"]);
    // A writer that was killed between its two renames has left both names to one file.
    fs::remove_file(&previous).expect("removed");
    fs::hard_link(&path, &previous).expect("linked");
    AtomicFile::new(&path)
        .keeping(&previous)
        .write(b"four")
        .expect("written");
    assert_eq!(
        (text(&path), text(&previous)),
        ("four".into(), "three".into())
    );
    assert_eq!(names(folder.path()), ["a", "a.previous"]);
}

#[test]
fn what_is_prepared_and_not_committed_leaves_nothing() {
    let folder = folder();
    let path = folder.path().join("a");
    drop(AtomicFile::new(&path).prepare(b"new").expect("prepared"));
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_sweep_spares_what_another_writer_has_under_way_and_what_is_not_ours() {
    let folder = folder();
    let path = folder.path().join("a");
    for name in ["a.x1Y2z3.tmp", "a.mine.tmp", "b.x1Y2z3.tmp", "a.x1y2z3.tm"] {
        fs::write(folder.path().join(name), "left").expect("written");
    }
    let under_way = AtomicFile::new(&path).prepare(b"one").expect("prepared");
    write_atomically(&path, b"two").expect("written");
    assert_eq!(text(&path), "two");
    under_way.commit().expect("it was spared");
    assert_eq!(text(&path), "one");
    let left = ["a", "a.mine.tmp", "a.x1y2z3.tm", "b.x1Y2z3.tmp"];
    assert_eq!(names(folder.path()), left);
}

#[test]
fn what_is_not_a_file_is_neither_replaced_nor_read_nor_taken_as_a_lock() {
    let folder = folder();
    let path = folder.path().join("a");
    fs::create_dir(&path).expect("a folder");
    assert!(write_atomically(&path, b"new").is_err());
    assert!(read_limited(&path, 9).is_err());
    assert!(Lock::try_take(&path).is_err());
    assert_eq!(names(folder.path()), ["a"]);
}

#[test]
fn reading_has_a_limit() {
    let folder = folder();
    let path = folder.path().join("a");
    assert_eq!(read_limited(&path, 3).expect("nothing"), None);
    fs::write(&path, "12345").expect("written");
    assert_eq!(
        read_limited(&path, 3).expect("read"),
        Some(b"1234".to_vec())
    );
    let mut file = OpenFile::open(&path).expect("open").expect("there");
    assert_eq!(file.start(2).expect("read"), b"12");
    assert_eq!(file.all(9).expect("read"), b"12345");
    let version = file.version();
    assert_eq!(
        OpenFile::open(&path)
            .expect("open")
            .expect("there")
            .version(),
        version
    );
    fs::write(&path, "123456").expect("written");
    let file = OpenFile::open(&path).expect("open").expect("there");
    assert_eq!(file.exposure().is_private(), cfg!(not(unix)));
    assert_ne!(file.version(), version);
}

#[test]
fn a_database_is_on_the_disk_before_a_change_is_acknowledged() {
    for (network, mode) in [(false, "wal"), (true, "delete")] {
        let folder = folder();
        let options = Options {
            application_id: 1,
            wait: Duration::from_secs(1),
            network: Some(network),
        };
        let database = open_database(&folder.path().join("a.db"), options).expect("opened");
        let read = |name| {
            let value = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            database.connection.pragma_query_value(None, name, value)
        };
        // 2 is FULL: the log is synced at every commit.
        assert_eq!(read("synchronous"), Ok(2.into()));
        assert_eq!(read("journal_mode"), Ok(mode.to_owned().into()));
    }
}

#[test]
fn a_lock_is_waited_for_and_released() {
    let folder = folder();
    let path = folder.path().join("deeper/lock");
    assert!(Lock::try_existing(&path).is_err());
    let held = Lock::take(&path, Duration::ZERO).expect("taken");
    assert!(Lock::try_take(&path).expect("asked").is_none());
    assert!(Lock::try_existing(&path).expect("asked").is_none());
    let begun = Instant::now();
    let error = Lock::take(&path, Duration::from_millis(50)).expect_err("held");
    assert_eq!(error.kind(), ErrorKind::ResourceBusy);
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(held);
    assert!(Lock::try_take(&path).expect("asked").is_some());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }

    #[test]
    fn a_link_stays_and_leads_to_the_new_content() {
        let (here, there) = (folder(), folder());
        let target = there.path().join("target");
        let (path, previous) = (here.path().join("a"), here.path().join("a.previous"));
        fs::write(&target, "old").expect("written");
        symlink("next", &path).expect("linked");
        symlink(&target, here.path().join("next")).expect("linked");
        AtomicFile::new(&path)
            .keeping(&previous)
            .write(b"new")
            .expect("written");
        assert!(path.is_symlink());
        assert_eq!(
            (text(&target), text(&previous)),
            ("new".into(), "old".into())
        );
        // One that leads to nothing yet.
        fs::remove_file(&target).expect("removed");
        write_atomically(&path, b"again").expect("written");
        assert_eq!(text(&target), "again");
        assert_eq!(names(there.path()), ["target"]);
        // One that leads to itself.
        let circle = here.path().join("circle");
        symlink("circle", &circle).expect("linked");
        assert!(write_atomically(&circle, b"new").is_err());
    }

    #[test]
    fn a_file_is_its_owners_alone_whatever_it_was() {
        let folder = folder();
        let path = folder.path().join("a");
        fs::write(&path, "old").expect("written");
        set_mode(&path, 0o644);
        write_atomically(&path, b"new").expect("written");
        assert_eq!(Exposure::of(&path).expect("there").mode, Some(0o600));
        make_private_folder(&folder.path().join("b/c")).expect("made");
        let made = Exposure::of(&folder.path().join("b")).expect("there");
        assert!(made.is_private() && !made.is_foreign);
    }

    #[test]
    fn modes_are_judged() {
        let folder = folder();
        for (mode, readable, writable, private) in [
            (0o700, false, false, true),
            (0o744, true, false, false),
            (0o711, false, false, false),
            (0o770, true, true, false),
            (0o777, true, true, false),
            (0o1777, true, true, false),
        ] {
            set_mode(folder.path(), mode);
            let found = Exposure::of(folder.path()).expect("there");
            let judged = (found.is_readable(), found.is_writable(), found.is_private());
            assert_eq!(judged, (readable, writable, private), "{mode:o}");
        }
    }

    #[test]
    fn a_pipe_without_another_end_hangs_nothing() {
        let folder = folder();
        let path = folder.path().join("a");
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
        for error in [
            write_atomically(&path, b"new").expect_err("no file"),
            read_limited(&path, 9).expect_err("no file"),
            Lock::take(&path, Duration::ZERO)
                .map(|_| ())
                .expect_err("no file"),
            Lock::try_existing(&path).map(|_| ()).expect_err("no file"),
        ] {
            assert_eq!(error.to_string(), "it is not a file");
        }
        assert_eq!(names(folder.path()), ["a"]);
    }
}
