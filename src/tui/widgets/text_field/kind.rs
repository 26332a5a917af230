//! What a field is for, and which characters it takes.

use crate::domain::text;
use crate::input;

/// What a field is for. It decides which characters are taken, whether the text is masked, and what becomes of a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, a note, an address: what cannot be seen is left out, a pasted tab is a space.
    Text,
    /// A value that is compared character by character: a paste is taken as it is, but for its line breaks.
    Exact,
    /// A Token or a key. Masked, without undo, wiped from memory.
    Secret,
    /// A passphrase: a secret that is pasted whole or not at all, because what is missing would not be seen.
    Passphrase,
    /// Words that a list is filtered by: a paste loses the white space around it.
    Filter,
}

impl Kind {
    /// Whether the text is a secret: drawn masked, not kept for undo, one word for every motion.
    pub(crate) fn is_masked(self) -> bool {
        matches!(self, Self::Secret | Self::Passphrase)
    }

    /// How many characters fit, unless the field says otherwise.
    pub(crate) fn usual_limit(self) -> usize {
        match self {
            Self::Filter => 200,
            Self::Text | Self::Exact | Self::Secret | Self::Passphrase => 4_096,
        }
    }

    /// Whether a paste is taken whole or not at all.
    pub(super) fn is_whole(self) -> bool {
        self == Self::Passphrase
    }

    /// Why a typed character has no place here, if it has none.
    pub(super) fn refuses(self, c: char) -> Option<&'static str> {
        if c.is_control() || (self.is_tidied() && text::steers(c)) {
            Some("This character cannot be seen, so it is not taken.")
        } else {
            None
        }
    }

    /// Whether a pasted character is kept.
    pub(super) fn keeps(self, c: char) -> bool {
        match self {
            Self::Exact => true,
            // An escape character shows that more than the secret was copied. Without it the rest would pass for one.
            Self::Secret => !c.is_control() || c == '\u{1b}',
            Self::Passphrase => !c.is_control(),
            Self::Text | Self::Filter => !text::steers(c),
        }
    }

    /// Whether a character ends a pasted line.
    pub(super) fn breaks(self, c: char) -> bool {
        matches!(c, '\n' | '\r')
            || (self.is_tidied()
                && matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'))
    }

    /// Whether a paste may be changed so that it reads well.
    pub(super) fn is_tidied(self) -> bool {
        matches!(self, Self::Text | Self::Filter)
    }

    /// The text with a sign in place of each character that cannot be seen as what it is: of what is compared character by
    /// character, that is every unusual one.
    pub(super) fn visible(self, text: &str) -> String {
        if self == Self::Exact {
            input::visible(text)
        } else {
            text::visible(text)
        }
    }
}
