//! Ten thousand profiles, each with its whole history.

use std::time::{Duration, Instant};

use stackday::profile::{Profile, REMEMBERED};

use crate::support::{Home, profile};

/// Far more than it takes; checks of each against each would take far longer.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn ten_thousand_profiles_load_and_save() {
    let home = Home::new();
    let begun = Instant::now();
    let filled = home.store.change(|saved| {
        for number in 0..10_000 {
            let mut profile = profile(&format!("Customer {number}"));
            let verification = profile.history[0].clone();
            profile.history = vec![verification; REMEMBERED];
            saved.profiles.push(profile);
        }
        Ok(())
    });
    let (filled, ()) = filled.expect("saved");
    let loaded = home.store.load().expect("read");
    assert_eq!(loaded, filled);
    let last = Profile {
        name: "Renamed".to_owned(),
        ..loaded.profiles[9_999].clone()
    };
    let saved = home.store.save(&last).expect("saved");
    assert!(saved.named("renamed").is_some());
    let all: Vec<_> = saved.profiles.iter().map(|profile| profile.id).collect();
    let rest = home.store.remove(&all[1..]).expect("deleted");
    assert_eq!(rest.profiles.len(), 1);
    let taken = begun.elapsed();
    assert!(taken < PATIENCE, "{taken:?}");
}
