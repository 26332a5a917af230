//! How the parts of a line are called on the screen.

use crate::journal::{CallState, OWN};
use crate::tui::screens::logs::line::LogLine;
use crate::tui::widgets::when::took;

/// Who a line is from.
pub(crate) fn party(source: &str) -> &str {
    match source {
        "planday" | "planday-id" => "Planday",
        "stackone" => "StackOne",
        OWN => OWN,
        other => other,
    }
}

/// What came back: the status, or that nothing did.
pub(crate) fn code(state: &CallState) -> String {
    match state {
        CallState::Answered { status, .. } => status.to_string(),
        CallState::Unanswered { .. } => "none".into(),
        CallState::NotSent { .. } | CallState::WaitsToRepeat(_) | CallState::WaitsForItsTurn(_) => {
            "–".into()
        }
    }
}

/// What was folded into a line, or that it is not the first try; empty where there is nothing to say.
pub(crate) fn tries(line: &LogLine) -> String {
    let state = line.entry.call.as_deref().map(|call| &call.state);
    let waits = match state {
        Some(CallState::WaitsToRepeat(wait) | CallState::WaitsForItsTurn(wait)) => Some(*wait),
        _ => line.waits,
    };
    if let Some(wait) = waits {
        // A wait is announced in whole seconds, with a little chance on top.
        return match wait.as_millis() {
            0..1_000 => format!("waits {}", took(wait)),
            _ => format!("waits {:.0} s", wait.as_secs_f64()),
        };
    }
    if line.repeats > 1 {
        return format!("×{} alike", line.repeats);
    }
    if line.tries > 1 {
        return format!("{} tries", line.tries);
    }
    match state.and_then(CallState::attempt) {
        Some(attempt) if attempt > 1 => format!("{} try", ordinal(attempt)),
        _ => String::new(),
    }
}

fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

/// A count with its thousands set apart: `1,204`.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_person_writes_them() {
        let counts = [0, 999, 1_204, 1_000_000].map(count);
        assert_eq!(counts, ["0", "999", "1,204", "1,000,000"]);
        let tries = [1, 2, 3, 4, 11, 12, 13, 21].map(ordinal);
        let expected = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st"];
        assert_eq!(tries, expected);
    }
}
