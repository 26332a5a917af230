//! Answers that are not Planday's: whatever their status, nobody is blamed for what was entered.

use stackday::domain::diagnosis::{Kind, Party};
use stackday::domain::exit::Exit;
use stackday::domain::{CheckId, Standing};
use stackday::workflow::VerifyReport;

use super::scripted::{Answer, ONE_PROBE, PORTAL, PROBES, Places, Scripted, TOKEN, WHOLE_API};

const STATUSES: [u16; 20] = [
    200, 201, 301, 302, 307, 400, 401, 403, 404, 405, 407, 409, 418, 429, 451, 500, 502, 503, 504,
    511,
];

const PAGE: &str =
    "<!DOCTYPE html><html><head><title>Access denied</title></head><body>Blocked</body></html>";

/// What stands between says, as headers and body.
fn foreign() -> Vec<(Vec<(&'static str, &'static str)>, &'static str)> {
    vec![
        (vec![("content-type", "text/html; charset=UTF-8")], PAGE),
        (vec![("location", "http://sign-in.invalid/login")], PAGE),
        (vec![("content-type", "application/json")], PAGE),
        (vec![("content-type", "text/html")], "{}"),
        (vec![("content-type", "text/plain")], "Forbidden"),
        (
            vec![("content-type", "application/json")],
            r#"{"blocked":true,"code":"E17"}"#,
        ),
        (vec![("content-type", "application/json")], r#"{"message":"#),
        (
            vec![
                ("proxy-authenticate", "Basic realm=\"gate\""),
                ("content-type", "text/html"),
            ],
            "<h1>Authentication required</h1>",
        ),
        (vec![("www-authenticate", "Negotiate")], ""),
        (vec![("www-authenticate", "Basic realm=\"proxy\"")], ""),
        (
            vec![("content-type", "application/json")],
            r#"{"message":"Access to this site is blocked by Zscaler","statusCode":403}"#,
        ),
        (
            vec![
                ("x-squid-error", "ERR_ACCESS_DENIED 0"),
                ("content-type", "application/json"),
            ],
            r#"{"message":"denied"}"#,
        ),
        (
            vec![("content-type", "application/problem+json")],
            r#"{"title":"Error 1020: Access denied","detail":"Blocked by rules","cloudflare_error":true}"#,
        ),
        (
            vec![("content-type", "text/plain")],
            r#"{"message":"Unauthorized"}"#,
        ),
        (
            vec![("server", "squid/5.2"), ("content-type", "text/html")],
            PAGE,
        ),
        (
            vec![
                ("www-authenticate", "Bearer"),
                ("content-type", "text/html"),
            ],
            PAGE,
        ),
    ]
}

/// That nobody is told to make something anew, or that something was refused.
fn blames_nobody(report: &VerifyReport, said: &str) {
    let exit = report.exit();
    assert!(
        !matches!(exit, Exit::Rejected | Exit::ScopeMissing),
        "{said}: {exit:?}"
    );
    for check in &report.checks {
        if let Some(diagnosis) = &check.evidence.diagnosis {
            assert!(
                !matches!(diagnosis.kind, Kind::Rejected | Kind::ScopeMissing),
                "{said}: {diagnosis:?}"
            );
            assert_ne!(diagnosis.party, Party::Authoriser, "{said}");
            assert!(diagnosis.points_at.is_none(), "{said}: {diagnosis:?}");
        }
    }
    let told = serde_json::to_string(report).expect("JSON");
    assert!(
        !told.to_lowercase().contains("create a new app"),
        "{said}: {told}"
    );
    assert!(report.scopes.missing.is_empty(), "{said}");
}

#[tokio::test]
async fn no_foreign_answer_blames_what_was_entered_wherever_it_comes_from() {
    let mut scripted = Scripted::new().await;
    for places in [TOKEN, PORTAL, ONE_PROBE, PROBES, WHOLE_API] {
        for status in STATUSES {
            for (headers, body) in foreign() {
                let said = format!("{places:?} {status} {headers:?} {body}");
                let answer = (status, headers, body.to_owned());
                let report = scripted.verify(places, answer).await;
                blames_nobody(&report, &said);
            }
        }
    }
}

async fn told(
    places: Places,
    id: CheckId,
    answer: Answer,
) -> (Exit, Standing, Party, Kind, String) {
    let report = Scripted::new().await.verify(places, answer).await;
    let evidence = &report.check(id).expect("a check").evidence;
    let diagnosis = evidence.diagnosis.clone().expect("a diagnosis");
    let told = format!("{} {}", diagnosis.summary, diagnosis.next);
    (
        report.exit(),
        evidence.standing,
        diagnosis.party,
        diagnosis.kind,
        told,
    )
}

#[tokio::test]
async fn a_refusal_that_a_proxy_passed_on_is_still_plandays() {
    let sentence =
        "Your application isn't assigned to the appropriate scope, so it can't perform this action";
    let rate = ("x-ratelimit-limit", "100, 20;w=1");
    let bearer = ("www-authenticate", "Bearer error=\"invalid_token\"");
    let page = ("content-type", "text/html");
    for (places, status, header, body, exit) in [
        (PORTAL, 401, bearer, "", Exit::Rejected),
        (PORTAL, 401, rate, "", Exit::Rejected),
        (ONE_PROBE, 403, rate, "", Exit::ScopeMissing),
        (
            ONE_PROBE,
            403,
            ("content-type", "text/plain"),
            sentence,
            Exit::ScopeMissing,
        ),
        (PORTAL, 429, ("retry-after", "600"), "", Exit::RateLimited),
        (PORTAL, 500, page, PAGE, Exit::Failed),
        (
            TOKEN,
            400,
            ("content-type", "application/json"),
            r#"{"error":"invalid_grant"}"#,
            Exit::Rejected,
        ),
        (
            TOKEN,
            400,
            ("content-type", "application/json"),
            r#"{"error":"invalid_grant","error_description":"\ud83d"}"#,
            Exit::Rejected,
        ),
    ] {
        let headers = vec![
            ("via", "1.1 proxy01 (squid/5.2)"),
            ("proxy-status", "gate; received-status=403"),
            header,
        ];
        let answer = (status, headers, body.to_owned());
        let report = Scripted::new().await.verify(places, answer).await;
        assert_eq!(report.exit(), exit, "{places:?} {status} {header:?} {body}");
    }
}

#[tokio::test]
async fn the_network_is_named_with_what_to_do() {
    let html = || vec![("content-type", "text/html")];
    for (status, headers, body, words) in [
        (403, html(), PAGE, "titled \"Access denied\""),
        (
            407,
            vec![("proxy-authenticate", "Basic")],
            "",
            "HTTPS_PROXY",
        ),
        (511, html(), PAGE, "sign in to the network"),
        (
            302,
            vec![("location", "http://sign-in.invalid/")],
            "",
            "on to sign-in.invalid",
        ),
        (502, html(), PAGE, "firewall"),
    ] {
        for (places, id) in [(TOKEN, CheckId::Token), (PORTAL, CheckId::Portal)] {
            let answer = (status, headers.clone(), body.to_owned());
            let (exit, _, party, kind, said) = told(places, id, answer).await;
            assert_eq!(
                (exit, party, kind),
                (Exit::Network, Party::Network, Kind::Network),
                "{status} {id:?}"
            );
            assert!(said.contains(words), "{status}: {said}");
        }
    }
}

#[tokio::test]
async fn a_refusal_without_a_word_is_unknown_until_others_show_that_planday_answers() {
    let empty = (403, vec![], String::new());
    let (_, standing, _, kind, _) = told(PORTAL, CheckId::Portal, empty.clone()).await;
    assert_eq!((standing, kind), (Standing::Unknown, Kind::Unclear));

    let mut scripted = Scripted::new().await;
    let all = scripted.verify(PROBES, empty.clone()).await;
    blames_nobody(&all, "every probe is refused without a word");
    let one = scripted.verify(ONE_PROBE, empty).await;
    let diagnosis = one
        .check(CheckId::Scopes)
        .expect("a check")
        .evidence
        .diagnosis
        .clone();
    assert_eq!(diagnosis.expect("a refusal").kind, Kind::ScopeMissing);
}

#[tokio::test]
async fn an_oauth_error_decides_wherever_it_stands() {
    let json = || vec![("content-type", "application/json")];
    let mut scripted = Scripted::new().await;
    for (status, headers, body) in [
        (400, json(), r#"{"error":"invalid_grant"}"#),
        (200, json(), r#"{"error":"invalid_grant"}"#),
        (401, json(), r#"{"error":{"code":"invalid_grant"}}"#),
        (403, json(), r#"{"data":{"error":"INVALID_GRANT"}}"#),
        (500, json(), r#"{"error":"invalid_grant"}"#),
        (429, json(), r#"{"error":"invalid_grant"}"#),
        (
            401,
            vec![("www-authenticate", "Bearer error=\"invalid_grant\"")],
            "",
        ),
    ] {
        let report = scripted
            .verify(TOKEN, (status, headers, body.to_owned()))
            .await;
        assert_eq!(report.exit(), Exit::Rejected, "{status} {body}");
    }
}
