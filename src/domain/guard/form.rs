//! What a text can be recognised as.

use crate::domain::input::Input;

/// What a text was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretForm {
    /// A secret that this run knows.
    Known,
    /// The passphrase of the encrypted file, as the whole text.
    Passphrase,
    /// A key in PEM.
    Pem,
    /// A JSON Web Token.
    Jwt,
    /// An `Authorization` header.
    Bearer,
    /// An API key of `StackOne`: `v1.{region}.…`.
    ApiKey,
    /// It may be a Token of Planday, and may be none: a person decides.
    TokenLike,
}

impl SecretForm {
    /// What it is, with its article.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Known => "a secret of this run",
            Self::Passphrase => "the passphrase of the encrypted file",
            Self::Pem => "a private key (PEM)",
            Self::Jwt => "an access token (JWT)",
            Self::Bearer => "an Authorization header (Bearer …)",
            Self::ApiKey => "a StackOne API key (v1.…)",
            Self::TokenLike => "what looks like a Planday Token (22 characters)",
        }
    }

    /// Where it belongs, as a sentence.
    #[must_use]
    pub fn belongs(self) -> &'static str {
        match self {
            Self::Known => "It belongs in the field Token Secret or API key.",
            Self::Passphrase => "It is typed only where it is asked for.",
            Self::Pem | Self::Jwt => "stackday needs no such secret.",
            Self::Bearer => {
                "A Token belongs in the field Token Secret of step B2, an API key in the field API key of step C1."
            }
            Self::ApiKey => "It belongs in the field API key of step C1.",
            Self::TokenLike => {
                "A Token belongs in the field Token Secret of step B2. If it is no secret, say so: --not-a-secret."
            }
        }
    }

    /// The field that it belongs in, where there is one.
    #[must_use]
    pub fn home(self) -> Option<Input> {
        match self {
            Self::ApiKey => Some(Input::ApiKey),
            Self::TokenLike => Some(Input::TokenSecret),
            Self::Known | Self::Passphrase | Self::Pem | Self::Jwt | Self::Bearer => None,
        }
    }

    /// Whether it is a secret for certain: then no answer of a person lets it be kept.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self != Self::TokenLike
    }
}

/// Whether there are at least two of these in it: small letters, capital letters, digits.
pub(super) fn is_mixed(word: &[u8]) -> bool {
    let has = |kind: fn(&u8) -> bool| u8::from(word.iter().any(kind));
    has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) + has(u8::is_ascii_digit) > 1
}
