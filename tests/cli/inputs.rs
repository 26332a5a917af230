//! What is typed and given: judged before anything is sent.

use std::io::Write as _;
use std::process::{Command, Stdio};

use stackday::guide::EXAMPLE_APP_ID;
use stackday::sandbox::Scenario;

use super::support::{Ran, Stage, bare, run};
use super::tap::Tap;

/// A stage whose every service has a tap before it: nothing reaches the sandbox unseen.
struct Watched {
    stage: Stage,
    taps: Vec<Tap>,
}

impl Watched {
    async fn new() -> Self {
        let mut stage = Stage::new(&[]).await;
        let mut taps = Vec::new();
        let ready = &mut stage.ready;
        for url in [
            &mut ready.identity_url,
            &mut ready.planday_url,
            &mut ready.stackone_url,
        ] {
            let tap = Tap::before(url).await;
            *url = tap.url();
            taps.push(tap);
        }
        Self { stage, taps }
    }

    /// How many requests each service has had: identity, API, `StackOne`.
    fn requests(&self) -> Vec<usize> {
        self.taps.iter().map(|tap| tap.requests().len()).collect()
    }
}

/// The command, with this on its standard input.
pub async fn given(mut command: Command, input: &str) -> Ran {
    let input = input.to_owned();
    command.stdin(Stdio::piped());
    let ran = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A program that needs no input may be gone already.
        stdin.write_all(input.as_bytes()).ok();
        drop(stdin);
        child.wait_with_output().expect("it ends")
    });
    ran.await.expect("no panic").into()
}

#[tokio::test]
async fn missing_credentials_are_not_configured_and_nobody_is_asked() {
    for (removed, summary) in [
        (
            vec!["STACKDAY_APP_ID", "STACKDAY_TOKEN_SECRET"],
            "App Id and Token Secret are missing",
        ),
        (vec!["STACKDAY_APP_ID"], "The App Id is missing"),
        (vec!["STACKDAY_TOKEN_SECRET"], "The Token Secret is missing"),
    ] {
        let watched = Watched::new().await;
        let mut command = watched.stage.command(&["verify", "--json"]);
        for name in removed {
            command.env_remove(name);
        }
        let ran = run(command).await;
        assert_eq!(ran.code, Some(3), "{ran:?}");
        let check = ran.check("credentials.format");
        assert!(
            check["evidence"].as_str().expect("words").contains(summary),
            "{check}"
        );
        assert_eq!(check["diagnosis"]["kind"], "not_configured");
        assert_eq!(watched.requests()[..2], [0, 0]);
    }
    assert_eq!(bare(&["verify"]).await.code, Some(3));
}

#[tokio::test]
async fn what_cannot_be_a_credential_is_never_sent() {
    let (id, token) = (
        "a2370889-3ffe-46b6-83e7-1a20f5a20d2f",
        "VxLtcy_OWkWoPKqs4uFhTg",
    );
    for (app_id, token, words) in [
        (EXAMPLE_APP_ID, token, "the example from the documents"),
        (token, id, "looks like the Token"),
        (id, id, "looks like an App Id"),
        ("v1.eu1.abcdefgh", token, "looks like a StackOne API key"),
        (id, "v1.eu1.abcdefgh", "looks like a StackOne API key"),
        (id, "eyJhbGciOiJSUzI1NiJ9.e30.x", "access token"),
    ] {
        let watched = Watched::new().await;
        let mut command = watched.stage.command(&["verify", "--json"]);
        command
            .env("STACKDAY_APP_ID", app_id)
            .env("STACKDAY_TOKEN_SECRET", token)
            .env_remove("STACKDAY_STACKONE_API_KEY");
        let ran = run(command).await;
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert_eq!(
            ran.standings(),
            "failed unknown unknown unknown skipped skipped"
        );
        let check = ran.check("credentials.format");
        assert_eq!(
            (&check["diagnosis"]["party"], &check["diagnosis"]["kind"]),
            (&"input".into(), &"rejected".into())
        );
        assert!(
            check["evidence"].as_str().expect("words").contains(words),
            "{check}"
        );
        assert_eq!(watched.requests(), [0, 0, 0], "{words}");
    }
}

#[tokio::test]
async fn an_app_id_in_the_place_of_the_api_key_is_never_sent() {
    let watched = Watched::new().await;
    let mut command = watched.stage.command(&["verify", "--json"]);
    command.env(
        "STACKDAY_STACKONE_API_KEY",
        "a2370889-3ffe-46b6-83e7-1a20f5a20d2f",
    );
    let ran = run(command).await;
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_eq!(
        ran.check("stackone.api_key")["diagnosis"]["party"],
        "input",
        "{ran:?}"
    );
    assert_eq!(watched.requests()[2], 0);
}

