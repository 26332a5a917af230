//! The commands of the Scopes screen, of its details, and of the two choices that it opens.

use std::borrow::Cow;

use crate::domain::scope::Kind;
use crate::domain::{Input, PersonalDataConsent};
use crate::tui::command::{Availability, Command, Context, Hint, Run};
use crate::tui::layers::{Detail, Overlay};
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::scopes::View;
use crate::tui::screens::scopes::changes::{
    allow_all_personal, allow_personal, copy, copy_line, edit, new_app, next_view, scopes_done,
    show_detail, show_way_out, take_over, tick, trim, turn_over,
};
use crate::tui::screens::scopes::choose_actions::{
    actions_done, ask_again, ask_for_key, choose_actions, tick_selected, untick_all,
};
use crate::tui::tasks::TaskKind;

/// On the screen.
const SCOPES: Context = Context::Screen(Screen::Scopes);

/// The commands, in the order of the footer where two are as useful.
pub(crate) const COMMANDS: &[Command] = &[
    Command::new(
        "scopes.new_app",
        "Begin a new app",
        &["a"],
        &[SCOPES, Context::ScopeDetail, Context::Screen(Screen::Setup)],
        Run::Scopes(new_app),
    )
    .hint_now(new_app_hint)
    .when(new_app_is_needed),
    Command::new(
        "scopes.take_over",
        "Tick the needed scopes",
        &["t"],
        &[SCOPES],
        Run::Scopes(take_over),
    )
    .hint_now(take_over_hint)
    .when(something_to_take_over),
    Command::new(
        "scopes.way_out",
        "Show the fix",
        &["F"],
        &[SCOPES, Context::ScopeDetail],
        Run::Shared(show_way_out),
    )
    .hint_now(way_out_hint)
    .when(can_show_way_out),
    Command::new(
        "scopes.tick",
        "Tick or untick the scope",
        &["Space"],
        &[SCOPES],
        Run::Scopes(tick),
    )
    .hint_now(tick_hint)
    .when(is_tickable),
    Command::new(
        "scopes.choose_actions",
        "Choose the actions",
        &["c"],
        &[SCOPES],
        Run::Shared(choose_actions),
    )
    .hint("choose actions", 8),
    Command::new(
        "scopes.detail",
        "Show the scope in full",
        &["Enter"],
        &[SCOPES],
        Run::Shared(show_detail),
    )
    .hint("all about it", 7)
    .when(is_selected),
    Command::new(
        "scopes.allow_personal",
        "Allow or stop reading personal data of the resource",
        &["p"],
        &[SCOPES],
        Run::Scopes(allow_personal),
    )
    .hint_now(allow_personal_hint)
    .when(concerns_personal_data),
    Command::new(
        "scopes.allow_all_personal",
        "Allow or stop reading all personal data",
        &["P"],
        &[SCOPES],
        Run::Shared(allow_all_personal),
    )
    .hint_now(allow_all_personal_hint),
    Command::new(
        "scopes.verify",
        "Verify the scopes",
        &["v"],
        &[SCOPES],
        Run::Scopes(|_, shared| shared.verify()),
    )
    .hint("verify", 6),
    Command::new(
        "scopes.next_view",
        "Switch between the scopes in use, those to look at, and all",
        &["f"],
        &[SCOPES],
        Run::Scopes(next_view),
    )
    .hint_now(next_view_hint),
    Command::new(
        "scopes.turn_over",
        "Switch between the scope and the fix",
        &["Tab"],
        &[Context::ScopeDetail],
        Run::Shared(turn_over),
    )
    .hint_now(turn_over_hint)
    .when(can_turn_over),
    Command::new(
        "scopes.copy",
        "Copy the table of scopes",
        &["y"],
        &[SCOPES, Context::ScopeDetail],
        Run::Scopes(copy),
    )
    .hint_now(copy_hint)
    .when(something_to_copy),
    Command::new(
        "scopes.copy_line",
        "Copy the scopes as one line",
        &["Y"],
        &[SCOPES, Context::ScopeDetail],
        Run::Scopes(copy_line),
    )
    .hint("copy as one line", 3)
    .when(something_to_copy),
    Command::new(
        "scopes.edit",
        "Edit the whole list of scopes",
        &["e"],
        &[SCOPES],
        Run::Shared(edit),
    )
    .hint("edit the whole list", 4),
    Command::new(
        "scopes.trim",
        "Untick the unused scopes",
        &["T"],
        &[SCOPES],
        Run::Scopes(trim),
    )
    .hint_now(trim_hint)
    .when(something_to_trim),
    Command::new(
        "scope_picker.tick",
        "Tick or untick the selected scopes",
        &["Space"],
        &[Context::ScopePicker],
        Run::Shared(tick_selected),
    )
    .hint("tick", 9),
    Command::new(
        "scope_picker.done",
        "Take the ticked scopes",
        &["Enter"],
        &[Context::ScopePicker],
        Run::Shared(scopes_done),
    )
    .hint("take the ticks", 8),
    Command::new(
        "scope_picker.untick_all",
        "Untick all scopes",
        &["Ctrl-X"],
        &[Context::ScopePicker],
        Run::Shared(untick_all),
    )
    .hint("untick all", 7),
    Command::new(
        "action_picker.tick",
        "Tick or untick the selected action",
        &["Space"],
        &[Context::ActionPicker],
        Run::Shared(tick_selected),
    )
    .hint("tick", 10),
    Command::new(
        "action_picker.done",
        "Take the ticked actions",
        &["Enter"],
        &[Context::ActionPicker],
        Run::Shared(actions_done),
    )
    .hint("take the ticks", 9),
    Command::new(
        "action_picker.untick_all",
        "Untick all actions",
        &["Ctrl-X"],
        &[Context::ActionPicker],
        Run::Shared(untick_all),
    )
    .hint("untick all", 7),
    Command::new(
        "action_picker.refresh",
        "Ask StackOne for its actions again",
        &["Ctrl-R"],
        &[Context::ActionPicker],
        Run::Shared(ask_again),
    )
    .hint("ask StackOne anew", 6)
    .when(can_ask_again),
    Command::new(
        "action_picker.api_key",
        "Enter the StackOne API key",
        &["K"],
        &[Context::ActionPicker],
        Run::Shared(ask_for_key),
    )
    .hint("enter the API key", 8)
    .when(|model| {
        let shared = &model.shared;
        let missing = shared.form.secret(Input::ApiKey).is_none();
        Availability::shown(missing || shared.remote.actions_trouble.is_some())
    }),
];

