//! From what the integration will do to what a call has proven, on the Scopes screen.

use stackday::domain::{Input, Standing, StepId, scope};
use stackday::sandbox::Scenario;
use stackday::scopes::{Finding, Granted, Proven, Tone, table};
use stackday::tui::screen::Screen;

use super::harness::App;
use super::journeys::up_to_the_token;

#[tokio::test]
async fn a_missing_scope_leads_to_the_new_app_and_to_a_green_matrix() {
    let mut app = App::start(&[Scenario::Fresh, Scenario::MissingScopes]).await;
    up_to_the_token(&mut app).await;
    app.press(&["v"]);
    app.sees(&["1 of 4 wanted scopes missing", "Press 4 for the fix."])
        .await;
    app.press(&["4"]);
    app.sees(&[
        "The Planday app was created without this scope.",
        "Create a new app with all 4 scopes.",
    ])
    .await;
    app.press(&["F"]);
    app.sees(&["1. In Planday, create a new app", "4 to tick in 4 rows"])
        .await;
    app.press(&["esc", "a"]);
    app.sees(&[
        "App Id and Token Secret leave the form.",
        "keep the old one",
    ])
    .await;
    app.press(&["enter"]);
    let screen = app
        .sees(&["Create a new app with these 4 scopes", "A2 Create New"])
        .await;
    assert!(!screen.contains("is missing\n"), "{screen}");
    app.press(&["s"]);
    app.sees(&["created the app", "A3  Authorize the Application ─"])
        .await;
    app.press(&["s"]);
    app.sees(&["authorized", "B1  Copy the Application ID ─"])
        .await;
    app.press(&["s"]);
    // What was said before stands in the log still.
    app.sees(&["B2  Copy the Token Secret ─", "22 characters"])
        .await;
    app.press(&["4", "P"]);
    app.sees(&["Allow personal data of all resources?"]).await;
    app.press(&["enter", "v"]);
    app.sees(&["4 ticked: 4 granted, 4 proven"]).await;
    let state = app.quit().await;
    let matrix = state.scopes.matrix();
    assert_eq!(matrix.with(Finding::WantedMissing).count(), 0);
    for name in state.shared.form.scopes() {
        let row = matrix.row(name).expect("a row");
        assert_eq!((row.granted, row.proven), (Granted::Yes, Proven::Proven));
    }
    for step in [StepId::A2, StepId::A3, StepId::B1, StepId::B2] {
        assert_eq!(state.shared.ledger.of(step).standing, Standing::Verified);
    }
}

#[tokio::test]
async fn a_new_app_leaves_nothing_of_the_old_one_green() {
    let mut app = App::start(&[Scenario::MissingScopes]).await;
    app.press(&["v"]);
    app.sees(&["Press 4 for the fix."]).await;
    app.press(&["4", "a", "enter"]);
    app.sees(&["brings back App Id and Token"]).await;
    app.press(&["s"]);
    app.sees(&["created the app"]).await;
    app.press(&["s"]);
    app.sees(&["authorized"]).await;
    app.press(&["s"]);
    app.sees(&["copied App Id and Token"]).await;
    // The profile is listed as active, and still holds the old app's values.
    app.press(&["v"]);
    app.sees(&["1 to check again (C2)"]).await;
    let state = app.quit().await;
    let evidence = state.shared.ledger.of(StepId::C2);
    assert_eq!(evidence.standing, Standing::Stale, "{}", evidence.line);
    assert!(evidence.line.contains("the old app's values"));
    assert_eq!(state.scopes.verdict().way_out, None);
}

#[tokio::test]
async fn a_new_app_begins_with_empty_fields_and_reopened_steps() {
    let mut app = App::start(&[Scenario::MissingScopes]).await;
    app.press(&["v"]);
    app.sees(&["Press 4 for the fix."]).await;
    app.press(&["4", "a", "enter"]);
    app.sees(&["Create a new app with these"]).await;
    let state = app.quit().await;
    assert_eq!(
        (state.shared.screen, state.setup.step),
        (Screen::Setup, StepId::A2)
    );
    assert!(state.shared.form.value(Input::AppId).is_none());
    assert!(state.shared.form.secret(Input::TokenSecret).is_none());
    for step in [StepId::A2, StepId::A3, StepId::B1, StepId::B2] {
        let evidence = state.shared.ledger.of(step);
        assert!(!evidence.standing.holds(), "{step:?}");
        assert!(
            evidence.line.starts_with("a new app is needed: "),
            "{}",
            evidence.line
        );
    }
    assert_eq!(
        state.scopes.matrix().granted_by,
        None,
        "that was the old app"
    );
}

#[tokio::test]
async fn nothing_is_cleared_where_no_new_app_is_needed() {
    let mut app = App::start(&[]).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    app.press(&["4", "a"]);
    app.sees(&["no new app is needed"]).await;
    let state = app.quit().await;
    assert_eq!(state.shared.screen, Screen::Scopes);
    assert!(state.shared.form.value(Input::AppId).is_some());
}

