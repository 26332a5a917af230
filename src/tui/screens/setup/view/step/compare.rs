//! Two redirect URIs, one below the other, with marks under what differs.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::input::{Compared, GAP, Piece};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// Where the lines begin.
const INDENT: usize = 4;

/// The column of their names.
const LABEL: usize = 10;

/// The two lines and their marks, broken at the same columns where they are long, and what differs in words.
pub(crate) fn lines(ui: Ui<'_>, compared: &Compared, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(INDENT + LABEL).max(1);
    let mut lines = Vec::new();
    for columns in broken(compared, room) {
        let differs = columns.iter().any(|column| !column.same);
        let line = |label: &str, cells: &dyn Fn(&Column<'_>) -> (String, Style)| {
            let label = format!("{}{}", " ".repeat(INDENT), words::fill(label, LABEL));
            let mut line = Line::from(Span::styled(label, ui.theme.muted()));
            for column in &columns {
                let (text, style) = cells(column);
                line.push_span(Span::styled(text, style));
            }
            line
        };
        let shown = |text: &str, same: bool| {
            let text = if text.starts_with(GAP) {
                text.replace(GAP, ui.glyphs.gap())
            } else {
                text.to_owned()
            };
            let style = if same {
                Style::new()
            } else {
                ui.theme.strong()
            };
            (text, style)
        };
        lines.push(line("expected", &|column| {
            shown(column.expected, column.same)
        }));
        lines.push(line("entered", &|column| shown(column.typed, column.same)));
        if differs {
            lines.push(line("", &|column| {
                let mark = if column.same { " " } else { "^" };
                (mark.repeat(column.cells), ui.theme.bad())
            }));
        }
    }
    for finding in &compared.findings {
        let text = Span::styled(format!("· {finding}"), ui.theme.warn());
        let found = words::wrap(&[text], width.saturating_sub(INDENT), 2);
        lines.extend(found.into_iter().map(|line| indented(line, INDENT)));
    }
    lines
}

/// A line so many cells further to the right.
pub(crate) fn indented(mut line: Line<'static>, cells: usize) -> Line<'static> {
    line.spans.insert(0, Span::raw(" ".repeat(cells)));
    line
}

/// So much of both lines as stands below one another and cannot be broken further.
struct Column<'a> {
    expected: &'a str,
    typed: &'a str,
    cells: usize,
    same: bool,
}

/// The columns, in lines of at most `room` cells.
fn broken(compared: &Compared, room: usize) -> Vec<Vec<Column<'_>>> {
    let pairs = compared.expected.iter().zip(&compared.typed);
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for column in pairs.flat_map(|(expected, typed)| columns(expected, typed)) {
        if used > 0 && used + column.cells > room {
            lines.push(Vec::new());
            used = 0;
        }
        used += column.cells;
        if let Some(line) = lines.last_mut() {
            line.push(column);
        }
    }
    lines
}

/// The narrowest columns of a pair: both lines can be broken behind each.
fn columns<'a>(expected: &'a Piece, typed: &'a Piece) -> Vec<Column<'a>> {
    let (mut left, mut right) = (ends(&expected.shown), ends(&typed.shown));
    let mut columns = Vec::new();
    let (mut from, mut cells) = ((0, 0), 0);
    let (mut a, mut b) = (left.next(), right.next());
    while let (Some((to_left, cells_left)), Some((to_right, cells_right))) = (a, b) {
        if cells_left == cells_right {
            columns.push(Column {
                expected: &expected.shown[from.0..to_left],
                typed: &typed.shown[from.1..to_right],
                cells: cells_left - cells,
                same: expected.same,
            });
            (from, cells) = ((to_left, to_right), cells_left);
        }
        if cells_left <= cells_right {
            a = left.next();
        }
        if cells_right <= cells_left {
            b = right.next();
        }
    }
    columns
}

/// Behind each sign of a text: the offset in bytes, and the cells so far.
fn ends(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut cells = 0;
    text.grapheme_indices(true).map(move |(at, sign)| {
        cells += words::width(sign);
        (at + sign.len(), cells)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::redirect_uri;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn nothing_is_lost_and_both_lines_break_at_the_same_column(
            expected in "[a-z/:ｂ日]{0,40}",
            typed in "[a-z/:ｂ日\u{200b} ]{0,40}",
            room in 2_usize..40,
        ) {
            let compared = redirect_uri(&expected, &typed);
            let lines = broken(&compared, room);
            for line in &lines {
                let cells: usize = line.iter().map(|column| column.cells).sum();
                prop_assert!(cells <= room);
                for column in line {
                    prop_assert_eq!(words::width(column.expected), column.cells);
                    prop_assert_eq!(words::width(column.typed), column.cells);
                }
            }
            let joined: String = lines.iter().flatten().map(|column| column.typed).collect();
            let whole: String = compared.typed.iter().map(|piece| piece.shown.as_str()).collect();
            prop_assert_eq!(joined, whole);
        }
    }
}
