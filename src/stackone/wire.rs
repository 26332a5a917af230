//! What `StackOne` sends, as far as this program reads it (facts: stackone.md, sections 2 to 6).
//!
//! Unknown members are ignored, unknown enum values kept as text, and members of v1 and v2 names both read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::lenient::{bodies, body, id, list, optional, optional_text, text, time};

use crate::domain::text::{Body, Text};
use crate::http::ReadAction;
use crate::secret::Secret;

/// The connector whose profiles this program is about.
pub const PLANDAY: &str = "planday";

/// A connector profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct ConnectorProfile {
    /// Its id.
    #[serde(deserialize_with = "id")]
    pub id: Text,
    /// Display name.
    #[serde(deserialize_with = "text")]
    pub name: Text,
    /// `planday`.
    #[serde(deserialize_with = "text")]
    pub connector_key: Text,
    /// Whether it is enabled.
    pub active: bool,
    /// Whether it is the project's default for its connector.
    pub default: bool,
    /// The connector's version in use.
    #[serde(deserialize_with = "optional_text")]
    pub connector_version: Option<Text>,
    /// The version that it is pinned to.
    #[serde(deserialize_with = "optional_text")]
    pub connector_pinned_version: Option<Text>,
    /// `oauth2`.
    #[serde(deserialize_with = "optional_text")]
    pub authentication_config_key: Option<Text>,
    /// `OAuth 2.0`.
    #[serde(deserialize_with = "optional_text")]
    pub authentication_config_label: Option<Text>,
    /// `ga`, `beta` or `preview`.
    #[serde(deserialize_with = "optional_text")]
    pub release_stage: Option<Text>,
    /// `production`, say.
    #[serde(deserialize_with = "optional_text")]
    pub environment: Option<Text>,
    /// When it was made.
    #[serde(deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(deserialize_with = "time")]
    pub updated_at: Option<Timestamp>,
}

impl ConnectorProfile {
    /// Whether it is of the type that the guide tells to choose; unknown where `StackOne` leaves it out.
    #[must_use]
    pub fn is_oauth2(&self) -> Option<bool> {
        let key = self
            .authentication_config_key
            .as_ref()?
            .as_str()
            .to_ascii_lowercase();
        Some(key.contains("oauth"))
    }
}

/// One page of a list with page numbers.
#[derive(Deserialize)]
pub(super) struct Numbered<T> {
    #[serde(default)]
    pub(super) page_size: Option<usize>,
    #[serde(default)]
    pub(super) total: Option<usize>,
    pub(super) data: Vec<T>,
}

/// A list as a bare array, or wrapped as `{"data": […]}`: both are documented (facts: stackone.md, section 3).
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum List<T> {
    Bare(Vec<T>),
    Wrapped { data: Vec<T> },
}

impl<T> List<T> {
    pub(super) fn into_vec(self) -> Vec<T> {
        match self {
            Self::Bare(items) | Self::Wrapped { data: items } => items,
        }
    }
}

/// A connect session, as it comes back when it is made.
#[derive(Debug, Clone, Deserialize)]
pub struct NewSession {
    /// Its id: a number on the wire, kept as text.
    #[serde(deserialize_with = "id")]
    pub id: Text,
    /// The link to send to the customer. It carries the session's token.
    pub auth_link_url: Secret,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

/// A connect session, as it is looked up later.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The newest attempt to connect, once somebody has opened the link.
    pub latest_connection_attempt: Option<Attempt>,
}

/// An attempt to connect.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Attempt {
    /// How it stands.
    pub status: AttemptStatus,
    /// The account that came of it.
    #[serde(deserialize_with = "optional_text")]
    pub account_secure_id: Option<Text>,
    /// The provider's error code.
    #[serde(deserialize_with = "optional_text")]
    pub oauth_error_code: Option<Text>,
    /// The provider's words.
    #[serde(deserialize_with = "optional_text")]
    pub oauth_error_description: Option<Text>,
}

/// How an attempt stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttemptStatus {
    /// Somebody has the page open.
    Pending,
    /// It worked.
    Authenticated,
    /// It failed.
    Error,
    /// The person closed the page.
    Cancelled,
    /// The link was too old.
    Expired,
    /// A status that this program does not know.
    #[default]
    #[serde(other)]
    Other,
}

