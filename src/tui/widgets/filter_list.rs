//! The one filtered list of the program: what it holds, what the filter shows of it, and which item is selected.
//!
//! A caller keeps its own values and gives each one's key and the texts that are searched. It draws
//! [`FilterList::rows`], which lead back to the values by their key or by their place in the given order.

#![cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "screens, pickers and the palette take it up one after the other"
    )
)]

mod matching;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::ops::Range;

use crossterm::event::KeyEvent;
use unicode_segmentation::UnicodeSegmentation as _;

use self::matching::{Fit, Haystack, Words};
use crate::tui::widgets::text_field::{Edit, Kind, Pasted, TextField};

/// What is searched of one value.
pub(crate) struct Item<K> {
    key: K,
    texts: Vec<String>,
    parts: Vec<Haystack>,
}

impl<K> Item<K> {
    /// A key that no other item has, and the texts that are searched: name, ids, tags. Those that are drawn are given as
    /// they are drawn, so that what was found can be underlined.
    pub(crate) fn new<T: Into<String>>(key: K, texts: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        let parts = texts.iter().map(|text| Haystack::new(text)).collect();
        Self { key, texts, parts }
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
pub(crate) struct FilterList<K> {
    filter: TextField,
    items: Vec<Item<K>>,
    /// The items that pass the filter, in the order of the rows, by their place in `items`.
    shown: Vec<(usize, Fit)>,
    /// The selected item, by its place in `items`. It stays while no row is shown at all.
    selected: Option<usize>,
    selects_best: bool,
}

impl<K> Default for FilterList<K> {
    fn default() -> Self {
        Self {
            filter: TextField::new(Kind::Filter),
            items: Vec::new(),
            shown: Vec::new(),
            selected: None,
            selects_best: false,
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

    /// Passes a key on to the filter.
    pub(crate) fn key(&mut self, event: KeyEvent) -> Edit {
        let edit = self.filter.key(event);
        if edit == Edit::Changed {
            self.filter_changed();
        }
        edit
    }

    /// Pastes into the filter.
    pub(crate) fn paste(&mut self, pasted: &str) -> Pasted {
        let pasted = self.filter.paste(pasted);
        if pasted.taken > 0 {
            self.filter_changed();
        }
        pasted
    }

    /// Puts another filter in. Undo brings the earlier one back.
    pub(crate) fn set_filter(&mut self, filter: &str) -> Edit {
        let edit = self.filter.replace(filter);
        if edit == Edit::Changed {
            self.filter_changed();
        }
        edit
    }

    /// Empties the filter: all items are shown.
    pub(crate) fn clear_filter(&mut self) -> Edit {
        self.set_filter("")
    }

    /// The rows that are shown: in the given order without a filter, else the best fit first.
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

    /// How many items are shown of how many, in words: `3 of 79`.
    pub(crate) fn counted(&self) -> String {
        format!("{} of {}", self.shown(), self.total())
    }

    /// Moves the selection by rows, to the first or last one at most.
    pub(crate) fn step(&mut self, by: isize) {
        let row = self.selected_row().unwrap_or(0);
        self.select_row(row.saturating_add_signed(by));
    }

    /// Moves the selection by pages of `height` rows. One row stays in sight.
    pub(crate) fn page(&mut self, by: isize, height: usize) {
        let rows = height.saturating_sub(1).max(1);
        self.step(by.saturating_mul(isize::try_from(rows).unwrap_or(isize::MAX)));
    }

    /// Moves the selection by half pages of `height` rows.
    pub(crate) fn half_page(&mut self, by: isize, height: usize) {
        let rows = (height / 2).max(1);
        self.step(by.saturating_mul(isize::try_from(rows).unwrap_or(isize::MAX)));
    }

    /// Selects the first row.
    pub(crate) fn first(&mut self) {
        self.select_row(0);
    }

    /// Selects the last row.
    pub(crate) fn last(&mut self) {
        self.select_row(usize::MAX);
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
    pub(crate) fn select_row(&mut self, row: usize) {
        let row = row.min(self.shown.len().saturating_sub(1));
        if let Some((at, _)) = self.shown.get(row) {
            self.selected = Some(*at);
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
        let items = self.items.iter().enumerate();
        self.shown = match Words::of(self.filter.text()) {
            None => items.map(|(at, _)| (at, Fit::default())).collect(),
            Some(mut words) => items
                .filter_map(|(at, item)| Some((at, words.fit(&item.parts)?)))
                .collect(),
        };
        // A stable sort: the given order decides between equals.
        self.shown.sort_by_key(|(_, fit)| Reverse(fit.score));
    }

    /// Selects this row where the selected item is not shown.
    fn hold(&mut self, row: usize) {
        if self.selected_row().is_none() {
            self.select_row(row);
        }
    }
}
