//! Lines of text from outside: styled by what their pieces are, and never read as markup.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::guide::live::{self, Kind};
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// The lines, wrapped, the members of lists with their marks; all of them `indent` columns in.
pub(crate) fn lines(
    ui: Ui<'_>,
    text: &[live::Line],
    indent: usize,
    width: usize,
) -> Vec<Line<'static>> {
    text.iter()
        .flat_map(|line| {
            let mark = line.mark.as_deref().map(|mark| format!("{mark} "));
            let in_so_far = indent + 2 * line.depth;
            let mark = mark.unwrap_or_default();
            let room = width.saturating_sub(in_so_far);
            let mut spans = vec![Span::styled(mark.clone(), ui.theme.muted())];
            spans.extend(self::spans(ui, line));
            indented(words::wrap(&spans, room, words::width(&mark)), in_so_far)
        })
        .collect()
}

/// One line behind a sign, wrapped.
pub(crate) fn signed(
    ui: Ui<'_>,
    sign: &str,
    line: &live::Line,
    indent: usize,
    width: usize,
) -> Vec<Line<'static>> {
    let mut spans = vec![Span::styled(format!("{sign} "), ui.theme.warn())];
    spans.extend(self::spans(ui, line));
    let room = width.saturating_sub(indent);
    indented(words::wrap(&spans, room, words::width(sign) + 1), indent)
}

fn indented(mut lines: Vec<Line<'static>>, by: usize) -> Vec<Line<'static>> {
    for line in &mut lines {
        line.spans.insert(0, Span::raw(" ".repeat(by)));
    }
    lines
}

fn spans(ui: Ui<'_>, line: &live::Line) -> Vec<Span<'static>> {
    line.pieces
        .iter()
        .map(|piece| {
            let style = match piece.kind {
                Kind::Plain | Kind::Code => Style::new(),
                Kind::Label | Kind::Heading => ui.theme.strong(),
                Kind::Address => ui.theme.accent(),
            };
            Span::styled(piece.text.clone(), style)
        })
        .collect()
}
