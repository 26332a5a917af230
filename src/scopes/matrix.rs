//! Four columns: required, wanted, granted, proven; one row a scope; and what is wrong in each.

use jiff::Timestamp;
use serde::Serialize;

use super::{Reason, Required, ScopeReport};
use crate::domain::PersonalDataConsent;
use crate::domain::scope::{self, Kind, Scope, Scopes};
use crate::planday::{GrantedBy, Proof};

/// Whether the token grants a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Granted {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Nothing was asked yet, or the answer does not tell.
    Unknown,
}

/// What is known of a scope by calls (facts: planday.md, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proven {
    /// A call that needs it succeeded.
    Proven,
    /// A call that needs it was refused.
    Refused,
    /// The request was not accepted, for another reason: probably granted.
    Probable,
    /// The call succeeded, but the member that the scope guards was not on the record: that proves nothing.
    Silent,
    /// No conclusion: trouble at the server, a rate limit, an answer that is no data.
    Unclear,
    /// The call needs an id, and none is known.
    NoId,
    /// Not asked: personal data is read only with consent.
    HeldBack,
    /// Not asked: the token does not grant it.
    NotGranted,
    /// Not asked yet.
    Untried,
    /// Not provable without a side effect.
    SideEffect,
    /// No path is known that it guards.
    NoPath,
    /// Not on data: there is nothing to call.
    NoData,
}

impl Proven {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Proven => "a call that needs it succeeded",
            Self::Refused => "Planday refused a call that needs it",
            Self::Probable => "probably granted: the call was not accepted for another reason",
            Self::Silent => {
                "the call succeeded without the field that it guards: that proves nothing"
            }
            Self::Unclear => "the call brought no conclusion",
            Self::NoId => "the call needs an id, and no other call has yielded one",
            Self::HeldBack => {
                "not asked: the answer may hold personal data, and you did not allow that"
            }
            Self::NotGranted => "not asked: the token does not grant it",
            Self::Untried => "not asked yet",
            Self::SideEffect => "not provable: a call would change something",
            Self::NoPath => "not provable: no call is known that needs it",
            Self::NoData => "not on data: there is nothing to call",
        }
    }

    /// In one or two words, for a column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Refused => "REFUSED",
            Self::Probable => "probable",
            Self::Silent => "silent",
            Self::Unclear => "unclear",
            Self::NoId => "no id",
            Self::HeldBack => "not read",
            Self::NotGranted | Self::Untried => "",
            Self::SideEffect => "writes",
            Self::NoPath => "no call",
            Self::NoData => "no data",
        }
    }
}

/// Something to be said about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Required, and the token does not grant it.
    Missing,
    /// Wanted, and the token does not grant it; no chosen action needs it.
    WantedMissing,
    /// Granted by word, yet a call that needs it is refused.
    Refused,
    /// Required, and not among the wanted ones.
    NotWanted,
    /// No app can be given it, as far as is known.
    NotForApps,
    /// Wanted, and opens pay or especially protected data.
    Sensitive,
    /// Wanted, and no chosen action needs it.
    Unused,
    /// Granted, and neither required nor wanted.
    Excess,
    /// Not in stackday's catalogue.
    Unlisted,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// To be thought about.
    Doubt,
    /// Something will not work.
    Wrong,
}

impl Finding {
    /// How much it weighs.
    #[must_use]
    pub fn weight(self) -> Weight {
        match self {
            Self::Missing
            | Self::WantedMissing
            | Self::Refused
            | Self::NotWanted
            | Self::NotForApps => Weight::Wrong,
            Self::Sensitive | Self::Unused | Self::Excess | Self::Unlisted => Weight::Doubt,
        }
    }

