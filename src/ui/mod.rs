//! The screens: pure drawing of the state. No clock, no I/O, no change of anything.
//!
//! Every screen has a header (where one is, on which services), a line that says what runs or what the last key did, and
//! a footer with the keys that work now, made from [`crate::app::keys`]. Meaning is never carried by colour alone.

mod checklist;
mod exchange;
mod footer;
mod glyphs;
mod header;
mod logs;
mod overlay;
mod pane;
mod profiles;
mod scopes;
mod setup;
mod step;
mod theme;
mod told;
mod when;
mod words;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

use crate::app::State;
use crate::app::state::{Running, Screen, Slot};
use crate::domain::{Check, CheckId, Evidence, Standing, StepId, ticks};
use glyphs::Glyphs;
use theme::Theme;

/// The smallest terminal that the screens are made for: columns and rows.
pub const SMALLEST: (u16, u16) = (60, 16);

/// Draws the state.
pub fn draw(frame: &mut Frame, state: &State) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(frame, area);
    } else {
        Ui::new(state).screen(frame, area);
    }
    if state.env.ascii {
        glyphs::plain(frame.buffer_mut());
    }
}

/// The last line from which it makes sense to show what scrolls on the screen: the help, or an exchange. Scrolling on
/// would show nothing more, and would have to be taken back before anything moves again.
#[must_use]
pub fn last_scroll(state: &State) -> usize {
    let (columns, rows) = state.size;
    let ui = Ui::new(state);
    let area = Rect::new(0, 0, columns, rows);
    let (status, keys) = ui.last_lines(area);
    let [_, body, _, _] = stacked(area, &status, &keys);
    match &state.overlay {
        Some(overlay) => overlay::last_scroll(ui, overlay, body),
        None => logs::last_scroll(ui, body),
    }
}

fn too_small(frame: &mut Frame, area: Rect) {
    let (columns, rows) = SMALLEST;
    let lines = vec![
        Line::from("This window is too small."),
        Line::from(format!("stackday needs {columns} x {rows};")),
        Line::from(format!("this is {} x {}.", area.width, area.height)),
        Line::from("Make it larger, or press Ctrl-C to quit."),
    ];
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), area);
}

/// What every part of a screen draws from.
#[derive(Clone, Copy)]
struct Ui<'a> {
    state: &'a State,
    theme: Theme,
    glyphs: Glyphs,
}

impl<'a> Ui<'a> {
    fn new(state: &'a State) -> Self {
        Self {
            state,
            theme: Theme::new(state.env.color),
            glyphs: Glyphs::new(state.env.ascii),
        }
    }

    fn screen(self, frame: &mut Frame, area: Rect) {
        let (status, keys) = self.last_lines(area);
        let [header, body, said, foot] = stacked(area, &status, &keys);
        header::draw(self, frame, header);
        match self.state.screen {
            Screen::Setup => setup::draw(self, frame, body),
            Screen::Profiles => profiles::draw(self, frame, body),
            Screen::Scopes => scopes::draw(self, frame, body),
            Screen::Logs => logs::draw(self, frame, body),
        }
        frame.render_widget(Paragraph::new(status), said);
        frame.render_widget(Paragraph::new(keys), foot);
        if let Some(overlay) = &self.state.overlay {
            overlay::draw(self, overlay, frame, body);
        }
    }

    /// What stands below every screen: what is said, and the keys.
    fn last_lines(self, area: Rect) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
        let width = usize::from(area.width);
        let status = footer::status(self, width, area.height);
        let keys = footer::keys(self, width, area.height);
        (status, keys)
    }

    /// The sign of something at work.
    fn spinner(self) -> &'static str {
        self.glyphs.spinner(self.state.ticks)
    }

    /// What looks at this step right now.
    fn at_work(self, step: StepId) -> Option<&'a Running> {
        self.state.running.iter().find_map(|(slot, running)| {
            let here = match slot {
                // Asked for in one step, and told of in both.
                Slot::Request => matches!(step, StepId::A2 | StepId::B1),
                Slot::Verify => running
                    .check
                    .is_some_and(|check| steps_of(check).contains(&step)),
                Slot::Wait => step == StepId::C2,
                Slot::Link => self.linking_at() == Some(step),
                Slot::Profiles
                | Slot::Actions
                | Slot::Guide
                | Slot::Click
                | Slot::Load
                | Slot::Pins
                | Slot::Keep
                | Slot::Read
                | Slot::Store
                | Slot::Unlock
                | Slot::Many
                | Slot::Rotate => false,
            };
            here.then_some(running)
        })
    }

    /// The step that a running link has come to: the first of section D that does not hold.
    fn linking_at(self) -> Option<StepId> {
        [StepId::D1, StepId::D2, StepId::D3, StepId::D4]
            .into_iter()
            .find(|step| !self.state.standing(*step).holds())
    }
}

/// The places of the header, of the screen's body, of what is said and of the keys.
fn stacked(area: Rect, status: &[Line<'_>], keys: &[Line<'_>]) -> [Rect; 4] {
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(1);
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(rows(status)),
        Constraint::Length(rows(keys)),
    ])
    .areas(area)
}

/// The steps that a check ticks when it holds.
fn steps_of(id: CheckId) -> Vec<StepId> {
    let check = Check {
        id,
        evidence: Evidence {
            standing: Standing::Verified,
            ..Evidence::unknown("")
        },
        duration: std::time::Duration::ZERO,
    };
    ticks(&check, None)
        .into_iter()
        .map(|(step, _)| step)
        .collect()
}