fn hint(text: impl Into<Cow<'static, str>>, rank: u8) -> Hint {
    Hint {
        text: text.into(),
        rank,
    }
}

/// What is shown in full over the screen, if something is.
fn detail(model: &Model) -> Option<Detail> {
    let shown = model.shared.layers.shown();
    let details = shown.filter_map(|overlay| match overlay {
        Overlay::Detail { of, .. } => Some(*of),
        _ => None,
    });
    details.last()
}

fn new_app_hint(model: &Model) -> Hint {
    match model.scopes.new_app() {
        Some(way_out) => hint(format!("new app with {} scopes", way_out.scopes.len()), 11),
        None => hint("new app", 9),
    }
}

fn new_app_is_needed(model: &Model) -> Availability {
    let none = model.scopes.new_app().is_none();
    Availability::unless(none.then_some("no new app is needed, as far as is known"))
}

fn take_over_hint(model: &Model) -> Hint {
    match model.scopes.to_take_over().len() {
        0 => hint("tick the needed", 9),
        1 => hint("tick the 1 needed", 9),
        count => hint(format!("tick the {count} needed"), 9),
    }
}

fn something_to_take_over(model: &Model) -> Availability {
    let none = model.scopes.to_take_over().is_empty();
    Availability::unless(none.then_some("everything that is required is ticked"))
}

