//! How things look: styles by what they mean.
//!
//! Sixteen roles carry every colour (the file of the palettes); a theme gives them their colours. The theme `ansi` uses the names of the
//! terminal's own colours alone, without the dim attribute and without text on a background of ours, so that light and dark
//! terminals both work. Without colour bold, underline and reverse say the same; no meaning is carried by a style alone.

mod palette;
pub mod themes;

use std::collections::BTreeMap;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;

use crate::config::Rgb;
use crate::domain::Standing;
use crate::scopes::Tone;
use palette::{Palette, Role};

/// The styles of this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    look: Look,
    heavy: bool,
}

/// Where the colours come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// They are named.
    Rgb(Palette),
    /// The terminal's own.
    Ansi,
    /// There are none.
    Mono,
}

impl Theme {
    /// The terminal's own 16 colours.
    #[must_use]
    pub const fn ansi() -> Self {
        Self {
            look: Look::Ansi,
            heavy: false,
        }
    }

    /// No colours.
    #[must_use]
    pub const fn mono() -> Self {
        Self {
            look: Look::Mono,
            heavy: false,
        }
    }

    fn built_in(name: &str) -> Option<Self> {
        let palette = palette::built_in().get(name)?;
        Some(Self {
            look: Look::Rgb(*palette),
            heavy: name == "high-contrast",
        })
    }

    /// The theme `dark` with these colours in the place of its own.
    #[must_use]
    pub fn of_colors(colors: &BTreeMap<&str, Rgb>) -> Self {
        let mut theme = Self::built_in("dark").unwrap_or(Self::ansi());
        if let Look::Rgb(palette) = &mut theme.look {
            *palette = palette.with(colors);
        }
        theme
    }

    /// Whether it has no colours, so that weight and shape say what colours would.
    pub(crate) fn is_plain(self) -> bool {
        self.look == Look::Mono
    }

    /// Whether what has the focus has a heavy border.
    pub(crate) fn is_heavy(self) -> bool {
        self.heavy || self.is_plain()
    }

    /// Whether it needs a terminal that shows any colour.
    #[must_use]
    pub fn needs_rgb(self) -> bool {
        matches!(self.look, Look::Rgb(_))
    }

    /// Text in the colour of a role.
    fn text_in(self, role: Role) -> Style {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        match (self.look, role) {
            (Look::Rgb(palette), role) => style.fg(palette.color(role)),
            (Look::Ansi, Role::Border) => style.fg(Color::DarkGray),
            (Look::Ansi, Role::Accent) => bold.fg(Color::Cyan),
            (Look::Ansi, Role::Ok) => style.fg(Color::Green),
            (Look::Ansi, Role::Warn | Role::Match) => style.fg(Color::Yellow),
            (Look::Ansi, Role::Bad) => bold.fg(Color::Red),
            (Look::Ansi, Role::Info | Role::Live) => style.fg(Color::Magenta),
            (Look::Ansi, Role::Sandbox) => style.fg(Color::Cyan),
            (Look::Mono, Role::Accent | Role::Bad | Role::Warn) => bold,
            (Look::Ansi | Look::Mono, _) => style,
        }
    }

    /// On the background of a role, where this theme has backgrounds.
    fn on(self, role: Role) -> Style {
        match self.look {
            Look::Rgb(palette) => Style::new().bg(palette.color(role)),
            Look::Ansi | Look::Mono => Style::new(),
        }
    }

    /// What matters less.
    pub(crate) fn muted(self) -> Style {
        self.text_in(Role::Muted)
    }

    /// Titles, labels of a web page.
    #[expect(clippy::unused_self, reason = "every style is asked of the theme")]
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Values of this run, and what has the keyboard.
    pub(crate) fn accent(self) -> Style {
        self.text_in(Role::Accent)
    }

