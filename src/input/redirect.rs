//! A redirect URI compared with the expected one, character by character.
//!
//! How Planday matches redirect URIs is not documented; servers of its kind compare them exactly (facts: planday.md,
//! section 2). So nothing is tidied away here: what differs is shown, and said in words.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_width::UnicodeWidthStr as _;

use super::{odd, parts};

/// Stands where the other line has something more. Nothing that is shown of an address is this sign.
pub const GAP: char = '·';

/// Longer texts are not searched for what they have in common in their middle: it would take too long to draw.
const LONGEST_SEARCH: usize = 250_000;

/// A run of characters of one line, beside its counterpart in the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The characters as they are; empty where only the other line has some.
    pub text: String,
    /// The same as it can be shown: unseen characters as code points, filled up with [`GAP`] to the width of the counterpart.
    pub shown: String,
    /// Whether the counterpart is the same.
    pub same: bool,
}

/// Two redirect URIs, side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whether they are the same, character by character.
    pub same: bool,
    /// The expected one, in pieces. Each has its counterpart at the same place of `typed`, and the same width.
    pub expected: Vec<Piece>,
    /// The typed one.
    pub typed: Vec<Piece>,
    /// What differs, in words: a phrase each, without a full stop. Empty only where nothing differs.
    pub findings: Vec<String>,
}

/// Compares what was typed with what is expected. Nothing is tidied away.
#[must_use]
pub fn redirect_uri(expected: &str, raw: &str) -> Compared {
    let (old, new): (Vec<char>, Vec<char>) = (expected.chars().collect(), raw.chars().collect());
    let mut compared = Compared {
        same: expected == raw,
        expected: Vec::new(),
        typed: Vec::new(),
        findings: Vec::new(),
    };
    // What stands in place of what, one character for one.
    let mut swapped = Vec::new();
    for op in differences(&old, &new) {
        let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
        let same = matches!(op, DiffOp::Equal { .. });
        let (mut left, mut right) = (String::new(), String::new());
        for at in 0..before.len().max(after.len()) {
            let (before, after) = (before.get(at), after.get(at));
            let shown = |c: Option<&char>| c.map_or_else(String::new, |c| odd::shown(*c));
            let (before_shown, after_shown) = (shown(before), shown(after));
            let cells = before_shown.width().max(after_shown.width());
            left.push_str(&filled(before_shown, cells));
            right.push_str(&filled(after_shown, cells));
            if let (false, Some(before), Some(after)) = (same, before, after) {
                swapped.push((*before, *after));
            }
        }
        let piece = |text: &[char], shown: String| Piece {
            text: text.iter().collect(),
            shown,
            same,
        };
        compared.expected.push(piece(before, left));
        compared.typed.push(piece(after, right));
    }
    if !compared.same {
        compared.findings = findings(expected, raw, &swapped);
    }
    compared
}

/// The text with a sign in place of each character that is not seen, one for one. A space stays one.
#[must_use]
pub fn visible(raw: &str) -> String {
    raw.chars()
        .map(|c| {
            if c == ' ' || odd::shown(c).chars().eq([c]) {
                c
            } else {
                char::REPLACEMENT_CHARACTER
            }
        })
        .collect()
}

fn differences(old: &[char], new: &[char]) -> Vec<DiffOp> {
    if old.len().saturating_mul(new.len()) <= LONGEST_SEARCH {
        return capture_diff_slices(Algorithm::Myers, old, new);
    }
    let shared = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let equal = DiffOp::Equal {
        old_index: 0,
        new_index: 0,
        len: shared,
    };
    let rest = DiffOp::Replace {
        old_index: shared,
        old_len: old.len() - shared,
        new_index: shared,
        new_len: new.len() - shared,
    };
    vec![equal, rest]
}

fn filled(mut shown: String, cells: usize) -> String {
    let missing = cells.saturating_sub(shown.width());
    shown.extend(std::iter::repeat_n(GAP, missing));
    shown
}

