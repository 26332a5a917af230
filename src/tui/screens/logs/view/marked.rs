//! The filter's hits in a text.

use std::ops::Range;

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use crate::tui::ui::Ui;

/// The style of a hit.
pub(crate) fn hit(ui: Ui<'_>) -> Style {
    ui.theme.key().add_modifier(Modifier::UNDERLINED)
}

/// The text, with what the filter of the log finds in it marked.
pub(crate) fn marked(ui: Ui<'_>, text: &str, style: Style) -> Vec<Span<'static>> {
    let part = ui.model.logs.filter_text();
    let mut spans = Vec::new();
    let mut at = 0;
    for found in hits(text, part) {
        spans.push(Span::styled(text[at..found.start].to_owned(), style));
        spans.push(Span::styled(
            text[found.clone()].to_owned(),
            style.patch(hit(ui)),
        ));
        at = found.end;
    }
    spans.push(Span::styled(text[at..].to_owned(), style));
    spans.retain(|span| !span.content.is_empty());
    spans
}

/// Where the part stands in the text, in whatever case.
fn hits(text: &str, part: &str) -> Vec<Range<usize>> {
    let (low, part) = (text.to_lowercase(), part.to_lowercase());
    // A few characters are longer in lower case: then what is found stands elsewhere in the text.
    if part.is_empty() || low.len() != text.len() {
        return Vec::new();
    }
    let found = low.match_indices(&part);
    let found = found.map(|(at, part)| at..at + part.len());
    found
        .filter(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_found_in_whatever_case() {
        let found = |text: &str, part| -> Vec<(usize, usize)> {
            let hits = hits(text, part).into_iter();
            hits.map(|range| (range.start, range.end)).collect()
        };
        assert_eq!(found("GET /Connect/token con", "CON"), [(5, 8), (19, 22)]);
        assert_eq!(found("Skærgård", "GÅ"), [(5, 8)]);
        assert_eq!(found("İ token", "tok"), []);
        assert_eq!(found("any", ""), []);
    }
}
