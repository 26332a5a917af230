//! `StackOne`'s own guide, from the sandbox to the step's pane.

use stackday::domain::{Input, StepId};
use stackday::sandbox::Scenario;

use super::harness::App;

#[tokio::test]
async fn after_a_verification_each_step_says_that_stackone_s_guide_says_the_same() {
    let mut app = App::sized(&[], 200, 60).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    app.sees(&["it says the same as this checklist"]).await;
    app.press(&["esc", "home"]);
    for (at, title) in ["A1", "A2", "A3", "B1", "B2", "C1", "C2"]
        .iter()
        .enumerate()
    {
        let screen = app
            .sees(&[
                &format!("{title} "),
                "StackOne's own guide says the same (read ",
            ])
            .await;
        assert!(!screen.contains('≠'), "step {at}: {screen}");
        app.press(&["down"]);
    }
    app.sees_no("StackOne's own guide says the same (read")
        .await;
    app.press(&["home", "down", "t"]);
    app.sees(&["StackOne's own text, read ", "enter the redirect URI"])
        .await;
    app.press(&["t"]);
    app.sees_no("StackOne's own text").await;
    app.press(&["i"]);
    app.sees(&["As StackOne serves it: connector 1.2.0", "Its public page"])
        .await;
    app.press(&["esc"]);
    // It is read once, however often one verifies.
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    let state = app.quit().await;
    let lines = state.logs.lines(0, usize::MAX);
    let read = lines.filter(|(_, entry)| entry.text.contains("read StackOne's own guide"));
    assert_eq!(read.count(), 1);
}

#[tokio::test]
async fn another_api_key_forgets_the_guide() {
    let mut app = App::sized(&[], 200, 60).await;
    app.press(&["v"]);
    app.sees(&["it says the same as this checklist"]).await;
    app.press(&["esc", "home", "down", "down", "down", "down", "down"]);
    app.sees(&[
        "C1  Navigate to Connector Profiles ─",
        "says the same (read",
    ])
    .await;
    app.press(&["tab", "bs", "esc"]);
    app.sees_no("says the same (read").await;
    app.press(&["t"]);
    app.sees(&["has not been read yet: verify with an API key"])
        .await;
    let state = app.quit().await;
    assert!(state.shared.form.value(Input::ApiKey).is_some());
}

#[tokio::test]
async fn without_a_working_key_nothing_is_asked_and_the_built_in_steps_stand() {
    for scenario in [Scenario::BadApiKey, Scenario::WeakApiKey] {
        let mut app = App::start(&[scenario]).await;
        app.press(&["v"]);
        app.sees(&["C1  Navigate to Connector Profiles ─", "Cause"])
            .await;
        let state = app.quit().await;
        assert!(state.shared.guide.live.is_none() && state.shared.guide.trouble.is_none());
        let mut lines = state.logs.lines(0, usize::MAX);
        assert!(!lines.any(|(_, entry)| entry.text.contains("own guide")));
    }
}

#[tokio::test]
async fn hostile_text_in_a_guide_ends_in_a_quiet_word_at_most() {
    let mut app = App::start(&[Scenario::HostileText]).await;
    app.press(&["v"]);
    app.sees(&["StackOne's own guide"]).await;
    app.press(&["esc", "home"]);
    for _ in 0..7 {
        app.press(&["t", "down"]);
    }
    app.press(&["i"]);
    let screen = app.sees(&["stackday"]).await;
    assert!(
        screen.chars().all(|c| c == '\n' || !c.is_control()),
        "{screen:?}"
    );
    let state = app.quit().await;
    assert_eq!(state.setup.step, StepId::D1);
}