    /// In one or two words, for a column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing | Self::WantedMissing => "missing",
            Self::Refused => "refused",
            Self::NotWanted => "not ticked",
            Self::NotForApps => "not for apps",
            Self::Sensitive => "sensitive",
            Self::Unused => "unused",
            Self::Excess => "more than wanted",
            Self::Unlisted => "not catalogued",
        }
    }

    /// In words: what it means and what to do.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => {
                "Missing: actions that need it will fail. Scopes cannot be added later, so create a new app."
            }
            Self::WantedMissing => {
                "Missing: the app was made without it. No chosen action needs it, so it may stay so."
            }
            Self::Refused => {
                "Granted by word, yet refused: the module behind it may be switched off for this portal, or the scope guards another call."
            }
            Self::NotWanted => {
                "Required, and not in the list to tick: tick it before the app is created."
            }
            Self::NotForApps => {
                "Probably not offered to an app: look for it in the grid before you count on it."
            }
            Self::Sensitive => {
                "Opens pay or especially protected personal data: tick it only if the integration is meant to see that."
            }
            Self::Unused => "No chosen action needs it: an app should hold no more than it uses.",
            Self::Excess => {
                "The token grants it, and nothing here asks for it: the app holds more than it needs."
            }
            Self::Unlisted => {
                "Not in stackday's catalogue: Planday may have added it since, or it is misspelled."
            }
        }
    }
}

/// One scope in all four columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub scope: String,
    /// What the catalogue says of it.
    pub known: Option<&'static Scope>,
    /// Why it is required; nothing if it is not.
    pub required: Vec<Reason>,
    /// Whether it is wanted: in the list to tick.
    pub wanted: bool,
    /// Whether the token grants it.
    pub granted: Granted,
    /// What calls have shown.
    pub proven: Proven,
    /// When they showed it.
    pub at: Option<Timestamp>,
    /// What Planday said to the call, where it was refused or brought no conclusion.
    pub said: Option<String>,
    /// What is to be said about it, the worst first.
    pub findings: Vec<Finding>,
}

impl Row {
    /// Whether anybody asks for it or has it.
    #[must_use]
    pub fn in_play(&self) -> bool {
        self.wanted || !self.required.is_empty() || self.granted == Granted::Yes
    }

    /// Whether something will not work.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.weight() == Weight::Wrong)
    }

    /// The group that it stands in.
    #[must_use]
    pub fn group(&self) -> &'static str {
        self.known
            .map_or("Not in the catalogue", |scope| scope.resource)
    }
}

/// All rows, in the order of the grid; unknown scopes last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    /// The rows.
    pub rows: Vec<Row>,
    /// How the granted scopes are known; `None` before a token was exchanged.
    pub granted_by: Option<GrantedBy>,
}

impl Matrix {
    /// Puts the columns together. `report` is what a verification found; what it probed is believed of no other scope.
    #[must_use]
    pub fn new(
        required: &Required,
        wanted: &Scopes,
        report: &ScopeReport,
        leave: &PersonalDataConsent,
    ) -> Self {
        let catalogued = scope::all().iter().map(|scope| scope.name.clone());
        let mut names: Vec<String> = catalogued.collect();
        let mentioned = [
            &required.names(),
            wanted,
            &report.granted,
            &report.outcomes.keys().cloned().collect(),
        ]
        .into_iter()
        .fold(Scopes::new(), |all, some| {
            all.union(some).cloned().collect()
        });
        names.extend(
            mentioned
                .into_iter()
                .filter(|name| scope::find(name).is_none()),
        );
        let source = Columns {
            required,
            wanted,
            report,
            leave,
        };
        Self {
            rows: names.into_iter().map(|name| source.row(name)).collect(),
            granted_by: report.granted_by,
        }
    }

    /// The rows that have this finding.
    pub fn with(&self, finding: Finding) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .filter(move |row| row.findings.contains(&finding))
    }

    /// The row of a scope.
    #[must_use]
    pub fn row(&self, scope: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.scope == scope)
    }
}

struct Columns<'a> {
    required: &'a Required,
    wanted: &'a Scopes,
    report: &'a ScopeReport,
    leave: &'a PersonalDataConsent,
}

