//! Who had something looked at.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who had something looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ChangeOrigin {
    /// A person at the dashboard.
    Screen,
    /// The command line: which command, without the program's name and without arguments.
    Command(String),
    /// The watch.
    Watch,
}

/// What stands before the name of a command.
const COMMAND: &str = "command ";

/// A text that names no origin.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no origin")]
pub struct NoChangeOrigin;

impl ChangeOrigin {
    /// Reads what [`fmt::Display`] writes; none where that is the word of a newer program.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "screen" => Some(Self::Screen),
            "watch" => Some(Self::Watch),
            _ => {
                let command = text.strip_prefix(COMMAND)?;
                let is_word = |c: char| c.is_ascii_lowercase() || matches!(c, ' ' | '-');
                let is_name = !command.is_empty() && command.chars().all(is_word);
                is_name.then(|| Self::Command(command.to_owned()))
            }
        }
    }
}

impl fmt::Display for ChangeOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Screen => f.write_str("screen"),
            Self::Command(command) => write!(f, "{COMMAND}{command}"),
            Self::Watch => f.write_str("watch"),
        }
    }
}

impl From<ChangeOrigin> for String {
    fn from(origin: ChangeOrigin) -> Self {
        origin.to_string()
    }
}

impl TryFrom<String> for ChangeOrigin {
    type Error = NoChangeOrigin;

    fn try_from(text: String) -> Result<Self, NoChangeOrigin> {
        Self::read(&text).ok_or(NoChangeOrigin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_origin_is_read_as_it_is_written() {
        for origin in [
            ChangeOrigin::Screen,
            ChangeOrigin::Watch,
            ChangeOrigin::Command("profiles verify".to_owned()),
        ] {
            assert_eq!(ChangeOrigin::read(&origin.to_string()), Some(origin));
        }
        for other in ["", "command ", "command \u{1b}[31m", "moon"] {
            assert_eq!(ChangeOrigin::read(other), None, "{other:?}");
        }
    }
}
