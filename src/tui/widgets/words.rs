//! Text laid out in cells: cut, wrapped, or seen through the window of a field. Widths are those of the terminal, and
//! nothing is ever cut inside a character as a person sees it.

use std::borrow::Cow;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// How many cells a text takes.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// How many cells these take.
pub(crate) fn cells(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| width(&span.content)).sum()
}

/// These in at most so many cells; what is longer ends in an ellipsis.
pub(crate) fn cut_spans(spans: Vec<Span<'static>>, longest: usize) -> Vec<Span<'static>> {
    if cells(&spans) <= longest {
        return spans;
    }
    let mut left = longest;
    let mut kept = Vec::new();
    for span in spans {
        let used = width(&span.content);
        // The ellipsis needs a cell, whichever span it falls into.
        if used < left {
            left -= used;
            kept.push(span);
            continue;
        }
        let text = cut(&format!("{}…", span.content), left).into_owned();
        kept.push(Span::styled(text, span.style));
        break;
    }
    kept
}

/// The text in at most `longest` cells; what is longer ends in an ellipsis.
pub(crate) fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    // A character takes two cells at most, so far more bytes than this cannot fit and need no measuring.
    if text.len() <= longest || (text.len() < 8 * longest && width(text) <= longest) {
        return Cow::Borrowed(text);
    }
    let Some(room) = longest.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut kept = String::with_capacity(longest + 3);
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += width(grapheme);
        if used > room {
            kept.push('…');
            return Cow::Owned(kept);
        }
        kept.push_str(grapheme);
    }
    Cow::Borrowed(text)
}

/// A count with its thousands apart: `1,204`.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The text with a capital letter at its beginning.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    // A name such as planday_list_shifts, or an address, is written as it is.
    let is_name = |word: &str| word.contains(['_', '/', '.', ':']);
    match characters.next() {
        Some(first) if !text.split(' ').next().is_some_and(is_name) => {
            first.to_uppercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The text cut to `cells` and filled up to them.
pub(crate) fn fill(text: &str, cells: usize) -> String {
    let mut text = cut(text, cells).into_owned();
    let used = width(&text);
    text.extend(std::iter::repeat_n(' ', cells.saturating_sub(used)));
    text
}

/// An id, short enough for a column and still recognisable: its first eight and last four characters.
pub(crate) fn short_id(id: &str) -> Cow<'_, str> {
    let count = id.chars().count();
    if count <= 13 {
        return Cow::Borrowed(id);
    }
    let start: String = id.chars().take(8).collect();
    let end: String = id.chars().skip(count - 4).collect();
    Cow::Owned(format!("{start}…{end}"))
}

/// As many of the names as stand whole in so many cells, then how many more there are: `a, b and 3 more`.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>, longest: usize) -> String {
    let names: Vec<_> = names.collect();
    let all = names.join(", ");
    if width(&all) <= longest {
        return all;
    }
    let mut fit = 1;
    let with_rest = |fit: usize| {
        let more = names.len() - fit;
        format!("{} and {more} more", names[..fit].join(", "))
    };
    while fit + 1 < names.len() && width(&with_rest(fit + 1)) <= longest {
        fit += 1;
    }
    match names.len() {
        0 | 1 => all,
        _ => with_rest(fit),
    }
}