impl Columns<'_> {
    fn row(&self, name: String) -> Row {
        let known = scope::find(&name);
        let shown = self.report.outcomes.get(&name);
        let granted = self.granted(&name);
        let said = shown.and_then(|shown| match &shown.proof {
            Proof::Refused(diagnosis) | Proof::Unclear(diagnosis) => {
                Some(diagnosis.summary.clone())
            }
            _ => None,
        });
        let proven = self.proven(&name, known, granted);
        let tried = shown.filter(|shown| shown.proof != Proof::HeldBack);
        let mut row = Row {
            required: self.required.why(&name).to_vec(),
            wanted: self.wanted.contains(&name),
            known,
            granted,
            proven,
            at: tried.map(|shown| shown.at),
            said,
            findings: Vec::new(),
            scope: name,
        };
        row.findings = self.findings(&row);
        row
    }

    fn granted(&self, name: &str) -> Granted {
        match self.report.granted_by {
            None => Granted::Unknown,
            // Only calls can tell: what they were refused is missing, what they did not ask for is unknown.
            Some(GrantedBy::Probes) => {
                match self.report.outcomes.get(name).map(|shown| &shown.proof) {
                    Some(Proof::Proven(_)) => Granted::Yes,
                    Some(Proof::Refused(_)) => Granted::No,
                    _ => Granted::Unknown,
                }
            }
            Some(_) if self.report.granted.contains(name) => Granted::Yes,
            Some(_) => Granted::No,
        }
    }

    fn proven(&self, name: &str, known: Option<&Scope>, granted: Granted) -> Proven {
        if let Some(shown) = self.report.outcomes.get(name) {
            match &shown.proof {
                Proof::Proven(_) => return Proven::Proven,
                Proof::Refused(_) => return Proven::Refused,
                Proof::Probable => return Proven::Probable,
                Proof::Silent => return Proven::Silent,
                Proof::Unclear(_) => return Proven::Unclear,
                Proof::NoId => return Proven::NoId,
                // PersonalDataConsent may have been given or taken back since.
                Proof::HeldBack => {}
            }
        }
        match known.map(|scope| (scope.kind, scope.reads())) {
            Some((Kind::Identity | Kind::NotForApps, _)) => return Proven::NoData,
            Some((Kind::Data, false)) => return Proven::SideEffect,
            Some((Kind::Data, true)) | None => {}
        }
        match scope::probe_of(name) {
            None => Proven::NoPath,
            _ if granted == Granted::No => Proven::NotGranted,
            Some(probe) if !self.leave.allows(probe) => Proven::HeldBack,
            Some(_) => Proven::Untried,
        }
    }

    fn findings(&self, row: &Row) -> Vec<Finding> {
        let mut findings = Vec::new();
        let required = !row.required.is_empty();
        let is = |kind| row.known.is_some_and(|scope| scope.kind == kind);
        // Nobody ticks what signing in asks for, so it cannot be missing from the list.
        if is(Kind::Identity) {
            return findings;
        }
        let mut note = |holds: bool, finding| {
            if holds {
                findings.push(finding);
            }
        };
        let refused_by_call = row.proven == Proven::Refused;
        let not_granted = row.granted == Granted::No;
        note(not_granted && required, Finding::Missing);
        note(
            not_granted && !required && row.wanted,
            Finding::WantedMissing,
        );
        note(
            !not_granted && refused_by_call && (required || row.wanted),
            Finding::Refused,
        );
        note(
            required && !row.wanted && row.granted != Granted::Yes,
            Finding::NotWanted,
        );
        note(
            (required || row.wanted) && is(Kind::NotForApps),
            Finding::NotForApps,
        );
        let sensitive = row.known.is_some_and(|scope| scope.opens.is_sensitive());
        note(row.wanted && sensitive, Finding::Sensitive);
        let anything_required = !self.required.scopes.is_empty();
        note(
            row.wanted && !required && anything_required,
            Finding::Unused,
        );
        let asked_for = anything_required || !self.wanted.is_empty();
        note(
            row.granted == Granted::Yes && !required && !row.wanted && asked_for,
            Finding::Excess,
        );
        note(row.known.is_none() && row.in_play(), Finding::Unlisted);
        findings
    }
}

#[cfg(test)]
mod tests;
