//! The one text field of the program: forms, prompts and filters type into it.
//!
//! Built on [`tui_input::Input`], which knows where characters and words begin. It deletes and inserts by itself: `Input`
//! keeps what was cut for later, and a secret must not stay anywhere.

mod history;
mod keys;
mod kind;
mod pasted;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod view;

use std::ops::Range;

use crossterm::event::KeyEvent;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::{Zeroize as _, Zeroizing};

pub(crate) use self::kind::Kind;
pub(crate) use self::pasted::Pasted;

use self::history::{History, Run};
use self::keys::Command;

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub(crate) enum Edit {
    /// The text is another one.
    Changed,
    /// The text is the same, and the cursor may stand elsewhere. The key is used up: it means nothing to others.
    Moved,
    /// The key means nothing in a field and is left to others.
    Ignored,
    /// The key belongs to the field and cannot be obeyed; why, as a sentence.
    Refused(String),
}

/// One line of text with a cursor.
pub(crate) struct TextField {
    line: Input,
    kind: Kind,
    limit: usize,
    history: History,
    revealed: bool,
}

impl std::fmt::Debug for TextField {
    /// Never the text: a secret may be typed in any field.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextField")
            .field("kind", &self.kind)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Drop for TextField {
    fn drop(&mut self) {
        self.take_out().zeroize();
    }
}

impl TextField {
    /// An empty field.
    pub(crate) fn new(kind: Kind) -> Self {
        let mut field = Self {
            line: Input::default(),
            kind,
            limit: kind.usual_limit(),
            history: History::default(),
            revealed: false,
        };
        field.set("");
        field
    }

    /// Takes at most so many characters.
    #[must_use]
    pub(crate) fn limited(mut self, characters: usize) -> Self {
        self.limit = characters;
        self
    }

    /// Begins with this text, the cursor at its end.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn with(mut self, text: &str) -> Self {
        self.set(text);
        self
    }

    /// What is typed.
    pub(crate) fn text(&self) -> &str {
        self.line.value()
    }

    /// Whether nothing is typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// How many characters stand before the cursor. It never stands within what a person sees as one character.
    pub(crate) fn cursor(&self) -> usize {
        self.line.cursor()
    }

    /// Whether the text is a secret, which is masked and has no undo.
    pub(crate) fn is_masked(&self) -> bool {
        self.kind.is_masked()
    }

    /// Whether a person asked to see this secret.
    pub(crate) fn is_revealed(&self) -> bool {
        self.revealed
    }

    /// Shows a secret, or hides it again.
    pub(crate) fn reveal(&mut self, shown: bool) {
        self.revealed = shown && self.kind.is_masked();
    }

    /// Takes a key. A pasted text is no row of keys: see [`Self::paste`].
    pub(crate) fn key(&mut self, event: KeyEvent) -> Edit {
        match keys::command(event) {
            Some(Command::Insert(c)) => self.insert(c),
            Some(Command::Move(motion)) => {
                self.history.end_run();
                let to = self.reached(motion);
                self.put_cursor(to);
                Edit::Moved
            }
            Some(Command::Delete(motion)) => self.delete(motion),
            Some(Command::Empty) => self.clear(),
            Some(Command::Undo) => self.undo(),
            None => Edit::Ignored,
        }
    }

    /// Types a character at the cursor.
    pub(crate) fn insert(&mut self, c: char) -> Edit {
        if let Some(why) = self.kind.refuses(c) {
            return Edit::Refused(why.to_owned());
        }
        if self.room() == 0 {
            return Edit::Refused(format!(
                "At most {} characters fit here, so this one is not taken.",
                self.limit
            ));
        }
        let at = self.byte();
        // Each word is a step of its own.
        let begins_a_word = !c.is_whitespace() && self.text()[..at].ends_with(char::is_whitespace);
        if begins_a_word {
            self.history.end_run();
        }
        self.change(at..at, c.encode_utf8(&mut [0; 4]), Some(Run::Typing));
        Edit::Changed
    }

