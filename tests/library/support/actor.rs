//! What the other processes do.

use std::path::Path;

use stackday::library::{Guard, Library, LibraryError};

use super::shared::{part, say, tell, wait};
use super::{again, new, put, save};

/// The part of this process, if it has one.
pub fn play() {
    let Some((part, folder)) = part() else {
        return;
    };
    let folder = folder.as_path();
    let library = Library::new(folder, Guard::default());
    let (part, of) = part.split_once(' ').unwrap_or((&part, ""));
    match part {
        // Says every moment of what it does, and goes on when it is told to.
        "watched" => {
            let watched = watched(folder);
            save(&watched, "New").expect("saved");
            watched.close().expect("closed");
        }
        // Takes over what an older program left, and says every moment of it.
        "takeover" => {
            let watched = watched(folder);
            watched.load().expect("taken over");
            watched.close().expect("closed");
        }
        // Saves without end, and says what is acknowledged.
        "forever" => {
            for number in 0.. {
                let name = format!("{of}-{number}");
                let profile = save(&library, &name).expect("saved");
                say(&name);
                let mut changed = again(&profile);
                changed.settings.notes = format!("notes of {name}");
                put(&library, changed).expect("saved");
                say(&format!("{name} notes"));
            }
        }
        // Changes one connection fifty times, against whoever else does.
        "tags" => {
            say("ready");
            wait();
            for number in 0..50 {
                add_tag(&library, &format!("{of}-{number}"));
            }
        }
        "large" => {
            let mut large = new("Large");
            large.settings.notes = "x".repeat(20_000);
            tell(put(&library, large).map(|_| ()));
        }
        // Reads, and tries to save.
        "small" => {
            match library.read() {
                Ok(loaded) => say(&format!("{} read", loaded.saved.profiles.len())),
                Err(error) => say(&error.to_string()),
            }
            tell(save(&library, "Small").map(|_| ()));
        }
        // Leaves the log of writes behind: it never closes.
        "open" => {
            save(&library, "Open").expect("saved");
            say("open");
            wait();
        }
        // Has a draft and a reservation, and goes on until it is told to end.
        "session" => super::super::sessions::play(&library),
        // Keep linked accounts, and have auth links.
        "accounts" => super::super::accounts_together::play(&watched(folder)),
        "lists" => super::super::accounts_together::play_many(&library, of),
        "links" => super::super::links_swept::play(&library),
        "link" => super::super::links::play_end(&watched(folder)),
        "exchange" => super::super::exchange::play(&library, of),
        other => panic!("no part {other}"),
    }
}

/// A library that says every moment of a change, and goes on when it is told to.
fn watched(folder: &Path) -> Library {
    Library::watched(folder, Guard::default(), |point| {
        say(&format!("{point:?}"));
        wait();
    })
}

/// Adds a tag to the first connection, as often as somebody else was faster.
fn add_tag(library: &Library, tag: &str) {
    loop {
        let saved = library.load().expect("read");
        let mut changed = again(&saved.profiles[0]);
        changed.settings.tags.insert(tag.to_owned());
        match put(library, changed) {
            Ok(_) => return,
            // Another program changed it in between.
            Err(LibraryError::Refused(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}
