//! The four columns in one sentence, what it breaks, and the exact way out.

use serde::Serialize;

use super::matrix::{Finding, Granted, Matrix, Proven, Row};
use super::{Required, required::By};
use crate::domain::scope::{Kind, Scopes};
use crate::planday::GrantedBy;

/// How good the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Everything that can be known is as it should be.
    Good,
    /// Nothing is wrong, and not everything is known or decided.
    Open,
    /// Something will not work.
    Bad,
}

/// What the matrix amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How good the news is.
    pub tone: Tone,
    /// What is the matter, in one sentence.
    pub sentence: String,
    /// The chosen actions that will fail.
    pub breaks: Vec<String>,
    /// What to do about it; nothing where nothing is wrong.
    pub way_out: Option<WayOut>,
}

/// The way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayOut {
    /// The scopes to tick: the whole list, where a new app is needed.
    pub scopes: Scopes,
    /// Whether it takes a new app.
    pub new_app: bool,
    /// What to do, in order.
    pub steps: Vec<String>,
}

impl Verdict {
    /// What this matrix amounts to.
    #[must_use]
    pub fn of(matrix: &Matrix, required: &Required) -> Self {
        let rows = |finding| matrix.with(finding).collect::<Vec<_>>();
        let missing = rows(Finding::Missing);
        let only_wanted = rows(Finding::WantedMissing);
        let refused = rows(Finding::Refused);
        let not_wanted = rows(Finding::NotWanted);
        if !missing.is_empty() || !only_wanted.is_empty() {
            return lacking(matrix, required, &missing, &only_wanted);
        }
        if !not_wanted.is_empty() {
            let sentence = format!(
                "{} {} needed and not in the list to tick.",
                few(&not_wanted),
                are(not_wanted.len()),
            );
            let steps = vec![
                "Tick them here before the app is created: scopes cannot be added later."
                    .to_owned(),
            ];
            return Self {
                tone: Tone::Bad,
                sentence,
                breaks: breaks(required, &not_wanted),
                way_out: Some(WayOut {
                    scopes: to_tick(matrix),
                    new_app: false,
                    steps,
                }),
            };
        }
        if !refused.is_empty() {
            let steps = vec![
                "Ask whether this module is switched on for the portal, and whether the administrator who authorised the app may see it.".to_owned(),
                "If both are so, the scope may guard another call than the one that stackday tried: run the action in StackOne.".to_owned(),
            ];
            return Self {
                tone: Tone::Bad,
                sentence: format!(
                    "{} {} granted by word, yet Planday refuses a call that needs {}.",
                    few(&refused),
                    are(refused.len()),
                    if refused.len() == 1 { "it" } else { "them" },
                ),
                breaks: breaks(required, &refused),
                way_out: Some(WayOut {
                    scopes: Scopes::new(),
                    new_app: false,
                    steps,
                }),
            };
        }
        let (tone, sentence) = calm(matrix);
        Self {
            tone,
            sentence,
            breaks: Vec::new(),
            way_out: None,
        }
    }
}

/// The token does not grant what was asked for.
fn lacking(matrix: &Matrix, required: &Required, missing: &[&Row], wanted: &[&Row]) -> Verdict {
    let rows = if missing.is_empty() { wanted } else { missing };
    let breaks = breaks(required, missing);
    let known = if matrix.granted_by == Some(GrantedBy::Probes) {
        ", as far as refused calls show"
    } else {
        ""
    };
    let verb = if rows.len() == 1 { "is" } else { "are" };
    let what = match breaks.as_slice() {
        // Without a choice of actions, the list itself is what was asked for.
        [] if required.scopes.is_empty() => {
            "the app was created without what was wanted".to_owned()
        }
        [] if missing.is_empty() => "no chosen action needs that".to_owned(),
        [] => "what needs that will fail".to_owned(),
        [one] => format!("{one} will fail"),
        [one, rest @ ..] => format!(
            "{one} and {} more of the chosen actions will fail",
            rest.len()
        ),
    };
    let scopes = to_tick(matrix);
    let steps = vec![
        format!(
            "In Planday, create a new app with these {} scopes (step A2): they cannot be added later, unless your portal offers to change them when the app is authorised anew.",
            scopes.len()
        ),
        "Authorise it (A3), and copy its App Id and Token here (B1, B2).".to_owned(),
        "In StackOne, put both into the connector profile, or create a new profile with them (C2).".to_owned(),
        "Verify again, then look at the accounts that were linked through the old app; delete that app once nothing uses it.".to_owned(),
    ];
    Verdict {
        tone: if missing.is_empty() && !required.scopes.is_empty() {
            Tone::Open
        } else {
            Tone::Bad
        },
        sentence: format!("{} {verb} missing{known}: {what}.", few(rows)),
        breaks,
        way_out: Some(WayOut {
            scopes,
            new_app: true,
            steps,
        }),
    }
}

