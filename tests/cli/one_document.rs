//! With `--json` every outcome of every command is one document on standard output, and its exit code is the process's.

use std::fs;
use std::process::Command;

use futures::future::join_all;
use stackday::sandbox::Scenario;
use tokio::net::TcpSocket;

use super::support::{Ran, Stage, run};
use super::verify_all::{ours, save};

/// A secret, to be looked for where it may not be.
const SECRET: &str = "VxLtcy_OWkWoPKqs4uFhTg";

/// Every command that comes to an end by itself.
const COMMANDS: [&[&str]; 34] = [
    &["rehearse"],
    &["verify"],
    &["verify", "--all"],
    &["verify", "--failed"],
    &["verify", "--tag", "nordic"],
    &["rotate", "Acme", "--token-stdin"],
    &["scopes"],
    &["scopes", "list", "pay"],
    &["scopes", "actions"],
    &["scopes", "require", "--preset", "scheduling"],
    &["scopes", "diff", "--preset", "scheduling"],
    &["scopes", "prove", "--preset", "scheduling"],
    &["scopes", "request"],
    &["secrets", "list"],
    &["secrets", "set", "token", "Acme"],
    &["secrets", "rm", "token", "Acme"],
    &["secrets", "move", "--to", "file", "--all"],
    &["secrets", "doctor"],
    &["library", "check"],
    &["pins", "Planday"],
    &["accounts", "list", "is:failed"],
    &["accounts", "show", "cust-1003"],
    &["accounts", "edit", "4233", "--label", "x"],
    &["accounts", "delete", "4233"],
    &["accounts", "relink", "4233"],
    &["links", "list"],
    &["links", "show", "ffffffff"],
    &["links", "sweep"],
    &["profiles", "list", "--stale"],
    &["profiles", "show", "Acme"],
    &["profiles", "add", "Beta"],
    &["profiles", "duplicate", "Acme", "Copy"],
    &["profiles", "rm", "Acme"],
    &["profiles", "export"],
];

/// The outcome is one document; where the process failed, it says so.
#[track_caller]
fn assert_one_document(words: &str, ran: &Ran) {
    let Some(code) = ran.code else {
        panic!("{words}: killed: {ran:?}");
    };
    let json: serde_json::Value =
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{words}: {error}: {ran:?}"));
    if let Some(exit) = json.get("exit").filter(|exit| exit.is_number()) {
        assert_eq!(exit.as_i64(), Some(code.into()), "{words}: {ran:?}");
    }
    if let Some(ok) = json.get("ok") {
        assert_eq!(ok.as_bool(), Some(code == 0), "{words}: {ran:?}");
    }
    if json.get("error").is_some() {
        ran.failure();
    }
    assert!(!format!("{ran:?}").contains(SECRET), "{words}: {ran:?}");
}

/// Runs every command, as `prepare` changes it, and gives back what each ended with.
async fn every(
    kind: &str,
    command: impl Fn(&[&str]) -> Command,
) -> Vec<(&'static [&'static str], Ran)> {
    let mut all = Vec::new();
    for some in COMMANDS.chunks(6) {
        let runs = some
            .iter()
            .map(|words| run(command(&[words, &["--json"][..]].concat())));
        for (words, ran) in some.iter().zip(join_all(runs).await) {
            assert_one_document(&format!("{kind}: {}", words.join(" ")), &ran);
            all.push((*words, ran));
        }
    }
    all
}

/// All of them failed in this way.
#[track_caller]
fn assert_all(ran: &[(&[&str], Ran)], kind: &str, code: i32) {
    for (words, ran) in ran {
        assert_eq!((ran.code, &*ran.failure()), (Some(code), kind), "{words:?}");
    }
}

#[tokio::test]
async fn wrong_usage() {
    let stage = Stage::new(&[]).await;
    let nope = every("usage", |words| {
        stage.command(&[words, &["--nope"]].concat())
    })
    .await;
    assert_all(&nope, "usage", 2);
    let secret = ["--token", SECRET];
    let secret = every("a secret", |words| {
        stage.command(&[words, &secret].concat())
    })
    .await;
    assert_all(&secret, "usage", 2);
    for words in [
        &["--json"][..],
        &["nonsense", "--json"],
        &["sandbox", "--port", "x", "--json"],
    ] {
        let ran = stage.run(words).await;
        assert_one_document("usage", &ran);
        assert_eq!((ran.code, &*ran.failure()), (Some(2), "usage"));
    }
}

#[tokio::test]
async fn a_wrong_configuration() {
    let stage = Stage::new(&[]).await;
    let file = stage.home.path().join("wrong.toml");
    fs::write(&file, format!("token = '{SECRET}'\n")).expect("written");
    let config = ["--config", file.to_str().expect("UTF-8")];
    let ran = every("config", |words| stage.command(&[words, &config].concat())).await;
    assert_all(&ran, "config", 3);
    let log = ["--log-file", "/nowhere/stackday.log"];
    let ran = every("log", |words| stage.command(&[words, &log].concat())).await;
    assert_all(&ran, "not_configured", 3);
}

