//! What web pages call their buttons, fields and places, as it is written in bold, and titles: how they are compared.

use strsim::normalized_levenshtein;

use crate::guide::{EXAMPLE_APP_ID, SUGGESTED_APP_NAME};

/// What is longer, in characters or in words, is a sentence in bold and no label.
const LONGEST_LABEL: (usize, usize) = (40, 6);

/// From here on, of 1, two labels are alike enough for one to have taken the other's place.
const ALIKE: f64 = 0.6;

/// Words that are written in bold for their weight.
const EMPHASIS: [&str; 10] = [
    "caution",
    "example",
    "important",
    "info",
    "note",
    "optional",
    "required",
    "tip",
    "warning",
    "prerequisite",
];

/// A label, with what it is compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) shown: String,
    pub(super) key: String,
}

impl Label {
    /// Whether one has plainly taken the other's place: they share a word, or nearly all their letters.
    pub(super) fn alike(&self, other: &Self) -> bool {
        let shared = |word: &str| word.len() > 2 && words(&other.key).any(|own| own == word);
        words(&self.key).any(shared) || self.likeness(other) >= ALIKE
    }

    /// How much they share, of 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        normalized_levenshtein(&self.key, &other.key)
    }
}

/// The labels that a text in bold names: `Settings > API Access` are two.
pub(super) fn all_of(bold: &str) -> impl Iterator<Item = Label> {
    bold.split(['>', '→', '›', '»']).filter_map(label)
}

/// A title as it is compared: its words in lower case, without a number before them.
pub(super) fn key(title: &str) -> String {
    let lower = title.to_lowercase();
    let mut words: Vec<&str> = words(&lower).collect();
    let numbered = |words: &[&str], at: usize| {
        words.len() > at + 1 && words[at].chars().all(|c| c.is_ascii_digit())
    };
    if numbered(&words, 0) {
        words.remove(0);
    } else if words.first() == Some(&"step") && numbered(&words, 1) {
        words.drain(..2);
    }
    words.concat()
}

/// Whether it is a sentence in bold, and no label.
pub(super) fn is_sentence(bold: &str) -> bool {
    let bold = bold.trim();
    bold.chars().count() > LONGEST_LABEL.0
        || bold.split_whitespace().count() > LONGEST_LABEL.1
        || bold.ends_with(['.', '!', '?'])
}

/// What stands in bold, if it is a label and not a word with weight, an address or a value.
fn label(bold: &str) -> Option<Label> {
    let shown = without_remark(bold)
        .trim_matches(|c: char| c.is_whitespace() || ":,;\"'“”‘’".contains(c))
        .to_owned();
    let key = key_of(&shown);
    let stands_out = |c: char| c.is_uppercase() || c.is_numeric() || matches!(c, ':' | '+' | '_');
    let is_value = shown.contains("://")
        || shown.eq_ignore_ascii_case(EXAMPLE_APP_ID)
        || shown == SUGGESTED_APP_NAME;
    let is_word = EMPHASIS.contains(&key.as_str()) || !shown.chars().any(stands_out);
    (!key.is_empty() && !is_value && !is_word).then_some(Label { shown, key })
}

/// `Scopes (Optional)` is the field `Scopes`.
fn without_remark(bold: &str) -> &str {
    let trimmed = bold.trim().trim_end_matches(':');
    match trimmed
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        Some((before, _)) if !before.trim().is_empty() => before,
        _ => trimmed,
    }
}

/// A label as it is compared: words in lower case, one or many of a thing alike.
pub(super) fn key_of(label: &str) -> String {
    let lower = label.to_lowercase();
    let words = words(&lower).map(|word| match word.strip_suffix('s') {
        Some(one) if one.len() > 2 => one,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Whether the text has these words, unmarked. At the beginning of a label a capital letter says nothing.
pub(super) fn mentions(text: &str, label: &str) -> bool {
    let mut chars = label.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let small = format!("{}{}", first.to_lowercase(), chars.as_str());
    [label, small.as_str()].into_iter().any(|wanted| {
        text.match_indices(wanted).any(|(at, found)| {
            let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            apart(text[..at].chars().next_back()) && apart(text[at + found.len()..].chars().next())
        })
    })
}
