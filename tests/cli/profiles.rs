//! `stackday profiles` and `--profile`: saved connections, as a script sees them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{Ran, Stage, bare, home, run, text};

/// The program with its saved connections in this folder.
async fn profiles(folder: &Path, arguments: &[&str]) -> Ran {
    let folder = folder.to_str().expect("UTF-8");
    bare(&[&["profiles", "--data-dir", folder], arguments].concat()).await
}

fn names(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let rows = json["profiles"].as_array().expect("rows").clone();
    rows.iter().map(|row| text(&row["name"])).collect()
}

const APP_ID: &str = "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef";

#[tokio::test]
async fn connections_are_added_shown_changed_copied_and_deleted() {
    let home = home();
    let here = home.path();
    let empty = profiles(here, &[]).await;
    assert!(
        empty.out.contains("No connection is saved"),
        "{}",
        empty.out
    );
    let added = [
        "add",
        "Acme",
        "--portal",
        "acme.planday.com",
        "--app-id",
        APP_ID,
        "--scopes",
        "scheduling",
        "--tags",
        "north,#live",
    ];
    assert_eq!(profiles(here, &added).await.code, Some(0));
    let again = profiles(here, &["add", "ACME"]).await;
    assert_eq!(again.code, Some(3));
    let shown = profiles(here, &["show", "acme", "--json"]).await.json();
    assert_eq!(shown["settings"]["portal"], "https://acme.planday.com/");
    assert_eq!(
        shown["settings"]["tags"],
        serde_json::json!(["live", "north"])
    );
    assert!(
        shown["settings"]["scopes"]
            .as_array()
            .expect("scopes")
            .len()
            > 2
    );

    let edited = [
        "edit",
        "acme",
        "--tags",
        "",
        "--notes",
        "ask Kim",
        "--rename",
        "Acme North",
    ];
    assert_eq!(profiles(here, &edited).await.code, Some(0));
    let told = profiles(here, &["show", "acme north"]).await;
    assert!(
        told.out.contains("ask Kim") && !told.out.contains("live"),
        "{}",
        told.out
    );
    let nothing = profiles(here, &["edit", "acme north", "--notes", "ask Kim"]).await;
    assert!(nothing.out.contains("nothing to change"), "{}", nothing.out);

    assert_eq!(
        profiles(here, &["duplicate", "Acme North", "Beta"])
            .await
            .code,
        Some(0)
    );
    assert_eq!(
        names(&profiles(here, &["list", "--json"]).await),
        ["Acme North", "Beta"]
    );
    for refused in [&["rm", "Beta"][..], &["rm", "Beta", "--confirm", "beta"]] {
        assert_eq!(profiles(here, refused).await.code, Some(3), "{refused:?}");
    }
    assert_eq!(names(&profiles(here, &["list", "--json"]).await).len(), 2);
    assert_eq!(
        profiles(here, &["rm", "Beta", "--confirm", "Beta"])
            .await
            .code,
        Some(0)
    );
    assert_eq!(
        names(&profiles(here, &["list", "--json"]).await),
        ["Acme North"]
    );
}

#[tokio::test]
async fn a_wrong_value_names_its_flag_and_nothing_is_saved() {
    let home = home();
    for (flag, value) in [
        ("--app-id", "not-a-uuid"),
        ("--portal", "ftp://acme"),
        ("--read-personal", "departments"),
    ] {
        let ran = profiles(home.path(), &["add", "Acme", flag, value]).await;
        assert_eq!(ran.code, Some(2), "{flag}");
        assert!(ran.err.contains(flag), "{}", ran.err);
    }
    assert!(names(&profiles(home.path(), &["list", "--json"]).await).is_empty());
    let unknown = profiles(home.path(), &["show", "VxLtcy_OWkWoPKqs4uFhTg"]).await;
    assert_eq!(unknown.code, Some(3));
    assert!(!unknown.err.contains("VxLtcy"), "it may be a secret");
}

#[tokio::test]
async fn an_export_is_stable_and_the_same_import_twice_changes_nothing() {
    let (here, there) = (home(), home());
    for name in ["beta", "Acme"] {
        profiles(here.path(), &["add", name, "--app-id", APP_ID]).await;
    }
    let file = here.path().join("export.json");
    let path = file.to_str().expect("UTF-8");
    assert_eq!(profiles(here.path(), &["export", path]).await.code, Some(0));
    let first = fs::read_to_string(&file).expect("written");
    profiles(here.path(), &["export", path]).await;
    assert_eq!(fs::read_to_string(&file).expect("written"), first);
    assert!(first.ends_with("}\n") && first.find("Acme") < first.find("beta"));

    let planned = profiles(there.path(), &["import", path, "--dry-run", "--json"])
        .await
        .json();
    assert_eq!(
        (&planned["applied"], &planned["new"][0]),
        (&Value::Bool(false), &Value::from("Acme"))
    );
    assert!(names(&profiles(there.path(), &["list", "--json"]).await).is_empty());
    assert!(
        profiles(there.path(), &["import", path])
            .await
            .out
            .contains("2 new")
    );
    let kept = fs::read(there.path().join("profiles.json")).expect("written");
    let again = profiles(there.path(), &["import", path]).await;
    assert!(again.out.contains("Nothing to change"), "{}", again.out);
    assert_eq!(
        fs::read(there.path().join("profiles.json")).expect("there"),
        kept
    );

    profiles(there.path(), &["edit", "beta", "--tags", "mine"]).await;
    let differs = profiles(there.path(), &["import", path, "--dry-run"]).await;
    assert!(differs.out.contains("tags: “mine” → “”"), "{}", differs.out);
}

