//! Brings back what the last such change has dropped.

use crate::tui::model::Model;
use crate::tui::undo::{Before, Undo};

/// Does that. What was there until now can be brought back in the same way.
pub(super) fn undo(model: &mut Model) {
    let shared = &mut model.shared;
    let Some(Undo { what, before }) = shared.undo.take() else {
        return;
    };
    let before = match before {
        Before::Connection(shown) => Before::Connection(Box::new(shared.bring_back(*shown))),
        Before::Fields(fields) => Before::Fields(Box::new(shared.put_back(*fields))),
        Before::Marks(marks) => Before::Marks(std::mem::replace(&mut model.profiles.marked, marks)),
    };
    shared.say(format!(
        "Back: {what}. {{app.undo}} undoes that in its turn."
    ));
    shared.undo = Some(Undo { what, before });
}
