//! What came back.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeSeed;

use super::learn::salvage;
use super::lenient::{Member, reading};
use super::limits;
use super::redact::Redactor;
use crate::domain::text::Text;
use crate::secret::Secret;

/// How much of a body is looked at as a text, in bytes: error pages are smaller, and what is shown of one is a sentence.
const LONGEST_TEXT: usize = 256 * 1024;

/// An answer, whatever its status.
///
/// Whatever it says can be shown as far as secrets go: what the headers, the text and the strings of the JSON give away is
/// redacted already. Only the members that the call names as [secret](super::Call::secret_fields) keep what is in them.
/// `Debug` shows nothing of the body.
#[derive(Clone)]
pub struct Reply {
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// Without the secrets in its strings, but for the members in which this answer hands secrets out.
    pub(super) body: Vec<u8>,
    pub(super) host: String,
    pub(super) elapsed: Duration,
    pub(super) attempts: u32,
    pub(super) exchange: u64,
    pub(super) received: Timestamp,
    pub(super) redactor: Redactor,
}

impl Reply {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is one of success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of that name, in whatever case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        limits::header(&self.headers, name)
    }

    /// The media type as sent, with its parameters.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    /// Whether there is nothing in the body but white space.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// How many bytes the body has, decompressed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// The body as text without secrets; what is not UTF-8 becomes replacement characters. Not cleaned, and cut at 256 KiB.
    #[must_use]
    pub fn text(&self) -> String {
        let start = &self.body[..self.body.len().min(LONGEST_TEXT)];
        self.redactor.text(&String::from_utf8_lossy(start))
    }

    /// What was read out of the answer by decoding it further, without secrets.
    #[must_use]
    pub fn redact(&self, decoded: &str) -> String {
        self.redactor.text(decoded)
    }

    /// Reads the body leniently: a member that decides nothing costs nothing. An error is that it is no JSON, or not even
    /// of the kind that is wanted.
    pub fn read<T: Member>(&self) -> Result<T, Shape> {
        self.read_with(reading::<T>())?
            .ok_or(Shape::Mismatch("a value of another kind was expected"))
    }

    pub(super) fn read_with<'de, S: DeserializeSeed<'de>>(
        &'de self,
        seed: S,
    ) -> Result<S::Value, Shape> {
        let body = self.bare_body();
        if body.is_empty() {
            return Err(Shape::Empty);
        }
        let mut source = serde_json::Deserializer::from_slice(body);
        seed.deserialize(&mut source)
            .and_then(|value| source.end().map(|()| value))
            .map_err(|_| self.not_json(body))
    }

    /// A secret from an answer of which nothing else may be readable, for it may be cut off: the string of this member,
    /// wherever it stands. Only from what begins as an answer in JSON does.
    #[must_use]
    pub fn salvage(&self, member: &str) -> Option<Secret> {
        let body = self.bare_body();
        body.starts_with(b"{").then(|| salvage(member, body))?
    }

    /// The body without a byte order mark and white space around it.
    pub(super) fn bare_body(&self) -> &[u8] {
        self.body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body)
            .trim_ascii()
    }

    pub(super) fn not_json(&self, body: &[u8]) -> Shape {
        let says_html = self
            .content_type()
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        if says_html || body.starts_with(b"<") {
            Shape::Html {
                title: title(&String::from_utf8_lossy(body))
                    .map(|title| Text::new(&self.redactor.line(title, 200)))
                    .filter(|title| !title.is_empty()),
            }
        } else {
            Shape::NotJson
        }
    }

    /// How long the server asks to be left alone: `Retry-After`, or on a 429 `x-ratelimit-reset`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let wait = |value| limits::wait(value, self.received);
        self.header("retry-after").and_then(wait).or_else(|| {
            let reset = self.header("x-ratelimit-reset")?;
            (self.status == 429).then(|| wait(reset))?
        })
    }

    /// How long the answer took: the last attempt alone, without the waits before it.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How many attempts were made, this one included.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Who answered.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The number of the exchange in the log.
    #[must_use]
    pub fn exchange(&self) -> u64 {
        self.exchange
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("host", &self.host)
            .field("bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .field("exchange", &self.exchange)
            .finish_non_exhaustive()
    }
}

