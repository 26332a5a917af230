//! Takes secrets out of text: those that are known by their value, in whatever form they stand there, and anybody's by the
//! forms that are unmistakable.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use super::forms::{self, Forms};
use super::patterns::{Index, Match, SHORTEST};
use super::view::View;
use crate::domain::guard::forms as unmistakable;
use crate::domain::text;
use crate::secret::Secret;

/// What stands in a secret's place.
pub(crate) const PLACEHOLDER: &str = "[redacted]";

/// How many bytes of a body the record keeps.
pub(super) const BODY_ON_RECORD: usize = 16 * 1024;

/// The most bytes that one byte of a secret becomes in any of its forms (base64 whose every character is escaped, as
/// `\u00..` or `&#x00..;`).
const WIDEST: usize = 12;

/// How much of a text is looked through at once, so that a long one takes no more memory than this.
const WINDOW: usize = 64 * 1024;

/// How much of a text must be seen behind a place to know that no secret of an unmistakable form begins there.
const FORM: usize = 2 * 1024;

/// How many passing secrets are known at once. A run over thousands of portals gets thousands of access tokens that are good for
/// an hour each, and uses a handful at a time.
const MOST_PASSING: usize = 256;

/// How long a passing secret is known beyond its time: a late answer may repeat it.
const AFTERWARDS: Duration = Duration::from_secs(60);

/// The secrets of this run. Clones know the same secrets.
#[derive(Clone, Default)]
pub(super) struct Redactor(Arc<RwLock<Known>>);

#[derive(Default)]
pub(super) struct Known {
    /// The values as they are and in hexadecimal digits, in lower case.
    plain: Index,
    /// Those characters of their base64 forms that depend on nothing but the secret.
    coded: Index,
    /// The length of the longest value.
    longest: usize,
    /// Whether a value has a space in it, which a form writes as `+`.
    spaces: bool,
    /// Hashes of the values that are known for good.
    lasting: HashSet<u64>,
    /// Values that are forgotten, the newest last, each with the time at which it is.
    passing: VecDeque<(Secret, Instant)>,
    hasher: RandomState,
}

impl Redactor {
    /// Knows the secret from now on.
    pub(super) fn protect(&self, secret: &Secret) {
        if secret.chars() < SHORTEST {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let hash = known.hasher.hash_one(secret.expose());
        if !known.lasting.insert(hash) {
            return;
        }
        if let Some(at) = known.passing.iter().position(|(one, _)| one == secret) {
            known.passing.remove(at);
        } else {
            known.add(secret);
        }
    }

    /// Knows the secret for `time`: an access token, which is worth nothing once it has expired.
    pub(super) fn protect_for(&self, secret: &Secret, time: Duration) {
        self.protect_until(secret, Instant::now(), time + AFTERWARDS);
    }

    fn protect_until(&self, secret: &Secret, now: Instant, time: Duration) {
        if secret.chars() < SHORTEST {
            return;
        }
        let until = now + time;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let hash = known.hasher.hash_one(secret.expose());
        if known.lasting.contains(&hash) {
            return;
        }
        if let Some(at) = known.passing.iter().position(|(one, _)| one == secret) {
            // Used again, so among the newest again.
            if let Some((one, had)) = known.passing.remove(at) {
                known.passing.push_back((one, had.max(until)));
            }
            return;
        }
        known.forget(now);
        known.add(secret);
        known.passing.push_back((secret.clone(), until));
    }

    /// The text without secrets. Not cleaned: see [`Redactor::line`] for what is shown.
    pub(super) fn text(&self, raw: &str) -> String {
        self.known().text(raw).into_owned()
    }

    /// What is known at this moment.
    pub(super) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
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
        let margin = self.known().longest_form().max(FORM);
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
}

impl Known {
    /// The text without secrets: itself, where none is in it.
    pub(super) fn text<'a>(&self, raw: &'a str) -> Cow<'a, str> {
        let found = self.find(raw);
        if found.is_empty() {
            return Cow::Borrowed(raw);
        }
        let mut out = String::with_capacity(raw.len());
        let mut end = 0;
        for one in found {
            out.push_str(&raw[end..one.start]);
            out.push_str(PLACEHOLDER);
            end = one.end;
        }
        out.push_str(&raw[end..]);
        Cow::Owned(out)
    }

    fn add(&mut self, secret: &Secret) {
        let Forms { plain, coded } = forms::of(secret);
        for form in plain {
            self.plain.insert(form);
        }
        for form in coded {
            self.coded.insert(form);
        }
        self.longest = self.longest.max(secret.expose().len());
        self.spaces |= secret.expose().contains(' ');
    }

    /// Forgets what has passed, and the oldest where there would be too many.
    fn forget(&mut self, now: Instant) {
        let mut gone = Vec::new();
        self.passing.retain(|(secret, until)| {
            let stays = *until > now;
            if !stays {
                gone.push(secret.clone());
            }
            stays
        });
        while self.passing.len() >= MOST_PASSING {
            gone.extend(self.passing.pop_front().map(|(secret, _)| secret));
        }
        for secret in gone {
            let Forms { plain, coded } = forms::of(&secret);
            for form in &plain {
                self.plain.remove(form);
            }
            for form in &coded {
                self.coded.remove(form);
            }
        }
    }

    /// Where secrets stand: in order, apart from one another, on character boundaries.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        if text.len() < SHORTEST {
            return Vec::new();
        }
        // Of the text as it is, at once: a private key is as long as it likes.
        let mut found = unmistakable::spans(text);
        if self.longest == 0 && !View::is_encoded(text.as_bytes()) {
            return found;
        }
        let margin = self.longest_form().max(FORM);
        for from in (0..text.len()).step_by(WINDOW) {
            let to = text.len().min(from + WINDOW + margin);
            let window = &text.as_bytes()[from..to];
            View::each(window, self.spaces, &mut |view| {
                self.search(view, from, &mut found);
            });
        }
        merge(found, text)
    }

    fn search(&self, view: &View, from: usize, found: &mut Vec<Range<usize>>) {
        let mut add = |range| {
            let place = view.place(range);
            found.push(from + place.start..from + place.end);
        };
        if view.is_decoded() && unmistakable::may_hold_form(&view.bytes) {
            // The forms are of ASCII: what is none stands for nothing in them, and a window may have cut a character.
            let ascii = |byte: &u8| char::from(if byte.is_ascii() { *byte } else { 0 });
            let text: String = view.bytes.iter().map(ascii).collect();
            unmistakable::spans(&text).into_iter().for_each(&mut add);
        }
        if self.longest == 0 {
            return;
        }
        let mut bytes = view.bytes.to_ascii_lowercase();
        self.plain.search(&bytes, |one| add(one.range));
        // Both base64 alphabets read as one.
        for (byte, plain) in bytes.iter_mut().zip(&view.bytes) {
            *byte = match plain {
                b'-' => b'+',
                b'_' => b'/',
                other => *other,
            };
        }
        self.coded.search(&bytes, |Match { range, shared }| {
            let (mut from, mut to) = (range.start, range.end);
            if shared.0 && from > 0 && is_base64(bytes[from - 1]) {
                from -= 1;
            }
            if shared.1 && bytes.get(to).copied().is_some_and(is_base64) {
                to += 1;
            }
            add(from..to);
        });
    }

    fn longest_form(&self) -> usize {
        // The last term is for a character that the cut breaks.
        self.longest * WIDEST + 4
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
        // A secret is whole characters; one that is cut may end within one, and slicing would fail there.
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

#[cfg(test)]
mod tests;
