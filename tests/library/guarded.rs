//! No text is kept in which a secret is recognised, and the field is named.

use std::sync::Arc;

use stackday::domain::{Standing, StepId};
use stackday::library::{Connection, Connector};
use stackday::library::{Edit, Guard, Library, LibraryError, SaveProfile, SecretForm};

use crate::support::{Home, again, findings, found, names_of, new, put, save};

pub const CANARY: &str = "VxLtcy_OWkWoPKqs4uFhTg";
const API_KEY: &str = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";

fn guarded(home: &Home) -> Library {
    let is_clean = |text: &str| !text.contains(CANARY);
    Library::new(home.folder.path(), Guard::new(Arc::new(is_clean)))
}

/// Every field of the settings, with a text in it.
fn fields(text: &str) -> Vec<(&'static str, Connection)> {
    let some = || Some(text.to_owned());
    let set = || [text.to_owned()].into();
    let empty = Connection::default;
    vec![
        (
            "Portal",
            Connection {
                portal: some(),
                ..empty()
            },
        ),
        (
            "App name",
            Connection {
                app_name: some(),
                ..empty()
            },
        ),
        (
            "App Id",
            Connection {
                app_id: some(),
                ..empty()
            },
        ),
        (
            "Project",
            Connection {
                project: some(),
                ..empty()
            },
        ),
        (
            "Connector profile",
            Connection {
                connector_profile: some(),
                ..empty()
            },
        ),
        (
            "Owner id",
            Connection {
                owner_id: some(),
                ..empty()
            },
        ),
        (
            "Owner name",
            Connection {
                owner_name: some(),
                ..empty()
            },
        ),
        (
            "Scopes",
            Connection {
                scopes: set(),
                ..empty()
            },
        ),
        (
            "Actions",
            Connection {
                actions: set(),
                ..empty()
            },
        ),
        (
            "Personal data",
            Connection {
                read_personal: set(),
                ..empty()
            },
        ),
        (
            "Tags",
            Connection {
                tags: set(),
                ..empty()
            },
        ),
        (
            "Notes",
            Connection {
                notes: text.to_owned(),
                ..empty()
            },
        ),
    ]
}

