//! Which characters a line takes, typed or pasted, and what becomes of line breaks: one rule for fields, questions and filters.

use super::form::is_secret;
use crate::domain::{Input, text};
use crate::secret::Secret;

/// The longest text that is pasted into a field or an answer, in characters.
pub(super) const LONGEST: usize = 4_096;

/// Which characters a line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Those that can be seen: a person reads this line.
    Visible,
    /// All but control characters: a masked answer must be what it was when it was set.
    Unseen,
    /// The same, and the one that begins a colour code: a secret with one in it is refused, not tidied into another.
    Secret,
    /// All: what is compared character by character must stay as it came.
    Exact,
}

impl Takes {
    /// Of a field.
    pub(super) fn of(input: Input) -> Self {
        match input {
            Input::RedirectUri => Self::Exact,
            input if is_secret(input) => Self::Secret,
            _ => Self::Visible,
        }
    }

    /// Of the answer to a question.
    pub(super) fn of_answer(masked: bool) -> Self {
        if masked { Self::Unseen } else { Self::Visible }
    }

    /// Whether white space counts as it is, so that a tab stays one.
    pub(super) fn is_exact(self) -> bool {
        self != Self::Visible
    }

    /// Whether it takes this character of a paste.
    pub(super) fn pasted(self, c: char) -> bool {
        match self {
            Self::Visible => !text::steers(c),
            Self::Unseen => !c.is_control(),
            Self::Secret => !c.is_control() || c == '\u{1b}',
            Self::Exact => true,
        }
    }

    /// Whether it takes this character from the keyboard, where a control character is a key and no text.
    pub(super) fn typed(self, c: char) -> bool {
        !c.is_control() && self.pasted(c)
    }
}

/// The text on one line, where a line break separates and never acts, and how many lines with something on them it had.
pub(super) fn one_line(pasted: &str, takes: Takes) -> (Secret, usize) {
    let lines = || pasted.split(['\n', '\r']);
    let filled: Vec<_> = lines().filter(|line| !line.trim().is_empty()).collect();
    let line = if filled.len() > 1 {
        filled.join(" ")
    } else {
        let all: Vec<_> = lines().filter(|line| !line.is_empty()).collect();
        all.join(" ")
    };
    // A tab between two words is a space; without it they would be one.
    let line = if takes.is_exact() {
        line
    } else {
        line.replace('\t', " ")
    };
    (Secret::new(line), filled.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_put_on_one() {
        let (visible, exact) = (Takes::Visible, Takes::Exact);
        for (pasted, takes, expected, lines) in [
            ("a b\n", visible, "a b", 1),
            (" a ", exact, " a ", 1),
            ("a\tb", visible, "a b", 1),
            ("a\tb", exact, "a\tb", 1),
            ("a\r\nb\n\n", visible, "a b", 2),
            ("a\nb", exact, "a b", 2),
            ("\n", exact, "", 0),
        ] {
            let (line, count) = one_line(pasted, takes);
            assert_eq!((line.expose(), count), (expected, lines), "{pasted:?}");
        }
    }

    #[test]
    fn each_line_takes_the_characters_that_it_can_keep() {
        // (character, visible, unseen, secret, exact)
        for (c, expected) in [
            ('a', [true, true, true, true]),
            ('\u{200d}', [false, true, true, true]),
            ('\u{2028}', [false, true, true, true]),
            ('\u{1b}', [false, false, true, true]),
            ('\t', [false, false, false, true]),
            ('\u{7}', [false, false, false, true]),
        ] {
            let all = [Takes::Visible, Takes::Unseen, Takes::Secret, Takes::Exact];
            assert_eq!(all.map(|takes| takes.pasted(c)), expected, "{c:?}");
            let typed = expected.map(|taken| taken && !c.is_control());
            assert_eq!(all.map(|takes| takes.typed(c)), typed, "{c:?}");
        }
        assert_eq!(Takes::of(Input::RedirectUri), Takes::Exact);
        assert_eq!(Takes::of(Input::ApiKey), Takes::Secret);
        assert_eq!(Takes::of(Input::AppId), Takes::Visible);
        assert_eq!(Takes::of_answer(true), Takes::Unseen);
        assert_eq!(Takes::of_answer(false), Takes::Visible);
    }
}
