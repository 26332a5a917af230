//! The four columns of scopes as a report: the JSON of `stackday scopes diff` and `prove`, and how these end.

use jiff::Timestamp;
use serde::Serialize;

use super::require::{Requirement, Source};
use crate::domain::PersonalDataConsent;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::scope::{Kind, Opens};
use crate::planday::GrantedBy;
use crate::scopes::{Finding, Granted, Matrix, Proven, Reason, Row, Verdict};

/// What the four columns amount to.
#[derive(Debug, Clone, Serialize)]
pub struct ScopesReport {
    /// Whether it ends with exit code 0.
    pub ok: bool,
    /// What is the matter, what it breaks, the way out.
    pub verdict: Verdict,
    /// What failed before the columns could be filled.
    pub diagnosis: Option<Diagnosis>,
    /// How the granted scopes are known.
    pub granted_by: Option<GrantedBy>,
    /// The resources whose personal data might be read.
    pub read_personal: Vec<String>,
    /// Required or wanted, and not granted.
    pub missing: Vec<String>,
    /// Required or wanted, and not known to be granted.
    pub unknown: Vec<String>,
    /// Chosen actions for which nobody names a scope.
    pub unplaced: Vec<String>,
    /// Chosen actions that `StackOne` does not list.
    pub unlisted: Vec<String>,
    /// Where the list of actions came from; nothing where their names alone were read, or none was chosen.
    pub catalogue: Option<Source>,
    /// Every scope.
    pub scopes: Vec<RowReport>,
    /// How it ends.
    #[serde(skip)]
    pub exit: Exit,
}

/// One scope: its four states, and the evidence.
#[derive(Debug, Clone, Serialize)]
pub struct RowReport {
    /// Its name.
    pub scope: String,
    /// Whether it is among the scopes that stackday knows; another is checked as it stands.
    pub known: bool,
    /// Where it stands in the grid; nothing for one that is not catalogued.
    pub resource: Option<&'static str>,
    /// What it is for.
    pub means: Option<&'static str>,
    /// What the records behind it hold.
    pub opens: Option<Opens>,
    /// Why it is required; empty if it is not.
    pub required: Vec<Reason>,
    /// Whether it is wanted.
    pub wanted: bool,
    /// Whether the Token grants it.
    pub granted: Granted,
    /// What calls have shown.
    pub proven: Proven,
    /// The same in words.
    pub evidence: &'static str,
    /// When they showed it.
    pub at: Option<Timestamp>,
    /// What Planday said to the call, where it was refused or brought no conclusion.
    pub said: Option<String>,
    /// What is to be said about it.
    pub findings: Vec<Finding>,
    #[serde(skip)]
    kind: Option<Kind>,
}

impl From<&Row> for RowReport {
    fn from(row: &Row) -> Self {
        Self {
            scope: row.scope.clone(),
            known: row.known.is_some(),
            resource: row.known.map(|scope| scope.resource),
            means: row.known.map(|scope| scope.means.as_str()),
            opens: row.known.map(|scope| scope.opens),
            required: row.required.clone(),
            wanted: row.wanted,
            granted: row.granted,
            proven: row.proven,
            evidence: row.proven.words(),
            at: row.at,
            said: row.said.clone(),
            findings: row.findings.clone(),
            kind: row.known.map(|scope| scope.kind),
        }
    }
}

impl RowReport {
    /// Whether anybody asks for it or has it.
    #[must_use]
    pub fn in_play(&self) -> bool {
        self.is_required() || self.wanted || self.granted == Granted::Yes
    }

    fn is_required(&self) -> bool {
        !self.required.is_empty()
    }

    /// Whether somebody asks for it. What signing in asks for is nobody's choice.
    fn is_asked(&self) -> bool {
        (self.is_required() || self.wanted) && self.kind != Some(Kind::Identity)
    }
}

impl ScopesReport {
    pub(super) fn new(
        matrix: &Matrix,
        verdict: Verdict,
        requirement: &Requirement,
        leave: &PersonalDataConsent,
        diagnosis: Option<Diagnosis>,
    ) -> Self {
        let scopes: Vec<_> = matrix.rows.iter().map(RowReport::from).collect();
        let asked = |granted| {
            let of = scopes
                .iter()
                .filter(|row| row.is_asked() && row.granted == granted);
            of.map(|row| row.scope.clone()).collect()
        };
        Self {
            ok: false,
            verdict,
            diagnosis,
            granted_by: matrix.granted_by,
            read_personal: leave.resources().map(str::to_owned).collect(),
            missing: asked(Granted::No),
            unknown: asked(Granted::Unknown),
            unplaced: requirement.required.unplaced.clone(),
            unlisted: requirement.required.unlisted.clone(),
            catalogue: requirement.catalogue.clone(),
            scopes,
            exit: Exit::Failed,
        }
    }

    /// Ends by what is required: an extra scope that nobody needs may be missing. Where nothing is required, what is
    /// wanted counts.
    pub(super) fn ending_by_the_required(self) -> Self {
        let any_required = self.scopes.iter().any(RowReport::is_required);
        let exit = self.exit_by(|row| row.is_required() || !any_required);
        self.ending(exit)
    }

    /// Ends by everything that is required or wanted, and by every call.
    pub(super) fn ending_by_everything(self) -> Self {
        let refused = |row: &RowReport| row.proven == Proven::Refused;
        let exit = match self.exit_by(|_| true) {
            Exit::Success if self.scopes.iter().any(refused) => Exit::Failed,
            exit => exit,
        };
        self.ending(exit)
    }

