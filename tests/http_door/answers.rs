//! What is sent, what comes back, and what is repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use stackday::http::{Budget, Call, Failure, ReadAction, ReadPost};
use stackday::journal::Level::{self, Debug, Error, Warn};
use stackday::secret::Secret;
use url::Url;

use crate::support::{
    answering, door, exchanges, get, has, http, options, response, send, server, url, written,
};

/// An answer as these tests send it.
#[derive(Default, PartialEq)]
struct Named {
    name: Option<String>,
    id: u64,
}

stackday::members!(Named {
    name: "name",
    id: "id"
});

#[tokio::test]
async fn an_answer_comes_back_and_is_recorded() {
    let body = r#"{"name":"Café"}"#;
    let headers = "content-type: application/json\r\nset-cookie: session=abc\r\n";
    let (address, mut requests) = answering(vec![http(200, headers, body)]).await;
    let (door, mut entries) = door(options());
    let call = get(address, "/portal/v1.0/info?page=2").header("x-client", "app");
    // From a task of its own, as the worker does.
    let sending = door.clone();
    let reply = tokio::spawn(async move { send(&sending, call).await })
        .await
        .expect("a task")
        .expect("an answer");
    assert_eq!((reply.status(), reply.attempts()), (200, 1));
    assert!(reply.is_success());
    assert_eq!(reply.host(), "127.0.0.1");
    assert_eq!(reply.content_type(), Some("application/json"));
    assert_eq!(reply.text(), body);
    assert_eq!(reply.text(), body);
    let read: Named = reply.read().expect("JSON");
    assert_eq!(read.name.as_deref(), Some("Café"));
    let request = requests.recv().await.expect("a request");
    assert!(request.starts_with("GET /portal/v1.0/info?page=2 HTTP/1.1\r\n"));
    let agent = concat!("user-agent: stackday/", env!("CARGO_PKG_VERSION"), "\r\n");
    assert!(request.contains(agent), "{request}");
    assert!(request.contains("x-client: app\r\n"), "{request}");

    let entries = written(&mut entries);
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].level, entries[0].source), (Debug, "planday"));
    let expected = format!(
        "GET /portal/v1.0/info → 200 in {} ms (portal info)",
        reply.elapsed().as_millis()
    );
    assert_eq!(entries[0].text, expected);
    let exchange = &exchanges(&entries)[0];
    assert_eq!((exchange.id, reply.exchange(), exchange.attempt), (1, 1, 1));
    assert_eq!(
        (exchange.method.as_str(), exchange.status()),
        ("GET", Some(200))
    );
    assert_eq!(
        exchange.url,
        format!("http://{address}/portal/v1.0/info?page=2")
    );
    assert!(has(&exchange.request, "x-client", "app"));
    let response = response(exchange);
    assert_eq!((response.body.as_str(), response.bytes), (body, body.len()));
    assert!(has(response, "content-type", "application/json"));
    assert!(has(response, "set-cookie", "[redacted]"));
}

#[tokio::test]
async fn one_character_that_cannot_be_read_spoils_nothing_else() {
    for (sent, name) in [
        (
            &br#"{"name":"\ud83d cut","id":7}"#[..],
            json!("\u{fffd} cut"),
        ),
        (b"{\"name\":\"Caf\xe9\",\"id\":7}", json!("Caf\u{fffd}")),
        (b"{\"name\":1e999,\"id\":7}", json!(null)),
    ] {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            sent.len()
        );
        let (address, _requests) = answering(vec![[head.as_bytes(), sent].concat()]).await;
        let (door, _entries) = door(options());
        let reply = send(&door, get(address, "/")).await.expect("an answer");
        let text: serde_json::Value = serde_json::from_str(&reply.text()).expect("JSON");
        assert_eq!(text, json!({"name": name, "id": 7}));
        let read: Named = reply.read().expect("JSON");
        assert_eq!((json!(read.name), read.id), (name, 7));
    }
}

