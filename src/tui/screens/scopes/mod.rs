//! The Scopes screen: the matrix of the four columns, the part of it that is looked at, and what it amounts to.

pub(crate) mod changes;
pub(crate) mod choose_actions;
pub(crate) mod commands;
pub(crate) mod query;
pub(crate) mod screen;
pub mod state;
pub(crate) mod tasks;
pub(crate) mod view;

use crate::domain::PersonalDataConsent;
use crate::domain::scope::{Kind, Scopes};
use crate::scopes::{Matrix, Required, Row, Verdict, WayOut};
use crate::tui::form::Form;
use crate::tui::remote::RemoteData;
use crate::tui::screens::scopes::state::State;
use crate::tui::shared::Shared;
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::rows::onwards;
use crate::tui::widgets::text_field::Edit;

/// Which rows are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// What anybody asks for or has.
    #[default]
    InPlay,
    /// What something is to be said about.
    Wrong,
    /// Every scope that there is.
    All,
}

impl View {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InPlay => "scopes in use",
            Self::Wrong => "scopes to look at",
            Self::All => "all scopes",
        }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::InPlay => Self::Wrong,
            Self::Wrong => Self::All,
            Self::All => Self::InPlay,
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// What the rows below it have in common. The selection passes over it.
    Heading(&'static str),
    /// A row of the matrix, by where it stands there.
    Row(usize),
}

/// The matrix and how it is looked at. All of it is worked out when something changes, not when it is drawn.
#[derive(Debug)]
pub struct ScopesView {
    matrix: Matrix,
    required: Required,
    verdict: Verdict,
    lines: Vec<Line>,
    /// The selected line; a row wherever there is one.
    pub selected: usize,
    /// Which rows are listed.
    pub view: View,
    /// What rows must hold for.
    pub filter: ListFilter,
    /// Scopes that were ticked or unticked here: they stay in sight until another view is asked for, so that a slip of
    /// the finger can be taken back where it was made.
    touched: Scopes,
}

impl Default for ScopesView {
    fn default() -> Self {
        let (matrix, required) = (Matrix::default(), Required::default());
        Self {
            verdict: Verdict::of(&matrix, &required),
            matrix,
            required,
            lines: Vec::new(),
            selected: 0,
            view: View::default(),
            filter: ListFilter::new(&query::VOCABULARY),
            touched: Scopes::new(),
        }
    }
}

impl ScopesView {
    /// Works everything out anew; the selection stays on its scope where that is still listed.
    pub(crate) fn refresh(&mut self, shared: &Shared) {
        self.rebuild(shared.required(), &shared.form, &shared.remote);
    }

    fn rebuild(&mut self, required: Required, form: &Form, seen: &RemoteData) {
        self.matrix = Matrix::new(&required, form.scopes(), &seen.scopes, &form.consent);
        self.verdict = Verdict::of(&self.matrix, &required);
        self.required = required;
        self.relist(self.selected);
    }

    /// The lines, filtered, under their headings.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How many scopes are listed.
    #[must_use]
    pub fn listed(&self) -> usize {
        let rows = self.lines.iter();
        rows.filter(|line| matches!(line, Line::Row(_))).count()
    }

    /// All four columns of every scope.
    #[must_use]
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    /// What the chosen actions require.
    #[must_use]
    pub fn required(&self) -> &Required {
        &self.required
    }

    /// What the matrix amounts to.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The row that a line stands for.
    #[must_use]
    pub fn row_of(&self, line: Line) -> Option<&Row> {
        match line {
            Line::Heading(_) => None,
            Line::Row(at) => self.matrix.rows.get(at),
        }
    }

    /// The selected row.
    #[must_use]
    pub fn row(&self) -> Option<&Row> {
        self.row_of(*self.lines.get(self.selected)?)
    }

    /// The way out, where it takes a new app.
    #[must_use]
    pub fn new_app(&self) -> Option<&WayOut> {
        self.verdict.way_out.as_ref().filter(|way| way.new_app)
    }

    /// The list to tick in Planday: what is wanted, or the whole list of the new app where one is needed.
    #[must_use]
    pub fn to_tick(&self) -> Scopes {
        match self.new_app() {
            Some(way_out) => way_out.scopes.clone(),
            None => names(&self.matrix, |row| row.wanted),
        }
    }

    /// The required scopes that are not wanted yet.
    #[must_use]
    pub fn to_take_over(&self) -> Scopes {
        to_take_over(&self.matrix)
    }

    /// The wanted scopes that no chosen action needs; none while no action is chosen, as nothing is known then.
    #[must_use]
    pub fn unused(&self) -> Scopes {
        if self.required.scopes.is_empty() {
            return Scopes::new();
        }
        names(&self.matrix, |row| {
            row.wanted && row.required.is_empty() && is_tickable(row)
        })
    }

