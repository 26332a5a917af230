//! `stackday verify` in every scenario of the sandbox.

use clap::ValueEnum as _;
use futures::future::join_all;
use serde_json::{Value, json};
use stackday::sandbox::Scenario;

use super::support::{CHECKS, Ran, Stage};

const ALL_GOOD: &str = "verified verified verified verified verified verified";

/// Those that spoil no verification. A new scenario has to be put here or in [`expected`], or the test fails.
const HARMLESS: [Scenario; 23] = [
    Scenario::NoScopeField,
    Scenario::OpaqueToken,
    Scenario::RotatingToken,
    Scenario::Flaky,
    Scenario::Slow,
    Scenario::HostileText,
    Scenario::EmptyPortal,
    Scenario::Many,
    Scenario::LinkFails,
    Scenario::LinkExpires,
    Scenario::NoProfilesApi,
    Scenario::OddRefusals,
    Scenario::SilentActions,
    Scenario::GuideChanged,
    Scenario::SlippedRedirect,
    Scenario::LoginFirst,
    Scenario::ErrorElsewhere,
    Scenario::SpecialRefused,
    Scenario::OddMembers,
    Scenario::Echo,
    Scenario::AccountErrors,
    Scenario::OldApi,
    Scenario::Restless,
];

/// What a scenario comes to: the exit code, the checks, and of the check that decides: party and kind.
struct Expected {
    code: i32,
    states: &'static str,
    fault: Option<(&'static str, &'static str, &'static str)>,
}

const fn good() -> Expected {
    Expected {
        code: 0,
        states: ALL_GOOD,
        fault: None,
    }
}

const fn bad(
    code: i32,
    states: &'static str,
    check: &'static str,
    party: &'static str,
    kind: &'static str,
) -> Expected {
    Expected {
        code,
        states,
        fault: Some((check, party, kind)),
    }
}

fn expected(scenario: Scenario) -> Expected {
    use Scenario as S;
    match scenario {
        S::Between => bad(
            6,
            "verified failed unknown unknown failed unknown",
            "planday.token",
            "network",
            "network",
        ),
        S::Fresh => bad(
            3,
            "failed unknown unknown unknown verified failed",
            "credentials.format",
            "input",
            "not_configured",
        ),
        // A Token that is not complete has not the form of one: that is no evidence, and no fault either.
        S::WrongToken => bad(
            4,
            "skipped failed unknown unknown verified verified",
            "planday.token",
            "planday_identity",
            "rejected",
        ),
        S::RevokedToken | S::DeletedApp => bad(
            4,
            "verified failed unknown unknown verified verified",
            "planday.token",
            "planday_identity",
            "rejected",
        ),
        S::InactiveAdmin => bad(
            4,
            "verified verified failed unknown verified verified",
            "planday.portal",
            "authoriser",
            "rejected",
        ),
        S::MissingScopes => bad(
            5,
            "verified verified verified failed verified verified",
            "planday.scopes",
            "planday_api",
            "scope_missing",
        ),
        // Granted and refused at once: what it is, nobody can tell from outside.
        S::ModuleOff => bad(
            5,
            "verified verified verified unknown verified verified",
            "planday.scopes",
            "planday_api",
            "scope_missing",
        ),
        S::RateLimited => bad(
            7,
            "verified verified failed unknown failed unknown",
            "planday.portal",
            "planday_api",
            "rate_limited",
        ),
        S::HtmlErrors => bad(
            1,
            "verified failed unknown unknown failed unknown",
            "planday.token",
            "planday_identity",
            "trouble",
        ),
        S::BadApiKey | S::WeakApiKey => bad(
            4,
            "verified verified verified verified failed unknown",
            "stackone.api_key",
            "stackone",
            "rejected",
        ),
        S::ProfileDisabled => bad(
            1,
            "verified verified verified verified verified failed",
            "stackone.profile",
            "stackone",
            "failed",
        ),
        _ => {
            assert!(
                HARMLESS.contains(&scenario),
                "{scenario:?} has no expectation: give it one here, or add it to HARMLESS"
            );
            good()
        }
    }
}

#[tokio::test]
async fn every_scenario_has_its_exit_code_its_states_and_its_culprit() {
    let scenarios = Scenario::value_variants();
    let runs = scenarios.iter().map(|scenario| async move {
        let stage = Stage::new(&[*scenario]).await;
        let ran = stage
            .run(&["verify", "--json", "--read-personal", "all"])
            .await;
        (*scenario, stage, ran)
    });
    for (scenario, stage, ran) in join_all(runs).await {
        let Expected {
            code,
            states,
            fault,
        } = expected(scenario);
        let said = format!("{scenario:?}: {ran:?}");
        assert_eq!(ran.code, Some(code), "{said}");
        assert_eq!(ran.standings(), states, "{said}");
        assert_eq!(ran.json()["ok"], code == 0, "{said}");
        if let Some((check, party, kind)) = fault {
            let diagnosis = &ran.check(check)["diagnosis"];
            assert_eq!(
                (&diagnosis["party"], &diagnosis["kind"]),
                (&json!(party), &json!(kind)),
                "{said}"
            );
        }
        shape(&ran, &said);
        scopes(scenario, &stage, &ran.json(), &said);
        assert_eq!(
            ran.err.is_empty(),
            scenario != Scenario::RotatingToken,
            "{said}"
        );
    }
}

/// Every documented member is there, whatever happened.
fn shape(ran: &Ran, said: &str) {
    let json = ran.json();
    assert_eq!(
        keys(&json),
        [
            "accounts", "caveats", "checks", "ok", "portal", "profiles", "renewed", "scopes"
        ],
        "{said}"
    );
    let ids: Vec<_> = ran.states().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, CHECKS, "{said}");
    for check in json["checks"].as_array().expect("checks") {
        assert_eq!(
            keys(check),
            [
                "checked_at",
                "diagnosis",
                "duration_ms",
                "evidence",
                "id",
                "state"
            ],
            "{said}"
        );
        assert!(check["duration_ms"].is_u64(), "{said}");
        assert_ne!(check["evidence"], "", "{said}");
        let state = check["state"].as_str().expect("a state");
        // Whoever claims to have seen something says when; whoever claims a failure says who, what and what next.
        if matches!(state, "verified" | "failed") {
            let at = check["checked_at"].as_str().expect("a time");
            assert!(at.parse::<jiff::Timestamp>().is_ok(), "{said}");
        }
        let diagnosed = check["diagnosis"].is_object();
        assert!(diagnosed || state != "failed", "{said}");
        assert!(
            !diagnosed || matches!(state, "failed" | "unknown"),
            "{said}"
        );
        if diagnosed {
            for member in ["party", "kind", "summary", "next"] {
                assert!(
                    check["diagnosis"][member]
                        .as_str()
                        .is_some_and(|text| !text.is_empty()),
                    "{member}: {said}"
                );
            }
        }
    }
    for member in ["wanted", "granted", "missing", "proven"] {
        assert!(json["scopes"][member].is_array(), "{member}: {said}");
    }
    let portal = &json["portal"];
    assert_eq!(
        portal.is_object(),
        ran.standings().split(' ').nth(2) == Some("verified"),
        "{said}"
    );
    let listed = ran.standings().split(' ').nth(4) == Some("verified");
    for profile in json["profiles"].as_array().expect("profiles") {
        assert!(
            listed
                && profile["id"].is_string()
                && (profile["active"].is_boolean() || profile["active"].is_null()),
            "{said}"
        );
    }
}

