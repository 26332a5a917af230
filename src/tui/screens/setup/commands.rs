//! The commands of the Setup screen.

use crate::domain::{Input, Standing, StepId};
use crate::tui::change::Change;
use crate::tui::command::{Availability, Command, Context, Hint, Run};
use crate::tui::form;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::setup::items::{Act, Item, act_name, items, value_name};
use crate::tui::screens::setup::{Focus, actions, next, web_clicks};
use crate::tui::tasks::TaskKind;

use Context::{Field, LogPane};

/// On the screen.
const SETUP: Context = Context::Screen(Screen::Setup);

/// The commands.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "setup.open_log",
        "Open the selected line in Logs",
        &["Enter"],
        &[LogPane],
        Run::Setup(actions::open_log),
    )
    .hint("open in Logs", 9),
    Command::new(
        "setup.act",
        "Do what is under the cursor",
        &["Enter", "Space"],
        &[SETUP],
        Run::Setup(actions::act),
    )
    .when(|model| Availability::shown(matches!(model.setup.focus, Focus::Item(_))))
    .hint_now(act_hint),
    Command::new(
        "setup.do_step",
        "Do the selected step",
        &["Enter"],
        &[SETUP],
        Run::Setup(actions::act),
    )
    .when(|model| Availability::shown(is_on_checklist(model)))
    .hint_now(do_step_hint),
    Command::new(
        "setup.next_step",
        "Next step",
        &[],
        &[Context::Screens, Context::Everywhere],
        Run::Shared(actions::next_step),
    ),
    Command::new(
        "setup.new_link",
        "Create a new auth link",
        &["r"],
        &[SETUP],
        Run::Setup(|setup, shared| {
            setup.leave_item(shared);
            shared.change = Some(Change::NewLink);
        }),
    )
    .hint_now(|model| Hint {
        text: "new link".into(),
        // The first key where the link is of no more use; before there was one, the step itself leads to it.
        rank: match &model.shared.remote.link {
            _ if next::link_is_over(&model.shared) => 11,
            // While it is waited for, it is the other thing to do.
            Some(_) if !model.shared.standing(StepId::D2).holds() => 9,
            _ => 4,
        },
    })
    .when(new_link),
    Command::new(
        "setup.tick",
        "Tick the step by hand",
        &["Space"],
        &[SETUP],
        Run::Setup(actions::tick),
    )
    .hint("tick", 5)
    .when(|model| {
        if is_on_checklist(model) {
            Availability::unless(checked_by_itself(model))
        } else {
            Availability::Hidden
        }
    }),
    Command::new(
        "field.check",
        "Check the field and go on",
        &["Enter"],
        &[Field],
        Run::Setup(actions::act),
    )
    .hint("check and go on", 10),
    Command::new(
        "setup.use_new_token",
        "Use the new Token that Planday returned",
        &["U"],
        &[SETUP],
        Run::Setup(actions::use_new_token),
    )
    .hint_now(|model| Hint {
        text: if model.shared.unclaimed_tokens.is_empty() {
            "use the new Token".into()
        } else {
            "copy the new Token".into()
        },
        rank: 10,
    })
    .when(|model| {
        let shared = &model.shared;
        let waits = shared.remote.new_token.is_some() && !shared.remote.new_token_in_field;
        Availability::shown(waits || !shared.unclaimed_tokens.is_empty())
    }),
    Command::new(
        "setup.web_clicks",
        "Do the web clicks of this step (sandbox)",
        &["s", "Ctrl-T"],
        &[SETUP, Field],
        Run::Setup(actions::click),
    )
    .when(|model| {
        if model.shared.env.rehearsal {
            Availability::unless(web_clicks::why_not(model.setup.step, &model.shared))
        } else {
            Availability::Hidden
        }
    })
    .hint_now(|model| Hint {
        text: "do the web clicks".into(),
        rank: match typed(model) {
            Some(_) => 3,
            None if model.shared.standing(model.setup.step).holds() => 7,
            // As the message line says: this is what comes next.
            None => 10,
        },
    }),
    Command::new(
        "setup.verify",
        "Verify this connection",
        &["v"],
        &[SETUP],
        Run::Setup(|setup, shared| {
            setup.leave_item(shared);
            shared.verify();
        }),
    )
    .hint("verify", 9),
    Command::new(
        "setup.reveal",
        "Show or hide the secret",
        &["Ctrl-R"],
        &[SETUP, Field],
        Run::Setup(actions::reveal),
    )
    .when(can_reveal)
    .hint_now(reveal_hint),
    Command::new(
        "setup.open_page",
        "Open the web page of this step",
        &["o"],
        &[SETUP],
        Run::Setup(actions::open),
    )
    .when(|model| Availability::unless(actions::page(&model.setup, &model.shared).err()))
    .hint_now(|model| Hint {
        text: "open page".into(),
        rank: if verifies(model) { 5 } else { 6 },
    }),
    Command::new(
        "setup.copy",
        "Copy the value under the cursor",
        &["y", "Ctrl-Y"],
        &[SETUP, Field],
        Run::Setup(actions::copy),
    )
    .when(|model| Availability::unless(nothing_to_copy(model)))
    .hint_now(copy_hint),
    Command::new(
        "setup.next_item",
        "Go to the next pane or field",
        &["Tab"],
        &[SETUP, Field],
        Run::Setup(|setup, shared| setup.focus_next(shared, 1)),
    )
    .hint_now(|model| Hint {
        text: if typed(model).is_some() {
            "next field".into()
        } else {
            "next pane".into()
        },
        rank: if typed(model).is_some() { 8 } else { 4 },
    }),
    Command::new(
        "setup.previous_item",
        "Go to the previous pane or field",
        &["Shift-Tab"],
        &[SETUP, Field],
        Run::Setup(|setup, shared| setup.focus_next(shared, -1)),
    ),
    Command::new(
        "field.next",
        "Go to the next field",
        &["Down"],
        &[Field],
        Run::Setup(|setup, shared| setup.focus_next(shared, 1)),
    ),
    Command::new(
        "field.previous",
        "Go to the previous field",
        &["Up"],
        &[Field],
        Run::Setup(|setup, shared| setup.focus_next(shared, -1)),
    ),
    Command::new(
        "setup.stackone_text",
        "Switch between StackOne's text and the built-in text of this step",
        &["t"],
        &[SETUP],
        Run::Setup(|setup, shared| shared.guide.turn(setup.step)),
    )
    .when(|model| Availability::unless(model.shared.guide.why_not(model.setup.step)))
    .hint_now(|model| Hint {
        text: if model.shared.guide.shows_live(model.setup.step) {
            "built-in text".into()
        } else {
            "StackOne's text".into()
        },
        rank: 3,
    }),
    Command::new(
        "setup.instructions",
        "Show the instructions in full",
        &["i"],
        &[SETUP],
        Run::Shared(|shared| shared.layers.open(Overlay::Guide { scroll: 0 })),
    )
    .hint("instructions", 3),
];