/// Breaks styled text into lines of at most `width` cells, at spaces where it can; later lines are indented by `hang`.
pub(crate) fn wrap(spans: &[Span<'_>], width: usize, hang: usize) -> Vec<Line<'static>> {
    let mut wrapper = Wrapper {
        width: width.max(1),
        // Even the widest character must fit behind it.
        hang: if hang + 2 <= width { hang } else { 0 },
        lines: Vec::new(),
        line: Vec::new(),
        used: 0,
        word: Vec::new(),
        word_width: 0,
        gap: None,
    };
    for span in spans {
        for (at, part) in span.content.split(' ').enumerate() {
            if at > 0 {
                wrapper.end_word();
                wrapper.gap = Some(span.style);
            }
            if !part.is_empty() {
                wrapper.word_width += self::width(part);
                wrapper.word.push((part.to_owned(), span.style));
            }
        }
    }
    wrapper.end_word();
    wrapper.end_line();
    wrapper.lines
}

struct Wrapper {
    width: usize,
    hang: usize,
    lines: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
    /// The word that is being read, in pieces of one style each.
    word: Vec<(String, Style)>,
    word_width: usize,
    /// A space before the next word, in its style.
    gap: Option<Style>,
}

impl Wrapper {
    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let gap = self.gap.take().filter(|_| !self.line.is_empty());
        let word = std::mem::take(&mut self.word);
        let word_width = std::mem::take(&mut self.word_width);
        // What fits on no line begins where it stands: another line would not hold it either.
        let endless = word_width > self.width.saturating_sub(self.hang);
        if endless || self.used + usize::from(gap.is_some()) + word_width <= self.width {
            if let Some(style) = gap.filter(|_| self.used < self.width) {
                self.push(" ", style);
            }
        } else {
            if !self.line.is_empty() {
                self.end_line();
            }
            self.indent();
        }
        for (piece, style) in word {
            if self.used + width(&piece) <= self.width {
                self.push(&piece, style);
            } else {
                self.split(&piece, style);
            }
        }
    }

    /// Breaks a word that fits on no line: where an address has its joints, else anywhere.
    fn split(&mut self, word: &str, style: Style) {
        for part in joints(word) {
            if self.used + width(part) > self.width
                && width(part) <= self.width.saturating_sub(self.hang)
                && self.used > self.hang
            {
                self.end_line();
                self.indent();
            }
            for grapheme in part.graphemes(true) {
                if self.used + width(grapheme) > self.width && self.used > self.hang {
                    self.end_line();
                    self.indent();
                }
                self.push(grapheme, style);
            }
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        self.used += width(text);
        match self.line.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => self.line.push(Span::styled(text.to_owned(), style)),
        }
    }

    /// Every line but the first hangs.
    fn indent(&mut self) {
        if !self.lines.is_empty() && self.line.is_empty() && self.hang > 0 {
            self.line.push(Span::raw(" ".repeat(self.hang)));
            self.used = self.hang;
        }
    }

    fn end_line(&mut self) {
        self.lines.push(Line::from(std::mem::take(&mut self.line)));
        self.used = 0;
    }
}

/// The parts of an address: each ends behind a `/`, `&` or `?`, and `//` is none of them.
fn joints(address: &str) -> impl Iterator<Item = &str> {
    let mut rest = address;
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let ends = (1..bytes.len()).find(|at| {
            let before = bytes[at - 1];
            matches!(before, b'&' | b'?')
                || (before == b'/' && bytes[*at] != b'/' && (*at < 2 || bytes[at - 2] != b'/'))
        });
        let (part, behind) = rest.split_at(ends.unwrap_or(rest.len()));
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
}

/// What a field shows of its value in `cells` cells, scrolled so that the cursor (in characters) is seen, and the
/// column of the cursor. A mask stands for each character of a hidden value.
pub(crate) fn window(
    value: &str,
    cursor: usize,
    cells: usize,
    mask: Option<char>,
) -> (String, usize) {
    let hidden;
    let value = match mask {
        Some(mask) => {
            hidden = std::iter::repeat_n(mask, value.chars().count()).collect::<String>();
            hidden.as_str()
        }
        None => value,
    };
    let graphemes: Vec<(&str, usize)> = value
        .graphemes(true)
        .map(|grapheme| (grapheme, width(grapheme)))
        .collect();
    // Cells before the cursor, and where the window must begin for the cursor to stand inside it.
    let mut seen = 0;
    let mut before = 0;
    for (grapheme, wide) in &graphemes {
        seen += grapheme.chars().count();
        if seen > cursor {
            break;
        }
        before += wide;
    }
    let last = cells.saturating_sub(1);
    let mut skipped = 0;
    let mut from = 0;
    while before - skipped > last && from < graphemes.len() {
        skipped += graphemes[from].1;
        from += 1;
    }
    let mut shown = String::new();
    let mut used = 0;
    for (grapheme, wide) in &graphemes[from..] {
        used += wide;
        if used > cells {
            break;
        }
        shown.push_str(grapheme);
    }
    (shown, before - skipped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(lines: &[Line<'_>]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_are_listed_whole_and_the_rest_is_counted() {
        let names = ["shift:read", "payroll:read", "skill:read"];
        let listed = |longest| listed(names.into_iter(), longest);
        assert_eq!(listed(100), "shift:read, payroll:read, skill:read");
        assert_eq!(listed(35), "shift:read, payroll:read and 1 more");
        assert_eq!(listed(5), "shift:read and 2 more");
    }

    #[test]
    fn words_are_cut_between_characters_as_seen() {
        assert_eq!(cut("smørrebrød", 10), "smørrebrød");
        assert_eq!(cut("smørrebrød", 6), "smørr…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(fill("日本", 3), "日…");
    }

    #[test]
    fn lines_break_at_spaces_and_hang() {
        let spans = [
            Span::raw("open "),
            Span::styled("Settings", Style::new().bold()),
            Span::raw(", then more"),
        ];
        let lines = wrap(&spans, 14, 2);
        assert_eq!(text(&lines), ["open Settings,", "  then more"]);
        assert_eq!(lines[0].spans.len(), 3, "each piece keeps its style");
        assert_eq!(
            text(&wrap(&[Span::raw("abcdefgh ij")], 4, 1)),
            ["abcd", " efg", " h", " ij"].map(String::from)
        );
    }

    #[test]
    fn addresses_break_at_their_joints() {
        let spans = [Span::raw(
            "at https://a.example.com/connect/oauth2/callback",
        )];
        assert_eq!(
            text(&wrap(&spans, 26, 2)),
            ["at https://a.example.com/", "  connect/oauth2/callback"]
        );
    }

    #[test]
    fn the_window_of_a_field_follows_the_cursor() {
        assert_eq!(window("abcdef", 0, 4, None), ("abcd".into(), 0));
        assert_eq!(window("abcdef", 6, 4, None), ("def".into(), 3));
        assert_eq!(window("abcdef", 3, 4, Some('*')), ("****".into(), 3));
        assert_eq!(window("日本語", 3, 4, None), ("語".into(), 2));
        assert_eq!(window("", 0, 0, None), (String::new(), 0));
    }

    #[test]
    fn ids_stay_recognisable() {
        assert_eq!(
            short_id("0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef"),
            "0a1b2c3d…beef"
        );
        assert_eq!(short_id("short"), "short");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn nothing_is_wider_than_its_room(raw in "\\PC{0,60}", room in 1_usize..30, hang in 0_usize..8) {
            prop_assert!(width(&cut(&raw, room)) <= room);
            prop_assert_eq!(width(&fill(&raw, room)), room);
            // What is seen as one character is never torn apart, however wide it is.
            let drawn = |text: &str| text.graphemes(true).map(width).sum::<usize>();
            let widest = raw.graphemes(true).map(width).max().unwrap_or(0).max(2);
            let room_for_all = room.max(hang + widest);
            for line in wrap(&[Span::raw(raw.clone())], room_for_all, hang) {
                prop_assert!(drawn(&line.to_string()) <= room_for_all);
            }
            let (shown, column) = window(&raw, raw.chars().count(), room, None);
            prop_assert!(width(&shown) <= room && column <= room);
        }
    }
}
