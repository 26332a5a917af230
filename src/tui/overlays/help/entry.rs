//! The lines of the help.

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// What the lines below it are about.
    Heading(&'static str),
    /// A command that works on the screen below.
    Command {
        /// Its id.
        id: &'static str,
        /// Its keys.
        keys: String,
        /// What it does.
        text: String,
        /// Why it does not work now, if it does not.
        off: Option<String>,
    },
    /// A sign or a word, and what it means.
    Meaning(String, String),
}
