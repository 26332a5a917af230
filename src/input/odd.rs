//! Characters that are not what they seem: unseen ones, and those that look like others.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

use crate::domain::text;

/// Letters and signs that look like one of ASCII, by where they are from.
const LIKE: [(&str, &str, &str); 5] = [
    (
        "a Cyrillic letter",
        "асеорхукіјѕһԁԛԝӏАВСЕНІЈКМОРЅТХУ",
        "aceopxykijshdqwlABCEHIJKMOPSTXY",
    ),
    (
        "a Greek letter",
        "ανορικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "avopikuxABEZHIKMNOPTYX",
    ),
    ("a letter from elsewhere", "ıɡⅼⅰօꓳ", "iglioO"),
    ("another stroke", "⁄∕⧸‐‑‒–—−﹣", "///-------"),
    ("another point", "․｡。։ː‚", "...::,"),
];

/// Unseen characters that have a name worth telling.
const NAMES: [(char, &str); 14] = [
    ('\t', "tab"),
    ('\n', "line break"),
    ('\r', "line break"),
    (' ', "space"),
    ('\u{a0}', "no-break space"),
    ('\u{ad}', "soft hyphen"),
    ('\u{200b}', "zero-width space"),
    ('\u{200c}', "zero-width non-joiner"),
    ('\u{200d}', "zero-width joiner"),
    ('\u{200e}', "direction mark"),
    ('\u{200f}', "direction mark"),
    ('\u{2060}', "word joiner"),
    ('\u{3000}', "wide space"),
    ('\u{feff}', "byte order mark"),
];

/// The character as it can be shown: itself where a person sees it as one sign, else its code point in angle brackets,
/// which no address has.
pub(super) fn shown(c: char) -> String {
    if is_seen(c) {
        c.to_string()
    } else {
        format!("<{}>", code(c))
    }
}

/// The text with every character shown.
pub(super) fn all_shown(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// Whether the character stands by itself, is seen, and leaves its neighbours alone.
fn is_seen(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic();
    }
    let alone = |text: String| text.graphemes(true).count() == 2;
    c.is_alphanumeric()
        && c.width().is_some_and(|cells| cells > 0)
        && text::line(&c.to_string(), 1) == c.to_string()
        && alone(format!("a{c}"))
        && alone(format!("{c}a"))
        && !is_from_right(c)
}

/// Letters of scripts that run from right to left: a terminal may turn their neighbours round.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// `U+200B`.
fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// `U+200B (zero-width space)`, or the code point alone.
pub(super) fn named(c: char) -> String {
    let name = NAMES.iter().find(|(named, _)| *named == c);
    name.map_or_else(|| code(c), |(_, name)| format!("{} ({name})", code(c)))
}

/// What is odd about a character that no plain address has; `None` of ASCII that is seen, and of white space.
pub(super) fn oddity(c: char) -> Option<String> {
    if c.is_ascii_graphic() || c.is_whitespace() {
        return None;
    }
    let code = named(c);
    Some(if c.is_control() {
        format!("{code} is a control character, and is not seen")
    } else if let Some(plain) = wide(c) {
        format!("{code} is the wide form of “{plain}”, and another character")
    } else if let Some((what, plain)) = like(c) {
        format!("{code} looks like “{plain}” and is {what}")
    } else if is_seen(c) {
        format!("“{c}” ({code}) is not a character that an address has as it stands")
    } else {
        format!("{code} is not seen, or has no place in an address")
    })
}

/// The plain character that this one looks like.
pub(super) fn plain(c: char) -> Option<char> {
    wide(c).or_else(|| like(c).map(|(_, plain)| plain))
}

/// Full-width forms stand in the order of ASCII.
fn wide(c: char) -> Option<char> {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
        .then(|| char::from_u32(u32::from(c) - 0xff00 + 0x20))
        .flatten()
}

fn like(c: char) -> Option<(&'static str, char)> {
    LIKE.iter().find_map(|(what, odd, plain)| {
        let at = odd.chars().position(|odd| odd == c)?;
        plain.chars().nth(at).map(|plain| (*what, plain))
    })
}

/// What two characters of ASCII are called that are easily taken for each other, the expected one first.
pub(super) fn easily_mistaken(expected: char, typed: char) -> Option<(&'static str, &'static str)> {
    const GROUPS: [&[(char, &str)]; 3] = [
        &[
            ('l', "small L"),
            ('1', "digit one"),
            ('I', "capital i"),
            ('|', "upright stroke"),
        ],
        &[('O', "capital o"), ('0', "digit zero")],
        &[('o', "small o"), ('0', "digit zero")],
    ];
    GROUPS.into_iter().find_map(|group| {
        let name = |c: char| group.iter().find(|(known, _)| *known == c);
        Some((name(expected)?.1, name(typed)?.1))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_names_one_plain_character_for_each() {
        for (what, odd, plain) in LIKE {
            assert_eq!(odd.chars().count(), plain.chars().count(), "{what}");
            assert!(plain.is_ascii() && !odd.chars().any(|c| c.is_ascii()));
        }
    }

    #[test]
    fn unseen_characters_stand_as_their_code_points() {
        for (c, expected) in [
            ('a', "a"),
            ('\u{430}', "\u{430}"),
            (' ', "<U+0020>"),
            ('\u{1b}', "<U+001B>"),
            ('\u{200b}', "<U+200B>"),
            ('\u{301}', "<U+0301>"),
            ('\u{202e}', "<U+202E>"),
            ('\u{5d0}', "<U+05D0>"),
            ('\u{1f600}', "<U+1F600>"),
        ] {
            assert_eq!(shown(c), expected);
        }
    }

    #[test]
    fn odd_characters_are_named_with_what_they_look_like() {
        for (c, expected) in [
            ('\u{430}', "U+0430 looks like “a” and is a Cyrillic letter"),
            (
                '\u{ff0f}',
                "U+FF0F is the wide form of “/”, and another character",
            ),
            (
                '\u{200b}',
                "U+200B (zero-width space) is not seen, or has no place in an address",
            ),
            ('\u{7}', "U+0007 is a control character, and is not seen"),
            (
                'ø',
                "“ø” (U+00F8) is not a character that an address has as it stands",
            ),
        ] {
            assert_eq!(oddity(c).as_deref(), Some(expected));
        }
        assert_eq!(oddity('~'), None);
        assert_eq!(plain('\u{ff5e}'), Some('~'));
        assert_eq!(easily_mistaken('l', '1'), Some(("small L", "digit one")));
        assert_eq!(easily_mistaken('l', 'o'), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_is_shown_is_safe_and_as_wide_as_its_signs(c in any::<char>(), next in any::<char>()) {
            let shown = format!("{}{}", shown(c), shown(next));
            prop_assert_eq!(&text::line(&shown, 100), &shown);
            let cells: usize = shown.chars().map(|c| c.width().unwrap_or(0)).sum();
            let drawn: usize = shown.graphemes(true).map(unicode_width::UnicodeWidthStr::width).sum();
            prop_assert_eq!(cells, drawn);
        }
    }
}
