//! A damaged database: what can be read still shows, it is named with the newest backup, and nothing is written over it.

use std::fs;

use stackday::library::{Damage, Guard, Library, LibraryError};

use crate::guarded::{CANARY, contains};
use crate::support::{Home, names, names_of, save};

/// Three connections and a backup.
fn home() -> Home {
    let home = Home::with(&["One", "Two", "Three"]);
    home.library.import(Vec::new()).expect("with a backup");
    home.close();
    home
}

fn damage<T: std::fmt::Debug>(outcome: Result<T, LibraryError>) -> Damage {
    match outcome {
        Err(LibraryError::Damaged(damage)) => damage,
        other => panic!("not damaged: {other:?}"),
    }
}

/// Asserts that a save is refused and leaves the bytes. Returns the names that can be read, and what is told.
fn assert_kept(home: &Home) -> (Vec<String>, Damage) {
    let before = fs::read(home.library.file()).expect("the file");
    let library = home.another();
    let loaded = library.read().expect("read as far as it goes");
    let told = damage(loaded.trouble.map_or(Ok(()), Err));
    assert_eq!(damage(library.load()), told);
    damage(save(&library, "Another"));
    drop(library);
    let after = fs::read(home.library.file()).expect("the file");
    assert!(before == after, "it is as it was");
    let names = names(&loaded.saved).into_iter().map(str::to_owned);
    (names.collect(), told)
}

#[test]
fn it_is_told_with_the_backup_that_helps() {
    let home = home();
    let backup = home.backups().pop().expect("a backup");
    let bytes = home.bytes();
    fs::write(home.library.file(), &bytes[..bytes.len() - 5_000]).expect("cut");
    let (shown, damage) = assert_kept(&home);
    assert_eq!(shown, [""; 0]);
    assert_eq!(damage.path, home.library.file());
    assert_eq!(damage.backup, Some(backup.clone()));
    let told = damage.to_string();
    assert!(
        told.starts_with(&format!("{} is damaged: ", home.library.file().display()))
            && told.ends_with(&format!(
                "The newest backup is {0}: stackday library restore {0}",
                backup.display()
            )),
        "{told}"
    );
    fs::copy(backup, home.library.file()).expect("put back");
    save(&home.another(), "Four").expect("saved");
    assert_eq!(names_of(&home.another()), ["Four", "One", "Three", "Two"]);

    fs::write(home.library.file(), &bytes[..100]).expect("cut");
    fs::remove_dir_all(home.path("backups")).expect("removed");
    let (_, damage) = assert_kept(&home);
    assert_eq!(damage.backup, None);
    let told = damage.to_string();
    assert!(told.ends_with("There is no backup; put a copy of the file back."));
}

#[test]
fn a_backup_that_is_damaged_too_is_not_offered() {
    let home = home();
    home.library.import(Vec::new()).expect("with a backup");
    home.close();
    let [older, newer] = &home.backups()[..] else {
        panic!("{:?}", home.backups())
    };
    let whole = home.bytes();
    fs::write(home.library.file(), &whole[..whole.len() - 5_000]).expect("cut");
    assert_eq!(assert_kept(&home).1.backup.as_ref(), Some(newer));
    fs::write(newer, &whole[..whole.len() / 2]).expect("cut");
    assert_eq!(assert_kept(&home).1.backup.as_ref(), Some(older));
    fs::write(older, "").expect("emptied");
    assert_eq!(assert_kept(&home).1.backup, None);
    assert_eq!(home.backups().len(), 2, "and nothing is put beside them");
}

#[test]
fn a_file_that_ends_anywhere_is_damaged() {
    let home = home();
    let whole = home.bytes();
    let page = 4_096;
    let mut ends: Vec<_> = (0..whole.len()).step_by(page).collect();
    ends.extend([1, 15, 16, 17, 99, 100, 101, 511, 512, 1_024]);
    ends.extend(ends.clone().iter().map(|end| end + page / 2));
    ends.push(whole.len() - 1);
    for end in ends.into_iter().filter(|end| *end < whole.len()) {
        fs::write(home.library.file(), &whole[..end]).expect("cut");
        let (_, damage) = assert_kept(&home);
        assert!(damage.backup.is_some(), "{end} bytes");
    }
}

#[test]
fn an_empty_file_without_a_backup_is_a_library_that_was_just_begun() {
    let home = Home::new();
    fs::write(home.library.file(), "").expect("made");
    assert_eq!(names_of(&home.library), [""; 0]);
    home.save("One");
    assert_eq!(names_of(&home.another()), ["One"]);
}

