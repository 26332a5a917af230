//! The frame of a pane: a rule with its title above, and a scrollbar where there is more than fits.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{
    Block, BorderType, Padding, Paragraph, Scrollbar, ScrollbarOrientation, ScrollbarState,
};

use crate::tui::mouse::Target;
use crate::tui::ui::Ui;

/// A box over the screen, with its title.
pub(crate) fn dialog<'a>(ui: Ui<'_>, title: impl Into<Span<'a>>) -> Block<'a> {
    let border = if ui.theme.is_heavy() {
        BorderType::Thick
    } else {
        BorderType::Rounded
    };
    boxed(ui, title.into(), border, ui.theme.accent())
}

/// A box over the screen for a question whose answer cannot be taken back: which services are meant stands in it.
pub(crate) fn danger<'a>(ui: Ui<'_>, title: impl Into<Span<'a>>) -> Block<'a> {
    let chip = if ui.shared.env.rehearsal {
        Span::styled(" SANDBOX ", ui.theme.sandbox())
    } else {
        Span::styled(" LIVE ", ui.theme.live())
    };
    boxed(ui, title.into(), BorderType::Thick, ui.theme.bad())
        .title_top(edge([chip]).right_aligned())
}

fn boxed<'a>(ui: Ui<'_>, title: Span<'a>, border: BorderType, style: Style) -> Block<'a> {
    let title = title.patch_style(style.add_modifier(Modifier::BOLD));
    Block::bordered()
        .border_type(border)
        .border_style(style)
        .title_style(ui.theme.in_border())
        .title_top(edge([title]))
        .padding(Padding::horizontal(1))
}

/// Words in the border of a box.
pub(crate) fn edge<'a>(spans: impl IntoIterator<Item = Span<'a>>) -> Line<'a> {
    let mut spans: Vec<_> = spans.into_iter().collect();
    spans.insert(0, Span::raw(" "));
    spans.push(Span::raw(" "));
    Line::from(spans)
}

/// A scrollbar at the right edge, if there is more than fits.
pub(crate) fn scrollbar(ui: Ui<'_>, frame: &mut Frame, area: Rect, first: usize, total: usize) {
    let rows = usize::from(area.height);
    if total <= rows || area.is_empty() {
        return;
    }
    let mut model = ScrollbarState::new(total - rows + 1)
        .position(first)
        .viewport_content_length(rows);
    let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight)
        .begin_symbol(None)
        .end_symbol(None)
        .track_symbol(None)
        .thumb_symbol("┃")
        .style(ui.theme.muted());
    frame.render_stateful_widget(bar, area, &mut model);
}

/// Draws the lines from `first` on, or from the last screenful on if there are fewer.
pub(crate) fn scrolled(
    ui: Ui<'_>,
    frame: &mut Frame,
    area: Rect,
    lines: Vec<Line<'_>>,
    first: usize,
) {
    scrolled_to(ui, frame, (area, to_edge(ui)), lines, first);
}

/// The same in a box over the screen, which has a border in a small window too.
pub(crate) fn scrolled_in_dialog(
    ui: Ui<'_>,
    frame: &mut Frame,
    area: Rect,
    lines: Vec<Line<'_>>,
    first: usize,
) {
    scrolled_to(ui, frame, (area, 2), lines, first);
}

fn scrolled_to(
    ui: Ui<'_>,
    frame: &mut Frame,
    (area, edge): (Rect, u16),
    lines: Vec<Line<'_>>,
    first: usize,
) {
    let first = first.min(last_first(lines.len(), area));
    scrollbar(ui, frame, widened(area, edge), first, lines.len());
    ui.note(area, Target::Text(last_first(lines.len(), area)));
    let rows = usize::from(area.height);
    let shown: Vec<_> = lines.into_iter().skip(first).take(rows).collect();
    frame.render_widget(Paragraph::new(shown), area);
}

/// The first of so many lines to show so that the last one is seen.
pub(crate) fn last_first(lines: usize, area: Rect) -> usize {
    lines.saturating_sub(usize::from(area.height))
}

/// How many columns lie between the content of a panel and its scrollbar, with it: a box has the bar on its border, where it
/// touches no text.
pub(crate) fn to_edge(ui: Ui<'_>) -> u16 {
    if ui.size_class().is_boxed() { 2 } else { 1 }
}

/// The area with `columns` more at its right: where a pane's scrollbar stands.
pub(crate) fn widened(area: Rect, columns: u16) -> Rect {
    Rect {
        width: area.width + columns,
        ..area
    }
}
