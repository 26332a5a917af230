//! What of a long value is seen.

use unicode_segmentation::UnicodeSegmentation as _;

use super::kind::Kind;
use crate::tui::widgets::words;

/// Stands where more of the value lies.
const MORE: char = '…';

/// The fewest cells in which signs for more leave room for the widest character.
const FEWEST: usize = 4;

/// The value in `cells` cells, and the column of the cursor (in characters). Where more lies to the left or the right, the
/// outermost cell says so.
pub(super) fn shown(
    kind: Kind,
    value: &str,
    cursor: usize,
    cells: usize,
    mask: Option<char>,
) -> (String, usize) {
    let seen = match mask {
        // A copy of a hidden value would stay in memory.
        Some(mask) => std::iter::repeat_n(mask, value.chars().count()).collect(),
        None => kind.visible(value),
    };
    let view = View::new(&seen, cursor);
    let plain = view.window(cells);
    if cells < FEWEST || !(plain.more_left || plain.more_right) {
        return (plain.text, plain.column);
    }
    // Room for one sign. The window may begin elsewhere with less room, so each is asked for anew.
    let one = view.window(cells - 1);
    if !one.more_left {
        return (format!("{}{MORE}", one.text), one.column);
    }
    if !one.more_right {
        return (format!("{MORE}{}", one.text), one.column + 1);
    }
    let both = view.window(cells - 2);
    let mut text = format!("{MORE}{}", both.text);
    if both.more_right {
        text.push(MORE);
    }
    (text, both.column + 1)
}

/// Before which character the cursor goes for a click in this column of the value as [`shown`].
pub(super) fn pointed(
    kind: Kind,
    value: &str,
    cursor: usize,
    cells: usize,
    mask: Option<char>,
    column: usize,
) -> usize {
    let (_, at) = shown(kind, value, cursor, cells, mask);
    let seen = match mask {
        Some(mask) => std::iter::repeat_n(mask, value.chars().count()).collect(),
        None => kind.visible(value),
    };
    // So many cells of the value lie before the column: those before the cursor, and the way from there.
    let wanted = (View::new(&seen, cursor).before + column).saturating_sub(at);
    let (mut characters, mut before) = (0, 0);
    for grapheme in seen.graphemes(true) {
        before += words::width(grapheme);
        if before > wanted {
            break;
        }
        characters += grapheme.chars().count();
    }
    characters
}

struct View<'a> {
    value: &'a str,
    cursor: usize,
    /// Cells before the cursor, and of the whole value.
    before: usize,
    whole: usize,
}

struct Window {
    text: String,
    column: usize,
    more_left: bool,
    more_right: bool,
}

impl<'a> View<'a> {
    fn new(value: &'a str, cursor: usize) -> Self {
        let (mut characters, mut before, mut whole) = (0, 0, 0);
        for grapheme in value.graphemes(true) {
            characters += grapheme.chars().count();
            let wide = words::width(grapheme);
            whole += wide;
            if characters <= cursor {
                before += wide;
            }
        }
        Self {
            value,
            cursor,
            before,
            whole,
        }
    }

    fn window(&self, cells: usize) -> Window {
        let (text, column) = words::window(self.value, self.cursor, cells, None);
        let skipped = self.before - column;
        let drawn: usize = text.graphemes(true).map(words::width).sum();
        Window {
            more_left: skipped > 0,
            more_right: skipped + drawn < self.whole,
            text,
            column,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::text;

    fn shown(value: &str, cursor: usize, cells: usize, mask: Option<char>) -> (String, usize) {
        super::shown(Kind::Text, value, cursor, cells, mask)
    }

    #[test]
    fn more_is_marked_on_the_side_where_it_lies() {
        let shown = |value: &str, cursor| shown(value, cursor, 6, None);
        assert_eq!(shown("abcdef", 0), ("abcdef".into(), 0));
        assert_eq!(shown("abcdef", 6), ("…cdef".into(), 5));
        assert_eq!(shown("abcdefgh", 0), ("abcde…".into(), 0));
        assert_eq!(shown("abcdefgh", 8), ("…efgh".into(), 5));
        assert_eq!(shown("abcdefghij", 6), ("…defg…".into(), 4));
        assert_eq!(shown("日本語日本語", 3), ("…語日…".into(), 3));
        assert_eq!(shown("", 0), (String::new(), 0));
    }

    #[test]
    fn a_mask_scrolls_like_what_it_hides() {
        assert_eq!(shown("日本語日本語", 6, 5, Some('*')), ("…***".into(), 4));
        assert_eq!(shown("secret", 0, 5, Some('*')), ("****…".into(), 0));
    }

    #[test]
    fn what_steers_a_terminal_is_seen_as_a_replacement() {
        assert_eq!(shown("a\u{202e}b", 3, 10, None), ("a\u{fffd}b".into(), 3));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_character_is_split_and_the_cursor_is_seen(
            raw in "(\\PC|[a-z日本é]|e\u{301}|👩\u{200d}👧|🇩🇰){0,30}",
            at in 0_usize..40,
            cells in 0_usize..20,
        ) {
            let seen = text::visible(&raw);
            let cursor = at.min(raw.chars().count());
            let (drawn, column) = shown(&raw, cursor, cells, None);
            prop_assert!(column <= cells.saturating_sub(1));
            let wide: usize = drawn.graphemes(true).map(words::width).sum();
            prop_assert!(wide <= cells, "{wide} of {cells}: {drawn:?}");
            // What stands between the signs is a row of whole graphemes of the value.
            let all: Vec<_> = seen.graphemes(true).collect();
            let mut inner = drawn.as_str();
            if !seen.starts_with(inner) {
                inner = inner.strip_prefix(MORE).unwrap_or(inner);
            }
            if !seen.contains(inner) {
                inner = inner.strip_suffix(MORE).unwrap_or(inner);
            }
            let count = inner.graphemes(true).count();
            let whole = (0..=all.len() - count.min(all.len()))
                .any(|from| all.get(from..from + count).is_some_and(|part| part.concat() == inner));
            prop_assert!(whole, "{inner:?} of {seen:?}");
        }
    }
}
