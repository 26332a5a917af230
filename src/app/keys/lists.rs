//! The keys of the two list screens.

use super::setup::log_pane;
use super::{Action, Binding, Char, Ctrl, ENTER, ESC, bind, cancelling, general, movement};
use crate::app::state::{Slot, State};
use crate::guide::Input;

/// On the Profiles screen.
pub(super) fn profiles(state: &State, all: &mut Vec<Binding>) {
    if state.profiles.filtering {
        filter_bindings(all);
        return;
    }
    let no_key = state
        .form
        .secret(Input::ApiKey)
        .is_none()
        .then_some("enter a StackOne API key first (step C1)");
    let busy = state
        .running
        .contains_key(&Slot::Profiles)
        .then_some("the list is on its way");
    all.push(
        bind(&[Char('r')], "r", Action::Refresh, "ask StackOne again", 9).unless(no_key.or(busy)),
    );
    super::saved::list(state, all);
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 5));
    all.push(bind(
        &[Char('s')],
        "s",
        Action::Sort,
        format!("sort by {}", state.profiles.sort.name()),
        7,
    ));
    all.push(bind(
        &[Char('S')],
        "S",
        Action::Reverse,
        "turn the order round",
        6,
    ));
    all.push(bind(&[Char('y')], "y", Action::Copy, "copy the id", 5));
    all.push(cancelling(state, &[Char('x')], "x"));
    all.push(bind(
        ESC,
        "Esc",
        Action::Back,
        if state.profiles.filter.is_empty() {
            "to Setup"
        } else {
            "no filter"
        },
        3,
    ));
    general(all);
    movement(all);
}

/// On the Logs screen.
pub(super) fn logs(state: &State, all: &mut Vec<Binding>) {
    if state.log.filtering {
        filter_bindings(all);
        return;
    }
    let none = state
        .log
        .selected_exchange()
        .is_none()
        .then_some("this line tells of no exchange, or it is no longer kept");
    let (text, off) = if state.log.detail.is_some() {
        ("close the detail", None)
    } else {
        ("show the exchange", none)
    };
    all.push(bind(ENTER, "Enter", Action::Act, text, 9).unless(off));
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 8));
    log_pane(state, all);
    all.push(bind(&[Char('y')], "y", Action::Copy, "copy the line", 4));
    all.push(cancelling(state, &[Char('x')], "x"));
    all.push(bind(ESC, "Esc", Action::Back, "back", 3));
    general(all);
    movement(all);
}

pub(super) fn filter_bindings(all: &mut Vec<Binding>) {
    all.push(bind(ENTER, "Enter", Action::Act, "keep the filter", 9));
    all.push(bind(ESC, "Esc", Action::Back, "no filter", 8));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 7));
}
