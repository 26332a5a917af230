//! Draws the help.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::mouse::{List, Target};
use crate::tui::overlays::help::entry::Entry;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_list::FilterList;
use crate::tui::widgets::pane::{self, dialog, edge};
use crate::tui::widgets::{filter_line, selection, words};

/// How wide the help is.
pub(crate) const COLUMNS: u16 = 88;

/// The column of keys, signs and words.
const COLUMN: usize = 19;

pub(crate) fn draw(ui: Ui<'_>, help: &FilterList<Entry>, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, "Help")
        .title_top(edge([Span::styled("type to search", ui.theme.muted())]).right_aligned())
        .title_bottom(edge([Span::styled(
            "↑ ↓ choose   Enter runs the command   Esc closes",
            ui.theme.muted(),
        )]));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [line, list] = Layout::vertical([Constraint::Length(1), Constraint::Min(1)]).areas(inner);
    let label = ("/ ", ui.theme.key());
    filter_line::line(ui, frame, line, label, help.filter(), true);
    let width = usize::from(list.width);
    if help.shown() == 0 {
        let text = "Nothing in the help has these words. Ctrl-U empties the search.";
        frame.render_widget(Line::styled(text, ui.theme.muted()), list);
        return;
    }
    let selected_row = help.selected_row();
    let mut lines = Vec::new();
    let mut selected = 0..0;
    for (at, row) in help.rows().enumerate() {
        let begin = lines.len();
        let of = entry_lines(ui, row.key, width);
        lines.extend(of.into_iter().map(|line| (at, line)));
        if selected_row == Some(at) {
            selected = begin..lines.len();
        }
    }
    let (count, height) = (lines.len(), usize::from(list.height));
    let first = ui.first_row(List::Overlay, selected.start, count, height);
    ui.note(list, Target::List(List::Overlay));
    let shown = lines.into_iter().enumerate().skip(first);
    for ((at, (row, line)), place) in shown.zip(list.rows()) {
        frame.render_widget(line, place);
        ui.note(place, Target::Row(List::Overlay, row));
        if selected.contains(&at) {
            selection::draw(ui, frame, place);
        }
    }
    pane::scrollbar(ui, frame, pane::widened(list, 2), first, count);
}

fn entry_lines(ui: Ui<'_>, entry: &Entry, width: usize) -> Vec<Line<'static>> {
    let theme = ui.theme;
    let (word, word_style, text, style) = match entry {
        Entry::Heading(heading) => {
            // A blank row separates the parts.
            return vec![Line::default(), Line::styled(*heading, theme.strong())];
        }
        Entry::Command {
            keys,
            text,
            off: Some(why),
            ..
        } => (
            keys,
            theme.muted(),
            format!("{text} (not now: {why})"),
            theme.muted(),
        ),
        Entry::Command { keys, text, .. } => (keys, theme.key(), text.clone(), Style::new()),
        Entry::Meaning(word, text) => (word, Style::new(), text.clone(), theme.muted()),
    };
    let room = width.saturating_sub(COLUMN);
    let mut lines = words::wrap(&[Span::styled(text, style)], room, 0);
    for (at, line) in lines.iter_mut().enumerate() {
        let word = if at == 0 { word.as_str() } else { "" };
        let word = words::fill(word, COLUMN);
        line.spans.insert(0, Span::styled(word, word_style));
    }
    lines
}
