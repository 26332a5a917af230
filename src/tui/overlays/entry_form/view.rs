//! A form, drawn: a row for each field, what is wrong below it, and what the form will do at its end.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::layers::Overlay;
use crate::tui::overlays::entry_form::{Control, EntryForm, FormField};
use crate::tui::registry::bindings;
use crate::tui::screens::accounts;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::dialog;
use crate::tui::widgets::words;

/// How wide a form is.
pub(crate) const COLUMNS: u16 = 76;

/// The column in which the values stand.
const LABEL: usize = 14;

/// How many rows it takes, with its frame.
pub(crate) fn rows(ui: Ui<'_>, form: &EntryForm, columns: u16) -> u16 {
    let (lines, _) = lines(ui, form, usize::from(columns.saturating_sub(4)));
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

pub(crate) fn draw(ui: Ui<'_>, form: &EntryForm, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, form.title.clone());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let (mut lines, cursor) = lines(ui, form, usize::from(inner.width));
    let rows = usize::from(inner.height);
    let mut skipped = 0;
    if lines.len() > rows {
        lines.retain(|line| line.width() > 0);
        // The field that has the keyboard stays in sight.
        let focused = focused_row(&lines, cursor);
        skipped = (focused + 3)
            .saturating_sub(rows)
            .min(lines.len().saturating_sub(rows));
    }
    let row = cursor.map(|(row, column)| {
        let row = if lines.len() < row + 1 {
            focused_row(&lines, cursor)
        } else {
            row
        };
        (row.saturating_sub(skipped), column)
    });
    frame.render_widget(Paragraph::new(lines.split_off(skipped)), inner);
    if let Some((row, column)) = row
        && let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column))
        && row < inner.height
    {
        frame.set_cursor_position(Position::new(inner.x + column, inner.y + row));
    }
}

fn focused_row(lines: &[Line<'_>], cursor: Option<(usize, usize)>) -> usize {
    cursor.map_or(0, |(row, _)| row.min(lines.len().saturating_sub(1)))
}

/// The lines, and where the cursor is in them: row and column; none where nothing is typed.
fn lines(
    ui: Ui<'_>,
    form: &EntryForm,
    width: usize,
) -> (Vec<Line<'static>>, Option<(usize, usize)>) {
    let mut lines = Vec::new();
    for text in &form.lines {
        lines.extend(words::wrap(&[Span::raw(text.clone())], width, 0));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    let mut cursor = None;
    for (at, field) in form.fields.iter().enumerate() {
        if !form.is_shown(field) {
            continue;
        }
        let is_focused = at == form.at;
        let (line, column) = row(ui, field, is_focused, width);
        if is_focused {
            cursor = column.map(|column| (lines.len(), column));
        }
        lines.push(line);
        if let Some(problem) = &field.problem {
            let text = format!("{} {problem}", ui.glyphs.wrong());
            let text = [Span::styled(text, ui.theme.bad())];
            for mut line in words::wrap(&text, width.saturating_sub(LABEL), 2) {
                line.spans.insert(0, Span::raw(" ".repeat(LABEL)));
                lines.push(line);
            }
        }
    }
    let notes = accounts::view::form_notes::notes(ui, form, width);
    if !notes.is_empty() {
        lines.push(Line::default());
        lines.extend(notes);
    }
    if let Some(problem) = &form.problem {
        lines.push(Line::default());
        let text = format!("{} {problem}", ui.glyphs.warning());
        lines.extend(words::wrap(
            &[Span::styled(text, ui.theme.warn())],
            width,
            2,
        ));
    }
    lines.push(Line::default());
    lines.push(keys(ui, width));
    (lines, cursor)
}

/// The keys that work in the form, as many as there is room for; none while something lies over it, which has keys of its own.
fn keys(ui: Ui<'_>, width: usize) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    if !matches!(ui.shared.layers.top(), Some(Overlay::Form(_))) {
        return Line::default();
    }
    let shown = bindings(ui.model).into_iter();
    for binding in shown.filter(|binding| binding.hint.rank > 0 && !binding.chords.is_empty()) {
        let gap = if spans.is_empty() { "" } else { "   " };
        let parts = [
            Span::raw(gap),
            Span::styled(binding.label(), ui.theme.key()),
            Span::raw(format!(" {}", binding.hint.text)),
        ];
        if words::cells(&spans) + words::cells(&parts) > width {
            break;
        }
        spans.extend(parts);
    }
    Line::from(spans)
}

/// A field's line, and the column of the cursor in it.
fn row(
    ui: Ui<'_>,
    field: &FormField,
    is_focused: bool,
    width: usize,
) -> (Line<'static>, Option<usize>) {
    let mark = if is_focused { ui.glyphs.cursor() } else { " " };
    let label = words::fill(field.label, LABEL.saturating_sub(2));
    let style = if is_focused {
        ui.theme.strong()
    } else {
        ui.theme.muted()
    };
    let mut spans = vec![
        Span::styled(format!("{mark} "), ui.theme.key()),
        Span::styled(label, style),
    ];
    let room = width.saturating_sub(LABEL);
    match &field.control {
        Control::Text(line) => {
            let (shown, column) = if is_focused {
                let (shown, column) = line.shown(room, None);
                (shown, Some(LABEL + column))
            } else {
                (line.shown_at_rest(room, None), None)
            };
            spans.push(Span::styled(
                words::fill(&shown, room),
                ui.theme.field(is_focused),
            ));
            (Line::from(spans), column)
        }
        Control::Choice(choices, at) => {
            let label = choices.get(*at).map_or("–", |choice| &choice.label);
            let of = format!("   {} of {}", at + 1, choices.len());
            let room = room.saturating_sub(words::width(&of) + 4);
            let (left, right) = (ui.glyphs.sign("‹"), ui.glyphs.sign("›"));
            let style = if is_focused {
                ui.theme.key()
            } else {
                ui.theme.border(false)
            };
            spans.push(Span::styled(format!("{left} "), style));
            spans.push(Span::raw(words::cut(label, room).into_owned()));
            spans.push(Span::styled(format!(" {right}"), style));
            if choices.len() > 2 {
                spans.push(Span::styled(of, ui.theme.muted()));
            }
            (Line::from(spans), None)
        }
    }
}
