//! The columns of the matrix, which of them fit, and what stands in them.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::scopes::{Finding, Granted, Proven, Row, Source, Weight};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// Before the name: the mark of the selected row, and the sign of the worst that is to be said.
const BEFORE: usize = 3;

/// `StackOne`, `proposed`.
const REQUIRED: usize = 8;

/// `[x]` under its heading.
const WANTED: usize = 6;

/// `unknown`.
const GRANTED: usize = 7;

/// A sign and a word of at most eight letters.
const PROVEN: usize = 10;

/// The longest name of a scope.
const LONGEST: usize = 30;

/// A name that is shorter than this says little.
const SHORTEST: usize = 24;

/// What is wrong, in less than this, says little.
const LEAST_WRONG: usize = 12;

/// How wide each column is; those that do not fit take nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    scope: usize,
    gap: usize,
    proven: bool,
    wrong: usize,
}

impl Columns {
    /// The columns that fit into so many cells. Names are shortened first, then the last columns go: the sign before a
    /// row still shows that something is wrong with it, and its detail says what.
    pub(crate) fn fitting(width: usize) -> Self {
        let gap = if width >= 96 { 2 } else { 1 };
        let fixed = BEFORE + REQUIRED + WANTED + GRANTED + PROVEN + 4 * gap;
        let spare = width.saturating_sub(fixed);
        if spare >= SHORTEST + gap + LEAST_WRONG {
            let scope = spare
                .saturating_sub(gap + LEAST_WRONG + 3)
                .clamp(SHORTEST, LONGEST);
            let wrong = spare - scope - gap;
            return Self {
                scope,
                gap,
                proven: true,
                wrong,
            };
        }
        let proven = spare >= SHORTEST - 6;
        let spare = if proven { spare } else { spare + PROVEN + gap };
        Self {
            scope: spare.min(LONGEST),
            gap,
            proven,
            wrong: 0,
        }
    }

