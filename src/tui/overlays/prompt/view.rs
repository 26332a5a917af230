//! A question with one line to type.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::mouse::{Target, Typed, TypedIn};
use crate::tui::overlays::prompt::{Hits, Prompt};
use crate::tui::registry::bindings;
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{danger, dialog};
use crate::tui::widgets::words;
use crate::workflow::Certainty;

/// How wide the question is.
pub(crate) const COLUMNS: u16 = 72;

/// How many rows the question takes, with its frame.
pub(crate) fn rows(ui: Ui<'_>, prompt: &Prompt, columns: u16) -> u16 {
    let (lines, _) = lines(ui, prompt, usize::from(columns.saturating_sub(4)));
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

pub(crate) fn draw(ui: Ui<'_>, prompt: &Prompt, frame: &mut Frame, area: Rect) {
    let block = if prompt.kind.is_danger() {
        danger(ui, &prompt.title)
    } else {
        dialog(ui, &prompt.title)
    };
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let (lines, (row, column)) = lines(ui, prompt, usize::from(inner.width));
    let (lines, row) = fitted(ui, lines, row, usize::from(inner.height));
    frame.render_widget(Paragraph::new(lines), inner);
    let (row, column) = (u16::try_from(row), u16::try_from(column));
    if let (Ok(row), Ok(column)) = (row, column)
        && row < inner.height
    {
        let before = u16::try_from(words::width(prompt.label) + 2).unwrap_or(0);
        let cells = inner.width.saturating_sub(before);
        let typed = Typed {
            of: TypedIn::Answer,
            cells,
            masked: prompt.is_masked(),
            at_rest: false,
        };
        let place = Rect::new(inner.x + before, inner.y + row, cells, 1);
        ui.note(place, Target::Typed(typed));
        frame.set_cursor_position(Position::new(inner.x + column, inner.y + row));
    }
}

/// As many lines as there is room for: blank ones go first, then those in the middle. What is asked for last, and the line
/// that is typed in, stay in sight. The row of that line is moved along.
fn fitted(
    ui: Ui<'_>,
    mut lines: Vec<Line<'static>>,
    mut row: usize,
    room: usize,
) -> (Vec<Line<'static>>, usize) {
    if lines.len() > room {
        row = lines[..row].iter().filter(|line| line.width() > 0).count();
        lines.retain(|line| line.width() > 0);
    }
    let over = lines.len().saturating_sub(room);
    // The last line before the one that is typed in says what to type.
    let asked = row.saturating_sub(1);
    if over > 0 && over + 2 < asked {
        let first = asked - (over + 1);
        let text = format!("{} lines more, in a larger window", over + 1);
        let more = Line::styled(text, ui.theme.muted());
        lines.splice(first..asked, [more]);
        row -= over;
    }
    (lines, row)
}

/// How many of the accounts that the answer hits are named.
const NAMED: usize = 4;

/// The linked accounts that the answer hits.
fn hit(ui: Ui<'_>, hits: &Hits, width: usize) -> Vec<Line<'static>> {
    let data = &ui.shared.accounts;
    let (sentence, names, more) = match hits {
        Hits::Profile(_) if ui.shared.tasks.runs(TaskKind::Accounts) && data.report.is_none() => {
            let text = format!("{} Reading which linked accounts it hits.", ui.spinner());
            (text, Vec::new(), 0)
        }
        Hits::Profile(id) => {
            let hit = data.blast_radius(id.as_deref()).in_use_first();
            let (names, more) = match hit.certainty {
                Certainty::Unknown => (Vec::new(), 0),
                _ => hit.names(NAMED),
            };
            (hit.sentence(), names, more)
        }
        Hits::OtherProject => (
            "Which linked accounts it hits is not known here: they belong to another StackOne project."
                .to_owned(),
            Vec::new(),
            0,
        ),
    };
    let sign = Span::styled(format!("{} ", ui.glyphs.warning()), ui.theme.warn());
    let mut lines = words::wrap(&[sign, Span::styled(sentence, ui.theme.strong())], width, 2);
    for name in names {
        let name = words::cut(&name, width.saturating_sub(2)).into_owned();
        lines.push(Line::raw(format!("  {name}")));
    }
    if more > 0 {
        lines.push(Line::styled(format!("  and {more} more"), ui.theme.muted()));
    }
    lines
}

/// The lines, and where the cursor is in them: row and column.
fn lines(ui: Ui<'_>, prompt: &Prompt, width: usize) -> (Vec<Line<'static>>, (usize, usize)) {
    let mut lines = Vec::new();
    for text in &prompt.lines {
        // Names in a list stand further in.
        let indent = text.len() - text.trim_start().len();
        let room = width.saturating_sub(indent);
        for mut line in words::wrap(&[Span::raw(text.trim_start().to_owned())], room, 0) {
            line.spans.insert(0, Span::raw(" ".repeat(indent)));
            lines.push(line);
        }
    }
    if let Some(hits) = &prompt.hits {
        lines.extend(hit(ui, hits, width));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    let label = format!("{}  ", prompt.label);
    let before = words::width(&label);
    let cells = width.saturating_sub(before);
    let mask = prompt.is_masked().then(|| ui.glyphs.mask());
    let (shown, column) = prompt.line().shown(cells, mask);
    let row = lines.len();
    lines.push(Line::from(vec![
        Span::raw(label),
        Span::styled(words::fill(&shown, cells), ui.theme.field(true)),
    ]));
    if let Some(problem) = &prompt.problem {
        let text = format!("{} {problem}", ui.glyphs.wrong());
        lines.extend(words::wrap(&[Span::styled(text, ui.theme.bad())], width, 2));
    }
    lines.push(Line::default());
    let keys = bindings(ui.model)
        .into_iter()
        .filter(|binding| binding.hint.rank > 0 && !binding.chords.is_empty())
        .flat_map(|binding| {
            let style = if binding.off().is_some() {
                ui.theme.muted()
            } else {
                ui.theme.key()
            };
            [
                Span::styled(binding.label(), style),
                Span::raw(format!(" {}   ", binding.hint.text)),
            ]
        });
    lines.push(Line::from(keys.collect::<Vec<_>>()));
    (lines, (row, before + column))
}
