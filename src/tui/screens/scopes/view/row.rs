//! The columns of the matrix: where each stands in this width, and what a row and the totals say.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::scopes::{By, Finding, Proven, Row};
use crate::tui::screens::scopes::ScopesView;
use crate::tui::screens::scopes::state::State;
use crate::tui::screens::scopes::view::marks::{self, Mark};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// Before the name: the sign of how the scope stands.
const BEFORE: usize = 2;

/// The longest name of a scope: it is never cut where it is shown here.
const NAME: usize = 31;

/// The columns of signs, by their whole and by their short names.
const NAMES: [(&str, &str); 4] = [
    ("needed", "need"),
    ("ticked", "tick"),
    ("granted", "grant"),
    ("proven", "prov"),
];

/// Where the columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    width: usize,
    /// How wide a column of signs is.
    sign: usize,
    /// How wide the meaning is; 0 where it has no room.
    means: usize,
}

impl Columns {
    /// The columns that fit into so many cells. The meaning gives way first: it stands below the list then.
    pub(crate) fn fitting(width: usize) -> Self {
        let sign = match width {
            110.. => 9,
            72.. => 8,
            _ => 6,
        };
        let used = BEFORE + NAME + NAMES.len() * sign;
        let means = width.saturating_sub(used);
        Self {
            width,
            sign,
            means: if means < 12 { 0 } else { means },
        }
    }

    /// Whether a row has room for its meaning.
    pub(crate) fn has_meaning(self) -> bool {
        self.means > 0
    }

    /// The names of the columns.
    pub(crate) fn header(self, ui: Ui<'_>) -> Line<'static> {
        let mut text = words::fill("  scope", BEFORE + NAME);
        for (whole, short) in NAMES {
            let name = if self.sign > whole.len() {
                whole
            } else {
                short
            };
            text.push_str(&centred(name, self.sign));
        }
        if self.has_meaning() {
            text.push_str("what it means");
        }
        Line::styled(words::cut(&text, self.width).into_owned(), ui.theme.muted())
    }

    /// One scope.
    pub(crate) fn line(self, ui: Ui<'_>, row: &Row, selected: bool) -> Line<'static> {
        let state = State::of(row);
        let mark = marks::of_state(state);
        let name = if selected {
            ui.theme.strong()
        } else {
            Style::new()
        };
        let mut spans = vec![
            Span::styled(mark.sign(ui.glyphs), mark.style(ui)),
            Span::raw(" "),
            Span::styled(words::fill(&row.scope, NAME), name),
        ];
        for mark in [
            marks::needed(row),
            marks::ticked(row),
            marks::granted(row),
            marks::proven(row.proven),
        ] {
            let text = centred(mark.sign(ui.glyphs), self.sign);
            spans.push(Span::styled(text, mark.style(ui)));
        }
        if self.has_meaning() {
            let style = match state {
                State::Wrong | State::Doubt => name,
                _ => ui.theme.muted(),
            };
            let text = self.meaning(row);
            spans.push(Span::styled(words::fill(&text, self.means), style));
        }
        let line = Line::from(spans);
        if selected { ui.theme.bar(line) } else { line }
    }

    /// What it means; in one or two words where a reason would be cut. What a scope is for may be cut.
    fn meaning(self, row: &Row) -> String {
        let whole = meaning(row);
        if words::width(&whole) <= self.means {
            return whole;
        }
        match (row.findings.first(), row.proven) {
            (Some(Finding::Excess), _) => "not ticked".into(),
            (Some(finding), _) => finding.word().to_owned(),
            (None, Proven::HeldBack) => "personal".into(),
            (None, _) => whole,
        }
    }

    /// How many scopes each column has.
    pub(crate) fn totals(self, ui: Ui<'_>, view: &ScopesView) -> Line<'static> {
        let rows = &view.matrix().rows;
        let in_use = rows.iter().filter(|row| row.in_play()).count();
        let count = |holds: fn(&Row) -> bool| rows.iter().filter(|row| holds(row)).count();
        let counts = [
            count(|row| !row.required.is_empty()),
            count(|row| row.wanted),
            count(|row| marks::granted(row) == Mark::Yes),
            count(|row| row.proven == Proven::Proven),
        ];
        let strong = ui.theme.strong();
        let number = words::fill(&in_use.to_string(), 3);
        let mut spans = vec![
            Span::raw("  "),
            Span::styled(number, strong),
            Span::styled(words::fill("scopes in use", NAME - 3), ui.theme.muted()),
        ];
        for count in counts {
            let style = if count == 0 { ui.theme.muted() } else { strong };
            spans.push(Span::styled(centred(&count.to_string(), self.sign), style));
        }
        if self.has_meaning() {
            let others = rows.len().saturating_sub(in_use);
            let whole = format!("{others} more are not used");
            let text = if words::width(&whole) <= self.means {
                whole
            } else {
                format!("{others} unused")
            };
            spans.push(Span::styled(text, ui.theme.muted()));
        }
        Line::from(spans)
    }
}

/// A text in the middle of so many cells; one cell to the left where it cannot be.
fn centred(text: &str, cells: usize) -> String {
    let spare = cells.saturating_sub(words::width(text));
    let left = spare / 2;
    format!("{}{text}{}", " ".repeat(left), " ".repeat(spare - left))
}

/// What it means that the scope stands so, in few words.
pub(crate) fn meaning(row: &Row) -> String {
    let actions = row.required.iter();
    let actions = actions
        .filter(|reason| matches!(reason.by, By::Action(_)))
        .count();
    let fail = match actions {
        0 => String::new(),
        1 => ": 1 action fails".to_owned(),
        count => format!(": {count} actions fail"),
    };
    if let Some(worst) = row.findings.first() {
        return match worst {
            Finding::Missing => format!("missing{fail}"),
            Finding::WantedMissing => "missing: the app has no such scope".into(),
            Finding::Refused => format!("refused{fail}"),
            Finding::NotWanted => "needed, not ticked".into(),
            Finding::NotForApps => "not for apps".into(),
            Finding::Sensitive => "opens pay or private data".into(),
            Finding::Unused => "not needed: no action uses it".into(),
            Finding::Excess => "granted, not ticked".into(),
            Finding::Unlisted => "not in our catalogue".into(),
        };
    }
    match row.proven {
        Proven::HeldBack => "personal data, not read".into(),
        Proven::SideEffect if row.in_play() => "writes: no call proves it".into(),
        Proven::NoPath if row.in_play() => "no call proves it".into(),
        Proven::Unclear | Proven::Silent | Proven::NoId | Proven::Probable => {
            "a call proved nothing".into()
        }
        _ => row
            .known
            .map_or_else(String::new, |scope| scope.means.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fit_and_the_meaning_gives_way_first() {
        for width in 56..200 {
            let columns = Columns::fitting(width);
            let used = BEFORE + NAME + NAMES.len() * columns.sign + columns.means;
            assert!(used <= width.max(57), "{width}: {columns:?}");
        }
        assert!(Columns::fitting(116).has_meaning());
        assert!(Columns::fitting(78).has_meaning());
        assert!(!Columns::fitting(58).has_meaning());
    }

    #[test]
    fn no_name_of_a_scope_is_cut() {
        for scope in crate::domain::scope::all() {
            assert!(words::width(&scope.name) < NAME, "{}", scope.name);
        }
    }
}