/// The field that has the keyboard, or will have it again when what lies over it is closed.
fn typed(model: &Model) -> Option<Input> {
    model.setup.field(&model.shared)
}

fn is_on_checklist(model: &Model) -> bool {
    model.setup.focus == Focus::Checklist
}

/// Whether the step's own action is a verification: then it comes first, else the page and its values do.
fn verifies(model: &Model) -> bool {
    items(model.setup.step).contains(&Item::Act(Act::Verify))
}

/// What `Enter` does to the item under the cursor.
fn act_hint(model: &Model) -> Hint {
    let text = match model.setup.item(&model.shared) {
        Some(Item::Field(Input::Scopes)) => "choose scopes".into(),
        Some(Item::Choose) => "choose what it does".into(),
        Some(Item::Copy(value)) => format!("copy {}", value_name(value)).into(),
        Some(Item::Act(act)) => act_text(model, act).into(),
        Some(Item::Field(_)) | None => "do it".into(),
    };
    Hint { text, rank: 10 }
}

/// What `Enter` on the checklist leads to: the value that the step needs, else its main action.
fn do_step_hint(model: &Model) -> Hint {
    let at = next::item_in_need(&model.setup, &model.shared);
    let standing = model.shared.standing(model.setup.step);
    if matches!(standing, Standing::Verified | Standing::Observed) {
        // Nothing of it is to be done: other keys come first.
        return Hint {
            text: "open step".into(),
            rank: 3,
        };
    }
    let failed = standing == Standing::Failed;
    let text = match model.setup.items()[at] {
        Item::Field(Input::TokenSecret) if !failed => "paste Token".into(),
        Item::Field(Input::AppId) if !failed => "paste App Id".into(),
        Item::Choose => "choose what it does".into(),
        Item::Field(Input::Scopes) => "choose scopes".into(),
        Item::Field(_) => "edit".into(),
        Item::Copy(_) | Item::Act(_) => "open this step".into(),
    };
    Hint { text, rank: 10 }
}

