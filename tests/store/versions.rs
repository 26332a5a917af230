//! The form of the file: as it is written, as it was before, and as it will be one day.

use std::fs;

use jiff::Timestamp;
use stackday::profile::{Connection, Project, StoreError};

use crate::support::{Home, names, profile};

/// A file of version 1.
pub const OLDER: &str = r#"{
  "version": 1,
  "profiles": [
    {
      "id": "6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11",
      "name": "Café Nord",
      "revision": 3,
      "created_at": "2026-07-01T10:00:00Z",
      "changed_at": "2026-07-02T10:00:00Z",
      "settings": {
        "portal": "cafe.planday.com",
        "app_name": null,
        "app_id": null,
        "scopes": [
          "employee:read"
        ],
        "actions": [],
        "read_personal": [],
        "project": "Main",
        "connector_profile": null,
        "owner_id": null,
        "owner_name": null,
        "tags": [],
        "notes": "first"
      },
      "token": {
        "place": "keyring",
        "at": "2026-07-01T10:00:00Z"
      },
      "old_token": null,
      "steps": {
        "A2": {
          "standing": "verified",
          "line": "The app answers.",
          "at": null
        }
      },
      "seen": null,
      "history": [
        {
          "at": "2026-07-02T10:00:00Z",
          "exit": 4,
          "line": "no",
          "checks": {
            "planday.token": {
              "standing": "failed",
              "line": "refused",
              "at": null
            }
          }
        }
      ]
    }
  ],
  "projects": [
    {
      "name": "Main",
      "key": null
    }
  ],
  "default_project": "Main"
}"#;

#[test]
fn the_header_comes_first_and_then_a_line_for_each_profile() {
    let home = Home::with(&["Zulu", "alpha"]);
    let add = home.store.change(|saved| {
        saved.projects.push(Project {
            name: "Main".to_owned(),
            key: None,
        });
        saved.default_project = Some("Main".to_owned());
        Ok(())
    });
    let (saved, ()) = add.expect("saved");
    let text = home.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[..5],
        [
            r#"{"format":"stackday profiles","version":2,"#,
            r#""default_project":"Main","#,
            r#""projects":["#,
            r#"{"name":"Main"}"#,
            "],"
        ]
    );
    assert_eq!(lines[5], r#""profiles":["#);
    assert_eq!(
        lines[6],
        format!(
            r#"{{"id":"{}","name":"alpha","revision":1,"created_at":"2026-07-01T10:00:00Z","changed_at":"{}","settings":{{"portal":"cafe.planday.com","scopes":["employee:read"],"tags":["north"],"notes":"Called on Monday.\nCall again."}},"token":{{"place":"keyring","at":"2026-07-01T10:00:00Z"}},"steps":{{"A2":{{"standing":"verified","line":"The app answers.","at":"2026-07-01T10:00:00Z"}}}},"history":[{{"at":"2026-07-01T10:00:00Z","exit":0,"line":"6 of 6 hold","checks":{{"planday.token":{{"standing":"verified","line":"exchanged","at":"2026-07-01T10:00:00Z"}}}}}}]}},"#,
            saved.profiles[0].id, saved.profiles[0].changed_at
        )
    );
    assert!(lines[7].contains("Zulu"));
    assert_eq!(lines[8..], ["]}"]);
    serde_json::from_str::<serde_json::Value>(&text).expect("one valid document");
}

#[test]
fn an_older_file_is_read_and_stays_until_something_changes() {
    let home = Home::new();
    home.put(OLDER);
    let saved = home.store.load().expect("read");
    let profile = saved.named("café nord").expect("there");
    assert_eq!(
        (profile.revision, profile.settings.notes.as_str()),
        (3, "first")
    );
    assert_eq!((profile.steps.len(), profile.history[0].exit), (1, 4));
    assert_eq!(profile.history[0].checks.len(), 1);
    assert_eq!(saved.default_project.as_deref(), Some("Main"));
    home.store.change(|_| Ok(())).expect("nothing to do");
    assert_eq!(home.text(), OLDER);
}

#[test]
fn the_first_change_brings_an_older_file_into_the_new_form_and_keeps_it() {
    let home = Home::new();
    home.put(OLDER);
    let before = home.store.load().expect("read");
    let saved = home.store.save(&profile("New")).expect("saved");
    assert_eq!(names(&saved), ["Café Nord", "New"]);
    assert_eq!(saved.profiles[0], before.profiles[0]);
    assert_eq!(home.store.load().expect("read"), saved);
    assert!(
        home.text()
            .starts_with(r#"{"format":"stackday profiles","version":2,"#)
    );
    let backup = || fs::read_to_string(home.path("profiles.v1.json")).expect("the backup");
    assert_eq!(backup(), OLDER);
    home.store.save(&profile("Newer")).expect("saved");
    assert_eq!(backup(), OLDER);

    // Somebody puts the backup back, and another older file later: neither costs the backup that is there.
    home.put(OLDER);
    home.store.save(&profile("Again")).expect("saved");
    let other = OLDER.replace("first", "second");
    home.put(&other);
    home.store.save(&profile("Again")).expect("saved");
    assert_eq!(backup(), OLDER);
    let second = fs::read_to_string(home.path("profiles.v1-2.json"));
    assert_eq!(second.expect("the second backup"), other);
}

#[test]
fn a_newer_file_is_refused_and_never_written_over() {
    for newer in [
        r#"{"format":"stackday profiles","version":3,"profiles":[]}"#,
        r#"{"format":"stackday profiles","version":3,"profiles":{"all":"different"}}"#,
        "{\"format\":\"stackday profiles\",\"version\":3,\n\"profiles\":[\n{\"cut",
    ] {
        let home = Home::new();
        home.put(newer);
        for error in [
            home.store.load().expect_err("newer"),
            home.store.read().expect_err("newer"),
            home.store.save(&profile("One")).expect_err("newer"),
        ] {
            assert!(
                matches!(
                    error,
                    StoreError::Newer {
                        found: 3,
                        known: 2,
                        ..
                    }
                ),
                "{error:?}"
            );
            let told = error.to_string();
            assert!(
                told.contains(
                    "profiles.json is of version 3, and this stackday knows versions up to 2"
                ) && told.contains("--data-dir"),
                "{told}"
            );
        }
        assert_eq!(home.text(), newer);
    }
}

#[test]
fn what_is_absent_is_empty_and_what_is_unknown_does_no_harm() {
    let home = Home::new();
    home.put(
        r#"{"format":"stackday profiles","version":2,"later":{"a":[1]},"projects":[],"profiles":[
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11","name":"Bare","settings":{},"later":true},
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a12","name":"Later","settings":{"later":1},"steps":{"Z9":{"standing":"verified"},"A1":{"standing":"attested"}}}
]}"#,
    );
    let saved = home.store.load().expect("sound");
    let bare = &saved.profiles[0];
    assert_eq!(bare.settings, Connection::default());
    assert_eq!((bare.revision, bare.created_at), (0, Timestamp::UNIX_EPOCH));
    assert_eq!(saved.profiles[1].steps.len(), 1, "the step that is known");
    home.store.save(&profile("More")).expect("saved");
}

#[test]
fn a_file_laid_out_otherwise_is_the_same_file() {
    let home = Home::with(&["One", "Two"]);
    let saved = home.store.load().expect("read");
    let value: serde_json::Value = serde_json::from_str(&home.text()).expect("a document");
    home.put(serde_json::to_string_pretty(&value).expect("laid out"));
    assert_eq!(home.store.load().expect("read"), saved);
    home.put(value.to_string());
    assert_eq!(home.store.load().expect("read"), saved);
}
