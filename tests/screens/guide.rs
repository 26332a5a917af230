//! `StackOne`'s own guide beside the built-in steps.

use crossterm::event::KeyCode;
use ratatui::style::Modifier;
use stackday::domain::StepId;
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::tasks::TaskKind;
use stackday::tui::update;
use stackday::tui::worker::{Job, TaskEvent, TaskOutcome};

use super::build::*;

/// The step's pane: what stands to the right of the checklist.
fn pane(run: &Run) -> String {
    let text = run.text(200, 60);
    // Below them stand other panels.
    let rows = text
        .lines()
        .take(21)
        .filter_map(|line| line.split_once("││"));
    let words: Vec<&str> = rows
        .flat_map(|(_, pane)| pane.trim_end_matches('│').split_whitespace())
        .collect();
    words.join(" ")
}

const NEW_URI: &str = "https://api.stackone.com/connect/oauth2/planday/v2/callback";

#[test]
fn a_step_that_differs() {
    let run = Run::filled().guided(true).step(1);
    shot("guide_differs_120", &run.text(120, 40));
    shot("guide_differs_80", &run.text(80, 24));
    let run = Run::filled().guided(true).step(2);
    shot("guide_one_more_80", &run.text(80, 24));
}

#[test]
fn the_guide_in_full() {
    let run = Run::filled().guided(true).keys("i");
    shot("guide_full_120", &run.text(120, 40));
    let run = run.send(Message::Resize(80, 24)).key(KeyCode::End);
    let text = run.text(80, 24);
    assert!(text.contains("Press Create profile."), "{text}");
    assert!(run.key(KeyCode::Esc).state.shared.layers.is_empty());
}

#[test]
fn a_step_that_says_the_same_keeps_the_built_in_text_and_says_so() {
    let run = Run::filled().guided(false).step(1);
    let shown = pane(&run);
    assert!(
        shown.contains("StackOne's own guide says the same (read 14:03:00)"),
        "{shown}"
    );
    assert!(
        shown.contains("name it StackOne Integration") && !shown.contains('≠'),
        "{shown}"
    );
    let linking = Run::filled().guided(true).step(7);
    assert!(
        !pane(&linking).contains("own guide"),
        "linking is not part of it"
    );
}

#[test]
fn one_key_switches_between_the_two_texts() {
    let run = Run::filled().guided(true).step(1);
    let theirs = pane(&run);
    assert!(
        theirs.contains("StackOne's own text, read 14:03:00"),
        "{theirs}"
    );
    assert!(theirs.contains("Press New App"), "{theirs}");
    let run = run.keys("t");
    let ours = pane(&run);
    assert!(
        ours.contains("Press Create App, top right") && !ours.contains("own text"),
        "{ours}"
    );
    assert!(
        ours.contains("StackOne's guide says New App here; this checklist says Create App."),
        "the difference stays: {ours}"
    );
    assert_eq!(pane(&run.keys("t")), theirs);
    // A text that was asked for is there in a small window, too.
    let run = Run::filled().guided(true).step(0).keys("t");
    let small = run.text(80, 24);
    assert!(
        small.contains("Open Settings, then API Access under"),
        "{small}"
    );
    // A step that says the same can be read in StackOne's words.
    let run = Run::filled().guided(true).step(3).keys("t");
    assert!(pane(&run).contains("It is called App Id."));
}

#[test]
fn what_a_server_sends_is_no_template() {
    let shown = pane(&Run::filled().guided(true).step(1));
    assert!(shown.contains("name it {app_name}"), "{shown}");
    for said in [
        "Planday adds no scope to an app later.",
        "2. Tick the Scopes you need (all of them (https://docs.stackone.com/scopes))",
        "[The form]",
        NEW_URI,
    ] {
        // An address may break over two lines.
        assert!(
            shown.replace(' ', "").contains(&said.replace(' ', "")),
            "{said}: {shown}"
        );
    }
    assert!(!shown.contains("Warning"), "{shown}");
}

#[test]
fn one_more_step_is_told_in_the_step_before_it() {
    let shown = pane(&Run::filled().guided(true).step(2));
    assert!(
        shown.contains("one more step after this: “Enable the App”"),
        "{shown}"
    );
    assert!(shown.contains("switch the app on: Enable."), "{shown}");
    assert!(
        shown.contains("Find the app in the list"),
        "the step itself is the same: {shown}"
    );
}

#[test]
fn the_list_marks_the_steps_to_look_at_without_colour() {
    let mut env = environment();
    env.color = false;
    let run = Run::filled_in(env).guided(true).step(0);
    for (columns, rows) in [(60, 16), (80, 24), (120, 40)] {
        let text = run.text(columns, rows);
        let marked: Vec<_> = text
            .lines()
            .map(|line| line.chars().take(40).collect::<String>())
            .filter(|list| list.contains('≠'))
            .filter_map(|list| {
                let mut words = list.split([' ', '┃']).filter(|word| !word.is_empty());
                words.nth(1).map(str::to_owned)
            })
            .filter(|word| StepId::ALL.iter().any(|step| step.name() == word))
            .collect();
        assert_eq!(marked, ["A2", "A3"], "{columns}\n{text}");
    }
    let bold = run.step(1).buffer(120, 40);
    assert!(
        bold.content
            .iter()
            .any(|cell| cell.modifier.contains(Modifier::BOLD)),
        "labels are told apart without colour"
    );
}

