//! Takes secrets out of text by their value, in whatever form they stand there.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::view::View;
use crate::domain::text;
use crate::secret::Secret;

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
        // A secret is whole characters, so this is so already; slicing would fail if it ever were not.
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
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;
    use url::form_urlencoded;

    use super::*;

    fn knowing(secret: &str) -> Redactor {
        let redactor = Redactor::default();
        redactor.protect(&Secret::new(secret));
        redactor
    }

    fn each<T>(parts: impl Iterator<Item = T>, form: impl Fn(T) -> String) -> String {
        parts.map(form).collect::<Vec<_>>().concat()
    }

    /// Every form in which a secret may stand in a text.
    fn forms(secret: &str) -> Vec<String> {
        let json = serde_json::to_string(secret).expect("JSON");
        let json = &json[1..json.len() - 1];
        let units = secret.encode_utf16();
        vec![
            secret.to_owned(),
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
            each(secret.bytes(), |byte| match byte {
                plain if plain.is_ascii_alphanumeric() => char::from(plain).to_string(),
                other => format!("%{other:02x}"),
            }),
            each(secret.bytes(), |byte| format!("%{byte:02X}")),
            form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
            json.to_owned(),
            json.replace('/', "\\/"),
            each(units.clone(), |unit| format!("\\u{unit:04x}")),
            each(units, |unit| format!("\\u{unit:04X}")),
            json.replace('\\', "\\\\").replace('"', "\\\""),
        ]
    }

    #[test]
    fn every_occurrence_and_the_longest_secret() {
        let redactor = knowing("abcd");
        redactor.protect(&Secret::new("abcdef"));
        redactor.protect(&Secret::new("efgh"));
        assert_eq!(
            redactor.text("abcd, abcdef; abcdefgh abcdabcd"),
            "[redacted], [redacted]; [redacted] [redacted][redacted]"
        );
    }

    #[test]
    fn short_secrets_do_not_shred_the_text() {
        assert_eq!(knowing("abc").text("abcd"), "abcd");
        assert_eq!(knowing("åäö").text("åäö"), "åäö");
        assert_eq!(knowing("").text("abcd"), "abcd");
    }

    #[test]
    fn a_secret_in_the_middle_of_base64_takes_its_shared_characters_along() {
        let redactor = knowing("k3y-of-us");
        for before in ["", "u", "us", "use"] {
            let text = STANDARD.encode(format!("{before}k3y-of-us:"));
            let kept = &text[..before.len() * 8 / 6];
            let shown = redactor.text(&text);
            assert!(
                shown.starts_with(&format!("{kept}{PLACEHOLDER}")),
                "{text} became {shown}"
            );
        }
    }

    #[test]
    fn what_cleaning_takes_away_does_not_bring_a_secret_back() {
        let redactor = knowing("sesame-open");
        for raw in ["ses\u{200b}ame-open", "s\u{202e}es\u{ad}ame\u{feff}-open"] {
            assert_eq!(redactor.line(raw, 100), PLACEHOLDER);
            assert_eq!(redactor.body(raw.as_bytes()), PLACEHOLDER);
        }
        // Nor does a cut leave one half.
        assert_eq!(redactor.line("xx ses\u{200b}ame-open", 8), "xx [red…");
    }

    #[test]
    fn a_body_is_cut_and_never_within_a_secret() {
        let secret = "0123456789".repeat(20);
        let redactor = knowing(&secret);
        for back in [0, 1, 50, 199, 200, 3_000] {
            let mut body = "x".repeat(BODY_ON_RECORD - back);
            body.push_str(&secret);
            body.push_str(&"é".repeat(50_000));
            for end in [body.len(), BODY_ON_RECORD - back + 120] {
                let shown = redactor.body(&body.as_bytes()[..end]);
                assert!(shown.len() <= BODY_ON_RECORD + '…'.len_utf8());
                // A body that ends within the secret ends in a part of it, which is nobody's secret any more.
                assert!(end < body.len() || !shown.contains("0123"), "{back}");
            }
        }
        // Secrets shrink: what was read last, here the first part of one, is drawn into sight.
        let body = format!("x{}", secret.repeat(200));
        assert!(!redactor.body(body.as_bytes()).contains("0123"));
        assert_eq!(redactor.body(b"caf\xe9"), "caf\u{fffd}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_form_of_a_secret_comes_through(
            // A character of its own in front, or the placeholder could contain the secret.
            secret in "§.{3,40}|[!-~]{8,60}",
            before in "[^%\\\\]{0,20}",
            after in ".{0,20}",
        ) {
            let redactor = knowing(&secret);
            for form in forms(&secret) {
                let shown = redactor.text(&format!("{before}{form}{after}"));
                prop_assert!(!shown.contains(&form), "{form} is in {shown}");
                prop_assert!(!shown.contains(&secret), "{secret} is in {shown}");
                prop_assert!(shown.contains(PLACEHOLDER));
            }
        }

        #[test]
        fn no_base64_of_a_secret_comes_through(
            secret in "§.{3,40}|[!-~]{8,60}",
            before in proptest::collection::vec(any::<u8>(), 0..7),
            after in proptest::collection::vec(any::<u8>(), 0..7),
        ) {
            let redactor = knowing(&secret);
            let whole = [&before[..], secret.as_bytes(), &after].concat();
            // All and only the characters that hold a bit of the secret.
            let kept = before.len() * 8 / 6;
            let gone = ((before.len() + secret.len()) * 8).div_ceil(6);
            for text in [STANDARD.encode(&whole), STANDARD_NO_PAD.encode(&whole),
                         URL_SAFE.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
                let expected = format!("({}{PLACEHOLDER}{})", &text[..kept], &text[gone..]);
                prop_assert_eq!(redactor.text(&format!("({text})")), expected);
                let escaped = text.replace('/', "\\/");
                prop_assert!(redactor.text(&escaped).contains(PLACEHOLDER));
                let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
                prop_assert!(redactor.text(&encoded).contains(PLACEHOLDER));
            }
        }

        #[test]
        fn nothing_from_outside_makes_it_fail(text in ".{0,80}|[%+\\\\u0-9a-f\"é]{0,80}") {
            let redactor = knowing("a%b+");
            redactor.protect(&Secret::new("\u{e9}\u{e9}\u{e9}\u{e9}"));
            let shown = redactor.text(&text);
            prop_assert!(!shown.contains("a%b+"));
            redactor.body(text.as_bytes());
        }
    }
}