/// A new link can be made in each of the steps of the link. Where the one of this run still works, it is asked first.
fn new_link(model: &Model) -> Availability {
    Availability::shown(actions::proves_itself(model.setup.step))
}

fn act_text(model: &Model, act: Act) -> String {
    let kind = match act {
        Act::Continue => None,
        Act::CheckRequest => Some(TaskKind::Request),
        Act::Verify => Some(TaskKind::Verify),
        Act::Wait => Some(TaskKind::Wait),
        Act::Link | Act::Follow => Some(TaskKind::Link),
    };
    match kind {
        Some(kind) if model.shared.tasks.runs(kind) => "start anew".into(),
        _ => act_name(act).to_lowercase(),
    }
}

/// Why the step is not ticked by hand, if it is not.
fn checked_by_itself(model: &Model) -> Option<&'static str> {
    let standing = model.shared.ledger.of(model.setup.step).standing;
    (actions::proves_itself(model.setup.step)
        || matches!(
            standing,
            Standing::Verified | Standing::Observed | Standing::Failed
        ))
    .then_some("This step is checked automatically; press {setup.verify} to check it again.")
}

/// A secret can be shown in its own field, and the auth link in its step.
fn can_reveal(model: &Model) -> Availability {
    let shown = match typed(model) {
        Some(input) => form::is_secret(input),
        None => model.setup.step == StepId::D2 && model.shared.remote.link.is_some(),
    };
    Availability::shown(shown)
}

fn reveal_hint(model: &Model) -> Hint {
    let text = match typed(model) {
        Some(input) if model.shared.form.field(input).is_revealed() => "hide it",
        Some(_) => "show it",
        None if model.shared.remote.link_shown => "hide the link",
        None => "show the link",
    };
    Hint {
        text: text.into(),
        rank: 6,
    }
}

/// Why copying copies nothing, if it does not.
fn nothing_to_copy(model: &Model) -> Option<&'static str> {
    // What is being typed is copied as it stands; an empty field says so itself.
    if typed(model).is_some() {
        return None;
    }
    match actions::value_to_copy(&model.setup, &model.shared) {
        None => Some("Nothing to copy in this step."),
        Some(value) if model.shared.value(value).is_none() => Some("This value is not there yet."),
        Some(_) => None,
    }
}

fn copy_hint(model: &Model) -> Hint {
    if typed(model).is_some() {
        return Hint {
            text: "copy it".into(),
            rank: 5,
        };
    }
    let text = actions::value_to_copy(&model.setup, &model.shared).map_or_else(
        || "copy".into(),
        |value| format!("copy {}", value_name(value)).into(),
    );
    Hint {
        text,
        rank: if verifies(model) { 4 } else { 6 },
    }
}
