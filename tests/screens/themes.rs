//! The themes: chosen with a preview, painted on every cell, and stepped back behind what lies over a screen.

use std::collections::BTreeMap;

use crossterm::event::KeyCode;
use ratatui::style::{Color, Modifier};
use stackday::library::{Changes, KeptUiSettings, UiSettings};
use stackday::tui::message::Message;
use stackday::tui::tasks::TaskKind;
use stackday::tui::theme::Theme;
use stackday::tui::theme::themes::{NamedTheme, Themes};
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::{BesideConnections, Done, LibraryOutcome};

use super::build::*;

fn named(name: &str) -> Theme {
    Themes::new(true).usable(name).expect("a theme")
}

/// The choice of the theme, opened from the palette.
fn choosing(run: Run) -> Run {
    run.keys(":choose a theme").key(KeyCode::Enter)
}

fn in_theme(mut run: Run, name: &str) -> Run {
    run.state.shared.theme = named(name);
    run
}

#[test]
fn the_theme_under_the_cursor_is_shown_at_once_and_esc_brings_the_one_before_back() {
    let run = choosing(Run::filled());
    shot("themes_80", &run.text(80, 24));
    assert_eq!(run.state.shared.theme, named("ansi"), "begins where one is");
    let run = run.keys("j");
    assert_eq!(run.state.shared.theme, named("dark"));
    let run = run.keys("jj");
    assert_eq!(run.state.shared.theme, named("high-contrast"));
    let left = run.key(KeyCode::Esc);
    assert_eq!(left.state.shared.theme, named("ansi"));
    assert!(left.state.shared.layers.is_empty());
}

/// The library was read, and this is what it holds of the screens.
fn read(run: Run, settings: UiSettings) -> Run {
    let beside = BesideConnections {
        ui: Some(KeptUiSettings {
            settings,
            problems: Vec::new(),
            writable: true,
        }),
        ..BesideConnections::default()
    };
    let outcome = LibraryOutcome {
        changes: Changes::default(),
        trouble: None,
        done: Done::Loaded(Box::new(beside)),
    };
    run.ended(TaskKind::Load, TaskOutcome::Library(Box::new(outcome)))
}

fn chosen(name: &str) -> UiSettings {
    UiSettings {
        theme: Some(name.to_owned()),
        ..UiSettings::default()
    }
}

#[test]
fn enter_keeps_the_theme_and_says_for_how_long() {
    let said = |run: Run, words: &str| {
        let run = choosing(run).keys("G").key(KeyCode::Enter);
        assert_eq!(run.state.shared.theme, named("gruvbox"));
        let text = run.text(120, 40);
        assert!(text.contains(words), "{words}: {text}");
    };
    let begun = |env| Run::filled_in(env).send(Message::Begin);
    let nothing = UiSettings::default;
    said(
        read(begun(environment()), nothing()),
        "Theme gruvbox, also at the next start.",
    );
    // The library was not read.
    said(
        begun(environment()),
        "Theme gruvbox until you quit. To keep it, write theme = \"gruvbox\" under [ui]",
    );
    let mut rehearsal = environment();
    (rehearsal.rehearsal, rehearsal.keeps) = (true, false);
    said(
        read(begun(rehearsal), nothing()),
        "Theme gruvbox until you quit. This rehearsal keeps nothing.",
    );
    let mut by_flag = begun(environment());
    by_flag.state.shared.kept_ui.theme_decided_by = Some("--theme");
    said(
        read(by_flag, nothing()),
        "Theme gruvbox until you quit. At the start, --theme decides.",
    );
}

#[test]
fn the_theme_that_was_chosen_last_is_drawn_unless_a_flag_decides() {
    let begun = || in_theme(Run::filled().send(Message::Begin), "light");
    let run = read(begun(), chosen("mocha"));
    assert_eq!(run.state.shared.theme, named("mocha"));
    // The choice begins at it, and Esc leads back to it.
    let run = choosing(run).keys("j").key(KeyCode::Esc);
    assert_eq!(run.state.shared.theme, named("mocha"));
    let mut by_flag = begun();
    by_flag.state.shared.kept_ui.theme_decided_by = Some("--theme");
    let run = read(by_flag, chosen("mocha"));
    assert_eq!(run.state.shared.theme, named("light"));
}

#[test]
fn what_a_person_arranged_before_the_library_was_read_stays() {
    let run = Run::filled().send(Message::Begin).keys("z");
    let settings = UiSettings {
        zoom: Some(false),
        divider: Some(12),
        ..UiSettings::default()
    };
    let run = read(run, settings);
    assert!(run.state.shared.panes.zoomed);
    assert_eq!(run.state.shared.panes.divider(), 12);
}

