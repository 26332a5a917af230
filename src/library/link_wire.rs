//! The form in which an auth link stands in its column, and the program's own type from and to it.
//!
//! What the library compares or sorts by has columns of its own, and is not in here. Everything else may be absent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::wire::text;
use crate::domain::guard::Guard;
use crate::domain::text::Text;
use crate::domain::{Link, LinkRead};

/// What a link is and what became of it, without what has columns of its own.
#[derive(Serialize, Deserialize)]
pub(super) struct WireLink {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<Text>,
    #[serde(default)]
    profile: Text,
    #[serde(default)]
    profile_label: Text,
    #[serde(default)]
    owner: Text,
    #[serde(default)]
    owner_label: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Text>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Text>,
    #[serde(default)]
    multiple: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relinks: Option<Text>,
    #[serde(default)]
    seconds: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account_status: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_code: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_description: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<WireRead>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trouble: Option<Text>,
}

#[derive(Serialize, Deserialize)]
struct WireRead {
    action: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    records: Option<u64>,
    at: Timestamp,
}

/// The text of the column, without secrets in it.
pub(super) fn of_link(link: &Link, guard: &Guard) -> String {
    let link = link.clone();
    let read = |read: LinkRead| WireRead {
        action: read.action,
        records: read.records,
        at: read.at,
    };
    let wire = WireLink {
        session: link.session,
        profile: link.profile_id,
        profile_label: link.profile_name,
        owner: link.owner_id,
        owner_label: link.owner_name,
        label: link.label,
        kind: link.kind,
        multiple: link.multiple,
        relinks: link.relinks,
        seconds: link.seconds,
        opened_at: link.opened_at,
        account: link.account,
        account_status: link.account_status,
        error_code: link.error_code,
        error_description: link.error_description,
        read: link.read.map(read),
        trouble: link.trouble,
    };
    text::write(&wire, guard)
}

/// What stands in the column. The error says what is wrong with it.
pub(super) fn link(content: &str) -> Result<WireLink, String> {
    text::read(content)
}

impl WireLink {
    /// Puts it into a link whose columns are read.
    pub(super) fn into_link(self, link: Link) -> Link {
        let read = |read: WireRead| LinkRead {
            action: read.action,
            records: read.records,
            at: read.at,
        };
        Link {
            session: self.session,
            profile_id: self.profile,
            profile_name: self.profile_label,
            owner_id: self.owner,
            owner_name: self.owner_label,
            label: self.label,
            kind: self.kind,
            multiple: self.multiple,
            relinks: self.relinks,
            seconds: self.seconds,
            opened_at: self.opened_at,
            account: self.account,
            account_status: self.account_status,
            error_code: self.error_code,
            error_description: self.error_description,
            read: self.read.map(read),
            trouble: self.trouble,
            ..link
        }
    }
}
