//! Where the inputs of a verification come from, and what is not asked because it is there already.

use std::fs;
use std::process::Command;

use jiff::Timestamp;
use stackday::domain::{SecretRecord, SecretStoreKind};
use stackday::library::Library;
use stackday::library::{LibrarySnapshot, Profile};
use stackday::sandbox::Scenario;

use super::inputs::given;
use super::support::{Ran, Stage, run};
use super::verify_all::{ours, save};

/// A saved connection “Acme” that opens the sandbox, its Token recorded in a store that cannot be opened here.
fn with_closed_store(stage: &Stage, place: SecretStoreKind) -> (Library, String) {
    let (library, folder) = save(stage, Vec::new());
    let mut profile = Profile::new("Acme", ours(stage), Timestamp::now());
    profile.token = Some(SecretRecord {
        place,
        at: Timestamp::now(),
        generation: 1,
    });
    let saved = LibrarySnapshot {
        profiles: vec![profile],
        ..LibrarySnapshot::default()
    };
    library.seed(&saved).expect("saved");
    (library, folder)
}

/// The program with the sandbox's addresses and API key, and without a Token.
fn without_token(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stage.addressed(arguments);
    command.env("STACKDAY_STACKONE_API_KEY", &stage.ready.stackone_api_key);
    command
}

fn history(library: &Library) -> usize {
    library.load().expect("readable").profiles[0].history.len()
}

fn token_of(stage: &Stage) -> &str {
    stage.ready.token.as_deref().expect("a Token")
}

#[tokio::test]
async fn a_token_that_is_given_needs_no_store_to_be_opened() {
    for place in [SecretStoreKind::File, SecretStoreKind::Keyring] {
        let stage = Stage::new(&[]).await;
        let (library, folder) = with_closed_store(&stage, place);
        let verify = [
            "verify",
            "--profile",
            "Acme",
            "--json",
            "--data-dir",
            &folder,
        ];

        let mut from_env = without_token(&stage, &verify);
        from_env.env("STACKDAY_TOKEN_SECRET", token_of(&stage));
        let ran = run(from_env).await;
        assert_eq!(ran.code, Some(0), "{place:?}: {ran:?}");
        assert!(ran.err.contains("is used, not what is kept in"), "{ran:?}");
        assert_eq!(history(&library), 1, "it is remembered");

        let piped = without_token(&stage, &[&verify[..], &["--token-stdin"]].concat());
        let ran = given(piped, token_of(&stage)).await;
        assert_eq!(ran.code, Some(0), "{place:?}: {ran:?}");
        let looks = library.load().expect("readable").profiles[0].recent.len();
        assert_eq!(
            looks, 1,
            "another Token than the stored one says nothing of it"
        );

        let asked = run(without_token(&stage, &verify)).await;
        assert_ne!(
            asked.code,
            Some(0),
            "{place:?}: without one it is asked: {asked:?}"
        );
    }
}

#[tokio::test]
async fn every_command_asks_a_store_only_for_what_it_needs() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = with_closed_store(&stage, SecretStoreKind::File);
    let of = ["--profile", "Acme", "--data-dir", &folder];
    for arguments in [
        &["scopes", "actions"][..],
        &["scopes", "require", "--preset", "scheduling"],
        &["scopes", "request"],
        &["pins", "Planday"],
    ] {
        let ran = run(without_token(&stage, &[arguments, &of].concat())).await;
        assert!(!ran.err.contains("passphrase"), "{arguments:?}: {ran:?}");
        // What fails before a store would be asked shows nothing.
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
    }
}

