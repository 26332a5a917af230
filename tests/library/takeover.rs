//! What an older program kept in files is taken over once and whole.

use std::fs;

use stackday::domain::{ProfileId, SecretId, SecretStoreKind, Standing, StepId};
use stackday::library::export_format::Export;
use stackday::library::{Connection, Profile};
use stackday::library::{Draft, Library};

use crate::guarded::contains;
use crate::support::{Home, names_of, record, settings, time};

/// A file of version 1, as the first stackday wrote it.
pub const FIRST: &str = r#"{
  "version": 1,
  "profiles": [
    {
      "id": "6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11",
      "name": "Café Nord",
      "revision": 3,
      "created_at": "2026-07-01T10:00:00Z",
      "changed_at": "2026-07-02T10:00:00Z",
      "settings": {
        "portal": "cafe.planday.com", "app_name": null, "app_id": null, "scopes": ["employee:read"], "actions": [],
        "read_personal": [], "project": "Main", "connector_profile": null, "owner_id": null, "owner_name": null,
        "tags": [], "notes": "first"
      },
      "token": { "place": "keyring", "at": "2026-07-01T10:00:00Z" },
      "old_token": null,
      "steps": { "A2": { "standing": "verified", "line": "The app answers.", "at": null } },
      "seen": null,
      "history": [
        {
          "at": "2026-07-02T10:00:00Z", "exit": 4, "line": "no",
          "checks": { "planday.token": { "standing": "failed", "line": "refused", "at": null } }
        }
      ]
    }
  ],
  "projects": [{ "name": "Main", "key": null }],
  "default_project": "Main"
}"#;

/// A file of version 2 with everything that it may hold.
pub const SECOND: &str = r#"{"format":"stackday profiles","version":2,
"default_project":"Main",
"projects":[
{"name":"Main","key":{"place":"keyring","at":"2026-07-01T10:00:00Z"}},
{"name":"Other"}
],
"profiles":[
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11","name":"Café Nord","revision":3,"created_at":"2026-06-01T10:00:00Z","changed_at":"2026-07-02T10:00:00Z","settings":{"portal":"cafe.planday.com","app_id":"0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef","scopes":["employee:read"],"tags":["north"],"notes":"Called on Monday.\nCall again."},"token":{"place":"file","at":"2026-07-01T10:00:00Z"},"old_token":{"place":"keyring","at":"2026-07-01T10:00:00Z"},"steps":{"B2":{"standing":"verified","line":"works","at":"2026-07-03T10:00:00Z"}},"seen":{"at":"2026-07-03T10:00:00Z","portal_name":"Café","granted":3,"wanted":4,"missing":["shift:read"]},"history":[{"at":"2026-07-03T12:00:00Z","exit":0,"line":"all hold"},{"at":"2026-07-03T11:00:00Z","exit":0,"line":"all hold"},{"at":"2026-07-02T10:00:00Z","exit":4,"line":"no","checks":{"planday.token":{"standing":"failed","line":"refused","at":"2026-07-02T10:00:00Z"}}}]},
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a12","name":"alpha","settings":{"project":"Other"}}
]}
"#;

/// The connection that is in both.
pub fn cafe() -> ProfileId {
    let id = uuid::Uuid::parse_str("6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11");
    id.expect("an id").into()
}

/// A draft as the older program kept it.
pub fn draft_file(of: Option<ProfileId>, notes: &str) -> (String, String) {
    let name = of.map_or("new".to_owned(), |id| id.to_string());
    let of = of.map_or("null".to_owned(), |id| format!("\"{id}\""));
    let text = format!(
        r#"{{"format":"stackday draft","version":1,"of":{of},"name":"typed","base_revision":3,"at":"2026-07-04T10:00:00Z","settings":{{"notes":"{notes}"}}}}"#
    );
    (format!("draft-{name}.json"), text)
}

pub fn old_home(text: &str) -> Home {
    let home = Home::new();
    fs::write(home.path("profiles.json"), text).expect("written");
    home
}

fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(home.path(name)).expect(name)
}

/// What the older program asks of a file: it refuses one of a version above 2.
fn is_refused_by_the_older(text: &str) -> bool {
    let document: serde_json::Value = serde_json::from_str(text).expect("a document");
    document["version"].as_u64().expect("a version") > 2
        && document["profiles"] == serde_json::json!([])
        && document["projects"] == serde_json::json!([])
}

