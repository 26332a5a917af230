//! The screens: pure drawing of the model. No clock, no I/O, no change of anything.
//!
//! Every screen has a header (where one is, on which services), a line that says what runs or what the last key did, and
//! a footer with the keys that work now, made from [`crate::tui::registry`]. Meaning is never carried by colour alone.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Paragraph, Wrap};

use crate::tui::glyphs;
use crate::tui::model::Model;
use crate::tui::mouse::{Places, Regions};
use crate::tui::overlays;
use crate::tui::registry;
use crate::tui::screen::Screen;
use crate::tui::screens::{every_screen, logs};
use crate::tui::ui::Ui;
use crate::tui::widgets::{footer, header, message_line};

/// The smallest terminal that the screens are made for: columns and rows.
pub const SMALLEST: (u16, u16) = (60, 16);

/// Draws the model.
pub fn draw(frame: &mut Frame, model: &Model) {
    draw_with_regions(frame, model);
}

/// Draws the model, and says what stands where, for the mouse; nothing while it is not used.
pub fn draw_with_regions(frame: &mut Frame, model: &Model) -> Regions {
    let area = frame.area();
    let places = Places::new(model.shared.screen, model.shared.layers.changes());
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(frame, area);
    } else {
        let ui = Ui::new(model).sized((area.width, area.height));
        let ui = if model.shared.mouse {
            ui.noting(&places)
        } else {
            ui
        };
        ui.screen(frame, area);
    }
    model.shared.theme.fill(frame.buffer_mut());
    if model.shared.env.ascii {
        glyphs::plain(frame.buffer_mut());
    }
    places.into_regions()
}

/// The last line from which it makes sense to show what scrolls on the screen: the help, or an exchange. Scrolling on
/// would show nothing more, and would have to be taken back before anything moves again.
#[must_use]
pub fn last_scroll(model: &Model) -> usize {
    let (columns, rows) = model.shared.size;
    let ui = Ui::new(model);
    let [_, body, _, _] = stacked(Rect::new(0, 0, columns, rows));
    match model.shared.layers.top() {
        Some(overlay) => overlays::view::last_scroll(ui, overlay, body),
        None => logs::view::last_scroll(ui, body),
    }
}

fn too_small(frame: &mut Frame, area: Rect) {
    let (columns, rows) = SMALLEST;
    let text = format!(
        "Needs {columns}x{rows}, this is {}x{}. Make the window larger. Ctrl-C quits.",
        area.width, area.height
    );
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
}

macro_rules! drawn {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// Draws the screen that is shown.
        fn screen(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
            match ui.shared.screen {
                $(Screen::$screen => crate::tui::screens::$module::view::draw(ui, frame, area),)*
            }
        }
    };
}

every_screen!(drawn);

impl Ui<'_> {
    fn screen(self, frame: &mut Frame, area: Rect) {
        let [header, body, message, keys] = stacked(area);
        header::draw(self, frame, header);
        if self.model.view().fills() && self.shared.layers.is_empty() {
            return screen(self, frame, body.union(message).union(keys));
        }
        screen(self, frame, body);
        let bindings = registry::bindings(self.model);
        message_line::draw(self, frame, message, &bindings);
        for overlay in self.shared.layers.shown() {
            // The header stays: which services are meant is seen while one confirms.
            self.cover();
            self.theme.step_back(frame.buffer_mut(), body);
            if !self.shared.notice.as_ref().is_some_and(|said| said.bad) {
                self.theme.step_back(frame.buffer_mut(), message);
            }
            overlays::view::draw(self, overlay, frame, body);
        }
        footer::draw(self, frame, keys, bindings);
    }
}

/// The places of the header, of the screen's body, of the message line and of the keys. All but the body have one row, always:
/// what stands between them does not move when a message comes.
fn stacked(area: Rect) -> [Rect; 4] {
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area)
}