/// A configuration whose `secret_command` knows the Token, and fails for everything else; it notes what it is asked for.
fn program(stage: &Stage, more: &str) -> String {
    let asked = stage.home.path().join("asked");
    let script = stage.home.path().join("program.sh");
    let text = format!(
        "echo \"$@\" >> '{}'\ncase $1 in token) echo {};; *) exit 1;; esac\n",
        asked.display(),
        token_of(stage)
    );
    fs::write(&script, text).expect("written");
    let config = format!(
        "{more}\n[secrets]\nsecret_command = ['/bin/sh', '{}', '{{kind}}', '{{app_id}}']\n",
        script.display()
    );
    stage.configure(&config);
    asked.to_str().expect("UTF-8").to_owned()
}

fn asked(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

#[tokio::test]
async fn the_program_of_the_settings_is_asked_without_a_saved_profile() {
    let stage = Stage::new(&[]).await;
    let file = program(&stage, "");
    let app_id = stage.ready.app_id.clone().expect("an App Id");
    let scopes = stage.ready.scopes.join(" ");
    let verify = ["verify", "--json", "--app-id", &app_id, "--scopes", &scopes];
    let ran = run(without_token(&stage, &verify)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        asked(&file),
        format!("token {app_id}\n"),
        "the key was given"
    );

    // StackOne is left out where no key can be had, and it is said why.
    let ran = run(stage.addressed(&verify)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.standings().ends_with("skipped skipped"), "{ran:?}");
    assert!(ran.err.contains("StackOne is left out"), "{ran:?}");
}

#[tokio::test]
async fn of_a_template_nothing_is_remembered() {
    let stage = Stage::new(&[]).await;
    let app_id = stage.ready.app_id.clone().expect("an App Id");
    let template = format!(
        "[profiles.acme]\napp_id = '{app_id}'\nscopes = ['{}']\n",
        stage.ready.scopes.join("', '")
    );
    let file = program(&stage, &template);
    let folder = stage.home.path().join("saved");
    let folder = folder.to_str().expect("UTF-8");
    let verify = [
        "verify",
        "--profile",
        "acme",
        "--json",
        "--data-dir",
        folder,
    ];
    let ran = run(without_token(&stage, &verify)).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    assert_eq!(asked(&file), format!("token {app_id}\n"));
    let listed: Ran = run(stage.addressed(&["profiles", "--json", "--data-dir", folder])).await;
    assert_eq!(
        listed.json()["profiles"],
        serde_json::json!([]),
        "{listed:?}"
    );
}

#[tokio::test]
async fn what_was_found_with_other_values_is_not_remembered() {
    let stage = Stage::new(&[]).await;
    let (library, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let verify = [
        "verify",
        "--profile",
        "Acme",
        "--json",
        "--data-dir",
        &folder,
    ];
    for (more, remembered) in [
        (&["--scopes", "department:read"][..], false),
        (&["--connector-profile", "Planday"], false),
        (&[], true),
    ] {
        let mut command = stage.command(&[&verify[..], more].concat());
        command.env_remove("STACKDAY_SCOPES");
        let ran = run(command).await;
        assert_eq!(
            history(&library),
            usize::from(remembered),
            "{more:?}: {ran:?}"
        );
        let said = ran.err.contains("not written down");
        assert_eq!(said, !remembered, "{more:?}: {ran:?}");
    }
}

#[tokio::test]
async fn a_comparison_keeps_a_token_that_is_renewed() {
    let stage = Stage::new(&[Scenario::RotatingToken]).await;
    let (_, folder) = save(&stage, vec![("Acme", ours(&stage))]);
    let kept = ["--data-dir", &folder, "--secret-store", "file"];
    let at = |arguments: &[&str]| {
        let mut command = stage.addressed(&[arguments, &kept].concat());
        command.env("STACKDAY_PASSPHRASE", "correct horse");
        command
    };
    let set = given(at(&["secrets", "set", "token", "Acme"]), token_of(&stage)).await;
    assert_eq!(set.code, Some(0), "{set:?}");
    for round in 0..3 {
        let ran = run(at(&["scopes", "diff", "--profile", "Acme", "--json"])).await;
        assert_eq!(ran.code, Some(0), "round {round}: {ran:?}");
    }
}
