//! The form in which one linked account stands in its column, and the program's own type from and to it.
//!
//! Everything may be absent: a newer program may leave out what an older one wrote.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::wire::text;
use crate::domain::guard::Guard;
use crate::domain::text::Text;
use crate::domain::{Account, StatusReason};

#[derive(Serialize, Deserialize)]
struct WireAccount {
    id: Text,
    #[serde(default)]
    provider: Text,
    #[serde(default)]
    owner: Text,
    #[serde(default)]
    owner_label: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    username: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Text>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    environment: Option<Text>,
    #[serde(default)]
    status: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<WireReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct WireReason {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
}

/// The text of the column, without secrets in it.
pub(super) fn of_account(account: &Account, guard: &Guard) -> String {
    text::write(&WireAccount::from(account), guard)
}

/// What stands in the column. The error says what is wrong with it.
pub(super) fn account(content: &str) -> Result<Account, String> {
    text::read::<WireAccount>(content).map(Account::from)
}

impl From<&Account> for WireAccount {
    fn from(account: &Account) -> Self {
        let account = account.clone();
        let reason = |reason: StatusReason| WireReason {
            code: reason.code,
            description: reason.description,
            since: reason.timestamp,
        };
        Self {
            id: account.id,
            provider: account.provider,
            owner: account.origin_owner_id,
            owner_label: account.origin_owner_name,
            username: account.origin_username,
            label: account.label,
            kind: account.kind,
            profile: account.connector_profile_id,
            environment: account.environment,
            status: account.status,
            reasons: account.status_reasons.into_iter().map(reason).collect(),
            created_at: account.created_at,
            updated_at: account.updated_at,
        }
    }
}

impl From<WireAccount> for Account {
    fn from(wire: WireAccount) -> Self {
        let reason = |reason: WireReason| StatusReason {
            code: reason.code,
            description: reason.description,
            timestamp: reason.since,
        };
        Self {
            id: wire.id,
            provider: wire.provider,
            origin_owner_id: wire.owner,
            origin_owner_name: wire.owner_label,
            origin_username: wire.username,
            label: wire.label,
            kind: wire.kind,
            connector_profile_id: wire.profile,
            environment: wire.environment,
            status: wire.status,
            status_reasons: wire.reasons.into_iter().map(reason).collect(),
            created_at: wire.created_at,
            updated_at: wire.updated_at,
        }
    }
}
