//! How the screens are arranged: each key by itself, the last writer of it wins.

use stackday::library::{UiSetting, UiSettings};

use crate::support::{Home, names_of};

fn settings(made: &[UiSetting]) -> UiSettings {
    let mut settings = UiSettings::default();
    for setting in made {
        settings.set(setting.clone());
    }
    settings
}

fn kept(home: &Home) -> UiSettings {
    home.library.ui_settings().expect("read").settings
}

#[test]
fn every_setting_comes_back_and_of_two_programs_the_last_one_wins_key_by_key() {
    let home = Home::new();
    let nothing = home.library.ui_settings().expect("read");
    assert!(nothing.settings.is_empty() && nothing.writable);
    assert!(!home.library.file().exists(), "reading makes no library");
    let first = settings(&[
        UiSetting::Zoom(true),
        UiSetting::Divider(-12),
        UiSetting::Theme("gruvbox".to_owned()),
        UiSetting::LogWrap(true),
        UiSetting::Mouse(false),
    ]);
    home.library.keep_ui_settings(&first).expect("kept");
    assert_eq!(kept(&home), first);
    let second = settings(&[UiSetting::Zoom(false), UiSetting::Mouse(true)]);
    home.another().keep_ui_settings(&second).expect("kept");
    assert_eq!(
        kept(&home),
        UiSettings {
            zoom: Some(false),
            mouse: Some(true),
            ..first
        }
    );
}

#[test]
fn a_key_of_a_newer_stackday_stays_and_a_value_that_is_none_is_named() {
    let home = Home::with(&["One"]);
    home.database()
        .execute_batch(
            "INSERT INTO ui_setting (key, value) VALUES
                 ('pane.zoom', 'sideways'), ('pane.divider', '99999'), ('ui.theme', ''), ('logs.wrap', 'true'),
                 ('ui.hologram', 'on');",
        )
        .expect("written");
    let read = home.library.ui_settings().expect("read");
    assert_eq!(read.settings, settings(&[UiSetting::LogWrap(true)]));
    assert_eq!(
        read.problems,
        [
            "The library's setting pane.divider is not used: “99999” is not a number of columns.",
            "The library's setting pane.zoom is not used: “sideways” is not true or false.",
            "The library's setting ui.theme is not used: “” is not the name of a theme.",
        ]
    );
    let fixed = settings(&[UiSetting::Zoom(true)]);
    home.library.keep_ui_settings(&fixed).expect("kept");
    home.close();
    let unknown: String = home
        .database()
        .query_row(
            "SELECT value FROM ui_setting WHERE key = 'ui.hologram'",
            [],
            |row| row.get(0),
        )
        .expect("there");
    assert_eq!(unknown, "on");
    assert_eq!(kept(&home).zoom, Some(true));
}

#[test]
fn a_library_of_before_has_none_and_takes_them() {
    let home = Home::with(&["One"]);
    home.first_version();
    assert!(kept(&home).is_empty());
    assert_eq!(names_of(&home.library), ["One"]);
    let zoomed = settings(&[UiSetting::Zoom(true)]);
    home.library.keep_ui_settings(&zoomed).expect("kept");
    assert_eq!(kept(&home), zoomed);
}

#[test]
fn a_library_of_a_newer_stackday_shows_them_and_takes_none() {
    let home = Home::with(&["One"]);
    let wraps = settings(&[UiSetting::LogWrap(true)]);
    home.library.keep_ui_settings(&wraps).expect("kept");
    home.close();
    home.database()
        .pragma_update(None, "user_version", 99)
        .expect("written");
    let read = home.library.ui_settings().expect("read");
    assert_eq!((read.settings, read.writable), (wraps, false));
    let zoomed = settings(&[UiSetting::Zoom(true)]);
    home.library.keep_ui_settings(&zoomed).expect_err("newer");
}
