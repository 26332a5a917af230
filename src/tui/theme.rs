//! How things look: styles by what they mean.
//!
//! Only ANSI names and the terminal's own colours, so that light and dark backgrounds both work. Without colour the same
//! meanings are carried by bold, dim, underline and reverse; and no meaning is carried by a style alone.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;

use crate::domain::Standing;
use crate::journal::Level;
use crate::scopes::Tone;

/// The styles of this run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    color: bool,
}

#[expect(
    clippy::unused_self,
    reason = "every style is asked of the theme, whether or not it has a colour in it"
)]
impl Theme {
    pub(crate) fn new(color: bool) -> Self {
        Self { color }
    }

    /// Whether it has no colours, so that weight and shape say what colours would.
    pub(crate) fn is_plain(self) -> bool {
        !self.color
    }

    fn tint(self, color: Color) -> Style {
        if self.color {
            Style::new().fg(color)
        } else {
            Style::new()
        }
    }

    /// What matters less.
    pub(crate) fn muted(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Titles, labels of a web page.
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Values of this run, and what has the keyboard.
    pub(crate) fn accent(self) -> Style {
        self.tint(Color::Cyan)
    }

    /// A key to press.
    pub(crate) fn key(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// Something holds.
    pub(crate) fn ok(self) -> Style {
        self.tint(Color::Green)
    }

    /// Something is in doubt.
    pub(crate) fn warn(self) -> Style {
        self.tint(Color::Yellow)
    }

    /// Something is wrong.
    pub(crate) fn bad(self) -> Style {
        self.tint(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The row or the button that has the keyboard.
    pub(crate) fn select(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }

    /// The line of a list that has the keyboard: one bar, whatever styles its parts had.
    pub(crate) fn bar(self, mut line: Line<'static>) -> Line<'static> {
        for span in &mut line.spans {
            span.style = self.select();
        }
        line
    }

    /// The area of a text field.
    pub(crate) fn field(self, focused: bool) -> Style {
        let style = Style::new().add_modifier(Modifier::UNDERLINED);
        if focused {
            style.patch(self.key())
        } else {
            style
        }
    }

    /// The line around or above a pane.
    pub(crate) fn border(self, focused: bool) -> Style {
        if focused { self.accent() } else { self.muted() }
    }

    /// The badge of live services: the loudest thing on a calm screen.
    pub(crate) fn live(self) -> Style {
        Self::badge(self.tint(Color::Red))
    }

    /// The badge of rehearsal services.
    pub(crate) fn sandbox(self) -> Style {
        Self::badge(self.tint(Color::Green))
    }

    /// Something that a person must not miss.
    pub(crate) fn banner(self) -> Style {
        Self::badge(self.tint(Color::Yellow))
    }

    /// The badge of a danger that lasts.
    pub(crate) fn alarm(self) -> Style {
        Self::badge(self.tint(Color::Red))
    }

    fn badge(style: Style) -> Style {
        style.add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// How well something is known.
    pub(crate) fn standing(self, standing: Standing) -> Style {
        match standing {
            Standing::Verified | Standing::Observed => self.ok(),
            Standing::Attested => self.accent(),
            Standing::Stale => self.warn(),
            Standing::Failed => self.bad(),
            Standing::Unknown | Standing::Skipped => self.muted(),
        }
    }

    /// How good the news about the scopes is.
    pub(crate) fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Good => self.ok(),
            Tone::Open => self.accent(),
            Tone::Bad => self.bad(),
        }
    }

    /// How much a line of the log matters.
    pub(crate) fn level(self, level: Level) -> Style {
        match level {
            Level::Debug => self.muted(),
            Level::Info => Style::new(),
            Level::Warn => self.warn(),
            Level::Error => self.bad(),
        }
    }
}