    /// The resource of the selected row, where leave to read personal data means something for it.
    #[must_use]
    pub fn personal(&self) -> Option<&'static str> {
        let key = self.row()?.known?.key;
        PersonalDataConsent::concerns(key).then_some(key)
    }

    /// Moves the selection, passing over headings.
    pub fn step(&mut self, by: isize) {
        let last = self.lines.len().saturating_sub(1);
        let to = self.selected.saturating_add_signed(by).min(last);
        self.selected = self.nearest(to, by < 0);
    }

    /// Lists another part of the matrix.
    pub fn next_view(&mut self) {
        self.view = self.view.next();
        self.touched.clear();
        self.relist(0);
    }

    /// Sets the text of the filter.
    pub fn set_filter(&mut self, text: &str) {
        if self.filter.edit(|field| field.replace(text)) == Edit::Changed {
            self.relist(0);
        }
    }

    /// Keeps a scope in sight although it may have left the view.
    pub(crate) fn touch(&mut self, scope: &str) {
        self.touched.insert(scope.to_owned());
    }

    /// Forgets what was kept in sight: the screen is looked at anew.
    pub(crate) fn enter(&mut self) {
        self.touched.clear();
        self.relist(self.selected);
    }

    /// Selects the first scope that is wrong, unless the selected one is.
    pub(crate) fn show_wrong(&mut self) {
        let wrong = |line: &Line| self.row_of(*line).is_some_and(Row::is_wrong);
        if self.lines.get(self.selected).is_some_and(&wrong) {
            return;
        }
        if let Some(at) = self.lines.iter().position(wrong) {
            self.selected = at;
        }
    }

    /// Selects the next listed scope that is wrong or in doubt, or the one before; says whether there is one.
    pub(crate) fn next_open(&mut self, by: isize) -> bool {
        let found = onwards(self.selected, self.lines.len(), by).find(|at| self.is_open(*at));
        if let Some(at) = found {
            self.selected = at;
        }
        found.is_some()
    }

    /// Whether a scope that is shown needs a look.
    pub(crate) fn has_open(&self) -> bool {
        (0..self.lines.len()).any(|at| self.is_open(at))
    }

    fn is_open(&self, line: usize) -> bool {
        let row = self.lines.get(line).and_then(|line| self.row_of(*line));
        row.is_some_and(|row| !row.findings.is_empty())
    }

    /// Lists anew. The selection stays on its scope, or goes to the row nearest to this line where it is gone.
    fn relist(&mut self, otherwise: usize) {
        let before = self.row().map(|row| row.scope.clone());
        let found: Vec<(usize, &Row)> = self
            .matrix
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| {
                self.shows(row) && self.filter.query().matches(&query::ScopeRow(row))
            })
            .collect();
        self.lines = if self.view == View::All {
            by_resource(&found)
        } else {
            worst_first(&found)
        };
        let rows = &self.matrix.rows;
        let same = before.and_then(|name| {
            self.lines.iter().position(
                |line| matches!(line, Line::Row(at) if rows.get(*at).is_some_and(|row| row.scope == name)),
            )
        });
        let last = self.lines.len().saturating_sub(1);
        self.selected = same.unwrap_or_else(|| self.nearest(otherwise.min(last), false));
    }

    fn shows(&self, row: &Row) -> bool {
        let in_view = match self.view {
            View::InPlay => row.in_play() || !row.findings.is_empty(),
            View::Wrong => !row.findings.is_empty(),
            View::All => true,
        };
        in_view || self.touched.contains(&row.scope)
    }

    /// The row nearest to a line: first the way one goes, then back.
    fn nearest(&self, at: usize, upwards: bool) -> usize {
        let is_row = |at: &usize| matches!(self.lines.get(*at), Some(Line::Row(_)));
        let above = || (0..=at).rev().find(is_row);
        let below = || (at..self.lines.len()).find(is_row);
        let found = if upwards {
            above().or_else(below)
        } else {
            below().or_else(above)
        };
        found.unwrap_or(0)
    }
}

/// The required scopes that are not wanted yet. What signing in asks for cannot be ticked.
pub(crate) fn to_take_over(matrix: &Matrix) -> Scopes {
    names(matrix, |row| {
        !row.wanted && !row.required.is_empty() && is_tickable(row)
    })
}

fn names(matrix: &Matrix, holds: impl Fn(&Row) -> bool) -> Scopes {
    let rows = matrix.rows.iter().filter(|row| holds(row));
    rows.map(|row| row.scope.clone()).collect()
}

/// Whether a person could tick it in Planday's form.
fn is_tickable(row: &Row) -> bool {
    row.known.is_none_or(|scope| scope.kind != Kind::Identity)
}

/// Under the names of their resources, in the order of Planday's grid.
fn by_resource(rows: &[(usize, &Row)]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut group = "";
    for (at, row) in rows {
        if row.group() != group {
            group = row.group();
            lines.push(Line::Heading(group));
        }
        lines.push(Line::Row(*at));
    }
    lines
}

/// What will not work first, then what is to be thought about, what is not proven, what is; in the order of the grid where
/// two weigh as much.
fn worst_first(rows: &[(usize, &Row)]) -> Vec<Line> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|(_, row)| State::of(row));
    rows.into_iter().map(|(at, _)| Line::Row(*at)).collect()
}

#[cfg(test)]
mod tests;
