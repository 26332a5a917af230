//! Why a command has no result: one sentence on standard error, and with `--json` one document on standard output.

use serde::Serialize;

use crate::config::ConfigError;
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::exit::Exit;
use crate::domain::guard::forms;
use crate::library::LibraryError;
use crate::output::{eprint_line, print_json};
use crate::secret::VaultError;
use crate::workflow::LibraryFault;
use crate::workflow::secrets::KeepError;

/// Why a command has no result.
#[derive(Debug)]
pub(super) struct Failure {
    kind: FailureKind,
    message: String,
    next: Option<String>,
    exit: Exit,
}

/// What sort of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum FailureKind {
    Here(Here),
    Diagnosed(Kind),
}

/// What goes wrong before anything is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Here {
    /// The command line is wrong.
    Usage,
    /// The configuration is wrong.
    Config,
}

/// The document.
#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    error: ErrorPart<'a>,
    exit: u8,
}

#[derive(Serialize)]
struct ErrorPart<'a> {
    kind: FailureKind,
    message: &'a str,
    next: Option<&'a str>,
}

impl Failure {
    fn new(kind: FailureKind, exit: Exit, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            next: None,
            exit,
        }
    }

    /// The command line is wrong: exit code 2.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Here(Here::Usage), Exit::Usage, message)
    }

    /// Something that is needed is not there: exit code 3.
    pub(super) fn not_configured(message: impl Into<String>) -> Self {
        Self::of(Kind::NotConfigured, message)
    }

    /// Something failed: exit code 1.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::of(Kind::Failed, message)
    }

    /// Stopped before there was a result.
    pub(super) fn interrupted() -> Self {
        Self::of(Kind::Cancelled, "interrupted, and nothing was done")
    }

    /// A failure of this kind.
    pub(super) fn of(kind: Kind, message: impl Into<String>) -> Self {
        Self::new(FailureKind::Diagnosed(kind), kind.exit(), message)
    }

    /// What to do about it.
    pub(super) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Says it, and gives the exit code.
    pub(super) fn end(&self, json: bool) -> Exit {
        eprint_line(&format!("stackday: {}", clean(&self.sentences())));
        self.document(json);
        self.exit
    }

    /// What happened and what to do about it.
    fn sentences(&self) -> String {
        let message = &self.message;
        match &self.next {
            Some(next) if message.ends_with(['.', '!', '?']) => format!("{message} {next}"),
            Some(next) => format!("{message}. {next}"),
            None => message.clone(),
        }
    }

    /// Prints the document alone: for a failure that is on standard error already.
    pub(super) fn document(&self, json: bool) {
        if !json {
            return;
        }
        let (message, next) = (clean(&self.message), self.next.as_deref().map(clean));
        let document = Document {
            ok: false,
            error: ErrorPart {
                kind: self.kind,
                message: &message,
                next: next.as_deref(),
            },
            exit: self.exit.code(),
        };
        let text = serde_json::to_string_pretty(&document).unwrap_or_default();
        if let Err(error) = print_json(&text) {
            eprint_line(&format!("stackday: {}", unwritable(&error)));
        }
    }
}

/// Without what has the form of a secret: the name of a file, of a member or of a setting may be one.
fn clean(text: &str) -> String {
    forms::masked(text, "[hidden]")
}

/// Why standard output does not take a result.
pub(super) fn unwritable(error: &std::io::Error) -> String {
    format!("standard output cannot be written: {error}")
}

impl From<&ConfigError> for Failure {
    fn from(error: &ConfigError) -> Self {
        let kind = FailureKind::Here(Here::Config);
        Self::new(kind, Exit::from(error), error.to_string())
    }
}

impl From<&Diagnosis> for Failure {
    fn from(diagnosis: &Diagnosis) -> Self {
        Self::of(diagnosis.kind, &*diagnosis.summary).next(&*diagnosis.next)
    }
}

impl From<&VaultError> for Failure {
    fn from(error: &VaultError) -> Self {
        match Exit::from(error) {
            Exit::NotConfigured => Self::not_configured(error.to_string()),
            _ => Self::failed(error.to_string()),
        }
    }
}

impl From<&LibraryError> for Failure {
    fn from(error: &LibraryError) -> Self {
        let message = error.to_string();
        match error {
            LibraryError::NoFolder | LibraryError::Shared { .. } => Self::not_configured(message),
            // A secret where none belongs came in by an argument or a file that was named.
            LibraryError::Secret { .. } => Self::usage(message),
            _ => Self::failed(message),
        }
    }
}

impl From<&KeepError> for Failure {
    fn from(error: &KeepError) -> Self {
        match error {
            KeepError::Vault(error) => error.into(),
            KeepError::Library(error) => error.into(),
        }
    }
}

impl From<&LibraryFault> for Failure {
    fn from(fault: &LibraryFault) -> Self {
        match fault {
            LibraryFault::Locked { .. } => Self::not_configured("the encrypted file is locked"),
            LibraryFault::Failed(diagnosis) => Self::of(diagnosis.kind, &*diagnosis.summary),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_written_in_the_words_of_the_field() {
        let word = |failure: &Failure| serde_json::to_value(failure.kind).expect("a word");
        assert_eq!(word(&Failure::usage("x")), "usage");
        assert_eq!(word(&Failure::not_configured("x")), "not_configured");
        assert_eq!(word(&Failure::of(Kind::RateLimited, "x")), "rate_limited");
        assert_eq!(word(&Failure::interrupted()), "cancelled");
        assert_eq!(Failure::interrupted().exit, Exit::Interrupted);
    }

    #[test]
    fn what_to_do_is_a_sentence_of_its_own() {
        for message in ["nothing is chosen", "Nothing is chosen."] {
            let said = Failure::usage(message).next("Choose.").sentences();
            assert!(said.ends_with("chosen. Choose."), "{said}");
        }
    }
}