#[tokio::test]
async fn what_is_sent_is_what_was_asked_for() {
    let (address, mut requests) = answering(vec![http(200, "", "")]).await;
    let (door, _entries) = door(options());
    let post = |path| Call::post("planday", "try", url(address, path));
    let key = Secret::new("v1.eu1.key");
    let form = post("/form")
        .form("grant_type", "refresh token")
        .secret_form("token", &key);
    let json = post("/json").json(json!({ "a": [1] })).basic(&key);
    let empty = post("/empty")
        .bearer(&key)
        .secret_header("x-key", key.clone());
    for (call, expected) in [
        (
            form,
            vec![
                "content-type: application/x-www-form-urlencoded",
                "grant_type=refresh+token&token=v1.eu1.key",
            ],
        ),
        (
            json,
            vec![
                "content-type: application/json",
                "{\"a\":[1]}",
                "authorization: Basic djEuZXUxLmtleTo=",
            ],
        ),
        (
            empty,
            vec![
                "content-length: 0",
                "authorization: Bearer v1.eu1.key",
                "x-key: v1.eu1.key",
            ],
        ),
    ] {
        send(&door, call).await.expect("an answer");
        let request = requests.recv().await.expect("a request");
        for part in expected {
            assert!(request.contains(part), "{part} is not in {request}");
        }
    }
}

#[tokio::test]
async fn redirects_are_answers() {
    let redirect = http(302, "location: /elsewhere\r\n", "");
    let (address, mut requests) = answering(vec![redirect, http(200, "", "")]).await;
    let (door, mut entries) = door(options());
    let reply = send(&door, get(address, "/")).await.expect("an answer");
    assert_eq!(reply.status(), 302);
    assert_eq!(reply.header("Location"), Some("/elsewhere"));
    assert!(requests.recv().await.is_some());
    assert!(requests.try_recv().is_err());
    assert_eq!(written(&mut entries)[0].level, Warn);
}

#[tokio::test]
async fn what_was_asked_about_is_no_trouble() {
    let (address, _requests) = answering(vec![
        http(302, "location: /login\r\n", ""),
        http(404, "", ""),
    ])
    .await;
    let (door, mut entries) = door(options());
    for _ in 0..2 {
        send(&door, get(address, "/").expects(&[302]))
            .await
            .expect("an answer");
    }
    let levels: Vec<Level> = written(&mut entries)
        .iter()
        .map(|entry| entry.level)
        .collect();
    assert_eq!(levels, [Debug, Warn]);
}

