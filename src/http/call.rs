//! What to send: one call, before it is sent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::budget::Budget;
use super::path::below;
use super::reads::{Passes, RUN_ACTION, ReadAction, ReadPost};
use super::redact::PLACEHOLDER;
use crate::secret::Secret;

/// Headers whose values are secrets whoever sets them.
const SECRET_HEADERS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// The scheme of an access token.
const BEARER: &str = "Bearer ";

/// The HTTP methods that this program uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// When a call may be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// It changes nothing: whenever the failure may pass.
    Safe,
    /// It changes something: only when it was surely not processed.
    Unprocessed,
    /// It may spend a token that works once: not after an answer was lost on the way.
    Grant,
}

/// Something to send that may be a secret.
#[derive(Clone)]
pub(super) enum Value {
    Plain(String),
    /// `before` the secret stands in the record as it is: the scheme of an authorization.
    Secret {
        before: &'static str,
        secret: Secret,
    },
}

impl Value {
    pub(super) fn on_the_wire(&self) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::Plain(value) => value.clone(),
            Self::Secret { before, secret } => format!("{before}{}", secret.expose()),
        })
    }

    pub(super) fn on_record(&self) -> String {
        match self {
            Self::Plain(value) => value.clone(),
            Self::Secret { before, .. } => format!("{before}{PLACEHOLDER}"),
        }
    }

    /// Whether it is an access token.
    fn is_passing(&self) -> bool {
        matches!(self, Self::Secret { before, .. } if *before == BEARER)
    }

    pub(super) fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Plain(_) => None,
            Self::Secret { secret, .. } => Some(secret),
        }
    }
}