    fn ending(mut self, exit: Exit) -> Self {
        self.ok = exit == Exit::Success;
        self.exit = exit;
        self
    }

    fn exit_by(&self, counts: impl Fn(&RowReport) -> bool) -> Exit {
        if let Some(diagnosis) = &self.diagnosis {
            return diagnosis.kind.exit();
        }
        let mut asked = self
            .scopes
            .iter()
            .filter(|row| row.is_asked() && counts(row))
            .peekable();
        // Nobody asks for anything, and the answer names nothing: then nothing at all is known.
        if asked.peek().is_none() && self.granted_by == Some(GrantedBy::Probes) {
            return Exit::Failed;
        }
        let states: Vec<_> = asked.map(|row| row.granted).collect();
        if states.contains(&Granted::No) {
            Exit::ScopeMissing
        } else if states.contains(&Granted::Unknown) {
            Exit::Failed
        } else {
            Exit::Success
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::diagnosis::{Kind as Why, Party};
    use crate::domain::scope;
    use crate::planday::{ProbeYield, Proof};
    use crate::scopes::{Probed, Required, ScopeReport, keys_of};

    fn no() -> Proof {
        Proof::Refused(Diagnosis::new(
            Party::PlandayApi,
            Why::ScopeMissing,
            "refused",
            "ask",
        ))
    }

    fn yes() -> Proof {
        Proof::Proven(ProbeYield::default())
    }

    /// What actions need and somebody wants, held against a grant and what calls have shown.
    fn report(
        actions: &str,
        wanted: &str,
        (by, granted): (GrantedBy, &str),
        shown: &[(&str, Proof)],
    ) -> ScopesReport {
        let required = Required::of(&keys_of(actions), &[], None);
        let outcome = |(name, proof): &(&str, Proof)| {
            let probed = Probed {
                proof: proof.clone(),
                at: Timestamp::UNIX_EPOCH,
            };
            ((*name).to_owned(), probed)
        };
        let scopes = ScopeReport {
            granted: scope::read(granted).scopes,
            granted_by: Some(by),
            outcomes: shown.iter().map(outcome).collect::<BTreeMap<_, _>>(),
            ..ScopeReport::default()
        };
        let wanted = scope::read(wanted).scopes;
        let leave = PersonalDataConsent::default();
        let matrix = Matrix::new(&required, &wanted, &scopes, &leave);
        let verdict = Verdict::of(&matrix, &required);
        let requirement = Requirement {
            required,
            ..Requirement::default()
        };
        ScopesReport::new(&matrix, verdict, &requirement, &leave, None)
    }

    #[test]
    fn the_required_decide_a_comparison_and_everything_decides_a_proof() {
        use GrantedBy::{Probes, Response};
        let shifts = "planday_list_shifts";
        for (actions, wanted, grant, shown, by_required, by_everything) in [
            // All there; what may not be called, or cannot, is no fault where the Token names it.
            (
                shifts,
                "shift:update",
                (Response, "shift:read shift:update"),
                vec![],
                0,
                0,
            ),
            (
                shifts,
                "",
                (Response, "shift:read"),
                vec![("shift:read", Proof::Silent)],
                0,
                0,
            ),
            (shifts, "", (Response, "skill:read"), vec![], 5, 5),
            // Only wanted.
            (shifts, "skill:read", (Response, "shift:read"), vec![], 0, 5),
            ("", "skill:read", (Response, "shift:read"), vec![], 5, 5),
            // Granted by word, and refused: not missing, and not good.
            (
                shifts,
                "",
                (Response, "shift:read"),
                vec![("shift:read", no())],
                0,
                1,
            ),
            (
                "",
                "",
                (Response, "shift:read"),
                vec![("shift:read", no())],
                0,
                1,
            ),
            (
                "",
                "",
                (Response, "shift:read"),
                vec![("shift:read", yes())],
                0,
                0,
            ),
            // Only calls tell.
            (shifts, "", (Probes, ""), vec![("shift:read", yes())], 0, 0),
            (shifts, "", (Probes, ""), vec![("shift:read", no())], 5, 5),
            (
                shifts,
                "",
                (Probes, ""),
                vec![("shift:read", Proof::Probable)],
                1,
                1,
            ),
            (
                shifts,
                "skill:read",
                (Probes, ""),
                vec![("shift:read", yes())],
                0,
                1,
            ),
            ("", "", (Probes, ""), vec![], 1, 1),
            // What signing in asks for is nobody's choice.
            (shifts, "openid", (Response, "shift:read"), vec![], 0, 0),
        ] {
            let report = report(actions, wanted, grant, &shown);
            let case = format!("{actions} {wanted} {grant:?} {shown:?}");
            let ends = |report: ScopesReport, code| {
                assert_eq!(report.exit.code(), code, "{case}");
                assert_eq!(report.ok, code == 0, "{case}");
            };
            ends(report.clone().ending_by_the_required(), by_required);
            ends(report.ending_by_everything(), by_everything);
        }
    }

    #[test]
    fn what_failed_before_decides_alone() {
        let mut report = report("planday_list_shifts", "", (GrantedBy::Response, ""), &[]);
        assert_eq!(report.missing, ["shift:read"]);
        report.diagnosis = Some(Diagnosis::new(Party::Network, Why::Network, "no", "try"));
        assert_eq!(report.ending_by_the_required().exit, Exit::Network);
    }
}
