//! The choice of actions: what the integration will do, from `StackOne`'s catalogue, filtered as a person types.

pub(crate) mod view;

use crate::domain::scope::{self, Preset, Scopes};
use crate::domain::text::Text;
use crate::scopes::{ActionCatalogue, Chosen, Source, scopes_of};
use crate::stackone::Action;
use crate::tui::overlays::scope_picker::Listed;
use crate::tui::widgets::filter_list::{FilterList, Item};
use crate::tui::widgets::text_field::{Edit, TextField};

/// How it is known which scopes an action needs.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    /// `StackOne` names them.
    Stackone,
    /// stackday proposes them from the action's name.
    Proposed,
    /// Neither says any.
    Unknown,
    /// It is no action: a choice of scopes under a plain name.
    Preset(&'static Preset),
}

impl Known {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stackone => "StackOne",
            Self::Proposed => "proposed",
            Self::Unknown => "unknown",
            Self::Preset(_) => "",
        }
    }
}

/// One action of the list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name; the id where it has none.
    pub label: String,
    /// What it does, where `StackOne` says so.
    pub description: String,
    /// The scopes that it needs, separated by spaces.
    pub scopes: String,
    /// How these are known.
    pub known: Known,
    /// Whether `StackOne` lists it; `None` while there is no catalogue.
    pub listed: Option<bool>,
}

impl Entry {
    fn new(action: &Action, listed: Option<bool>) -> Self {
        let (scopes, source) = scopes_of(action);
        let known = match source {
            _ if scopes.is_empty() => Known::Unknown,
            Source::Stackone => Known::Stackone,
            _ => Known::Proposed,
        };
        let id = action.id.to_string();
        let label = match action.label.as_str() {
            "" => id.clone(),
            label => label.to_owned(),
        };
        let scopes = scope::join(&scopes);
        let description = action.description.to_string();
        Self {
            id,
            label,
            description,
            scopes,
            known,
            listed,
        }
    }

    /// What an integration can do without a word of `StackOne`: its scopes are ticked, no action is chosen.
    fn preset(preset: &'static Preset) -> Self {
        Self {
            id: format!("preset:{}", preset.key),
            label: preset.does.clone(),
            description: preset.label.clone(),
            scopes: scope::join(&preset.scopes),
            known: Known::Preset(preset),
            listed: None,
        }
    }

    /// What is searched of it.
    fn item(&self) -> Item<String> {
        let texts = [&self.label, &self.id, &self.scopes];
        Item::new(self.id.clone(), texts).prose(&self.description)
    }
}

/// The list with its filter and its ticks.
#[derive(Debug)]
pub struct ActionPicker {
    list: FilterList<String>,
    /// What can be ticked: first the presets, then what is ticked and not listed, then the catalogue in the order of its ids.
    entries: Vec<Entry>,
    chosen: Chosen,
    /// The ticked scopes: presets tick them.
    scopes: Scopes,
    /// What was ticked when it was opened.
    began: (Chosen, Scopes),
}

impl ActionPicker {
    /// Opens the list with these ticked.
    #[must_use]
    pub fn new(chosen: Chosen, scopes: Scopes, catalogue: Option<&ActionCatalogue>) -> Self {
        let mut picker = Self {
            list: FilterList::default().selecting_best(),
            entries: Vec::new(),
            began: (chosen.clone(), scopes.clone()),
            chosen,
            scopes,
        };
        picker.offer(catalogue);
        picker
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

    /// The actions and scopes whose ticks were changed here, and whether they are ticked now.
    #[must_use]
    pub fn changed(&self) -> Vec<(String, bool)> {
        let (actions, scopes) = &self.began;
        let actions = self.chosen.symmetric_difference(actions);
        let scopes = self.scopes.symmetric_difference(scopes);
        let is_ticked = |name: &String| self.chosen.contains(name) || self.scopes.contains(name);
        actions
            .chain(scopes)
            .map(|name| (name.clone(), is_ticked(name)))
            .collect()
    }

    /// Takes a catalogue in: ticks, filter and, where it is still there, the selected action stay.
    pub fn offer(&mut self, catalogue: Option<&ActionCatalogue>) {
        let bare = |id: &String| Action {
            id: Text::new(id),
            ..Action::default()
        };
        let unlisted = self
            .chosen
            .iter()
            .filter(|id| catalogue.is_none_or(|catalogue| catalogue.find(id).is_none()))
            .map(|id| Entry::new(&bare(id), catalogue.and_then(|known| known.lists(id))));
        let listed = catalogue
            .into_iter()
            .flat_map(|catalogue| &catalogue.actions)
            .map(|action| Entry::new(action, Some(true)));
        let presets = scope::catalogue().presets.iter().map(Entry::preset);
        self.entries = presets.chain(unlisted).chain(listed).collect();
        self.list
            .set_items(self.entries.iter().map(Entry::item).collect());
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

    /// The actions that pass the filter.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.list.rows().map(|row| &self.entries[row.at])
    }

    /// Which of them is selected.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.list.selected_row().unwrap_or(0)
    }

    /// The selected action.
    #[must_use]
    pub fn row(&self) -> Option<&Entry> {
        self.entries.get(self.list.selected()?.at)
    }

    /// How many actions can be ticked, whatever the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.list.total() - scope::catalogue().presets.len()
    }

    /// How many tasks are ticked: those all scopes of which are.
    #[must_use]
    pub fn tasks(&self) -> usize {
        let presets = scope::catalogue().presets.iter();
        presets
            .filter(|preset| preset.scopes.is_subset(&self.scopes))
            .count()
    }

    /// The ticked scopes.
    #[must_use]
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// The ids of the ticked actions.
    #[must_use]
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// Whether an action is ticked.
    #[must_use]
    pub fn is_ticked(&self, entry: &Entry) -> bool {
        match entry.known {
            Known::Preset(preset) => preset.scopes.is_subset(&self.scopes),
            _ => self.chosen.contains(&entry.id),
        }
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

    /// Ticks the selected action, or takes the tick back.
    pub fn tick(&mut self) {
        let Some((id, known)) = self.row().map(|entry| (entry.id.clone(), entry.known)) else {
            return;
        };
        if let Known::Preset(preset) = known {
            if preset.scopes.is_subset(&self.scopes) {
                self.scopes.retain(|name| !preset.scopes.contains(name));
            } else {
                self.scopes.extend(preset.scopes.iter().cloned());
            }
            return;
        }
        if !self.chosen.remove(&id) {
            self.chosen.insert(id);
        }
    }

    /// Ticks the actions of a list that can be ticked.
    pub(crate) fn tick_listed(&mut self, list: &[String]) -> Listed {
        let is_action = |entry: &Entry| !matches!(entry.known, Known::Preset(_));
        let known = |id: &&String| {
            let mut entries = self.entries.iter();
            entries.any(|entry| is_action(entry) && entry.id == **id)
        };
        let (known, unknown): (Vec<_>, Vec<_>) = list.iter().partition(known);
        self.chosen.extend(known.iter().map(|id| (*id).clone()));
        Listed {
            ticked: known.len(),
            unknown: unknown.into_iter().cloned().collect(),
        }
    }

    /// Takes the ticks of all actions back.
    pub fn clear(&mut self) {
        self.chosen.clear();
    }
}

#[cfg(test)]
mod tests;