fn notices(library: &Library) -> Vec<String> {
    let loaded = library.read().expect("read");
    assert!(loaded.trouble.is_none(), "{:?}", loaded.trouble);
    loaded.notices
}

#[test]
fn a_file_of_version_2_is_taken_over_with_all_that_is_in_it() {
    let home = old_home(SECOND);
    let saved = home.library.load().expect("taken over");
    assert_eq!(names_of(&home.library), ["alpha", "Café Nord"]);
    assert_eq!(saved.default_project.as_deref(), Some("Main"));
    let projects: Vec<_> = saved.projects.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(projects, ["Main", "Other"]);
    let key = record(SecretStoreKind::Keyring, 0);
    assert_eq!(saved.projects[0].key, Some(key.clone()));
    assert_eq!(saved.projects[1].key, None);

    let cafe = home.stored(cafe());
    assert_eq!((cafe.name.as_str(), cafe.revision), ("Café Nord", 3));
    assert_eq!(cafe.created_at, time("2026-06-01T10:00:00Z"));
    assert_eq!(cafe.changed_at, time("2026-07-02T10:00:00Z"));
    assert_eq!(cafe.settings, settings());
    assert_eq!(cafe.token, Some(record(SecretStoreKind::File, 0)));
    assert_eq!(cafe.old_token, Some(key), "what a rotation replaced");
    assert_eq!(cafe.steps[&StepId::B2].standing, Standing::Verified);
    let seen = cafe.seen.as_ref().expect("seen");
    assert_eq!((seen.granted, seen.wanted), (Some(3), 4));
    // Looks that found the same are one.
    let [newest, before] = &cafe.history[..] else {
        panic!("{:?}", cafe.history)
    };
    assert_eq!((newest.exit, newest.looks), (0, 2));
    assert_eq!(newest.since, time("2026-07-03T11:00:00Z"));
    assert_eq!(newest.at, time("2026-07-03T12:00:00Z"));
    assert_eq!((before.exit, before.checks.len()), (4, 1));
    assert_eq!(cafe.recent, [4, 0, 0]);

    let alpha = saved.named("alpha").expect("there");
    assert_eq!(alpha.settings.project.as_deref(), Some("Other"));
    assert_eq!((alpha.revision, alpha.evidence_revision), (0, 1));
}

#[test]
fn the_old_file_becomes_a_backup_and_one_stays_that_the_older_program_refuses() {
    for old in [FIRST, SECOND] {
        let home = old_home(old);
        assert_eq!(notices(&home.library), [""; 0]);
        assert_eq!(read(&home, "profiles.v2.backup.json"), old);
        let stays = read(&home, "profiles.json");
        assert!(is_refused_by_the_older(&stays), "{stays}");
        let taken = home.library.load().expect("read");
        home.close();
        // Once: what is changed afterwards is not undone.
        let again = home.another();
        assert_eq!(again.load().expect("read"), taken);
        again.remove(&[cafe()]).expect("deleted");
        again.close().expect("closed");
        assert_eq!(home.library.profile(cafe()).expect("read"), None);
        assert_eq!(read(&home, "profiles.json"), stays);
        assert_eq!(notices(&home.library), [""; 0]);
    }
}

#[test]
fn a_file_of_version_1_is_taken_over_as_well() {
    let home = old_home(FIRST);
    let cafe = home.stored(cafe());
    assert_eq!((cafe.revision, cafe.settings.notes.as_str()), (3, "first"));
    assert_eq!((cafe.steps.len(), cafe.history[0].exit), (1, 4));
    assert_eq!(cafe.history[0].checks.len(), 1);
    assert_eq!(cafe.token, Some(record(SecretStoreKind::Keyring, 0)));
    let (_, default) = home.library.projects().expect("read");
    assert_eq!(default.as_deref(), Some("Main"));
}

