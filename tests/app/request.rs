//! The redirect URI and the request, checked before anybody signs in.

use stackday::domain::{Input, Standing, StepId};
use stackday::guide::REDIRECT_URI;
use stackday::http::DoorOptions;
use stackday::sandbox::Scenario;
use stackday::workflow::Finding;

use super::harness::App;

/// To the redirect URI of the app, in step A2.
fn to_the_redirect_uri(app: &App) {
    app.press(&["down", "tab", "tab", "tab", "tab", "tab", "tab"]);
}

/// To the check of the request, in step B1.
fn to_the_check(app: &App) {
    app.press(&["esc", "home", "down", "down", "down", "tab", "tab"]);
}

#[tokio::test]
async fn a_slipped_redirect_uri_is_marked_and_mended() {
    for size in [(120, 40), (80, 24)] {
        let mut app = App::sized(&[Scenario::Fresh], size.0, size.1).await;
        to_the_redirect_uri(&app);
        app.paste(&format!("{REDIRECT_URI}/"));
        let screen = app
            .sees(&["Not what StackOne sends", "a slash is added at the end"])
            .await;
        let lines: Vec<_> = screen
            .lines()
            .map(|line| line.chars().collect::<Vec<_>>())
            .collect();
        let mark = lines
            .iter()
            .find_map(|line| {
                let last = *line.iter().rfind(|c| !" ┃│".contains(**c))?;
                let at = line.iter().position(|c| *c == '^')?;
                (last == '^').then_some(at)
            })
            .expect("a mark");
        let entered = lines
            .iter()
            .rfind(|line| line.iter().collect::<String>().contains("entered  "))
            .expect("the line");
        assert_eq!(entered[mark], '/', "{screen}");
        app.press(&["bs", "enter"]);
        app.sees(&["Done, go on"]).await;
        app.sees_no("a slash is added").await;
        let state = app.quit().await;
        assert!(state.shared.form.compared().is_none());
        assert_eq!(
            state.shared.form.value(Input::RedirectUri).as_deref(),
            Some(REDIRECT_URI)
        );
        assert!(
            state.shared.would_lose().is_empty(),
            "a comparison is nothing to lose"
        );
    }
}

#[tokio::test]
async fn the_request_is_checked_before_anybody_signs_in() {
    let options = DoorOptions {
        read_only: true,
        ..DoorOptions::default()
    };
    let mut app = App::with(&[], 200, 60, options).await;
    to_the_check(&app);
    app.sees(&["No sign-in."]).await;
    app.press(&["enter"]);
    let screen = app
        .sees(&[
            "Planday accepts App Id, redirect URI and",
            "observed, not proven",
        ])
        .await;
    for part in ["App Id", "Redirect URI", "Scopes"] {
        let told = screen
            .lines()
            .any(|line| line.contains(part) && line.contains("✓ accepted"));
        assert!(told, "{part}: {screen}");
    }
    let state = app.quit().await;
    assert_eq!(
        state.shared.ledger.of(StepId::A2).standing,
        Standing::Observed
    );
    assert_eq!(
        state.shared.ledger.of(StepId::B1).standing,
        Standing::Unknown
    );
}

#[tokio::test]
async fn scopes_that_the_app_lacks_are_named_and_another_choice_drops_the_answer() {
    let mut app = App::start(&[]).await;
    app.press(&["down", "tab", "tab", "tab", "enter"]);
    app.sees(&["Preset"]).await;
    app.press(&["/"]).type_text("payroll:read");
    app.press(&["enter", "space", "enter"]);
    app.sees(&["13 scopes"]).await;
    to_the_check(&app);
    app.press(&["enter"]);
    app.sees(&[
        "✗ refused",
        "Refused       payroll:read",
        "Create a new app",
    ])
    .await;
    app.press(&["esc", "home", "down"]);
    app.sees(&["A2  Create New Application ─", "Planday identity"])
        .await;
    app.press(&["tab", "tab", "tab", "enter", "/"]);
    app.type_text("payroll:read");
    app.press(&["enter", "space", "enter"]);
    app.sees(&["12 scopes"]).await;
    app.sees_no("✗ refused").await;
    let state = app.quit().await;
    assert!(state.shared.remote.request.is_none());
    assert_eq!(
        state.shared.ledger.of(StepId::A2).standing,
        Standing::Unknown,
        "a refusal never fails the step"
    );
}

#[tokio::test]
async fn an_app_id_that_nobody_knows_leaves_two_parts_open() {
    let mut app = App::sized(&[Scenario::Fresh], 200, 60).await;
    app.press(&["home", "down", "down", "down", "tab"]);
    app.paste("0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef");
    app.press(&["enter", "enter"]);
    app.sees(&["unknown: probably one of App Id and redirect URI"])
        .await;
    let state = app.quit().await;
    let report = state.shared.remote.request.expect("a report");
    assert_eq!(report.whole, Finding::Refused);
    assert_ne!(
        report.client,
        Finding::Refused,
        "it may be the redirect URI"
    );
}

#[tokio::test]
async fn without_an_app_id_nothing_is_asked() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    to_the_check(&app);
    app.press(&["enter"]);
    app.sees(&["Enter the App Id."]).await;
    let state = app.quit().await;
    assert!(state.shared.remote.request.is_none() && state.shared.tasks.running.is_empty());
}
