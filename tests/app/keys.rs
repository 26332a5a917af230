//! Keys, pastes and the clipboard, as a person meets them.

use stackday::domain::{Input, StepId, text};
use stackday::guide::REDIRECT_URI;
use stackday::http::DoorOptions;
use stackday::sandbox::Scenario;
use stackday::tui::layers::Overlay;
use stackday::tui::screens::setup::Focus;

use super::harness::App;

#[tokio::test]
async fn letters_belong_to_the_field_that_is_typed_in() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["down", "down", "down", "enter"]);
    app.sees(&["Copy the Application ID"]).await;
    app.type_text("qvsx?125");
    app.sees(&["qvsx?125"]).await;
    app.press(&["esc"]);
    app.sees(&["✗ An App Id has 32"]).await;
    let state = app.quit().await;
    assert_eq!(
        state.shared.form.value(Input::AppId).as_deref(),
        Some("qvsx?125"),
        "nothing typed is lost"
    );
}

#[tokio::test]
async fn a_pasted_line_break_never_acts() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["down", "down", "down", "down", "enter"]);
    app.paste("Bearer VxLtcy_OWkWoPKqs4uFhTg\n");
    app.press(&["tab"]);
    let screen = app.sees(&["removed"]).await;
    assert!(!screen.contains("VxLtcy"), "the Token is masked: {screen}");
    let state = app.quit().await;
    assert_eq!(
        state.shared.form.value(Input::TokenSecret).as_deref(),
        Some("VxLtcy_OWkWoPKqs4uFhTg")
    );
    assert_eq!(state.setup.step, StepId::B2);
}

/// Characters that turn text round or hide in it.
const UNSEEN: &str = "a\u{202e}b\u{200b}c\u{2066}d\u{200d}";

#[tokio::test]
async fn what_cannot_be_seen_is_left_out_of_every_filter() {
    for keys in [&["4", "c", "/"][..], &["4", "/"], &["2", "/"], &["5", "/"]] {
        let mut app = App::start(&[]).await;
        app.press(keys);
        if keys.contains(&"c") {
            app.sees(&["0 of 69 actions"]).await;
            app.paste(UNSEEN);
        } else {
            // The others take no paste.
            app.type_text(UNSEEN);
        }
        app.type_text("\u{200d}e\u{202e}");
        let screen = app.sees(&["abcde"]).await;
        let unseen: Vec<char> = screen.chars().filter(|c| text::is_invisible(*c)).collect();
        assert!(unseen.is_empty(), "{keys:?}: {unseen:?}");
        app.quit().await;
    }
}

#[tokio::test]
async fn what_cannot_be_seen_is_left_out_of_a_field() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["down", "down", "down", "enter"]);
    app.paste(UNSEEN).type_text("\u{200d}e");
    let screen = app.sees(&["abcde"]).await;
    assert!(!screen.contains(text::is_invisible), "{screen}");
    app.press(&["ctrl+c"]);
    app.quit().await;
}

#[tokio::test]
async fn every_letter_of_a_burst_arrives_in_its_order() {
    let app = App::start(&[Scenario::Fresh]).await;
    app.press(&["tab"]);
    // Far more than are drawn at one go.
    let burst: String = ('a'..='z').cycle().take(1_500).collect();
    app.type_text(&burst).press(&["ctrl+c"]);
    let state = app.ends().await;
    assert!(
        state
            .shared
            .form
            .field(Input::Portal)
            .text()
            .ends_with(&burst)
    );
}

#[tokio::test]
async fn a_paste_over_a_whole_value_replaces_it() {
    let mut app = App::start(&[]).await;
    app.press(&["down", "down", "down", "down", "tab"]);
    app.paste("VxLtcy_OWkWoPKqs4uFhTg");
    app.sees(&["paste replaced", "22 characters"]).await;
    app.press(&["esc"]);
    let state = app.quit().await;
    assert_eq!(
        state.shared.form.value(Input::TokenSecret).as_deref(),
        Some("VxLtcy_OWkWoPKqs4uFhTg")
    );
}

#[tokio::test]
async fn a_secret_is_shown_on_request_and_hidden_when_left() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["down", "down", "down", "down", "enter"])
        .type_text("VxLtcy_OWkWoPKqs4uFhTg");
    app.press(&["ctrl+r"]);
    app.sees(&["VxLtcy_OWkWoPKqs4uFhTg"]).await;
    app.press(&["tab"]);
    app.sees_no("VxLtcy").await;
    app.quit().await;
}