/// A linked account: one customer's connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Account {
    /// Its id: opaque.
    #[serde(deserialize_with = "id")]
    pub id: Text,
    /// The connector (v1 `provider`, v2 `connector`).
    #[serde(alias = "connector", deserialize_with = "text")]
    pub provider: Text,
    /// The owner's id.
    #[serde(alias = "owner_id", deserialize_with = "text")]
    pub origin_owner_id: Text,
    /// The owner's name.
    #[serde(alias = "owner_name", deserialize_with = "text")]
    pub origin_owner_name: Text,
    /// `active`, `inactive`, `suspended`, `archived`, `expired`, `error`, or what `StackOne` thinks of next.
    #[serde(deserialize_with = "text")]
    pub status: Text,
    /// Why it is not active.
    #[serde(deserialize_with = "list")]
    pub status_reasons: Vec<StatusReason>,
    /// When it was last changed.
    #[serde(deserialize_with = "time")]
    pub updated_at: Option<Timestamp>,
}

impl Account {
    /// Whether it is in use.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status.as_str() == "active"
    }

    /// Whether it is one for Planday, or names no connector at all.
    pub(super) fn may_be_planday(&self) -> bool {
        let provider = self.provider.as_str();
        provider.is_empty() || provider.eq_ignore_ascii_case(PLANDAY)
    }

    /// Why it is not active, in one line.
    #[must_use]
    pub fn why(&self) -> String {
        let reasons: Vec<_> = self
            .status_reasons
            .iter()
            .filter_map(|reason| reason.description.as_ref().or(reason.code.as_ref()))
            .map(Text::as_str)
            .collect();
        reasons.join("; ")
    }
}

/// Why an account is not active.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct StatusReason {
    /// A short code.
    #[serde(deserialize_with = "optional_text")]
    pub code: Option<Text>,
    /// In words.
    #[serde(deserialize_with = "optional_text")]
    pub description: Option<Text>,
}

/// One page of the action catalogue.
#[derive(Deserialize)]
pub(super) struct Actions {
    #[serde(default)]
    pub(super) data: Vec<Connector>,
    #[serde(default)]
    pub(super) next: Option<String>,
}

/// A connector with its actions and guides.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Connector {
    /// `planday`.
    #[serde(deserialize_with = "text")]
    pub key: Text,
    /// Its version.
    #[serde(deserialize_with = "optional_text")]
    pub version: Option<Text>,
    /// What it can do.
    #[serde(deserialize_with = "list")]
    pub actions: Vec<Action>,
    /// How it authenticates, with guides when asked for.
    #[serde(deserialize_with = "list")]
    pub authentication: Vec<Authentication>,
}

impl Connector {
    /// One of its actions, as a proof that it only reads; none where it is not listed, or may write.
    #[must_use]
    pub fn read_action(&self, id: &str) -> Option<ReadAction> {
        let listed = self.actions.iter().map(|action| action.id.as_str());
        ReadAction::listed(self.key.as_str(), listed, id)
    }
}

/// One action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Action {
    /// `planday_list_departments`, say.
    #[serde(deserialize_with = "id")]
    pub id: Text,
    /// In words.
    #[serde(deserialize_with = "text")]
    pub label: Text,
    /// In more words.
    #[serde(deserialize_with = "text")]
    pub description: Text,
    /// The provider's scopes that it needs, where `StackOne` names them.
    #[serde(deserialize_with = "list")]
    pub required_scopes: Vec<Text>,
}

/// One way to authenticate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Authentication {
    /// `oauth2`.
    #[serde(deserialize_with = "text")]
    pub key: Text,
    /// `OAuth 2.0`.
    #[serde(deserialize_with = "text")]
    pub label: Text,
    /// Links and guides.
    #[serde(deserialize_with = "optional")]
    pub support: Option<Support>,
}

/// Links and guides of one way to authenticate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Support {
    /// The public page.
    #[serde(deserialize_with = "optional_text")]
    pub link: Option<Text>,
    /// The guides by what they are for (`setup`, `config`: the documents disagree on which is which).
    #[serde(deserialize_with = "guides")]
    pub guides: BTreeMap<String, LiveGuide>,
}

/// The guides that can be read; an odd one among them spoils no other.
fn guides<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, LiveGuide>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Object(members) => members
            .into_iter()
            .filter_map(|(name, guide)| Some((name, serde_json::from_value(guide).ok()?)))
            .collect(),
        _ => BTreeMap::new(),
    })
}

/// `StackOne`'s own guide.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LiveGuide {
    /// What it warns of first, Markdown.
    #[serde(deserialize_with = "body")]
    pub warning: Body,
    /// Its sections.
    #[serde(deserialize_with = "list")]
    pub sections: Vec<LiveSection>,
}