fn scopes(scenario: Scenario, stage: &Stage, json: &Value, said: &str) {
    let set = |name: &str| {
        let list = json["scopes"][name].as_array().expect("a list");
        list.iter()
            .map(|scope| scope.as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    let mut wanted = stage.ready.scopes.clone();
    wanted.sort();
    assert_eq!(set("wanted"), wanted, "{said}");
    let by = match scenario {
        Scenario::NoScopeField => json!("token"),
        Scenario::OpaqueToken => json!("probes"),
        _ if json["checks"][1]["state"] == "failed" || json["checks"][0]["state"] == "failed" => {
            Value::Null
        }
        _ => json!("response"),
    };
    assert_eq!(json["scopes"]["granted_by"], by, "{said}");
    if scenario == Scenario::MissingScopes {
        assert_eq!(set("missing"), ["contractrules:read"], "{said}");
        let next = json["checks"][3]["diagnosis"]["next"]
            .as_str()
            .expect("advice");
        assert!(
            next.contains("contractrules:read") && next.contains("new app"),
            "{said}"
        );
    } else {
        assert!(set("missing").is_empty(), "{said}");
    }
    if json["checks"][3]["state"] == "verified" {
        assert_eq!(set("proven"), wanted, "each by a call of its own: {said}");
        assert!(
            wanted.iter().all(|scope| set("granted").contains(scope)),
            "{said}"
        );
    }
}

fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[tokio::test]
async fn a_renewed_token_is_told_even_where_only_json_is_wanted() {
    let stage = Stage::new(&[Scenario::RotatingToken]).await;
    let ran = stage.run(&["verify", "--json"]).await;
    assert!(
        ran.err.contains("NEW Token") && ran.err.lines().count() == 1,
        "{ran:?}"
    );
    let again = stage.run(&["verify", "--json"]).await;
    assert_eq!(
        (again.code, again.check("planday.token")["state"].as_str()),
        (Some(4), Some("failed")),
        "the Token that was sent is dead"
    );
}

#[tokio::test]
async fn without_an_api_key_the_exit_code_speaks_of_planday_alone() {
    for (scenario, code) in [
        (None, 0),
        (Some(Scenario::BadApiKey), 0),
        (Some(Scenario::ProfileDisabled), 0),
        (Some(Scenario::MissingScopes), 5),
    ] {
        let stage = Stage::new(scenario.as_slice()).await;
        let mut command = stage.command(&["verify", "--json"]);
        command.env_remove("STACKDAY_STACKONE_API_KEY");
        let ran = super::support::run(command).await;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert!(ran.standings().ends_with("skipped skipped"), "{ran:?}");
        assert_eq!(ran.json()["profiles"], json!([]));
    }
}

#[tokio::test]
async fn many_profiles_are_all_found() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let ran = stage.run(&["verify", "--json"]).await;
    let profiles = ran.json()["profiles"].as_array().expect("a list").clone();
    assert_eq!(profiles.len(), 7);
    assert!(
        profiles
            .iter()
            .all(|profile| profile["connector_key"] == "planday")
    );
}

#[tokio::test]
async fn the_table_tells_the_same_and_standard_error_only_what_goes_on() {
    let stage = Stage::new(&[Scenario::MissingScopes]).await;
    let ran = stage.run(&["verify"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(5), ""));
    for line in [
        "[ok]   planday.token",
        "[FAIL] planday.scopes",
        "at fault: Planday API",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
    assert!(ran.out.contains("12 wanted, 13 granted"), "{}", ran.out);
}

#[tokio::test]
async fn a_certain_profile_can_be_meant() {
    let stage = Stage::new(&[]).await;
    let named = stage
        .run(&["verify", "--json", "--connector-profile", "Planday"])
        .await;
    assert_eq!(named.code, Some(0), "{named:?}");
    let other = stage
        .run(&["verify", "--json", "--connector-profile", "Somebody else's"])
        .await;
    assert_eq!(other.code, Some(1));
    let check = other.check("stackone.profile");
    assert!(
        check["evidence"]
            .as_str()
            .expect("words")
            .contains("Somebody else's"),
        "{check}"
    );
}
