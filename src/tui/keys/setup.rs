//! The keys of the Setup screen.

use crate::domain::{Input, Standing, StepId};
use crate::tui::form;
use crate::tui::keys::{
    Action, BACKTAB, Binding, Char, Code, Ctrl, ENTER, ESC, KeyCode, TAB, bind, cancelling,
    general, movement, plain_movement, saved,
};
use crate::tui::model::{Focus, Model};
use crate::tui::screens::setup as steps;
use crate::tui::screens::setup::guide::NOT_READ;
use crate::tui::screens::setup::items::{Act, Item, Value, act_name, items, value_name};
use crate::tui::screens::setup::web_clicks;
use crate::tui::tasks::TaskKind;

/// On the Setup screen: those of the field that is typed in, or those of everything else.
pub(crate) fn bindings(model: &Model, all: &mut Vec<Binding>) {
    if let Some(input) = model.typing() {
        return typing(model, input, all);
    }
    under_cursor(model, all);
    if model.env.rehearsal {
        let click = bind(
            &[Char('s'), Ctrl('t')],
            "s",
            Action::Click,
            "click for me",
            8,
        );
        all.push(click.unless(web_clicks::why_not(model)));
    }
    // What the step itself needs comes first: its page and its values, or the checks.
    let verifies = items(model.step).contains(&Item::Act(Act::Verify));
    let (verify, page) = if verifies { (7, 5) } else { (4, 7) };
    all.push(bind(&[Char('v')], "v", Action::Verify, "verify", verify));
    all.push(cancelling(model, &[Char('x'), Ctrl('x')], "x"));
    if model.step == StepId::D2 && model.remote.link.is_some() {
        let text = if model.remote.link_shown {
            "hide the link"
        } else {
            "show the link"
        };
        all.push(bind(&[Char('r'), Ctrl('r')], "r", Action::Reveal, text, 6));
    }
    let open = bind(&[Char('o')], "o", Action::Open, "open the page", page);
    all.push(open.unless(steps::page(model).err()));
    let copy = bind(&[Char('y')], "y", Action::Copy, copy_text(model), page - 1);
    all.push(copy.unless(nothing_to_copy(model)));
    saved::save(model, all);
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
    if model.focus == Focus::Log {
        log_pane(model, all);
        general(all);
        movement(all);
    } else {
        own_guide(model, all);
        general(all);
        plain_movement(all);
    }
}

/// `StackOne`'s own guide.
fn own_guide(model: &Model, all: &mut Vec<Binding>) {
    let text = if model.guide.shows_live(model.step) {
        "built-in text"
    } else {
        "StackOne's text"
    };
    let turn = bind(&[Char('g')], "g", Action::Guide, text, 4);
    all.push(turn.unless(model.guide.why_not(model.step)));
    let whole = bind(
        &[Char('G')],
        "G",
        Action::WholeGuide,
        "StackOne's guide in full",
        0,
    );
    let unread = model.guide.live.is_none().then_some(NOT_READ);
    all.push(whole.unless(unread));
}

/// In a text field every plain character is text: what else can be done has Ctrl or a name.
fn typing(model: &Model, input: Input, all: &mut Vec<Binding>) {
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
        let shown = model.form.field(input).is_revealed();
        let text = if shown { "hide it" } else { "show it" };
        all.push(bind(&[Ctrl('r')], "Ctrl-R", Action::Reveal, text, 6));
    }
    all.push(bind(&[Ctrl('y')], "Ctrl-Y", Action::Copy, "copy it", 5));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 4));
    if model.env.rehearsal {
        let click = bind(&[Ctrl('t')], "Ctrl-T", Action::Click, "click for me", 3);
        all.push(click.unless(web_clicks::why_not(model)));
    }
    saved::save(model, all);
    all.push(cancelling(model, &[Ctrl('x')], "Ctrl-X"));
    all.push(bind(up, "↑", Action::PreviousFocus, "previous", 0));
    all.push(bind(down, "↓", Action::NextFocus, "next", 0));
}

fn under_cursor(model: &Model, all: &mut Vec<Binding>) {
    let enter_or_space = &[Code(KeyCode::Enter), Char(' ')];
    match (model.focus, model.item()) {
        (Focus::Checklist, _) => {
            all.push(bind(ENTER, "Enter", Action::Act, "do this step", 9));
            let tick = bind(&[Char(' ')], "Space", Action::Tick, "tick by hand", 3);
            all.push(tick.unless(speaks_for_itself(model)));
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
                act_text(model, act),
                9,
            ));
        }
        (_, Some(Item::Field(_)) | None) => {}
    }
}

/// Why the step is not ticked by hand, if it is not.
fn speaks_for_itself(model: &Model) -> Option<&'static str> {
    matches!(
        model.ledger.of(model.step).standing,
        Standing::Verified | Standing::Observed | Standing::Failed
    )
    .then_some("This step is checked automatically; press v to check it again.")
}

/// Why copying copies nothing, if it does not.
fn nothing_to_copy(model: &Model) -> Option<&'static str> {
    match value_to_copy(model) {
        None => Some("nothing to copy in this step"),
        Some(value) if model.value(value).is_none() => {
            Some("what would be copied is not there yet")
        }
        Some(_) => None,
    }
}

/// In the log pane.
pub(crate) fn log_pane(model: &Model, all: &mut Vec<Binding>) {
    let text = if model.log.follow {
        "stop following"
    } else {
        "follow the newest"
    };
    all.push(bind(&[Char('f')], "f", Action::Follow, text, 6));
    let text = format!("level: from {}", model.log.level);
    all.push(bind(&[Char('l')], "l", Action::Level, text, 5));
}

fn act_text(model: &Model, act: Act) -> String {
    let slot = match act {
        Act::Continue => None,
        Act::CheckRequest => Some(TaskKind::Request),
        Act::Verify => Some(TaskKind::Verify),
        Act::Wait => Some(TaskKind::Wait),
        Act::Link | Act::Follow => Some(TaskKind::Link),
    };
    match slot {
        Some(slot) if model.running.contains_key(&slot) => "start anew".into(),
        _ => act_name(act).to_lowercase(),
    }
}

/// The value that copying takes on the Setup screen: the one under the cursor, else the step's first.
#[must_use]
pub fn value_to_copy(model: &Model) -> Option<Value> {
    let of = |item: &Item| match item {
        Item::Copy(value) => Some(*value),
        Item::Field(input) => Some(Value::Of(*input)),
        Item::Act(_) => None,
    };
    let items = items(model.step);
    model.item().as_ref().and_then(of).or_else(|| {
        // What a web page asks for comes before what was just typed here.
        items
            .iter()
            .find(|item| matches!(item, Item::Copy(_)))
            .or(items.first())
            .and_then(of)
    })
}

fn copy_text(model: &Model) -> String {
    value_to_copy(model).map_or_else(
        || "copy".into(),
        |value| format!("copy {}", value_name(value)),
    )
}
