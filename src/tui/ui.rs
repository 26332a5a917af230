//! What every part of a screen is drawn from.

use ratatui::layout::Rect;

use crate::tui::glyphs::Glyphs;
use crate::tui::model::Model;
use crate::tui::mouse::{List, Places, Target};
use crate::tui::shared::Shared;
use crate::tui::size_class::SizeClass;
use crate::tui::theme::Theme;
use crate::tui::widgets::rows;

/// What every part of a screen is drawn from. Drawing changes nothing, and asks no clock.
#[derive(Clone, Copy)]
pub(crate) struct Ui<'a> {
    pub(crate) model: &'a Model,
    /// What every screen works with.
    pub(crate) shared: &'a Shared,
    pub(crate) theme: Theme,
    pub(crate) glyphs: Glyphs,
    /// The window's size, columns and rows.
    pub(crate) size: (u16, u16),
    /// Where is noted what stands where, while the mouse is used.
    places: Option<&'a Places>,
}

impl<'a> Ui<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let shared = &model.shared;
        Self {
            model,
            shared,
            theme: shared.theme,
            glyphs: Glyphs::new(shared.env.ascii, shared.reduced_motion),
            size: shared.size,
            places: None,
        }
    }

    /// The same, noting what stands where.
    pub(crate) fn noting(self, places: &'a Places) -> Self {
        Self {
            places: Some(places),
            ..self
        }
    }

    /// Notes what stands in an area, for the mouse.
    pub(crate) fn note(self, area: Rect, target: Target) {
        if let Some(places) = self.places {
            places.note(area, target);
        }
    }

    /// An overlay is drawn over all that was noted.
    pub(crate) fn cover(self) {
        if let Some(places) = self.places {
            places.cover();
        }
    }

    /// The first of `total` rows of a list to show where so many are seen: the selected one stands in the middle where it can, or where it
    /// stood when it was clicked.
    pub(crate) fn first_row(self, list: List, selected: usize, total: usize, seen: usize) -> usize {
        let held = self.model.pointer.held_at(list, selected, total, seen);
        let first = held.unwrap_or_else(|| rows::first_row(selected, total, seen));
        self.note_first_row(list, first, held.is_some());
        first
    }

    /// Notes the first row that a list shows, and whether that is where a click holds it.
    pub(crate) fn note_first_row(self, list: List, first: usize, held: bool) {
        if let Some(places) = self.places {
            places.note_first_row(list, first, held);
        }
    }

    /// The same in a window of this size.
    pub(crate) fn sized(self, size: (u16, u16)) -> Self {
        Self { size, ..self }
    }

    /// In which form the screens are drawn in a window of this size.
    pub(crate) fn size_class(self) -> SizeClass {
        SizeClass::of(self.size)
    }

    /// The sign of something at work.
    pub(crate) fn spinner(self) -> &'static str {
        self.glyphs.spinner(self.shared.ticks)
    }
}