#[test]
fn the_theme_that_suits_the_terminal_can_be_chosen_again() {
    let mut run = Run::filled().send(Message::Begin);
    run.state.shared.themes.offer_suited(named("light"));
    let run = read(run, chosen("mocha"));
    let run = choosing(run).key(KeyCode::Home).key(KeyCode::Enter);
    assert_eq!(run.state.shared.theme, named("light"));
    let text = run.text(120, 40);
    assert!(
        text.contains("Theme auto, also at the next start."),
        "{text}"
    );
}

#[test]
fn a_theme_that_cannot_be_used_says_why_and_is_not_taken() {
    let mut run = Run::filled();
    let mut themes = Themes::new(false);
    themes.add(NamedTheme {
        name: "sea".into(),
        about: "a theme of your own".into(),
        theme: Err("sea.toml:1:7: bad: a colour was expected".into()),
    });
    run.state.shared.themes = themes;
    let run = choosing(run).keys("G");
    assert_eq!(run.state.shared.theme, named("ansi"));
    let run = run.key(KeyCode::Enter);
    assert!(run.text(120, 40).contains("✗ sea.toml:1:7: bad"));
    assert!(!run.state.shared.layers.is_empty(), "the choice stays open");
    let run = run.keys("k").key(KeyCode::Enter);
    assert_eq!(run.state.shared.theme, named("ansi"), "no RGB, no gruvbox");
    assert!(run.text(120, 40).contains("shows no RGB"));
}

#[test]
fn a_theme_with_colours_of_its_own_paints_every_cell() {
    let theme = Theme::of_colors(&BTreeMap::from([
        ("bg", (1, 1, 1)),
        ("surface", (2, 2, 2)),
        ("text", (250, 250, 250)),
    ]));
    let mut run = Run::filled().log(lines());
    run.state.shared.theme = theme;
    let ground = Color::Rgb(1, 1, 1);
    for keys in ["", "2", "4", "5"] {
        let shown = run.keys(keys).buffer(120, 40);
        assert!(
            shown
                .content
                .iter()
                .all(|cell| cell.bg != Color::Reset && cell.fg != Color::Reset)
        );
        assert_eq!(shown[(119, 20)].bg, ground);
        run = Run::filled().log(lines());
        run.state.shared.theme = theme;
    }
    let shown = run.keys("?").buffer(120, 40);
    assert_eq!(shown[(60, 20)].bg, Color::Rgb(2, 2, 2), "the help");
    assert_eq!(shown[(2, 20)].bg, ground, "beside the help");
}

#[test]
fn behind_a_layer_the_screen_steps_back_and_the_header_stays() {
    for name in ["ansi", "dark", "mono"] {
        let run = in_theme(Run::filled().all_verified(), name);
        let before = run.buffer(120, 40);
        let run = run.send(Message::Resize(120, 40)).keys(":");
        let behind = run.buffer(120, 40);
        let header = |buffer: &ratatui::buffer::Buffer| buffer.content[..120].to_vec();
        assert_eq!(header(&before), header(&behind), "{name}");
        let list = |buffer: &ratatui::buffer::Buffer| {
            let rows = 1..36;
            let cells = rows.flat_map(|y| (0..18).map(move |x| (x, y)));
            let cells = cells.map(|at| buffer[at].clone());
            cells.collect::<Vec<_>>()
        };
        let (shown, stepped) = (list(&before), list(&behind));
        let words = |cells: &[ratatui::buffer::Cell]| -> String {
            cells.iter().map(ratatui::buffer::Cell::symbol).collect()
        };
        assert_eq!(words(&shown), words(&stepped), "{name}");
        assert!(
            stepped
                .iter()
                .all(|cell| cell.modifier == Modifier::empty()),
            "{name}"
        );
        let is_text = |cell: &&ratatui::buffer::Cell| {
            let symbol = cell.symbol();
            symbol != " " && !symbol.starts_with(|c| ('─'..='╿').contains(&c))
        };
        let mut colors: Vec<_> = stepped.iter().filter(is_text).map(|cell| cell.fg).collect();
        colors.dedup();
        assert_eq!(colors.len(), 1, "{name}: one quiet colour");
    }
}

#[test]
fn a_question_that_cannot_be_taken_back_looks_like_it() {
    let prompt = stackday::tui::overlays::prompt::Prompt::new(
        stackday::tui::overlays::prompt::PromptKind::Remove(Vec::new()),
        "Delete 4?",
        "Type",
    );
    let mut run = Run::filled();
    run.state
        .shared
        .layers
        .open(stackday::tui::layers::Overlay::prompt(prompt));
    let shown = run.text(80, 24);
    let title = shown.lines().find(|line| line.contains("Delete 4?"));
    let title = title.expect("the question");
    assert!(title.contains("┏") && title.contains(" LIVE "), "{title}");
}
