//! The line in which a filter is typed.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::mouse::{Target, Typed, TypedIn};
use crate::tui::ui::Ui;
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::text_field::TextField;
use crate::tui::widgets::words;

/// Draws the line of a list's filter: with the cursor while it is being typed, and with what is not understood in it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, filter: &ListFilter) {
    if area.is_empty() {
        return;
    }
    let typed = filter.is_typed();
    let mut field = area;
    if let Some(mistake) = filter.mistake() {
        // The text keeps room for itself and for some more.
        let text = words::width(filter.text()) + LABEL.len() + 4;
        let text = u16::try_from(text).unwrap_or(u16::MAX);
        field.width = text.max(TYPED).min(area.width);
        let beside = Rect {
            x: area.x + field.width,
            width: area.width - field.width,
            height: 1,
            ..area
        };
        let style = if typed {
            ui.theme.muted()
        } else {
            ui.theme.warn()
        };
        let said = mistake.to_string();
        let said = words::cut(&said, usize::from(beside.width)).into_owned();
        frame.render_widget(Line::styled(said, style), beside);
    }
    self::field(ui, frame, field, filter.field(), typed);
}

/// Draws the line of a filter that is text alone.
pub(crate) fn field(ui: Ui<'_>, frame: &mut Frame, area: Rect, filter: &TextField, typed: bool) {
    line(ui, frame, area, (LABEL, ui.theme.key()), filter, typed);
}

/// Draws what can be typed, behind the cursor of an empty filter.
pub(crate) fn example(ui: Ui<'_>, frame: &mut Frame, area: Rect, text: &str) {
    let before = u16::try_from(words::width(LABEL) + 1).unwrap_or(0);
    let place = Rect {
        x: area.x + before.min(area.width),
        width: area.width.saturating_sub(before),
        height: area.height.min(1),
        ..area
    };
    let text = words::cut(text, usize::from(place.width)).into_owned();
    frame.render_widget(Line::styled(text, ui.theme.muted()), place);
}

/// What stands before the filter of a list.
const LABEL: &str = "/ ";

/// How many cells a filter has at least.
const TYPED: u16 = 24;

/// Draws the line of a filter behind a label.
pub(crate) fn line(
    ui: Ui<'_>,
    frame: &mut Frame,
    area: Rect,
    (label, style): (&str, Style),
    filter: &TextField,
    typing: bool,
) {
    if area.is_empty() {
        return;
    }
    let before = words::width(label);
    let cells = usize::from(area.width).saturating_sub(before + 1);
    let (shown, column) = if typing {
        filter.shown(cells, None)
    } else {
        (filter.shown_at_rest(cells, None), 0)
    };
    let line = Line::from(vec![
        Span::styled(label.to_owned(), style),
        Span::styled(words::fill(&shown, cells), ui.theme.field(typing)),
    ]);
    let row = Rect { height: 1, ..area };
    frame.render_widget(line, row);
    let before_text = u16::try_from(before).unwrap_or(0).min(row.width);
    let text = Rect {
        x: row.x + before_text,
        width: row.width - before_text,
        ..row
    };
    let typed = Typed {
        of: TypedIn::Filter,
        cells: u16::try_from(cells).unwrap_or(u16::MAX),
        masked: false,
        at_rest: !typing,
    };
    ui.note(text, Target::Typed(typed));
    if typing {
        let column = u16::try_from(before + column).unwrap_or(0);
        frame.set_cursor_position(Position::new(area.x + column, area.y));
    }
}
