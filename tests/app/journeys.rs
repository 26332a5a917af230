//! Whole journeys: from nothing to a proven account, and what goes wrong on the way.

use stackday::domain::{Standing, StepId};
use stackday::sandbox::Scenario;
use stackday::tui::screen::Screen;

use super::harness::App;

/// Goes from A1 to B2 with somebody who does the clicks; the scopes are chosen in the list.
pub async fn up_to_the_token(app: &mut App) {
    app.sees(&["Access API Settings", "SANDBOX"]).await;
    app.press(&["s"]);
    app.sees(&["opened the page", "Create New Application"])
        .await;
    app.press(&["tab", "tab", "enter"]);
    app.sees(&["Read the staff list"]).await;
    app.press(&["space", "enter", "esc"]);
    app.sees(&["4 scopes"]).await;
    app.press(&["s"]);
    app.sees(&["created the app"]).await;
    app.press(&["s"]);
    app.sees(&["authorized"]).await;
    app.press(&["s"]);
    app.sees(&["copied App Id and Token"]).await;
}

#[tokio::test]
async fn from_nothing_to_a_proven_account() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    up_to_the_token(&mut app).await;
    app.press(&["v"]);
    app.sees(&["4 of 4 granted", "Verified "]).await;
    app.press(&["s"]);
    app.sees(&["created the key"]).await;
    app.press(&["v"]);
    app.sees(&[
        "C2  Create New Connector Profile ─",
        "StackOne lists no connector",
    ])
    .await;
    app.press(&["s"]);
    app.sees(&["Connector profile “Planday” is there"]).await;
    app.press(&["enter"]).type_text("acme-1");
    app.press(&["enter"]).type_text("Acme A/S");
    app.press(&["enter", "enter"]);
    app.sees(&["Waiting until Acme A/S opens the link."]).await;
    app.press(&["esc", "s"]);
    app.sees(&["is active and has answered one real read"])
        .await;
    let state = app.quit().await;
    for step in StepId::ALL {
        let evidence = state.shared.ledger.of(step);
        assert!(
            matches!(evidence.standing, Standing::Verified | Standing::Observed),
            "{step:?} is {:?}: {}",
            evidence.standing,
            evidence.line
        );
        assert!(evidence.at.is_some(), "{step:?} carries its time");
    }
    assert!(state.shared.tasks.running.is_empty());
}

#[tokio::test]
async fn a_missing_scope_names_itself_and_the_way_out() {
    let mut app = App::start(&[Scenario::Fresh, Scenario::MissingScopes]).await;
    up_to_the_token(&mut app).await;
    app.press(&["v"]);
    let screen = app.sees(&["1 of 4 wanted scopes missing"]).await;
    assert!(screen.contains("employeetype:read"), "{screen}");
    let screen = app.sees(&["Create a new app with all the wanted"]).await;
    assert!(!screen.contains("all 11 steps"), "{screen}");
    let state = app.quit().await;
    assert_eq!(
        state.shared.ledger.of(StepId::A2).standing,
        Standing::Failed
    );
    assert_eq!(
        state.setup.step,
        StepId::A2,
        "the step that has to be done anew is shown"
    );
}

#[tokio::test]
async fn a_wrong_token_is_told_at_its_step_and_mended_by_copying_again() {
    let mut app = App::start(&[Scenario::Fresh, Scenario::WrongToken]).await;
    up_to_the_token(&mut app).await;
    app.press(&["v"]);
    app.sees(&["Cause", "Planday identity", "invalid_grant"])
        .await;
    // Authorising again gives another Token.
    app.press(&["esc", "home", "down", "down"]);
    app.sees(&["A3  Authorize the Application ─"]).await;
    app.press(&["s"]);
    app.sees(&["B2  Copy the Token Secret ─", "21 characters"])
        .await;
    app.press(&["s"]);
    app.sees_no("it may not be").await;
    app.press(&["v"]);
    app.sees(&["4 of 4 granted"]).await;
    app.quit().await;
}

#[tokio::test]
async fn a_renewed_token_replaces_the_old_one_and_is_told_loudly() {
    let mut app = App::start(&[Scenario::Fresh, Scenario::RotatingToken]).await;
    up_to_the_token(&mut app).await;
    app.press(&["v"]);
    app.sees(&["NEW Token", "Verified "]).await;
    // The old one is dead by now: only the new one verifies again.
    app.press(&["v"]);
    app.sees(&["2 times in this run", "Verified "]).await;
    let state = app.quit().await;
    assert_eq!(
        state.shared.ledger.of(StepId::B2).standing,
        Standing::Verified
    );
}

#[tokio::test]
async fn a_slow_server_delays_no_key_and_a_verification_can_be_cancelled() {
    let mut app = App::start(&[Scenario::Slow]).await;
    app.press(&["v"]);
    app.sees(&["verifying"]).await;
    // While it hangs, the screens answer.
    app.press(&["5"]);
    app.sees(&["Logs"]).await;
    app.press(&["1", "x"]);
    app.sees(&["Cancelled: verifying"]).await;
    let state = app.quit().await;
    assert_eq!(
        state.shared.ledger.proven(state.shared.now),
        0,
        "nothing is green that was not reached"
    );
}

