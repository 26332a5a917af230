//! The guard: recognises a secret in a text, by what it is and by its form.
//!
//! Used wherever text is kept, shown or written: by every field, the library, exports and arguments alike. So what a field
//! masks is what the library refuses.

mod form;
pub mod forms;

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use zeroize::Zeroizing;

use super::input::Input;
use form::is_mixed;

pub use form::SecretForm;

/// How many characters the Tokens have that are known. Neither length nor alphabet is documented (facts: planday.md, 1.3).
pub const TOKEN_CHARACTERS: usize = 22;

/// Says whether a text is free of every secret that the program knows.
pub type IsClean = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Recognises secrets. Cheap to clone; clones know the same.
#[derive(Clone, Default)]
pub struct Guard {
    is_clean: Option<IsClean>,
    passphrases: Arc<RwLock<Vec<Zeroizing<String>>>>,
    /// The words of which a person said that they are no secrets.
    allowed: Arc<RwLock<HashSet<String>>>,
    trusts: Arc<AtomicBool>,
}

impl Guard {
    /// A guard that knows the secrets of this run besides the forms.
    #[must_use]
    pub fn new(is_clean: IsClean) -> Self {
        Self {
            is_clean: Some(is_clean),
            ..Self::default()
        }
    }

    /// The same guard, which also knows the secrets of this run.
    #[must_use]
    pub fn knowing(&self, is_clean: IsClean) -> Self {
        Self {
            is_clean: Some(is_clean),
            ..self.clone()
        }
    }

    /// Knows this passphrase from now on. It is matched as a whole text: it may be an ordinary word.
    pub fn know_passphrase(&self, passphrase: &str) {
        let mut known = write(&self.passphrases);
        if !passphrase.is_empty() && !known.iter().any(|known| known.as_str() == passphrase) {
            known.push(Zeroizing::new(passphrase.to_owned()));
        }
    }

    /// A person says that no word of this text is a Token.
    pub fn allow(&self, text: &str) {
        let words = token_like(text).map(|range| text[range].to_owned());
        write(&self.allowed).extend(words);
    }

    /// A person says that nothing that only looks like a Token is one, in this run.
    pub fn trust_token_like(&self) {
        self.trusts.store(true, Ordering::Relaxed);
    }

    /// What secret is in the text for certain, if one is recognised.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<SecretForm> {
        if let Some((form, _)) = forms::first(text) {
            return Some(form);
        }
        if self
            .is_clean
            .as_ref()
            .is_some_and(|is_clean| !is_clean(text))
        {
            return Some(SecretForm::Known);
        }
        let whole = text.trim();
        let known = read(&self.passphrases);
        (!whole.is_empty())
            .then(|| known.iter().any(|known| known.trim() == whole))
            .filter(|is_one| *is_one)
            .map(|_| SecretForm::Passphrase)
    }

    /// Whether a text of this JSON may hold what [`Guard::find`] finds: one look, so that each text need not be looked at.
    #[must_use]
    pub fn finds_in_json(&self, json: &str) -> bool {
        let is_quoted = |passphrase: &str| {
            let quoted = serde_json::to_string(passphrase.trim()).unwrap_or_default();
            json.contains(quoted.trim_matches('"'))
        };
        self.find(json).is_some() || read(&self.passphrases).iter().any(|known| is_quoted(known))
    }

    /// The same as [`Guard::find`], and what may be a Token, unless a person said that it is none.
    #[must_use]
    pub fn suspect(&self, text: &str) -> Option<SecretForm> {
        let found = self.find(text);
        if found.is_some() || self.trusts.load(Ordering::Relaxed) {
            return found;
        }
        let allowed = read(&self.allowed);
        token_like(text)
            .any(|range| !allowed.contains(&text[range]))
            .then_some(SecretForm::TokenLike)
    }

    /// The text, or a note in its place where a secret is in it.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        match self.find(text) {
            None => text.to_owned(),
            Some(form) => format!("(left out: it held {})", form.words()),
        }
    }

    /// The part of a text that has the form of a secret, and the field that this part belongs in.
    ///
    /// None where nothing in it has a form whose field is known: a known secret of another form, say.
    #[must_use]
    pub fn movable(&self, text: &str) -> Option<(Input, Range<usize>)> {
        let formed = forms::first(text);
        if let Some((form, range)) = &formed
            && let Some(home) = form.home()
        {
            return Some((home, range.clone()));
        }
        // `Bearer` in front of a Token is how some pages show it.
        let may_be_token = formed.is_none_or(|(form, _)| form == SecretForm::Bearer);
        let token = may_be_token.then(|| token_like(text).next()).flatten();
        token.map(|range| (Input::TokenSecret, range))
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// Whether this has the form of a `StackOne` API key: `v1.{region}.…` (facts: stackone.md, section 1).
#[must_use]
pub fn looks_like_api_key(value: &str) -> bool {
    let mut parts = value.splitn(3, '.');
    parts.next() == Some("v1")
        && parts.next().is_some_and(|region| {
            (2..=8).contains(&region.len()) && region.bytes().all(|b| b.is_ascii_alphanumeric())
        })
        && parts.next().is_some_and(|rest| !rest.is_empty())
}

/// The text with `placeholder` in the place of each word that may be a Token: for a text in which one is not worth a doubt.
#[must_use]
pub fn without_token_like(text: &str, placeholder: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for word in token_like(text) {
        out.push_str(&text[end..word.start]);
        out.push_str(placeholder);
        end = word.end;
    }
    out.push_str(&text[end..]);
    out
}

/// Whether this has the form of the Tokens that are known: [`TOKEN_CHARACTERS`] characters of `base64url`.
#[must_use]
pub fn looks_like_token(value: &str) -> bool {
    value.len() == TOKEN_CHARACTERS && value.bytes().all(is_token_byte)
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The words of a text that may be Tokens.
///
/// A word of small letters alone, or of capitals or digits alone, is a name or a number: of all Tokens, which are random, one
/// in forty million looks so. Part of a host name is none either.
fn token_like(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && is_token_byte(bytes[at]) {
                at += 1;
            }
            let word = start..at;
            if word.is_empty() {
                at += 1;
                continue;
            }
            if word.len() == TOKEN_CHARACTERS
                && is_mixed(&bytes[word.clone()])
                && stands_alone(bytes, &word)
            {
                return Some(word);
            }
        }
        None
    })
}

/// Not a label of a host name, and not a part of a longer word with dots in it.
fn stands_alone(bytes: &[u8], word: &Range<usize>) -> bool {
    let dotted = |dot: Option<&u8>, next: Option<&u8>| {
        dot == Some(&b'.') && next.is_some_and(u8::is_ascii_alphanumeric)
    };
    let before = word.start.checked_sub(2).and_then(|at| bytes.get(at));
    let dot_before = word.start.checked_sub(1).and_then(|at| bytes.get(at));
    !dotted(bytes.get(word.end), bytes.get(word.end + 1)) && !dotted(dot_before, before)
}

#[cfg(test)]
mod tests;
