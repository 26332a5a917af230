//! A question with one line to type: a name, a passphrase, the word that lets something be deleted.

use tui_input::{Input as Line, InputRequest};
use zeroize::Zeroize as _;

use crate::domain::ProfileId;
use crate::secret::Secret;

/// What is asked for, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asking {
    /// A name for the connection that is to be saved.
    SaveAs,
    /// Another name for a profile.
    Rename(ProfileId),
    /// A name for the copy of a profile.
    Duplicate(ProfileId),
    /// The tags of a profile.
    Tags(ProfileId),
    /// The notes of a profile.
    Notes(ProfileId),
    /// The word that lets profiles be deleted.
    Remove(Vec<ProfileId>),
    /// The passphrase of the encrypted file; `new` where it is chosen now.
    Passphrase {
        /// Whether the file is yet to be made.
        new: bool,
    },
    /// The new passphrase once more.
    PassphraseAgain(Secret),
    /// The new Token of a profile.
    NewToken(ProfileId),
    /// The version to pin a connector profile to, by its id; nothing clears the pin.
    Pin(String),
    /// The word that lets the replaced Token be revoked.
    RevokeOld(ProfileId),
}

/// The question.
pub struct Ask {
    /// What is asked for.
    pub asking: Asking,
    /// The heading.
    pub title: String,
    /// What to know before answering, in paragraphs.
    pub lines: Vec<String>,
    /// What the line is called.
    pub label: &'static str,
    /// Whether the answer is drawn masked.
    pub masked: bool,
    /// What must be typed, where only that will do.
    pub expected: Option<String>,
    /// What is wrong with the last answer.
    pub problem: Option<String>,
    line: Line,
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask")
            .field("asking", &self.asking)
            .finish_non_exhaustive()
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        self.line.value_and_reset().zeroize();
    }
}

impl Ask {
    /// A question with an empty line.
    #[must_use]
    pub fn new(asking: Asking, title: impl Into<String>, label: &'static str) -> Self {
        Self {
            asking,
            title: title.into(),
            lines: Vec::new(),
            label,
            masked: false,
            expected: None,
            problem: None,
            line: Line::default(),
        }
    }

    /// Adds a paragraph to read first.
    #[must_use]
    pub fn saying(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Begins with this answer.
    #[must_use]
    pub fn with(mut self, answer: impl Into<String>) -> Self {
        self.line = Line::new(answer.into());
        self
    }

    /// Draws the answer masked.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.masked = true;
        self
    }

    /// Takes this answer only.
    #[must_use]
    pub fn expecting(mut self, answer: impl Into<String>) -> Self {
        self.expected = Some(answer.into());
        self
    }

    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.value()
    }

    /// The cursor, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.line.cursor()
    }

    /// Whether the answer will do as far as can be told here.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        match (&self.expected, &self.asking) {
            (Some(expected), _) => self.text().trim() == expected,
            (None, Asking::Tags(_) | Asking::Notes(_) | Asking::Pin(_)) => true,
            (None, _) => !self.text().trim().is_empty(),
        }
    }

    /// Passes one edit on.
    pub fn edit(&mut self, request: InputRequest) {
        self.problem = None;
        self.line.handle(request);
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.problem = None;
        self.line.value_and_reset().zeroize();
    }
}
