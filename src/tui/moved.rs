//! Keys that meant something else until lately: for one release, each says where its command went.

use crossterm::event::KeyEvent;

use crate::tui::command::Context::{self, Screen as On};
use crate::tui::keymap::Chord;
use crate::tui::model::Model;
use crate::tui::registry;
use crate::tui::screen::Screen::{Logs, Profiles, Scopes, Setup};

/// (where, the key of before, the command that it meant)
const MOVED: [(Context, &str, &str); 12] = [
    (On(Profiles), "n", "profiles.add"),
    (On(Profiles), "N", "profiles.notes"),
    (On(Profiles), "w", "profiles.replace_token"),
    (On(Profiles), "A", "profiles.mark_all"),
    (On(Scopes), "n", "scopes.new_app"),
    (On(Scopes), "a", "scopes.choose_actions"),
    (On(Scopes), "w", "scopes.way_out"),
    (On(Logs), "l", "logs.level"),
    (Context::LogPane, "l", "logs.level"),
    (On(Setup), "g", "setup.stackone_text"),
    (On(Setup), "G", "setup.instructions"),
    (On(Setup), "Ctrl-D", "setup.discard_draft"),
];

/// The command of this key and where it went, if the key meant another one here until lately.
pub(crate) fn words(model: &Model, event: KeyEvent) -> Option<(&'static str, String)> {
    let contexts = registry::contexts(model);
    let (_, written, id) = MOVED.into_iter().find(|(context, written, _)| {
        contexts.contains(context) && Chord::parse(written).is_ok_and(|chord| chord.is(event))
    })?;
    let command = registry::find(id)?;
    let place = match registry::key_of(model, id) {
        Some(key) => format!("{key} now"),
        None => "in the commands now (press :)".to_owned(),
    };
    let text = format!("{written} is {place}: {}.", command.title);
    Some((command.id, text))
}
