//! The one filtered list of the program: what it holds, what the filter shows of it, and which item is selected.
//!
//! A caller keeps its own values and gives each one's key and the texts that are searched. It draws
//! [`FilterList::rows`], which lead back to the values by their key or by their place in the given order.

mod matching;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use self::matching::{Fit, Haystack, Words};
use crate::tui::widgets::text_field::{Edit, Kind, TextField};

/// What is searched of one value.
pub(crate) struct Item<K> {
    key: K,
    texts: Vec<String>,
    parts: Vec<Haystack>,
    /// Whether it stands behind the others, however well it fits.
    last: bool,
    heading: Option<Heading>,
}

/// What stands above the items that follow it in the given order, up to the next heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    /// It can be selected like an item.
    Selectable,
    /// It is passed over.
    Passive,
}

impl<K> Item<K> {
    /// A key that no other item has, and the texts that are searched: name, ids, tags. Those that are drawn are given as
    /// they are drawn, so that what was found can be underlined.
    pub(crate) fn new<T: Into<String>>(key: K, texts: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        let parts = texts.iter().map(|text| Haystack::new(text)).collect();
        Self {
            key,
            texts,
            parts,
            last: false,
            heading: None,
        }
    }

    /// Sentences are searched as well, for words in one piece.
    pub(crate) fn prose(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.parts.push(Haystack::prose(&text));
        self.texts.push(text);
        self
    }

    /// A heading. It is shown while one of its items is, and is not searched itself.
    pub(crate) fn heading(key: K, heading: Heading) -> Self {
        Self {
            heading: Some(heading),
            ..Self::new(key, [""; 0])
        }
    }

    /// Stands behind the others, however well it fits, where this holds.
    pub(crate) fn last_if(mut self, last: bool) -> Self {
        self.last = last;
        self
    }

    fn can_be_selected(&self) -> bool {
        self.heading != Some(Heading::Passive)
    }
}

/// An item that the filter shows.
pub(crate) struct Row<'a, K> {
    /// Its key.
    pub(crate) key: &'a K,
    /// Its place among all items, in the given order.
    pub(crate) at: usize,
    item: &'a Item<K>,
    fit: &'a Fit,
}

impl<K> Row<'_, K> {
    /// What the filter found in one of the item's texts, in bytes. No range begins or ends within what a person sees as one
    /// character.
    pub(crate) fn matched(&self, part: usize) -> Vec<Range<usize>> {
        let found = self.fit.at.iter().filter(|(of, _)| *of == part);
        let mut found = found.map(|(_, at)| *at).peekable();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let Some(text) = self.item.texts.get(part) else {
            return ranges;
        };
        let mut characters = 0;
        for (start, grapheme) in text.grapheme_indices(true) {
            characters += grapheme.chars().count();
            let mut is_found = false;
            while found.next_if(|at| *at < characters).is_some() {
                is_found = true;
            }
            let end = start + grapheme.len();
            match ranges.last_mut() {
                Some(last) if is_found && last.end == start => last.end = end,
                _ if is_found => ranges.push(start..end),
                _ => {}
            }
        }
        ranges
    }

    /// One of the item's texts in pieces, and of each whether the filter found it.
    pub(crate) fn pieces(&self, part: usize) -> Vec<(&str, bool)> {
        let text = self.item.texts.get(part).map_or("", String::as_str);
        let mut pieces = Vec::new();
        let mut done = 0;
        for Range { start, end } in self.matched(part) {
            pieces.push((&text[done..start], false));
            pieces.push((&text[start..end], true));
            done = end;
        }
        pieces.push((&text[done..], false));
        pieces.retain(|(piece, _)| !piece.is_empty());
        pieces
    }
}

/// Items, a filter and a selection.
pub struct FilterList<K> {
    filter: TextField,
    items: Vec<Item<K>>,
    /// The items that pass the filter, in the order of the rows, by their place in `items`.
    shown: Vec<(usize, Fit)>,
    /// The selected item, by its place in `items`. It stays while no row is shown at all.
    selected: Option<usize>,
    selects_best: bool,
    /// Whether the filter has the keyboard, where the list can have it as well: then a space is text.
    is_typed: bool,
}

impl<K> std::fmt::Debug for FilterList<K> {
    /// Never the filter: a secret may be typed in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilterList")
            .field("items", &self.items.len())
            .field("shown", &self.shown.len())
            .finish_non_exhaustive()
    }
}

impl<K> Default for FilterList<K> {
    fn default() -> Self {
        Self {
            filter: TextField::new(Kind::Filter),
            items: Vec::new(),
            shown: Vec::new(),
            selected: None,
            selects_best: false,
            is_typed: false,
        }
    }
}

impl<K: PartialEq> FilterList<K> {
    /// A list of these items, in this order, the first one selected.
    pub(crate) fn new(items: Vec<Item<K>>) -> Self {
        let mut list = Self::default();
        list.set_items(items);
        list
    }

    /// Each change of the filter selects the row that fits best: for a palette, where Enter runs what was searched for.
    #[must_use]
    pub(crate) fn selecting_best(mut self) -> Self {
        self.selects_best = true;
        self
    }

    /// Takes other items in. The selection stays on its item; where that is gone or hidden, it stays at its row.
    pub(crate) fn set_items(&mut self, items: Vec<Item<K>>) {
        let row = self.selected_row().unwrap_or(0);
        let before = std::mem::replace(&mut self.items, items);
        let same = |key: &K| self.items.iter().position(|item| item.key == *key);
        self.selected = self
            .selected
            .and_then(|at| before.get(at))
            .and_then(|item| same(&item.key));
        self.search();
        self.hold(row);
    }