    /// A key to press.
    pub(crate) fn key(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// Something holds.
    pub(crate) fn ok(self) -> Style {
        self.text_in(Role::Ok)
    }

    /// Something is in doubt.
    pub(crate) fn warn(self) -> Style {
        self.text_in(Role::Warn)
    }

    /// Something is wrong.
    pub(crate) fn bad(self) -> Style {
        self.text_in(Role::Bad)
    }

    /// Something runs, or was observed.
    pub(crate) fn info(self) -> Style {
        self.text_in(Role::Info)
    }

    /// What a filter found in a text.
    pub(crate) fn matched(self) -> Style {
        self.text_in(Role::Match).add_modifier(Modifier::UNDERLINED)
    }

    /// The row or the button that has the keyboard.
    pub(crate) fn select(self) -> Style {
        let style = match self.look {
            Look::Rgb(_) => self.on(Role::Select),
            Look::Ansi | Look::Mono => Style::new().add_modifier(Modifier::REVERSED),
        };
        style.add_modifier(Modifier::BOLD)
    }

    /// Lays the bar of the row that has the keyboard over what is drawn in this area, as [`Self::bar`] does for a line.
    pub(crate) fn select_row(self, buffer: &mut Buffer, area: Rect) {
        for position in area.positions() {
            if let Some(cell) = buffer.cell_mut(position) {
                if !self.needs_rgb() {
                    cell.fg = Color::Reset;
                }
                cell.set_style(self.select());
            }
        }
    }

    /// The row under the cursor in a panel without the keyboard.
    pub(crate) fn select_dim(self) -> Style {
        self.on(Role::SelectDim)
    }

    /// The line of a list that has the keyboard: one bar. Its parts keep their colours where the bar is a background, and have
    /// none where it is the reverse of the terminal's own.
    pub(crate) fn bar(self, mut line: Line<'static>) -> Line<'static> {
        for span in &mut line.spans {
            span.style = match self.look {
                Look::Rgb(_) => span.style.patch(self.select()),
                Look::Ansi | Look::Mono => self.select(),
            };
        }
        line.style = self.select();
        line
    }

    /// The area of a text field.
    pub(crate) fn field(self, focused: bool) -> Style {
        let style = match self.look {
            Look::Rgb(_) => return self.select_dim().patch(self.text_in(Role::Text)),
            Look::Ansi | Look::Mono => Style::new().add_modifier(Modifier::UNDERLINED),
        };
        if focused {
            style.patch(self.key())
        } else {
            style
        }
    }

    /// The line around or above a pane.
    pub(crate) fn border(self, focused: bool) -> Style {
        if focused {
            self.accent()
        } else {
            self.text_in(Role::Border)
        }
    }

    /// The ground of the words in a border: the colour and the weight of the line are not theirs.
    #[expect(clippy::unused_self, reason = "every style is asked of the theme")]
    pub(crate) fn in_border(self) -> Style {
        Style::new()
            .fg(Color::Reset)
            .remove_modifier(Modifier::BOLD)
    }

    /// The ground that a layer over the screen is drawn on.
    pub(crate) fn surface(self) -> Style {
        self.on(Role::Surface).patch(self.text_in(Role::Text))
    }

    /// The badge of live services: the loudest thing on a calm screen.
    pub(crate) fn live(self) -> Style {
        self.chip(Role::Live)
    }

    /// The badge of rehearsal services. It is never filled, so that it differs from that of live ones in shape as well.
    pub(crate) fn sandbox(self) -> Style {
        self.text_in(Role::Sandbox).add_modifier(Modifier::BOLD)
    }

    /// Something that a person must not miss.
    pub(crate) fn banner(self) -> Style {
        self.chip(Role::Warn)
    }

    /// The badge of a danger that lasts.
    pub(crate) fn alarm(self) -> Style {
        self.chip(Role::Bad)
    }

    fn chip(self, fill: Role) -> Style {
        let style = match self.look {
            Look::Rgb(_) => self.on(fill).patch(self.text_in(Role::OnFill)),
            Look::Ansi | Look::Mono => self.text_in(fill).add_modifier(Modifier::REVERSED),
        };
        style.add_modifier(Modifier::BOLD)
    }

    /// How well something is known.
    pub(crate) fn standing(self, standing: Standing) -> Style {
        match standing {
            Standing::Verified => self.ok(),
            Standing::Observed => self.info(),
            Standing::Stale => self.warn(),
            Standing::Failed => self.bad(),
            Standing::Attested | Standing::Unknown | Standing::Skipped => self.muted(),
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

    /// Gives every cell that has no colour yet those of the canvas.
    pub(crate) fn fill(self, buffer: &mut Buffer) {
        let Look::Rgb(palette) = self.look else {
            return;
        };
        for cell in &mut buffer.content {
            if cell.bg == Color::Reset {
                cell.bg = palette.color(Role::Bg);
            }
            if cell.fg == Color::Reset {
                cell.fg = palette.color(Role::Text);
            }
        }
    }

    /// Lets what is drawn in this area step back behind a layer: no colour, no weight, quiet lines.
    pub(crate) fn step_back(self, buffer: &mut Buffer, area: Rect) {
        for position in area.positions() {
            if let Some(cell) = buffer.cell_mut(position) {
                let style = if is_line(cell) {
                    self.border(false)
                } else {
                    self.muted()
                };
                let symbol = cell.symbol().to_owned();
                cell.reset();
                cell.set_symbol(&symbol).set_style(style);
            }
        }
    }
}

/// Whether a cell is part of a border.
fn is_line(cell: &Cell) -> bool {
    cell.symbol().starts_with(|c| ('─'..='╿').contains(&c))
}