/// What differs, in words: characters first, then the parts of the address.
fn findings(expected: &str, typed: &str, swapped: &[(char, char)]) -> Vec<String> {
    let mut said = white_space(expected, typed);
    let mut once = |finding: String| {
        if !said.contains(&finding) {
            said.push(finding);
        }
    };
    typed
        .chars()
        .filter(|c| !expected.contains(*c))
        .filter_map(odd::oddity)
        .for_each(&mut once);
    for (before, after) in swapped {
        if let Some((right, wrong)) = odd::easily_mistaken(*before, *after) {
            once(format!(
                "“{after}” ({wrong}) stands where “{before}” ({right}) is expected"
            ));
        }
    }
    if swapped
        .iter()
        .any(|(before, after)| before != after && before.eq_ignore_ascii_case(after))
    {
        once("letter case differs, and Planday probably minds it".into());
    }
    parts::differences(expected, typed)
        .into_iter()
        .for_each(&mut once);
    if said.is_empty() {
        said.push("it differs in the characters that are marked".into());
    }
    said
}

/// White space at the edges and inside: the most frequent guest of a copied value.
fn white_space(expected: &str, typed: &str) -> Vec<String> {
    let inside = typed.trim();
    let start = &typed[..typed.len() - typed.trim_start().len()];
    let end = &typed[typed.trim_end().len()..];
    // Nothing but white space has one edge.
    let end = if inside.is_empty() { "" } else { end };
    [
        (start, "at its beginning"),
        (inside, "inside it"),
        (end, "at its end"),
    ]
    .into_iter()
    .filter_map(|(text, place)| {
        let new = |c: &char| c.is_whitespace() && !expected.contains(*c);
        let first = text.chars().find(new)?;
        Some(format!(
            "there is white space {place}: {}",
            odd::named(first)
        ))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::text;
    use crate::guide::REDIRECT_URI as EXPECTED;

    fn said(typed: &str) -> Vec<String> {
        redirect_uri(EXPECTED, typed).findings
    }

    /// Three lines: expected, typed, and a mark under what differs.
    fn drawn(expected: &str, typed: &str) -> [String; 3] {
        let compared = redirect_uri(expected, typed);
        let line = |pieces: &[Piece]| pieces.iter().map(|piece| piece.shown.as_str()).collect();
        let marks = compared.expected.iter().map(|piece| {
            let mark = if piece.same { " " } else { "^" };
            mark.repeat(piece.shown.width())
        });
        [
            line(&compared.expected),
            line(&compared.typed),
            marks.collect(),
        ]
    }

    #[test]
    fn the_lines_stand_column_under_column() {
        assert_eq!(
            drawn("https://a/b", "http://a/b/"),
            ["https://a/b·", "http·://a/b/", "    ^      ^"]
        );
        assert_eq!(
            drawn("a/b", "a\u{200b}/\u{ff42}"),
            ["a········/b·", "a<U+200B>/ｂ", " ^^^^^^^^ ^^"].map(str::to_owned),
        );
        assert_eq!(drawn("abc", "abc"), ["abc", "abc", "   "]);
        assert_eq!(
            drawn("ab", " ab "),
            [
                "········ab········",
                "<U+0020>ab<U+0020>",
                "^^^^^^^^  ^^^^^^^^"
            ]
        );
    }

    #[test]
    fn the_same_has_no_findings() {
        let compared = redirect_uri(EXPECTED, EXPECTED);
        assert!(compared.same && compared.findings.is_empty());
    }

    #[test]
    fn each_slip_is_named() {
        let with = |from: &str, to: &str| EXPECTED.replacen(from, to, 1);
        for (typed, expected) in [
            (format!("{EXPECTED}/"), "a slash is added at the end"),
            (
                with("https", "http"),
                "it begins with http:// where https:// is expected",
            ),
            (
                with("planday", "workday"),
                "the connector in the path is “workday” where “planday” is expected",
            ),
            (
                with("planday", "Planday"),
                "letter case differs, and Planday probably minds it",
            ),
            (
                with("planday", "pl\u{430}nday"),
                "U+0430 looks like “a” and is a Cyrillic letter",
            ),
            (
                with("planday", "p1anday"),
                "“1” (digit one) stands where “l” (small L) is expected",
            ),
            (
                with("stackone", "stack0ne"),
                "“0” (digit zero) stands where “o” (small o) is expected",
            ),
            (
                with("/planday", "\u{ff0f}planday"),
                "U+FF0F is the wide form of “/”, and another character",
            ),
            (
                with("callback", "call\u{200b}back"),
                "U+200B (zero-width space) is not seen, or has no place in an address",
            ),
            (
                format!(" {EXPECTED}"),
                "there is white space at its beginning: U+0020 (space)",
            ),
            (
                format!("{EXPECTED}\u{a0}"),
                "there is white space at its end: U+00A0 (no-break space)",
            ),
            (
                with("/planday", "/\tplanday"),
                "there is white space inside it: U+0009 (tab)",
            ),
            (
                with("/planday", "%2Fplanday"),
                "a part is percent-encoded (%2F) where the plain character is expected",
            ),
            (
                with("api.stackone.com", "api.stackone.dev"),
                "the host is api.stackone.dev where api.stackone.com is expected",
            ),
            (with("com/", "com:443/"), "the port :443 is added"),
            (
                with("api.", "www.api."),
                "the host is www.api.stackone.com where api.stackone.com is expected",
            ),
            (
                with("api.", "me@api."),
                "a user name is added before the host",
            ),
            (
                with("/callback", ""),
                "the end of the path is missing: /callback",
            ),
            (
                format!("{EXPECTED}/more"),
                "the path goes on where it should end: /more",
            ),
            (
                with("/oauth2", ""),
                "the path is /connect/planday/callback where /connect/oauth2/planday/callback is expected",
            ),
            (
                with("/connect", "/verbinden"),
                "the path has “verbinden” where “connect” is expected",
            ),
            (
                format!("{EXPECTED}?x=1"),
                "something is added behind the path: ?x=1",
            ),
            (with("https://", ""), "it does not begin with https://"),
            (
                EXPECTED[..20].to_owned(),
                "the host is api.stackone where api.stackone.com is expected",
            ),
        ] {
            let said = said(&typed);
            assert!(
                said.iter().any(|finding| finding == expected),
                "{typed}: {said:?}"
            );
        }
    }

    #[test]
    fn what_is_explained_once_is_not_explained_again() {
        for typed in [
            format!("{EXPECTED}/"),
            EXPECTED.replace("https", "http"),
            EXPECTED.replace("planday", "Planday"),
            EXPECTED.replace("planday", "pl\u{430}nday"),
            EXPECTED.replace("planday", "p1anday"),
            EXPECTED.replace("callback", "call\u{200b}back"),
            format!("{EXPECTED} "),
        ] {
            assert_eq!(said(&typed).len(), 1, "{typed}: {:?}", said(&typed));
        }
    }

    #[test]
    fn two_slips_are_both_named() {
        let typed = format!("{}/", EXPECTED.replace("https", "http"));
        assert_eq!(said(&typed).len(), 2);
    }

    #[test]
    fn a_book_is_compared_without_being_searched() {
        let compared = redirect_uri(EXPECTED, &format!("https://{}", "x/".repeat(50_000)));
        assert_eq!(compared.expected[0].text, "https://");
        assert!(
            compared
                .findings
                .iter()
                .all(|finding| finding.chars().count() < 200)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn pieces_join_to_what_was_given_and_lines_are_equally_long(
            expected in "(https?://)?[a-zA-Z0-9./?#:@%]{0,30}|.{0,20}",
            edit in "[a-z/%0-9 \u{430}\u{200b}\u{ff0f}\t]{0,4}|.{0,20}",
            at in 0_usize..40,
        ) {
            let mut typed: Vec<char> = expected.chars().collect();
            let at = at.min(typed.len());
            typed.splice(at..(at + 1).min(typed.len()), edit.chars());
            let typed: String = typed.into_iter().collect();
            let compared = redirect_uri(&expected, &typed);
            let joined = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(joined(&compared.expected), expected.as_str());
            prop_assert_eq!(joined(&compared.typed), typed.as_str());
            prop_assert_eq!(compared.same, expected == typed);
            prop_assert_eq!(compared.same, compared.findings.is_empty());
            prop_assert_eq!(compared.same, compared.expected.iter().all(|piece| piece.same));
            prop_assert_eq!(compared.expected.len(), compared.typed.len());
            for (left, right) in compared.expected.iter().zip(&compared.typed) {
                prop_assert_eq!(left.shown.width(), right.shown.width());
                prop_assert_eq!(left.same, right.same);
                prop_assert_eq!(left.same, left.text == right.text);
                for shown in [&left.shown, &right.shown] {
                    prop_assert_eq!(&text::line(shown, 1_000), shown);
                }
            }
            for finding in &compared.findings {
                prop_assert_eq!(&text::line(finding, 1_000), finding);
            }
        }
    }
}
