//! Words for the commands: progress on standard error, tables on standard output.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::diagnosis::Diagnosis;
use crate::guide::{Standing, step};
use crate::output::complain;
use crate::scopes::Required;
use crate::workflow::{Observer, Progress, VerifyReport};

/// Follows a workflow on standard error.
pub(super) struct Aloud;

impl Observer for Aloud {
    async fn tell(&self, progress: Progress) {
        match progress {
            Progress::Waiting(what) => complain(&format!("… {what}")),
            // Of a saved connection, the line above says where it is kept.
            Progress::NewToken(_) => complain(
                "! Planday returned a NEW Token: the one that was sent may be dead. Unless it is kept, copy the current Token from the app's tile.",
            ),
            Progress::Renewed(renewed) => complain(&match renewed.kept {
                Ok(kept) => format!(
                    "! Planday renewed the Token of a saved connection; the new one is kept in {}.",
                    kept.place.words()
                ),
                Err(problem) => format!(
                    "! Planday renewed the Token of a saved connection, and the new one could NOT be kept. {problem} Copy the current Token from the app's tile."
                ),
            }),
            Progress::Step(id, evidence) => {
                complain(&format!(
                    "{} {id:?} {}: {}",
                    mark(evidence.standing),
                    step(id).1.title,
                    evidence.line
                ));
            }
            _ => {}
        }
    }
}

/// Follows a workflow without a word.
pub(super) struct Silent;

impl Observer for Silent {
    async fn tell(&self, progress: Progress) {
        // Losing a Token is worse than an unexpected line.
        if let Progress::NewToken(_) | Progress::Renewed(_) = progress {
            Aloud.tell(progress).await;
        }
    }
}

/// A mark that needs no colour and no Unicode.
pub(super) fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Verified | Standing::Observed => "[ok]",
        Standing::Attested => "[said]",
        Standing::Stale => "[old]",
        Standing::Failed => "[FAIL]",
        Standing::Unknown => "[?]",
        Standing::Skipped => "[-]",
    }
}

/// How long ago that was, in whole units.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    match now.duration_since(at).as_mins() {
        ..=0 => "just now".to_owned(),
        minutes @ 1..60 => format!("{minutes} min ago"),
        minutes @ 60..2_880 => format!("{} h ago", minutes / 60),
        minutes => format!("{} days ago", minutes / 1_440),
    }
}

/// Names the chosen actions of which nothing, or nothing certain, is known.
pub(super) fn name_odd_actions(required: &Required) {
    if !required.unlisted.is_empty() {
        complain(&format!(
            "stackday: StackOne does not list {}; check the spelling (stackday scopes actions), scopes are proposed from the names",
            required.unlisted.join(", ")
        ));
    }
    if !required.unplaced.is_empty() {
        complain(&format!(
            "stackday: neither StackOne nor the name says which scopes are needed by {}",
            required.unplaced.join(", ")
        ));
    }
}

/// The diagnosis in lines, indented.
pub(super) fn explain(diagnosis: &Diagnosis) -> String {
    let mut text = format!("       at fault: {}\n", diagnosis.party.name());
    if let Some(said) = &diagnosis.said {
        let _ = writeln!(text, "       it said:  {said}");
    }
    let _ = write!(text, "       next:     {}", diagnosis.next);
    text
}

/// A verification as a table.
pub(super) fn table(report: &VerifyReport) -> String {
    let mut text = String::new();
    for check in &report.checks {
        let evidence = &check.evidence;
        let _ = writeln!(
            text,
            "{:<6} {:<18} {}",
            mark(evidence.standing),
            check.id.name(),
            evidence.line
        );
        if let Some(diagnosis) = &evidence.diagnosis {
            let _ = writeln!(text, "{}", explain(diagnosis));
        }
    }
    let scopes = &report.scopes;
    let known = scopes
        .granted_by
        .map_or("not known", crate::planday::GrantedBy::words);
    let _ = write!(
        text,
        "scopes: {} wanted, {} granted ({known}), {} missing, {} proven by a call",
        scopes.wanted.len(),
        scopes.granted.len(),
        scopes.missing.len(),
        scopes.proven.len()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_unit_that_fits() {
        let at = |seconds| Timestamp::from_second(seconds).expect("a time");
        for (seconds, expected) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 min ago"),
            (7_199, "1 h ago"),
            (172_799, "47 h ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(ago(at(0), at(seconds)), expected);
        }
    }
}
