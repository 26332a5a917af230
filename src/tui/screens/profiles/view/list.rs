//! The rows of the connections: how each is, its name, why it failed, and what there is room for besides.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::mouse::{List, Target};
use crate::tui::screens::profiles::view::cell::arrow;
use crate::tui::screens::profiles::view::row::{self, Cells};
use crate::tui::screens::profiles::{Row, SortBy};
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::columns::{GAP, placed, spaced};
use crate::tui::widgets::pane::{scrollbar, to_edge, widened};
use crate::tui::widgets::words;

/// The mark and the state, with the space behind each.
const SIGNS: usize = 4;

/// A column with its width. The reason takes what the others leave.
type Column = (SortBy, usize);

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.profiles;
    if view.rows().is_empty() || area.is_empty() {
        return;
    }
    let columns = columns(ui, usize::from(area.width));
    // Where it is small, the title of the pane says what it is sorted by.
    let head = u16::from(ui.size_class().is_boxed());
    if head > 0 {
        frame.render_widget(heading(ui, &columns), Rect { height: 1, ..area });
    }
    let body = Rect {
        y: area.y + head,
        height: area.height.saturating_sub(head),
        ..area
    };
    let rows = usize::from(body.height);
    let total = view.rows().len();
    let wanted = ui.first_row(List::Screen, view.selected, total, rows);
    let (first, blocks) = visible(ui, wanted, rows, &columns);
    if first != wanted {
        ui.note_first_row(List::Screen, first, false);
    }
    let mut rest = body;
    for (at, block) in blocks.iter().enumerate() {
        let height = u16::try_from(block.len())
            .unwrap_or(u16::MAX)
            .min(rest.height);
        ui.note(
            Rect { height, ..rest },
            Target::Row(List::Screen, first + at),
        );
        rest.y += height;
        rest.height -= height;
    }
    let lines: Vec<_> = blocks.into_iter().flatten().collect();
    frame.render_widget(Paragraph::new(lines), body);
    scrollbar(
        ui,
        frame,
        widened(body, to_edge(ui)),
        first,
        view.rows().len(),
    );
}

/// The rows that are seen, with their lines, from this row on, or from a later one where the selected one would not be seen
/// whole.
fn visible(
    ui: Ui<'_>,
    first: usize,
    rows: usize,
    columns: &[Column],
) -> (usize, Vec<Vec<Line<'static>>>) {
    let view = &ui.model.profiles;
    let shown = view.rows().iter().enumerate().skip(first).take(rows);
    let blocks: Vec<_> = shown
        .map(|(at, found)| block(ui, *found, columns, at == view.selected))
        .collect();
    let up_to = view.selected.saturating_sub(first).saturating_add(1);
    let mut skipped = 0;
    let height = |skipped: usize| -> usize {
        let blocks = blocks.iter().take(up_to).skip(skipped);
        blocks.map(Vec::len).sum()
    };
    while height(skipped) > rows && skipped + 1 < up_to {
        skipped += 1;
    }
    let mut used = 0;
    let mut seen = Vec::new();
    for block in blocks.into_iter().skip(skipped) {
        // A reason is never cut: a row that does not fit whole is not begun.
        if used > 0 && used + block.len() > rows {
            break;
        }
        used += block.len();
        seen.push(block);
    }
    (first + skipped, seen)
}

/// The columns that there is room for: the less telling ones go first, the reason never.
fn columns(ui: Ui<'_>, width: usize) -> Vec<Column> {
    use SortBy::{Connector, Name, Portal, Reason, Scopes, Tags, Verified};
    let name = match ui.size_class() {
        SizeClass::Single => 17,
        SizeClass::Ruled => 20,
        SizeClass::Boxed => 28,
        SizeClass::Large => 34,
    };
    let mut columns = vec![
        (Name, name),
        (Reason, 0),
        (Scopes, 7),
        (Portal, 28),
        (Connector, 24),
        (Tags, 14),
        (Verified, 8),
    ];
    // What the longest of our own reasons takes.
    let reason = 34;
    let least: &[(SortBy, usize)] = &[
        (Portal, 170),
        (Connector, 150),
        (Scopes, 96),
        (Tags, 96),
        (Verified, 70),
    ];
    columns.retain(|(by, _)| least.iter().all(|(own, at)| own != by || width >= *at));
    let others: usize = columns.iter().map(|(_, cells)| cells + GAP).sum();
    let left = width.saturating_sub(SIGNS + others);
    // The names take what the reasons do not need, where there are such long ones.
    let free = left.saturating_sub(reason);
    let spare = longest_name(ui).saturating_sub(name).clamp(free / 3, free);
    for (by, cells) in &mut columns {
        match by {
            Name => *cells += spare,
            Reason => *cells = left - spare,
            _ => {}
        }
    }
    columns
}

