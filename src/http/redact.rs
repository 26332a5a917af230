//! Takes secrets out of text by their value, in whatever form they stand there.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::view::View;
use crate::secret::Secret;
use crate::text;

/// What stands in a secret's place.
pub(super) const PLACEHOLDER: &str = "[redacted]";

/// How many bytes of a body the record keeps.
pub(super) const BODY_ON_RECORD: usize = 16 * 1024;

/// Shorter secrets are not looked for: they would shred every text.
const SHORTEST: usize = 4;

/// The most bytes that one byte of a secret becomes in any of its forms (base64 whose every character is escaped as `\u00..`).
const WIDEST: usize = 8;

/// The secrets of this run. Clones know the same secrets.
#[derive(Clone, Default)]
pub(super) struct Redactor(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    /// The values as they are.
    plain: Index,
    /// Those characters of their base64 forms that depend on nothing but the secret.
    coded: Index,
    /// The length of the longest value.
    longest: usize,
}

/// Patterns by their first bytes: one look per place in the text, however many secrets there are.
type Index = HashMap<[u8; SHORTEST], Vec<Pattern>>;

struct Pattern {
    bytes: Zeroizing<Vec<u8>>,
    /// Whether the character before it, or behind it, holds some bits of the secret besides a neighbour's.
    shared: (bool, bool),
}

impl Redactor {
    /// Knows the secret from now on.
    pub(super) fn protect(&self, secret: &Secret) {
        if secret.chars() < SHORTEST {
            return;
        }
        let bytes = secret.expose().as_bytes();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !insert(&mut known.plain, bytes, (false, false)) {
            return;
        }
        known.longest = known.longest.max(bytes.len());
        for before in 0..3 {
            let (core, shared) = base64_core(bytes, before);
            insert(&mut known.coded, &core, shared);
        }
    }

    /// The text without secrets. Not cleaned: see [`Redactor::line`] for what is shown.
    pub(super) fn text(&self, raw: &str) -> String {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::with_capacity(raw.len());
        let mut end = 0;
        for found in known.find(raw) {
            out.push_str(&raw[end..found.start]);
            out.push_str(PLACEHOLDER);
            end = found.end;
        }
        out.push_str(&raw[end..]);
        out
    }

    /// One line fit to show, of at most `longest` characters.
    pub(super) fn line(&self, raw: &str, longest: usize) -> String {
        // Cleaning drops characters, and a secret that they broke up would stand whole again: hence once more behind it,
        // and only then the cut, which could leave one half of it.
        let clean = text::line(&self.text(raw), usize::MAX);
        text::line(&self.text(&clean), longest)
    }

    /// A body fit to show, cut at [`BODY_ON_RECORD`].
    pub(super) fn body(&self, raw: &[u8]) -> String {
        let margin = self.longest_form();
        let read = raw.len().min(BODY_ON_RECORD + 4 * margin);
        let clean = text::lines(
            &self.text(&String::from_utf8_lossy(&raw[..read])),
            usize::MAX,
        );
        let mut shown = self.text(&clean);
        // Where the rest was not even looked at, the end may be the first half of a secret (three times as wide where it
        // is full of what cleaning replaces): it goes.
        let sure = if read < raw.len() {
            shown.len().saturating_sub(3 * margin)
        } else {
            shown.len()
        };
        let keep = sure.min(BODY_ON_RECORD);
        if keep < shown.len() {
            shown.truncate(
                (0..=keep)
                    .rev()
                    .find(|at| shown.is_char_boundary(*at))
                    .unwrap_or(0),
            );
            shown.push('…');
        }
        shown
    }

    fn longest_form(&self) -> usize {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        // The last term is for a character that the cut breaks.
        known.longest * WIDEST + 4
    }
}

impl Known {
    /// Where secrets stand: in order, apart from one another, on character boundaries.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.plain.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for mut view in View::all(text) {
            search(&self.plain, &view, &mut found);
            // Both base64 alphabets read as one.
            for byte in &mut view.bytes {
                match byte {
                    b'-' => *byte = b'+',
                    b'_' => *byte = b'/',
                    _ => {}
                }
            }
            search(&self.coded, &view, &mut found);
        }
        merge(found, text)
    }
}

fn insert(index: &mut Index, bytes: &[u8], shared: (bool, bool)) -> bool {
    let Some(key) = bytes.first_chunk() else {
        return false;
    };
    let patterns = index.entry(*key).or_default();
    if patterns.iter().any(|pattern| *pattern.bytes == bytes) {
        return false;
    }
    patterns.push(Pattern {
        bytes: Zeroizing::new(bytes.to_vec()),
        shared,
    });
    true
}

/// The base64 characters that belong to `secret` alone when `before` bytes (0, 1 or 2, modulo 3) stand in front of it,
/// and whether the characters on either side hold some of its bits too.
fn base64_core(secret: &[u8], before: usize) -> (Zeroizing<Vec<u8>>, (bool, bool)) {
    let padded = Zeroizing::new([&vec![0; before], secret].concat());
    let text = Zeroizing::new(STANDARD_NO_PAD.encode(&*padded));
    let first = (before * 8).div_ceil(6);
    let behind = padded.len() * 8 / 6;
    (
        Zeroizing::new(text.as_bytes()[first..behind].to_vec()),
        (before > 0, !(padded.len() * 8).is_multiple_of(6)),
    )
}

fn search(index: &Index, view: &View, found: &mut Vec<Range<usize>>) {
    let bytes = &view.bytes;
    for (start, key) in bytes.windows(SHORTEST).enumerate() {
        let Some(patterns) = <&[u8; SHORTEST]>::try_from(key)
            .ok()
            .and_then(|key| index.get(key))
        else {
            continue;
        };
        for pattern in patterns {
            if !bytes[start..].starts_with(&pattern.bytes) {
                continue;
            }
            let (mut from, mut to) = (start, start + pattern.bytes.len());
            if pattern.shared.0 && from > 0 && is_base64(bytes[from - 1]) {
                from -= 1;
            }
            if pattern.shared.1 && bytes.get(to).copied().is_some_and(is_base64) {
                to += 1;
            }
            found.push(view.place(from..to));
        }
    }
}

/// In the standard alphabet, to which the url-safe one was mapped.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn merge(mut found: Vec<Range<usize>>, text: &str) -> Vec<Range<usize>> {
    found.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mut range in found {
        // A decoded byte may be a part of a character of the text.
        while !text.is_char_boundary(range.start) {
            range.start -= 1;
        }
        while !text.is_char_boundary(range.end) {
            range.end += 1;
        }
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
