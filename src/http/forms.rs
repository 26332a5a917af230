//! The forms of a secret that no decoding undoes, and how much of one is enough to recognise it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::patterns::Pattern;
use crate::secret::Secret;

/// How many characters of a secret, beyond the prefix that its form shares, are enough to recognise it: who shows "the first
/// twelve and dots" shows them.
const RECOGNISED: usize = 8;

/// What to look for.
pub(super) struct Forms {
    /// In a text in lower case.
    pub(super) plain: Vec<Pattern>,
    /// In a text as it is, in the standard alphabet of base64.
    pub(super) coded: Vec<Pattern>,
}

/// The forms of a secret.
pub(super) fn of(secret: &Secret) -> Forms {
    let bytes = secret.expose().as_bytes();
    let enough = enough(secret.expose());
    let pattern = |bytes: Zeroizing<Vec<u8>>, least: Option<usize>, shared| Pattern {
        least: least.unwrap_or(bytes.len()).min(bytes.len()),
        bytes,
        shared,
    };
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    let lower = Zeroizing::new(bytes.to_ascii_lowercase());
    let hex = Zeroizing::new(hex.into_bytes());
    Forms {
        plain: vec![
            pattern(lower, enough, (false, false)),
            pattern(hex, enough.map(|length| length * 2), (false, false)),
        ],
        coded: (0..3)
            .map(|before| {
                let (core, shared) = base64_core(bytes, before);
                let first = (before * 8).div_ceil(6);
                let enough = enough.map(|length| (before + length) * 8 / 6 - first);
                pattern(core, enough, shared)
            })
            .collect(),
    }
}

/// How many of its first bytes are enough to recognise a secret; `None` where only the whole value is: it may be made of
/// ordinary words, and half of it would match ordinary text.
fn enough(secret: &str) -> Option<usize> {
    if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let from = shared_prefix(secret);
    let (mut count, mut changes, mut before) = (0, 0, None);
    for (at, byte) in secret.bytes().enumerate().skip(from) {
        let kind = match byte {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            b'0'..=b'9' => 2,
            _ => continue,
        };
        count += 1;
        changes += usize::from(before.is_some_and(|before| before != kind));
        before = Some(kind);
        // A word, capitalised or not, has one change at the most.
        if count >= RECOGNISED && changes > 1 {
            return Some(at + 1).filter(|length| *length < secret.len());
        }
    }
    None
}

/// How much of the secret every other secret of its form begins with: `v1.eu1.` of an API key (facts: stackone.md, section 1), the
/// header of a JSON Web Token.
fn shared_prefix(secret: &str) -> usize {
    let mut parts = secret.splitn(3, '.');
    let (Some(first), Some(second), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return 0;
    };
    let is_version =
        first.len() == 2 && first.starts_with('v') && first.ends_with(|c: char| c.is_ascii_digit());
    if is_version && (2..=8).contains(&second.len()) {
        first.len() + second.len() + 2
    } else if first.starts_with("eyJ") {
        first.len() + 1
    } else {
        0
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_is_eight_characters_beyond_what_the_form_shares() {
        for (secret, expected) in [
            ("VxLtcy_OWkWoPKqs4uFhTg", Some(9)),
            ("v1.eu1.Zm9vYmFyYmF6cXV4", Some(15)),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln", Some(28)),
            // Words are matched as a whole.
            ("correct horse battery staple", None),
            ("correct-horse-battery-staple", None),
            ("Passwordpassword", None),
            ("Ab3kd9sL", None),
        ] {
            assert_eq!(enough(secret), expected, "{secret}");
        }
    }
}