#[tokio::test]
async fn a_saved_profile_is_verified_by_its_name_and_remembers_it() {
    let stage = Stage::new(&[]).await;
    let folder = stage.home.path().join("saved");
    let folder = folder.to_str().expect("UTF-8");
    let app_id = stage.ready.app_id.as_deref().expect("an App Id");
    let token = stage.home.path().join("token");
    fs::write(&token, stage.ready.token.as_deref().expect("a Token")).expect("written");
    let at = |arguments: &[&str]| {
        let kept = ["--data-dir", folder, "--secret-store", "file"];
        let mut command = stage.addressed(&[&kept, arguments].concat());
        command.env("STACKDAY_PASSPHRASE", "correct horse");
        command
    };
    let added = run(at(&["profiles", "add", "Acme", "--app-id", app_id])).await;
    assert_eq!(added.code, Some(0), "{}", added.err);
    let mut set = at(&["secrets", "set", "token", "Acme"]);
    set.stdin(fs::File::open(&token).expect("there"));
    let set = run(set).await;
    assert_eq!(set.code, Some(0), "{}", set.err);

    let verified = run(at(&["verify", "--profile", "acme", "--json"])).await;
    assert_eq!(verified.code, Some(0), "{}", verified.err);
    let shown = run(at(&["profiles", "show", "Acme", "--json"]))
        .await
        .json();
    assert_eq!(shown["history"].as_array().expect("history").len(), 1);
    assert_eq!(shown["token"]["place"], "file");
    let many = run(at(&["profiles", "verify", "Acme"])).await;
    assert_eq!(many.code, Some(0), "{} {}", many.out, many.err);
    assert_eq!(
        run(at(&["profiles", "verify", "--all"])).await.code,
        Some(0)
    );

    let unknown = run(at(&["verify", "--profile", "Acne"])).await;
    assert_eq!(unknown.code, Some(3));
    assert!(unknown.err.contains("Acme"), "{}", unknown.err);
    let mut wrong = at(&["verify", "--profile", "acme"]);
    wrong.env("STACKDAY_PASSPHRASE", "wrong");
    assert_eq!(run(wrong).await.code, Some(3));
}

#[tokio::test]
async fn a_secret_of_the_environment_does_not_get_into_the_file() {
    const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";
    let home = home();
    let folder = home.path().join("saved");
    let folder = folder.to_str().expect("UTF-8");
    let add = [
        "profiles",
        "--data-dir",
        folder,
        "add",
        "Acme",
        "--notes",
        TOKEN,
    ];
    let mut command = super::support::stackday(home.path(), &add);
    command.env("STACKDAY_TOKEN_SECRET", TOKEN);
    let ran = run(command).await;
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        !ran.err.contains(TOKEN) && ran.err.contains("secret"),
        "{}",
        ran.err
    );
    assert!(names(&profiles(Path::new(folder), &["list", "--json"]).await).is_empty());
}

#[tokio::test]
async fn the_profile_to_start_with_can_be_made_and_what_is_damaged_still_shows() {
    let home = home();
    let folder = home.path().to_str().expect("UTF-8");
    let add = ["profiles", "--data-dir", folder, "add", "acme"];
    let mut command = super::support::stackday(home.path(), &add);
    command.env("STACKDAY_PROFILE", "acme");
    assert_eq!(run(command).await.code, Some(0), "it need not be there yet");

    profiles(home.path(), &["add", "beta"]).await;
    let file = home.path().join("profiles.json");
    let text = fs::read_to_string(&file).expect("written");
    let damaged = text.replace("\"name\":\"beta\"", "\"name\":7");
    assert_ne!(damaged, text);
    fs::write(&file, &damaged).expect("written");
    let listed = profiles(home.path(), &["list", "--json"]).await;
    assert_eq!(listed.code, Some(3));
    assert_eq!(names(&listed), ["acme"]);
    assert!(listed.err.contains("profiles.json"), "{}", listed.err);
    assert_eq!(profiles(home.path(), &["add", "gamma"]).await.code, Some(3));
    assert_eq!(fs::read_to_string(&file).expect("there"), damaged);
}
