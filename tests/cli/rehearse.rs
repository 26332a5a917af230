//! `stackday rehearse` in every scenario of the sandbox.

use clap::ValueEnum as _;
use futures::future::join_all;
use stackday::domain::StepId;
use stackday::sandbox::Scenario;

use super::support::{bare, home, run, stackday, text};

/// The exit code, and the states of the steps from A1 to D4 in their first letters.
fn expected(scenario: Scenario) -> (i32, &'static str) {
    use Scenario as S;
    match scenario {
        S::Fresh
        | S::NoScopeField
        | S::OpaqueToken
        | S::RotatingToken
        | S::Flaky
        | S::Slow
        | S::HostileText
        | S::EmptyPortal
        | S::Many
        | S::NoProfilesApi
        | S::OddRefusals
        | S::SilentActions
        | S::GuideChanged
        | S::LoginFirst
        | S::ErrorElsewhere
        | S::SpecialRefused
        | S::OddMembers
        | S::Echo
        | S::OldApi
        | S::Restless => (0, "vvvvvvvvvvv"),
        S::WrongToken | S::RevokedToken => (4, "aaaafuuuuuu"),
        S::DeletedApp => (4, "aaafuuuuuuu"),
        S::InactiveAdmin => (4, "aafvvuuuuuu"),
        S::MissingScopes => (5, "vfvvvuuuuuu"),
        S::ModuleOff => (5, "vavvvuuuuuu"),
        S::RateLimited => (7, "aavvvuuuuuu"),
        S::Between => (6, "aaaauuuuuuu"),
        S::HtmlErrors => (1, "aaaauuuuuuu"),
        S::BadApiKey | S::WeakApiKey => (4, "vvvvvfuuuuu"),
        S::ProfileDisabled => (1, "vvvvvvfuuuu"),
        S::LinkFails | S::LinkExpires | S::SlippedRedirect => (1, "vvvvvvvvfuu"),
        S::AccountErrors => (1, "vvvvvvvvvvf"),
    }
}

#[tokio::test]
async fn every_scenario_has_its_exit_code_and_its_evidence() {
    // Its three seconds an answer make it the one that is interrupted (in `interrupted`), not waited for.
    let scenarios = Scenario::value_variants()
        .iter()
        .filter(|scenario| **scenario != Scenario::Slow);
    let runs = scenarios.map(|scenario| async move {
        let home = home();
        let config = home.path().join("config.toml");
        // One answer of the flaky scenario hangs until the client gives up.
        std::fs::write(&config, "[network]\ntotal_timeout_seconds = 5").expect("written");
        let value = scenario.to_possible_value().expect("a name");
        let mut command = stackday(
            home.path(),
            &["rehearse", "--json", "--scenario", value.get_name()],
        );
        command.arg("--config").arg(&config);
        (*scenario, run(command).await)
    });
    for (scenario, ran) in join_all(runs).await {
        let (code, states) = expected(scenario);
        let said = format!("{scenario:?}: {ran:?}");
        assert_eq!(ran.code, Some(code), "{said}");
        let json = ran.json();
        assert_eq!(json["ok"], code == 0, "{said}");
        let steps = json["steps"].as_array().expect("steps");
        let ids: Vec<_> = steps.iter().map(|step| text(&step["id"])).collect();
        assert_eq!(ids, StepId::ALL.map(StepId::name), "{said}");
        let letters: String = steps
            .iter()
            .filter_map(|step| text(&step["state"]).chars().next())
            .collect();
        assert_eq!(letters, states, "{said}");
        for step in steps {
            let proven = matches!(step["state"].as_str(), Some("verified" | "observed"));
            let failed = step["state"] == "failed";
            assert!(
                !text(&step["evidence"]).is_empty() && !text(&step["title"]).is_empty(),
                "{said}"
            );
            assert_eq!(
                step["checked_at"].is_string(),
                proven || failed || step["state"] == "attested" || step["diagnosis"].is_object(),
                "{said}"
            );
            assert!(!failed || step["diagnosis"]["party"].is_string(), "{said}");
        }
        assert!(json["verification"]["checks"].is_array(), "{said}");
        let quiet = scenario != Scenario::RotatingToken;
        assert_eq!(ran.err.is_empty(), quiet, "{said}");
    }
}

#[tokio::test]
async fn mishaps_can_be_combined() {
    let ran = bare(&[
        "rehearse",
        "--json",
        "--scenario",
        "opaque-token",
        "--scenario",
        "missing-scopes",
    ])
    .await;
    assert_eq!(ran.code, Some(5), "{ran:?}");
    let json = ran.json();
    let scopes = &json["verification"]["scopes"];
    assert_eq!(
        (&scopes["granted_by"], &scopes["missing"]),
        (&"probes".into(), &serde_json::json!(["contractrules:read"])),
        "{json}"
    );
}

#[tokio::test]
async fn the_table_has_a_line_a_step_and_what_goes_on_is_on_standard_error() {
    let ran = bare(&["rehearse"]).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for id in StepId::ALL {
        let line = ran
            .out
            .lines()
            .find(|line| line.contains(&format!(" {} ", id.name())));
        assert!(
            line.is_some_and(|line| line.starts_with("[ok]")),
            "{id:?}: {}",
            ran.out
        );
    }
    assert!(
        ran.out
            .trim_end()
            .ends_with("proven end to end: 11 of 11 steps hold"),
        "{}",
        ran.out
    );
    assert!(
        ran.err.contains("[said] A1") && ran.err.contains("[ok] D4"),
        "{}",
        ran.err
    );
}

#[tokio::test]
async fn the_read_that_proves_the_link_is_an_impersonal_one() {
    let ran = bare(&["rehearse", "--json"]).await;
    let json = ran.json();
    let read = text(&json["steps"][10]["evidence"]);
    assert!(
        read.starts_with("planday_list_departments answered through StackOne"),
        "{read}"
    );
}

#[tokio::test]
async fn each_refusal_of_an_account_ends_with_its_own_code_and_next_step() {
    let owners = [
        ("suspended", 1, "Resume the account"),
        ("expired", 1, "production account"),
        ("archived", 1, "new auth link"),
        ("error", 1, "Read the reason"),
        ("inactive", 1, "Enable the connector profile"),
        ("credentials-expired", 4, "authorise the app again"),
        ("credentials-invalid", 4, "Compare App Id and Token"),
        ("authentication-failed", 4, "Verify App Id and Token"),
    ];
    let runs = owners.map(|(owner, code, next)| async move {
        let home = home();
        let arguments = ["rehearse", "--json", "--scenario", "account-errors"];
        let config = home.path().join("config.toml");
        std::fs::write(&config, format!("[link]\nowner_id = \"{owner}\"")).expect("written");
        let mut command = stackday(home.path(), &arguments);
        command.arg("--config").arg(&config);
        (owner, code, next, run(command).await)
    });
    for (owner, code, next, ran) in join_all(runs).await {
        assert_eq!(ran.code, Some(code), "{owner}: {ran:?}");
        let diagnosis = &ran.json()["steps"][10]["diagnosis"];
        assert!(
            text(&diagnosis["next"]).contains(next),
            "{owner}: {diagnosis}"
        );
        assert!(diagnosis["points_at"].is_null(), "{owner}: {diagnosis}");
    }
}