#[tokio::test]
async fn what_the_chosen_actions_need_is_required_and_ticked() {
    let mut app = App::start(&[]).await;
    app.press(&["4"]);
    app.sees(&["No single actions chosen."]).await;
    app.press(&["c"]);
    app.sees(&["0 of 69 actions, 12 scopes · read from StackOne"])
        .await;
    // In the filter a space is text.
    app.press(&["/"]).type_text("create shift t");
    app.press(&["enter", "space", "/", "ctrl+u"])
        .type_text("get_payroll");
    app.sees(&["stackday guesses from the action's name"]).await;
    app.press(&["enter", "space", "enter"]);
    app.sees(&[
        "2 actions are chosen, 2 scopes are ticked: payroll:read, shifttype:create",
        "2 of 69 actions",
    ])
    .await;
    // Unticked by a slip and taken over again.
    app.press(&["/"]).type_text("shifttype:create");
    app.press(&["enter", "space"]);
    app.sees(&[
        "An action needs it, and it is not ticked.",
        "t tick the 1 needed",
    ])
    .await;
    app.press(&["t"]);
    app.sees(&["Ticked: shifttype:create"]).await;
    app.press(&["esc", "T"]);
    app.sees(&["Unticked, as no chosen action needs it"]).await;
    let state = app.quit().await;
    assert_eq!(
        scope::join(state.shared.form.scopes()),
        "payroll:read shifttype:create"
    );
    assert_eq!(state.shared.required().names(), *state.shared.form.scopes());
}

#[tokio::test]
async fn actions_that_are_no_longer_chosen_leave_their_scopes_ticked() {
    let mut app = App::start(&[]).await;
    app.press(&["4", "c"]);
    app.sees(&["0 of 69 actions"]).await;
    app.press(&["/"]).type_text("create_shift_t");
    app.press(&["enter", "space", "enter"]);
    app.sees(&["shifttype:create"]).await;
    app.press(&["c", "ctrl+x", "/"]).type_text("list_dep");
    app.press(&["enter", "space", "enter"]);
    app.sees(&["1 action is chosen, no scope is added"]).await;
    let state = app.quit().await;
    let row = state
        .scopes
        .matrix()
        .row("shifttype:create")
        .expect("a row");
    assert!(row.wanted && row.findings.contains(&Finding::Unused));
}

#[tokio::test]
async fn personal_data_is_read_only_with_leave() {
    let mut app = App::start(&[]).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    app.press(&["4", "/"]).type_text("employee:read");
    app.press(&["enter"]);
    app.sees(&["not read", "you did not allow that"]).await;
    app.press(&["p"]);
    app.sees(&["Allowed: the next check may read one record of employees"])
        .await;
    app.press(&["v"]);
    app.sees(&["✓ A call that needs it succeeded."]).await;
    // Taken back, what was proven stays proven, and the next look asks no more.
    app.press(&["p"]);
    app.sees(&["Not allowed any more"]).await;
    app.press(&["v"]);
    app.sees(&["you did not allow that"]).await;
    let state = app.quit().await;
    let asked = state.logs.lines(0, usize::MAX);
    let asked = asked.filter(|(_, entry)| entry.text.contains("GET /hr/v1.0/employees"));
    assert_eq!(asked.count(), 1);
    // PersonalDataConsent is no evidence: giving it and taking it back changes none.
    assert_eq!(
        state.shared.ledger.of(StepId::A2).standing,
        Standing::Verified
    );
}

#[tokio::test]
async fn leave_is_refused_where_it_means_nothing() {
    let mut app = App::start(&[]).await;
    app.press(&["4", "/"]).type_text("department:read");
    app.press(&["enter", "p"]);
    app.sees(&["no call that proves this row's resource reads personal data"])
        .await;
    let state = app.quit().await;
    assert_eq!(state.shared.form.consent.resources().count(), 0);
}

#[tokio::test]
async fn the_list_to_tick_copies_as_a_table_and_as_one_line() {
    let mut app = App::start(&[Scenario::MissingScopes]).await;
    let wanted = scope::read(&app.sandbox.ready().scopes.join(" ")).scopes;
    app.press(&["4", "y"]);
    app.sees(&["the table of the boxes to tick sent to the clipboard"])
        .await;
    app.press(&["Y"]);
    app.sees(&["the list of scopes sent to the clipboard"])
        .await;
    assert_eq!(app.copied(), [table(&wanted), scope::join(&wanted)]);
    // Once a new app is needed, its whole list is what is copied.
    app.press(&["v"]);
    app.sees(&["created without this scope"]).await;
    app.press(&["g", "j", "space", "y"]);
    app.sees(&["the table of the boxes"]).await;
    let state = app.quit().await;
    let way_out = state.scopes.new_app().expect("a new app");
    assert_eq!(state.scopes.verdict().tone, Tone::Bad);
    assert_eq!(state.scopes.to_tick(), way_out.scopes);
}

#[tokio::test]
async fn a_refused_key_is_told_where_actions_are_chosen() {
    let mut app = App::start(&[Scenario::BadApiKey]).await;
    app.press(&["4", "c"]);
    app.sees(&["The list could not be read", "Cause", "StackOne"])
        .await;
    app.press(&["esc"]);
    // The scopes are chosen all the same.
    app.press(&["f", "f", "/"]).type_text("department:delete");
    app.press(&["enter", "space"]);
    app.sees(&["in your list"]).await;
    let state = app.quit().await;
    assert!(state.shared.remote.actions_trouble.is_some());
    assert!(state.shared.form.scopes().contains("department:delete"));
}

#[tokio::test]
async fn every_key_is_harmless_while_nothing_is_there() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["4", "space", "enter", "t", "T", "p", "n", "w", "y", "Y"]);
    app.sees(&["no scope is ticked yet"]).await;
    app.press(&["down", "G", "g", "f", "f", "/"])
        .type_text("openid");
    app.press(&["enter", "space"]);
    app.sees(&["it is not ticked"]).await;
    app.press(&["esc", "esc"]);
    app.sees(&[" 1 Setup "]).await;
    let state = app.quit().await;
    assert!(state.shared.form.scopes().is_empty());
}
