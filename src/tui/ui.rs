//! What every part of a screen is drawn from.

use crate::tui::glyphs::Glyphs;
use crate::tui::model::Model;
use crate::tui::shared::Shared;
use crate::tui::size_class::SizeClass;
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
    pub(crate) fn size_class(self) -> SizeClass {
        SizeClass::of(self.size)
    }

    /// The sign of something at work.
    pub(crate) fn spinner(self) -> &'static str {
        self.glyphs.spinner(self.shared.ticks)
    }
}
