//! The palette: every command by its title, found as one types, with its key and why it is off.

pub(crate) mod view;

use crate::tui::command::{Availability, Command, Context};
use crate::tui::model::Model;
use crate::tui::overlays::found::{Finder, Found};
use crate::tui::overlays::search::Search;
use crate::tui::registry;

/// A line of the palette.
#[derive(Debug)]
pub(crate) struct Row {
    /// The command.
    pub(crate) command: &'static Command,
    /// Its keys where it has some.
    pub(crate) keys: String,
    /// Whether it works now.
    pub(crate) availability: Availability,
    /// Which characters of its title the filter has found.
    pub(crate) hits: Vec<usize>,
}

/// What moves through lists and texts, and what belongs to a text that is typed, is no command to look for.
fn is_listed(command: &Command) -> bool {
    let in_a_list = |context: &Context| {
        matches!(
            context,
            Context::Everywhere
                | Context::Screens
                | Context::Setup
                | Context::LogPane
                | Context::Field
                | Context::Profiles
                | Context::Scopes
                | Context::Logs
        )
    };
    command.contexts.iter().any(in_a_list)
        && ![
            "app.back",
            "field.",
            "palette.",
            "setup.next_item",
            "setup.previous_item",
        ]
        .iter()
        .any(|prefix| command.id.starts_with(prefix))
}

/// Where the commands of the palette work: on the screen below, and in a field also what works beside it.
fn contexts(model: &Model) -> Vec<Context> {
    let contexts = registry::screen_contexts(model);
    if contexts.first() == Some(&Context::Field) {
        vec![
            Context::Field,
            Context::Setup,
            Context::Screens,
            Context::Everywhere,
        ]
    } else {
        contexts
    }
}

/// Whether a command works here and now. One of another screen does not, whatever is selected there.
pub(crate) fn availability(command: &Command, model: &Model) -> Availability {
    let contexts = contexts(model);
    if contexts.iter().any(|at| command.contexts.contains(at)) {
        command.availability(model)
    } else {
        let place = command.contexts.first().map_or("", |place| place.words());
        Availability::No(format!("works on {place}").into())
    }
}

/// The commands that pass the filter: those that work first, then those that are off here.
pub(crate) fn rows(search: &Search, model: &Model) -> Vec<Row> {
    let mut finder = Finder::new(search.text.text());
    let mut rows: Vec<(Found, Row)> = Vec::new();
    for command in registry::commands().filter(|command| is_listed(command)) {
        let availability = availability(command, model);
        if availability == Availability::Hidden {
            continue;
        }
        // The reason is searched as well.
        let reason = availability.reason().unwrap_or_default();
        let Some(found) = finder.find(command.title, &[command.id, reason]) else {
            continue;
        };
        let chords = model.keymap.chords(command.id, command.keys);
        let keys: Vec<_> = chords.iter().map(ToString::to_string).collect();
        let row = Row {
            command,
            keys: keys.join(" "),
            availability,
            hits: found.hits.clone(),
        };
        rows.push((found, row));
    }
    let rank = |row: &Row| row.availability != Availability::Yes;
    rows.sort_by(|(one, a), (other, b)| {
        let by_score = other.score.cmp(&one.score);
        rank(a).cmp(&rank(b)).then(by_score)
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The id of the selected command.
pub(crate) fn selected(search: &Search, model: &Model) -> Option<&'static str> {
    let rows = rows(search, model);
    rows.get(search.at).map(|row| row.command.id)
}
