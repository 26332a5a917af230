//! The question before a change that drops what was typed or chosen: it names what goes.

pub(crate) mod view;

use crate::tui::change::{Change, Loss};

/// The question. `Enter` does the change, `Esc` leaves everything as it is.
#[derive(Debug, Clone)]
pub struct Question {
    /// The heading.
    pub title: String,
    /// What goes, and what stays, in paragraphs.
    pub lines: Vec<String>,
    /// What `Enter` does, in two or three words.
    pub yes: &'static str,
    /// What `Esc` does, in two or three words.
    pub no: &'static str,
    /// What is done after a yes.
    pub change: Change,
    /// What goes with it, as it was when the question was asked.
    pub loss: Loss,
}
