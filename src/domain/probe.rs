//! One cheap read per read scope that has a known path (facts: planday.md, sections 5.1 and 5.2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What has to be known before a probe can be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Needs {
    #[default]
    Nothing,
    Department,
    Employee,
}

/// How sure it is that a scope guards its probe's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pair {
    /// Documented.
    Documented,
    /// The path is documented, the scope goes by its name.
    Named,
    /// The path is seen in public code, the scope goes by its name.
    Inferred,
    /// Another scope may be needed as well, or be enough.
    Ambiguous,
}

impl Pair {
    /// In one word, for a column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Named => "named",
            Self::Inferred => "inferred",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Named => "the path is documented, the scope goes by its name",
            Self::Inferred => "the path is seen in public code, the scope goes by its name",
            Self::Ambiguous => "ambiguous: employee:read may be needed as well, or be enough",
        }
    }
}

/// A read that a scope guards. The table of them is in `assets/scopes.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The scope.
    pub scope: String,
    /// The path with `{day}`, `{department}` or `{employee}` in it.
    pub path: String,
    /// How sure it is that the scope guards this path.
    pub pair: Pair,
    #[serde(default)]
    needs: Needs,
    /// Whether the answer may hold data about a person: then it is asked only with [`super::PersonalDataConsent`], and not even the
    /// log keeps it.
    #[serde(default)]
    pub personal: bool,
    /// A member that must be on a record for the probe to prove anything: the scope guards this member alone.
    pub member: Option<String>,
}

/// Ids that some probes take from the answers of others.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProbeIds {
    /// Of any department.
    pub department: Option<i64>,
    /// Of any employee.
    pub employee: Option<i64>,
}

impl Probe {
    /// The scope whose probe yields the id that this one needs.
    #[must_use]
    pub fn after(&self) -> Option<&'static str> {
        match self.needs {
            Needs::Nothing => None,
            Needs::Department => Some("department:read"),
            Needs::Employee => Some("employee:read"),
        }
    }

    /// The path to ask for, on a day; `None` while the id it needs is not known.
    #[must_use]
    pub fn path(&self, ids: &ProbeIds, day: Date) -> Option<String> {
        let path = match self.needs {
            Needs::Nothing => self.path.clone(),
            Needs::Department => self
                .path
                .replace("{department}", &ids.department?.to_string()),
            Needs::Employee => self.path.replace("{employee}", &ids.employee?.to_string()),
        };
        Some(path.replace("{day}", &day.to_string()))
    }
}
