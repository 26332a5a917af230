//! The keys of the Setup screen.

use super::{
    Action, BACKTAB, Binding, Char, Code, Ctrl, ENTER, ESC, KeyCode, TAB, bind, cancelling,
    general, movement, plain_movement, saved,
};
use crate::app::guide::NOT_READ;
use crate::app::state::{Act, Focus, Item, Slot, State, Value, act_name, items, value_name};
use crate::app::{clicks, form, setup as steps};
use crate::domain::{Input, Standing, StepId};

/// On the Setup screen: those of the field that is typed in, or those of everything else.
pub(super) fn bindings(state: &State, all: &mut Vec<Binding>) {
    if let Some(input) = state.typing() {
        return typing(state, input, all);
    }
    under_cursor(state, all);
    if state.env.rehearsal {
        let click = bind(
            &[Char('s'), Ctrl('t')],
            "s",
            Action::Click,
            "click for me",
            8,
        );
        all.push(click.unless(clicks::why_not(state)));
    }
    // What the step itself needs comes first: its page and its values, or the checks.
    let verifies = items(state.step).contains(&Item::Act(Act::Verify));
    let (verify, page) = if verifies { (7, 5) } else { (4, 7) };
    all.push(bind(&[Char('v')], "v", Action::Verify, "verify", verify));
    all.push(cancelling(state, &[Char('x'), Ctrl('x')], "x"));
    if state.step == StepId::D2 && state.seen.link.is_some() {
        let text = if state.seen.link_shown {
            "hide the link"
        } else {
            "show the link"
        };
        all.push(bind(&[Char('r'), Ctrl('r')], "r", Action::Reveal, text, 6));
    }
    let open = bind(&[Char('o')], "o", Action::Open, "open the page", page);
    all.push(open.unless(steps::page(state).err()));
    let copy = bind(&[Char('y')], "y", Action::Copy, copy_text(state), page - 1);
    all.push(copy.unless(nothing_to_copy(state)));
    saved::save(state, all);
    all.push(bind(TAB, "Tab", Action::NextFocus, "next", 5));
    all.push(bind(
        BACKTAB,
        "Shift-Tab",
        Action::PreviousFocus,
        "previous",
        0,
    ));
    all.push(bind(ESC, "Esc", Action::Back, "to the steps", 0));
    // The log is long, and keeps the letters for its ends.
    if state.focus == Focus::Log {
        log_pane(state, all);
        general(all);
        movement(all);
    } else {
        own_guide(state, all);
        general(all);
        plain_movement(all);
    }
}

/// `StackOne`'s own guide.
fn own_guide(state: &State, all: &mut Vec<Binding>) {
    let text = if state.guide.shows_live(state.step) {
        "built-in text"
    } else {
        "StackOne's text"
    };
    let turn = bind(&[Char('g')], "g", Action::Guide, text, 4);
    all.push(turn.unless(state.guide.why_not(state.step)));
    let whole = bind(
        &[Char('G')],
        "G",
        Action::WholeGuide,
        "StackOne's guide in full",
        0,
    );
    let unread = state.guide.live.is_none().then_some(NOT_READ);
    all.push(whole.unless(unread));
}

/// In a text field every plain character is text: what else can be done has Ctrl or a name.
fn typing(state: &State, input: Input, all: &mut Vec<Binding>) {
    let (up, down) = (&[Code(KeyCode::Up)], &[Code(KeyCode::Down)]);
    all.push(bind(ENTER, "Enter", Action::Act, "check and go on", 9));
    all.push(bind(TAB, "Tab", Action::NextFocus, "next", 8));
    all.push(bind(
        BACKTAB,
        "Shift-Tab",
        Action::PreviousFocus,
        "previous",
        0,
    ));
    all.push(bind(ESC, "Esc", Action::Back, "to the steps", 7));
    if form::is_secret(input) {
        let shown = state.form.field(input).is_revealed();
        let text = if shown { "hide it" } else { "show it" };
        all.push(bind(&[Ctrl('r')], "Ctrl-R", Action::Reveal, text, 6));
    }
    all.push(bind(&[Ctrl('y')], "Ctrl-Y", Action::Copy, "copy it", 5));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 4));
    if state.env.rehearsal {
        let click = bind(&[Ctrl('t')], "Ctrl-T", Action::Click, "click for me", 3);
        all.push(click.unless(clicks::why_not(state)));
    }
    saved::save(state, all);
    all.push(cancelling(state, &[Ctrl('x')], "Ctrl-X"));
    all.push(bind(up, "↑", Action::PreviousFocus, "previous", 0));
    all.push(bind(down, "↓", Action::NextFocus, "next", 0));
}

