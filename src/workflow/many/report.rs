//! How the verification of many ended, and its form as JSON.

use serde::Serialize;

use crate::domain::ProfileId;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;

/// How the verification of many ended. Its JSON form is the output of `stackday verify --all --json`.
#[derive(Debug, Clone, Serialize)]
pub struct ManyReport {
    /// Whether every one of them holds.
    pub ok: bool,
    /// One row for each, in the order of the request.
    pub profiles: Vec<ManyRow>,
    /// How many ended how.
    pub counts: Counts,
    /// Whether the encrypted file of secrets was locked, so that some were not looked at.
    pub locked: bool,
    /// What all of them have in common: a locked store, findings that could not be saved.
    pub trouble: Vec<Diagnosis>,
    /// The worst of their exit codes.
    #[serde(serialize_with = "code")]
    pub exit: Exit,
}

/// How one of many ended.
#[derive(Debug, Clone, Serialize)]
pub struct ManyRow {
    /// Which connection.
    pub id: ProfileId,
    /// Its name.
    pub name: String,
    /// Whether it was reached before the end: what was not has not failed.
    pub reached: bool,
    /// How `stackday verify` would have ended; 130 for what was not reached.
    #[serde(serialize_with = "code")]
    pub exit: Exit,
    /// What came of it, in one line.
    pub line: String,
    /// What to do, where there is something.
    pub next: Option<String>,
}

/// How many ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Everything that was looked at holds.
    pub hold: usize,
    /// Something does not hold, or stayed unknown.
    pub fail: usize,
    /// The end came first.
    pub not_reached: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn code<S: serde::Serializer>(exit: &Exit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(exit.code())
}

impl ManyReport {
    pub(super) fn new(profiles: Vec<ManyRow>, locked: bool, trouble: Vec<Diagnosis>) -> Self {
        let mut counts = Counts::default();
        let mut exit = Exit::Success;
        for row in &profiles {
            match row.exit {
                _ if !row.reached => counts.not_reached += 1,
                Exit::Success => counts.hold += 1,
                _ => counts.fail += 1,
            }
            exit = exit.worst(row.exit);
        }
        for diagnosis in &trouble {
            exit = exit.worst(diagnosis.kind.exit());
        }
        if profiles.is_empty() {
            exit = exit.worst(Exit::NotConfigured);
        }
        Self {
            ok: exit == Exit::Success,
            profiles,
            counts,
            locked,
            trouble,
            exit,
        }
    }

    /// The report of a run that found nothing to verify, and why.
    #[must_use]
    pub fn of_nothing(why: Diagnosis) -> Self {
        Self::new(Vec::new(), false, vec![why])
    }

    /// The report of a run that was asked for what there is none of, so that all is well.
    #[must_use]
    pub fn nothing_to_do() -> Self {
        Self {
            ok: true,
            exit: Exit::Success,
            ..Self::new(Vec::new(), false, Vec::new())
        }
    }

    /// In one line: how many hold, how many do not, how many were not reached.
    #[must_use]
    pub fn line(&self) -> String {
        let Counts {
            hold,
            fail,
            not_reached,
        } = self.counts;
        if self.ok && self.profiles.is_empty() {
            return "none of the saved connections is meant, so nothing was verified".to_owned();
        }
        let mut line = format!("{hold} of {} hold", self.profiles.len());
        if fail > 0 {
            line = format!("{line}, {fail} do not");
        }
        if not_reached > 0 {
            line = format!("{line}, {not_reached} were not reached");
        }
        line
    }
}