#[tokio::test]
async fn a_passing_failure_is_repeated_and_told() {
    let (address, _requests) = answering(vec![
        http(502, "", "bad"),
        http(429, "retry-after: 0\r\n", ""),
        http(200, "", "fine"),
    ])
    .await;
    let (door, mut entries) = door(options());
    let reply = send(&door, get(address, "/x")).await.expect("an answer");
    assert_eq!((reply.status(), reply.attempts()), (200, 3));
    assert_eq!(reply.exchange(), 3);
    let entries = written(&mut entries);
    let levels: Vec<Level> = entries.iter().map(|entry| entry.level).collect();
    assert_eq!(levels, [Error, Warn, Warn, Warn, Debug]);
    let waits: Vec<bool> = entries
        .iter()
        .map(|entry| entry.waits_until.is_some())
        .collect();
    assert_eq!(waits, [false, true, false, true, false]);
    let text = |n: usize| entries[n].text.as_str();
    assert_eq!(text(1), "502 on GET /x; attempt 2 of 4 in 0.0 s");
    assert_eq!(text(3), "429 on GET /x; attempt 3 of 4 in 0.0 s");
    assert!(text(4).ends_with("(portal info, attempt 3)"), "{}", text(4));
    let numbers: Vec<(u64, u32)> = exchanges(&entries)
        .iter()
        .map(|exchange| (exchange.id, exchange.attempt))
        .collect();
    assert_eq!(numbers, [(1, 1), (2, 2), (3, 3)]);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_only_where_that_is_safe() {
    type Make = fn(&'static str, &'static str, Url) -> Call;
    let reading: Make =
        |service, purpose, url| Call::read_post(service, purpose, &url, ReadPost::Logs, json!({}));
    for (make, attempts) in [
        (Call::get as Make, 4),
        (Call::post, 1),
        (Call::token_grant, 1),
        (reading, 4),
    ] {
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = seen.clone();
        let (address, _requests) = server(move |_, stream| {
            counter.fetch_add(1, Ordering::Relaxed);
            drop(stream);
            std::future::ready(())
        })
        .await;
        let (door, _entries) = door(options());
        let ended = send(&door, make("planday", "try", url(address, "/"))).await;
        assert!(matches!(ended, Err(Failure::Reset { .. })), "{ended:?}");
        assert_eq!(seen.load(Ordering::Relaxed), attempts);
    }
}

#[tokio::test]
async fn read_only_mode_lets_nothing_through_but_reading_and_tokens() {
    let (address, mut requests) = answering(vec![http(200, "", "{}")]).await;
    let mut read_only = options();
    read_only.read_only = true;
    let (door, mut entries) = door(read_only);
    assert!(door.read_only());
    let post = || Call::post("stackone", "create a link", url(address, "/links"));
    let grant = || Call::token_grant("stackone", "create a link", url(address, "/token"));
    let list = "planday_list_shifts";
    let list = ReadAction::listed("planday", [list], list).expect("a read");
    let run = || Call::read_action("stackone", "create a link", &url(address, "/"), &list);
    let put = Call::put("stackone", "create a link", url(address, "/links"));
    let delete = Call::delete("stackone", "create a link", url(address, "/links"));
    for (method, call) in [
        ("POST", post()),
        // What has the address of a read, or once was one, is none.
        (
            "POST",
            Call::post("stackone", "create a link", url(address, "/logs")),
        ),
        (
            "POST",
            Call::read_post(
                "stackone",
                "create a link",
                &url(address, "/"),
                ReadPost::Logs,
                json!({}),
            )
            .form("a", "b"),
        ),
        (
            "POST",
            run().json(json!({ "action": "planday_create_shift" })),
        ),
        ("POST", run().json(json!({}))),
        ("POST", run().form("action", "planday_list_shifts")),
        (
            "POST",
            grant().json(json!({ "grant_type": "refresh_token" })),
        ),
        ("POST", grant().form("grant_type", "password")),
        ("POST", grant()),
        ("PUT", put),
        ("DELETE", delete),
    ] {
        let failure = send(&door, call).await.expect_err("a refusal");
        let expected = Failure::ReadOnly {
            method: method.to_owned(),
            purpose: "create a link".to_owned(),
        };
        assert_eq!(failure, expected);
    }
    let entries = written(&mut entries);
    assert_eq!(entries.len(), 11);
    assert_eq!((entries[0].level, entries[0].source), (Warn, "stackone"));
    let expected = "read-only mode: POST /links was not sent (create a link)";
    assert_eq!(entries[0].text, expected);
    assert!(entries[0].exchange.is_none());

    send(&door, get(address, "/read")).await.expect("an answer");
    let grant = grant().form("grant_type", "refresh_token");
    send(&door, grant).await.expect("an answer");
    send(&door, run()).await.expect("an answer");
    for expected in ["GET /read ", "POST /token ", "POST /actions/rpc "] {
        let request = requests.recv().await.expect("a request");
        assert!(request.starts_with(expected), "{request}");
    }
    for read in ReadPost::ALL {
        let base = url(address, "/base/");
        let call = Call::read_post("stackone", "look", &base, read, json!({ "page": 1 }));
        send(&door, call).await.expect("an answer");
        let request = requests.recv().await.expect("a request");
        let expected = format!("POST /base/{} ", read.path());
        assert!(request.starts_with(&expected), "{request}");
        assert!(request.ends_with(r#"{"page":1}"#), "{request}");
    }
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn patience_has_an_end() {
    let spent = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 33\r\n";
    let (address, _requests) = answering(vec![http(429, spent, "")]).await;
    let (door, _entries) = door(options());
    let limited = get(address, "/").budget(Budget {
        key: "portal".to_owned(),
        per_second: Some(10),
        per_minute: None,
    });
    let reply = send(&door, limited).await.expect("an answer");
    assert_eq!((reply.status(), reply.attempts()), (429, 1));
    assert_eq!(reply.retry_after(), Some(Duration::from_secs(33)));
    // A call that does not count against the same limit is free to go.
    let reply = send(&door, get(address, "/")).await.expect("an answer");
    assert_eq!(reply.status(), 429);
}
