//! Command lines, settings and addresses that are refused.

use std::fs;

use tokio::net::TcpSocket;

use super::support::{Stage, bare, home, run, stackday};

#[tokio::test]
async fn wrong_usage_is_2_and_says_why_on_standard_error() {
    for arguments in [
        &["nonsense"][..],
        &["verify", "--nope"],
        &["verify", "extra"],
        &["verify", "--token-stdin", "--api-key-stdin"],
        &["verify", "--scopes", ","],
        &["verify", "--token", "VxLtcy_OWkWoPKqs4uFhTg"],
        &["verify", "--api-key=v1.eu1.abcdefghijkl"],
        &["rehearse", "--scenario", "nope"],
        &["sandbox", "--port", "70000"],
        &["--sandbox", "verify"],
        &["--scenario", "slow"],
    ] {
        let ran = bare(arguments).await;
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(2), ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(!ran.err.is_empty(), "{arguments:?}");
        for secret in ["VxLtcy_O", "v1.eu1.abc"] {
            assert!(!ran.err.contains(secret), "{arguments:?}: {ran:?}");
        }
    }
}

#[tokio::test]
async fn help_and_version_are_no_failure() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["help", "verify"],
        &["rehearse", "--help"],
    ] {
        let ran = bare(arguments).await;
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (Some(0), ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(!ran.out.is_empty());
    }
}

#[tokio::test]
async fn the_dashboard_without_a_terminal_is_refused_with_the_way_for_scripts() {
    for arguments in [&[][..], &["--sandbox"]] {
        let ran = bare(arguments).await;
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.err.contains("stackday verify --json"), "{ran:?}");
    }
}

#[tokio::test]
async fn a_port_that_refuses_is_the_network() {
    let stage = Stage::new(&[]).await;
    // Bound and not listening: the port refuses, and nobody else can come to listen there.
    let refusing = TcpSocket::new_v4().expect("a socket");
    refusing
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a port");
    let address = format!("http://{}", refusing.local_addr().expect("an address"));
    for (variable, states, check) in [
        (
            "STACKDAY_PLANDAY_IDENTITY_URL",
            "verified failed unknown unknown verified verified",
            "planday.token",
        ),
        (
            "STACKDAY_PLANDAY_API_URL",
            "verified verified failed",
            "planday.portal",
        ),
        (
            "STACKDAY_STACKONE_API_URL",
            "verified verified verified verified failed unknown",
            "stackone.api_key",
        ),
    ] {
        let mut command = stage.command(&["verify", "--json"]);
        command.env(variable, &address);
        let ran = run(command).await;
        assert_eq!(ran.code, Some(6), "{variable}: {ran:?}");
        assert!(ran.standings().starts_with(states), "{variable}: {ran:?}");
        let check = ran.check(check);
        assert_eq!(
            (&check["diagnosis"]["party"], &check["diagnosis"]["kind"]),
            (&"network".into(), &"network".into())
        );
        assert!(
            check["evidence"]
                .as_str()
                .expect("words")
                .contains("refused the connection"),
            "{check}"
        );
    }
}

#[tokio::test]
async fn plain_http_leaves_this_machine_neither_from_the_environment_nor_from_the_file() {
    let stage = Stage::new(&[]).await;
    for variable in [
        "STACKDAY_PLANDAY_IDENTITY_URL",
        "STACKDAY_PLANDAY_API_URL",
        "STACKDAY_STACKONE_API_URL",
    ] {
        for address in [
            "http://192.0.2.1",
            "http://planday.invalid",
            "ftp://127.0.0.1",
            "https://me:word@127.0.0.1",
        ] {
            let mut command = stage.command(&["verify", "--json"]);
            command.env(variable, address);
            let ran = run(command).await;
            assert_eq!(ran.code, Some(3), "{ran:?}");
            assert_eq!(ran.failure(), "config");
            assert!(
                ran.err.contains(variable) && !format!("{ran:?}").contains("me:word"),
                "{ran:?}"
            );
        }
    }
    stage.configure("[stackone]\napi_url = \"http://192.0.2.1\"");
    let ran = run(stackday(stage.home.path(), &["verify"])).await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("config.toml:2:"), "{ran:?}");
}

#[tokio::test]
async fn a_broken_file_names_file_line_and_key_and_is_left_alone() {
    for (text, words) in [
        (
            "[planday]\napi_ulr = \"https://x\"\n",
            "config.toml:2:1: [planday] api_ulr: unknown key; did you mean \"api_url\"?",
        ),
        (
            "[network]\nread_only = 'yes'\n",
            "config.toml:2:13: [network] read_only: true or false was expected",
        ),
        ("[planday\n", "config.toml:1:"),
    ] {
        for arguments in [&["verify", "--json"][..], &["rehearse", "--json"], &[]] {
            let home = home();
            let file = home.path().join("config.toml");
            fs::write(&file, text).expect("written");
            let mut command = stackday(home.path(), arguments);
            command.arg("--config").arg(&file);
            let ran = run(command).await;
            assert_eq!(ran.code, Some(3), "{arguments:?}: {ran:?}");
            if arguments.is_empty() {
                assert_eq!(ran.out, "", "{ran:?}");
            } else {
                assert_eq!(ran.failure(), "config");
            }
            assert!(ran.err.contains(words), "{arguments:?}: {ran:?}");
            assert_eq!(fs::read_to_string(&file).expect("still there"), text);
            let left: Vec<_> = fs::read_dir(home.path()).expect("a folder").collect();
            assert_eq!(left.len(), 1, "nothing beside it: {left:?}");
        }
    }
}

#[tokio::test]
async fn what_is_named_and_not_there_is_not_configured() {
    for (arguments, code, words) in [
        (
            &["verify", "--config", "/nowhere/config.toml"][..],
            3,
            "/nowhere/config.toml",
        ),
        // A name that nobody has is wrong usage.
        (&["verify", "--profile", "acme"], 2, "acme"),
        (
            &["verify", "--log-file", "/nowhere/stackday.log"],
            3,
            "/nowhere/stackday.log",
        ),
        (
            &["rehearse", "--log-file", "/nowhere/stackday.log"],
            3,
            "/nowhere/stackday.log",
        ),
    ] {
        let ran = bare(arguments).await;
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(code), ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.err.contains(words), "{arguments:?}: {ran:?}");
    }
}

#[tokio::test]
async fn a_certificate_file_that_is_none_is_not_configured() {
    let stage = Stage::new(&[]).await;
    let ran = stage
        .run(&["verify", "--json", "--ca-file", "/nowhere/ca.pem"])
        .await;
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.check("planday.token")["diagnosis"]["party"], "input");
}
