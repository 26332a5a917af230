//! The evidence of every step of one connection.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Evidence, FRESH_FOR, Input, Standing, StepId, StoredEvidence, depends_on};

/// One [`Evidence`] a step. Evidence that is lost reopens its step.
#[derive(Debug, Clone)]
pub struct Ledger {
    entries: [Evidence; StepId::ALL.len()],
    fresh_for: SignedDuration,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            entries: std::array::from_fn(|_| Evidence::unknown("not checked yet")),
            fresh_for: FRESH_FOR,
        }
    }
}

impl Ledger {
    /// Nothing known yet; what will be is stale after this time.
    #[must_use]
    pub fn new(fresh_for: SignedDuration) -> Self {
        Self {
            fresh_for,
            ..Self::default()
        }
    }

    /// What was kept of an earlier run. Steps that nothing is kept of are unknown.
    #[must_use]
    pub fn kept(steps: &BTreeMap<StepId, StoredEvidence>, fresh_for: SignedDuration) -> Self {
        let mut ledger = Self::new(fresh_for);
        for (step, proved) in steps {
            ledger.entries[step.index()] = Evidence {
                standing: proved.standing,
                line: proved.line.clone(),
                at: proved.at,
                diagnosis: None,
            };
        }
        ledger
    }

    /// Takes in what is kept of the same connection, step by step where it is newer than what is known here. A time later
    /// than `now` counts as oldest.
    pub fn take_newer(&mut self, steps: &BTreeMap<StepId, StoredEvidence>, now: Timestamp) {
        for (step, kept) in steps {
            let entry = &mut self.entries[step.index()];
            let is_newer = match (kept.at, entry.at) {
                (Some(kept), Some(known)) => kept <= now && (kept > known || known > now),
                (Some(_), None) => true,
                (None, _) => false,
            };
            if is_newer {
                *entry = Evidence {
                    standing: kept.standing,
                    line: kept.line.clone(),
                    at: kept.at,
                    diagnosis: None,
                };
            }
        }
    }

    /// What is known, to be kept: steps of which nothing was ever seen are left out.
    #[must_use]
    pub fn to_keep(&self) -> BTreeMap<StepId, StoredEvidence> {
        let seen = StepId::ALL
            .into_iter()
            .filter(|step| self.of(*step).at.is_some());
        let kept = seen.map(|step| {
            let evidence = self.of(step);
            let proved = StoredEvidence {
                standing: evidence.standing,
                line: evidence.line.clone(),
                at: evidence.at,
            };
            (step, proved)
        });
        kept.collect()
    }

    /// What is known of a step.
    #[must_use]
    pub fn of(&self, step: StepId) -> &Evidence {
        &self.entries[step.index()]
    }

    /// How a step stands as of `now`: what was proven too long ago is stale.
    #[must_use]
    pub fn standing_of(&self, step: StepId, now: Timestamp) -> Standing {
        self.of(step).standing_at(now, self.fresh_for)
    }

    /// Takes new evidence in. "Not reached" never hides an earlier failure or proof, it only ages it; trouble on the
    /// way does not undo what a person said, it is shown beside it.
    pub fn record(&mut self, step: StepId, evidence: Evidence) {
        let entry = &mut self.entries[step.index()];
        let concludes = !matches!(evidence.standing, Standing::Unknown | Standing::Skipped);
        match (entry.standing, evidence.diagnosis) {
            (_, diagnosis) if concludes => {
                *entry = Evidence {
                    diagnosis,
                    ..evidence
                }
            }
            (Standing::Attested | Standing::Verified | Standing::Observed, Some(diagnosis)) => {
                age(entry, &evidence.line);
                entry.diagnosis = Some(diagnosis);
            }
            (_, None) if entry.at.is_some() => age(entry, &evidence.line),
            (_, diagnosis) => {
                *entry = Evidence {
                    diagnosis,
                    ..evidence
                }
            }
        }
    }

    /// Something was done anew on a web page: what these steps showed is about what was there before.
    pub fn outdate(&mut self, steps: &[StepId], why: &str) {
        for step in steps {
            let entry = &mut self.entries[step.index()];
            if entry.standing == Standing::Attested {
                *entry = Evidence::unknown(why);
            } else {
                age(entry, why);
            }
        }
    }

    /// Puts evidence back that was there before, whatever has taken its place.
    pub fn put_back(&mut self, step: StepId, evidence: Evidence) {
        self.entries[step.index()] = evidence;
    }

