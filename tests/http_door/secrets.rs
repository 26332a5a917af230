//! What must not be told, and where nothing must be sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use stackday::http::{Call, Door, Failure, Shape};
use stackday::journal::{Entry, Journal, Level, open_file};
use stackday::secret::Secret;

use crate::support::{
    answering, door, exchanges, get, has, http, once, options, parse, response, send, url, written,
};

fn json_of(entries: &[Entry]) -> String {
    serde_json::to_string(entries).expect("JSON")
}

/// An answer that hands a secret out, and says secrets back.
#[derive(Debug, Default, PartialEq)]
struct Said {
    access_token: String,
    echo: Vec<String>,
    again: String,
}

stackday::members!(Said {
    access_token: "access_token",
    echo: "echo",
    again: "again",
});

#[tokio::test]
async fn no_secret_is_told() {
    let secrets = [
        "header-s3cret",
        "bearer/t0ken+",
        "user-k3y",
        "form&s3cret",
        "l3arned-token",
    ];
    let [header, bearer, user, form, learned] = secrets;
    let echo = json!({
        "access_token": learned,
        "echo": secrets,
        "basic": STANDARD.encode(format!("{user}:")),
    });
    let headers = format!("x-echo: {learned} {bearer}\r\n");
    let answer = http(400, &headers, &echo.to_string());
    let (address, mut requests) = answering(vec![answer]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let (journal, mut entries) = Journal::new(Some(open_file(&path).expect("a file")));
    let door = Door::new(options(), journal);
    let call = Call::token_grant(
        "planday",
        format!("with {header}"),
        url(address, "/token/header-s3cret?key=form%26s3cret"),
    )
    .secret_header("x-key", Secret::new(header))
    .header("x-note", format!("about {form}"))
    .bearer(&Secret::new(bearer))
    .basic(&Secret::new(user))
    .secret_form("token", &Secret::new(form))
    .secret_form("short", &Secret::new("xyz"))
    .secret_fields(&["access_token"]);
    let call_shown = format!("{:?}", call.clone().header("x", "y"));
    let reply = send(&door, call).await.expect("an answer");
    // They were sent for all that.
    let request = requests.recv().await.expect("a request");
    assert!(request.contains(bearer), "{request}");
    assert!(request.contains("form%26s3cret&short=xyz"), "{request}");

    let entries = written(&mut entries);
    let problem = reply.read::<String>().expect_err("another shape");
    for text in [
        json_of(&entries),
        format!("{entries:?}"),
        std::fs::read_to_string(&path).expect("the log file"),
        format!("{reply:?} {door:?} {problem} {problem:?}"),
        reply.text(),
        reply.header("x-echo").expect("a header").to_owned(),
        reply.read::<Said>().expect("JSON").echo.join(" "),
        door.redact(&call_shown),
    ] {
        for secret in secrets.into_iter().chain(["form%26", "xyz"]) {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
        assert!(!text.contains(&STANDARD.encode(user)[..9]), "{text}");
    }
    let request = &exchanges(&entries)[0].request;
    assert_eq!(request.body, "token=[redacted]&short=[redacted]");
    assert!(has(request, "authorization", "Bearer [redacted]"));
    assert!(has(request, "authorization", "Basic [redacted]"));
    assert!(has(request, "x-key", "[redacted]"));
}

#[tokio::test]
async fn no_secret_is_told_beside_what_cannot_be_read() {
    let body = br#"{"access_token":"l3arned\ud83dtoken","echo":["user-k3y \ude00"],"again":"l3arned\ud83dtoken"}"#;
    let answer = http(400, "", std::str::from_utf8(body).expect("text"));
    let (address, _requests) = answering(vec![answer]).await;
    let (door, mut entries) = door(options());
    let call = Call::token_grant("planday", "exchange", url(address, "/token"))
        .basic(&Secret::new("user-k3y"))
        .secret_fields(&["access_token"]);
    let reply = send(&door, call).await.expect("an answer");
    let read: Said = reply.read().expect("JSON");
    let expected = Said {
        access_token: "l3arned\u{fffd}token".to_owned(),
        echo: vec!["[redacted] \u{fffd}".to_owned()],
        again: "[redacted]".to_owned(),
    };
    assert_eq!(read, expected);
    let told = json_of(&written(&mut entries));
    for secret in ["l3arned", "user-k3y"] {
        assert!(!told.contains(secret), "{told}");
        assert!(!reply.text().contains(secret), "{}", reply.text());
    }
}

#[tokio::test]
async fn what_steers_a_terminal_is_not_recorded() {
    let body = "\u{1b}]0;owned\u{7} s\u{200b}ecret-one";
    let answer = http(500, "x-title: \u{9b}2J\r\n", body);
    let (address, _requests) = answering(vec![answer]).await;
    let (door, mut entries) = door(once());
    door.protect(&Secret::new("secret-one"));
    let reply = send(&door, get(address, "/")).await.expect("an answer");
    assert_eq!(reply.read::<String>(), Err(Shape::NotJson));
    let exchange = &exchanges(&written(&mut entries))[0];
    let response = response(exchange);
    assert_eq!(response.body, "\u{fffd}]0;owned\u{fffd} [redacted]");
    assert!(has(response, "x-title", "\u{fffd}2J"));
}

#[tokio::test]
async fn the_record_keeps_the_head_of_a_large_body() {
    let (address, _requests) = answering(vec![http(200, "", &"é".repeat(20_000))]).await;
    let (door, mut entries) = door(options());
    let reply = send(&door, get(address, "/")).await.expect("an answer");
    assert_eq!(reply.len(), 40_000);
    let exchange = &exchanges(&written(&mut entries))[0];
    let response = response(exchange);
    assert_eq!(response.bytes, 40_000);
    assert_eq!(response.body, format!("{}…", "é".repeat(8 * 1024)));
}

#[tokio::test]
async fn addresses_that_must_not_be_called_are_not() {
    let (door, mut entries) = door(options());
    let call = |raw| Call::get("planday", "try", parse(raw)).bearer(&Secret::new("t0ken"));
    let failure = send(&door, call("http://example.com/a")).await.err();
    let host = "example.com".to_owned();
    assert_eq!(failure, Some(Failure::PlainHttp { host }));
    for raw in ["https://user:pass-w0rd@example.com/", "ftp://example.com/"] {
        let failure = send(&door, call(raw)).await.expect_err("a refusal");
        assert!(matches!(failure, Failure::BadAddress { .. }), "{failure}");
    }
    let entries = written(&mut entries);
    assert_eq!(entries.len(), 3);
    assert!(entries.iter().all(|entry| entry.level == Level::Error));
    assert!(entries.iter().all(|entry| entry.exchange.is_none()));
    assert!(!json_of(&entries).contains("pass-w0rd"));
}
