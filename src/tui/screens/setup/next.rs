//! What comes next in the setup, and which of its keys leads there.

use crate::domain::{Input, Standing, StepId};
use crate::guide;
use crate::tui::form::Verdict;
use crate::tui::screen_view::NextAction;
use crate::tui::screens::setup::items::Item;
use crate::tui::screens::setup::{Focus, SetupView, web_clicks};
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;

/// What the message line names as next.
pub(crate) fn next(setup: &SetupView, shared: &Shared) -> NextAction {
    let action = |what: &str, brief: &str, command| NextAction {
        label: "Next".to_owned(),
        what: what.to_owned(),
        brief: brief.to_owned(),
        command,
    };
    if setup.field(shared).is_some() {
        return action("check and go on", "go on", "field.check");
    }
    let is_linking =
        matches!(setup.step, StepId::D1 | StepId::D2) && !shared.standing(StepId::D2).holds();
    if is_linking && link_is_over(shared) {
        return action("create a new link", "new link", "setup.new_link");
    }
    if can_verify(shared) {
        return action("verify", "verify", "setup.verify");
    }
    let is_open = |step: StepId| !shared.standing(step).holds();
    if setup.step == StepId::A2 && web_clicks::needs_new_app(shared) {
        return action("begin the new app", "new app", "scopes.new_app");
    }
    if shared.env.rehearsal
        && is_open(setup.step)
        && web_clicks::why_not(setup.step, shared).is_none()
    {
        return action(
            "do the web clicks (sandbox)",
            "web clicks",
            "setup.web_clicks",
        );
    }
    if is_linking && setup.step == StepId::D2 && shared.remote.link.is_some() {
        return action(
            "send the link to the customer",
            "send the link",
            "setup.copy",
        );
    }
    let (step, command) = match setup.next_open_from(shared, 1) {
        _ if is_open(setup.step) => match setup.focus {
            Focus::Checklist => (setup.step, "setup.do_step"),
            Focus::Item(_) => (setup.step, "setup.act"),
            Focus::Log => (setup.step, "setup.next_item"),
        },
        Some(step) => (step, "list.next_failure"),
        None if !is_proven(shared) => return action("verify", "verify", "setup.verify"),
        None if shared.library.changed && shared.env.has_store => {
            return action("save", "save", "setup.save");
        }
        None => return action("verify again", "verify", "setup.verify"),
    };
    let title = format!("{} {}", step.name(), guide::step(step).1.title);
    action(&title, step.name(), command)
}

/// What is said before anything was sent.
pub(crate) const NOTHING_SENT: &str =
    "Nothing is saved yet, and nothing is sent before you press {setup.verify}.";

/// What the message line says where no message stands.
pub(crate) fn greeting(is_typing: bool, shared: &Shared) -> Option<&'static str> {
    let open = shared.ledger.next_open(shared.now);
    if is_typing {
        // A letter is text now.
        None
    } else if can_verify(shared) {
        Some("Filled in and not verified yet. Press {setup.verify} to verify.")
    } else if open.is_none() && !is_proven(shared) {
        Some("Every step is done, but not every step is proven. Press {setup.verify} to verify.")
    } else if open.is_none() && shared.library.changed {
        Some("All 11 steps are proven. Not saved yet.")
    } else if open.is_none() {
        Some("All 11 steps are proven.")
    } else if shared.library.open.is_none() && !shared.library.changed && open == Some(StepId::A1) {
        Some(NOTHING_SENT)
    } else {
        None
    }
}

/// Whether the auth link of this run is of no more use: its time is over, or it has failed.
pub(crate) fn link_is_over(shared: &Shared) -> bool {
    let failed = |step| shared.standing(step) == Standing::Failed;
    shared.remote.link.as_ref().is_some_and(|link| {
        link.expires_at <= shared.now || failed(StepId::D1) || failed(StepId::D2)
    })
}

/// Whether something stands in its field that a verification can prove and has not tried yet: App Id and Token, or the API key
/// beside them.
fn can_verify(shared: &Shared) -> bool {
    let is_filled = |input| shared.form.secret(input).is_some();
    // Of values that were refused, one is to be entered anew: to try them again proves nothing.
    let is_untried = |steps: &[StepId]| {
        let standings = || steps.iter().map(|step| shared.standing(*step));
        standings().all(|standing| standing != Standing::Failed)
            && standings().any(|standing| standing != Standing::Verified)
    };
    is_filled(Input::AppId)
        && is_filled(Input::TokenSecret)
        && !shared.tasks.runs(TaskKind::Verify)
        && (is_untried(&[StepId::B1, StepId::B2])
            || (is_filled(Input::ApiKey) && is_untried(&[StepId::C1])))
}

/// Whether every step is proven.
fn is_proven(shared: &Shared) -> bool {
    shared.ledger.proven(shared.now) == StepId::ALL.len()
}

/// The item of the selected step that needs something: the value that a failure points at, else the first field without a
/// usable value, else the step's main action.
pub(crate) fn item_in_need(setup: &SetupView, shared: &Shared) -> usize {
    let items = setup.items();
    let field = |input: Input| items.iter().position(|item| *item == Item::Field(input));
    let evidence = shared.ledger.of(setup.step);
    let points_at = evidence
        .diagnosis
        .as_ref()
        .filter(|_| !evidence.standing.holds())
        .and_then(|diagnosis| diagnosis.points_at);
    let in_need = |item: &Item| match item {
        // What the integration does decides the scopes.
        Item::Choose | Item::Field(Input::Scopes) => shared.form.scopes().is_empty(),
        Item::Field(input) => {
            let is_wrong = matches!(shared.form.field(*input).verdict(), Verdict::Wrong(_));
            is_wrong || (!is_optional(*input) && shared.form.secret(*input).is_none())
        }
        Item::Copy(_) | Item::Act(_) => false,
    };
    points_at
        .and_then(field)
        .or_else(|| items.iter().position(in_need))
        .unwrap_or(items.len() - 1)
}

/// Whether a step is complete without this value.
fn is_optional(input: Input) -> bool {
    matches!(
        input,
        Input::RedirectUri | Input::Project | Input::ProfileName
    )
}
