//! Linked accounts, counted by status in a verification.

use std::collections::BTreeMap;

use stackday::sandbox::Scenario;
use stackday::stackone::StackOne;
use stackday::workflow::Inputs;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::support::{Stage, within};

#[tokio::test]
async fn all_accounts_are_counted_or_those_of_one_owner() {
    let stage = Stage::new(&[]).await;
    let all = stage.stackone_accounts(None).await;
    let report = stage.verify(&stage.inputs()).await;
    assert_eq!(report.accounts, Some(all));
    let owner = Inputs {
        owner_id: Some("cust-1001".to_owned()),
        ..stage.inputs()
    };
    let one = stage.verify(&owner).await.accounts.expect("counted");
    assert_eq!(one.values().sum::<usize>(), 1, "{one:?}");
    let without_key = Inputs {
        api_key: None,
        ..stage.inputs()
    };
    let report = stage.verify(&without_key).await;
    assert_eq!(report.accounts, None);
    let json = serde_json::to_value(&report).expect("JSON");
    assert!(json["accounts"].is_null() && json.get("profiles").is_some());
}

#[tokio::test]
async fn thousands_of_accounts_are_counted_page_by_page() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let cancel = CancellationToken::new();
    let accounts = &stage.services.stackone;
    let accounts = within(accounts.accounts(&stage.key(), None, &cancel)).await;
    let accounts = accounts.expect("accounts");
    assert_eq!((accounts.odd, accounts.complete), (0, Ok(())));
    let accounts = accounts.items;
    assert!(
        accounts
            .iter()
            .all(|one| one.provider.as_str() == "planday")
    );
    assert!(accounts.len() > 7_000, "{}", accounts.len());
    let ids: std::collections::HashSet<_> = accounts.iter().map(|one| &one.id).collect();
    assert_eq!(ids.len(), accounts.len());
}

/// Answers every list of profiles with one, and whatever else is asked with this.
async fn stackone(otherwise: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.expect("a request"));
                }
                let profiles = r#"{"data":[{"id":"p","name":"P","connector_key":"planday","active":true}],"total":1}"#;
                let (status, body) = if head.starts_with(b"GET /connector_profiles") {
                    ("200 OK", profiles)
                } else if otherwise.starts_with('[') {
                    ("200 OK", otherwise)
                } else {
                    ("403 Forbidden", otherwise)
                };
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).await.expect("sent");
            });
        }
    });
    url
}

async fn counted(otherwise: &'static str) -> (bool, Option<BTreeMap<String, usize>>, Vec<String>) {
    let mut stage = Stage::new(&[]).await;
    let url = stackone(otherwise).await.parse().expect("an address");
    stage.services.stackone = StackOne::new(stage.services.door.clone(), url);
    let report = within(stage.verify(&stage.inputs())).await;
    (report.ok, report.accounts, report.caveats)
}

#[tokio::test]
async fn accounts_that_cannot_be_listed_fail_nothing() {
    let (ok, counts, caveats) = counted(r#"{"message":"no"}"#).await;
    assert_eq!((ok, counts, caveats.len()), (true, None, 0));
}

#[tokio::test]
async fn a_server_that_sends_the_same_page_again_is_not_counted_as_if_that_were_all() {
    // A hundred records are a full page, so a second is asked for, and it is the same one.
    let record = |number| format!(r#"{{"id":{number},"provider":"planday","status":"active"}}"#);
    let page: Vec<_> = (0..100).map(record).collect();
    let page: &'static str = format!("[{}]", page.join(",")).leak();
    let (ok, counts, caveats) = counted(page).await;
    assert_eq!((ok, counts, caveats.len()), (true, None, 1));
    assert!(
        caveats[0].contains("linked accounts") && caveats[0].contains("incomplete"),
        "{caveats:?}"
    );
}

#[tokio::test]
async fn a_server_that_ignores_the_filter_counts_none_of_others_and_says_what_it_could_not_read() {
    let page: Vec<_> = (0..20)
        .map(|number| {
            let status = match number {
                0 => "null".to_owned(),
                1 => format!("\"{}\"", "x".repeat(90)),
                2 => "\"brand_new\"".to_owned(),
                _ => "\"active\"".to_owned(),
            };
            let provider = if number == 3 { "bamboohr" } else { "planday" };
            format!(r#"{{"id":{number},"provider":"{provider}","status":{status}}}"#)
        })
        .collect();
    let page: &'static str = format!("[42,{},null]", page.join(",")).leak();
    let (ok, counts, _) = counted(page).await;
    let counts = counts.expect("counted");
    assert!(ok);
    assert_eq!(
        (counts["active"], counts["brand_new"], counts["unknown"]),
        (16, 1, 1)
    );
    assert_eq!(counts["unreadable"], 2);
    assert!(counts.keys().all(|status| status.chars().count() <= 40));
    assert_eq!(counts.values().sum::<usize>(), 21);
}

impl Stage {
    /// How many accounts have which status, counted by hand.
    async fn stackone_accounts(&self, owner: Option<&str>) -> BTreeMap<String, usize> {
        let cancel = CancellationToken::new();
        let key = self.key();
        let accounts = self.services.stackone.accounts(&key, owner, &cancel);
        let mut counts = BTreeMap::new();
        for account in accounts.await.expect("accounts").items {
            *counts.entry(account.status.to_string()).or_default() += 1;
        }
        counts
    }
}
