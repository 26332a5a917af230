//! Connections from outside, judged one after the other, and why one is refused.

use std::fmt;

use crate::library::Connection;
use crate::library::export_format::Export;
use crate::workflow::connection_values::{ConnectionValues, FieldProblem, judge_name};

/// The longest name or place in an error, in characters.
pub(super) const LONGEST: usize = 100;

/// Connections from outside, ready to be planned and imported.
#[derive(Debug)]
pub struct Import {
    /// The connections.
    pub export: Export,
    /// What is doubtful about them, one line each.
    pub doubts: Vec<String>,
}

/// Why nothing is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// Where: the line and the column of a table, the way to a key of JSON; and the profile.
    pub place: String,
    /// What is wrong there, in one line.
    pub problem: String,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.problem)
    }
}

impl ImportError {
    pub(super) fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            problem: problem.into(),
        }
    }
}

/// Connections that are judged.
#[derive(Default)]
pub(super) struct Judged {
    entries: Vec<(String, Connection)>,
    doubts: Vec<String>,
}

impl Judged {
    /// Takes values into `base`, under this name.
    pub(super) fn take(
        &mut self,
        name: &str,
        values: &ConnectionValues,
        base: Connection,
    ) -> Result<(), FieldProblem> {
        let mut doubts = Vec::new();
        let name = judge_name(name, &mut doubts)?;
        let settings = values.judge(base, &mut doubts)?;
        let told = doubts
            .into_iter()
            .map(|doubt| format!("profile “{name}”, {}: {}", doubt.field, doubt.problem));
        self.doubts.extend(told);
        self.entries.push((name, settings));
        Ok(())
    }

    pub(super) fn import(self) -> Result<Import, ImportError> {
        let export = Export::of_entries(self.entries);
        Ok(Import {
            export: export.map_err(|problem| ImportError::new("", problem))?,
            doubts: self.doubts,
        })
    }
}
