//! A question with one line to type: a name, a passphrase, the word that lets something be deleted.

pub(crate) mod view;

use zeroize::{Zeroize as _, Zeroizing};

use crate::domain::ProfileId;
use crate::domain::guard::{Guard, SecretForm};
use crate::domain::text;
use crate::secret::Secret;
use crate::tui::form::apart;
use crate::tui::widgets::text_field::{Edit, Kind, TextField};
use crate::workflow::ChangeTarget;

/// As many characters as the library takes for the notes of a connection.
pub(crate) const LONGEST_NOTES: usize = 20_000;

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
    /// The word that lets linked accounts be deleted.
    DeleteAccounts(Vec<ChangeTarget>),
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
    /// The API key that lists `StackOne`'s actions.
    ApiKey,
    /// The version to pin a connector profile to, by its id; nothing clears the pin.
    Pin(String),
    /// The word that lets the replaced Token be revoked.
    RevokeOld(ProfileId),
    /// The file that the log is exported to.
    ExportLog,
    /// The word that lets this file be replaced by the log.
    OverwriteLog(String),
}

impl PromptKind {
    /// Whether the answer does what cannot be taken back.
    #[must_use]
    pub fn is_danger(&self) -> bool {
        matches!(
            self,
            Self::Remove(_) | Self::RevokeOld(_) | Self::DeleteAccounts(_)
        )
    }
}

/// The linked accounts that the answer hits, worked out anew whenever the list of them is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hits {
    /// Those of the connector profile with this id; none where the profile is not known.
    Profile(Option<String>),
    /// They belong to another `StackOne` project than the list.
    OtherProject,
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
    /// Which linked accounts the answer hits, where it hits some.
    pub hits: Option<Hits>,
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
    line: TextField,
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
        self.began.zeroize();
    }
}

impl Prompt {
    /// A question with an empty line.
    #[must_use]
    pub fn new(kind: PromptKind, title: impl Into<String>, label: &'static str) -> Self {
        let line = match kind {
            PromptKind::Passphrase { .. } | PromptKind::PassphraseAgain(_) => Kind::Passphrase,
            PromptKind::NewToken(_) | PromptKind::ApiKey => Kind::Secret,
            _ => Kind::Text,
        };
        let line = TextField::new(line);
        let line = match kind {
            PromptKind::Notes(_) => line.limited(LONGEST_NOTES),
            _ => line,
        };
        Self {
            kind,
            title: title.into(),
            lines: Vec::new(),
            label,
            hits: None,
            required: None,
            problem: None,
            found: None,
            asked: false,
            began: String::new(),
            line,
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
        self.line.set(&self.began);
        self
    }

    /// Names the linked accounts that the answer hits.
    #[must_use]
    pub fn hitting(mut self, hits: Hits) -> Self {
        self.hits = Some(hits);
        self
    }

    /// Takes this answer only.
    #[must_use]
    pub fn requiring(mut self, answer: impl Into<String>) -> Self {
        self.required = Some(answer.into());
        self
    }

    /// Whether its text was worth typing: it is not given up without a question. Names are short, and a passphrase or the
    /// word for a deletion is typed anew.
    #[must_use]
    pub fn is_worth_asking(&self) -> bool {
        let long = matches!(
            self.kind,
            PromptKind::Notes(_)
                | PromptKind::Tags(_)
                | PromptKind::NewToken(_)
                | PromptKind::ApiKey
        );
        long && self.text() != self.began
    }

    /// What is typed.
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
        self.line.is_masked() || self.found.is_some()
    }

    /// Looks for a secret where none is asked for.
    pub(crate) fn look(&mut self, guard: &Guard) {
        if self.line.is_masked() {
            return;
        }
        // Only what is asked for is shown whatever it looks like: it stands above the line already.
        if self.required.as_deref() == Some(self.text().trim()) {
            self.found = None;
            return;
        }
        guard.allow(&self.began);
        let clean = text::line(self.text(), usize::MAX);
        let before = std::mem::replace(&mut self.found, guard.suspect(&clean));
        if self.found.or(before).is_some() {
            // Undo must not bring a secret back that belongs elsewhere.
            self.line.forget_history();
        }
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

    /// Edits the answer, with a key or otherwise.
    pub(crate) fn edit(&mut self, act: impl FnOnce(&mut TextField) -> Edit) -> Edit {
        let edit = act(&mut self.line);
        if edit != Edit::Ignored {
            self.problem = None;
            self.asked = false;
        }
        edit
    }

    /// Takes a paste in. What became of it is said where what is wrong with an answer is said.
    pub(crate) fn paste(&mut self, guard: &Guard, pasted: &str) {
        let stands_alone = self.line.is_masked() || self.text().is_empty();
        let pasted = if stands_alone {
            self.line.paste(pasted)
        } else {
            self.line.paste(&Zeroizing::new(apart(guard, pasted)))
        };
        self.problem = pasted.sentence();
        if pasted.taken > 0 {
            self.asked = false;
        }
    }
}
