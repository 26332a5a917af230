//! Whether the words of a filter are in a text, how well they fit, and at which characters.

use nucleo_matcher::chars::normalize;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What one letter is worth that is found, as `nucleo-matcher` counts. It gives more for the begin of a word and for
/// letters in a row, and takes away for gaps.
const LETTER: usize = 16;

/// One text to search in.
pub(super) struct Haystack {
    /// Its characters, folded.
    chars: Vec<char>,
    is_prose: bool,
}

impl Haystack {
    pub(super) fn new(text: &str) -> Self {
        Self {
            // The matcher (0.3.1) misses a word in one piece at the very end of a text, so something stands behind it.
            chars: text.chars().map(fold).chain([' ']).collect(),
            is_prose: false,
        }
    }

    /// Sentences: the letters of almost any word are strewn in them, so only words in one piece are found.
    pub(super) fn prose(text: &str) -> Self {
        Self {
            is_prose: true,
            ..Self::new(text)
        }
    }
}

/// The words of a filter.
pub(super) struct Words {
    words: Vec<Word>,
    matcher: Matcher,
}

struct Word {
    /// How many characters it has.
    length: usize,
    together: Atom,
    strewn: Vec<Atom>,
}

/// How well a text fits, and the characters that do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fit {
    pub(super) score: usize,
    /// The part of the item and the character in it; each once, in order.
    pub(super) at: Vec<(usize, usize)>,
}

impl Words {
    /// The words of this filter; none where nothing is typed.
    pub(super) fn of(filter: &str) -> Option<Self> {
        let words: Vec<_> = filter.split_whitespace().map(Word::new).collect();
        (!words.is_empty()).then(|| Self {
            words,
            matcher: Matcher::new(Config::DEFAULT),
        })
    }

    /// How well these texts fit together: each word is in one of them, in whatever order.
    pub(super) fn fit(&mut self, parts: &[Haystack]) -> Option<Fit> {
        let mut fit = Fit::default();
        for word in &self.words {
            let mut best: Option<(usize, usize, Vec<usize>)> = None;
            for (part, haystack) in parts.iter().enumerate() {
                if let Some((score, at)) = word.fit(haystack, &mut self.matcher)
                    && best.as_ref().is_none_or(|(most, ..)| score > *most)
                {
                    best = Some((score, part, at));
                }
            }
            let (score, part, at) = best?;
            fit.score += score;
            fit.at.extend(at.into_iter().map(|at| (part, at)));
        }
        fit.at.sort_unstable();
        fit.at.dedup();
        Some(fit)
    }
}

impl Word {
    fn new(word: &str) -> Self {
        let atom = |text: &str, kind| {
            Atom::new(
                text,
                CaseMatching::Ignore,
                Normalization::Never,
                kind,
                false,
            )
        };
        let word: String = word.chars().map(fold).collect();
        let word = word.as_str();
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut strewn = vec![atom(word, AtomKind::Fuzzy)];
        // `employee.read` is to find `employee:read`.
        if !bare.is_empty() && bare != word {
            strewn.push(atom(&bare, AtomKind::Fuzzy));
        }
        Self {
            length: word.chars().count(),
            together: atom(word, AtomKind::Substring),
            strewn,
        }
    }

    /// The score of the word in this text, and at which characters it is found.
    fn fit(&self, haystack: &Haystack, matcher: &mut Matcher) -> Option<(usize, Vec<usize>)> {
        let text = Utf32Str::Unicode(&haystack.chars);
        let mut fits = |atom: &Atom| {
            let mut at = Vec::new();
            let score = usize::from(atom.indices(text, matcher, &mut at)?);
            let at: Vec<usize> = at.into_iter().map(|at| at as usize).collect();
            Some((score, at))
        };
        // A word in one piece comes before one in several.
        let in_one_piece = LETTER * self.length;
        if let Some((score, at)) = fits(&self.together) {
            return Some((in_one_piece + score, at));
        }
        if haystack.is_prose {
            return None;
        }
        self.strewn.iter().filter_map(fits).find(is_close)
    }
}

