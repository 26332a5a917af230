//! Tables and other text for standard output, without colour.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::domain::Standing;
use crate::domain::diagnosis::Diagnosis;

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

/// The diagnosis in lines, indented.
pub(super) fn explain(diagnosis: &Diagnosis) -> String {
    let mut text = format!("       at fault: {}\n", diagnosis.party.name());
    if let Some(said) = &diagnosis.said {
        let _ = writeln!(text, "       it said:  {said}");
    }
    let _ = write!(text, "       next:     {}", diagnosis.next);
    text
}

/// A table: every column but the last as wide as its widest cell.
pub(super) fn columns<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(|name| name.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[String]| {
        let padded: Vec<_> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(&head.map(str::to_owned))];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// A name as one word for a shell.
pub(super) fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
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

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let rows = [
            ["a".to_owned(), String::new()],
            ["løn".to_owned(), "x".to_owned()],
        ];
        assert_eq!(columns(["B", "C"], &rows), "B    C\na\nløn  x");
    }
}
