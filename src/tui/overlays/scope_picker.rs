//! The choice of scopes: presets, then every scope by resource, filtered as a person types.

pub(crate) mod view;

use crate::domain::scope::{self, Preset, Scope, Scopes};
use crate::tui::widgets::filter_list::{FilterList, Heading, Item};
use crate::tui::widgets::text_field::{Edit, TextField};

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

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Preset(one), Self::Preset(other)) => one.label == other.label,
            (Self::Resource(one), Self::Resource(other)) => one == other,
            (Self::Scope(one), Self::Scope(other)) => one.name == other.name,
            _ => false,
        }
    }
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
    list: FilterList<Row>,
    chosen: Scopes,
    /// What was ticked when it was opened.
    began: Scopes,
}

impl Picker {
    /// Opens the list with these ticked.
    #[must_use]
    pub fn new(chosen: Scopes) -> Self {
        Self {
            list: FilterList::new(items()).selecting_best(),
            began: chosen.clone(),
            chosen,
        }
    }

    /// Whether the filter has the keyboard: then a space is text.
    #[must_use]
    pub fn is_filtering(&self) -> bool {
        self.list.is_typed()
    }

    /// Gives the keyboard to the filter, or to the list.
    pub(crate) fn set_filtering(&mut self, filtering: bool) {
        self.list.set_typed(filtering);
    }

    /// One step back: out of the filter, then without the filter. Says whether there was such a step; the selected row stays.
    pub(crate) fn back(&mut self) -> bool {
        self.list.back()
    }

    /// The scopes whose ticks were changed here, and whether they are ticked now.
    #[must_use]
    pub fn changed(&self) -> Vec<(String, bool)> {
        let changed = self.chosen.symmetric_difference(&self.began);
        changed
            .map(|name| (name.clone(), self.chosen.contains(name)))
            .collect()
    }

    /// What is typed into the filter.
    #[must_use]
    pub fn filter_text(&self) -> &str {
        self.list.filter().text()
    }

    /// The cursor of the filter, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.list.filter().cursor()
    }

    /// The filter.
    pub(crate) fn filter(&self) -> &TextField {
        self.list.filter()
    }

    /// The rows that pass the filter.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        self.list.rows().map(|row| *row.key).collect()
    }

    /// Which of them is selected.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.list.selected_row().unwrap_or(0)
    }

    /// The ticked scopes.
    #[must_use]
    pub fn chosen(&self) -> &Scopes {
        &self.chosen
    }

    /// Edits the filter, with a key or otherwise.
    pub(crate) fn edit(&mut self, act: impl FnOnce(&mut TextField) -> Edit) -> Edit {
        self.list.edit(act)
    }

    /// Selects a row. Says whether it was selected before.
    pub(crate) fn click_row(&mut self, row: usize) -> bool {
        self.list.click_row(row)
    }

    /// Moves the selection.
    pub fn step(&mut self, by: isize) {
        self.list.step(by);
    }

    /// Ticks the selected row, or takes the tick back where all of it is ticked.
    pub fn tick(&mut self) {
        let Some(row) = self.list.selected().map(|row| *row.key) else {
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
}

/// Presets, and the scopes below the resources that they are of.
fn items() -> Vec<Item<Row>> {
    let presets = &scope::catalogue().presets;
    let presets = presets.iter().map(|preset| {
        Item::new(Row::Preset(preset), [format!("Preset: {}", preset.does)]).prose(&preset.label)
    });
    let mut items: Vec<_> = presets.collect();
    let mut resource = "";
    for scope in scope::all() {
        if scope.resource != resource {
            resource = scope.resource;
            items.push(Item::heading(Row::Resource(resource), Heading::Selectable));
        }
        let kind = if scope.reads() { "read" } else { "write" };
        let item = Item::new(Row::Scope(scope), [&scope.name, resource]);
        items.push(item.prose(kind).prose(&scope.means));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(picker: &mut Picker, text: &str) {
        for c in text.chars() {
            assert_eq!(picker.edit(|filter| filter.insert(c)), Edit::Changed);
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
        assert!(picker.list.select(&Row::Resource("Shift")));
        assert_eq!(picker.ticked(picker.rows()[at]), Ticked::Some);
        picker.tick();
        assert_eq!(picker.chosen().len(), 4);
    }
}
