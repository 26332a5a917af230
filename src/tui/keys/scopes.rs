//! The keys of the Scopes screen and of what lies over it.

use crate::domain::{Input, PersonalDataConsent};
use crate::tui::keys::lists::filter_bindings;
use crate::tui::keys::{
    Action, Binding, Char, Code, Ctrl, ENTER, ESC, Key, KeyCode, TAB, bind, cancelling, general,
    movement, typing_movement,
};
use crate::tui::model::{Detail, Model};
use crate::tui::screens::scopes::View;
use crate::tui::screens::scopes::commands::ScopesCommand;
use crate::tui::screens::scopes::commands::not_tickable;
use crate::tui::tasks::TaskKind;

/// On the Scopes screen.
pub(crate) fn bindings(model: &Model, all: &mut Vec<Binding>) {
    let view = &model.scopes;
    if view.filtering {
        filter_bindings(all);
        return;
    }
    all.push(cancelling(model, &[Char('x')], "x"));
    ways_out(model, all);
    let word = if view.row().is_some_and(|row| row.wanted) {
        "untick"
    } else {
        "tick"
    };
    all.push(bind(&[Char(' ')], "Space", Action::Tick, word, 8).unless(not_tickable(model)));
    all.push(wish(
        &[Char('a')],
        "a",
        ScopesCommand::Actions,
        "choose actions",
        8,
    ));
    let detail = bind(ENTER, "Enter", Action::Act, "all about it", 7);
    all.push(detail.unless(view.row().is_none().then_some("no scope is selected")));
    leave(model, all);
    let verify = bind(&[Char('v')], "v", Action::Verify, "verify", 6);
    all.push(verify);
    let next = match view.view.next() {
        View::InPlay => "show what is in play",
        View::Wrong => "show what is wrong",
        View::All => "show all",
    };
    all.push(wish(&[Char('f')], "f", ScopesCommand::NextView, next, 6));
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 5));
    copying(model, all, 5);
    all.push(wish(
        &[Char('e')],
        "e",
        ScopesCommand::Edit,
        "edit the whole list",
        4,
    ));
    trim(model, all);
    all.push(bind(
        ESC,
        "Esc",
        Action::Back,
        if view.filter.is_empty() {
            "to Setup"
        } else {
            "no filter"
        },
        3,
    ));
    general(all);
    movement(all);
}

/// What leads out of trouble: first in the footer where there is trouble, and off where there is none.
fn ways_out(model: &Model, all: &mut Vec<Binding>) {
    let view = &model.scopes;
    new_app(model, all);
    let (text, off) = match view.to_take_over().len() {
        0 => (
            "take over what is required".to_owned(),
            Some("everything that is required is ticked"),
        ),
        1 => ("tick the 1 required".to_owned(), None),
        count => (format!("tick the {count} required"), None),
    };
    all.push(wish(&[Char('t')], "t", ScopesCommand::TakeOver, text, 9).unless(off));
    let off = view.verdict().way_out.is_none();
    let way_out = wish(&[Char('w')], "w", ScopesCommand::WayOut, "the way out", 9);
    all.push(way_out.unless(off.then_some("Nothing to fix.")));
}

fn new_app(model: &Model, all: &mut Vec<Binding>) {
    let (text, off) = match model.scopes.new_app() {
        Some(way_out) => (
            format!("new app with {} scopes", way_out.scopes.len()),
            None,
        ),
        None => (
            "new app".to_owned(),
            Some("no new app is needed, as far as is known"),
        ),
    };
    all.push(wish(&[Char('n')], "n", ScopesCommand::NewApp, text, 9).unless(off));
}

fn leave(model: &Model, all: &mut Vec<Binding>) {
    let (text, off) = match model.scopes.personal() {
        Some(key) if model.form.leave.has(key) => ("stop reading personal data", None),
        Some(_) => ("allow personal data", None),
        None => (
            "allow personal data",
            Some("no call that proves this row's resource reads personal data"),
        ),
    };
    all.push(wish(&[Char('p')], "p", ScopesCommand::Leave, text, 7).unless(off));
    let text = if model.form.leave == PersonalDataConsent::everything() {
        "stop reading all personal data"
    } else {
        "allow all personal data"
    };
    all.push(wish(&[Char('P')], "P", ScopesCommand::LeaveAll, text, 3));
}

fn copying(model: &Model, all: &mut Vec<Binding>, rank: u8) {
    let none = model.scopes.to_tick().is_empty();
    let none = none.then_some("no scope is ticked yet");
    let table = bind(&[Char('y')], "y", Action::Copy, "copy the table", rank);
    all.push(table.unless(none));
    all.push(
        wish(
            &[Char('Y')],
            "Y",
            ScopesCommand::CopyLine,
            "copy as one line",
            3,
        )
        .unless(none),
    );
}

fn trim(model: &Model, all: &mut Vec<Binding>) {
    let unused = model.scopes.unused().len();
    let off = if model.form.actions.is_empty() {
        Some("choose actions first: without them nothing is known to be unused")
    } else if unused == 0 {
        Some("every ticked scope is needed by a chosen action")
    } else {
        None
    };
    let text = match unused {
        0 => "untick the unused".to_owned(),
        count => format!("untick {count} unused"),
    };
    all.push(wish(&[Char('T')], "T", ScopesCommand::Trim, text, 4).unless(off));
}

fn wish(
    keys: &'static [Key],
    label: &'static str,
    wish: ScopesCommand,
    text: impl Into<String>,
    rank: u8,
) -> Binding {
    bind(keys, label, Action::Scopes(wish), text, rank)
}

/// While everything about a scope, or the way out, is shown.
pub(crate) fn told(model: &Model, of: Detail, all: &mut Vec<Binding>) {
    all.push(bind(
        &[Code(KeyCode::Esc), Code(KeyCode::Enter), Char('q')],
        "Esc",
        Action::Back,
        "close",
        9,
    ));
    let (text, off) = match of {
        Detail::Scope => (
            "the way out",
            model
                .scopes
                .verdict()
                .way_out
                .is_none()
                .then_some("Nothing to fix."),
        ),
        Detail::WayOut | Detail::Profile => (
            "the selected scope",
            model
                .scopes
                .row()
                .is_none()
                .then_some("no scope is selected"),
        ),
    };
    let turn = Action::Scopes(ScopesCommand::TurnOver);
    all.push(bind(TAB, "Tab", turn, text, 8).unless(off));
    new_app(model, all);
    copying(model, all, 7);
    movement(all);
}

/// While actions are chosen: no letters, they belong to the filter.
pub(crate) fn actions(model: &Model, all: &mut Vec<Binding>) {
    all.push(bind(&[Char(' ')], "Space", Action::Tick, "tick", 9));
    all.push(bind(
        &[Code(KeyCode::Enter), Code(KeyCode::Esc)],
        "Enter",
        Action::Back,
        "done",
        8,
    ));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "untick all", 7));
    let no_key = model
        .form
        .secret(Input::ApiKey)
        .is_none()
        .then_some("enter a StackOne API key first (step C1)");
    let busy = model
        .running
        .contains_key(&TaskKind::Actions)
        .then_some("the list is on its way");
    let again = bind(
        &[Ctrl('r')],
        "Ctrl-R",
        Action::Refresh,
        "ask StackOne anew",
        6,
    );
    all.push(again.unless(no_key.or(busy)));
    typing_movement(all);
}
