//! What `StackOne` sends, as far as this program reads it (facts: stackone.md, sections 2, 4 and 6).
//!
//! No member is needed and none spoils another: one may be missing, null, of another type, or there under its old and its
//! new name. Unknown members are ignored; an enumeration's value that is null or new is unknown.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::domain::text::Text;
use crate::http::{Member, Name, Scalar, reading};
use crate::members;
use crate::secret::Secret;

/// The connector whose profiles this program is about.
pub const PLANDAY: &str = "planday";

/// Whether two names are the same as `StackOne` means them: whatever their case, and the spaces around them.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

/// Whether it is what was asked for, as `StackOne` means names, or names nothing: what was asked for is meant then.
pub(super) fn names_or_nothing(named: &str, asked: &str) -> bool {
    named.trim().is_empty() || same_name(named, asked)
}

/// A connector profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ConnectorProfile {
    /// Its id.
    pub id: Text,
    /// Display name.
    pub name: Text,
    /// `planday`, as it came.
    pub connector_key: Text,
    /// Whether it is enabled; `None` where `StackOne` does not say.
    pub active: Option<bool>,
    /// Whether it is the project's default for its connector; `None` where `StackOne` does not say.
    pub default: Option<bool>,
    /// The connector's version in use.
    pub connector_version: Option<Text>,
    /// The version that it is pinned to.
    pub connector_pinned_version: Option<Text>,
    /// `oauth2`.
    pub authentication_config_key: Option<Text>,
    /// `OAuth 2.0`.
    pub authentication_config_label: Option<Text>,
    /// `ga`, `beta` or `preview`.
    pub release_stage: Option<Text>,
    /// `production`, say.
    pub environment: Option<Text>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

members!(ConnectorProfile {
    id: "id",
    name: "name",
    connector_key: "connector_key",
    active: "active",
    default: "default",
    connector_version: "connector_version",
    connector_pinned_version: "connector_pinned_version",
    authentication_config_key: "authentication_config_key",
    authentication_config_label: "authentication_config_label",
    release_stage: "release_stage",
    environment: "environment",
    created_at: "created_at",
    updated_at: "updated_at",
});

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

    /// Whether `StackOne` says that it is disabled. Where it says nothing, nothing is known.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.active == Some(false)
    }

    /// Whether `StackOne` says that it is the default.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.default == Some(true)
    }

    /// Whether it is one for Planday, or names no connector at all: Planday's were asked for.
    pub(super) fn may_be_planday(&self) -> bool {
        names_or_nothing(self.connector_key.as_str(), PLANDAY)
    }
}

/// A connect session that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id: a number on the wire, kept as text.
    pub id: Text,
    /// The link to send to the customer. It carries the session's token.
    pub auth_link_url: Secret,
}

/// A connect session, as it comes back when it is made. Id and link decide: without either, it is of no use.
#[derive(Default, PartialEq)]
pub(super) struct MadeSession {
    pub(super) id: Text,
    pub(super) auth_link_url: Option<Secret>,
}

members!(MadeSession {
    id: "id",
    auth_link_url: "auth_link_url",
});

/// A connect session, as it is looked up later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Session {
    /// The newest attempt to connect, once somebody has opened the link.
    pub latest_connection_attempt: Option<Attempt>,
}

members!(Session {
    latest_connection_attempt: "latest_connection_attempt",
});

/// An attempt to connect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attempt {
    /// How it stands.
    pub status: AttemptStatus,
    /// The account that came of it.
    pub account_secure_id: Option<Text>,
    /// The provider's error code.
    pub oauth_error_code: Option<Text>,
    /// The provider's words.
    pub oauth_error_description: Option<Text>,
}

members!(Attempt {
    status: "status",
    account_secure_id: "account_secure_id",
    oauth_error_code: "oauth_error_code",
    oauth_error_description: "oauth_error_description",
});

/// How an attempt stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// None yet, or one that this program does not know.
    #[default]
    Other,
}

impl Member for AttemptStatus {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        const WORDS: [(&str, AttemptStatus); 5] = [
            ("pending", AttemptStatus::Pending),
            ("authenticated", AttemptStatus::Authenticated),
            ("error", AttemptStatus::Error),
            ("cancelled", AttemptStatus::Cancelled),
            ("expired", AttemptStatus::Expired),
        ];
        let Scalar::Words(said) = value else {
            return None;
        };
        let known = WORDS.into_iter().find(|(word, _)| same_name(said, word));
        Some(known.map_or(Self::Other, |(_, status)| status))
    }
}

/// What an action answered: only how much of it there is, never the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadResult {
    /// How many records came, where the answer is a list.
    pub records: Option<usize>,
}

/// The answer of an action.
#[derive(Debug, Default, PartialEq)]
pub(super) struct RpcAnswer {
    pub(super) data: Option<RpcData>,
}

impl Member for RpcAnswer {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut read = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            if name.0 == "data" {
                let data = object.next_value_seed(reading::<RpcData>())?;
                // There twice, null says less than what stands beside it.
                read.data = match (read.data, data) {
                    (Some(there), None | Some(RpcData::Null)) => Some(there),
                    (_, data) => data,
                };
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(read))
    }
}

/// What an action's `data` may be: an object, a list or null (facts: stackone.md, section 6.3). Without one of them the
/// answer is nobody's proof of a read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum RpcData {
    /// Null.
    Null,
    /// An object.
    Object,
    /// A list of so many elements.
    List(usize),
}

impl RpcData {
    /// How many records there are, where it is a list.
    pub(super) fn records(self) -> Option<usize> {
        match self {
            Self::Null | Self::Object => None,
            Self::List(count) => Some(count),
        }
    }
}

impl Member for RpcData {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        matches!(value, Scalar::Null).then_some(Self::Null)
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Some(Self::Object))
    }

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut count = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Some(Self::List(count)))
    }
}

#[cfg(test)]
mod tests;
