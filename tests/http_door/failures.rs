//! Each way in which no answer comes.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use stackday::http::{Call, DoorOptions, Failure, Phase};
use stackday::journal::{Level, Outcome};

use crate::support::{
    answering, door, exchanges, get, http, listener, once, options, parse, refusing, send, server,
    silent, written,
};

fn host() -> String {
    "127.0.0.1".to_owned()
}

#[tokio::test]
async fn a_refused_port_is_named_at_once() {
    let (_taken, address) = refusing();
    let (door, mut entries) = door(options());
    let failure = send(&door, get(address, "/")).await.expect_err("a failure");
    let (host, port) = (host(), address.port());
    assert_eq!(failure, Failure::Refused { host, port });
    let entries = written(&mut entries);
    assert_eq!((entries.len(), entries[0].level), (1, Level::Error));
    let exchange = &exchanges(&entries)[0];
    let reason = failure.to_string();
    assert_eq!(exchange.outcome, Outcome::Failed { reason });
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_reset_wherever_it_breaks() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf",
    ] {
        let (address, _requests) = answering(vec![answer.into()]).await;
        let (door, _entries) = door(once());
        let failure = send(&door, get(address, "/")).await.expect_err("a failure");
        assert_eq!(failure, Failure::Reset { host: host() }, "{answer}");
    }
    let (address, _requests) = server(|_, stream| {
        // With this, closing resets.
        stream.set_zero_linger().expect("an option");
        drop(stream);
        std::future::ready(())
    })
    .await;
    let (door, _entries) = door(once());
    let failure = send(&door, get(address, "/")).await.expect_err("a failure");
    assert_eq!(failure, Failure::Reset { host: host() });
}

#[tokio::test]
async fn what_is_no_http_is_something_else() {
    let (address, _requests) = answering(vec![b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()]).await;
    let (door, _entries) = door(once());
    let ended = send(&door, get(address, "/")).await;
    assert!(matches!(ended, Err(Failure::Other { .. })), "{ended:?}");
    let call = get(address, "/").header("x-bad", "a\nb");
    let failure = send(&door, call).await.expect_err("a failure");
    assert!(failure.to_string().contains("x-bad"), "{failure}");
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let (address, _requests) = silent().await;
    let after = Duration::from_millis(30);
    let (door, _entries) = door(DoorOptions {
        total_timeout: after,
        ..once()
    });
    let failure = send(&door, get(address, "/")).await.expect_err("a failure");
    let (host, phase) = (host(), Phase::Answer);
    assert_eq!(failure, Failure::Timeout { host, phase, after });
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_is_a_timeout_too() {
    // TCP connects, and TLS never gets an answer.
    let listener = listener().await;
    let address = listener.local_addr().expect("an address");
    let after = Duration::from_millis(30);
    let (door, _entries) = door(DoorOptions {
        connect_timeout: after,
        ..once()
    });
    let call = Call::get("planday", "try", parse(&format!("https://{address}/")));
    let failure = send(&door, call).await.expect_err("a failure");
    let (host, phase) = (host(), Phase::Connect);
    assert_eq!(failure, Failure::Timeout { host, phase, after });
}

#[tokio::test]
async fn an_answer_over_the_cap_is_not_taken() {
    let cap = 1_000;
    let (fits, over) = ("x".repeat(cap), "x".repeat(cap + 1));
    let (address, _requests) = answering(vec![http(200, "", &fits), http(200, "", &over)]).await;
    let (door, _entries) = door(DoorOptions {
        body_cap: cap,
        ..options()
    });
    let reply = send(&door, get(address, "/")).await.expect("an answer");
    assert_eq!(reply.len(), cap);
    let failure = send(&door, get(address, "/")).await.expect_err("a failure");
    assert_eq!(failure, Failure::TooLarge { host: host(), cap });
}

#[tokio::test]
async fn the_cap_counts_what_is_unpacked() {
    // 100,000 times the letter x, through `gzip -9n`.
    let packed = STANDARD
        .decode(
            "H4sIAAAAAAACA+3BMQEAAADCoNqLbw0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
             AIBXA3ERB/6ghgEA",
        )
        .expect("base64");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        packed.len()
    );
    let (address, _requests) = answering(vec![[head.as_bytes(), &packed].concat()]).await;
    for (cap, taken) in [(100_000, true), (99_999, false)] {
        let (door, _entries) = door(DoorOptions {
            body_cap: cap,
            ..once()
        });
        let ended = send(&door, get(address, "/")).await;
        assert_eq!(ended.is_ok(), taken, "{ended:?}");
        if let Err(failure) = ended {
            assert_eq!(failure, Failure::TooLarge { host: host(), cap });
        }
    }
}