    /// The names of the columns.
    pub(crate) fn header(self, ui: Ui<'_>) -> Line<'static> {
        let mut text = " ".repeat(BEFORE);
        let mut column = |name: &str, cells: usize| {
            if cells > 0 {
                text.push_str(&words::fill(name, cells));
                text.push_str(&" ".repeat(self.gap));
            }
        };
        column("scope", self.scope);
        column("required", REQUIRED);
        column("wanted", WANTED);
        column("granted", GRANTED);
        column("proven", if self.proven { PROVEN } else { 0 });
        column("what is wrong", self.wrong);
        Line::styled(text.trim_end().to_owned(), ui.theme.muted())
    }

    /// One scope.
    pub(crate) fn line(self, ui: Ui<'_>, row: &Row, selected: bool) -> Line<'static> {
        let cursor = if selected { ui.glyphs.cursor() } else { " " };
        let (sign, sign_style) = worst(ui, row);
        let mut line = vec![
            Span::styled(cursor, ui.theme.key()),
            Span::styled(sign, sign_style),
            Span::raw(" "),
            Span::raw(words::fill(&short_name(&row.scope, self.scope), self.scope)),
        ];
        let mut column = |text: &str, style: Style, cells: usize| {
            if cells > 0 {
                line.push(Span::raw(" ".repeat(self.gap)));
                line.push(Span::styled(words::fill(text, cells), style));
            }
        };
        let (text, style) = required(ui, row);
        column(text, style, REQUIRED);
        let (text, style) = wanted(ui, row);
        column(text, style, WANTED);
        let (text, style) = granted(ui, row);
        column(text, style, GRANTED);
        let (text, style) = proven(ui, row.proven);
        column(&text, style, if self.proven { PROVEN } else { 0 });
        column(&findings(row, self.wrong), sign_style, self.wrong);
        let line = Line::from(line);
        if selected { ui.theme.bar(line) } else { line }
    }
}

/// A name in so many cells. What a scope lets one do is at its end, so the middle is what goes.
fn short_name(name: &str, cells: usize) -> String {
    match name.rsplit_once(':') {
        Some((resource, verb)) if words::width(name) > cells => {
            let room = cells.saturating_sub(words::width(verb) + 1);
            let name = format!("{}:{verb}", words::cut(resource, room));
            words::cut(&name, cells).into_owned()
        }
        _ => words::cut(name, cells).into_owned(),
    }
}

/// The sign of the worst finding.
fn worst(ui: Ui<'_>, row: &Row) -> (&'static str, Style) {
    match row.findings.iter().map(|finding| finding.weight()).max() {
        Some(weight) => (ui.glyphs.weight(weight), weight_style(ui, weight)),
        None => (" ", Style::new()),
    }
}

/// How a finding of this weight looks.
pub(crate) fn weight_style(ui: Ui<'_>, weight: Weight) -> Style {
    match weight {
        Weight::Wrong => ui.theme.bad(),
        Weight::Doubt => ui.theme.warn(),
    }
}

/// Who says that it is required, in a word: the surest of those who do.
fn required(ui: Ui<'_>, row: &Row) -> (&'static str, Style) {
    let by = |source| row.required.iter().any(|reason| reason.source == source);
    let sources = [
        (Source::Stackone, "StackOne"),
        (Source::Proposal, "proposed"),
        (Source::Preset, "preset"),
        (Source::Dependence, "with it"),
    ];
    match sources.into_iter().find(|(source, _)| by(*source)) {
        Some((Source::Proposal, word)) => (word, ui.theme.warn()),
        Some((_, word)) => (word, Style::new()),
        None => ("–", ui.theme.muted()),
    }
}

fn wanted(ui: Ui<'_>, row: &Row) -> (&'static str, Style) {
    if row.wanted {
        ("[x]", ui.theme.ok())
    } else {
        ("[ ]", ui.theme.muted())
    }
}

fn granted(ui: Ui<'_>, row: &Row) -> (&'static str, Style) {
    let asked = row.wanted || !row.required.is_empty();
    match row.granted {
        Granted::Yes => ("yes", ui.theme.ok()),
        Granted::No if asked => ("NO", ui.theme.bad()),
        Granted::No => ("no", ui.theme.muted()),
        Granted::Unknown => ("?", ui.theme.muted()),
    }
}

/// What calls have shown, as a sign and a word.
fn proven(ui: Ui<'_>, proven: Proven) -> (String, Style) {
    let sign = ui.glyphs.proven(proven);
    let text = format!("{sign} {}", proven.word()).trim_end().to_owned();
    (text, proven_style(ui, proven))
}

/// How it looks.
pub(crate) fn proven_style(ui: Ui<'_>, proven: Proven) -> Style {
    match proven {
        Proven::Proven => ui.theme.ok(),
        Proven::Refused => ui.theme.bad(),
        Proven::Probable | Proven::Silent | Proven::Unclear | Proven::NoId => ui.theme.warn(),
        Proven::HeldBack
        | Proven::NotGranted
        | Proven::Untried
        | Proven::SideEffect
        | Proven::NoPath
        | Proven::NoData => ui.theme.muted(),
    }
}

/// The words of the findings; where they do not fit, the worst and how many more.
fn findings(row: &Row, cells: usize) -> String {
    let each: Vec<_> = row
        .findings
        .iter()
        .map(|finding| Finding::word(*finding))
        .collect();
    let all = each.join(", ");
    match each.split_first() {
        Some((first, more)) if !more.is_empty() && words::width(&all) > cells => {
            format!("{first} +{}", more.len())
        }
        _ => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fit_and_the_last_ones_go_first() {
        for width in 40..200 {
            let columns = Columns::fitting(width);
            let fixed = BEFORE + REQUIRED + WANTED + GRANTED + 3 * columns.gap;
            let proven = if columns.proven {
                PROVEN + columns.gap
            } else {
                0
            };
            let wrong = if columns.wrong > 0 {
                columns.wrong + columns.gap
            } else {
                0
            };
            assert!(
                fixed + columns.scope + proven + wrong <= width,
                "{width}: {columns:?}"
            );
        }
        assert!(Columns::fitting(118).scope == LONGEST);
        assert!(Columns::fitting(78).wrong >= LEAST_WRONG);
        let smallest = Columns::fitting(58);
        assert!(smallest.proven && smallest.wrong == 0 && smallest.scope >= 18);
    }

    #[test]
    fn a_short_name_keeps_its_verb() {
        assert_eq!(short_name("shift:read", 24), "shift:read");
        assert_eq!(
            short_name("securitygroupmembership:update", 24),
            "securitygroupmem…:update"
        );
        assert_eq!(short_name("platform_access_token", 10), "platform_…");
    }
}