fn way_out_hint(model: &Model) -> Hint {
    // In a detail the key that turns over names it already.
    hint("the fix", if detail(model).is_some() { 0 } else { 9 })
}

fn can_show_way_out(model: &Model) -> Availability {
    if detail(model) == Some(Detail::WayOut) {
        return Availability::Hidden;
    }
    has_way_out(model)
}

fn has_way_out(model: &Model) -> Availability {
    let none = model.scopes.verdict().way_out.is_none();
    Availability::unless(none.then_some("Nothing to fix."))
}

fn tick_hint(model: &Model) -> Hint {
    let wanted = model.scopes.row().is_some_and(|row| row.wanted);
    hint(if wanted { "untick" } else { "tick" }, 8)
}

fn is_tickable(model: &Model) -> Availability {
    Availability::unless(match model.scopes.row() {
        None => Some("no scope is selected"),
        Some(row) if !row.wanted && row.known.is_some_and(|scope| scope.kind == Kind::Identity) => {
            Some("Planday asks for it at authorisation; it is not ticked")
        }
        Some(_) => None,
    })
}

fn is_selected(model: &Model) -> Availability {
    let none = model.scopes.row().is_none();
    Availability::unless(none.then_some("no scope is selected"))
}

fn allow_personal_hint(model: &Model) -> Hint {
    match model.scopes.personal() {
        Some(key) if model.shared.form.consent.has(key) => hint("stop reading personal data", 7),
        _ => hint("allow personal data", 7),
    }
}

fn concerns_personal_data(model: &Model) -> Availability {
    let none = model.scopes.personal().is_none();
    Availability::unless(
        none.then_some("no call that proves this row's resource reads personal data"),
    )
}

fn allow_all_personal_hint(model: &Model) -> Hint {
    if model.shared.form.consent == PersonalDataConsent::everything() {
        hint("stop reading all personal data", 3)
    } else {
        hint("allow all personal data", 3)
    }
}

fn next_view_hint(model: &Model) -> Hint {
    let text = match model.scopes.view.next() {
        View::InPlay => "show those in use",
        View::Wrong => "show those to look at",
        View::All => "show all",
    };
    hint(text, 6)
}

fn turn_over_hint(model: &Model) -> Hint {
    match detail(model) {
        Some(Detail::Scope) => hint("the fix", 8),
        _ => hint("the selected scope", 8),
    }
}

fn can_turn_over(model: &Model) -> Availability {
    match detail(model) {
        Some(Detail::Scope) => has_way_out(model),
        _ => is_selected(model),
    }
}

fn copy_hint(model: &Model) -> Hint {
    hint(
        "copy the table",
        if detail(model).is_some() { 7 } else { 5 },
    )
}

fn something_to_copy(model: &Model) -> Availability {
    let none = model.scopes.to_tick().is_empty();
    Availability::unless(none.then_some("no scope is ticked yet"))
}

fn trim_hint(model: &Model) -> Hint {
    match model.scopes.unused().len() {
        0 => hint("untick the unused", 4),
        count => hint(format!("untick {count} unused"), 4),
    }
}

fn something_to_trim(model: &Model) -> Availability {
    Availability::unless(if model.shared.form.actions.is_empty() {
        Some("choose actions first: without them nothing is known to be unused")
    } else if model.scopes.unused().is_empty() {
        Some("every ticked scope is needed by a chosen action")
    } else {
        None
    })
}

fn can_ask_again(model: &Model) -> Availability {
    let no_key = model.shared.form.secret(Input::ApiKey).is_none();
    Availability::unless(if no_key {
        Some("enter a StackOne API key first (step C1)")
    } else if model.shared.tasks.runs(TaskKind::Actions) {
        Some("the list is on its way")
    } else {
        None
    })
}