    /// A person ticks a step that nothing has proved. A proof or a failure is not overruled.
    pub fn attest(&mut self, step: StepId) -> bool {
        let entry = &mut self.entries[step.index()];
        match entry.standing {
            Standing::Unknown | Standing::Stale | Standing::Skipped => {
                *entry = Evidence::now(Standing::Attested, "ticked by you; nothing has proved it");
                true
            }
            Standing::Attested => {
                *entry = Evidence::unknown("tick taken back");
                true
            }
            Standing::Verified | Standing::Observed | Standing::Failed => false,
        }
    }

    /// An input has changed: what rested on it does not hold any more.
    pub fn changed(&mut self, input: Input) {
        for step in depends_on(input) {
            age(
                &mut self.entries[step.index()],
                "Changed since the last check",
            );
        }
    }

    /// How many steps are proven, as of `now`: not those that were merely observed, or that a person said are done.
    #[must_use]
    pub fn proven(&self, now: Timestamp) -> usize {
        self.standing(Standing::Verified, now).count()
    }

    /// The steps that stand so, as of `now`.
    pub fn standing(&self, standing: Standing, now: Timestamp) -> impl Iterator<Item = StepId> {
        StepId::ALL
            .into_iter()
            .filter(move |step| self.standing_of(*step, now) == standing)
    }

    /// The first step that does not hold, as of `now`.
    #[must_use]
    pub fn next_open(&self, now: Timestamp) -> Option<StepId> {
        StepId::ALL
            .into_iter()
            .find(|step| !self.standing_of(*step, now).holds())
    }
}

/// Proof becomes stale, failure becomes unknown: both were about something that is not there any more.
fn age(entry: &mut Evidence, why: &str) {
    match entry.standing {
        Standing::Verified | Standing::Observed => {
            entry.standing = Standing::Stale;
            entry.line = format!("{}. Before: {}", why.trim_end_matches('.'), entry.line);
        }
        Standing::Failed => *entry = Evidence::unknown(why),
        Standing::Attested | Standing::Stale | Standing::Unknown | Standing::Skipped => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnosis::{Diagnosis, Kind, Party};

    #[test]
    fn lost_evidence_reopens_the_step() {
        let mut ledger = Ledger::default();
        ledger.record(StepId::B2, Evidence::now(Standing::Verified, "Token works"));
        assert_eq!(ledger.proven(crate::domain::clock::now()), 1);
        ledger.changed(Input::TokenSecret);
        assert_eq!(ledger.of(StepId::B2).standing, Standing::Stale);
        assert_eq!(ledger.proven(crate::domain::clock::now()), 0);
    }

    #[test]
    fn old_evidence_is_stale() {
        let mut ledger = Ledger::default();
        ledger.record(StepId::A3, Evidence::now(Standing::Verified, "yes"));
        let tomorrow = crate::domain::clock::now() + SignedDuration::from_hours(25);
        assert_eq!(ledger.standing_of(StepId::A3, tomorrow), Standing::Stale);
        assert_eq!(ledger.next_open(tomorrow), Some(StepId::A1));
    }

    #[test]
    fn nobody_ticks_over_a_proof_or_a_failure() {
        let mut ledger = Ledger::default();
        assert!(ledger.attest(StepId::A1));
        assert_eq!(ledger.of(StepId::A1).standing, Standing::Attested);
        ledger.record(
            StepId::A1,
            Evidence::failed(Diagnosis::new(Party::Network, Kind::Network, "no", "retry")),
        );
        assert!(!ledger.attest(StepId::A1));
    }

    #[test]
    fn trouble_on_the_way_is_shown_beside_what_a_person_said() {
        let mut ledger = Ledger::default();
        ledger.attest(StepId::A2);
        let trouble = Diagnosis::new(Party::PlandayApi, Kind::RateLimited, "wait", "retry");
        ledger.record(StepId::A2, Evidence::inconclusive(trouble.clone()));
        assert_eq!(ledger.of(StepId::A2).standing, Standing::Attested);
        assert_eq!(ledger.of(StepId::A2).diagnosis.as_ref(), Some(&trouble));
        ledger.record(StepId::A2, Evidence::now(Standing::Verified, "12 of 12"));
        assert!(ledger.of(StepId::A2).diagnosis.is_none());
    }

    #[test]
    fn a_person_said_so_is_not_proven() {
        let mut ledger = Ledger::default();
        ledger.attest(StepId::A1);
        assert_eq!(ledger.proven(crate::domain::clock::now()), 0);
        ledger.outdate(&[StepId::A1], "done anew");
        assert_eq!(ledger.of(StepId::A1).standing, Standing::Unknown);
    }

    #[test]
    fn not_reached_is_never_green() {
        let mut ledger = Ledger::default();
        ledger.record(
            StepId::A2,
            Evidence::now(Standing::Verified, "12 of 12 scopes"),
        );
        ledger.record(StepId::A2, Evidence::unknown("not reached"));
        assert!(!ledger.of(StepId::A2).standing.holds());
    }
}
