//! `stackday links`, and the links that `stackday accounts link` makes, as a script sees them.

mod following;
mod making;
mod owners;

use std::process::Command;

use serde_json::Value;
use stackday::sandbox::Scenario;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::support::{Ran, Stage, run, text};

/// Where addresses are kept: quickly, and with a word about it.
const STORE: [&str; 3] = ["--secret-store", "plaintext", "--plaintext-secrets"];

/// A stage on which links are looked at often.
async fn stage(scenarios: &[Scenario]) -> Stage {
    let stage = Stage::new(scenarios).await;
    stage.configure("[network]\npoll_seconds = 0.05\n");
    stage
}

/// The program with a store for addresses.
fn command(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = stage.command(&[arguments, &STORE].concat());
    // What is required by the scopes of the environment is no part of this.
    command.env_remove("STACKDAY_SCOPES");
    command
}

async fn ran(stage: &Stage, arguments: &[&str]) -> Ran {
    run(command(stage, arguments)).await
}

/// A link for a customer who has none.
async fn made(stage: &Stage, owner: &str) -> Value {
    let link = [
        "accounts",
        "link",
        "--owner-id",
        owner,
        "--owner-name",
        "Nine ApS",
        "--json",
    ];
    let made = ran(stage, &link).await;
    assert_eq!(made.code, Some(0), "{made:?}");
    made.json()
}

/// What the customer does on the page behind a link: opens it, and presses a button.
async fn press(url: &str, button: &str) {
    let rest = url.strip_prefix("http://").expect("plain http");
    let (host, path) = rest.split_once('/').expect("a path");
    let (_, token) = path.split_once("token=").expect("a token");
    let body = format!("token={token}&do={button}");
    for request in [
        format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
        format!(
            "POST /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    ] {
        let mut page = TcpStream::connect(host).await.expect("a page");
        page.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        page.read_to_end(&mut answer).await.expect("an answer");
    }
}

/// The links that are kept.
async fn kept(stage: &Stage) -> Vec<Value> {
    let json = ran(stage, &["links", "list", "--json"]).await.json();
    json["links"].as_array().expect("links").clone()
}

/// The address in a document.
fn url(document: &Value) -> String {
    text(&document["url"])
}