#[derive(Clone)]
enum Content {
    None,
    Form(Vec<(&'static str, Value)>),
    Json(serde_json::Value),
}

/// One call, to be sent through the [`Door`](super::Door).
#[derive(Clone)]
pub struct Call {
    pub(super) service: &'static str,
    pub(super) purpose: String,
    pub(super) url: Url,
    pub(super) method: Method,
    pub(super) repeat: Repeat,
    /// Why it passes in read-only mode, where its method does not say so.
    passes: Passes,
    pub(super) headers: Vec<(&'static str, Value)>,
    pub(super) secret_fields: &'static [&'static str],
    pub(super) budget: Option<Budget>,
    /// Sent in an encoded form, so the value itself is in no header: kept to be redacted too.
    pub(super) more_secrets: Vec<Secret>,
    /// Whether the answer may hold personal data, so that not even the record keeps it.
    pub(super) private: bool,
    /// Statuses that are answers here and no trouble.
    pub(super) expected: &'static [u16],
    /// Whether cancelling waits for the answer, because what it made would be lost with it.
    makes: bool,
    content: Content,
}

impl Call {
    fn new(
        service: &'static str,
        purpose: String,
        url: Url,
        method: Method,
        repeat: Repeat,
    ) -> Self {
        Self {
            service,
            purpose,
            url,
            method,
            repeat,
            passes: Passes::No,
            headers: Vec::new(),
            secret_fields: &[],
            budget: None,
            more_secrets: Vec::new(),
            private: false,
            expected: &[],
            makes: false,
            content: Content::None,
        }
    }

    /// A GET: it changes nothing, so it is repeated after whatever may pass.
    #[must_use]
    pub fn get(service: &'static str, purpose: impl Into<String>, url: Url) -> Self {
        Self::new(service, purpose.into(), url, Method::Get, Repeat::Safe)
    }

    /// A POST: repeated only when it was surely not processed, and refused in read-only mode.
    #[must_use]
    pub fn post(service: &'static str, purpose: impl Into<String>, url: Url) -> Self {
        Self::new(
            service,
            purpose.into(),
            url,
            Method::Post,
            Repeat::Unprocessed,
        )
    }

    /// A PUT: refused in read-only mode like a POST. The standard lets it be repeated at will; here it is repeated only
    /// when it was surely not processed, for between two of them somebody else may have changed the same thing.
    #[must_use]
    pub fn put(service: &'static str, purpose: impl Into<String>, url: Url) -> Self {
        let purpose = purpose.into();
        Self::new(service, purpose, url, Method::Put, Repeat::Unprocessed)
    }

    /// A PATCH: refused and repeated like [`Call::put`].
    #[must_use]
    pub fn patch(service: &'static str, purpose: impl Into<String>, url: Url) -> Self {
        let purpose = purpose.into();
        Self::new(service, purpose, url, Method::Patch, Repeat::Unprocessed)
    }

    /// A DELETE: refused and repeated like [`Call::put`].
    #[must_use]
    pub fn delete(service: &'static str, purpose: impl Into<String>, url: Url) -> Self {
        let purpose = purpose.into();
        Self::new(service, purpose, url, Method::Delete, Repeat::Unprocessed)
    }

    /// A POST for an access token: read-only mode lets it through, for nothing can be read without it.
    ///
    /// It is repeated when no connection came about and on 429, 502, 503 and 504, and never after an answer was lost
    /// on the way: with a token that is renewed at each use, the lost answer holds the only one that still works. For the
    /// same reason cancelling does not cut it off once it is sent.
    #[must_use]
    pub fn token_grant(service: &'static str, purpose: impl Into<String>, url: Url) -> Self {
        let mut call = Self::new(service, purpose.into(), url, Method::Post, Repeat::Grant);
        call.passes = Passes::Grant;
        call
    }

    /// A POST that only reads, below the API's address: read-only mode lets it through, and it is as safe to repeat as
    /// a GET.
    #[must_use]
    pub fn read_post(
        service: &'static str,
        purpose: impl Into<String>,
        api: &Url,
        read: ReadPost,
        body: serde_json::Value,
    ) -> Self {
        let mut call = Self::post(service, purpose, below(api, read.path())).json(body);
        call.repeat = Repeat::Safe;
        call.passes = Passes::Post(read);
        call
    }

    /// Runs an action that only reads: let through and repeated like [`Call::read_post`].
    #[must_use]
    pub fn read_action(
        service: &'static str,
        purpose: impl Into<String>,
        api: &Url,
        action: &ReadAction,
    ) -> Self {
        let body = serde_json::json!({ "action": action.id() });
        let mut call = Self::post(service, purpose, below(api, RUN_ACTION)).json(body);
        call.repeat = Repeat::Safe;
        call.passes = Passes::Action(action.clone());
        call
    }

    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if SECRET_HEADERS
            .iter()
            .any(|secret| secret.eq_ignore_ascii_case(name))
        {
            self.secret_header(name, Secret::new(value))
        } else {
            self.with_header(name, Value::Plain(value))
        }
    }

    /// Adds a header whose value is a secret.
    #[must_use]
    pub fn secret_header(self, name: &'static str, value: Secret) -> Self {
        self.with_header(
            name,
            Value::Secret {
                before: "",
                secret: value,
            },
        )
    }

    /// Authorizes with a user name alone: `Basic base64("user:")`, the password empty.
    #[must_use]
    pub fn basic(mut self, user: &Secret) -> Self {
        let pair = Zeroizing::new(format!("{}:", user.expose()));
        self.more_secrets.push(user.clone());
        self.with_header(
            "authorization",
            Value::Secret {
                before: "Basic ",
                secret: Secret::new(STANDARD.encode(pair.as_bytes())),
            },
        )
    }

    /// Authorizes with a bearer token.
    #[must_use]
    pub fn bearer(self, token: &Secret) -> Self {
        self.with_header(
            "authorization",
            Value::Secret {
                before: BEARER,
                secret: token.clone(),
            },
        )
    }

    /// Adds a field to the form that is sent as the body.
    #[must_use]
    pub fn form(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with_field(name, Value::Plain(value.into()))
    }

    /// Adds a field whose value is a secret.
    #[must_use]
    pub fn secret_form(self, name: &'static str, value: &Secret) -> Self {
        self.with_field(
            name,
            Value::Secret {
                before: "",
                secret: value.clone(),
            },
        )
    }

    /// Sends JSON as the body (in place of a form, if there was one).
    #[must_use]
    pub fn json(mut self, body: serde_json::Value) -> Self {
        self.content = Content::Json(body);
        self
    }

    /// Names the members of a JSON answer whose values are secrets: the door redacts them before anything is recorded.
    #[must_use]
    pub fn secret_fields(mut self, names: &'static [&'static str]) -> Self {
        self.secret_fields = names;
        self
    }

