//! What every part of a screen is drawn from.

use crate::tui::glyphs::Glyphs;
use crate::tui::model::Model;
use crate::tui::shared::Shared;
use crate::tui::theme::Theme;

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
}

/// In which form the screens are drawn, by the size of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// From 60x16 on: one pane, and the reason of the selected row below it.
    Single,
    /// From 80x24 on: one rule for each pane, no side borders.
    Ruled,
    /// From 100x30 on: boxed panels.
    Boxed,
    /// From 160x50 on: boxed panels in two columns, with a second row of panels.
    Large,
}

impl Form {
    /// The form for this many columns and rows.
    pub(crate) fn of((columns, rows): (u16, u16)) -> Self {
        let fits = |width, height| columns >= width && rows >= height;
        if fits(160, 50) {
            Self::Large
        } else if fits(100, 30) {
            Self::Boxed
        } else if fits(80, 24) {
            Self::Ruled
        } else {
            Self::Single
        }
    }

    /// Whether panels are boxes.
    pub(crate) fn is_boxed(self) -> bool {
        self >= Self::Boxed
    }
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
        }
    }

    /// The same in a window of this size.
    pub(crate) fn sized(self, size: (u16, u16)) -> Self {
        Self { size, ..self }
    }

    /// In which form the screens are drawn in a window of this size.
    pub(crate) fn form(self) -> Form {
        Form::of(self.size)
    }

    /// The sign of something at work.
    pub(crate) fn spinner(self) -> &'static str {
        self.glyphs.spinner(self.shared.ticks)
    }
}