/// Whether letters belong together. In a sentence the letters of almost any word are found somewhere: there may be gaps
/// behind half of them, and these may cost no more than the rest gains.
fn is_close((score, at): &(usize, Vec<usize>)) -> bool {
    let gaps = at.windows(2).filter(|pair| pair[1] != pair[0] + 1).count();
    gaps <= at.len() / 2 && *score >= LETTER * at.len()
}

/// One character as it is searched, as one character: in lower case, without its accents. The matcher could do this itself, but
/// folds some characters of the word otherwise than those of the text (0.3.1, a Greek final sigma), and fails where it did.
/// Capital letters of ASCII are left to it: to it they are where words begin.
fn fold(c: char) -> char {
    let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
    match c {
        c if c.is_ascii() => c,
        c => match lower(normalize(lower(c))) {
            'ς' => 'σ',
            c => c,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scope;

    fn fit(filter: &str, parts: &[&str]) -> Option<Fit> {
        let parts: Vec<_> = parts.iter().map(|part| Haystack::new(part)).collect();
        Words::of(filter).expect("words").fit(&parts)
    }

    #[test]
    fn words_are_found_in_any_order_and_case_and_with_letters_left_out() {
        for (filter, parts) in [
            ("read employee", &["employee:read"][..]),
            ("EMPREAD", &["employee:read"]),
            ("employee.read", &["employee:read"]),
            ("schdule", &["Schedule shifts"]),
            ("listshifts", &["planday_list_shifts"]),
            ("smorrebrod", &["Smørrebrød"]),
            ("ΟΔΟΣ", &["οδος"]),
            ("acme live", &["Acme", "0a1b", "live"]),
            ("!^'a", &["x!^'a$"]),
        ] {
            assert!(fit(filter, parts).is_some(), "{filter} in {parts:?}");
        }
        for (filter, parts) in [
            ("employee write", &["employee:read"][..]),
            ("acmelive", &["Acme", "live"]),
            ("preset", &["People read their own schedule at times"]),
        ] {
            assert_eq!(fit(filter, parts), None, "{filter} in {parts:?}");
        }
        assert!(Words::of(" \t").is_none());
    }

    #[test]
    fn in_prose_only_words_in_one_piece_are_found() {
        let text = "read skills (where Planday has switched them on)";
        let found = |filter| {
            let words = Words::of(filter).expect("words");
            { words }.fit(&[Haystack::prose(text)]).is_some()
        };
        assert!(fit("pay", &[text]).is_some(), "P, a and y of Planday");
        assert!(!found("pay"));
        assert!(found("planday SKILL"));
    }

    #[test]
    fn the_characters_are_told() {
        let fit = fit("re emp", &["x", "employee:read"]).expect("found");
        assert_eq!(fit.at, [(1, 0), (1, 1), (1, 2), (1, 9), (1, 10)]);
        let fit = super::tests::fit("pay", &["pa play repay"]).expect("found");
        assert_eq!(
            fit.at,
            [(0, 10), (0, 11), (0, 12)],
            "in one piece, at the end"
        );
        let fit = super::tests::fit("𞸹ςΣİ", &["é🜀é𞸹ΣσIé"]).expect("found");
        assert_eq!(fit.at, [(0, 3), (0, 4), (0, 5), (0, 6)]);
        let fit = super::tests::fit("brød", &["Smørrebrød"]).expect("found");
        assert_eq!(fit.at, [(0, 6), (0, 7), (0, 8), (0, 9)]);
    }

    #[test]
    fn the_begin_of_a_word_counts_more_than_its_middle() {
        let score = |text: &str| fit("pay", &[text]).expect("found").score;
        assert!(score("payroll") > score("repay"));
        assert!(score("repay") > score("play"));
        let score = |text: &str| fit("t", &[text]).expect("found").score;
        assert!(score("Create Shift Type") > score("Create Position"));
    }

    #[test]
    fn a_whole_word_finds_no_scope_that_does_not_hold_it() {
        for word in [
            "shift", "payroll", "preset", "employee", "contract", "absence",
        ] {
            for scope in scope::all() {
                let texts = [scope.name.as_str(), scope.resource, &scope.means];
                let holds = texts.iter().any(|text| text.to_lowercase().contains(word));
                assert_eq!(fit(word, &texts).is_some(), holds, "{word} in {texts:?}");
            }
        }
    }
}