    /// Takes a paste in at the cursor, as one line: a line break separates and never acts. Each paste is one step of undo.
    pub(crate) fn paste(&mut self, pasted: &str) -> Pasted {
        let at = self.byte();
        self.paste_into(at..at, pasted, self.room())
    }

    /// Takes a paste in instead of what stands here, unless nothing of it is taken.
    pub(crate) fn paste_over(&mut self, pasted: &str) -> Pasted {
        self.paste_into(0..self.text().len(), pasted, self.limit)
    }

    /// Empties the field. Undo brings the text back, but of a secret.
    pub(crate) fn clear(&mut self) -> Edit {
        self.replace("")
    }

    /// Puts another text in, the cursor at its end: a value that was tidied. Undo brings the earlier one back. Nothing is
    /// cut, whatever the limit.
    pub(crate) fn replace(&mut self, text: &str) -> Edit {
        if text == self.text() {
            return Edit::Moved;
        }
        self.change(0..self.text().len(), text, None);
        Edit::Changed
    }

    /// Begins anew with this text, the cursor at its end. Nothing is cut, whatever the limit, and there is nothing to undo.
    pub(crate) fn set(&mut self, text: &str) {
        self.take_out().zeroize();
        self.history.forget();
        // Long enough for all that can be typed, so that a secret is never moved and left behind.
        let room = if self.kind.is_masked() {
            self.limit * 4
        } else {
            0
        };
        let mut own = String::with_capacity(room.max(text.len()));
        own.push_str(text);
        self.line = Input::new(own);
    }

    /// Takes the last step back: a word that was typed, characters deleted in a row, a paste.
    pub(crate) fn undo(&mut self) -> Edit {
        if self.kind.is_masked() {
            return Edit::Refused("A secret has no undo: its earlier texts are not kept.".into());
        }
        let Some((text, cursor)) = self.history.back() else {
            return Edit::Refused("There is nothing to undo.".into());
        };
        self.splice(0..self.text().len(), &text);
        self.line.handle(InputRequest::SetCursor(cursor));
        Edit::Changed
    }

    /// Forgets every earlier text: a secret was found in this one.
    pub(crate) fn forget_history(&mut self) {
        self.history.forget();
    }

    /// What is drawn in `cells` cells, scrolled so that the cursor is seen, and the column of the cursor. `…` stands where
    /// more lies. `mask` stands for each character; a secret that is not revealed is masked in any case.
    pub(crate) fn shown(&self, cells: usize, mask: Option<char>) -> (String, usize) {
        let hidden = self.kind.is_masked() && !self.revealed;
        let mask = mask.or(hidden.then_some('*'));
        view::shown(self.kind, self.text(), self.cursor(), cells, mask)
    }

    /// What is drawn while something else has the keyboard: the value from its first character on.
    pub(crate) fn shown_at_rest(&self, cells: usize, mask: Option<char>) -> String {
        let hidden = self.kind.is_masked() && !self.revealed;
        let mask = mask.or(hidden.then_some('*'));
        view::shown(self.kind, self.text(), 0, cells, mask).0
    }

    /// Puts the cursor at the character that is drawn in this column, where the text is drawn as [`Self::shown`] draws it, or at
    /// rest. Behind the text it goes to its end.
    pub(crate) fn point(
        &mut self,
        cells: usize,
        masked: bool,
        at_rest: bool,
        column: usize,
    ) -> Edit {
        let from = if at_rest { 0 } else { self.cursor() };
        let hidden = masked || (self.kind.is_masked() && !self.revealed);
        let mask = hidden.then_some('*');
        let to = view::pointed(self.kind, self.text(), from, cells, mask, column);
        self.history.end_run();
        let starts = self.text().char_indices().map(|(at, _)| at);
        let byte = starts.chain([self.text().len()]).nth(to);
        self.put_cursor(byte.unwrap_or(self.text().len()));
        Edit::Moved
    }

