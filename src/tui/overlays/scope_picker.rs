//! The choice of scopes: presets, then every scope by resource, filtered as a person types.

pub(crate) mod view;

use tui_input::{Input as Line, InputRequest};

use crate::domain::scope::{self, Preset, Scope, Scopes};

/// One row of the list.
#[derive(Debug, Clone, Copy)]
pub enum Row {
    /// A preset: ticking it ticks its scopes.
    Preset(&'static Preset),
    /// A resource: ticking it ticks its scopes.
    Resource(&'static str),
    /// One scope.
    Scope(&'static Scope),
}

/// How many of a row's scopes are ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticked {
    /// None.
    None,
    /// Some.
    Some,
    /// All.
    All,
}

/// What became of a pasted list: how many entries are ticked now, and those that are in no list.
pub(crate) struct Listed {
    pub(crate) ticked: usize,
    pub(crate) unknown: Vec<String>,
}

/// The list with its filter and its ticks.
#[derive(Debug)]
pub struct Picker {
    filter: Line,
    rows: Vec<Row>,
    /// The selected row.
    pub selected: usize,
    chosen: Scopes,
}

impl Picker {
    /// Opens the list with these ticked.
    #[must_use]
    pub fn new(chosen: Scopes) -> Self {
        let mut picker = Self {
            filter: Line::default(),
            rows: Vec::new(),
            selected: 0,
            chosen,
        };
        picker.refilter();
        picker
    }

    /// The text of the filter.
    #[must_use]
    pub fn filter(&self) -> &str {
        self.filter.value()
    }

    /// The filter's cursor, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.filter.cursor()
    }

    /// The rows that pass the filter.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The ticked scopes.
    #[must_use]
    pub fn chosen(&self) -> &Scopes {
        &self.chosen
    }

    /// Empties the filter.
    pub(crate) fn empty_filter(&mut self) {
        self.edit(InputRequest::DeleteLine);
    }

    /// Edits the filter.
    pub fn edit(&mut self, request: InputRequest) {
        let before = self.filter.value().to_owned();
        self.filter.handle(request);
        if self.filter.value() != before {
            self.refilter();
        }
    }

    /// Moves the selection.
    pub fn step(&mut self, by: isize) {
        self.selected = self
            .selected
            .saturating_add_signed(by)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Ticks the selected row, or takes the tick back where all of it is ticked.
    pub fn tick(&mut self) {
        let Some(row) = self.rows.get(self.selected).copied() else {
            return;
        };
        let scopes = self.scopes_of(row);
        if self.ticked(row) == Ticked::All {
            for scope in scopes {
                self.chosen.remove(scope);
            }
        } else {
            self.chosen.extend(scopes.into_iter().map(str::to_owned));
        }
    }

    /// Ticks the scopes and the presets of a list.
    pub(crate) fn tick_listed(&mut self, list: &[String]) -> Listed {
        let read = scope::read(&list.join(" "));
        let unknown: Vec<_> = read.unknown.into_iter().map(|word| word.name).collect();
        let known = read
            .scopes
            .into_iter()
            .filter(|name| !unknown.contains(name));
        let known: Vec<_> = known.collect();
        let ticked = known.len();
        self.chosen.extend(known);
        Listed { ticked, unknown }
    }

    /// Takes all ticks back.
    pub fn clear(&mut self) {
        self.chosen.clear();
    }

    /// How much of a row is ticked.
    #[must_use]
    pub fn ticked(&self, row: Row) -> Ticked {
        let scopes = self.scopes_of(row);
        match scopes
            .iter()
            .filter(|scope| self.chosen.contains(**scope))
            .count()
        {
            0 => Ticked::None,
            n if n == scopes.len() => Ticked::All,
            _ => Ticked::Some,
        }
    }

    /// The scopes that a row stands for. A resource stands for all of its scopes, filtered or not.
    #[allow(clippy::unused_self)]
    fn scopes_of(&self, row: Row) -> Vec<&'static str> {
        match row {
            Row::Preset(preset) => preset.scopes.iter().map(String::as_str).collect(),
            Row::Resource(resource) => scope::all()
                .iter()
                .filter(|scope| scope.resource == resource)
                .map(|scope| scope.name.as_str())
                .collect(),
            Row::Scope(scope) => vec![&scope.name],
        }
    }

    fn refilter(&mut self) {
        let filter = self.filter.value().to_lowercase();
        let passes = |text: &str| passes(&filter, &text.to_lowercase());
        let presets = scope::catalogue()
            .presets
            .iter()
            .filter(|preset| passes(&format!("preset {}", preset.label)));
        self.rows = presets.map(Row::Preset).collect();
        let mut resource = "";
        for scope in scope::all() {
            let kind = if scope.reads() { "read" } else { "write" };
            if passes(&format!(
                "{} {} {} {kind}",
                scope.name, scope.resource, scope.means
            )) {
                if scope.resource != resource {
                    resource = scope.resource;
                    self.rows.push(Row::Resource(resource));
                }
                self.rows.push(Row::Scope(scope));
            }
        }
        self.selected = 0;
    }
}

/// Whether a text passes a filter, both in lower case: it has every word in it, or what was typed when both are run
/// together. In a list where a space ticks, names are typed without.
pub(crate) fn passes(filter: &str, text: &str) -> bool {
    let run_together =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    if filter.split_whitespace().all(|word| text.contains(word)) {
        return true;
    }
    let filter = run_together(filter);
    !filter.is_empty() && run_together(text).contains(&filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(picker: &mut Picker, text: &str) {
        for c in text.chars() {
            picker.edit(InputRequest::InsertChar(c));
        }
    }

    #[test]
    fn all_79_scopes_are_offered() {
        let picker = Picker::new(Scopes::new());
        assert_eq!(
            picker
                .rows()
                .iter()
                .filter(|row| matches!(row, Row::Scope(_)))
                .count(),
            79
        );
    }

    #[test]
    fn a_preset_is_one_row() {
        let mut picker = Picker::new(Scopes::new());
        typed(&mut picker, "preset sched");
        assert_eq!(picker.rows().len(), 1);
        picker.tick();
        assert_eq!(picker.chosen().len(), 6);
        assert_eq!(picker.ticked(picker.rows()[0]), Ticked::All);
        picker.tick();
        assert!(picker.chosen().is_empty());
    }

    #[test]
    fn a_resource_ticks_all_of_its_scopes() {
        let mut picker = Picker::new(Scopes::from(["shift:read".into()]));
        typed(&mut picker, "shift:");
        let at = picker
            .rows()
            .iter()
            .position(|row| matches!(row, Row::Resource("Shift")))
            .expect("the resource");
        picker.selected = at;
        assert_eq!(picker.ticked(picker.rows()[at]), Ticked::Some);
        picker.tick();
        assert_eq!(picker.chosen().len(), 4);
    }
}