/// Whatever became of the bytes: nobody panics, and what is refused is left as it is. Says whether anything is told.
fn survives(home: &Home, bytes: &[u8], what: &str) -> bool {
    fs::write(home.library.file(), bytes).expect("written");
    let library = home.another();
    let read = library.read();
    let ids = read.as_ref().map_or(Vec::new(), |loaded| {
        let profiles = loaded.saved.profiles.iter();
        profiles.map(|profile| profile.id).collect()
    });
    let whole: Vec<_> = ids.into_iter().map(|id| library.profile(id)).collect();
    let rest = (library.drafts(), library.leftovers(), library.changes(0));
    let told = !matches!(&read, Ok(loaded) if loaded.trouble.is_none() && loaded.saved.profiles.len() == 3);
    drop(library);
    // SQLite itself may mend a header that says another journal.
    let read_of = fs::read(home.library.file()).expect("the file");
    assert!(read_of == bytes || !told, "{what}: reading left it");

    let library = home.another();
    let saved = save(&library, "Another");
    drop(library);
    if saved.is_ok() {
        // A page of an index may be one that no change had to look at: then at least it does not go unsaid.
        let library = home.another();
        let loaded = library.read();
        let is_there = loaded.as_ref().is_ok_and(|loaded| {
            let mut names = loaded.saved.profiles.iter();
            names.any(|profile| profile.name == "Another")
        });
        let is_told = loaded.is_ok_and(|loaded| loaded.trouble.is_some())
            || library
                .check()
                .is_ok_and(|checked| !checked.problems.is_empty());
        assert!(
            is_there || is_told,
            "{what}: what was acknowledged is there"
        );
    } else {
        let left = fs::read(home.library.file()).expect("the file");
        assert!(left == read_of, "{what}: what is refused is left");
    }
    for name in ["library.db-wal", "library.db-shm", "library.db-journal"] {
        fs::remove_file(home.path(name)).ok();
    }
    let errors = whole.iter().any(Result::is_err);
    told || errors || rest.0.is_err() || rest.1.is_err() || rest.2.is_err()
}

#[test]
fn whatever_becomes_of_a_byte_of_the_header_is_survived() {
    let home = home();
    let whole = home.bytes();
    for at in 0..108 {
        for change in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            survives(&home, &bytes, &format!("{at} by {change:#x}"));
        }
    }
}

#[test]
fn whatever_becomes_of_bytes_anywhere_is_survived() {
    /// Numbers that look like any, the same each time (an LCG with Knuth's constants).
    struct Numbers(u64);
    impl Numbers {
        fn below(&mut self, end: usize) -> usize {
            let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
            self.0 = next.wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).expect("31 bits") % end
        }
    }

    let home = home();
    let whole = home.bytes();
    let mut numbers = Numbers(17);
    let mut told = 0;
    for round in 0..200 {
        let mut bytes = whole.clone();
        let at = numbers.below(whole.len());
        let length = [1, 1, 8, 500][round % 4];
        for byte in bytes.iter_mut().skip(at).take(length) {
            *byte = numbers.below(256).to_le_bytes()[0];
        }
        if round % 5 == 4 {
            bytes.truncate(numbers.below(whole.len()));
        }
        told += usize::from(survives(&home, &bytes, &format!("round {round} at {at}")));
    }
    assert!(told > 40, "{told} of 200 were told");
}

#[test]
fn one_row_that_cannot_be_read_hides_one_connection() {
    for (column, value) in [
        ("settings", "{"),
        ("steps", "[]"),
        ("created_at", "yesterday"),
        ("id", "x"),
        ("seen", "{}"),
    ] {
        let home = home();
        let change = format!("UPDATE connection SET {column} = ?1 WHERE name = 'Two'");
        let database = home.database();
        database.execute(&change, [value]).expect("damaged");
        drop(database);
        let library = home.another();
        let loaded = library.read().expect("read as far as it goes");
        assert_eq!(names(&loaded.saved), ["One", "Three"], "{column}");
        let told = damage(loaded.trouble.map_or(Ok(()), Err));
        assert!(told.backup.is_some());
        damage(library.load());
        let mut seen = 0;
        damage(library.for_each(|_| seen += 1));
        assert_eq!(seen, 2);
        let three = loaded.saved.named("Three").expect("there").id;
        assert!(library.profile(three).expect("read").is_some());
    }
}

#[test]
fn a_secret_in_a_damaged_row_is_not_repeated() {
    let home = home();
    let database = home.database();
    let change = "UPDATE connection SET created_at = ?1";
    database.execute(change, [CANARY]).expect("damaged");
    drop(database);
    let read = format!("{:?}", home.library.read());
    assert!(
        read.contains("not a time") && !read.contains(CANARY),
        "{read}"
    );
}

#[test]
fn what_is_no_library_is_left_alone() {
    let home = Home::new();
    let put = |bytes: &[u8]| fs::write(home.library.file(), bytes).expect("written");
    for text in ["hello", "{}", "SQLite format 4\0 and so on"] {
        put(text.as_bytes());
        let (_, damage) = assert_kept(&home);
        assert_eq!(damage.what, "it does not begin as a database does");
    }
    put(b"SQLite format 3\0 and then nothing of a database");
    assert_kept(&home);
    fs::remove_file(home.library.file()).expect("removed");
    let other = home.database();
    other
        .execute_batch("CREATE TABLE music (title TEXT); INSERT INTO music VALUES ('So What');")
        .expect("theirs");
    drop(other);
    let (_, damage) = assert_kept(&home);
    assert_eq!(damage.what, "it is the database of another program");
    assert!(contains(
        &fs::read(home.library.file()).expect("read"),
        "So What"
    ));
}

#[test]
fn damage_is_found_before_a_backup_takes_the_place_of_a_sound_one() {
    let home = home();
    for _ in 0..3 {
        home.library.import(Vec::new()).expect("with a backup");
    }
    let sound = home.backups();
    let mut bytes = home.bytes();
    // The last page is a table's or an index's.
    let at = bytes.len() - 4_096;
    bytes[at..at + 64].fill(0xff);
    fs::write(home.library.file(), bytes).expect("damaged");
    let library = Library::new(home.folder.path(), Guard::default());
    let told = damage(library.import(Vec::new()));
    assert_eq!(told.backup.as_ref(), sound.last());
    assert_eq!(home.backups(), sound);
}