#[test]
fn in_ascii_it_is_all_there() {
    let mut env = environment();
    env.ascii = true;
    let run = Run::filled_in(env).guided(true).step(1);
    let text = run.text(120, 40);
    assert!(text.is_ascii());
    assert!(
        text.contains("# StackOne's guide says New App here"),
        "{text}"
    );
}

#[test]
fn without_a_guide_the_keys_say_why_they_do_nothing() {
    let text = Run::filled().keys("t").text(120, 40);
    assert!(
        text.contains("has not been read yet: verify with an API key"),
        "{text}"
    );
    // The built-in instructions are there all the same.
    let text = Run::filled().keys("i").text(120, 40);
    assert!(
        text.contains("Instructions") && text.contains("choose API Access."),
        "{text}"
    );
    let text = Run::filled().guided(true).step(8).keys("t").text(120, 40);
    assert!(
        text.contains("StackOne's own guide does not tell of this step"),
        "{text}"
    );
}

#[test]
fn a_guide_that_cannot_be_read_is_a_quiet_word_in_the_step() {
    let trouble = Diagnosis::new(
        Party::StackOne,
        Kind::Trouble,
        "StackOne is in trouble: it answered HTTP 503.",
        "Try again.",
    );
    let run = Run::filled()
        .guide_asked()
        .ended(TaskKind::Guide, TaskOutcome::Failed(Box::new(trouble)));
    let notice = run
        .state
        .shared
        .notice
        .as_ref()
        .expect("of the verification");
    assert!(!notice.bad, "{notice:?}");
    let run = run.step(2);
    let shown = pane(&run);
    assert!(
        shown.contains("own guide is not shown, the built-in steps stand: StackOne is in trouble: it answered HTTP 503."),
        "{shown}"
    );
    assert!(shown.contains("Find the app in the list"), "{shown}");
    // The next verification tries again, and what went wrong is forgotten once it works.
    assert!(pane(&run.guided(false).step(0)).contains("says the same"));
}

#[test]
fn it_is_read_once_and_anew_with_another_key() {
    let mut run = Run::filled().guided(true);
    assert!(
        !run.state
            .shared
            .tasks
            .running
            .contains_key(&TaskKind::Guide)
    );
    run = run.guide_asked();
    assert!(
        !run.state
            .shared
            .tasks
            .running
            .contains_key(&TaskKind::Guide),
        "it is there already"
    );
    let other = |run: Run| run.step(5).tabs(1).keys("x").key(KeyCode::Esc);
    run = other(run);
    assert!(
        run.state.shared.guide.live.is_none(),
        "it was read with another key"
    );
    // One that is still on its way with the old key comes too late.
    let run = Run::filled().guide_asked();
    let late = TaskEvent::Ended(
        run.job(TaskKind::Guide),
        TaskOutcome::Guide(Box::new(guide(true))),
    );
    let run = other(run).send(Message::TaskEvent(late));
    assert!(run.state.shared.guide.live.is_none() && run.state.shared.tasks.running.is_empty());
}

#[test]
fn it_is_asked_for_with_the_key_that_was_verified_and_no_other() {
    // While the verification ran, somebody began to type another key.
    let typed = Run::filled().verify().step(5).tabs(1).keys("x");
    let mut verified = Run::filled().all_verified().verify();
    for (run, asked) in [(&mut { typed }, false), (&mut verified, true)] {
        let check = stackday::domain::Check {
            id: stackday::domain::CheckId::ApiKey,
            evidence: run.verified("StackOne answered this API key"),
            duration: std::time::Duration::ZERO,
        };
        let report = stackday::workflow::VerifyReport {
            ok: true,
            checks: vec![check],
            scopes: report(&[]),
            portal: None,
            profiles: Vec::new(),
            accounts: None,
            caveats: Vec::new(),
            renewed: None,
            portal_matches: None,
            new_token: None,
        };
        let message = Message::TaskEvent(TaskEvent::Ended(
            run.job(TaskKind::Verify),
            TaskOutcome::Verified(Box::new(report)),
        ));
        let at = run.now;
        let effects = update(&mut run.state, Stamped { at, message });
        let request = effects.iter().find_map(|effect| match effect {
            Effect::Start(_, Job::Guide(request)) => Some(request),
            _ => None,
        });
        assert_eq!(request.is_some(), asked);
        if let Some(request) = request {
            assert_eq!(request.api_key.expose(), API_KEY);
            assert_eq!(request.redirect_uri, stackday::guide::REDIRECT_URI);
        }
    }
}

#[test]
fn nothing_of_it_ticks_a_step() {
    let before = Run::filled().guide_asked();
    let lines = |run: &Run| StepId::ALL.map(|step| run.state.shared.ledger.of(step).line.clone());
    let seen = lines(&before);
    let after = before.ended(TaskKind::Guide, TaskOutcome::Guide(Box::new(guide(true))));
    assert_eq!(lines(&after), seen);
}
