//! Ten thousand connections, each with a history.

use std::time::{Duration, Instant};

use stackday::library::Edit;
use stackday::library::{LibrarySnapshot, Profile, Verification};

use crate::support::{Home, settings, time};

/// The changes that each has in its history.
const HISTORY: usize = 4;

/// Far more than it takes; checks of each against each would take far longer.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn ten_thousand_connections_load_and_save() {
    let home = Home::new();
    let begun = Instant::now();
    let history: Vec<_> = (0..HISTORY)
        .map(|number| Verification {
            since: time("2026-07-01T10:00:00Z"),
            looks: 1,
            at: time("2026-07-01T10:00:00Z"),
            exit: 0,
            line: format!("{number} hold"),
            checks: [].into(),
            origin: None,
        })
        .collect();
    let profiles = (0..10_000).map(|number| {
        let name = format!("Customer {number}");
        let mut profile = Profile::new(name, settings(), time("2026-07-01T10:00:00Z"));
        profile.history.clone_from(&history);
        profile
    });
    let filled = LibrarySnapshot {
        profiles: profiles.collect(),
        ..LibrarySnapshot::default()
    };
    home.library.seed(&filled).expect("saved");
    let loaded = home.library.load().expect("read");
    assert_eq!(loaded.profiles.len(), 10_000);
    let last = loaded.profiles[9_999].id;
    home.library
        .edit(last, Edit::Name("Renamed".to_owned()))
        .expect("renamed");
    let renamed = home.library.named("renamed").expect("read").expect("there");
    assert_eq!((renamed.id, renamed.history.len()), (last, HISTORY));
    // Who follows is told of that one alone.
    let changes = home.library.changes(loaded.change).expect("read");
    assert!(!changes.all && changes.profiles.len() == 1);

    // Imported once more: nothing is other, then everything.
    let again = |notes: &str| {
        let entries = filled.profiles.iter().take(9_999).map(|profile| {
            let mut settings = profile.settings.clone();
            settings.notes = notes.to_owned();
            (profile.name.clone(), settings)
        });
        home.library.import(entries.collect()).expect("imported");
        home.library.load().expect("read").change
    };
    let before = again(&settings().notes);
    assert!(again("other") > before);
    let ids: Vec<_> = loaded.profiles.iter().map(|profile| profile.id).collect();
    home.library.remove(&ids[1..]).expect("deleted");
    assert_eq!(home.library.load().expect("read").profiles.len(), 1);
    let taken = begun.elapsed();
    assert!(taken < PATIENCE, "{taken:?}");
}
