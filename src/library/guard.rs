//! The guard: no text is kept in which a secret can be recognised.
//!
//! Recognised is a secret of this run, and what has an unmistakable form. The database is no place for secrets, whatever
//! field one was put into.

use std::fmt;
use std::sync::{Arc, LazyLock};

use regex_lite::Regex;

/// Says whether a text is free of every secret that the program knows.
pub type IsClean = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// What a text was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretForm {
    /// A secret that this run knows.
    Known,
    /// A key in PEM.
    Pem,
    /// A JSON Web Token.
    Jwt,
    /// An `Authorization` header.
    Bearer,
    /// An API key of `StackOne`: `v1.{region}.…`.
    ApiKey,
}

impl SecretForm {
    /// What it is, with its article.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Known => "a secret of this run",
            Self::Pem => "a private key (PEM)",
            Self::Jwt => "an access token (JWT)",
            Self::Bearer => "an Authorization header (Bearer …)",
            Self::ApiKey => "a StackOne API key (v1.…)",
        }
    }

    /// Where it belongs, as a sentence.
    #[must_use]
    pub fn belongs(self) -> &'static str {
        match self {
            Self::Known => "It belongs in the field Token Secret or API key.",
            Self::Pem | Self::Jwt => "stackday needs no such secret.",
            Self::Bearer => {
                "A Token belongs in the field Token Secret of step B2, an API key in the field API key of step C1."
            }
            Self::ApiKey => "It belongs in the field API key of step C1.",
        }
    }
}

/// Recognises secrets. Cheap to clone.
#[derive(Clone, Default)]
pub struct Guard(Option<IsClean>);

impl Guard {
    /// A guard that knows the secrets of this run besides the forms.
    #[must_use]
    pub fn new(is_clean: IsClean) -> Self {
        Self(Some(is_clean))
    }

    /// What secret is in the text, if one is recognised.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<SecretForm> {
        let known = self.0.as_ref().is_some_and(|is_clean| !is_clean(text));
        if known {
            return Some(SecretForm::Known);
        }
        form_of(text)
    }

    /// The text, or a note in its place where a secret is in it.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        match self.find(text) {
            None => text.to_owned(),
            Some(form) => format!("(left out: it held {})", form.words()),
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

/// What a text is by its form alone.
fn form_of(text: &str) -> Option<SecretForm> {
    type Form = (SecretForm, fn(&str) -> bool, Regex);
    static FORMS: LazyLock<Option<[Form; 4]>> = LazyLock::new(|| {
        let form =
            |form, may: fn(&str) -> bool, pattern| Some((form, may, Regex::new(pattern).ok()?));
        Some([
            form(
                SecretForm::Pem,
                |text| text.contains("-----BEGIN"),
                r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----",
            )?,
            form(
                SecretForm::Bearer,
                |text| text.len() > 20,
                r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{16,}",
            )?,
            form(
                SecretForm::Jwt,
                |text| text.contains("eyJ"),
                r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
            )?,
            form(
                SecretForm::ApiKey,
                |text| text.contains("v1."),
                r"\bv1\.[A-Za-z0-9]{2,8}\.[A-Za-z0-9+/_=-]{8,}",
            )?,
        ])
    });
    let forms = FORMS.as_ref()?;
    forms
        .iter()
        .find(|(_, may, pattern)| may(text) && pattern.is_match(text))
        .map(|(form, _, _)| *form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmistakable_forms_are_recognised_and_ordinary_texts_are_not() {
        let guard = Guard::default();
        for (text, form) in [
            ("see v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA==", SecretForm::ApiKey),
            (
                "Authorization: Bearer VxLtcy_OWkWoPKqs4uFhTg",
                SecretForm::Bearer,
            ),
            ("-----BEGIN RSA PRIVATE KEY-----\nMII", SecretForm::Pem),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln", SecretForm::Jwt),
        ] {
            assert_eq!(guard.find(text), Some(form), "{text}");
        }
        for text in [
            "",
            "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef",
            "v1.2.3 of the connector",
            "the bearer of bad news is here today",
            "-----BEGIN CERTIFICATE-----",
            "Café Nord – notes: call on Monday",
        ] {
            assert_eq!(guard.find(text), None, "{text}");
        }
        let knows = Guard::new(Arc::new(|text| !text.contains("hush")));
        assert_eq!(knows.find("a hush b"), Some(SecretForm::Known));
        assert!(!knows.clean("a hush b").contains("hush"));
    }
}
