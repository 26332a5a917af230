//! The Scopes screen: the matrix, its verdict, the choice of actions, the way out.

use crossterm::event::KeyCode;
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::scope;
use stackday::planday::{GrantedBy, ProbeYield, Proof};
use stackday::scopes::{ActionCatalogue, Origin, Probed, ScopeReport, keys_of};
use stackday::tui::remote::Environment;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;

use super::build::*;

/// What the integration will do in these tests. Of one `StackOne` says nothing, one it does not list.
const CHOSEN: &str = "planday_list_shifts planday_list_employees planday_get_payroll planday_list_departments planday_old_thing";

/// Everything entered, the catalogue there, actions chosen.
fn chosen(env: Environment) -> Run {
    let mut run = Run::filled_in(env).keys("4");
    run = run.ended(
        TaskKind::Actions,
        TaskOutcome::Actions(Box::new(catalogue(Origin::Asked))),
    );
    run.state.shared.form.actions = keys_of(CHOSEN);
    run.state.shared.form.set_scopes(
        scope::read(
            "shift:read employee:read payroll:read department:read skill:read shift:update",
        )
        .scopes,
    );
    run.state.relist();
    run
}

/// What a verification found: these granted, these proven, and payroll refused or absent.
fn verified(mut run: Run, granted: &str, proven: &str) -> Run {
    let at = run.now;
    let proof = |name: String| {
        let proof = Proof::Proven(ProbeYield::default());
        (name, Probed { proof, at })
    };
    let granted = scope::read(granted).scopes;
    let proven = scope::read(proven).scopes;
    run.state.shared.remote.scopes = ScopeReport {
        unknown: stackday::domain::scope::Scopes::new(),
        required: run.state.shared.required().names(),
        wanted: run.state.shared.form.scopes().clone(),
        outcomes: proven.iter().cloned().map(proof).collect(),
        missing: run
            .state
            .shared
            .form
            .scopes()
            .difference(&granted)
            .cloned()
            .collect(),
        proven,
        granted,
        granted_by: Some(GrantedBy::Response),
    };
    run.state.relist();
    run
}

const SOME: &str = "shift:read employee:read department:read shift:update absence:read openid";

fn missing(env: Environment) -> Run {
    verified(chosen(env), SOME, "shift:read department:read")
}

fn proven() -> Run {
    let mut run = chosen(environment());
    run.state.shared.form.actions = keys_of("planday_list_shifts planday_list_departments");
    run.state
        .shared
        .form
        .set_scopes(scope::read("shift:read department:read").scopes);
    run.state.relist();
    verified(
        run,
        "shift:read department:read openid offline_access",
        "shift:read department:read",
    )
}

/// This screen in all its states, for whoever draws them in every size.
pub fn everything() -> Vec<Run> {
    let mut ascii = environment();
    ascii.ascii = true;
    let listed = |keys: &str| missing(environment()).keys(keys);
    vec![
        Run::fresh().keys("4"),
        Run::fresh().keys("4c"),
        Run::filled().keys("4c"),
        missing(ascii),
        proven(),
        listed("f"),
        listed("ff"),
        listed("ffG"),
        listed("/pay"),
        listed("/nothing like it"),
        listed("w"),
        listed("a"),
        listed("G").key(KeyCode::Enter).keys("G"),
        listed("?G"),
    ]
}

#[test]
fn the_selected_scope_is_reversed_and_no_other() {
    let run = missing(environment());
    let shown = run.buffer(120, 40);
    let reversed: Vec<_> = shown
        .content
        .chunks(120)
        .filter(|row| {
            row[5..60]
                .iter()
                .all(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED))
        })
        .map(|row| {
            row.iter()
                .map(ratatui::buffer::Cell::symbol)
                .collect::<String>()
        })
        .collect();
    assert_eq!(reversed.len(), 1, "{reversed:?}");
    assert!(reversed[0].contains("payroll:read"), "{reversed:?}");
}

