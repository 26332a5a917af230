//! Nothing that a server says steers the terminal.

use futures::future::join_all;
use stackday::sandbox::Scenario;

use super::support::{Stage, home, run, stackday};

/// Whether a terminal would do something with it other than show it, or show its neighbours elsewhere.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

pub fn assert_tame(name: &str, text: &str) {
    let found: Vec<_> = text.char_indices().filter(|(_, c)| steers(*c)).collect();
    assert!(found.is_empty(), "{name}: {found:?} in {text}");
}

#[tokio::test]
async fn a_verification_is_tame_in_every_form() {
    // Errors carry the server's words as well.
    let mishaps = [
        None,
        Some(Scenario::MissingScopes),
        Some(Scenario::OpaqueToken),
        Some(Scenario::WeakApiKey),
        Some(Scenario::RevokedToken),
        Some(Scenario::RateLimited),
        Some(Scenario::HtmlErrors),
        Some(Scenario::ProfileDisabled),
    ];
    join_all(mishaps.map(|more| async move {
        let scenarios: Vec<_> = more.into_iter().chain([Scenario::HostileText]).collect();
        for arguments in [&["verify"][..], &["verify", "--json"]] {
            let stage = Stage::new(&scenarios).await;
            let log = stage.home.path().join("log.ndjson");
            let mut command = stage.command(arguments);
            command
                .args(["--scopes", "department:read,contractrules:read"])
                .arg("--log-file")
                .arg(&log);
            let ran = run(command).await;
            assert!(
                !ran.out.is_empty() && ran.out.len() < 100_000,
                "{more:?}: {} bytes",
                ran.out.len()
            );
            assert_tame("output", &ran.out);
            assert_tame("errors", &ran.err);
            assert_tame("log", &std::fs::read_to_string(&log).expect("a log"));
        }
    }))
    .await;
}

#[tokio::test]
async fn a_rehearsal_is_tame_in_every_form() {
    let mishaps = [
        "fresh",
        "link-fails",
        "missing-scopes",
        "wrong-token",
        "bad-api-key",
    ];
    join_all(mishaps.map(|more| async move {
        for form in [&["rehearse"][..], &["rehearse", "--json"]] {
            let home = home();
            let log = home.path().join("log.ndjson");
            let mut command = stackday(home.path(), form);
            command
                .args(["--scenario", "hostile-text", "--scenario", more])
                .arg("--log-file")
                .arg(&log);
            let ran = run(command).await;
            assert!(!ran.out.is_empty());
            assert_tame("output", &ran.out);
            assert_tame("errors", &ran.err);
            assert_tame("log", &std::fs::read_to_string(&log).expect("a log"));
        }
    }))
    .await;
}
