//! The palette: every command by its title, found as one types, with its key and why it is off.

pub(crate) mod view;

use crate::tui::command::{Availability, Command, Context};
use crate::tui::model::Model;
use crate::tui::registry;
use crate::tui::screen::Screen;
use crate::tui::widgets::filter_list::Item;

/// What moves through lists and texts, and what belongs to a text that is typed, is no command to look for.
fn is_listed(command: &Command) -> bool {
    let in_a_list = |context: &Context| {
        matches!(
            context,
            Context::Everywhere
                | Context::Screens
                | Context::Screen(_)
                | Context::LogPane
                | Context::Field
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

/// Whether a command works on the screen below, and if not, why.
pub(crate) fn availability(model: &Model, command: &Command) -> Availability {
    let contexts = registry::screen_contexts(model);
    let contexts = if contexts.first() == Some(&Context::Field) {
        vec![
            Context::Field,
            Context::Screen(Screen::Setup),
            Context::Screens,
            Context::Everywhere,
        ]
    } else {
        contexts
    };
    if contexts.iter().any(|at| command.contexts.contains(at)) {
        return command.availability(model);
    }
    let place = command.contexts.first().map_or("", |place| place.words());
    Availability::No(format!("works on {place}").into())
}

/// What else a person may call the subject of a command.
fn also(id: &str) -> Option<&'static str> {
    (id == "ui.theme").then_some("colors colour scheme color scheme dark light")
}

/// The commands by their ids, as they stand now: those that are off here come last.
pub(crate) fn items(model: &Model) -> Vec<Item<&'static str>> {
    let listed = registry::commands().filter(|command| is_listed(command));
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for command in listed {
        let availability = availability(model, command);
        // The reason is searched as well.
        let reason = availability.reason().unwrap_or_default();
        let texts = [command.title, command.id].into_iter();
        let item = Item::new(command.id, texts.chain(also(command.id))).prose(reason);
        match availability {
            Availability::Hidden => {}
            Availability::Yes => on.push(item),
            Availability::No(_) => off.push(item.last_if(true)),
        }
    }
    on.extend(off);
    on
}
