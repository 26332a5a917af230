//! The selected step: what to do, its fields and actions, and what is known of it.

pub(crate) mod choice;
mod compare;
pub(crate) mod density;
pub(crate) mod evidence;
pub(crate) mod guide;
pub(crate) mod instructions;
pub(crate) mod items;
pub(crate) mod labelled;
pub(crate) mod request;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::registry;
use crate::tui::screens::setup::Focus;
use crate::tui::screens::setup::items::Item;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane;
pub(crate) use evidence::diagnosis;
pub(crate) use guide::{differences, origin};
pub(crate) use items::summary;

use self::density::Density;
use self::items::Items;

/// Lines are easier to read when they are not longer than this.
const LONGEST_LINE: u16 = 84;

/// The parts of the pane, laid out for one width.
struct Parts {
    does: Vec<Line<'static>>,
    /// In what `StackOne`'s own guide differs.
    notes: Vec<Line<'static>>,
    items: Items,
    known: Vec<Line<'static>>,
    /// What is left out first, most important first: each all or nothing.
    asides: [Vec<Line<'static>>; 2],
}

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let (section, step) = crate::guide::step(ui.model.setup.step);
    let focused = matches!(ui.model.setup.focus, Focus::Item(_));
    let title = format!("{} {} · {}", step.id.name(), step.title, section.place);
    let inner = pane::side_pane(ui, frame, area, &title, focused, true);
    let inner = Rect {
        width: inner.width.min(LONGEST_LINE),
        ..inner
    };
    let width = usize::from(inner.width);
    let rows = usize::from(inner.height);
    let roomy = Parts::new(ui, width, Density::Roomy);
    let parts = if roomy.rows(Density::Roomy) <= rows {
        roomy
    } else {
        Parts::new(ui, width, Density::Tight)
    };
    parts.draw(ui, frame, inner);
}

impl Parts {
    fn new(ui: Ui<'_>, width: usize, density: Density) -> Self {
        Self {
            does: guide::text(ui, width).unwrap_or_else(|| instructions::lines(ui, width)),
            notes: guide::notes(ui, width, density),
            items: items::lay_out(ui, width, density),
            known: evidence::lines(ui, width),
            asides: [guide::aside(ui, width), instructions::proof(ui, width)],
        }
    }

    fn rows(&self, density: Density) -> usize {
        let gaps = if density == Density::Roomy { 3 } else { 1 };
        let asides: usize = self.asides.iter().map(Vec::len).sum();
        let above = self.does.len() + self.notes.len();
        above + self.items.lines.len() + self.known.len() + asides + gaps
    }

    /// One below the other where they fit. Else the text gives way to the fields, and these scroll to the focused one.
    fn draw(self, ui: Ui<'_>, frame: &mut Frame, area: Rect) {
        let rows = usize::from(area.height);
        let Self {
            does,
            notes,
            items,
            known,
            asides,
        } = self;
        let (cursor, focused) = (items.cursor, items.focused.clone());
        let must = items.lines.len() + known.len();
        let mut spare = rows.saturating_sub(does.len() + notes.len() + must);
        let mut gap = |wanted: usize| {
            let given = wanted.min(spare);
            spare -= given;
            given
        };
        let before_items = gap(1);
        let before_known = gap(1);
        let mut told = Vec::new();
        for aside in asides {
            if aside.len() <= spare {
                spare -= aside.len();
                told.extend(aside);
            }
        }
        let before_told = usize::from(!told.is_empty() && spare > 0);

        let mut rest = items.lines;
        rest.extend(std::iter::repeat_n(Line::default(), before_known));
        rest.extend(known);
        rest.extend(std::iter::repeat_n(Line::default(), before_told));
        rest.extend(told);

        // A difference, and a text that a person may have asked for, say more than what is known; and a difference more
        // than the rest of a text. Half of the room stays for the fields all the same.
        let theirs = ui.shared.guide.shows_live(ui.model.setup.step);
        let wanted = notes.len() + if theirs { does.len() } else { 2 };
        let least = wanted.min(rows / 2).max(2).min(rows);
        let above_rows = rows.saturating_sub(rest.len() + before_items).max(least);
        let kept = does.len().min(2).min(above_rows);
        let key = registry::key_of(ui.model, "setup.instructions").unwrap_or_default();
        let whole = format!(": press {key} for all of it");
        let notes = shortened(ui, notes, above_rows - kept, &whole);
        let how = if theirs {
            &whole
        } else {
            " in a larger window"
        };
        let mut does = shortened(ui, does, above_rows - notes.len(), how);
        does.extend(notes);
        let [above, _, below] = Layout::vertical([
            Constraint::Length(u16::try_from(does.len()).unwrap_or(u16::MAX)),
            Constraint::Length(u16::try_from(before_items).unwrap_or(0)),
            Constraint::Min(0),
        ])
        .areas(area);
        frame.render_widget(Paragraph::new(does), above);

        let seen = usize::from(below.height);
        let total = rest.len();
        let longest = total.saturating_sub(seen);
        let acts = matches!(ui.model.setup.item(ui.shared), Some(Item::Act(_)));
        let first = match focused {
            // Behind the items stands what an action brings: it is shown as far as the action stays in sight.
            Some(lines) if acts => lines.start.min(longest),
            // What does not fit whole is seen from its first line on.
            Some(lines) => lines.end.saturating_sub(seen).min(lines.start).min(longest),
            None => 0,
        };
        pane::scrollbar(ui, frame, pane::widened(below, 1), first, total);
        let shown: Vec<_> = rest.into_iter().skip(first).take(seen).collect();
        frame.render_widget(Paragraph::new(shown), below);
        if let Some((line, column)) = cursor
            && ui.model.typing().is_some()
            && (first..first + seen).contains(&line)
        {
            let row = u16::try_from(line - first).unwrap_or(0);
            let column = u16::try_from(column).unwrap_or(0);
            frame.set_cursor_position(Position::new(below.x + column, below.y + row));
        }
    }
}

/// What to do in so many lines, with a word on what is left out and how to see it.
fn shortened(
    ui: Ui<'_>,
    mut lines: Vec<Line<'static>>,
    rows: usize,
    how: &str,
) -> Vec<Line<'static>> {
    if lines.len() > rows {
        let out = lines.len() - rows + 1;
        lines.truncate(rows.saturating_sub(1));
        if rows > 0 {
            let text = format!("… {out} more lines{how}");
            lines.push(Line::from(Span::styled(text, ui.theme.muted())));
        }
    }
    lines
}