#[tokio::test]
async fn a_rate_limit_is_told_with_its_countdown() {
    let mut app = App::start(&[Scenario::RateLimited]).await;
    app.press(&["v"]);
    app.sees(&["asks to wait"]).await;
    app.quit().await;
}

#[tokio::test]
async fn profiles_are_listed_filtered_and_told_apart() {
    let mut app = App::start(&[]).await;
    app.press(&["2"]);
    app.sees(&["this run", "This run"]).await;
    app.press(&["tab"]);
    app.sees(&["OAuth 2.0"]).await;
    app.press(&["/"]).type_text("no such profile");
    app.sees(&["no such profile"]).await;
    app.press(&["esc", "esc"]);
    let state = app.quit().await;
    assert_eq!(state.shared.screen, Screen::Setup);
}

#[tokio::test]
async fn the_profiles_for_planday_are_found_among_ten_thousand() {
    let mut app = App::start(&[Scenario::Many]).await;
    app.press(&["2", "tab"]);
    app.sees(&["Connector profile", "OAuth 2.0"]).await;
    app.press(&["end"]);
    let state = app.quit().await;
    assert!(
        state.shared.remote.profiles.len() > 1,
        "the several for Planday, of all of them"
    );
    assert_eq!(state.profiles.selected, state.profiles.rows().len() - 1);
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let mut app = App::start(&[Scenario::HostileText]).await;
    app.press(&["v"]);
    app.sees_no("verifying").await;
    for digit in ["2", "5", "1"] {
        app.press(&[digit]);
        let screen = app.sees(&["stackday"]).await;
        assert!(
            screen.chars().all(|c| c == '\n' || !c.is_control()),
            "{screen:?}"
        );
    }
    app.quit().await;
}

#[tokio::test]
async fn a_link_that_fails_says_who_refused() {
    let mut app = App::start(&[Scenario::LinkFails]).await;
    link_the_ready_account(&mut app).await;
    app.sees(&["Planday refused to connect"]).await;
    let state = app.quit().await;
    assert_eq!(
        state.shared.ledger.of(StepId::D2).standing,
        Standing::Failed
    );
    assert!(!state.shared.ledger.of(StepId::D3).standing.holds());
}

#[tokio::test]
async fn an_attempt_that_expired_leaves_the_link_to_another_one() {
    let mut app = App::start(&[Scenario::LinkExpires]).await;
    link_the_ready_account(&mut app).await;
    app.sees(&["An attempt has expired."]).await;
    app.quit().await;
}

/// From a connection that is complete up to C2: verifies it, makes the link and has it opened.
async fn link_the_ready_account(app: &mut App) {
    make_a_link(app).await;
    app.press(&["esc", "s"]);
}

/// From a connection that is complete up to C2: verifies it and makes the link. Returns the screen.
async fn make_a_link(app: &mut App) -> String {
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    app.press(&["esc", "enter"]).type_text("acme-1");
    app.press(&["enter"]).type_text("Acme A/S");
    app.press(&["enter", "enter"]);
    app.sees(&["Waiting until Acme A/S opens the link."]).await
}

#[tokio::test]
async fn a_look_that_was_cancelled_is_taken_up_again_without_another_link() {
    let mut app = App::start(&[]).await;
    make_a_link(&mut app).await;
    app.press(&["esc", "x"]);
    app.sees(&["Cancelled: linking"]).await;
    // The customer agrees while nobody looks.
    app.press(&["s"]);
    app.sees(&["connected, account"]).await;
    app.press(&["enter", "enter"]);
    app.sees(&["is active and has answered one real read"])
        .await;
    let state = app.quit().await;
    assert_eq!(
        state.shared.ledger.of(StepId::D4).standing,
        Standing::Verified
    );
    let sessions = state.logs.lines(0, usize::MAX);
    let made = sessions.filter(|(_, entry)| entry.text.contains("POST /connect_sessions"));
    assert_eq!(made.count(), 1, "one link for one customer");
}

#[tokio::test]
async fn the_auth_link_is_hidden_until_it_is_asked_for() {
    let mut app = App::start(&[]).await;
    let screen = make_a_link(&mut app).await;
    assert!(!screen.contains("token="), "{screen}");
    app.press(&["esc", "ctrl+r"]);
    app.sees(&["token="]).await;
    app.press(&["up"]);
    app.sees_no("token=").await;
    app.quit().await;
}

#[tokio::test]
async fn a_renewed_token_takes_the_green_from_the_profile_that_holds_the_old_one() {
    let mut app = App::start(&[Scenario::RotatingToken]).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    app.press(&["v"]);
    app.sees(&["2 times in this run", "1 to check again (C2)"])
        .await;
    let state = app.quit().await;
    let evidence = state.shared.ledger.of(StepId::C2);
    assert_eq!(evidence.standing, Standing::Stale, "{}", evidence.line);
}
