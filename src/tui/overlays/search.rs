//! A line in which one searches, and the selected one of the lines that were found.

use crossterm::event::KeyEvent;

use crate::tui::widgets::text_field::{Edit, Kind, TextField};

/// The search of the palette and of the help.
#[derive(Debug)]
pub struct Search {
    /// What is typed.
    pub(crate) text: TextField,
    /// The selected line, counted from the first.
    pub(crate) at: usize,
    /// The first line that can be selected.
    first: usize,
}

impl Search {
    /// A search in which the lines before `first` are headings.
    #[must_use]
    pub(crate) fn new(first: usize) -> Self {
        Self {
            text: TextField::new(Kind::Filter),
            at: first,
            first,
        }
    }

    /// Moves the selection among so many lines.
    pub(crate) fn step(&mut self, by: isize, rows: usize) {
        let last = rows.saturating_sub(1).max(self.first);
        self.at = self.at.saturating_add_signed(by).clamp(self.first, last);
    }

    /// Takes a key that edits the text.
    pub(crate) fn key(&mut self, event: KeyEvent) -> Edit {
        let edit = self.text.key(event);
        if edit == Edit::Changed {
            self.at = self.first;
        }
        edit
    }

    /// Empties the text.
    pub(crate) fn empty(&mut self) {
        self.at = self.first;
        // Nothing is to be said of an empty line.
        let _ = self.text.clear();
    }

    /// Forgets what was typed: it held a secret.
    pub(crate) fn forget(&mut self) {
        self.at = self.first;
        self.text.set("");
    }
}