#[tokio::test]
async fn what_copying_adds_is_tidied_away() {
    let stage = Stage::new(&[]).await;
    let (app_id, token) = (stage.ready.app_id.clone(), stage.ready.token.clone());
    let mut command = stage.command(&["verify", "--json"]);
    command
        .env(
            "STACKDAY_APP_ID",
            format!(" \"{}\"\n", app_id.expect("an app").to_uppercase()),
        )
        .env(
            "STACKDAY_TOKEN_SECRET",
            format!("Bearer {}\r\n", token.expect("a Token")),
        )
        .env(
            "STACKDAY_STACKONE_API_KEY",
            format!("  '{}'", stage.ready.stackone_api_key),
        );
    let ran = run(command).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[tokio::test]
async fn a_secret_comes_from_standard_input() {
    let stage = Stage::new(&[]).await;
    let token = stage.ready.token.clone().expect("a Token");
    let mut command = stage.command(&["verify", "--json", "--token-stdin"]);
    command.env("STACKDAY_TOKEN_SECRET", "AAAAAAAAAAAAAAAAAAAAAA");
    let ran = given(command, &format!("{token}\n")).await;
    assert_eq!(
        ran.code,
        Some(0),
        "standard input wins over the environment: {ran:?}"
    );
    let mut command = stage.command(&["verify", "--json", "--api-key-stdin"]);
    command.env_remove("STACKDAY_STACKONE_API_KEY");
    let ran = given(command, &format!("{}\r\n", stage.ready.stackone_api_key)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!ran.standings().contains("skipped"), "{ran:?}");
    for nothing in ["", " \n\n"] {
        let ran = given(
            stage.command(&["verify", "--json", "--token-stdin"]),
            nothing,
        )
        .await;
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert_eq!(ran.failure(), "not_configured");
        assert!(ran.err.contains("nothing came"), "{ran:?}");
    }
}

#[tokio::test]
async fn read_only_mode_lets_a_verification_through_and_stops_a_rehearsal_at_the_first_change() {
    let stage = Stage::new(&[]).await;
    let ran = stage.run(&["verify", "--json", "--read-only"]).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut command = stage.command(&["verify", "--json"]);
    command.env("STACKDAY_READ_ONLY", "1");
    assert_eq!(run(command).await.code, Some(0));
    let ran = bare(&["rehearse", "--json", "--read-only"]).await;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let steps = ran.json()["steps"].clone();
    assert_eq!(
        (&steps[7]["id"], &steps[7]["state"]),
        (&"D1".into(), &"failed".into())
    );
    assert_eq!(steps[7]["diagnosis"]["kind"], "refused");
}

#[tokio::test]
async fn scopes_are_read_as_people_write_them_and_a_slip_is_named() {
    let stage = Stage::new(&[Scenario::NoScopeField]).await;
    let ran = stage
        .run(&["verify", "--json", "--scopes", "shift:read, Employee:Read"])
        .await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        ran.json()["scopes"]["wanted"],
        serde_json::json!(["employee:read", "shift:read"])
    );
    let slip = ["verify", "--json", "--scopes", "employe:read"];
    let ran = stage.run(&slip).await;
    assert_eq!((ran.code, ran.failure()), (Some(2), "usage".to_owned()));
    assert!(ran.err.contains("the nearest is employee:read"), "{ran:?}");
    let ran = stage
        .run(&[&slip[..], &["--allow-unknown-scope"]].concat())
        .await;
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert!(ran.err.contains("checked as it stands"), "{ran:?}");
    let json = ran.json();
    for list in ["missing", "unknown", "wanted"] {
        assert_eq!(json["scopes"][list], serde_json::json!(["employe:read"]));
    }
}

#[tokio::test]
async fn an_unknown_scope_is_refused_on_the_command_line_and_kept_where_it_is_saved() {
    let stage = Stage::new(&[]).await;
    for arguments in [
        &["verify"][..],
        &["scopes", "diff"],
        &["scopes", "prove"],
        &["scopes", "request"],
        &["profiles", "add", "A"],
    ] {
        for (scopes, nearest) in [
            ("shift:read,shift:updat", "the nearest is shift:read"),
            ("employee:delete", "the nearest is employee:read"),
            ("schedulling", "the nearest is scheduling"),
        ] {
            let ran = stage
                .run(&[arguments, &["--json", "--scopes", scopes]].concat())
                .await;
            if scopes == "employee:delete" && stackday::domain::scope::find(scopes).is_some() {
                continue;
            }
            assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
            assert_eq!(ran.failure(), "usage");
            assert!(ran.err.contains(nearest), "{arguments:?}: {ran:?}");
            assert!(ran.err.contains("--allow-unknown-scope"), "{ran:?}");
        }
        // What may be a credential is refused and not repeated.
        let token = "VxLtcy_OWkWoPKqs4uFhTg";
        let ran = stage
            .run(&[arguments, &["--json", "--scopes", token]].concat())
            .await;
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(!format!("{ran:?}").to_lowercase().contains("vxltcy"));
    }
    let add = ["profiles", "add", "A", "--scopes", "shift:read new:read"];
    let ran = stage
        .run(&[&add[..], &["--allow-unknown-scope"]].concat())
        .await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // What is saved already needs no leave; what is new does.
    let edit = ["profiles", "edit", "A", "--scopes"];
    let ran = stage
        .run(&[&edit[..], &["new:read skill:read"]].concat())
        .await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = stage
        .run(&[&edit[..], &["new:read newer:read"]].concat())
        .await;
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let shown = stage.run(&["profiles", "show", "A", "--json"]).await.json();
    assert_eq!(shown["unknown_scopes"], serde_json::json!(["new:read"]));
    assert_eq!(
        shown["settings"]["scopes"],
        serde_json::json!(["new:read", "skill:read"])
    );
    let shown = stage.run(&["profiles", "show", "A"]).await;
    assert!(shown.out.contains("Unknown     new:read"), "{shown:?}");
    // From the environment it is told and checked.
    let mut command = stage.command(&["verify", "--json"]);
    command.env("STACKDAY_SCOPES", "shift:read new:read");
    let ran = run(command).await;
    assert_eq!(
        ran.json()["scopes"]["unknown"],
        serde_json::json!(["new:read"])
    );
    assert!(ran.err.contains("checked as it stands"), "{ran:?}");
}
