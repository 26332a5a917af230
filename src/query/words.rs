//! The words of a query: where one ends, and what each of them asks for.

use super::terms::{QueryError, Term, Test, Vocabulary};

/// One word as it was written.
pub(super) struct Word<'a>(&'a str);

/// Splits a text at its spaces. A space in quotes belongs to its word.
pub(super) fn split(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let mut is_quoted = false;
        let end = rest.find(|c: char| {
            is_quoted ^= c == '"';
            c.is_whitespace() && !is_quoted
        });
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        Some(Word(word))
    })
}

impl Word<'_> {
    /// What it asks for, in this vocabulary.
    pub(super) fn term(&self, vocabulary: &Vocabulary) -> Result<Term, QueryError> {
        let (is_not, word) = match self.0.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, self.0),
        };
        let test = self.test(word, vocabulary)?;
        Ok(Term { is_not, test })
    }

    fn test(&self, word: &str, vocabulary: &Vocabulary) -> Result<Test, QueryError> {
        if let Some(tag) = word.strip_prefix('#') {
            return self.tag(tag, vocabulary);
        }
        match keyed(word) {
            Some((key, values)) => self.key(key, values, word, vocabulary),
            None => self.text(word),
        }
    }

    fn text(&self, word: &str) -> Result<Test, QueryError> {
        let text = bare(word);
        if text.is_empty() {
            return Err(self.no_value(&[]));
        }
        Ok(Test::Text(text))
    }

    fn tag(&self, tag: &str, vocabulary: &Vocabulary) -> Result<Test, QueryError> {
        let start = bare(tag);
        match start.as_str() {
            _ if !vocabulary.has_tags => Err(QueryError::NoTags),
            "" => Err(self.no_value(&[])),
            _ => Ok(Test::Tag(start)),
        }
    }

    fn key(
        &self,
        key: &str,
        values: &str,
        word: &str,
        vocabulary: &Vocabulary,
    ) -> Result<Test, QueryError> {
        let lower = key.to_lowercase();
        if lower == "is" {
            let states = self.values("is", values, vocabulary.states, true)?;
            return Ok(Test::Is(states));
        }
        match vocabulary.keys.iter().find(|known| known.name == lower) {
            Some(known) => {
                let closed = !known.values.is_empty();
                let values = self.values(known.name, values, known.values, closed)?;
                Ok(Test::Has(known.name, values))
            }
            None if vocabulary.has_colons => self.text(word),
            None => {
                let states = (!vocabulary.states.is_empty()).then_some("is");
                let names = vocabulary.keys.iter().map(|known| known.name);
                let names: Vec<_> = states.into_iter().chain(names).collect();
                Err(QueryError::UnknownKey {
                    nearest: nearest(&lower, &names).map(|name| format!("{name}:")),
                    known: names.iter().map(|name| format!("{name}:")).collect(),
                })
            }
        }
    }

    /// The values behind a key, separated by commas.
    fn values(
        &self,
        key: &str,
        written: &str,
        known: &[&str],
        is_closed: bool,
    ) -> Result<Vec<String>, QueryError> {
        let mut values: Vec<String> = Vec::new();
        for value in pieces(written) {
            if is_closed && !known.contains(&value.as_str()) {
                return Err(QueryError::UnknownValue {
                    key: key.to_owned(),
                    nearest: nearest(&value, known).map(|found| format!("{key}:{found}")),
                    known: known.iter().map(|&found| found.to_owned()).collect(),
                });
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.is_empty() {
            return Err(self.no_value(known));
        }
        Ok(values)
    }

    fn no_value(&self, known: &[&str]) -> QueryError {
        QueryError::NoValue {
            word: self.0.to_owned(),
            known: known.iter().map(|&value| value.to_owned()).collect(),
        }
    }
}

/// The key and what stands behind it, where this is a word with a key: letters, a colon, and no address.
fn keyed(word: &str) -> Option<(&str, &str)> {
    let (key, value) = word.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    (is_key && !value.starts_with("//")).then_some((key, value))
}

/// What is between the commas, without those in quotes and without what is empty.
fn pieces(written: &str) -> impl Iterator<Item = String> {
    let mut is_quoted = false;
    let parts = written.split(move |c: char| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    });
    parts.map(bare).filter(|value| !value.is_empty())
}

/// Without its quotes, in small letters.
fn bare(word: &str) -> String {
    word.replace('"', "").to_lowercase()
}

/// The known word that is nearest to this one, if one is near.
fn nearest(word: &str, known: &[&str]) -> Option<String> {
    let scored = known.iter().map(|name| {
        let alike = strsim::jaro_winkler(word, name);
        (alike, *name)
    });
    scored
        .filter(|(alike, _)| *alike > 0.7)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name.to_owned())
}

/// A text as a word that means this text and nothing else.
pub(super) fn quoted(text: &str, is_word: bool) -> String {
    let has_signs = is_word && (text.contains(':') || text.starts_with(['-', '#']));
    if has_signs || text.contains(|c: char| c.is_whitespace() || c == ',') {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}
