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

mod words;

use std::fmt;

/// The words that a list understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vocabulary {
    /// What may stand behind `is:`.
    pub states: &'static [&'static str],
    /// The other keys.
    pub keys: &'static [Key],
    /// Whether its rows have tags.
    pub has_tags: bool,
    /// Whether its texts have colons in them, so that a word with an unknown key before its colon is text.
    pub has_colons: bool,
}

/// A key that a value stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// As it is written before the colon.
    pub name: &'static str,
    /// The values that it can have; empty where any text can be one.
    pub values: &'static [&'static str],
}

impl Key {
    /// A key with these values.
    #[must_use]
    pub const fn of(name: &'static str, values: &'static [&'static str]) -> Self {
        Self { name, values }
    }

    /// A key that any text can stand behind.
    #[must_use]
    pub const fn any(name: &'static str) -> Self {
        Self { name, values: &[] }
    }
}

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

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// Whether it must not hold.
    is_not: bool,
    test: Test,
}

/// What a word asks for, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Is(Vec<String>),
    Tag(String),
    Has(&'static str, Vec<String>),
    Text(String),
}

/// What rows must hold for. The default one holds for every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<Term>);

/// Why a text is no query. It repeats no word that is not known: a secret may have been written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A key that the list does not have.
    #[error("No such key.{}{}", meant(.nearest.as_deref()), list("Keys", .known))]
    UnknownKey {
        /// The key that was perhaps meant.
        nearest: Option<String>,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A state or a value that does not exist.
    #[error("{key}: has no such value.{}{}", meant(.nearest.as_deref()), list("Known", .known))]
    UnknownValue {
        /// The key before it.
        key: String,
        /// The whole word that was perhaps meant.
        nearest: Option<String>,
        /// The values that there are.
        known: Vec<String>,
    },
    /// Nothing stands behind a key or a sign.
    #[error("{word} needs a value.{}", list("Known", .known))]
    NoValue {
        /// What was written.
        word: String,
        /// The values that there are, where they can be listed.
        known: Vec<String>,
    },
    /// Tags are asked for in a list without tags.
    #[error("This list has no tags. In quotes, # is text.")]
    NoTags,
}

fn meant(word: Option<&str>) -> String {
    word.map_or_else(String::new, |word| format!(" Nearest: {word}."))
}

fn list(what: &str, words: &[String]) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(" {what}: {}.", words.join(", "))
    }
}

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