#[tokio::test]
async fn swapped_values_are_told_at_the_field() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["down", "down", "down", "enter"])
        .paste("VxLtcy_OWkWoPKqs4uFhTg");
    app.press(&["enter"]);
    app.sees(&["This looks like a Planday Token", "move it to Token Secret"])
        .await;
    app.press(&["e"])
        .paste("f2370889-3ffe-46b6-83e7-1a20f5a20d2f");
    app.press(&["enter"]);
    app.sees(&["the example from the documents"]).await;
    app.quit().await;
}

#[tokio::test]
async fn what_a_web_page_asks_for_copies_with_one_key() {
    let mut app = App::start(&[]).await;
    app.press(&["down", "tab", "tab", "tab", "tab", "tab", "y"]);
    app.sees(&["Redirect URI sent to the clipboard"]).await;
    assert_eq!(app.copied(), [REDIRECT_URI]);
    app.press(&["backtab", "enter"]);
    app.sees(&["Scope list sent to the clipboard"]).await;
    assert_eq!(
        app.copied()[1].split(' ').count(),
        app.sandbox.ready().scopes.len()
    );
    app.quit().await;
}

#[tokio::test]
async fn a_page_shows_its_address_where_no_browser_is() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    let portal = app.sandbox.ready().portal_url.clone();
    app.press(&["o"]);
    app.sees(&["no browser here", &portal]).await;
    assert_eq!(app.opened(), [format!("{portal}/")]);
    app.quit().await;
}

#[tokio::test]
async fn quitting_asks_only_if_something_would_be_lost() {
    // What the run began with comes back with the next one.
    let app = App::start(&[]).await;
    app.press(&["q"]);
    app.ends().await;
    // This run has nowhere to keep what is typed.
    let mut app = App::start(&[]).await;
    app.press(&["j", "tab", "x", "esc", "q"]);
    app.sees(&["Quit"]).await;
    app.press(&["n"]);
    app.press(&["q", "y"]);
    app.ends().await;
    let app = App::start(&[Scenario::Fresh]).await;
    app.press(&["q"]);
    app.ends().await;
}

#[tokio::test]
async fn the_help_opens_and_closes() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    app.press(&["?"]);
    app.sees(&["Shift-Tab"]).await;
    app.press(&["esc"]);
    app.sees_no("Shift-Tab").await;
    let state = app.quit().await;
    assert!(
        state.shared.layers.is_empty() && !matches!(state.shared.layers.top(), Some(Overlay::Quit))
    );
}

#[tokio::test]
async fn tab_goes_round_through_fields_and_panes() {
    let mut app = App::start(&[Scenario::Fresh]).await;
    // A1 has a field and a button; then the log; then the steps again.
    app.press(&["tab", "tab", "tab", "tab"]);
    app.sees(&["open this step"]).await;
    app.press(&["backtab"]);
    app.sees(&["open in Logs"]).await;
    let state = app.quit().await;
    assert_eq!(state.setup.focus, Focus::Log);
}

#[tokio::test]
async fn read_only_mode_verifies_and_refuses_the_link() {
    let door = DoorOptions {
        read_only: true,
        ..DoorOptions::default()
    };
    let mut app = App::with(&[], 120, 40, door).await;
    app.press(&["v"]);
    app.sees(&["Verified ", "read-only"]).await;
    app.press(&["enter"]).type_text("acme-1");
    app.press(&["enter"]).type_text("Acme");
    app.press(&["enter", "enter"]);
    app.sees(&["Read-only mode refused"]).await;
    let state = app.quit().await;
    assert!(state.shared.remote.link.is_none());
}

#[tokio::test]
async fn an_edited_value_takes_its_evidence_away() {
    let mut app = App::start(&[]).await;
    app.press(&["v"]);
    app.sees(&["Verified "]).await;
    app.press(&["home", "down", "down", "down", "down", "tab", "bs", "esc"]);
    app.sees(&["value changed", "Changed since the last"]).await;
    let state = app.quit().await;
    assert!(!state.shared.ledger.of(StepId::B2).standing.holds());
    assert!(
        state.shared.ledger.of(StepId::C1).standing.holds(),
        "what rests on another value stays"
    );
}

#[tokio::test]
async fn the_smallest_terminal_says_what_it_needs() {
    let mut app = App::sized(&[Scenario::Fresh], 50, 12).await;
    app.sees(&["Needs 60x16, this is 50x12"]).await;
    app.quit().await;
}