#[test]
fn nothing_is_chosen_yet() {
    let run = Run::fresh().keys("4");
    shot("matrix_empty_80", &run.text(80, 24));
}

#[test]
fn before_a_verification() {
    let run = chosen(environment());
    shot("matrix_before_120", &run.text(120, 40));
    shot("matrix_before_80", &run.text(80, 24));
}

#[test]
fn a_scope_is_missing() {
    let run = missing(environment());
    shot("matrix_missing_160", &run.text(160, 45));
    shot("matrix_missing_120", &run.text(120, 40));
    shot("matrix_missing_80", &run.text(80, 24));
    shot("matrix_missing_60", &run.text(60, 16));
}

#[test]
fn what_is_wrong_alone() {
    let run = missing(environment()).keys("f");
    shot("matrix_wrong_120", &run.text(120, 40));
    shot("matrix_wrong_80", &run.text(80, 24));
    let fine = proven().keys("f").text(80, 24);
    assert!(fine.contains("✓ Nothing to look at."), "{fine}");
    let early = Run::fresh().keys("4f").text(80, 24);
    assert!(
        early.contains("is not checked") && !early.contains("✓ N"),
        "{early}"
    );
}

#[test]
fn everything_is_proven() {
    let run = proven();
    shot("matrix_proven_120", &run.text(120, 40));
    shot("matrix_proven_80", &run.text(80, 24));
}

#[test]
fn all_scopes_filtered() {
    let run = missing(environment()).keys("ff/pay");
    shot("matrix_filtered_80", &run.text(80, 24));
    let text = run.keys("nothing").text(80, 24);
    assert!(text.contains("No match."), "{text}");
}

#[test]
fn in_ascii_and_without_colour() {
    let mut env = environment();
    env.ascii = true;
    env.color = false;
    let run = missing(env);
    let text = run.text(120, 40);
    assert!(text.is_ascii(), "{text}");
    shot("matrix_ascii_120", &text);
    let shown = run.buffer(120, 40);
    assert!(
        shown
            .content
            .iter()
            .all(|cell| cell.fg == ratatui::style::Color::Reset)
    );
}

#[test]
fn the_way_out_in_full() {
    let run = missing(environment()).keys("F");
    shot("way_out_120", &run.text(120, 40));
    shot("way_out_80", &run.text(80, 24));
    let end = run
        .send(stackday::tui::message::Message::Resize(80, 24))
        .keys("G")
        .text(80, 24);
    assert!(end.contains("leave every other box empty."), "{end}");
}

#[test]
fn everything_about_one_scope() {
    let run = missing(environment()).keys("jj").key(KeyCode::Enter);
    shot("scope_120", &run.text(120, 40));
    shot("scope_60", &run.text(60, 16));
    let back = run.key(KeyCode::Tab).text(120, 40);
    assert!(back.contains("What to do"), "{back}");
}

#[test]
fn the_choice_of_actions() {
    let run = chosen(environment()).keys("c");
    shot("actions_120", &run.text(120, 40));
    shot("actions_80", &run.text(80, 24));
    let run = run.keys("/dep");
    shot("actions_filtered_60", &run.text(60, 16));
}

#[test]
fn what_is_ticked_is_counted_and_tasks_are_named() {
    let run = Run::fresh().keys("4c");
    let open = run.key(KeyCode::Enter);
    let text = open.text(60, 16);
    assert!(text.contains("Nothing is ticked."), "{text}");
    assert!(text.contains("What should the integration do?"), "{text}");
    let one = open.keys(" ");
    let text = one.text(80, 24);
    assert!(text.contains("1 task, 0 actions, 4 scopes"), "{text}");
    assert!(text.contains("Read everything that can be read"), "{text}");
    let keys = one.text(60, 16);
    assert!(keys.contains("Space tick  Enter take the ticks"), "{keys}");
    let taken = one.key(KeyCode::Enter);
    let text = taken.text(120, 40);
    assert!(text.contains("Task: Read the staff list"), "{text}");
    assert!(
        text.contains("No single actions chosen. Press c to choose."),
        "{text}"
    );
    let needed = "● by the task “Read the staff list”";
    assert!(text.contains(needed), "{text}");
}

