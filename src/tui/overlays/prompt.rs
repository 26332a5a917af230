//! A question with one line to type: a name, a passphrase, the word that lets something be deleted.

pub(crate) mod view;

use tui_input::{Input as Line, InputRequest};
use zeroize::Zeroize as _;

use crate::domain::ProfileId;
use crate::domain::guard::{Guard, SecretForm};
use crate::domain::text;
use crate::secret::Secret;

/// What is asked for, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptKind {
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
pub struct Prompt {
    /// What is asked for.
    pub kind: PromptKind,
    /// The heading.
    pub title: String,
    /// What to know before answering, in paragraphs.
    pub lines: Vec<String>,
    /// What the line is called.
    pub label: &'static str,
    /// Whether the answer is drawn masked.
    pub masked: bool,
    /// What must be typed, where only that will do.
    pub required: Option<String>,
    /// What is wrong with the last answer.
    pub problem: Option<String>,
    /// The secret that was recognised in the answer, where none is asked for.
    found: Option<SecretForm>,
    /// Whether a person was asked about it.
    asked: bool,
    /// What the answer began with: it is saved already.
    began: String,
    line: Line,
}

impl std::fmt::Debug for Prompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prompt")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        self.line.value_and_reset().zeroize();
        self.began.zeroize();
    }
}

impl Prompt {
    /// A question with an empty line.
    #[must_use]
    pub fn new(kind: PromptKind, title: impl Into<String>, label: &'static str) -> Self {
        Self {
            kind,
            title: title.into(),
            lines: Vec::new(),
            label,
            masked: false,
            required: None,
            problem: None,
            found: None,
            asked: false,
            began: String::new(),
            line: Line::default(),
        }
    }

    /// Adds a paragraph to read first.
    #[must_use]
    pub fn with_line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Begins with this text.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.began = text.into();
        self.line = Line::new(self.began.clone());
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
    pub fn requiring(mut self, answer: impl Into<String>) -> Self {
        self.required = Some(answer.into());
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

    /// Whether the answer will do, as far as is known here.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        match (&self.required, &self.kind) {
            (Some(required), _) => self.text().trim() == required,
            (None, PromptKind::Tags(_) | PromptKind::Notes(_) | PromptKind::Pin(_)) => true,
            (None, _) => !self.text().trim().is_empty(),
        }
    }

    /// Whether the answer is drawn masked: a secret is asked for, or one was typed.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.masked || self.found.is_some()
    }

    /// Whether what is pasted stands alone, or is the secret that is asked for.
    pub(crate) fn is_empty_or_asks_for_a_secret(&self) -> bool {
        self.masked || self.text().is_empty()
    }

    /// Looks for a secret where none is asked for.
    pub(crate) fn look(&mut self, guard: &Guard) {
        if self.masked {
            return;
        }
        // Only what is asked for is shown whatever it looks like: it stands above the line already.
        if self.required.as_deref() == Some(self.text().trim()) {
            self.found = None;
            return;
        }
        guard.allow(&self.began);
        let clean = text::line(self.text(), usize::MAX);
        self.found = guard.suspect(&clean);
        if let Some(form) = self.found {
            self.problem
                .get_or_insert_with(|| format!("This holds {}, so it is not saved", form.words()));
        }
    }

    /// Whether the answer holds a secret that is not to be kept. What only may be one is asked about once: the same answer
    /// given again says that it is none.
    pub(crate) fn refuses(&mut self, guard: &Guard) -> bool {
        match self.found {
            None => false,
            Some(form) if !form.is_certain() && self.asked => {
                guard.allow(&text::line(self.text(), usize::MAX));
                false
            }
            Some(form) => {
                self.problem = Some(if form.is_certain() {
                    format!("this holds {}, which is not kept here", form.words())
                } else {
                    format!(
                        "this holds {}; Enter again if it is no secret",
                        form.words()
                    )
                });
                self.asked = true;
                true
            }
        }
    }

    /// Passes one edit on.
    pub fn edit(&mut self, request: InputRequest) {
        self.problem = None;
        self.asked = false;
        self.line.handle(request);
    }

    /// Empties the line.
    pub fn clear(&mut self) {
        self.problem = None;
        self.line.value_and_reset().zeroize();
    }
}
