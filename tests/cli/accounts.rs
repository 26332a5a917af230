//! `stackday accounts`: linked accounts, as a script sees them.

mod changing;
mod hostile;
mod listing;
mod showing;

use serde_json::Value;

use super::support::{Ran, Stage, text};

/// The ids of the accounts in a JSON list, in its order.
fn ids(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let accounts = json["accounts"].as_array().expect("accounts");
    accounts
        .iter()
        .map(|account| text(&account["id"]))
        .collect()
}

/// The owners' ids of the accounts in a JSON list, in its order.
fn owners(ran: &Ran) -> String {
    let json = ran.json();
    let accounts = json["accounts"].as_array().expect("accounts");
    let owners: Vec<_> = accounts
        .iter()
        .map(|account| text(&account["origin_owner_id"]))
        .collect();
    owners.join(" ")
}

/// The account of this owner, as the list has it.
async fn account_of(stage: &Stage, owner: &str) -> Value {
    let ran = stage.run(&["accounts", "list", "--json"]).await;
    let json = ran.json();
    let mut accounts = json["accounts"].as_array().expect("accounts").iter();
    let found = accounts.find(|account| account["origin_owner_id"] == owner);
    found.unwrap_or_else(|| panic!("{owner}: {ran:?}")).clone()
}

/// Its id.
async fn id_of(stage: &Stage, owner: &str) -> String {
    text(&account_of(stage, owner).await["id"])
}