#[test]
fn what_is_laid_out_otherwise_or_absent_or_unknown_is_taken_over_alike() {
    let same = |text: &str| -> Vec<Profile> {
        let saved = old_home(text).library.load().expect("taken over");
        saved.profiles
    };
    let value: serde_json::Value = serde_json::from_str(SECOND).expect("a document");
    let pretty = serde_json::to_string_pretty(&value).expect("laid out");
    let later = SECOND.replace("\"version\":2,", "\"version\":2,\"later\":{\"a\":[1]},");
    for text in [pretty, value.to_string(), later] {
        assert_eq!(same(&text), same(SECOND));
    }
    let bare = r#"{"format":"stackday profiles","version":2,"projects":[],"profiles":[
{"id":"6f0c1f4e-6a3c-4d0a-9a59-0b6f6f2f8a11","name":"Bare","settings":{},"later":true,"steps":{"Z9":{"standing":"verified"},"A1":{"standing":"attested"}}}]}"#;
    let bare = &same(bare)[0];
    assert_eq!(bare.settings, Connection::default());
    assert_eq!(bare.created_at, jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(bare.steps.len(), 1, "the step that is known");
}

#[test]
fn drafts_are_taken_over_and_their_files_are_gone() {
    let home = old_home(SECOND);
    for (name, text) in [draft_file(None, "new"), draft_file(Some(cafe()), "more")] {
        fs::write(home.path(&name), text).expect("written");
    }
    fs::write(home.path("draft-cut.json"), "{").expect("written");
    let drafts = home.library.drafts().expect("read");
    let told: Vec<_> = drafts
        .iter()
        .map(|draft| (draft.of, draft.base_revision, draft.settings.notes.as_str()))
        .collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(None, 0, "new")), "{told:?}");
    assert!(told.contains(&(Some(cafe()), 3, "more")), "{told:?}");
    assert_eq!(drafts[0].name.as_deref(), Some("typed"));
    let left: Vec<_> = home
        .names()
        .into_iter()
        .filter(|name| name.starts_with("draft"))
        .collect();
    assert_eq!(left, ["draft-cut.json"], "what cannot be read stays");

    // What is typed in this run is another draft: those of before are not overwritten by it.
    let typed = Draft {
        id: None,
        of: None,
        name: None,
        base_revision: 0,
        settings: settings(),
        at: time("2026-07-05T10:00:00Z"),
    };
    home.library.keep_draft(&typed).expect("kept");
    assert_eq!(home.library.drafts().expect("read").len(), 3);
}

#[test]
fn only_drafts_are_taken_over_too_and_so_are_those_of_a_later_run() {
    let home = Home::new();
    let (name, text) = draft_file(None, "only");
    fs::write(home.path(&name), text).expect("written");
    assert_eq!(home.library.drafts().expect("read").len(), 1);
    assert!(!home.path(&name).exists());
    home.save("One");
    home.close();
    let (name, text) = draft_file(None, "later");
    fs::write(home.path(&name), text).expect("written");
    let notes: Vec<_> = home.another().drafts().expect("read");
    assert_eq!(notes.len(), 2);
    assert!(!home.path(&name).exists());
}

