//! How a person has arranged the screens is there again at the next start.

use std::fs;

use stackday::library::{UiSetting, UiSettings};

use super::harness::{App, Shelf, sandbox};

/// What the frame says that is not zoomed.
const LOG_PANE: &str = "5 opens Logs";

#[tokio::test]
async fn the_screens_are_arranged_again_as_they_were_left() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["ctrl+right", "ctrl+right", "z", "5", "W"]);
    app.sees(&["cut lines"]).await;
    app.press(&[":"]).type_text("choose a theme");
    app.press(&["enter"]);
    app.sees(&["7 themes"]).await;
    app.press(&["end", "enter"]);
    app.sees(&["Theme gruvbox, also at the next start."]).await;
    // What was changed in the last moment is written before the program ends.
    let (before, sandbox) = app.leaves().await;

    let mut app = App::keeping(sandbox, &shelf);
    app.sees_no(LOG_PANE).await;
    let after = app.quit().await;
    assert!(after.shared.panes.zoomed && after.logs.layout.wraps);
    assert_eq!(after.shared.panes.divider(), 8);
    assert_eq!(after.shared.theme, before.shared.theme);
    assert_eq!(
        after.shared.theme,
        after.shared.themes.usable("gruvbox").expect("a theme")
    );
}

#[tokio::test]
async fn where_nothing_can_be_kept_it_holds_for_this_run_and_fails_nothing() {
    let shelf = Shelf::new();
    // In the place of the database there is a folder.
    fs::create_dir(shelf.library().file()).expect("a folder");
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Next  "]).await;
    app.press(&["z"]);
    app.sees_no(LOG_PANE).await;
    let state = app.quit().await;
    assert!(state.shared.panes.zoomed);
    assert_eq!(state.shared.failed_writes, [""; 0]);
}

#[tokio::test]
async fn a_theme_that_is_gone_and_a_value_that_is_none_are_told_in_the_log() {
    let shelf = Shelf::new();
    let mut settings = UiSettings::default();
    settings.set(UiSetting::Theme("sea".to_owned()));
    settings.set(UiSetting::Divider(i16::MAX));
    shelf.library().keep_ui_settings(&settings).expect("kept");
    let database = rusqlite::Connection::open(shelf.library().file()).expect("opened");
    database
        .execute(
            "INSERT INTO ui_setting (key, value) VALUES ('pane.zoom', 'half')",
            [],
        )
        .expect("written");
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.press(&["5"]);
    app.sees(&[
        "The theme that was chosen last is not used: no theme is called sea",
        "The library's setting pane.zoom is not used: “half” is not true or false.",
    ])
    .await;
    let state = app.quit().await;
    assert_eq!(state.shared.panes.divider(), 60);
    // Nothing of that was a choice of a person's: it is as it was.
    let kept = shelf.library().ui_settings().expect("read");
    assert_eq!(kept.settings, settings);
}
