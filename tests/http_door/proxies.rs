//! What stands between: a proxy that refuses, hangs up, is no proxy, or cannot be trusted; and one that is not used in silence.

use std::ffi::OsString;
use std::net::SocketAddr;

use stackday::domain::diagnosis::{Kind, Party};
use stackday::http::{Call, DoorOptions, Failure, ProxyProblem, Surroundings, TlsProblem};
use tokio::io::AsyncWriteExt as _;

use crate::support::{Requests, answering, door, http, once, parse, refusing, send, server};
use crate::tls::{port_without_tls, untrusted};

/// A door in an environment with these variables.
fn in_environment(pairs: &[(&str, &str)]) -> DoorOptions {
    DoorOptions {
        surroundings: Surroundings::of(&|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| OsString::from(value))
        }),
        ..once()
    }
}

/// Calls a host out in the network.
async fn call(pairs: &[(&str, &str)]) -> Failure {
    let (door, _entries) = door(in_environment(pairs));
    let call = Call::get("planday", "try", parse("https://api.stackday.invalid/"));
    send(&door, call).await.expect_err("a failure")
}

async fn through(address: SocketAddr) -> Failure {
    let proxy = format!("http://kari:geheim-77@{address}");
    call(&[("HTTPS_PROXY", &proxy)]).await
}

fn connects(requests: &mut Requests) -> usize {
    let mut count = 0;
    while let Ok(request) = requests.try_recv() {
        assert!(
            request.starts_with("CONNECT api.stackday.invalid:443 HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(
            request.contains("roxy-"),
            "who asks is told to the proxy: {request}"
        );
        count += 1;
    }
    count
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_with_its_own_status() {
    for (status, words) in [
        (407, "it asks for a user name and a password"),
        (403, "it does not allow this address"),
        (404, "perhaps it is no proxy"),
        (429, "too many requests"),
        (500, ""),
        (502, "it could not reach the service"),
        (503, "it could not reach the service"),
    ] {
        let (address, mut requests) = answering(vec![http(status, "", "<html>no</html>")]).await;
        let failure = through(address).await;
        let said = failure.to_string();
        let expected = format!("the proxy {address} (from HTTPS_PROXY) answered {status}");
        assert!(
            said.starts_with(&expected) && said.contains(words),
            "{said}"
        );
        let diagnosis = failure.diagnosis(Party::PlandayIdentity);
        assert_eq!(
            (diagnosis.party, diagnosis.kind),
            (Party::Network, Kind::Network)
        );
        for text in [&said, &diagnosis.summary, &diagnosis.next] {
            assert!(!text.contains("geheim") && !text.contains("kari"), "{text}");
        }
        assert!(connects(&mut requests) > 0);
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_speak_is_named() {
    let (_taken, refuses) = refusing();
    let (hangs_up, _requests) = server(|_, stream| async move { drop(stream) }).await;
    let (no_proxy, _requests) = server(|_, mut stream| async move {
        let _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
    })
    .await;
    for (address, expected) in [
        (refuses, ProxyProblem::Refused),
        (hangs_up, ProxyProblem::Closed),
        (no_proxy, ProxyProblem::NotConnected),
    ] {
        match through(address).await {
            Failure::Proxy { problem, proxy, .. } => {
                assert_eq!(problem, expected);
                assert_eq!(proxy, format!("{address} (from HTTPS_PROXY)"));
            }
            other => panic!("not the proxy: {other:?}"),
        }
    }
    let nowhere = [("ALL_PROXY", "http://proxy.stackday.invalid:3128")];
    let said = call(&nowhere).await.to_string();
    assert_eq!(
        said,
        "the proxy proxy.stackday.invalid:3128 (from ALL_PROXY) is not found: its name could not be resolved"
    );
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_or_not_secured_is_told_from_the_service() {
    let port = untrusted().await.port().expect("a port");
    let trusted_by_nobody = format!("https://localhost:{port}");
    match call(&[("HTTPS_PROXY", &trusted_by_nobody)]).await {
        Failure::Proxy {
            problem: ProxyProblem::Tls { problem, issuer },
            ..
        } => {
            let expected = [TlsProblem::UnknownIssuer, TlsProblem::NoRoots];
            assert!(expected.contains(&problem), "{problem:?}");
            assert!(issuer.expect("an issuer").as_str().contains("Corp"));
        }
        other => panic!("not the proxy: {other:?}"),
    }
    let plain = format!("https://localhost:{}", port_without_tls().await);
    let said = call(&[("https_proxy", &plain)]).await.to_string();
    assert!(
        said.contains("(from https_proxy) could not be reached securely")
            && said.contains("does not speak TLS"),
        "{said}"
    );
}

#[tokio::test]
async fn no_call_goes_past_a_proxy_that_cannot_be_used() {
    for variable in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "all_proxy"] {
        for value in [
            "\"http://127.0.0.1:9\"",
            " http://127.0.0.1:9 ",
            "http:/127.0.0.1:9",
            "htp://127.0.0.1:9",
            "http://127.0.0.1:99999",
        ] {
            match call(&[(variable, value)]).await {
                Failure::Setup { problem, .. } => {
                    assert!(problem.starts_with(&format!("{variable}: ")), "{problem}");
                }
                other => panic!("{variable}={value}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn what_is_excepted_goes_straight() {
    let (address, mut requests) = answering(vec![http(403, "", "")]).await;
    let proxy = format!("http://{address}");
    for without in [
        "stackday.invalid",
        "*.stackday.invalid",
        "a.com api.stackday.invalid:443",
    ] {
        let failure = call(&[("HTTPS_PROXY", &proxy), ("NO_PROXY", without)]).await;
        let host = "api.stackday.invalid".to_owned();
        assert_eq!(failure, Failure::Dns { host }, "{without}");
    }
    assert!(requests.try_recv().is_err());
    // And no bad setting stops what is called on this machine.
    let (here, _requests) = answering(vec![http(200, "", "")]).await;
    let (door, _entries) = door(in_environment(&[("HTTPS_PROXY", "'x'")]));
    assert!(send(&door, crate::support::get(here, "/")).await.is_ok());
}

#[tokio::test]
async fn the_password_of_a_proxy_is_redacted_everywhere() {
    let proxies = [("HTTPS_PROXY", "http://kari:geheim-77@127.0.0.1:9")];
    let (door, _entries) = door(in_environment(&proxies));
    assert!(!door.redact("said: geheim-77").contains("geheim"));
    assert!(!format!("{door:?}").contains("geheim"), "{door:?}");
}