    /// How many more characters fit.
    fn room(&self) -> usize {
        self.limit.saturating_sub(self.text().chars().count())
    }

    fn delete(&mut self, motion: InputRequest) -> Edit {
        let run = match motion {
            InputRequest::GoToPrevChar | InputRequest::GoToNextChar => Some(Run::Deleting),
            _ => None,
        };
        let (from, to) = (self.byte(), self.reached(motion));
        if from == to {
            return Edit::Moved;
        }
        self.change(from.min(to)..from.max(to), "", run);
        Edit::Changed
    }

    fn paste_into(&mut self, range: Range<usize>, pasted: &str, room: usize) -> Pasted {
        let (line, pasted) = pasted::take(self.kind, pasted, room, self.limit);
        if pasted.taken > 0 {
            self.change(range, &line, None);
        }
        pasted
    }

    /// Changes the text so that it can be undone.
    fn change(&mut self, range: Range<usize>, with: &str, run: Option<Run>) {
        if !self.kind.is_masked() {
            let cursor = self.cursor();
            self.history.note(self.line.value(), cursor, run);
        }
        self.splice(range, with);
    }

    /// Changes the text, and puts the cursor behind what was put in. What is let go of is wiped.
    fn splice(&mut self, range: Range<usize>, with: &str) {
        let mut text = Zeroizing::new(self.take_out());
        let needed = text.len() - range.len() + with.len();
        if needed > text.capacity() {
            let mut roomier = String::with_capacity(needed.next_power_of_two());
            roomier.push_str(&text);
            text = Zeroizing::new(roomier);
        }
        let end = range.start + with.len();
        text.replace_range(range, with);
        self.line = Input::new(std::mem::take(&mut *text));
        self.put_cursor(end);
    }

    /// The text itself, and no copy of it. The line is empty then.
    fn take_out(&mut self) -> String {
        String::from(std::mem::take(&mut self.line))
    }

    /// Where a motion leads from the cursor, in bytes, always between two characters as a person sees them.
    fn reached(&mut self, motion: InputRequest) -> usize {
        // Where the words of a secret begin is part of it.
        let motion = match motion {
            InputRequest::GoToPrevWord if self.kind.is_masked() => InputRequest::GoToStart,
            InputRequest::GoToNextWord if self.kind.is_masked() => InputRequest::GoToEnd,
            other => other,
        };
        let back = matches!(
            motion,
            InputRequest::GoToPrevChar | InputRequest::GoToPrevWord
        );
        let from = self.cursor();
        self.line.handle(motion);
        let reached = self.byte();
        self.line.handle(InputRequest::SetCursor(from));
        boundary(self.text(), reached, back)
    }

    /// The cursor, in bytes.
    fn byte(&self) -> usize {
        let text = self.text();
        let mut starts = text.char_indices();
        starts.nth(self.cursor()).map_or(text.len(), |(at, _)| at)
    }

    /// Puts the cursor here, in bytes, or behind the character that a person sees there: two may have become one.
    fn put_cursor(&mut self, byte: usize) {
        let at = boundary(self.text(), byte, false);
        let characters = self.text()[..at].chars().count();
        self.line.handle(InputRequest::SetCursor(characters));
    }
}

/// Whether a key belongs to a text that is being typed, whatever the text: a character, a motion, a deletion, undo.
pub(crate) fn takes(event: KeyEvent) -> bool {
    keys::command(event).is_some()
}

/// The nearest place between two characters as a person sees them, here or before or behind.
fn boundary(text: &str, byte: usize, before: bool) -> usize {
    let starts = text.grapheme_indices(true).map(|(at, _)| at);
    if before {
        starts.take_while(|at| *at <= byte).last().unwrap_or(0)
    } else {
        let mut starts = starts.skip_while(|at| *at < byte);
        starts.next().unwrap_or(text.len())
    }
}