    /// Says that a successful answer may hold personal data: the record keeps its size and none of it.
    #[must_use]
    pub fn private_answer(mut self) -> Self {
        self.private = true;
        self
    }

    /// Says that these statuses are what is asked about: the log shows them as any other answer.
    #[must_use]
    pub fn expects(mut self, statuses: &'static [u16]) -> Self {
        self.expected = statuses;
        self
    }

    /// Counts the call against a rate limit.
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The answer names what was made, and nothing else does: cancelling does not cut it off once it is sent.
    #[must_use]
    pub fn naming_what_it_made(mut self) -> Self {
        self.makes = true;
        self
    }

    fn with_header(mut self, name: &'static str, value: Value) -> Self {
        self.headers.push((name, value));
        self
    }

    fn with_field(mut self, name: &'static str, value: Value) -> Self {
        if let Content::Form(fields) = &mut self.content {
            fields.push((name, value));
        } else {
            self.content = Content::Form(vec![(name, value)]);
        }
        self
    }

    /// Whether the call passes in read-only mode.
    pub(super) fn passes_read_only(&self) -> bool {
        match &self.passes {
            Passes::No => self.method == Method::Get,
            // A grant and nothing else that may be sent to an identity server.
            Passes::Grant => self.grants(),
            Passes::Post(_) => matches!(self.content, Content::Json(_)),
            // The body may have been replaced since: it is what counts.
            Passes::Action(action) => match &self.content {
                Content::Json(body) => body["action"] == action.id(),
                _ => false,
            },
        }
    }

    /// Whether the form asks for a token.
    fn grants(&self) -> bool {
        let Content::Form(fields) = &self.content else {
            return false;
        };
        fields.iter().any(|(name, value)| {
            *name == "grant_type" && matches!(value, Value::Plain(kind) if kind == "refresh_token")
        })
    }

    /// Whether cancelling waits for the answer, once the call is on its way.
    pub(super) fn ends_by_itself(&self) -> bool {
        self.repeat == Repeat::Grant || self.makes
    }

    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(super) fn content_type(&self) -> Option<&'static str> {
        match self.content {
            Content::None => None,
            Content::Form(_) => Some("application/x-www-form-urlencoded"),
            Content::Json(_) => Some("application/json"),
        }
    }

    /// The body as it is sent.
    pub(super) fn wire_body(&self) -> Vec<u8> {
        match &self.content {
            Content::None => Vec::new(),
            Content::Form(fields) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &value.on_the_wire());
                }
                form.finish().into_bytes()
            }
            Content::Json(body) => body.to_string().into_bytes(),
        }
    }

    /// The body for the record: as sent, except that secret fields stand as the placeholder, however short they are.
    pub(super) fn record_body(&self) -> Vec<u8> {
        let Content::Form(fields) = &self.content else {
            return self.wire_body();
        };
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| match value {
                Value::Plain(value) => form_urlencoded::Serializer::new(String::new())
                    .append_pair(name, value)
                    .finish(),
                Value::Secret { .. } => format!("{name}={PLACEHOLDER}"),
            })
            .collect();
        pairs.join("&").into_bytes()
    }

    /// Every secret that is sent, but the passing ones.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.values()
            .filter(|value| !value.is_passing())
            .filter_map(Value::secret)
            .chain(&self.more_secrets)
    }

    /// The access tokens that are sent: they expire, and each is one of many.
    pub(super) fn passing_secrets(&self) -> impl Iterator<Item = &Secret> {
        self.values()
            .filter(|value| value.is_passing())
            .filter_map(Value::secret)
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        let fields = match &self.content {
            Content::Form(fields) => fields.as_slice(),
            _ => &[],
        };
        self.headers.iter().chain(fields).map(|(_, value)| value)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("service", &self.service)
            .field("method", &self.method.as_str())
            .field("host", &self.host())
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
