//! The forms that are a secret for certain, whoever's it is: looked for anywhere in a text, also directly behind a letter.

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::form::{SecretForm, is_mixed};

/// Where secrets of an unmistakable form stand in a text: in order, and apart from one another. Of a header it is the credential
/// alone. Cheap where there is none.
#[must_use]
pub fn spans(text: &str) -> Vec<Range<usize>> {
    if !may_hold_form(text.as_bytes()) {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = each(text).map(|(_, range)| range).collect();
    found.sort_unstable_by_key(|range| range.start);
    found.dedup_by(|next, last| {
        let meets = next.start < last.end;
        if meets {
            last.end = last.end.max(next.end);
        }
        meets
    });
    found
}

/// The text with `placeholder` in the place of each secret of an unmistakable form.
#[must_use]
pub fn masked(text: &str, placeholder: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for one in spans(text) {
        out.push_str(&text[end..one.start]);
        out.push_str(placeholder);
        end = one.end;
    }
    out.push_str(&text[end..]);
    out
}

/// The form that a text has or that is in it, and where: the one that says most, where there are several.
pub(super) fn first(text: &str) -> Option<(SecretForm, Range<usize>)> {
    may_hold_form(text.as_bytes())
        .then(|| each(text).next())
        .flatten()
}

/// Whether it is worth looking: one pass over the bytes, without an allocation.
#[must_use]
pub fn may_hold_form(text: &[u8]) -> bool {
    text.iter().enumerate().any(|(at, byte)| match byte {
        b'1' => at > 0 && matches!(text[at - 1], b'v' | b'V') && text.get(at + 1) == Some(&b'.'),
        b'y' => at > 0 && text[at - 1] == b'e' && text.get(at + 1) == Some(&b'J'),
        b'b' | b'B' => text
            .get(at..at + 6)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"bearer")),
        b'-' => text[at..].starts_with(b"-----BEGIN"),
        _ => false,
    })
}

/// Whether what a pattern found in a text is one.
type IsOne = fn(&str, &Range<usize>) -> bool;

type Find = (SecretForm, Regex, IsOne);

/// Every occurrence, form by form.
fn each(text: &str) -> impl Iterator<Item = (SecretForm, Range<usize>)> {
    static FORMS: LazyLock<Vec<Find>> = LazyLock::new(|| {
        let any: IsOne = |_, _| true;
        let forms: [(SecretForm, &str, IsOne); 4] = [
            // The first line says what it is; where the last one is missing, all that follows may be of it.
            (
                SecretForm::Pem,
                r"(?s)(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:.*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|.*))",
                any,
            ),
            (
                SecretForm::Bearer,
                r"(?i)bearer\s+([A-Za-z0-9._~+/=-]{16,})",
                any,
            ),
            (
                SecretForm::Jwt,
                r"(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)",
                any,
            ),
            (
                SecretForm::ApiKey,
                r"((?i)v1\.[a-z][a-z0-9]{1,7}\.[a-z0-9+/_=-]{8,})",
                is_api_key,
            ),
        ];
        let forms = forms.into_iter();
        // All of them are valid: the tests look for each.
        forms
            .filter_map(|(form, pattern, is_one)| Some((form, Regex::new(pattern).ok()?, is_one)))
            .collect()
    });
    FORMS.iter().flat_map(move |(form, pattern, is_one)| {
        pattern
            .captures_iter(text)
            .filter_map(|found| Some(found.get(1)?.range()))
            .filter(move |range| is_one(text, range))
            .map(|range| (*form, range))
    })
}

/// Whether `v1.{region}.…` is a key rather than a version or a part of a host name: its last part is random, and it is long, or
/// stands alone, or its region is one (`us1`).
fn is_api_key(text: &str, range: &Range<usize>) -> bool {
    let mut parts = text[range.clone()].splitn(3, '.').skip(1);
    let region = parts.next().unwrap_or_default();
    let rest = parts.next().unwrap_or_default();
    let is_long = rest.len() >= 16;
    let stands_alone = !text[..range.start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let is_region = region.ends_with(|c: char| c.is_ascii_digit());
    if is_mixed(rest.as_bytes()) {
        is_long || stands_alone || is_region
    } else {
        is_long && stands_alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "v1.us1.Fk9reKeyOfSomebodyElse77Zz42Qw";
    const JWT: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJlMTIz";

    #[test]
    fn a_form_is_found_wherever_it_stands_and_however_it_is_written() {
        let upper = KEY.to_uppercase();
        for secret in [KEY, &upper, JWT] {
            for (before, after) in [
                ("", ""),
                ("Integration", ""),
                ("key_", "!"),
                ("é", "é"),
                ("a ", " b"),
                ("/", "?x"),
            ] {
                let text = format!("{before}{secret}{after}");
                assert_eq!(masked(&text, "#"), format!("{before}#{after}"), "{text}");
            }
        }
        assert_eq!(masked(&format!("{KEY} {JWT} {KEY}"), "#"), "# # #");
        let header = "xAuthorization: bearer Zx81Qm-OpaqueAccessTokenAbc99zzTop;";
        assert_eq!(masked(header, "#"), "xAuthorization: bearer #;");
        assert_eq!(masked(&format!("Bearer {JWT}"), "#"), "Bearer #");
    }

    #[test]
    fn a_private_key_goes_up_to_its_last_line_and_else_to_the_end() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\nAAKC";
        let whole = format!("x{key}\n-----END RSA PRIVATE KEY-----\nafter");
        assert_eq!(masked(&whole, "#"), "x#\nafter");
        assert_eq!(masked(&format!("before {key} after"), "#"), "before #");
        let certificate = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----";
        assert_eq!(masked(certificate, "#"), certificate);
    }

    #[test]
    fn ordinary_texts_are_left_alone() {
        for text in [
            "v1.2.3 of the connector",
            "v1.12.20250101-beta-release",
            "v1.eu1.ordinary and v1.us2.words",
            "https://dev1.restaurantgruppen.restaurantgruppen-oslo.example/",
            "the bearer of bad news",
            "Bearer realm=\"planday\"",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ",
            "Keyboard, Bering, eye, v1, 1.1.1",
        ] {
            assert_eq!(masked(text, "#"), text);
        }
    }
}