#[test]
fn the_age_of_the_actions_is_told() {
    let mut run = chosen(environment());
    run.state.shared.remote.actions = Some(catalogue(Origin::Kept));
    let text = run.keys("c").text(120, 40);
    assert!(
        text.contains("kept from 2026-02-28, 3 days old · connector 1.4.0"),
        "{text}"
    );
}

#[test]
fn stackone_is_asked_for_its_actions_once_by_itself_and_again_on_request() {
    let run = Run::filled().keys("4");
    assert!(
        run.state
            .shared
            .tasks
            .running
            .contains_key(&TaskKind::Actions)
    );
    let answer = TaskOutcome::Actions(Box::new(catalogue(Origin::Asked)));
    let run = run.ended(TaskKind::Actions, answer).keys("14c");
    assert!(
        run.state.shared.tasks.running.is_empty(),
        "it has answered already"
    );
    let run = run.ctrl('r');
    assert!(
        run.state
            .shared
            .tasks
            .running
            .contains_key(&TaskKind::Actions)
    );
    let failed = TaskOutcome::Failed(Box::new(rate_limited()));
    let run = Run::filled()
        .keys("4")
        .ended(TaskKind::Actions, failed)
        .keys("14");
    assert!(
        run.state.shared.tasks.running.is_empty(),
        "a refusal is not asked for again"
    );
    let no_key = Run::fresh().keys("4");
    let reads = no_key
        .state
        .shared
        .tasks
        .running
        .contains_key(&TaskKind::Actions);
    assert!(reads, "without a key, what an earlier run kept");
}

#[test]
fn why_no_action_is_listed() {
    let nothing_kept = Diagnosis::new(Party::Input, Kind::NotConfigured, "no key", "enter one");
    let no_key = Run::fresh()
        .keys("4c")
        .ended(
            TaskKind::Actions,
            TaskOutcome::Failed(Box::new(nothing_kept)),
        )
        .text(80, 24);
    assert!(no_key.contains("press K."), "{no_key}");
    let asking = Run::filled().keys("4c").text(80, 24);
    assert!(
        asking.contains("asking StackOne for its actions"),
        "{asking}"
    );
    let failed = Run::filled().keys("4c").ended(
        TaskKind::Actions,
        TaskOutcome::Failed(Box::new(rate_limited())),
    );
    shot("actions_failed_80", &failed.text(80, 24));
    let none = ActionCatalogue {
        actions: Vec::new(),
        ..catalogue(Origin::Asked)
    };
    let none = Run::filled()
        .keys("4c")
        .ended(TaskKind::Actions, TaskOutcome::Actions(Box::new(none)))
        .text(80, 24);
    assert!(
        none.contains("StackOne lists no action for Planday."),
        "{none}"
    );
}

#[test]
fn the_help_explains_the_signs_of_the_matrix() {
    let run = missing(environment())
        .send(stackday::tui::message::Message::Resize(120, 40))
        .keys("?");
    // Home and End belong to the search.
    let run = (0..20).fold(run, |run, _| run.key(KeyCode::PageDown));
    shot("help_matrix_120", &run.text(120, 40));
}

#[test]
fn the_step_that_creates_the_app_leads_to_the_matrix() {
    let calm = chosen(environment()).keys("1").step(1).text(80, 60);
    assert!(
        calm.contains("4 shows what the integration needs"),
        "{calm}"
    );
    let bad = missing(environment()).keys("1").step(1).text(80, 60);
    assert!(bad.contains("payroll:read is missing"), "{bad}");
}
