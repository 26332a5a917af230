//! What a list understands, one word of a query, and why a text is none.

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

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// Whether it must not hold.
    pub(super) is_not: bool,
    pub(super) test: Test,
}

/// What a word asks for, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Is(Vec<String>),
    Tag(String),
    Has(&'static str, Vec<String>),
    Text(String),
}

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
