//! `stackday library` and archived connections.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{Ran, home, run, stackday};

async fn in_folder(home: &Path, folder: &str, words: &[&str]) -> Ran {
    let mut command = stackday(home, words);
    command.args(["--data-dir", folder, "--json"]);
    run(command).await
}

fn names(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let profiles = json["profiles"].as_array().cloned().unwrap_or_default();
    let name = |profile: &Value| profile["name"].as_str().unwrap_or_default().to_owned();
    profiles.iter().map(name).collect()
}

/// A home with two connections in `one`, and the paths of `one`, `two` and a file for the copy.
async fn filled() -> (tempfile::TempDir, [String; 3]) {
    let home = home();
    let paths = ["one", "two", "copy"].map(|name| {
        let path = home.path().join(name);
        path.to_str().expect("UTF-8").to_owned()
    });
    for name in ["Acme", "Bolt"] {
        let words = ["profiles", "add", name, "--tags", "north"];
        assert_eq!(
            in_folder(home.path(), &paths[0], &words).await.code,
            Some(0)
        );
    }
    (home, paths)
}

#[tokio::test]
async fn a_copy_is_put_back_on_another_machine_with_all_that_is_saved() {
    let (home, [one, two, copy]) = filled().await;
    let home = home.path();
    let checked = in_folder(home, &one, &["library", "check"]).await;
    assert_eq!(
        (checked.code, &checked.json()["connections"]),
        (Some(0), &2.into())
    );
    let backed = in_folder(home, &one, &["library", "backup", &copy]).await;
    assert_eq!(
        (backed.code, &backed.json()["connections"]),
        (Some(0), &2.into())
    );
    let again = in_folder(home, &one, &["library", "backup", &copy]).await;
    assert_eq!(
        (again.code, &again.json()["error"]["kind"]),
        (Some(2), &"usage".into())
    );

    let unasked = in_folder(home, &two, &["library", "restore", &copy]).await;
    assert_eq!(
        (unasked.code, &unasked.json()["exit"]),
        (Some(2), &2.into())
    );
    let words = ["library", "restore", &copy, "--confirm", "restore"];
    let restored = in_folder(home, &two, &words).await;
    assert_eq!(restored.code, Some(0), "{restored:?}");
    let list = in_folder(home, &two, &["profiles", "list"]).await;
    assert_eq!(names(&list), ["Acme", "Bolt"]);

    // What was there before a restore is not lost.
    in_folder(home, &two, &["profiles", "add", "Later"]).await;
    let restored = in_folder(home, &two, &words).await.json();
    let before = restored["before"].as_str().expect("kept").to_owned();
    let words = ["library", "restore", &before, "--confirm", "restore"];
    assert_eq!(in_folder(home, &two, &words).await.code, Some(0));
    let list = in_folder(home, &two, &["profiles", "list"]).await;
    assert_eq!(names(&list), ["Acme", "Bolt", "Later"]);
}

#[tokio::test]
async fn what_is_damaged_is_told_with_its_backup_and_what_is_no_copy_is_refused() {
    let (home, [one, two, copy]) = filled().await;
    let home = home.path();
    let words = ["library", "backup", &copy];
    assert_eq!(in_folder(home, &one, &words).await.code, Some(0));
    fs::write(Path::new(&one).join("library.db"), "no database").expect("written");
    let checked = in_folder(home, &one, &["library", "check"]).await;
    assert_eq!(
        (checked.code, &checked.json()["ok"]),
        (Some(1), &false.into())
    );
    let words = ["library", "restore", &copy, "--confirm", "restore"];
    let restored = in_folder(home, &one, &words).await;
    assert_eq!(restored.code, Some(0), "{restored:?}");
    let aside = Path::new(&one).join("library.damaged-1.db");
    assert_eq!(fs::read(aside).expect("kept beside"), b"no database");
    let list = in_folder(home, &one, &["profiles", "list"]).await;
    assert_eq!(names(&list), ["Acme", "Bolt"]);

    fs::write(&copy, "no copy").expect("written");
    let refused = in_folder(home, &two, &words).await;
    assert_eq!(
        (refused.code, &refused.json()["ok"]),
        (Some(1), &false.into())
    );
}

#[tokio::test]
async fn an_archived_connection_is_kept_and_left_out_of_verifying_all() {
    let (home, [one, ..]) = filled().await;
    let home = home.path();
    let archived = in_folder(home, &one, &["profiles", "archive", "acme"]).await;
    assert_eq!(
        (archived.code, &archived.json()["done"]),
        (Some(0), &true.into())
    );
    let checked = in_folder(home, &one, &["library", "check"]).await.json();
    assert_eq!(
        (&checked["connections"], &checked["archived"]),
        (&1.into(), &1.into())
    );
    let table = run(stackday(home, &["library", "check", "--data-dir", &one])).await;
    assert!(
        table.out.contains(": 1 connections, 1 archived\n"),
        "{table:?}"
    );
    let all = in_folder(home, &one, &["verify", "--all"]).await;
    assert_eq!(names(&all), ["Bolt"]);
    let list = in_folder(home, &one, &["profiles", "list"]).await;
    assert_eq!(names(&list), ["Acme", "Bolt"]);
    // By its name it is verified all the same.
    let named = in_folder(home, &one, &["profiles", "verify", "acme"]).await;
    assert_eq!(names(&named), ["Acme"]);
    let back = in_folder(home, &one, &["profiles", "unarchive", "acme"]).await;
    assert_eq!(back.json()["done"], true);
    let all = in_folder(home, &one, &["verify", "--all"]).await;
    assert_eq!(names(&all), ["Acme", "Bolt"]);
    let tagged = in_folder(home, &one, &["verify", "--tag", "north"]).await;
    assert_eq!(names(&tagged), ["Acme", "Bolt"]);
}