/// A section of `StackOne`'s own guide.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LiveSection {
    /// Its title.
    #[serde(deserialize_with = "text")]
    pub title: Text,
    /// Its steps.
    #[serde(deserialize_with = "list")]
    pub steps: Vec<LiveStep>,
}

/// A step of `StackOne`'s own guide.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LiveStep {
    /// Its title.
    #[serde(deserialize_with = "text")]
    pub title: Text,
    /// Its text, Markdown.
    #[serde(deserialize_with = "body")]
    pub content: Body,
    /// A list below the text, each member Markdown.
    #[serde(deserialize_with = "bodies")]
    pub list: Vec<Body>,
    /// A picture below the text.
    #[serde(deserialize_with = "optional")]
    pub image: Option<LiveImage>,
}

/// A picture in `StackOne`'s own guide: here, the words that stand for it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LiveImage {
    /// What it shows.
    #[serde(deserialize_with = "text")]
    pub alt: Text,
}

/// What an action answered: only how much of it there is, never the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadResult {
    /// How many records came, where the answer is a list.
    pub records: Option<usize>,
}

/// The answer of an action.
#[derive(Deserialize)]
pub(super) struct RpcAnswer {
    #[serde(default)]
    pub(super) data: Option<serde_json::Value>,
}

/// An error body (facts: stackone.md, section 9).
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ApiError {
    pub(super) message: Option<serde_json::Value>,
    pub(super) errors: Option<serde_json::Value>,
    pub(super) provider_errors: Option<Vec<serde_json::Value>>,
}

impl ApiError {
    /// The message, with the first detail beside it.
    pub(super) fn sentence(&self) -> Option<Text> {
        let first = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Array(items) => items
                .first()
                .and_then(|item| item.as_str())
                .map(str::to_owned),
            _ => None,
        };
        let message = self.message.as_ref().and_then(first);
        let detail = self.errors.as_ref().and_then(first);
        match (message, detail) {
            (Some(message), Some(detail)) => Some(Text::new(&format!("{message}: {detail}"))),
            (one, other) => one.or(other).map(|text| Text::new(&text)),
        }
    }

    /// The status that the provider (Planday) gave to `StackOne`.
    pub(super) fn provider_status(&self) -> Option<u64> {
        self.provider_errors
            .as_ref()?
            .iter()
            .find_map(|error| error.get("status")?.as_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_read_in_both_vocabularies_and_both_envelopes() {
        let v1 = r#"[{"id":"1","provider":"planday","origin_owner_id":"o","status":"active"}]"#;
        let v2 = r#"{"data":[{"id":1,"connector":"planday","owner_id":"o","status":"brand_new","status_reasons":null}]}"#;
        for (body, active) in [(v1, true), (v2, false)] {
            let accounts = serde_json::from_str::<List<Account>>(body)
                .expect("accounts")
                .into_vec();
            assert_eq!(accounts[0].id.as_str(), "1");
            assert_eq!(accounts[0].origin_owner_id.as_str(), "o");
            assert_eq!(accounts[0].is_active(), active);
        }
    }

    #[test]
    fn a_status_that_is_new_is_not_an_error() {
        let attempt: Attempt =
            serde_json::from_str(r#"{"status":"paused","account_secure_id":7}"#).expect("attempt");
        assert_eq!(attempt.status, AttemptStatus::Other);
        assert_eq!(attempt.account_secure_id, None);
    }

    #[test]
    fn an_odd_guide_spoils_no_other_and_keeps_its_line_breaks() {
        let body = r#"{"authentication":[{"key":"oauth2","support":{"guides":{"config":7,"setup":
            {"warning":null,"sections":[{"title":"One","steps":[
                {"title":"Two","content":"a\n\n- b\u001b[2J","list":["c",{"x":1}],"image":"none"}]}]}}}}]}"#;
        let connector: Connector = serde_json::from_str(body).expect("a connector");
        let support = connector.authentication[0]
            .support
            .as_ref()
            .expect("support");
        assert_eq!(support.guides.len(), 1);
        let step = &support.guides["setup"].sections[0].steps[0];
        assert_eq!(step.content.as_str(), "a\n\n- b\u{fffd}[2J");
        assert_eq!(step.list.len(), 1);
        assert!(step.image.is_none());
    }

    #[test]
    fn a_session_id_is_a_number_or_a_text() {
        for id in ["42", "\"42\""] {
            let body = format!(r#"{{"id":{id},"auth_link_url":"https://x/?token=t"}}"#);
            let session: NewSession = serde_json::from_str(&body).expect("session");
            assert_eq!(session.id.as_str(), "42");
        }
    }
}
