//! What the environment decides. Each test runs its other half, an ignored test, in a process with an environment of its own.

use std::process::Command;

use stackday::http::{Call, DoorOptions, Failure, ProxyProblem, Surroundings};

use crate::support::{answering, door, get, http, once, options, parse, refusing, send, written};
use crate::tls::untrusted;

fn run(half: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", half, "--ignored", "--nocapture"]);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        command.env_remove(name);
    }
    let output = command
        .envs(environment.iter().copied())
        .output()
        .expect("a run");
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{failed}");
    assert!(said.contains("1 passed"), "{said}");
}

/// As the program sets its door up.
fn of_environment(options: DoorOptions) -> DoorOptions {
    DoorOptions {
        surroundings: Surroundings::of(&|name| std::env::var_os(name)),
        ..options
    }
}

fn elsewhere() -> Call {
    Call::get("planday", "try", parse("https://stackday.invalid/"))
}

#[tokio::test]
async fn a_proxy_does_not_see_this_machine() {
    let (_taken, address) = refusing();
    let proxy = format!("http://{address}");
    let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].map(|name| (name, proxy.as_str()));
    run("surroundings::half_with_a_proxy", &proxies);
}

#[tokio::test]
#[ignore = "a_proxy_does_not_see_this_machine runs it"]
async fn half_with_a_proxy() {
    let (address, _requests) = answering(vec![http(200, "", "")]).await;
    let (door, _entries) = door(of_environment(once()));
    let by_name = parse(&format!("http://localhost:{}/", address.port()));
    for call in [get(address, "/"), Call::get("planday", "try", by_name)] {
        assert!(send(&door, call).await.is_ok());
    }
    // Everything else goes its way, and it is not the host that is to blame when that fails.
    let failure = send(&door, elsewhere()).await.expect_err("a failure");
    assert!(
        matches!(
            failure,
            Failure::Proxy {
                problem: ProxyProblem::Refused,
                ..
            }
        ),
        "{failure:?}"
    );
    assert!(
        failure.to_string().contains("(from HTTPS_PROXY)"),
        "{failure}"
    );
}

#[test]
fn a_name_without_an_address_is_named() {
    run("surroundings::half_without_a_proxy", &[]);
}

#[tokio::test]
#[ignore = "a_name_without_an_address_is_named runs it"]
async fn half_without_a_proxy() {
    let (door, mut entries) = door(of_environment(options()));
    let failure = send(&door, elsewhere()).await.expect_err("a failure");
    let host = "stackday.invalid".to_owned();
    assert_eq!(failure, Failure::Dns { host });
    // Asked once: the name has no address a moment later either.
    assert_eq!(written(&mut entries).len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn without_roots_plain_http_works_and_https_says_why_not() {
    let nowhere = [
        ("SSL_CERT_FILE", "/nonexistent/roots.pem"),
        ("SSL_CERT_DIR", "/nonexistent"),
    ];
    run("surroundings::half_without_roots", &nowhere);
    run("surroundings::half_without_roots", &nowhere[1..]);
}

#[tokio::test]
#[ignore = "without_roots_plain_http_works_and_https_says_why_not runs it"]
async fn half_without_roots() {
    let (address, _requests) = answering(vec![http(200, "", "")]).await;
    let (door, _entries) = door(of_environment(once()));
    assert!(send(&door, get(address, "/")).await.is_ok());
    let call = Call::get("planday", "try", untrusted().await);
    match send(&door, call).await {
        Err(Failure::Setup { problem, .. }) => {
            let variable = match std::env::var_os("SSL_CERT_FILE") {
                Some(_) => "SSL_CERT_FILE: /nonexistent/roots.pem cannot be read",
                None => "SSL_CERT_DIR: /nonexistent cannot be read",
            };
            assert!(problem.starts_with(variable), "{problem}");
        }
        other => panic!("no refusal: {other:?}"),
    }
}
