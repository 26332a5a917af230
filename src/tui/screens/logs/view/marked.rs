//! The filter's hits in a text.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::Span;

use crate::tui::ui::Ui;

/// The text, with what the filter of the log finds in it marked.
pub(crate) fn marked(ui: Ui<'_>, text: &str, style: Style) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for found in hits(text, ui.model.logs.filter.query().texts()) {
        spans.push(Span::styled(text[at..found.start].to_owned(), style));
        spans.push(Span::styled(
            text[found.clone()].to_owned(),
            style.patch(ui.theme.matched()),
        ));
        at = found.end;
    }
    spans.push(Span::styled(text[at..].to_owned(), style));
    spans.retain(|span| !span.content.is_empty());
    spans
}

/// Where the parts, which are in small letters, stand in the text, in whatever case: from left to right, none within another.
fn hits<'a>(text: &str, parts: impl Iterator<Item = &'a str>) -> Vec<Range<usize>> {
    let low = text.to_lowercase();
    // A few characters are longer in lower case: then what is found stands elsewhere in the text.
    if low.len() != text.len() {
        return Vec::new();
    }
    let mut found: Vec<_> = parts
        .filter(|part| !part.is_empty())
        .flat_map(|part| {
            let found = low.match_indices(part);
            found.map(|(at, part)| at..at + part.len())
        })
        .filter(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end))
        .collect();
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|range| {
        let is_free = range.start >= end;
        if is_free {
            end = range.end;
        }
        is_free
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_found_in_whatever_case() {
        let found = |text: &str, part| -> Vec<(usize, usize)> {
            let hits = hits(text, std::iter::once(part)).into_iter();
            hits.map(|range| (range.start, range.end)).collect()
        };
        assert_eq!(found("GET /Connect/token con", "con"), [(5, 8), (19, 22)]);
        assert_eq!(found("Skærgård", "gå"), [(5, 8)]);
        assert_eq!(found("İ token", "tok"), []);
        assert_eq!(found("any", ""), []);
        let two = hits("token, tok, en", ["tok", "token", "en"].into_iter());
        assert_eq!(two, [0..5, 7..10, 12..14]);
    }
}
