//! Secrets, settings, and what `verify` shares.

use std::fs;

use serde_json::json;
use stackday::sandbox::Scenario;

use super::super::leaks::assert_none;
use super::super::support::{Stage, run};
use super::{files, keyless};

#[tokio::test]
async fn no_secret_comes_out_or_is_kept() {
    let runs: [(&[Scenario], &[&str]); 7] = [
        (&[], &["actions", "--json"]),
        (&[], &["require", "--actions", "planday_list_shifts"]),
        (
            &[Scenario::BadApiKey],
            &["require", "--actions", "planday_list_shifts"],
        ),
        (
            &[Scenario::RotatingToken],
            &["diff", "--actions", "planday_list_shifts"],
        ),
        (
            &[Scenario::OpaqueToken],
            &["prove", "--read-personal", "all"],
        ),
        (&[Scenario::RevokedToken], &["prove", "--json"]),
        (
            &[Scenario::HostileText],
            &["prove", "--actions", "planday_list_shifts", "--json"],
        ),
    ];
    for (scenarios, arguments) in runs {
        let stage = Stage::new(scenarios).await;
        let log = stage.home.path().join("log.ndjson");
        let mut command = stage.command(&[&["scopes"], arguments].concat());
        command.arg("--log-file").arg(&log);
        let ran = run(command).await;
        let secrets = [
            stage.ready.token.clone().expect("a Token"),
            stage.ready.stackone_api_key.clone(),
        ];
        let mut texts = vec![
            ("output".to_owned(), ran.out),
            ("errors".to_owned(), ran.err),
        ];
        for file in files(stage.home.path()) {
            let text = fs::read_to_string(&file).expect("text");
            texts.push((file.display().to_string(), text));
        }
        assert!(texts.len() > 2, "a log at least");
        let texts: Vec<_> = texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        assert_none(&secrets, &texts);
    }
}

#[tokio::test]
async fn secrets_come_from_standard_input_as_for_verify() {
    for (variable, flag) in [
        ("STACKDAY_TOKEN_SECRET", "--token-stdin"),
        ("STACKDAY_STACKONE_API_KEY", "--api-key-stdin"),
    ] {
        let stage = Stage::new(&[]).await;
        let arguments = [
            "scopes",
            "diff",
            "--actions",
            "planday_list_shifts",
            "--json",
            flag,
        ];
        let mut command = stage.command(&arguments);
        command.env_remove(variable);
        let closed = run(command).await;
        assert_eq!(closed.code, Some(3), "{closed:?}");
        assert!(
            closed.err.contains("was expected on standard input"),
            "{closed:?}"
        );
        let mut command = stage.command(&arguments);
        command.env_remove(variable);
        let secret = match flag {
            "--token-stdin" => stage.ready.token.clone().expect("a Token"),
            _ => stage.ready.stackone_api_key.clone(),
        };
        let file = stage.home.path().join("secret");
        fs::write(&file, format!("{secret}\n")).expect("written");
        command.stdin(fs::File::open(&file).expect("a file"));
        let ran = run(command).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.json()["catalogue"]["origin"], "asked");
    }
}

#[tokio::test]
async fn wrong_words_in_the_file_name_their_line() {
    for (file, said) in [
        (
            "[planday]\nread_personal = ['departments']",
            "config.toml:2:17: [planday] read_personal: resources that personal data may be read from",
        ),
        (
            "[app]\n\nactions = 'planday_list_shifts'",
            "config.toml:3:11: [app] actions: a list of texts was expected",
        ),
        (
            "[stackone]\nkeep_action = true",
            "config.toml:2:1: [stackone] keep_action: unknown key; did you mean \"keep_actions\"?",
        ),
    ] {
        let stage = Stage::new(&[]).await;
        stage.configure(file);
        let ran = stage.run(&["scopes", "list"]).await;
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
}

#[tokio::test]
async fn verify_knows_actions_and_leave_as_well() {
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    let verify = ["verify", "--json", "--scopes", "employee:read"];
    let needs = |action: &'static str| [&verify[..], &["--actions", action]].concat();
    let ran = run(keyless(&stage, &needs("planday_list_contract_rules"))).await;
    assert_eq!(ran.code, Some(5), "{ran:?}");
    let scopes = &ran.json()["scopes"];
    assert_eq!(scopes["required"], json!(["contractrules:read"]));
    assert_eq!(scopes["missing"], json!(["contractrules:read"]));
    assert_eq!(scopes["proven"], json!([]), "no leave");
    // What StackOne says of it counts, once it is kept.
    stage.run(&["scopes", "actions"]).await;
    let ran = run(keyless(&stage, &needs("planday_list_skills"))).await;
    let required = &ran.json()["scopes"]["required"];
    assert_eq!(required, &json!(["employee:read", "skill:read"]));
    let leave = [&verify[..], &["--read-personal", "employee"]].concat();
    let ran = run(keyless(&stage, &leave)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.json()["scopes"]["proven"], json!(["employee:read"]));
}
