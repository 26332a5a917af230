//! One text field of the form, and what was found out about its value.

use zeroize::Zeroize as _;

use crate::domain::Input;
use crate::domain::guard::SecretForm;
use crate::tui::input_words::is_secret;
use crate::tui::widgets::text_field::{Kind, TextField};

/// What was found out about a value when its field was left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Not judged since it was last changed.
    #[default]
    Open,
    /// Usable; with a word on what was tidied.
    Fine(Option<String>),
    /// Usable, but it looks odd, and why.
    Doubtful(String),
    /// Not usable, and how to mend it.
    Wrong(String),
}

/// One text field.
pub struct Field {
    pub(super) line: TextField,
    pub(super) verdict: Verdict,
    /// The secret that was recognised in a field that is no field for it.
    pub(super) misplaced: Option<SecretForm>,
    /// Whether a person was asked about it.
    pub(super) asked: bool,
    pub(super) judged_value: String,
}

impl Field {
    pub(super) fn new(input: Input) -> Self {
        let kind = match input {
            // Compared character by character: it must stay as it came.
            Input::RedirectUri => Kind::Exact,
            input if is_secret(input) => Kind::Secret,
            _ => Kind::Text,
        };
        Self {
            line: TextField::new(kind),
            verdict: Verdict::Open,
            misplaced: None,
            asked: false,
            judged_value: String::new(),
        }
    }

    /// What is typed, for judging. To be drawn, its line is taken.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// The cursor, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.line.cursor()
    }

    /// The line, to be drawn.
    pub(crate) fn line(&self) -> &TextField {
        &self.line
    }

    /// What was found out when it was left.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether the person asked to see this secret.
    #[must_use]
    pub fn is_revealed(&self) -> bool {
        self.line.is_revealed()
    }

    /// Whether a person was asked about the secret in it.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked
    }

    /// The text has changed: what was found out about the one before holds no longer.
    pub(super) fn changed(&mut self) {
        self.verdict = Verdict::Open;
        self.asked = false;
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        self.judged_value.zeroize();
    }
}
