//! The commands of the Logs screen; some of them work in the log pane of the Setup screen too.

use std::borrow::Cow;

use crate::secret::Secret;
use crate::tui::command::{Availability, Command, Context, Hint, Run};
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::logs::LogView;
use crate::tui::shared::Shared;

/// On the screen.
const LOGS: Context = Context::Screen(Screen::Logs);

/// The commands, in the order of the footer where two are as useful.
pub(crate) const COMMANDS: &[Command] = &[
    Command::new(
        "logs.exchange",
        "Show or close the exchange",
        &["Enter"],
        &[LOGS],
        Run::Logs(exchange),
    )
    .hint_now(exchange_hint)
    .when(has_exchange),
    Command::new(
        "logs.follow",
        "Follow the newest line, or stop following",
        &["f"],
        &[LOGS, Context::LogPane],
        Run::Logs(follow),
    )
    .hint_now(follow_hint),
    Command::new(
        "logs.level",
        "Change the level of the log",
        &["L"],
        &[LOGS, Context::LogPane],
        Run::Logs(level),
    )
    .hint_now(level_hint),
    Command::new(
        "logs.copy",
        "Copy the line of the log",
        &["y"],
        &[LOGS],
        Run::Logs(copy),
    )
    .hint("copy the line", 4),
];

fn hint(text: impl Into<Cow<'static, str>>, rank: u8) -> Hint {
    Hint {
        text: text.into(),
        rank,
    }
}

fn exchange_hint(model: &Model) -> Hint {
    if model.logs.detail.is_some() {
        hint("close the detail", 9)
    } else {
        hint("show the exchange", 9)
    }
}

fn has_exchange(model: &Model) -> Availability {
    let none = model.logs.detail.is_none() && model.logs.selected_exchange().is_none();
    Availability::unless(none.then_some("this line has no exchange, or it is no longer kept"))
}

fn follow_hint(model: &Model) -> Hint {
    if model.logs.follow {
        hint("stop following", 6)
    } else {
        hint("follow the newest", 6)
    }
}

fn level_hint(model: &Model) -> Hint {
    hint(format!("level: from {}", model.logs.level), 5)
}

fn exchange(logs: &mut LogView, _: &mut Shared) {
    logs.detail = match logs.detail {
        Some(_) => None,
        None => Some(0),
    };
}

fn follow(logs: &mut LogView, _: &mut Shared) {
    logs.set_follow(!logs.follow);
}

fn level(logs: &mut LogView, _: &mut Shared) {
    logs.next_level();
}

fn copy(logs: &mut LogView, shared: &mut Shared) {
    let line = logs.get(logs.selected);
    let text = line.map(|entry| Secret::new(entry.text.clone()));
    shared.copy("the line", text);
}
