//! Every size, every screen: something is drawn, nothing panics, no secret slips through.

use crossterm::event::KeyCode;
use proptest::prelude::*;
use stackday::http::Listed;
use stackday::secret::Secret;
use stackday::tui::message::Message;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::Progress;

use super::build::*;

fn everything() -> Vec<Run> {
    let mut ascii = environment();
    ascii.ascii = true;
    ascii.rehearsal = true;
    ascii.read_only = true;
    ascii.profile = Some("a connection with quite a long name, ÆØÅ 日本語".into());
    let listed = |run: Run| {
        let profiles = Listed::whole((0..300).map(profile).collect());
        run.keys("2")
            .ended(TaskKind::Profiles, TaskOutcome::Profiles(profiles))
    };
    let mut refused = Run::filled().log(lines()).verify();
    let evidence = refused.failed(refused_token());
    refused = refused.checked(stackday::domain::CheckId::Token, evidence);
    let mut runs = vec![
        Run::fresh(),
        Run::filled_in(ascii).log(lines()).all_verified(),
        Run::filled()
            .verify()
            .progress(TaskKind::Verify, Progress::NewToken(Secret::new(NEW_TOKEN))),
        Run::filled().link(),
        refused,
        listed(Run::filled()).key(KeyCode::Tab).keys("/Plan"),
        listed(Run::fresh().step(5).tabs(1).keys(API_KEY).key(KeyCode::Esc)),
        Run::fresh().keys("2"),
        Run::fresh().keys("5"),
        Run::filled().log(lines()).keys("5/to"),
        Run::filled().log(lines()).keys("5k").key(KeyCode::Enter),
        Run::filled()
            .log(lines())
            .keys("5")
            .key(KeyCode::Enter)
            .keys("G"),
        Run::filled().keys("?").key(KeyCode::End),
        Run::filled().step(1).tabs(1).tabs(2).key(KeyCode::Enter),
        Run::filled().verify().keys("q"),
    ];
    for at in 0..11 {
        for tabs in 0..7 {
            runs.push(Run::filled().step(at).tabs(tabs));
        }
    }
    // A comparison that is longer than a small window, with unseen and wide characters in it.
    for typed in [
        " http://api.stackone.com/\u{200b}connect/pl\u{430}nday/callback/",
        "ｈｔｔｐｓ://日本語.example/\u{1b}[31m\u{202e}",
    ] {
        let paste = Message::Paste(Secret::new(typed));
        runs.push(Run::filled().step(1).tabs(6).send(paste));
    }
    for at in 0..7 {
        for tabs in 0..7 {
            runs.push(Run::filled().guided(true).step(at).tabs(tabs));
        }
    }
    runs.push(Run::filled().guided(true).keys("iG"));
    runs.extend(super::scopes::everything());
    runs.extend(super::profiles::everything());
    runs.extend(super::accounts::everything());
    runs
}

/// All of it, also with the divider as far to the left and to the right as it goes.
fn wherever_the_divider_is() -> Vec<Run> {
    let mut runs = everything();
    for steps in [-15, 15] {
        let moved = everything().into_iter().map(|mut run| {
            run.state.shared.panes.move_divider(steps);
            run
        });
        runs.extend(moved);
    }
    runs
}

#[test]
fn every_screen_at_the_usual_sizes() {
    for run in wherever_the_divider_is() {
        for (columns, rows) in [(60, 16), (80, 24), (100, 30), (120, 40), (200, 60)] {
            assert!(!run.text(columns, rows).trim().is_empty());
        }
    }
}

#[test]
fn the_fields_of_a_step_are_in_sight_even_in_the_smallest_window() {
    for run in everything().split_off(15) {
        let text = run.text(60, 16);
        let Some(item) = run.state.setup.item(&run.state.shared) else {
            continue;
        };
        assert!(text.contains('▌'), "{item:?} is out of sight:\n{text}");
        // The step has the whole window: no other row has a mark.
        let marked: Vec<_> = text.lines().filter(|line| line.contains("▌ ")).collect();
        assert_eq!(marked.len(), 1, "{item:?} is out of sight:\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_panics_at_any_size(columns in 1_u16..=200, rows in 1_u16..=60, which in 0_usize..1_000) {
        thread_local! {
            static RUNS: Vec<Run> = wherever_the_divider_is();
        }
        let text = RUNS.with(|runs| runs[which % runs.len()].text(columns, rows));
        if columns < 60 || rows < 16 {
            prop_assert!(!text.contains("LIVE") && !text.contains("SANDBOX"));
        }
    }
}
