//! One linked account with all that is known of it, without what may be a credential.

use serde_json::{Value, json};

use super::answer::read;
use crate::domain::account::{Account, AccountsApi};
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Body;
use crate::http::Reply;
use crate::members;

/// Members of an account's record that may hold credentials. None is documented to come; if one does, it is not shown.
const HIDDEN: [&str; 2] = ["credentials", "secrets"];

/// What stands in their place.
const NOT_SHOWN: &str = "not shown";

/// One linked account with its record as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRecord {
    /// The account.
    pub account: Account,
    /// Who gave it.
    pub api: AccountsApi,
    /// All that was answered, as JSON in lines: redacted and safe to show.
    pub raw: Body,
}

/// An account in an envelope, as lists have them.
#[derive(Debug, Default, PartialEq)]
struct Wrapped {
    account: Account,
}

members!(Wrapped { account: "data" });

/// An account with its record.
pub(super) fn record(reply: &Reply, api: AccountsApi) -> Result<AccountRecord, Diagnosis> {
    let mut account: Account = read(reply)?;
    if account.id.is_empty() {
        let wrapped = read::<Wrapped>(reply)?.account;
        if !wrapped.id.is_empty() {
            account = wrapped;
        }
    }
    let text = reply.text();
    let text = text.trim_start_matches('\u{feff}');
    let raw = match serde_json::from_str::<Value>(text) {
        Ok(mut value) => {
            hide(&mut value);
            serde_json::to_string_pretty(&value).unwrap_or_default()
        }
        // Too long to be looked at as a whole.
        Err(_) => String::new(),
    };
    Ok(AccountRecord {
        account,
        api,
        raw: Body::new(&raw),
    })
}

/// Takes the members out that may hold credentials, wherever they stand.
fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if HIDDEN.contains(&name.as_str()) && !member.is_null() {
                    *member = json!(NOT_SHOWN);
                } else {
                    hide(member);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(hide),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_shows_what_came_but_no_credentials() {
        let body = r#"{"id":"7","credentials":{"api_key":"hunter2"},"odd":[1,"\u001b[31m"]}"#;
        let record = record(&Reply::made(200, &[], body), AccountsApi::V2).expect("a record");
        assert_eq!(record.account.id.as_str(), "7");
        let raw = record.raw.as_str().to_owned();
        assert!(raw.contains("\"odd\"") && raw.contains(NOT_SHOWN), "{raw}");
        assert!(!raw.contains("hunter2") && !raw.contains('\u{1b}'), "{raw}");
    }
}
