//! Lines of text from outside, with the labels and addresses in them told apart.
//!
//! Nothing in them is ever read as markup again: neither the `**` nor the `{name}` of the built-in guide mean anything in
//! what a server sent.

use std::fmt;

use crate::domain::text;

/// The most characters that come of one text, roughly: a link that is used often repeats its address.
pub const MOST_CHARS: usize = 8_000;

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Plain,
    /// Written in bold: most often what a button or a field is called.
    Label,
    /// Part of a heading.
    Heading,
    /// Written as code: most often a value to copy.
    Code,
    /// The address of a link.
    Address,
}

/// A piece of a line. Its text is clean: no control characters, nothing invisible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub text: String,
}

impl Piece {
    /// A piece of this kind; the text is cleaned.
    #[must_use]
    pub fn new(kind: Kind, raw: &str) -> Self {
        Self {
            kind,
            text: text::line(raw, MOST_CHARS),
        }
    }
}

/// One line: a paragraph, a heading, a member of a list, a row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// How many lists it stands in besides the first.
    pub depth: usize,
    /// What stands before it in a list: `-` or `2.`.
    pub mark: Option<String>,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&"  ".repeat(self.depth))?;
        if let Some(mark) = &self.mark {
            write!(f, "{mark} ")?;
        }
        self.pieces.iter().try_for_each(|piece| match piece.kind {
            Kind::Label | Kind::Heading => write!(f, "**{}**", piece.text),
            Kind::Plain | Kind::Code | Kind::Address => f.write_str(&piece.text),
        })
    }
}
