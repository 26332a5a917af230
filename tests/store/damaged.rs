//! A damaged file: what can be read still shows, the place is named, and nothing is written over it.

use std::fs;

use stackday::profile::{Damage, StoreError};

use crate::support::{Home, names, profile};

/// Asserts that the file is damaged, that nobody can change it, and that it is as it was. Returns what is told.
fn assert_kept(home: &Home) -> (Vec<String>, Damage) {
    let bytes = home.bytes();
    let loaded = home.store.read().expect("read as far as it goes");
    let damage = loaded.damage.expect("damaged");
    assert!(matches!(home.store.load(), Err(StoreError::Damaged(told)) if told == damage));
    let refused = home.store.save(&profile("Another")).expect_err("damaged");
    assert!(matches!(&refused, StoreError::Damaged(told) if *told == damage));
    home.store.change(|_| Ok(())).expect_err("damaged");
    assert_eq!(home.bytes(), bytes, "as it was");
    let names = names(&loaded.saved).into_iter().map(str::to_owned);
    (names.collect(), damage)
}

#[test]
fn one_damaged_line_hides_one_profile() {
    let home = Home::with(&["One", "Two", "Three"]);
    let sound = home.text();
    for (damage, column) in [
        (
            sound.replace(
                r#""name":"Two","revision":1"#,
                r#""name":"Two","revision":"x""#,
            ),
            72,
        ),
        (sound.replace(r#""name":"Two","#, r#""name":"Two"#), 58),
        (
            sound.replace(
                r#""Two","revision":1,"#,
                r#""Two","revision":1,"revision":1,"#,
            ),
            0,
        ),
        (sound.replace(r#""name":"Two","#, ""), 0),
        (sound.replace(r#""name":"Two""#, r#""name":"  ""#), 1),
    ] {
        assert_ne!(damage, sound);
        home.put(&damage);
        let (names, damage) = assert_kept(&home);
        assert_eq!(names, ["One", "Three"], "{damage:?}");
        assert_eq!(damage.line, 7, "{damage:?}");
        assert!(column == 0 || damage.column == column, "{damage:?}");
    }
}

#[test]
fn it_is_told_where_it_is_damaged_and_what_can_be_put_back() {
    let home = Home::with(&["One", "Two"]);
    home.put(home.text().replace(r#""name":"Two""#, r#""name":2"#));
    let (_, damage) = assert_kept(&home);
    let (file, previous) = (home.store.file(), home.store.previous());
    assert_eq!(
        damage.to_string(),
        format!(
            "{} is damaged at line 6, column {}: invalid type: integer `2`, expected a string. stackday leaves it as it \
             is. Mend that line, or put the version before it back: copy {} over it.",
            file.display(),
            damage.column,
            previous.display()
        )
    );
    fs::copy(&previous, &file).expect("put back");
    let saved = home.store.save(&profile("Three")).expect("saved");
    assert_eq!(names(&saved), ["One", "Three"]);
}

#[test]
fn a_previous_version_that_is_damaged_too_is_not_offered() {
    let home = Home::with(&["One", "Two"]);
    home.put("{");
    fs::write(home.store.previous(), "{").expect("written");
    assert_eq!(assert_kept(&home).1.previous, None);
}

#[test]
fn a_file_that_ends_anywhere_shows_what_is_whole() {
    let home = Home::with(&["One", "Two", "Three"]);
    let whole = home.bytes();
    let ends: Vec<_> = home
        .text()
        .match_indices("}]}")
        .map(|(at, end)| at + end.len())
        .collect();
    assert_eq!(ends.len(), 3, "each profile ends with its history");
    // Without the last line break it is whole.
    for length in 0..whole.len() - 1 {
        home.put(&whole[..length]);
        let (names, damage) = assert_kept(&home);
        let shown = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(names.len(), shown, "{length} bytes");
        let lines = whole[..length].split(|byte| *byte == b'\n').count();
        assert!(
            damage.line == lines || whole[length - 1] == b'\n',
            "{length} bytes: {damage:?}"
        );
        assert_eq!(damage.previous, Some(home.store.previous()));
    }
    home.put(&whole[..whole.len() - 1]);
    assert_eq!(home.store.load().expect("whole").profiles.len(), 3);
}

#[test]
fn two_profiles_of_one_name_or_id_are_damage_of_the_second_line() {
    let home = Home::with(&["One", "Two", "Three"]);
    let sound = home.text();
    let saved = home.store.load().expect("read");
    let id = |name: &str| saved.named(name).expect("there").id.to_string();
    for (text, what) in [
        (
            sound.replace(r#""name":"Two""#, r#""name":"THREE""#),
            "another profile is called “THREE” already",
        ),
        (
            sound.replace(&id("Two"), &id("One")),
            "the id of “Two” is another profile's too",
        ),
    ] {
        home.put(text);
        let (names, damage) = assert_kept(&home);
        assert_eq!(names, ["One", "Three"]);
        assert_eq!((damage.line, damage.column), (7, 1));
        assert_eq!(damage.what, what);
    }
}

#[test]
fn what_is_no_file_of_saved_connections_is_left_alone() {
    let home = Home::with(&["One"]);
    for (text, what) in [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("hello", "expected value"),
        ("{}", "it does not say the version of its form"),
        (r#"{"version":0}"#, "there is no version 0"),
        (
            r#"{"format":"stackday profiles","version":2,"projects":[],"profile":[]}"#,
            "it has no list “profiles”",
        ),
        (
            r#"{"format":"stackday profiles","version":2,"profiles":[]}"#,
            "it has no list “projects”",
        ),
        (
            r#"{"version":2,"profiles":[]}"#,
            "it does not say that it holds “stackday profiles”",
        ),
        (
            r#"{"format":"other","version":1}"#,
            "it does not say that it holds “stackday profiles”",
        ),
    ] {
        home.put(text);
        let (names, damage) = assert_kept(&home);
        assert!(names.is_empty());
        assert_eq!(damage.what, what);
    }
}

#[test]
fn a_damaged_file_of_another_layout_shows_the_rest_too() {
    let home = Home::with(&["One", "Two", "Three"]);
    let value: serde_json::Value = serde_json::from_str(&home.text()).expect("a document");
    let pretty = serde_json::to_string_pretty(&value).expect("laid out");
    for text in [pretty, value.to_string()] {
        home.put(text.replacen(r#""notes""#, r#"#"notes""#, 1));
        assert_eq!(assert_kept(&home).0, ["Three", "Two"]);
    }
}

#[test]
fn texts_of_the_file_are_made_safe() {
    let home = Home::with(&["One"]);
    home.put(home.text().replace("One", r"O\u001b[31mne\n"));
    assert_eq!(
        names(&home.store.load().expect("read")),
        ["O\u{fffd}[31mne"]
    );
}

#[test]
fn whatever_becomes_of_a_byte_hides_one_profile_at_most_and_never_silently() {
    let home = Home::new();
    let text = r#"{"format":"stackday profiles","version":2,
"default_project":"Main",
"projects":[
{"name":"Main","key":{"place":"file","at":"2026-07-01T10:00:00Z"}}
],
"profiles":[
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11","name":"One","settings":{"tags":["a","b"]},"history":[{"at":"2026-07-01T10:00:00Z","exit":0}]},
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a12","name":"Two","settings":{"notes":"\"{"},"history":[{"at":"2026-07-01T10:00:00Z","exit":0}]}
]}"#;
    home.put(text);
    assert_eq!(home.store.load().expect("sound").profiles.len(), 2);
    for at in 0..text.len() {
        for byte in *b" \"'{}[],:\\x09\n\x00\xff" {
            let mut bytes = text.as_bytes().to_owned();
            bytes[at] = byte;
            home.put(&bytes);
            let what = format!("{:?} at {at}", byte as char);
            match home.store.read() {
                Ok(loaded) => {
                    let shown = loaded.saved.profiles.len();
                    assert!(shown > 0, "{what}");
                    assert!(shown == 2 || loaded.damage.is_some(), "{what}");
                    assert_eq!(
                        home.store.load().is_err(),
                        loaded.damage.is_some(),
                        "{what}"
                    );
                }
                Err(error) => assert!(matches!(error, StoreError::Newer { .. }), "{what}: {error}"),
            }
        }
    }
}
