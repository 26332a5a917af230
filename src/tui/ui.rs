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
}

impl<'a> Ui<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let shared = &model.shared;
        Self {
            model,
            shared,
            theme: Theme::new(shared.env.color),
            glyphs: Glyphs::new(shared.env.ascii),
        }
    }

    /// The sign of something at work.
    pub(crate) fn spinner(self) -> &'static str {
        self.glyphs.spinner(self.shared.ticks)
    }
}
