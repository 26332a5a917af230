//! The commands of the Logs screen; some of them work in the log pane of the Setup screen too.

use std::borrow::Cow;

use crate::journal::Level;
use crate::query::Query;
use crate::secret::Secret;
use crate::tui::command::{Availability, Command, Context, Hint, Run};
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::logs::curl::Curl;
use crate::tui::screens::logs::{LogView, export};
use crate::tui::shared::Shared;

/// On the screen.
const LOGS: Context = Context::Screen(Screen::Logs);

/// The commands, in the order of the footer where two are as useful.
pub(crate) const COMMANDS: &[Command] = &[
    Command::new(
        "logs.exchange",
        "Go to the line in full, or fold its JSON",
        &["Enter"],
        &[LOGS],
        Run::Logs(exchange),
    )
    .hint_now(exchange_hint)
    .when(has_lines),
    Command::new(
        "logs.follow",
        "Follow the newest line, or stop following",
        &["f"],
        &[LOGS, Context::LogPane],
        Run::Logs(follow),
    )
    .hint_now(follow_hint),
    Command::new(
        "logs.curl",
        "Copy the request as curl, without its secrets",
        &["y"],
        &[LOGS],
        Run::Logs(curl),
    )
    .hint_now(|model| match model.logs.detail {
        None => hint("copy as curl", 5),
        Some(_) => hint("copy as curl", 8),
    })
    .when(has_exchange),
    Command::new(
        "logs.level",
        "Change the level of the log",
        &["L"],
        &[LOGS, Context::LogPane],
        Run::Logs(level),
    )
    .hint_now(level_hint),
    Command::new(
        "logs.export",
        "Export the lines shown, as NDJSON",
        &["E"],
        &[LOGS],
        Run::Logs(export::ask),
    )
    .hint("export", 4)
    .when(has_lines),
    Command::new(
        "logs.wrap",
        "Wrap long lines, or cut them",
        &["W"],
        &[LOGS, Context::LogPane],
        Run::Logs(wrap),
    )
    .hint_now(wrap_hint),
    Command::new(
        "logs.copy",
        "Copy the line of the log",
        &["Y"],
        &[LOGS],
        Run::Logs(copy),
    )
    .hint("copy the line", 2)
    .when(has_lines),
    Command::new(
        "logs.connection",
        "Show only the lines of this connection",
        &["b"],
        &[LOGS],
        Run::Logs(of_connection),
    )
    .hint("this connection only", 2)
    .when(has_connection),
];

fn hint(text: impl Into<Cow<'static, str>>, rank: u8) -> Hint {
    Hint {
        text: text.into(),
        rank,
    }
}

fn exchange_hint(model: &Model) -> Hint {
    let logs = &model.logs;
    match (logs.detail, logs.layout.folds_json) {
        (None, _) => hint("detail", 9),
        (Some(_), _) if logs.selected_exchange().is_none() => hint("detail", 0),
        (Some(_), false) => hint("fold", 9),
        (Some(_), true) => hint("unfold", 9),
    }
}

fn has_exchange(model: &Model) -> Availability {
    let none = model.logs.selected_exchange().is_none();
    Availability::unless(none.then_some("this line has no exchange, or it is no longer kept"))
}

fn has_lines(model: &Model) -> Availability {
    let none = model.logs.is_empty();
    Availability::unless(none.then_some("no line is shown"))
}

fn has_connection(model: &Model) -> Availability {
    let line = model.logs.get(model.logs.selected);
    let none = line.is_none_or(|entry| entry.connection.is_none());
    Availability::unless(none.then_some("this line names no connection"))
}

fn follow_hint(model: &Model) -> Hint {
    if model.logs.follow {
        hint("pause", 3)
    } else {
        hint("follow", 6)
    }
}

fn level_hint(model: &Model) -> Hint {
    hint(format!("level: {}", from(model.logs.level)), 4)
}

/// From which level on lines are shown, in a word.
pub(crate) fn from(level: Level) -> &'static str {
    match level {
        Level::Debug => "all",
        Level::Info => "info",
        Level::Warn => "warnings",
        Level::Error => "errors",
    }
}

fn wrap_hint(model: &Model) -> Hint {
    let text = if model.logs.layout.wraps {
        "cut lines"
    } else {
        "wrap lines"
    };
    hint(text, 2)
}

/// To the line in full; there, folds its JSON or shows all of it.
fn exchange(logs: &mut LogView, _: &mut Shared) {
    match logs.detail {
        None => logs.detail = Some(0),
        Some(_) => logs.layout.folds_json = !logs.layout.folds_json,
    }
}

fn follow(logs: &mut LogView, _: &mut Shared) {
    logs.set_follow(!logs.follow);
}

fn level(logs: &mut LogView, _: &mut Shared) {
    logs.next_level();
}

fn wrap(logs: &mut LogView, _: &mut Shared) {
    logs.layout.wraps = !logs.layout.wraps;
}

fn curl(logs: &mut LogView, shared: &mut Shared) {
    let Some(exchange) = logs.selected_exchange() else {
        return;
    };
    let curl = Curl::of(exchange);
    let name = match curl.variables.as_slice() {
        [] => "the request as curl".to_owned(),
        names => format!("the request as curl (set {} first)", names.join(", ")),
    };
    shared.copy(&name, Some(Secret::new(curl.command)));
}

fn copy(logs: &mut LogView, shared: &mut Shared) {
    let line = logs.get(logs.selected);
    let text = line.map(|entry| Secret::new(entry.text.clone()));
    shared.copy("the line", text);
}

/// Filters by the connection of the selected line.
fn of_connection(logs: &mut LogView, _: &mut Shared) {
    let line = logs.get(logs.selected);
    let name = line.and_then(|entry| entry.connection.clone());
    if let Some(name) = name {
        logs.set_filter(&Query::written("connection", &name));
    }
}
