//! Cancelling ends a call wherever it is.

use std::future::Future;

use stackday::http::{Budget, Call, Door, Failure};
use stackday::journal::{Entry, Level};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::mpsc::{Receiver, unbounded_channel};
use tokio_util::sync::CancellationToken;

use crate::support::{
    answering, door, get, http, listener, once, options, parse, send, server, silent, written,
};

/// Cancels the call as soon as `stage` is reached. What that returns is kept until the call has ended.
async fn cancelled_at<T>(door: &Door, call: Call, stage: impl Future<Output = T>) {
    let cancel = CancellationToken::new();
    let (ended, _kept) = tokio::join!(door.send(call, &cancel), async {
        let kept = stage.await;
        cancel.cancel();
        kept
    });
    assert_eq!(ended.err(), Some(Failure::Cancelled));
}

/// Comes back when the door says that it waits.
async fn a_wait(entries: &mut Receiver<Entry>) -> Entry {
    loop {
        let entry = entries.recv().await.expect("an entry");
        if entry.waits_until.is_some() {
            return entry;
        }
    }
}

#[tokio::test]
async fn before_anything_is_sent() {
    let (address, mut requests) = answering(vec![http(200, "", "")]).await;
    let (door, mut entries) = door(options());
    let cancel = CancellationToken::new();
    cancel.cancel();
    let ended = door.send(get(address, "/"), &cancel).await;
    assert_eq!(ended.err(), Some(Failure::Cancelled));
    assert!(requests.try_recv().is_err());
    assert!(written(&mut entries).is_empty());
}

#[tokio::test]
async fn while_connecting() {
    // TCP connects, and TLS never gets an answer.
    let listener = listener().await;
    let address = listener.local_addr().expect("an address");
    let (door, _entries) = door(once());
    let call = Call::get("planday", "try", parse(&format!("https://{address}/")));
    cancelled_at(&door, call, listener.accept()).await;
}

#[tokio::test]
async fn while_the_answer_is_awaited() {
    let (address, mut requests) = silent().await;
    let (door, mut entries) = door(options());
    cancelled_at(&door, get(address, "/"), requests.recv()).await;
    let entries = written(&mut entries);
    assert_eq!((entries.len(), entries[0].level), (1, Level::Info));
    assert_eq!(entries[0].text, "GET / → cancelled (portal info)");
}

#[tokio::test]
async fn while_the_body_is_read() {
    let (sender, mut sent) = unbounded_channel();
    let (address, _requests) = server(move |_, mut stream| {
        let sender = sender.clone();
        async move {
            let half = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf";
            stream.write_all(half).await.expect("sent");
            sender.send(()).expect("told");
            std::future::pending::<()>().await;
        }
    })
    .await;
    let (door, _entries) = door(options());
    cancelled_at(&door, get(address, "/"), sent.recv()).await;
}

#[tokio::test]
async fn while_waiting_to_repeat() {
    let busy = http(503, "retry-after: 20\r\n", "");
    let (address, mut requests) = answering(vec![busy]).await;
    let (door, mut entries) = door(options());
    cancelled_at(&door, get(address, "/"), a_wait(&mut entries)).await;
    assert!(requests.recv().await.is_some());
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn while_waiting_for_its_turn() {
    let (address, mut requests) = answering(vec![http(200, "", "")]).await;
    let (door, mut entries) = door(options());
    let limited = || {
        get(address, "/").budget(Budget {
            key: "portal".to_owned(),
            per_second: None,
            per_minute: Some(1),
        })
    };
    send(&door, limited()).await.expect("an answer");
    let stage = async {
        let text = a_wait(&mut entries).await.text;
        assert!(text.contains("keeps to the rate limit"), "{text}");
    };
    cancelled_at(&door, limited(), stage).await;
    assert!(requests.recv().await.is_some());
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn while_the_server_has_nothing_left_for_it() {
    let spent = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 33\r\n";
    let (address, _requests) = answering(vec![http(200, spent, "")]).await;
    let (door, mut entries) = door(options());
    let limited = || {
        get(address, "/").budget(Budget {
            key: "portal".to_owned(),
            per_second: Some(10),
            per_minute: None,
        })
    };
    send(&door, limited()).await.expect("an answer");
    cancelled_at(&door, limited(), a_wait(&mut entries)).await;
}
