//! Which lines are shown as one: the tries of a call, and what is repeated alike.

use std::sync::Arc;

use crate::journal::{CallLine, CallState, Entry, Exchange, Level, OWN, Outcome};
use crate::tui::screens::logs::line::{Fold, LogLine};

/// How `entry` goes into `line`, the newest line of the same connection; none where it is a line of its own.
pub(crate) fn fold(line: &LogLine, entry: &Entry) -> Option<Fold> {
    let before = &line.entry;
    if before.source != entry.source {
        return None;
    }
    match (&before.call, &entry.call) {
        (Some(one), Some(other)) if is_same_call(one, other) => calls(line, entry, &other.state),
        (None, None) if entry.source == OWN => {
            let is_alike = before.level == entry.level
                && before.text == entry.text
                && entry.meaning.is_none()
                && entry.exchange.is_none();
            is_alike.then_some(Fold::Alike)
        }
        _ => None,
    }
}

fn is_same_call(one: &CallLine, other: &CallLine) -> bool {
    one.method == other.method && one.path == other.path && one.purpose == other.purpose
}

fn calls(line: &LogLine, entry: &Entry, state: &CallState) -> Option<Fold> {
    let before = &line.entry.call.as_ref()?.state;
    let is_alike = match (before, state) {
        (_, CallState::WaitsToRepeat(wait)) => {
            let is_attempt = before.attempt().is_some() && line.waits.is_none();
            return is_attempt.then_some(Fold::Wait(*wait));
        }
        (CallState::Answered { status: one, .. }, CallState::Answered { status: other, .. }) => {
            one == other
        }
        (
            CallState::Unanswered { reason: one, .. },
            CallState::Unanswered { reason: other, .. },
        ) => one == other,
        (CallState::WaitsForItsTurn(_), CallState::WaitsForItsTurn(_)) => true,
        _ => false,
    };
    // A line never grows more serious: the level that it is filtered by stays.
    if !is_alike || line.entry.level != entry.level {
        return None;
    }
    match (before.attempt(), state.attempt()) {
        (Some(one), Some(other)) if other == one + 1 && line.waits.is_some() => Some(Fold::Try),
        (one, other) => {
            let is_whole = one == other && line.waits.is_none();
            (is_whole && (entry.level < Level::Warn || answers_are_alike(&line.entry, entry)))
                .then_some(Fold::Alike)
        }
    }
}

/// Whether two failures say the same. What is not kept any more is not known to.
fn answers_are_alike(one: &Entry, other: &Entry) -> bool {
    let body = |exchange: &Arc<Exchange>| match &exchange.outcome {
        Outcome::Answered { response, .. } => response.body.clone(),
        Outcome::Failed { reason } => reason.clone(),
    };
    match (&one.exchange, &other.exchange) {
        (Some(one), Some(other)) => body(one) == body(other),
        _ => false,
    }
}
