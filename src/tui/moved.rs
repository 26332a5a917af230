//! Keys that meant something else until lately: for one release, each says where its command went.

use crossterm::event::KeyEvent;

use crate::tui::command::Context;
use crate::tui::keymap::Chord;
use crate::tui::model::Model;
use crate::tui::registry;
use crate::tui::screen::Screen;

/// (where, the key of before, the command that it meant)
const MOVED: [(Context, &str, &str); 12] = [
    (Context::Screen(Screen::Profiles), "n", "profiles.add"),
    (Context::Screen(Screen::Profiles), "N", "profiles.notes"),
    (
        Context::Screen(Screen::Profiles),
        "w",
        "profiles.replace_token",
    ),
    (Context::Screen(Screen::Profiles), "A", "profiles.mark_all"),
    (Context::Screen(Screen::Scopes), "n", "scopes.new_app"),
    (
        Context::Screen(Screen::Scopes),
        "a",
        "scopes.choose_actions",
    ),
    (Context::Screen(Screen::Scopes), "w", "scopes.way_out"),
    (Context::Screen(Screen::Logs), "l", "logs.level"),
    (Context::LogPane, "l", "logs.level"),
    (Context::Screen(Screen::Setup), "g", "setup.stackone_text"),
    (Context::Screen(Screen::Setup), "G", "setup.instructions"),
    (
        Context::Screen(Screen::Setup),
        "Ctrl-D",
        "setup.discard_draft",
    ),
];

/// The command of this key and where it went, if the key meant another one here until lately.
pub(crate) fn words(model: &Model, event: KeyEvent) -> Option<(&'static str, String)> {
    let contexts = registry::contexts(model);
    let (_, written, id) = MOVED.into_iter().find(|(context, written, _)| {
        contexts.contains(context) && Chord::parse(written).is_ok_and(|chord| chord.is(event))
    })?;
    let command = registry::find(id)?;
    let place = match registry::key_of(model, id) {
        Some(key) => format!("is {key} now"),
        None => "is in the commands now (press :)".to_owned(),
    };
    let text = format!("“{}” was {written} before and {place}.", command.title);
    Some((command.id, text))
}