#[tokio::test]
async fn nothing_is_there() {
    let stage = Stage::new(&[]).await;
    let ran = every("nothing", |words| {
        // Each has a folder of its own: some of them save.
        let folder = stage.home.path().join(words.concat());
        let mut command = stage.addressed(words);
        command.arg("--data-dir").arg(folder);
        command
    })
    .await;
    for (words, ran) in ran {
        let needs_nothing = matches!(
            words,
            ["rehearse" | "scopes"]
                | ["scopes", "list" | "require", ..]
                | ["secrets", "list" | "move" | "doctor", ..]
                | ["library", ..]
                | ["links", "list" | "sweep"]
                | ["profiles", "list" | "add" | "export", ..]
        );
        let expected = if needs_nothing { 0 } else { 3 };
        assert_eq!(ran.code, Some(expected), "{words:?}: {ran:?}");
    }
}

#[tokio::test]
async fn a_name_that_nobody_has() {
    let stage = Stage::new(&[]).await;
    let (_, folder) = save(&stage, vec![("Other", ours(&stage))]);
    let data = ["--data-dir", &folder];
    let ran = every("a name", |words| stage.command(&[words, &data].concat())).await;
    for (words, ran) in ran {
        if words.contains(&"Acme") || words.contains(&"nordic") {
            assert_eq!((ran.code, &*ran.failure()), (Some(2), "usage"), "{words:?}");
        }
    }
    let nobody = ["--profile", "nobody", "--data-dir", &folder];
    let ran = every("a profile", |words| {
        stage.command(&[words, &nobody].concat())
    })
    .await;
    for (words, ran) in ran {
        if !matches!(words, ["secrets" | "profiles" | "library", ..]) {
            assert_eq!((ran.code, &*ran.failure()), (Some(2), "usage"), "{words:?}");
        }
    }
}

#[tokio::test]
async fn a_library_that_cannot_be_read() {
    let stage = Stage::new(&[]).await;
    let folder = stage.home.path().join("damaged");
    fs::create_dir_all(folder.join("library.db")).expect("a folder in its place");
    let data = ["--data-dir", folder.to_str().expect("UTF-8")];
    let ran = every("damaged", |words| stage.command(&[words, &data].concat())).await;
    for (words, ran) in ran {
        if matches!(words, ["profiles", "list", ..]) {
            assert_eq!(ran.json()["profiles"], serde_json::json!([]), "{ran:?}");
            assert_eq!(ran.code, Some(1), "{ran:?}");
        } else if matches!(words, ["profiles" | "secrets" | "rotate", ..]) {
            assert_eq!(
                (ran.code, &*ran.failure()),
                (Some(1), "failed"),
                "{words:?}"
            );
        }
    }
}

#[tokio::test]
async fn services_that_refuse_or_cannot_be_reached() {
    let refusing = TcpSocket::new_v4().expect("a socket");
    refusing
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a port");
    let nowhere = format!("http://{}", refusing.local_addr().expect("an address"));
    for (scenario, reachable) in [
        (None, false),
        (Some(Scenario::BadApiKey), true),
        (Some(Scenario::RateLimited), true),
        (Some(Scenario::RevokedToken), true),
        (Some(Scenario::MissingScopes), true),
        (Some(Scenario::HtmlErrors), true),
    ] {
        let stage = Stage::new(scenario.as_slice()).await;
        let (_, folder) = save(&stage, vec![("Acme", ours(&stage))]);
        let ran = every(&format!("{scenario:?}"), |words| {
            let mut command = stage.command(&[words, &["--data-dir", &folder]].concat());
            if !reachable {
                for service in ["PLANDAY_IDENTITY", "PLANDAY_API", "STACKONE_API"] {
                    command.env(format!("STACKDAY_{service}_URL"), &nowhere);
                }
            }
            command
        })
        .await;
        let of = |wanted: &[&str]| {
            let mut found = ran.iter().filter(|(words, _)| *words == wanted);
            found.next().expect("it ran").1.code
        };
        let (pins, verify) = match scenario {
            None => (6, 6),
            Some(Scenario::BadApiKey) => (4, 4),
            Some(Scenario::RateLimited) => (7, 7),
            Some(Scenario::RevokedToken) => (0, 4),
            Some(Scenario::MissingScopes) => (0, 5),
            _ => (1, 1),
        };
        assert_eq!(of(&["pins", "Planday"]), Some(pins), "{scenario:?}");
        assert_eq!(of(&["verify"]), Some(verify), "{scenario:?}");
    }
}
