//! A command finds what it changes.

use crate::tui::command::{Active, Availability, Command};
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::help::entry::Entry;
use crate::tui::overlays::palette;
use crate::tui::registry;
use crate::tui::update::active;

/// Runs a command that works now, or says why it does not.
pub(super) fn obey(model: &mut Model, command: &Command, availability: Availability) {
    match availability {
        Availability::Yes => run(model, command),
        Availability::No(why) => model.shared.refuse(why),
        Availability::Hidden => {}
    }
}

/// Runs a command that works now.
pub(crate) fn run(model: &mut Model, command: &Command) {
    match command.run.on(model) {
        None => {}
        Some(Active::RunSelected) => run_selected(model),
        Some(act) => active::run(model, act),
    }
}

/// Closes the palette or the help, and runs the command that is selected there.
fn run_selected(model: &mut Model) {
    let selected = match model.shared.layers.top() {
        Some(Overlay::Palette(list)) => list.selected().map(|row| *row.key),
        Some(Overlay::Help(list)) => match list.selected().map(|row| row.key) {
            Some(Entry::Command { id, .. }) => Some(*id),
            _ => None,
        },
        _ => None,
    };
    let Some(id) = selected else {
        return model.shared.refuse("no command passes the filter");
    };
    let Some(command) = registry::find(id) else {
        return;
    };
    // Whether it works is asked of the screen below.
    let Some(closed) = model.shared.layers.close() else {
        return;
    };
    match palette::availability(model, command) {
        Availability::Yes => run(model, command),
        Availability::No(why) => {
            model.shared.layers.open(closed);
            model.shared.refuse(why);
        }
        Availability::Hidden => {
            model.shared.layers.open(closed);
            model.shared.refuse("this command has no meaning here");
        }
    }
}
