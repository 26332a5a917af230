//! A paste as one line of characters that the field takes, and what became of it in words.

use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::Zeroizing;

use super::kind::Kind;

/// What became of a paste.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub(crate) struct Pasted {
    /// How many characters stand in the field now that were pasted.
    pub(crate) taken: usize,
    /// How many characters there were to take, on one line and without those that cannot be seen.
    pub(crate) of: usize,
    /// How many lines with something on them were pasted. They are put on one.
    pub(crate) lines: usize,
    /// How many characters that cannot be seen were left out.
    pub(crate) unseen: usize,
    /// Why nothing was taken, where the field takes a paste whole or not at all.
    pub(crate) refused: Option<String>,
}

impl Pasted {
    /// Whether the field has everything that was to be taken.
    pub(crate) fn is_whole(&self) -> bool {
        self.taken == self.of
    }

    /// What a person must know of it: nothing where the paste stands in the field as it was copied.
    pub(crate) fn sentence(&self) -> Option<String> {
        if let Some(why) = &self.refused {
            return Some(why.clone());
        }
        let mut said = Vec::new();
        if self.taken < self.of {
            let (taken, of) = (self.taken, self.of);
            said.push(format!(
                "The paste was cut: {taken} of {of} characters were taken, and no more fit here."
            ));
        }
        if self.lines > 1 {
            let lines = self.lines;
            said.push(format!(
                "{lines} lines were pasted and put on one: check the value."
            ));
        }
        match self.unseen {
            0 => {}
            1 => said.push("1 character that cannot be seen was left out.".to_owned()),
            count => said.push(format!(
                "{count} characters that cannot be seen were left out."
            )),
        }
        if self.of == 0 && said.is_empty() {
            said.push("Nothing was pasted: there is no text in it.".to_owned());
        }
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// What of a paste is put into a field that has room for `room` more characters of `limit`, and what became of it.
pub(super) fn take(
    kind: Kind,
    pasted: &str,
    room: usize,
    limit: usize,
) -> (Zeroizing<String>, Pasted) {
    let (mut line, lines, unseen) = one_line(kind, pasted);
    let of = line.chars().count();
    let refused = kind
        .is_whole()
        .then(|| why_not_whole(lines, of, room, limit))
        .flatten();
    let mut taken = 0;
    if refused.is_none() {
        let mut bytes = 0;
        for grapheme in line.graphemes(true) {
            let more = grapheme.chars().count();
            if taken + more > room {
                break;
            }
            taken += more;
            bytes += grapheme.len();
        }
        line.truncate(bytes);
    } else {
        line.clear();
    }
    let pasted = Pasted {
        taken,
        of,
        lines,
        unseen,
        refused,
    };
    (line, pasted)
}

/// The characters that are kept, on one line; how many lines with something on them there were, and how many characters
/// that cannot be seen were left out.
fn one_line(kind: Kind, pasted: &str) -> (Zeroizing<String>, usize, usize) {
    // As long as it can get, so that no copy of a secret is left behind.
    let mut line = Zeroizing::new(String::with_capacity(pasted.len()));
    let mut lines = 0;
    let mut unseen = 0;
    let all_blank = pasted.trim().is_empty();
    for part in pasted.split(|c| kind.breaks(c)) {
        // Of a paste that is nothing but blank, the first line with something on it is taken.
        let has_something = if all_blank {
            !part.is_empty() && line.is_empty()
        } else {
            !part.trim().is_empty()
        };
        if !has_something {
            continue;
        }
        if lines > 0 {
            line.push(' ');
        }
        lines += 1;
        for c in part.chars() {
            if c == '\t' && kind.is_tidied() {
                line.push(' ');
            } else if kind.keeps(c) {
                line.push(c);
            } else {
                unseen += 1;
            }
        }
    }
    if kind == Kind::Filter {
        let from = line.len() - line.trim_start().len();
        line.drain(..from);
        let to = line.trim_end().len();
        line.truncate(to);
    }
    (line, if all_blank { 0 } else { lines }, unseen)
}

fn why_not_whole(lines: usize, of: usize, room: usize, limit: usize) -> Option<String> {
    if lines > 1 {
        Some(format!(
            "A passphrase is one line, and {lines} were pasted: nothing is taken over."
        ))
    } else if of > room {
        Some(format!(
            "At most {limit} characters fit here, and {of} were pasted: nothing is taken over."
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(kind: Kind, pasted: &str) -> (String, usize, usize) {
        let (line, pasted) = take(kind, pasted, 100, 100);
        (line.to_string(), pasted.lines, pasted.unseen)
    }

    #[test]
    fn line_breaks_separate_and_never_stand_at_an_end() {
        for (kind, pasted, expected, lines) in [
            (Kind::Text, "a b\n", "a b", 1),
            (Kind::Text, "\r\n\n a \n", " a ", 1),
            (Kind::Text, "  \nabc", "abc", 1),
            (Kind::Text, "a\r\nb\n\nc", "a b c", 3),
            (Kind::Text, "a\u{2028}b", "a b", 2),
            (Kind::Text, "a\tb", "a b", 1),
            (Kind::Text, "\n", "", 0),
            (Kind::Text, " \n ", " ", 0),
            (Kind::Exact, "a\tb\u{2028}", "a\tb\u{2028}", 1),
            (Kind::Exact, "a\nb", "a b", 2),
            (Kind::Filter, " pay read \n", "pay read", 1),
        ] {
            let (line, count, _) = taken(kind, pasted);
            assert_eq!((line.as_str(), count), (expected, lines), "{pasted:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_left_out_and_counted() {
        let raw = "a\u{200b}b\u{7}c\u{1b}";
        assert_eq!(taken(Kind::Text, raw), ("abc".into(), 1, 3));
        assert_eq!(taken(Kind::Exact, raw), (raw.into(), 1, 0));
        assert_eq!(
            taken(Kind::Secret, raw),
            ("a\u{200b}bc\u{1b}".into(), 1, 1),
            "an escape character is left for the judge to see"
        );
        assert_eq!(taken(Kind::Passphrase, raw), ("a\u{200b}bc".into(), 1, 2));
        let (_, pasted) = take(Kind::Text, raw, 100, 100);
        let said = pasted.sentence().expect("said");
        assert_eq!(said, "3 characters that cannot be seen were left out.");
    }

    #[test]
    fn a_cut_says_how_many_of_how_many() {
        let (line, pasted) = take(Kind::Text, "abc\ndef", 5, 5);
        assert_eq!(line.as_str(), "abc d");
        assert!(!pasted.is_whole());
        assert_eq!(
            pasted.sentence().as_deref(),
            Some(
                "The paste was cut: 5 of 7 characters were taken, and no more fit here. 2 lines were pasted and put on one: check the value."
            )
        );
        let (line, _) = take(Kind::Text, "abe\u{301}", 3, 3);
        assert_eq!(line.as_str(), "ab", "a letter is not cut from its accent");
        let (_, pasted) = take(Kind::Text, "abc", 5, 5);
        assert_eq!(pasted.sentence(), None);
        let (_, pasted) = take(Kind::Text, "\n", 5, 5);
        assert!(pasted.sentence().expect("said").contains("no text"));
    }

    #[test]
    fn a_passphrase_is_taken_whole_or_not_at_all() {
        for (kind, raw, why) in [
            (
                Kind::Passphrase,
                "correct horse\nbattery",
                "2 were pasted: nothing is taken over",
            ),
            (
                Kind::Passphrase,
                "123456789",
                "At most 8 characters fit here, and 9 were pasted",
            ),
        ] {
            let (line, pasted) = take(kind, raw, 8, 8);
            assert_eq!((line.as_str(), pasted.taken), ("", 0));
            let said = pasted.sentence().expect("said");
            assert!(said.contains(why), "{said}");
        }
        let (line, pasted) = take(Kind::Passphrase, "a b\n", 8, 8);
        assert_eq!((line.as_str(), pasted.sentence()), ("a b", None));
    }
}
