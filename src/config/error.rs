//! What can be wrong with the settings, worded so that it can be mended without looking anything up.
//!
//! No message repeats a value: whatever was put in the wrong place may be a credential.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::decoding::NotText;
use crate::domain::exit::Exit;
use crate::domain::text;

/// How alike two names must be for one to be offered for the other, from 0 to 1.
const ALIKE: f64 = 0.8;

/// The longest that a name out of the file is shown, in characters.
const LONGEST_NAME: usize = 60;

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read, or was asked for by name and is not there.
    #[error("{}: cannot read the configuration file: {source}", shown(.path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in the file is wrong.
    #[error(transparent)]
    Mistake(Box<Mistake>),
    /// An environment variable is wrong.
    #[error("{name}: {problem}")]
    Environment {
        /// The variable.
        name: &'static str,
        /// What was expected.
        problem: String,
    },
    /// The profile to start with is not in the file.
    #[error("{}", no_such_profile(.name, .known))]
    NoSuchProfile {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
}

/// Where in the file something is wrong, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// The file.
    pub file: PathBuf,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// The way to the key: its table, then its name.
    pub keys: Vec<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", shown(&self.file), self.line, self.column)?;
        match self.keys.split_last() {
            None => {}
            // A table's own problem is shown as the table.
            Some(_) if self.problem == Problem::NotATable => {
                write!(f, "[{}]: ", name(&self.keys.join(".")))?;
            }
            Some((key, [])) => write!(f, "{}: ", name(key))?,
            Some((key, table)) => write!(f, "[{}] {}: ", name(&table.join(".")), name(key))?,
        }
        self.problem.fmt(f)
    }
}

/// What is wrong at one place of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is no text.
    NotText(NotText),
    /// It is not TOML.
    Syntax(String),
    /// There is no such key.
    UnknownKey {
        /// The key that was probably meant.
        nearest: Option<String>,
        /// Another table, which does know it. Empty is the top of the file.
        belongs_in: Option<&'static str>,
        /// The keys that there are.
        known: &'static [&'static str],
    },
    /// There is no such key, and by its name it would hold a credential.
    Credential,
    /// A table was expected.
    NotATable,
    /// The value does not fit: what was expected.
    Value(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotText(error) => write!(f, "{error}"),
            Self::Syntax(said) => write!(f, "not valid TOML: {}", text::line(said, 200)),
            Self::UnknownKey {
                belongs_in: Some(""),
                ..
            } => f.write_str("unknown key; it belongs at the top, before the first [table]"),
            Self::UnknownKey {
                belongs_in: Some(table),
                ..
            } => write!(f, "unknown key; it belongs in [{table}]"),
            Self::UnknownKey {
                nearest: Some(nearest),
                ..
            } => write!(f, "unknown key; did you mean \"{nearest}\"?"),
            Self::UnknownKey { known, .. } => {
                write!(f, "unknown key; known here: {}", known.join(", "))
            }
            Self::Credential => f.write_str(
                "credentials do not belong in this file; put them in the environment \
                 (STACKDAY_TOKEN_SECRET, STACKDAY_STACKONE_API_KEY) or type them into the form",
            ),
            Self::NotATable => f.write_str("a table was expected"),
            Self::Value(expected) => f.write_str(expected),
        }
    }
}

impl From<&ConfigError> for Exit {
    fn from(_: &ConfigError) -> Self {
        Self::NotConfigured
    }
}

/// The known name most like this one, if any is like it.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .map(|candidate| {
            let alike = strsim::jaro_winkler(&name, &candidate.to_lowercase());
            (alike, candidate)
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

fn no_such_profile(asked: &str, known: &[String]) -> String {
    let asked_shown = name(asked);
    if known.is_empty() {
        return format!("no profile \"{asked_shown}\": the configuration has no [profiles.NAME]");
    }
    let offer = nearest(asked, known.iter().map(String::as_str))
        .map(|meant| format!("; did you mean \"{}\"?", name(meant)))
        .unwrap_or_default();
    let list: Vec<String> = known.iter().map(|known| name(known)).collect();
    format!(
        "no profile \"{asked_shown}\"{offer} (there {}: {})",
        if list.len() == 1 { "is" } else { "are" },
        list.join(", ")
    )
}

fn name(raw: &str) -> String {
    text::line(raw, LONGEST_NAME)
}

fn shown(path: &Path) -> String {
    text::line(&path.to_string_lossy(), text::LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_mean_not_configured() {
        let error = ConfigError::NoSuchProfile {
            name: "acme".to_owned(),
            known: Vec::new(),
        };
        assert_eq!(Exit::from(&error), Exit::NotConfigured);
    }
}