/// What the text between `<title …>` and `</title` is.
fn title(html: &str) -> Option<&str> {
    // A title stands at the beginning. Lower case in ASCII keeps every offset.
    let lower = html.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(html[start..end].trim())
}

/// Why a body is not what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Shape {
    /// There is none.
    #[error("the answer is empty")]
    Empty,
    /// It is a web page: of a proxy, a gateway or a sign-in, most likely.
    #[error("the answer is a web page{}, not JSON", titled(title.as_ref()))]
    Html {
        /// The title of the page.
        title: Option<Text>,
    },
    /// It is something else.
    #[error("the answer is not JSON")]
    NotJson,
    /// It is JSON of another kind; what was expected, as a sentence without its full stop.
    #[error("the answer has an unexpected shape: {0}")]
    Mismatch(&'static str),
}

fn titled(title: Option<&Text>) -> String {
    title.map_or_else(String::new, |title| format!(" titled \"{title}\""))
}

#[cfg(test)]
impl Reply {
    /// A reply made of nothing but what a test needs.
    pub(crate) fn made(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        Self {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
            host: "localhost".to_owned(),
            elapsed: Duration::ZERO,
            attempts: 1,
            exchange: 1,
            received: Timestamp::UNIX_EPOCH,
            redactor: Redactor::default(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::http) fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        Reply::made(status, headers, body)
    }

    #[derive(Debug, Default, PartialEq)]
    struct Page {
        data: Vec<Item>,
    }

    crate::members!(Page { data: "data" });

    #[derive(Debug, Default, PartialEq)]
    struct Item {
        id: u64,
    }

    crate::members!(Item { id: "id" });

    fn shape(headers: &[(&str, &str)], body: &str) -> Shape {
        reply(200, headers, body)
            .read::<Page>()
            .expect_err("a shape")
    }

    #[test]
    fn json_is_read() {
        let page = reply(200, &[], "\u{feff}{\"data\":[{\"id\":7}]}\n").read::<Page>();
        assert_eq!(
            page,
            Ok(Page {
                data: vec![Item { id: 7 }]
            })
        );
    }

    #[test]
    fn what_is_not_the_json_expected_says_what_it_is() {
        assert_eq!(shape(&[], " \n"), Shape::Empty);
        assert_eq!(shape(&[], "upstream error"), Shape::NotJson);
        assert_eq!(shape(&[], "{\"data\":[]} and more"), Shape::NotJson);
        assert_eq!(
            shape(&[], "<!DOCTYPE html><TITLE lang=en>\n Sign\u{1b}in</Title>"),
            Shape::Html {
                title: Some(Text::new("Sign\u{fffd}in"))
            }
        );
        assert_eq!(
            shape(&[("content-type", "Text/HTML; charset=utf-8")], "oops"),
            Shape::Html { title: None }
        );
    }

    #[test]
    fn a_value_of_another_kind_is_told_without_a_word_of_it() {
        for body in ["[1]", "7", r#""tok-123456""#, "null"] {
            let found = shape(&[], body);
            assert_eq!(
                found,
                Shape::Mismatch("a value of another kind was expected")
            );
            assert!(!format!("{found} {found:?}").contains("tok-"), "{found}");
        }
    }

    #[test]
    fn the_announced_wait_is_retry_after_before_the_reset() {
        let both = [("retry-after", "7"), ("x-ratelimit-reset", "3")];
        assert_eq!(
            reply(429, &both, "").retry_after(),
            Some(Duration::from_secs(7))
        );
        assert_eq!(
            reply(429, &both[1..], "").retry_after(),
            Some(Duration::from_secs(3))
        );
        assert_eq!(reply(200, &both[1..], "").retry_after(), None);
    }

    #[test]
    fn debug_shows_no_body() {
        let shown = format!("{:?}", reply(200, &[("x-key", "s3cret")], "b0dy"));
        assert!(!shown.contains("b0dy") && !shown.contains("s3cret"));
    }
}
