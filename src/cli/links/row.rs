//! A link as commands write it out. Its address is in none of this.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::account::AccountState;
use crate::domain::text::{self, Text};
use crate::domain::{Link, LinkState};

/// The longest a name is shown, in characters.
pub(in crate::cli) const LONGEST: usize = 40;

/// The JSON of a link.
#[derive(Serialize)]
pub(in crate::cli) struct LinkRow<'a> {
    id: String,
    state: &'static str,
    state_at: Timestamp,
    /// Whether nothing more comes of it by itself.
    over: bool,
    /// What happens now, in a sentence.
    now: String,
    owner_id: &'a Text,
    owner_name: &'a Text,
    label: Option<&'a Text>,
    #[serde(rename = "type")]
    kind: Option<&'a Text>,
    multiple: bool,
    relinks: Option<&'a Text>,
    connector_profile_id: &'a Text,
    connector_profile: &'a Text,
    session: Option<&'a Text>,
    created_at: Timestamp,
    expires_at: Timestamp,
    opened_at: Option<Timestamp>,
    account: Option<&'a Text>,
    account_status: Option<&'a Text>,
    error_code: Option<&'a Text>,
    error_description: Option<&'a Text>,
    read: Option<ReadRow<'a>>,
    /// Why the last look brought nothing.
    trouble: Option<&'a Text>,
    /// Whether its address is kept.
    has_url: bool,
}

/// The JSON of the read that proved a link.
#[derive(Serialize)]
struct ReadRow<'a> {
    action: &'a Text,
    records: Option<u64>,
    at: Timestamp,
}

impl<'a> LinkRow<'a> {
    /// A link, as it is at this time.
    pub(in crate::cli) fn of(link: &'a Link) -> Self {
        Self {
            id: link.id.to_string(),
            state: link.state.name(),
            state_at: link.state_at,
            over: link.state.is_over(),
            now: now_words(link),
            owner_id: &link.owner_id,
            owner_name: &link.owner_name,
            label: link.label.as_ref(),
            kind: link.kind.as_ref(),
            multiple: link.multiple,
            relinks: link.relinks.as_ref(),
            connector_profile_id: &link.profile_id,
            connector_profile: &link.profile_name,
            session: link.session.as_ref(),
            created_at: link.created_at,
            expires_at: link.expires_at,
            opened_at: link.opened_at,
            account: link.account.as_ref(),
            account_status: link.account_status.as_ref(),
            error_code: link.error_code.as_ref(),
            error_description: link.error_description.as_ref(),
            read: link.read.as_ref().map(|read| ReadRow {
                action: &read.action,
                records: read.records,
                at: read.at,
            }),
            trouble: link.trouble.as_ref(),
            has_url: link.url.is_some(),
        }
    }
}

/// What happens now, or what became of it, in one sentence.
pub(in crate::cli) fn now_words(link: &Link) -> String {
    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, ToString::to_string);
    match link.state {
        LinkState::Making => "StackOne is asked to make it.".to_owned(),
        LinkState::Sent => "The customer has to open it.".to_owned(),
        LinkState::Opened => "The customer has it open and has to sign in.".to_owned(),
        LinkState::SignedIn => "The customer signed in; the account is not active yet.".to_owned(),
        LinkState::Active => "The account is active; one read has to prove it.".to_owned(),
        LinkState::Proven => proven(link),
        LinkState::Refused => {
            let said = [text(&link.error_code), text(&link.error_description)];
            let said: Vec<_> = said.into_iter().filter(|part| !part.is_empty()).collect();
            match (said.is_empty(), &link.trouble) {
                (false, _) => format!("It failed: {}.", said.join(": ").trim_end_matches('.')),
                (true, Some(trouble)) => format!("It failed: {trouble}"),
                (true, None) => "It failed, and no reason was given.".to_owned(),
            }
        }
        LinkState::Cancelled if link.attempt_expired() => {
            "An attempt expired. The customer may try the link again, or needs a new one."
                .to_owned()
        }
        LinkState::Cancelled => {
            "The customer closed the page before the end. The link still works.".to_owned()
        }
        LinkState::Expired => "Its end passed. Make a new one.".to_owned(),
        LinkState::Stopped => match &link.trouble {
            Some(trouble) => format!("It is not followed any more: {trouble}"),
            None => "It is not followed any more.".to_owned(),
        },
    }
}

fn proven(link: &Link) -> String {
    let account = link
        .account
        .as_ref()
        .map_or_else(String::new, |id| format!(" {id}"));
    let status = link
        .account_status
        .as_ref()
        .map_or(AccountState::Active.name(), Text::as_str);
    let read = match &link.read {
        Some(read) => match read.records {
            Some(1) => format!("; {} answered with 1 record", read.action),
            Some(records) => format!("; {} answered with {records} records", read.action),
            None => format!("; {} answered", read.action),
        },
        None => String::new(),
    };
    format!("The account{account} is {status}{read}.")
}

/// The name to call it by.
pub(in crate::cli) fn name_of(link: &Link) -> String {
    let name = match link.owner_name.as_str().trim() {
        "" => link.owner_id.as_str(),
        name => name,
    };
    text::line(name, LONGEST)
}
