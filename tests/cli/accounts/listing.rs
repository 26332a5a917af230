//! `stackday accounts list`.

use stackday::sandbox::Scenario;
use tokio::net::TcpSocket;

use super::super::support::{Stage, run};
use super::{ids, owners};

#[tokio::test]
async fn those_that_need_a_person_stand_first_with_reason_profile_and_times() {
    let stage = Stage::new(&[]).await;
    let ran = stage.run(&["accounts"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    let line = |at: usize| ran.out.lines().nth(at).expect("a line").to_owned();
    assert!(line(0).starts_with("ID  "), "{}", ran.out);
    for part in [
        "Fjord & Fad",
        "cust-1003",
        "Planday",
        "production",
        "error",
        "just now",
        "Planday refused the stored credentials (invalid_grant) (2",
    ] {
        assert!(line(1).contains(part), "{part}: {}", ran.out);
    }
    assert!(
        ran.out
            .contains("7 of 7 linked accounts for Planday, listed by /v2/accounts, just now."),
        "{}",
        ran.out
    );
    let json = stage.run(&["accounts", "list", "--json"]).await.json();
    assert_eq!(
        (&json["ok"], &json["api"], &json["kept"], &json["whole"]),
        (&true.into(), &"v2".into(), &false.into(), &true.into())
    );
    assert_eq!(json["accounts"][0]["connector_profile"], "Planday");
    assert_eq!(json["total"], 7);
    assert_eq!(json["caveats"], serde_json::json!([]));
}

#[tokio::test]
async fn the_query_and_the_order_are_those_of_the_other_lists() {
    let stage = Stage::new(&[]).await;
    let listed = async |words: &[&str]| {
        let ran = stage
            .run(&[&["accounts", "list", "--json"][..], words].concat())
            .await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        owners(&ran)
    };
    assert_eq!(
        listed(&["is:failed"]).await,
        "cust-1003 cust-1005 cust-1004 cust-1006"
    );
    assert_eq!(listed(&["is:failed", "type:test"]).await, "cust-1005");
    assert_eq!(listed(&["reason:invalid_grant"]).await, "cust-1003");
    assert_eq!(listed(&["NORDLYS"]).await, "cust-1001");
    assert_eq!(
        listed(&["--sort", "owner-id", "--", "-is:failed"]).await,
        "cust-1001 cust-1002 cust-1007"
    );
    assert_eq!(
        listed(&["is:active", "--sort", "created"]).await,
        "cust-1002 cust-1001",
        "the newest first"
    );
    let none = stage.run(&["accounts", "list", "nobody"]).await;
    assert_eq!(none.code, Some(0), "{none:?}");
    assert!(none.out.contains("No match among the 7"), "{none:?}");
    let wrong = stage.run(&["accounts", "list", "is:faild"]).await;
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(2), ""), "{wrong:?}");
    assert!(wrong.err.contains("Nearest: is:failed."), "{wrong:?}");
}

#[tokio::test]
async fn other_connectors_are_listed_only_where_that_is_asked_for() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let planday = stage.run(&["accounts", "list", "--json"]).await.json();
    let all = stage
        .run(&["accounts", "list", "--all-connectors", "--json"])
        .await
        .json();
    let count = |json: &serde_json::Value| json["total"].as_u64().expect("a number");
    assert!(count(&planday) < count(&all), "{planday} {all}");
    assert!(count(&all) >= 10_000, "read to the end");
    let providers = planday["accounts"].as_array().expect("accounts");
    assert!(
        providers
            .iter()
            .all(|account| account["provider"] == "planday")
    );
}

#[tokio::test]
async fn the_older_api_lists_too_and_says_what_it_does_not_know() {
    let stage = Stage::new(&[Scenario::OldApi]).await;
    let ran = stage.run(&["accounts"]).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out
            .contains("listed by /accounts, just now. It does not say which profile"),
        "{ran:?}"
    );
    let json = stage.run(&["accounts", "list", "--json"]).await.json();
    assert_eq!(json["api"], "v1");
    assert!(json["accounts"][0]["connector_profile"].is_null());
}

#[tokio::test]
async fn a_disabled_profile_is_named_with_whom_it_hits() {
    for (scenarios, sentence) in [
        (
            &[Scenario::ProfileDisabled][..],
            "The profile “Planday” is disabled in StackOne. It hits 6 linked accounts of 6 customers.",
        ),
        (
            &[Scenario::ProfileDisabled, Scenario::OldApi],
            "It hits at most 6 linked accounts of 6 customers: StackOne does not say which.",
        ),
    ] {
        let stage = Stage::new(scenarios).await;
        let ran = stage.run(&["accounts"]).await;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.out.contains(sentence), "{ran:?}");
        let json = stage.run(&["accounts", "--json"]).await.json();
        assert_eq!(json["disabled_profiles"][0]["accounts"], 6);
    }
}

#[tokio::test]
async fn without_an_answer_the_list_of_before_is_shown_and_the_exit_code_says_why() {
    let stage = Stage::new(&[]).await;
    let folder = stage.home.path().join("data");
    let data = ["--data-dir", folder.to_str().expect("UTF-8")];
    let first = stage
        .run(&[&["accounts", "list", "--json"][..], &data].concat())
        .await;
    assert_eq!(first.code, Some(0), "{first:?}");
    // The same address, where nobody answers any more: the key of what is kept.
    let mut stage = stage;
    stage.close().await;
    let ran = stage
        .run(&[&["accounts", "list", "--json"][..], &data].concat())
        .await;
    assert_eq!(ran.code, Some(6), "{ran:?}");
    let json = ran.json();
    assert_eq!(
        (&json["ok"], &json["kept"]),
        (&false.into(), &true.into()),
        "{ran:?}"
    );
    assert_eq!(json["diagnosis"]["party"], "network");
    assert_eq!(ids(&ran), ids(&first));
    let told = stage.run(&[&["accounts"][..], &data].concat()).await;
    assert!(told.out.contains("! StackOne gave no list now"), "{told:?}");
}

#[tokio::test]
async fn a_list_that_cannot_be_had_ends_with_what_is_in_the_way() {
    for (scenario, code, kind) in [
        (Scenario::BadApiKey, 4, "rejected"),
        (Scenario::RateLimited, 7, "rate_limited"),
        (Scenario::Between, 6, "network"),
    ] {
        let stage = Stage::new(&[scenario]).await;
        let ran = stage.run(&["accounts", "list", "--json"]).await;
        assert_eq!(ran.code, Some(code), "{scenario:?}: {ran:?}");
        assert_eq!(ran.failure(), kind);
    }
    let stage = Stage::new(&[Scenario::Flaky]).await;
    let ran = stage.run(&["accounts", "list", "--json"]).await;
    assert_eq!((ran.code, ids(&ran).len()), (Some(0), 7), "{ran:?}");
    let keyless = run(stage.addressed(&["accounts", "--json"])).await;
    assert_eq!(
        (keyless.code, &*keyless.failure()),
        (Some(3), "not_configured")
    );
    // Bound and not listening: nobody was ever asked here, so nothing is kept.
    let refusing = TcpSocket::new_v4().expect("a socket");
    refusing
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a port");
    let mut command = stage.command(&["accounts", "--json"]);
    let nowhere = format!("http://{}", refusing.local_addr().expect("an address"));
    command.env("STACKDAY_STACKONE_API_URL", nowhere);
    let ran = run(command).await;
    assert_eq!((ran.code, &*ran.failure()), (Some(6), "network"), "{ran:?}");
}
