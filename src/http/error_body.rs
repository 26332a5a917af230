//! What the members of an error body say of who wrote it.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::lenient::{Member, Name, Scalar, fill, reading};
use super::reply::Reply;
use crate::domain::text::Text;

/// Errors that nobody but an OAuth server has a reason to name (RFC 6749, section 5.2; RFC 6750, section 3.1). Others, like
/// `access_denied`, are words of filters too.
const OAUTH: [&str; 8] = [
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "invalid_token",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// The members of an error body, as far as they tell who wrote it.
#[derive(Default)]
pub(super) struct ErrorBody {
    /// Whether it has a member that the error bodies of Planday's Open API have (facts: planday.md, section 4.4).
    pub(super) has_words: bool,
    /// Whether it is an error of Cloudflare's own, and not of the service behind it.
    pub(super) is_cloudflares: bool,
    is_oauths: bool,
    status: Option<u64>,
    has_message: bool,
    has_timestamp: bool,
    has_code: bool,
}

impl ErrorBody {
    /// That of an answer. One that is no object says nothing.
    pub(super) fn of(reply: &Reply) -> Self {
        reply.read().unwrap_or_default()
    }

    /// Whether no proxy writes one like it, so that words of proxies in it are of what was entered: an OAuth error, or one
    /// with all the members that an error body of `StackOne` has (facts: stackone.md, sections 1 and 9).
    pub(super) fn is_a_services(&self, status: u16) -> bool {
        let is_whole = self.has_message && self.has_timestamp;
        let is_marked = self.has_code || self.status == Some(status.into());
        self.is_oauths || (is_whole && is_marked)
    }
}

impl Member for ErrorBody {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut body = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            let name = name.0.to_ascii_lowercase();
            match name.as_str() {
                "statuscode" | "status_code" => fill(&mut body.status, &mut object)?,
                _ => {
                    let said = object.next_value_seed(reading::<Said>())?;
                    body.take(&name, said);
                }
            }
        }
        Ok(Some(body))
    }
}

impl ErrorBody {
    fn take(&mut self, name: &str, said: Option<Said>) {
        let Some(said) = said else { return };
        match name {
            "message" => self.has_message = true,
            "timestamp" => self.has_timestamp = true,
            "errorcode" | "error_code" => self.has_code = true,
            "cloudflare_error" => self.is_cloudflares |= matches!(said, Said::Yes),
            "error" => self.is_oauths |= matches!(said, Said::OauthError),
            _ => {}
        }
        self.has_words |= matches!(
            name,
            "message"
                | "title"
                | "detail"
                | "error"
                | "errors"
                | "error_description"
                | "modelstate"
        );
    }
}

/// Anything but null and an empty text.
enum Said {
    Yes,
    OauthError,
    Other,
}

impl Member for Said {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        if matches!(value, Scalar::Flag(true)) {
            return Some(Self::Yes);
        }
        let text = Text::scalar(value)?;
        let code = text.as_str().trim().to_ascii_lowercase();
        Some(if OAUTH.contains(&code.as_str()) {
            Self::OauthError
        } else {
            Self::Other
        })
    }

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some(Self::Other))
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Some(Self::Other))
    }
}