/// The cells of the longest name in the list, as far as that is worth looking for: the columns stand still while it scrolls.
fn longest_name(ui: Ui<'_>) -> usize {
    const LOOKED_AT: usize = 500;
    let rows = ui.model.profiles.rows().iter().take(LOOKED_AT);
    let names = rows.map(|found| {
        let texts = row::cells(ui, *found).texts;
        words::width(&texts(SortBy::Name, usize::MAX).0)
    });
    names.max().unwrap_or(0)
}

fn heading(ui: Ui<'_>, columns: &[Column]) -> Line<'static> {
    let sort = ui.model.profiles.sort;
    let names = columns.iter().map(|(by, cells)| {
        let (name, style) = if *by == sort {
            let name = format!("{} {}", by.name(), arrow(ui));
            (name, ui.theme.strong())
        } else {
            (by.name().to_owned(), ui.theme.muted())
        };
        Span::styled(placed(&name, *cells, is_number(*by)), style)
    });
    spaced(vec![Span::raw(" ".repeat(SIGNS))], names)
}

/// An age or a count.
fn is_number(by: SortBy) -> bool {
    matches!(by, SortBy::Scopes | SortBy::Verified)
}

/// A row: one line, or more where its reason does not fit into one.
fn block(ui: Ui<'_>, found: Row, columns: &[Column], is_selected: bool) -> Vec<Line<'static>> {
    let Cells { mark, state, texts } = row::cells(ui, found);
    let strong = |style: Style| {
        if is_selected {
            style.add_modifier(Modifier::BOLD)
        } else {
            style
        }
    };
    let cursor = match (&mark, is_selected) {
        (Some(mark), _) => *mark,
        (None, true) => ui.glyphs.cursor(),
        (None, false) => " ",
    };
    let signs = vec![
        Span::styled(format!("{cursor} "), ui.theme.key()),
        Span::styled(format!("{} ", state.0), state.1),
    ];
    let mut rest = String::new();
    let cells = columns.iter().map(|(by, cells)| {
        let (mut text, style) = texts(*by, *cells);
        if *by == SortBy::Reason {
            (text, rest) = broken(&text, *cells);
        }
        let style = match by {
            SortBy::Name | SortBy::Reason => strong(style),
            _ => style,
        };
        Span::styled(placed(&text, *cells, is_number(*by)), style)
    });
    let mut lines = vec![spaced(signs, cells)];
    let width: usize = SIGNS + columns.iter().map(|(_, cells)| cells + GAP).sum::<usize>() - GAP;
    if !rest.is_empty() {
        let room = width.saturating_sub(SIGNS + GAP);
        for line in words::wrap(&[Span::styled(rest, strong(Style::new()))], room, 0) {
            let used = words::width(&line.to_string());
            let mut spans = vec![Span::raw(" ".repeat(SIGNS + GAP))];
            spans.extend(line.spans);
            spans.push(Span::raw(" ".repeat(room.saturating_sub(used))));
            lines.push(Line::from(spans));
        }
    }
    if is_selected {
        lines = lines.into_iter().map(|line| selected(ui, line)).collect();
    }
    lines
}

/// A line under the cursor.
fn selected(ui: Ui<'_>, mut line: Line<'static>) -> Line<'static> {
    for span in &mut line.spans {
        span.style = span.style.patch(ui.theme.select());
    }
    line
}

/// What of a text fits into so many cells, broken at a space, and what is behind it.
fn broken(text: &str, cells: usize) -> (String, String) {
    if words::width(text) <= cells {
        return (text.to_owned(), String::new());
    }
    let mut lines = words::wrap(&[Span::raw(text.to_owned())], cells, 0).into_iter();
    let first = lines.next().unwrap_or_default().to_string();
    let rest: Vec<_> = lines.map(|line| line.to_string()).collect();
    (first, rest.join(" "))
}
