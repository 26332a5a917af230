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

/// Members that the error bodies of Planday's Open API have (facts: planday.md, section 4.4).
const WORDS: [&str; 7] = [
    "message",
    "title",
    "detail",
    "error",
    "errors",
    "error_description",
    "modelstate",
];

/// Members that an error body of `StackOne` has beside its message and its status (facts: stackone.md, section 9).
const MARKS: [&str; 3] = ["timestamp", "errorcode", "error_code"];

/// The members of an error body, as far as they tell who wrote it.
#[derive(Default)]
pub(super) struct ErrorBody {
    /// Whether it is an error of Cloudflare's own, and not of the service behind it.
    pub(super) is_cloudflares: bool,
    is_oauths: bool,
    status: Option<u64>,
    /// Which of [`WORDS`] and [`MARKS`] say something.
    members: Vec<&'static str>,
}

impl ErrorBody {
    /// That of an answer. One of success, or that is no object, says nothing.
    pub(super) fn of(reply: &Reply) -> Self {
        if reply.is_success() {
            // A list may be long, and nothing is asked of it here.
            return Self::default();
        }
        reply.read().unwrap_or_default()
    }

    /// Whether it has a member that the error bodies of Planday's Open API have.
    pub(super) fn has_words(&self) -> bool {
        WORDS.iter().any(|name| self.members.contains(name))
    }

    /// Whether no proxy writes one like it, so that words of proxies in it are of what was entered: an OAuth error, or one
    /// with all the members that an error body of `StackOne` has.
    pub(super) fn is_a_services(&self, status: u16) -> bool {
        let has = |name| self.members.contains(&name);
        let is_marked = self.status == Some(status.into()) || has("errorcode") || has("error_code");
        self.is_oauths || (has("message") && has("timestamp") && is_marked)
    }
}

impl Member for ErrorBody {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut body = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            let name = name.0.to_ascii_lowercase();
            if matches!(name.as_str(), "statuscode" | "status_code") {
                fill(&mut body.status, &mut object)?;
                continue;
            }
            let Some(said) = object.next_value_seed(reading::<Said>())? else {
                continue;
            };
            body.is_cloudflares |= name == "cloudflare_error" && matches!(said, Said::Yes);
            body.is_oauths |= name == "error" && matches!(said, Said::OauthError);
            let known = WORDS.into_iter().chain(MARKS).find(|known| *known == name);
            body.members
                .extend(known.filter(|known| !body.members.contains(known)));
        }
        Ok(Some(body))
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