fn under_cursor(state: &State, all: &mut Vec<Binding>) {
    let enter_or_space = &[Code(KeyCode::Enter), Char(' ')];
    match (state.focus, state.item()) {
        (Focus::Checklist, _) => {
            all.push(bind(ENTER, "Enter", Action::Act, "do this step", 9));
            let tick = bind(&[Char(' ')], "Space", Action::Tick, "tick by hand", 3);
            all.push(tick.unless(speaks_for_itself(state)));
        }
        (Focus::Log, _) => all.push(bind(ENTER, "Enter", Action::Act, "open in Logs", 9)),
        (_, Some(Item::Field(Input::Scopes))) => {
            all.push(bind(
                enter_or_space,
                "Enter",
                Action::Act,
                "choose scopes",
                9,
            ));
        }
        (_, Some(Item::Copy(value))) => {
            let text = format!("copy {}", value_name(value));
            all.push(bind(ENTER, "Enter", Action::Act, text, 9));
        }
        (_, Some(Item::Act(act))) => {
            all.push(bind(
                enter_or_space,
                "Enter",
                Action::Act,
                act_text(state, act),
                9,
            ));
        }
        (_, Some(Item::Field(_)) | None) => {}
    }
}

/// Why the step is not ticked by hand, if it is not.
fn speaks_for_itself(state: &State) -> Option<&'static str> {
    matches!(
        state.ledger.of(state.step).standing,
        Standing::Verified | Standing::Observed | Standing::Failed
    )
    .then_some("This step is checked automatically; press v to check it again.")
}

/// Why copying copies nothing, if it does not.
fn nothing_to_copy(state: &State) -> Option<&'static str> {
    match value_to_copy(state) {
        None => Some("nothing to copy in this step"),
        Some(value) if state.value(value).is_none() => {
            Some("what would be copied is not there yet")
        }
        Some(_) => None,
    }
}

/// In the log pane.
pub(super) fn log_pane(state: &State, all: &mut Vec<Binding>) {
    let text = if state.log.follow {
        "stop following"
    } else {
        "follow the newest"
    };
    all.push(bind(&[Char('f')], "f", Action::Follow, text, 6));
    let text = format!("level: from {}", state.log.level);
    all.push(bind(&[Char('l')], "l", Action::Level, text, 5));
}

fn act_text(state: &State, act: Act) -> String {
    let slot = match act {
        Act::Continue => None,
        Act::CheckRequest => Some(Slot::Request),
        Act::Verify => Some(Slot::Verify),
        Act::Wait => Some(Slot::Wait),
        Act::Link | Act::Follow => Some(Slot::Link),
    };
    match slot {
        Some(slot) if state.running.contains_key(&slot) => "start anew".into(),
        _ => act_name(act).to_lowercase(),
    }
}

/// The value that copying takes on the Setup screen: the one under the cursor, else the step's first.
#[must_use]
pub fn value_to_copy(state: &State) -> Option<Value> {
    let of = |item: &Item| match item {
        Item::Copy(value) => Some(*value),
        Item::Field(input) => Some(Value::Of(*input)),
        Item::Act(_) => None,
    };
    let items = items(state.step);
    state.item().as_ref().and_then(of).or_else(|| {
        // What a web page asks for comes before what was just typed here.
        items
            .iter()
            .find(|item| matches!(item, Item::Copy(_)))
            .or(items.first())
            .and_then(of)
    })
}

fn copy_text(state: &State) -> String {
    value_to_copy(state).map_or_else(
        || "copy".into(),
        |value| format!("copy {}", value_name(value)),
    )
}
