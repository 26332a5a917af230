//! The keys of the two list screens.

use crate::domain::Input;
use crate::tui::keys::setup::log_pane;
use crate::tui::keys::{
    Action, Binding, Char, Code, Ctrl, ENTER, ESC, KeyCode, TAB, bind, cancelling, general,
    movement,
};
use crate::tui::model::Model;
use crate::tui::screens::profiles::{Part, Row};
use crate::tui::tasks::TaskKind;

/// On the Profiles screen.
pub(crate) fn profiles(model: &Model, all: &mut Vec<Binding>) {
    if model.profiles.filtering {
        filter_bindings(all);
        return;
    }
    let no_key = model
        .form
        .secret(Input::ApiKey)
        .is_none()
        .then_some("enter a StackOne API key first (step C1)");
    let busy = model
        .running
        .contains_key(&TaskKind::Profiles)
        .then_some("the list is on its way");
    let connections = model.profiles.part == Part::Connections;
    let row = model.profiles.row();
    let detail = bind(ENTER, "Enter", Action::Act, "all about it", 9);
    all.push(detail.unless(row.is_none().then_some("nothing is selected")));
    // Of this part the list is there from the start, and whoever wants it anew is in the other one.
    let rank = if connections { 0 } else { 9 };
    all.push(
        bind(
            &[Char('r')],
            "r",
            Action::Refresh,
            "ask StackOne again",
            rank,
        )
        .unless(no_key.or(busy)),
    );
    if connections {
        crate::tui::keys::saved::list(model, all);
    } else {
        crate::tui::keys::saved::connectors(model, all);
    }
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 5));
    if connections {
        marking(model, row, all);
    }
    let (text, name) = if connections {
        ("StackOne's list", "copy the App Id")
    } else {
        ("connections", "copy the id")
    };
    all.push(bind(TAB, "Tab", Action::NextFocus, text, 8));
    all.push(bind(
        &[Char('s')],
        "s",
        Action::Sort,
        format!("sort by {}", model.profiles.next_sort().name()),
        6,
    ));
    all.push(bind(
        &[Char('S')],
        "S",
        Action::Reverse,
        "turn the order round",
        5,
    ));
    all.push(bind(&[Char('y')], "y", Action::Copy, name, 5));
    all.push(cancelling(model, &[Char('x')], "x"));
    all.push(bind(
        ESC,
        "Esc",
        Action::Back,
        if model.profiles.filter.is_empty() {
            "to Setup"
        } else {
            "no filter"
        },
        3,
    ));
    general(all);
    movement(all);
}

/// Marks, for what is done with many at once.
fn marking(model: &Model, row: Option<Row>, all: &mut Vec<Binding>) {
    let id = model.selected_profile().map(|profile| profile.id);
    let text = if id.is_some_and(|id| model.profiles.marked.contains(&id)) {
        "unmark"
    } else {
        "mark"
    };
    let off =
        (!matches!(row, Some(Row::Saved(_)))).then_some("only saved connections can be marked");
    all.push(bind(&[Char(' ')], "Space", Action::Tick, text, 7).unless(off));
    let none = model
        .profiles
        .rows()
        .iter()
        .all(|row| !matches!(row, Row::Saved(_)))
        .then_some("no saved connection is shown");
    all.push(
        bind(
            &[Char('A')],
            "A",
            Action::MarkAll,
            "mark all shown, or none",
            4,
        )
        .unless(none),
    );
}

/// While everything about a row is shown.
pub(crate) fn told(model: &Model, all: &mut Vec<Binding>) {
    let close = &[Code(KeyCode::Esc), Code(KeyCode::Enter), Char('q')];
    all.push(bind(close, "Esc", Action::Back, "close", 9));
    let name = match model.profiles.part {
        Part::Connections => "copy the App Id",
        Part::Connectors => "copy the id",
    };
    all.push(bind(&[Char('y')], "y", Action::Copy, name, 8));
    movement(all);
}

/// On the Logs screen.
pub(crate) fn logs(model: &Model, all: &mut Vec<Binding>) {
    if model.log.filtering {
        filter_bindings(all);
        return;
    }
    let none = model
        .log
        .selected_exchange()
        .is_none()
        .then_some("this line tells of no exchange, or it is no longer kept");
    let (text, off) = if model.log.detail.is_some() {
        ("close the detail", None)
    } else {
        ("show the exchange", none)
    };
    all.push(bind(ENTER, "Enter", Action::Act, text, 9).unless(off));
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 8));
    log_pane(model, all);
    all.push(bind(&[Char('y')], "y", Action::Copy, "copy the line", 4));
    all.push(cancelling(model, &[Char('x')], "x"));
    all.push(bind(ESC, "Esc", Action::Back, "back", 3));
    general(all);
    movement(all);
}

pub(crate) fn filter_bindings(all: &mut Vec<Binding>) {
    all.push(bind(ENTER, "Enter", Action::Act, "keep the filter", 9));
    all.push(bind(ESC, "Esc", Action::Back, "no filter", 8));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 7));
}