fn secret(error: LibraryError) -> (String, SecretForm) {
    let told = format!("{error} {error:?}");
    assert!(!told.contains(CANARY) && !told.contains("Zm9v"), "{told}");
    match error {
        LibraryError::Secret { place, form } => (place, form),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_secret_in_any_field_is_refused_and_the_field_is_named() {
    let home = Home::with(&["One"]);
    let bytes = home.bytes();
    let library = guarded(&home);
    // One with a character in it that cannot be seen, and is not kept.
    let hidden = API_KEY.replace("Zm9v", "Zm\u{200b}9v");
    for (text, form) in [
        (format!("Token: {CANARY}"), SecretForm::Known),
        (format!("see {API_KEY}"), SecretForm::ApiKey),
        (hidden, SecretForm::ApiKey),
    ] {
        for (field, settings) in fields(&text) {
            let mut leaky = new("Leaky");
            leaky.settings = settings.clone();
            let expected = (format!("“Leaky”, field {field},"), form);
            let checked = library.check_save(&leaky).expect_err("a secret");
            assert_eq!(secret(checked), expected);
            let saved = put(&library, leaky).expect_err("a secret");
            assert_eq!(secret(saved), expected);
            let entries = vec![("Leaky".to_owned(), settings)];
            let imported = library.import(entries).expect_err("a secret");
            assert_eq!(secret(imported), expected);
        }
        let named = save(&library, &text).expect_err("a secret");
        assert_eq!(secret(named), ("The profile".to_owned(), form));
    }
    library.close().expect("closed");
    assert_eq!(home.bytes(), bytes);
    save(&library, "Clean").expect("saved");
    assert!(!format!("{library:?} {:?}", library.guard()).contains(CANARY));
}

#[test]
fn an_edit_is_refused_as_a_save_is() {
    let home = Home::with(&["One"]);
    let library = guarded(&home);
    let id = library.load().expect("read").profiles[0].id;
    for (edit, place) in [
        (Edit::Notes(format!("a {CANARY}")), "“One”, field Notes,"),
        (Edit::Tags(CANARY.to_owned()), "“One”, field Tags,"),
        (Edit::Name(CANARY.to_owned()), "The profile"),
    ] {
        let error = library.edit(id, edit).expect_err("a secret");
        assert!(
            error
                .to_string()
                .contains("because it holds a secret of this run"),
            "{error}"
        );
        assert_eq!(secret(error).0, place);
    }
    assert_eq!(names_of(&library), ["One"]);
}

#[test]
fn a_secret_that_a_service_says_back_is_not_kept() {
    let home = Home::new();
    let stored = home.save("One");
    let library = guarded(&home);
    let line = format!("refused: {CANARY}");
    let leaky = findings(
        stored.evidence_revision,
        Standing::Failed,
        &line,
        "2026-07-01T10:00:00Z",
    );
    library
        .merge_findings(vec![(stored.id, leaky)])
        .expect("merged");
    let shown = [(
        StepId::C1,
        found(Standing::Failed, &line, "2026-07-01T10:00:00Z"),
    )];
    library
        .merge_steps(stored.id, stored.evidence_revision, &shown.clone().into())
        .expect("merged");
    let mut save = again(&stored);
    save.steps = [(StepId::D1, shown[0].1.clone())].into();
    put(&library, save).expect("saved");
    let now = library.profile(stored.id).expect("read").expect("there");
    for step in [StepId::B2, StepId::C1, StepId::D1] {
        assert_eq!(
            now.steps[&step].line,
            "(left out: it held a secret of this run)"
        );
    }
    let text = format!("{now:?}");
    assert!(
        text.contains("left out") && !text.contains(CANARY),
        "{text}"
    );
    library.close().expect("closed");
    assert!(!contains(&home.bytes(), CANARY));
}

#[test]
fn no_member_of_what_a_service_says_keeps_a_secret() {
    let home = Home::new();
    let stored = home.save("One");
    let library = guarded(&home);
    for (time, secret) in [
        ("2026-07-01T10:00:00Z", CANARY),
        ("2026-07-02T10:00:00Z", API_KEY),
        ("2026-07-03T10:00:00Z", "Labelv1.eu1.Zm9vYmFyYmF6cXV4MTIzNA"),
    ] {
        let said = || format!("x{secret}");
        let mut leaky = findings(stored.evidence_revision, Standing::Verified, "fine", time);
        leaky.seen.portal_name = Some(said());
        leaky.seen.missing = [said()].into();
        leaky.seen.accounts = Some([(said(), 1)].into());
        leaky.seen.connector = Some(Connector {
            id: said(),
            name: said(),
            active: None,
            default: false,
            version: Some(said()),
            pinned: Some(said()),
        });
        library
            .merge_findings(vec![(stored.id, leaky)])
            .expect("merged");
        let now = library.profile(stored.id).expect("read").expect("there");
        let seen = now.seen.expect("seen");
        let connector = seen.connector.expect("a connector");
        let accounts = seen.accounts.expect("accounts");
        for text in [
            &seen.portal_name.expect("a name"),
            &connector.id,
            &connector.version.expect("a version"),
            accounts.first_key_value().expect("one").0,
        ] {
            assert!(text.contains("left out"), "{text}");
        }
    }
    library.close().expect("closed");
    assert!(!contains(&home.bytes(), CANARY));
    assert!(!contains(&home.bytes(), "Zm9vYmFy"));
}

#[test]
fn a_passphrase_that_is_a_word_of_the_program_spoils_nothing() {
    let home = Home::new();
    let stored = home.save("One");
    let library = guarded(&home);
    library.guard().know_passphrase("verified");
    let found = findings(
        stored.evidence_revision,
        Standing::Verified,
        "verified",
        "2026-07-01T10:00:00Z",
    );
    library
        .merge_findings(vec![(stored.id, found)])
        .expect("merged");
    let now = library.profile(stored.id).expect("read").expect("there");
    assert_eq!(now.steps[&StepId::B2].standing, Standing::Verified);
    assert!(now.steps[&StepId::B2].line.contains("left out"));
}

#[test]
fn a_secret_that_a_list_splits_is_refused_while_it_is_whole() {
    let home = Home::with(&["One"]);
    let library = guarded(&home);
    let id = library.load().expect("read").profiles[0].id;
    for (text, form) in [
        (
            "north, Bearer Zx81Qm-OpaqueAccessTokenAbc99zzTop",
            SecretForm::Bearer,
        ),
        ("-----BEGIN PRIVATE KEY----- MIIEpAIBAAKC", SecretForm::Pem),
    ] {
        let error = library
            .edit(id, Edit::Tags(text.to_owned()))
            .expect_err("a secret");
        assert_eq!(secret(error), ("“One”, field Tags,".to_owned(), form));
    }
    // Split already, as a file may bring it.
    let split = Connection {
        tags: ["Bearer", "Zx81Qm-OpaqueAccessTokenAbc99zzTop"]
            .map(str::to_owned)
            .into(),
        ..Connection::default()
    };
    let leaky = SaveProfile {
        settings: split,
        ..new("Two")
    };
    let error = library.check_save(&leaky).expect_err("a secret");
    assert_eq!(secret(error).1, SecretForm::Bearer);
}

#[test]
fn a_secret_in_a_draft_is_left_out_and_named() {
    let home = Home::new();
    let library = guarded(&home);
    let hidden = API_KEY.replace("Zm9v", "Zm\u{200b}9v");
    for text in [CANARY, API_KEY, &hidden] {
        for (field, settings) in fields(text) {
            let draft = stackday::library::Draft {
                id: None,
                of: None,
                name: Some(text.to_owned()),
                base_revision: 0,
                settings: Connection {
                    owner_name: settings.owner_name.clone().or(Some("Nord".to_owned())),
                    ..settings
                },
                at: crate::support::time("2026-07-01T10:00:00Z"),
            };
            let left_out = library.keep_draft(&draft).expect("kept");
            let fields: Vec<_> = left_out.iter().map(|(field, _)| *field).collect();
            assert!(fields.contains(&field), "{field}: {fields:?}");
            let kept = &library.drafts().expect("read")[0];
            assert_eq!(kept.name, None);
            let rest = Connection {
                owner_name: (field != "Owner name").then(|| "Nord".to_owned()),
                ..Connection::default()
            };
            assert_eq!(kept.settings, rest, "{field}");
        }
    }
    library.close().expect("closed");
    assert!(!contains(&home.bytes(), CANARY));
    assert!(!contains(&home.bytes(), "Zm9v"));
}

/// Whether the text is anywhere in the bytes.
pub fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}