#[test]
fn a_damaged_file_is_not_taken_over_and_left_and_named() {
    for damaged in [
        SECOND.replace(r#""name":"alpha","#, r#""name":"alpha""#),
        SECOND.replace(r#""name":"alpha""#, r#""name":2"#),
        SECOND.replace(r#""name":"alpha""#, r#""name":"CAFÉ nord""#),
        SECOND.replace("8a12", "8a11"),
        SECOND[..SECOND.len() / 2].to_owned(),
        String::new(),
        "{}".to_owned(),
    ] {
        let home = old_home(&damaged);
        let (name, text) = draft_file(None, "kept for then");
        fs::write(home.path(&name), text).expect("written");
        assert_eq!(names_of(&home.library), [""; 0]);
        let [told] = &notices(&home.library)[..] else {
            panic!("{:?}", notices(&home.library))
        };
        let path = home.path("profiles.json");
        assert!(
            told.starts_with(&format!(
                "{} of an older stackday is damaged (line ",
                path.display()
            )) && told.ends_with(&format!("stackday profiles import {}", path.display())),
            "{told}"
        );
        // stackday can be used all the same.
        home.save("One");
        home.close();
        assert_eq!(read(&home, "profiles.json"), damaged);
        assert!(home.path(&name).exists());

        // Once it is mended it is one that turns up later.
        fs::write(&path, SECOND).expect("mended");
        let [told] = &notices(&home.another())[..] else {
            panic!("{:?}", notices(&home.another()))
        };
        assert!(told.contains("profiles import"), "{told}");
        assert_eq!(names_of(&home.library), ["One"]);
        assert_eq!(read(&home, "profiles.json"), SECOND);
    }
}

#[test]
fn one_that_turns_up_later_is_named_with_the_command_that_imports_it() {
    let taken_over = old_home(SECOND);
    let never = Home::with(&["Café Nord"]);
    names_of(&taken_over.library);
    for home in [taken_over, never] {
        home.close();
        let before = names_of(&home.library);
        home.close();
        let path = home.path("profiles.json");
        fs::write(&path, FIRST).expect("written");
        for _ in 0..2 {
            let library = home.another();
            let [told] = &notices(&library)[..] else {
                panic!("{:?}", notices(&library))
            };
            assert!(
                told.starts_with(&format!("{} was written by an older", path.display()))
                    && told.ends_with(&format!("stackday profiles import {}", path.display())),
                "{told}"
            );
            assert_eq!(names_of(&library), before);
            assert_eq!(read(&home, "profiles.json"), FIRST);
        }
        // And the command can read it.
        let export = Export::read(&read(&home, "profiles.json")).expect("read");
        home.library
            .import(export.into_entries())
            .expect("imported");
        let cafe = home.library.named("café nord").expect("read");
        assert_eq!(cafe.expect("there").settings.notes, "first");
    }
}

#[test]
fn a_file_of_a_newer_program_is_nobodys_to_take_over() {
    let newer = SECOND.replace("\"version\":2", "\"version\":4");
    let home = old_home(&newer);
    assert_eq!(names_of(&home.library), [""; 0]);
    home.save("One");
    assert_eq!(notices(&home.library), [""; 0]);
    assert_eq!(read(&home, "profiles.json"), newer);
}

#[test]
fn an_older_program_that_writes_is_waited_for_and_told() {
    let home = old_home(SECOND);
    let lock = fs::File::create(home.path("profiles.lock")).expect("a lock");
    lock.lock().expect("held");
    let error = home.library.load().expect_err("held");
    assert!(error.to_string().contains("profiles.lock"), "{error}");
    assert_eq!(read(&home, "profiles.json"), SECOND);
    drop(lock);
    assert_eq!(names_of(&home.library), ["alpha", "Café Nord"]);
}

#[test]
fn a_secret_in_a_text_is_left_out_and_its_field_is_named() {
    const KEY: &str = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";
    let leaky = SECOND
        .replace("Called on Monday.", &format!("the key is {KEY}"))
        .replace("all hold", &format!("all hold {KEY}"))
        .replace("\"line\":\"works\"", &format!("\"line\":\"works {KEY}\""))
        .replace(
            "\"portal_name\":\"Café\"",
            &format!("\"portal_name\":\"{KEY}\""),
        )
        .replace("\"name\":\"alpha\"", &format!("\"name\":\"{KEY}\""));
    let home = old_home(&leaky);
    let (name, text) = draft_file(Some(cafe()), KEY);
    fs::write(home.path(&name), text).expect("written");
    let told = notices(&home.library);
    let said = |what: &str| told.iter().any(|notice| notice.starts_with(what));
    assert_eq!(told.len(), 3, "{told:?}");
    let held = "held a StackOne API key (v1.…), which was left out; the old file still has it.";
    assert!(
        said(&format!("“Café Nord”, field Notes, {held}")),
        "{told:?}"
    );
    assert!(
        said(&format!("The name of “profile 6f0c1f4e” {held}")),
        "{told:?}"
    );
    assert!(said(&format!("A draft, field Notes, {held}")), "{told:?}");
    let cafe = home.stored(cafe());
    assert_eq!(cafe.settings.notes, "");
    assert_eq!(cafe.settings.portal, settings().portal, "the rest is there");
    assert_eq!(home.library.drafts().expect("read")[0].settings.notes, "");
    assert!(!contains(&home.bytes(), "Zm9v"));
    assert_eq!(read(&home, "profiles.v2.backup.json"), leaky);
}

#[test]
fn records_of_secrets_that_were_taken_over_lead_to_where_they_are() {
    let home = old_home(SECOND);
    let found = home.library.secrets().expect("read");
    let ids: Vec<_> = found.keys().cloned().collect();
    assert_eq!(
        ids,
        [
            SecretId::Token(cafe()),
            SecretId::OldToken(cafe()),
            SecretId::ApiKey("Main".to_owned())
        ]
    );
    // As the older program named them in their stores.
    for (id, record) in found {
        assert_eq!(id.key(record.generation), id.key(0));
    }
    assert_eq!(home.library.leftovers().expect("read"), []);
}