/// Nothing is wrong: how much of it is known.
fn calm(matrix: &Matrix) -> (Tone, String) {
    let asked: Vec<_> = matrix
        .rows
        .iter()
        .filter(|row| row.wanted || !row.required.is_empty())
        .filter(|row| row.known.is_none_or(|scope| scope.kind == Kind::Data))
        .collect();
    let total = asked.len();
    if total == 0 {
        let sentence =
            "Nothing is chosen yet: choose what the integration will do, or tick scopes.";
        return (Tone::Open, sentence.to_owned());
    }
    let Some(by) = matrix.granted_by else {
        let sentence = format!(
            "{total} {} to tick when the app is created; nothing is verified yet.",
            scopes(total)
        );
        return (Tone::Open, sentence);
    };
    let count = |state| asked.iter().filter(|row| row.proven == state).count();
    let proven = count(Proven::Proven);
    let granted = asked
        .iter()
        .filter(|row| row.granted == Granted::Yes)
        .count();
    if proven == total {
        return (
            Tone::Good,
            if total == 1 {
                "The one scope is granted, and a call has proven it.".to_owned()
            } else {
                format!("All {total} scopes are granted, and a call has proven each.")
            },
        );
    }
    let rest = unproven(count);
    if granted == total {
        let by = by.words();
        let sentence = if total == 1 {
            format!("The one scope is granted ({by}), and not proven by a call: {rest}.")
        } else {
            format!(
                "All {total} scopes are granted ({by}); {proven} proven by a call; of the others {rest}."
            )
        };
        // Nothing is left that a person could have proven by allowing or waiting for it.
        let open = [
            Proven::HeldBack,
            Proven::Silent,
            Proven::NoId,
            Proven::Probable,
            Proven::Unclear,
            Proven::Untried,
        ];
        let tone = if open.into_iter().all(|state| count(state) == 0) {
            Tone::Good
        } else {
            Tone::Open
        };
        return (tone, sentence);
    }
    let sentence = format!(
        "{proven} of {total} {} are proven by a call; the answer names none, so of the others nothing is certain: {rest}.",
        scopes(total)
    );
    (Tone::Open, sentence)
}

/// How many are not proven, and why.
fn unproven(count: impl Fn(Proven) -> usize) -> String {
    let states = [
        (
            Proven::HeldBack,
            "needs permission to read personal data",
            "need permission to read personal data",
        ),
        (
            Proven::SideEffect,
            "writes, so no call can prove it",
            "write, so no call can prove them",
        ),
        (Proven::NoPath, "has no known call", "have no known call"),
        (
            Proven::Silent,
            "was not shown by the record",
            "were not shown by the record",
        ),
        (
            Proven::NoId,
            "needs an id that no other call has yielded",
            "need an id that no other call has yielded",
        ),
        (Proven::Probable, "is probable", "are probable"),
        (
            Proven::Unclear,
            "brought no conclusion",
            "brought no conclusion",
        ),
        (Proven::Untried, "was not tried yet", "were not tried yet"),
    ];
    let told: Vec<_> = states
        .into_iter()
        .filter_map(|(state, one, many)| match count(state) {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        })
        .collect();
    told.join(", ")
}

/// The whole list for the app: required and wanted, without what nobody ticks.
fn to_tick(matrix: &Matrix) -> Scopes {
    matrix
        .rows
        .iter()
        .filter(|row| row.wanted || !row.required.is_empty())
        .filter(|row| row.known.is_none_or(|scope| scope.kind == Kind::Data))
        .map(|row| row.scope.clone())
        .collect()
}

/// The chosen actions and presets that need one of these scopes.
fn breaks(required: &Required, rows: &[&Row]) -> Vec<String> {
    let mut broken: Vec<String> = Vec::new();
    for row in rows {
        broken.extend(
            required
                .actions_needing(&row.scope)
                .into_iter()
                .map(str::to_owned),
        );
        broken.extend(
            required
                .why(&row.scope)
                .iter()
                .filter_map(|reason| match &reason.by {
                    By::Preset(label) => Some(format!("preset {label}")),
                    By::Action(_) | By::Scope(_) => None,
                }),
        );
    }
    broken.sort();
    broken.dedup();
    broken
}

/// The first names, and how many more.
fn few(rows: &[&Row]) -> String {
    const FEW: usize = 3;
    let names: Vec<_> = rows
        .iter()
        .take(FEW)
        .map(|row| row.scope.as_str())
        .collect();
    match rows.len().saturating_sub(FEW) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn scopes(count: usize) -> &'static str {
    if count == 1 { "scope" } else { "scopes" }
}

#[cfg(test)]
mod tests;
