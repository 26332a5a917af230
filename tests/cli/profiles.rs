//! `stackday profiles` and `--profile`: saved connections, as a script sees them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use stackday::library::{Guard, Library};

use super::support::{Ran, Stage, bare, home, run, text};

/// The program with its saved connections in this folder.
pub async fn profiles(folder: &Path, arguments: &[&str]) -> Ran {
    let folder = folder.to_str().expect("UTF-8");
    bare(&[&["profiles", "--data-dir", folder], arguments].concat()).await
}

pub fn names(ran: &Ran) -> Vec<String> {
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
    assert_eq!(again.code, Some(2));
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
        assert_eq!(profiles(here, refused).await.code, Some(2), "{refused:?}");
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
    let library = Library::new(there.path(), Guard::default());
    let kept = library.load().expect("readable");
    let again = profiles(there.path(), &["import", path]).await;
    assert!(again.out.contains("Nothing to change"), "{}", again.out);
    assert_eq!(library.load().expect("readable"), kept);

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
    assert_eq!(unknown.code, Some(2));
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
    assert_eq!(ran.code, Some(2), "{}", ran.err);
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
    let row = || -> (String, i64) {
        let database = rusqlite::Connection::open(home.path().join("library.db")).expect("open");
        let query = "SELECT settings, change FROM connection WHERE name = 'beta'";
        let row = database.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
        row.expect("a row")
    };
    let database = rusqlite::Connection::open(home.path().join("library.db")).expect("open");
    let damage = "UPDATE connection SET settings = '{oops' WHERE name = 'beta'";
    assert_eq!(database.execute(damage, []), Ok(1));
    drop(database);
    let damaged = row();
    let listed = profiles(home.path(), &["list", "--json"]).await;
    assert_eq!(listed.code, Some(1));
    assert_eq!(names(&listed), ["acme"]);
    assert!(listed.err.contains("library.db"), "{}", listed.err);
    // What can be read can be used, and what cannot stays as it is.
    assert_eq!(profiles(home.path(), &["add", "gamma"]).await.code, Some(0));
    assert_eq!(row(), damaged);
}

/// The same with this on its standard input.
async fn fed(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let folder = folder.to_str().expect("UTF-8");
    let arguments = [&["profiles", "--data-dir", folder], arguments].concat();
    let home = home();
    super::inputs::given(super::support::stackday(home.path(), &arguments), input).await
}

#[tokio::test]
async fn connections_go_out_and_in_again_by_way_of_a_pipe() {
    let (here, there) = (home(), home());
    profiles(here.path(), &["add", "Acme", "--app-id", APP_ID]).await;
    let out = profiles(here.path(), &["export", "-"]).await;
    assert_eq!(out.code, Some(0), "{out:?}");
    assert_eq!(out.out, profiles(here.path(), &["export"]).await.out);
    let planned = fed(there.path(), &["import", "-", "--dry-run"], &out.out).await;
    assert!(planned.out.contains("+ Acme"), "{planned:?}");
    assert!(names(&profiles(there.path(), &["list", "--json"]).await).is_empty());
    let imported = fed(there.path(), &["import", "-"], &out.out).await;
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert_eq!(
        names(&profiles(there.path(), &["list", "--json"]).await),
        ["Acme"]
    );
    let file = there.path().join("out.json");
    let file = file.to_str().expect("UTF-8");
    let written = profiles(there.path(), &["export", file, "--json"]).await;
    assert_eq!(written.json()["profiles"], 1, "{written:?}");
}

#[tokio::test]
async fn a_table_is_imported_whole_or_not_at_all() {
    let home = home();
    let here = home.path();
    let table = "\u{feff}name,portal,tags\nAcme,acme.planday.com,north;live\nBeta,beta,\n";
    let planned = fed(here, &["import", "-", "--dry-run", "--json"], table).await;
    assert_eq!(planned.json()["new"], serde_json::json!(["Acme", "Beta"]));
    assert_eq!(fed(here, &["import", "-"], table).await.code, Some(0));
    let shown = profiles(here, &["show", "Acme", "--json"]).await.json();
    assert_eq!(shown["settings"]["portal"], "https://acme.planday.com/");
    assert_eq!(
        shown["settings"]["tags"],
        serde_json::json!(["live", "north"])
    );

    let file = here.join("customers.csv");
    fs::write(&file, "name,app_id\nGamma,\nAcme,nope\n").expect("written");
    let path = file.to_str().expect("UTF-8");
    let wrong = profiles(here, &["import", path, "--json"]).await;
    assert_eq!(
        (wrong.code, &*wrong.failure()),
        (Some(1), "failed"),
        "{wrong:?}"
    );
    for word in ["customers.csv", "line 3", "column 2 (app_id)", "“Acme”"] {
        assert!(wrong.err.contains(word), "{word}: {wrong:?}");
    }
    let left = profiles(here, &["list", "--json"]).await;
    assert_eq!(names(&left), ["Acme", "Beta"], "nothing of it is imported");
}

#[tokio::test]
async fn the_list_is_filtered_and_sorted() {
    let stage = Stage::new(&[]).await;
    let app_id = stage.ready.app_id.clone().expect("an App Id");
    let home = home();
    let here = home.path();
    for (name, more) in [
        ("alpha", ["--portal", "zulu.planday.com"]),
        ("beta", ["--portal", "alfa.planday.com"]),
        ("gamma", ["--tags", "north"]),
    ] {
        let added = profiles(here, &[&["add", name][..], &more].concat()).await;
        assert_eq!(added.code, Some(0), "{added:?}");
    }
    profiles(here, &["edit", "gamma", "--app-id", &app_id]).await;
    let folder = here.to_str().expect("UTF-8");
    let mut verify = stage.command(&["profiles", "verify", "gamma", "beta", "--data-dir", folder]);
    verify.env("STACKDAY_PROFILE", "gamma");
    assert_eq!(run(verify).await.code, Some(3));

    let listed = async |more: &[&str]| {
        let ran = profiles(here, &[&["list", "--json"][..], more].concat()).await;
        names(&ran).concat()
    };
    assert_eq!(listed(&[]).await, "alphabetagamma");
    assert_eq!(listed(&["--sort", "portal"]).await, "betaalphagamma");
    assert_eq!(listed(&["--tag", "#North"]).await, "gamma");
    assert_eq!(listed(&["--failed"]).await, "beta");
    assert_eq!(listed(&["--stale"]).await, "alpha");
    assert!(listed(&["--sort", "verified"]).await.starts_with("alpha"));
    assert!(listed(&["--sort", "outcome"]).await.starts_with("beta"));
    let none = profiles(here, &["list", "--tag", "south"]).await;
    assert!(none.out.contains("No match among the 3"), "{none:?}");
    let wrong = profiles(here, &["list", "--sort", "colour"]).await;
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
}

#[tokio::test]
async fn what_may_be_a_secret_in_the_place_of_a_name_is_not_repeated() {
    const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";
    for arguments in [&["verify", "--profile", TOKEN][..], &["rotate", TOKEN]] {
        let ran = bare(arguments).await;
        assert!(!format!("{ran:?}").contains("VxLtcy"), "{ran:?}");
    }
}