    /// The filter, to be drawn.
    pub(crate) fn filter(&self) -> &TextField {
        &self.filter
    }

    /// Edits the filter, with a key or otherwise.
    pub(crate) fn edit(&mut self, act: impl FnOnce(&mut TextField) -> Edit) -> Edit {
        let edit = act(&mut self.filter);
        if edit == Edit::Changed {
            self.filter_changed();
        }
        edit
    }

    /// Whether the filter has the keyboard.
    pub(crate) fn is_typed(&self) -> bool {
        self.is_typed
    }

    /// Gives the keyboard to the filter, or to the list.
    pub(crate) fn set_typed(&mut self, is_typed: bool) {
        self.is_typed = is_typed;
    }

    /// One step back: out of the filter, then without the filter. Says whether there was such a step; the selected row stays.
    pub(crate) fn back(&mut self) -> bool
    where
        K: Clone,
    {
        if !self.is_typed && self.filter.is_empty() {
            return false;
        }
        self.is_typed = false;
        let selected = self.selected().map(|row| row.key.clone());
        let _ = self.edit(TextField::clear);
        if let Some(key) = selected {
            self.select(&key);
        }
        true
    }

    /// The rows that are shown: with a filter the best fit first, but in the given order without one and under headings.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_, K>> {
        self.shown.iter().map(|(at, fit)| self.row_of(*at, fit))
    }

    /// One row.
    pub(crate) fn row(&self, row: usize) -> Option<Row<'_, K>> {
        let (at, fit) = self.shown.get(row)?;
        Some(self.row_of(*at, fit))
    }

    /// The selected item; none where nothing is shown.
    pub(crate) fn selected(&self) -> Option<Row<'_, K>> {
        self.row(self.selected_row()?)
    }

    /// The row of the selected item.
    pub(crate) fn selected_row(&self) -> Option<usize> {
        let selected = self.selected?;
        self.shown.iter().position(|(at, _)| *at == selected)
    }

    /// How many items are shown.
    pub(crate) fn shown(&self) -> usize {
        self.shown.len()
    }

    /// How many items there are.
    pub(crate) fn total(&self) -> usize {
        self.items.len()
    }

    /// Moves the selection by rows, to the first or last one at most.
    pub(crate) fn step(&mut self, by: isize) {
        let row = self.selected_row().unwrap_or(0);
        self.select_from(row.saturating_add_signed(by), by < 0);
    }

    /// Selects a row, unless that cannot be. Says whether it was selected before.
    pub(crate) fn click_row(&mut self, row: usize) -> bool {
        let was = self.selected_row() == Some(row);
        if let Some((at, _)) = self.shown.get(row)
            && self.items[*at].can_be_selected()
        {
            self.selected = Some(*at);
        }
        was
    }

    /// Selects an item by its key. Says whether it is shown; else the selection stays.
    pub(crate) fn select(&mut self, key: &K) -> bool {
        let row = self.rows().position(|row| row.key == key);
        if let Some(row) = row {
            self.select_row(row);
        }
        row.is_some()
    }

    /// Selects a row, the last one where there are fewer.
    fn select_row(&mut self, row: usize) {
        self.select_from(row, false);
    }

    /// Selects a row, or the nearest one that can be selected: first the way one goes, then back.
    fn select_from(&mut self, row: usize, upwards: bool) {
        let row = row.min(self.shown.len().saturating_sub(1));
        let can_be = |row: &usize| {
            let shown = self.shown.get(*row);
            shown.is_some_and(|(at, _)| self.items[*at].can_be_selected())
        };
        let above = || (0..=row).rev().find(can_be);
        let below = || (row..self.shown.len()).find(can_be);
        let found = if upwards {
            above().or_else(below)
        } else {
            below().or_else(above)
        };
        if let Some(row) = found {
            self.selected = Some(self.shown[row].0);
        }
    }

    fn row_of<'a>(&'a self, at: usize, fit: &'a Fit) -> Row<'a, K> {
        let item = &self.items[at];
        Row {
            key: &item.key,
            at,
            item,
            fit,
        }
    }

    fn filter_changed(&mut self) {
        self.search();
        if self.selects_best {
            self.select_row(0);
        }
        self.hold(0);
    }

    fn search(&mut self) {
        let mut words = Words::of(self.filter.text());
        self.shown.clear();
        let mut heading = None;
        for (at, item) in self.items.iter().enumerate() {
            if item.heading.is_some() {
                heading = Some(at);
                continue;
            }
            let fit = match &mut words {
                None => Some(Fit::default()),
                Some(words) => words.fit(&item.parts),
            };
            if let Some(fit) = fit {
                let above = heading.take().map(|at| (at, Fit::default()));
                self.shown.extend(above);
                self.shown.push((at, fit));
            }
        }
        let has_headings = self.items.iter().any(|item| item.heading.is_some());
        if !has_headings {
            // A stable sort: the given order decides between equals.
            let items = &self.items;
            self.shown
                .sort_by_key(|(at, fit)| (items[*at].last, Reverse(fit.score)));
        }
    }

    /// Selects this row where the selected item is not shown.
    fn hold(&mut self, row: usize) {
        if self.selected_row().is_none() {
            self.select_row(row);
        }
    }
}
