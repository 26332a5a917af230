//! How the footer calls the commands of the Profiles screen as things stand.

use std::borrow::Cow;

use crate::tui::command::Hint;
use crate::tui::model::Model;
use crate::tui::screens::profiles::availability::{is_quitting, selected};
use crate::tui::screens::profiles::row::Part;
use crate::workflow::reason;

fn hint(text: impl Into<Cow<'static, str>>, rank: u8) -> Hint {
    Hint {
        text: text.into(),
        rank,
    }
}

/// Asking `StackOne` again.
pub(crate) fn refresh_hint(model: &Model) -> Hint {
    // The list of connections is there from the start: this key is for the other part.
    let rank = match model.profiles.part {
        Part::Connections => 0,
        Part::Connectors => 9,
    };
    hint("ask StackOne again", rank)
}

/// Opening: where something failed, to repair it.
pub(crate) fn open_hint(model: &Model) -> Hint {
    let failed = selected(model).is_some_and(|found| reason(found).is_some());
    hint(if failed { "fix" } else { "open" }, 10)
}

/// Verifying all that are shown, and how many those are.
pub(crate) fn verify_all_hint(model: &Model) -> Hint {
    hint(format!("verify {}", model.profiles.active()), 8)
}

/// Verifying the marked connections, or the selected one.
pub(crate) fn verify_hint(model: &Model) -> Hint {
    match model.profiles.marked.len() {
        0 => hint("verify", 9),
        marked => hint(format!("verify {marked} marked"), 9),
    }
}

/// Archiving, or the opposite.
pub(crate) fn archive_hint(model: &Model) -> Hint {
    let archived = selected(model).is_some_and(|profile| profile.archived_at.is_some());
    hint(if archived { "put back" } else { "archive" }, 0)
}

/// Marking, or the opposite.
pub(crate) fn mark_hint(model: &Model) -> Hint {
    let marked = selected(model).is_some_and(|found| model.profiles.marked.contains(&found.id));
    hint(if marked { "unmark" } else { "mark" }, 7)
}

/// What the other part is.
pub(crate) fn other_part_hint(model: &Model) -> Hint {
    let text = match model.profiles.part {
        Part::Connections => "StackOne's list",
        Part::Connectors => "connections",
    };
    hint(text, 5)
}

/// The next column.
pub(crate) fn sort_hint(model: &Model) -> Hint {
    hint(format!("sort by {}", model.profiles.next_sort().name()), 6)
}

/// What is copied.
pub(crate) fn copy_hint(model: &Model) -> Hint {
    let text = match model.profiles.part {
        Part::Connections => "copy the App Id",
        Part::Connectors => "copy the id",
    };
    // Over the screen there is little else to do.
    let rank = if model.shared.layers.is_empty() { 5 } else { 8 };
    hint(text, rank)
}

/// Saving: early where there is a draft, or where it is the answer.
pub(crate) fn save_hint(model: &Model) -> Hint {
    let rank = match (is_quitting(model), model.shared.library.changed) {
        (true, _) => 7,
        (false, true) => 6,
        (false, false) => 0,
    };
    hint("save", rank)
}
