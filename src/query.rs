//! The one language that every list and the command line are filtered by.
//!
//! A query is words, separated by spaces. All of them must hold.
//!
//! | written | holds for |
//! | --- | --- |
//! | `nord` | what has these letters in one of its texts, whatever their case |
//! | `"north sea"` | the same with a space in it; what stands in quotes is always text |
//! | `is:failed` | what is in this state |
//! | `#retail` | what has a tag that begins so |
//! | `party:planday` | what has this value |
//! | `is:failed,stale` | what is in one of these states, or has one of these values |
//! | `-nord`, `-is:ok`, `-#retail` | what the rest of the word does not hold for |
//!
//! Which states and keys there are is the list's own: its [`Vocabulary`]. What the list has no word for is a mistake that names
//! the nearest word that it has.

mod terms;
mod words;

use std::fmt;

pub use terms::{Key, QueryError, Vocabulary};
use terms::{Term, Test};

/// What a query is asked about: a row of a list.
///
/// All texts that are given to it are in small letters.
pub trait Subject {
    /// Whether it is in this state, one of [`Vocabulary::states`].
    fn is(&self, state: &str) -> bool;

    /// Whether it has a tag that begins so.
    fn has_tag(&self, start: &str) -> bool;

    /// Whether this value holds for this key, one of [`Vocabulary::keys`].
    fn has(&self, key: &str, value: &str) -> bool;

    /// Whether one of its texts has this in it.
    fn contains(&self, text: &str) -> bool;
}

/// What rows must hold for. The default one holds for every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<Term>);

impl Query {
    /// Reads a query that is complete. The first mistake in it is the error.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, QueryError> {
        let terms = words::split(text).map(|word| word.term(vocabulary));
        terms.collect::<Result<_, _>>().map(Self)
    }

    /// Reads a query that is perhaps still being typed: what is not understood in it is left out, and the first of that comes
    /// back beside the rest.
    #[must_use]
    pub fn parse_typed(text: &str, vocabulary: &Vocabulary) -> (Self, Option<QueryError>) {
        let mut terms = Vec::new();
        let mut mistake = None;
        for word in words::split(text) {
            match word.term(vocabulary) {
                Ok(term) => terms.push(term),
                Err(error) => {
                    mistake.get_or_insert(error);
                }
            }
        }
        (Self(terms), mistake)
    }

    /// Whether it holds for every row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all of it holds for this row.
    #[must_use]
    pub fn matches(&self, subject: &impl Subject) -> bool {
        self.0.iter().all(|term| term.holds(subject))
    }

    /// Whether every row that it holds for is one that the other holds for as well, as far as their words show: then only what
    /// passed the other needs a look.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let implies = |term: &Term, of: &Term| match (&term.test, &of.test) {
            (Test::Text(text), Test::Text(part)) if !term.is_not && !of.is_not => {
                text.contains(part.as_str())
            }
            _ => term == of,
        };
        let mut others = other.0.iter();
        others.all(|of| self.0.iter().any(|term| implies(term, of)))
    }

    /// A query for this value of a key, as a person would write it.
    #[must_use]
    pub fn written(key: &str, value: &str) -> String {
        format!("{key}:{}", words::quoted(value, false))
    }

    /// The texts that rows must have in them, in small letters: what is found of a row is where one of them stands.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|term| match &term.test {
            Test::Text(text) if !term.is_not => Some(text.as_str()),
            _ => None,
        })
    }

    /// Each word of it as a query of its own.
    pub fn parts(&self) -> impl Iterator<Item = Self> {
        self.0.iter().map(|term| Self(vec![term.clone()]))
    }
}

impl Term {
    fn holds(&self, subject: &impl Subject) -> bool {
        let holds = match &self.test {
            Test::Is(states) => states.iter().any(|state| subject.is(state)),
            Test::Tag(start) => subject.has_tag(start),
            Test::Has(key, values) => values.iter().any(|value| subject.has(key, value)),
            Test::Text(text) => subject.contains(text),
        };
        holds != self.is_not
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.0.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            let not = if term.is_not { "-" } else { "" };
            write!(f, "{space}{not}")?;
            match &term.test {
                Test::Is(states) => write!(f, "is:{}", states.join(","))?,
                Test::Tag(start) => write!(f, "#{}", words::quoted(start, false))?,
                Test::Has(key, values) => {
                    let values: Vec<_> =
                        values.iter().map(|one| words::quoted(one, false)).collect();
                    write!(f, "{key}:{}", values.join(","))?;
                }
                Test::Text(text) => f.write_str(&words::quoted(text, true))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
