//! Every probe against every kind of answer: what each shows, and that nothing but a success proves.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::{Probe, ProbeIds, scope};
use stackday::http::{Door, DoorOptions};
use stackday::journal::Journal;
use stackday::planday::{Planday, Probed, Proof, Session};
use stackday::secret::Secret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What the server answers next, and what it was asked last.
#[derive(Default)]
struct Script {
    status: u16,
    kind: &'static str,
    body: String,
    asked: String,
}

type Shared = Arc<Mutex<Script>>;

async fn answer(State(script): State<Shared>, uri: Uri) -> Response {
    let mut script = script.lock().expect("a lock");
    script.asked = uri.to_string();
    let status = StatusCode::from_u16(script.status).expect("a status");
    let headers = [
        (header::CONTENT_TYPE, script.kind),
        // The longest wait that the door of this test bears is shorter.
        (header::RETRY_AFTER, "600"),
    ];
    (status, headers, script.body.clone()).into_response()
}

struct Bench {
    planday: Planday,
    script: Shared,
    calls: u32,
}

impl Bench {
    async fn new() -> Self {
        let script = Shared::default();
        let router = Router::new().fallback(answer).with_state(script.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url: url::Url = format!("http://{}/", listener.local_addr().expect("an address"))
            .parse()
            .expect("a URL");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let options = DoorOptions {
            attempts: 1,
            ..DoorOptions::default()
        };
        let door = Door::new(options, Journal::silent(None));
        Self {
            planday: Planday::new(door, url.clone(), url),
            script,
            calls: 0,
        }
    }

    /// Sends the probe and says what this answer to it shows by itself.
    async fn shows(
        &mut self,
        probe: &Probe,
        answer: (u16, &'static str, &str),
    ) -> Result<Proof, Diagnosis> {
        self.probed(probe, answer).await.map(|probed| probed.proof)
    }

    /// Sends the probe and says what this answer to it shows, by itself and among others.
    async fn probed(
        &mut self,
        probe: &Probe,
        (status, kind, body): (u16, &'static str, &str),
    ) -> Result<Probed, Diagnosis> {
        {
            let mut script = self.script.lock().expect("a lock");
            (script.status, script.kind) = (status, kind);
            body.clone_into(&mut script.body);
        }
        // Each App Id has a rate budget of its own: nothing here waits for another call's second to pass.
        self.calls += 1;
        let session = Session {
            app_id: format!("app-{}", self.calls),
            access_token: Secret::new("an-access-token"),
        };
        let ids = ProbeIds {
            department: Some(7),
            employee: Some(9),
        };
        self.planday
            .probe(&session, probe, &ids, &CancellationToken::new())
            .await
    }

    fn asked(&self) -> String {
        self.script.lock().expect("a lock").asked.clone()
    }
}

const JSON: &str = "application/json";
const HTML: &str = "text/html";

/// One record with every field that a probe may look for.
const RECORD: &str = r#"{"data":[{"id":5,"bankAccount":{},"birthDate":"2000-01-01","ssn":"1"}]}"#;

/// The documented sentence (facts: planday.md, section 4.4).
const SENTENCE: &str =
    "Your application isn't assigned to the appropriate scope, so it can't perform this action";

#[tokio::test]
async fn a_success_proves_every_row_and_asks_for_one_record_at_most() {
    let mut bench = Bench::new().await;
    for probe in scope::probes() {
        let shown = bench.shows(probe, (200, JSON, RECORD)).await;
        assert!(
            matches!(shown, Ok(Proof::Proven(_))),
            "{}: {shown:?}",
            probe.scope
        );
        let asked = bench.asked();
        assert!(!asked.contains('{'), "{asked}");
        let lists_people = ["hr/v1.0/employees", "punchclockshifts", "absencerecords"];
        if lists_people.iter().any(|path| asked.contains(path)) {
            assert!(
                probe.personal && asked.to_lowercase().contains("limit=1"),
                "{asked}"
            );
        }
        // An empty list proves the scope of the list; the field of a record is not on no record.
        for (status, body) in [(200, r#"{"data":[]}"#), (204, "")] {
            let shown = bench.shows(probe, (status, JSON, body)).await;
            match probe.member {
                None => assert!(matches!(shown, Ok(Proof::Proven(_))), "{}", probe.scope),
                Some(_) => assert_eq!(shown, Ok(Proof::Silent), "{}", probe.scope),
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_in_plandays_own_words_is_a_refusal() {
    let mut bench = Bench::new().await;
    let problem = format!(
        r#"{{"type":"about:blank","title":"Forbidden","status":403,"detail":"{SENTENCE}"}}"#
    );
    let legacy = format!(r#"{{"error":{{"code":"403","message":"{SENTENCE}"}}}}"#);
    let message = format!(r#"{{"message":"{SENTENCE}"}}"#);
    for probe in scope::probes() {
        for (kind, body) in [
            ("text/plain", SENTENCE),
            (JSON, &message),
            ("application/problem+json", &problem),
            (JSON, &legacy),
        ] {
            let shown = bench.shows(probe, (403, kind, body)).await;
            let Ok(Proof::Refused(why)) = shown else {
                panic!("{} {kind:?} {body:?}: {shown:?}", probe.scope);
            };
            assert_eq!(
                (why.party, why.kind),
                (Party::PlandayApi, Kind::ScopeMissing)
            );
            assert!(why.summary.contains(&probe.scope), "{}", why.summary);
        }
    }
}

#[tokio::test]
async fn a_refusal_without_words_needs_another_answer_beside_it() {
    let mut bench = Bench::new().await;
    for probe in scope::probes() {
        for (kind, body) in [
            ("", ""),
            (JSON, r#"{"message":"#),
            (JSON, "{}"),
            ("text/plain", "Forbidden"),
        ] {
            let shown = bench.probed(probe, (403, kind, body)).await;
            let shown = shown.expect("no end of the run");
            let Proof::Unclear(why) = &shown.proof else {
                panic!("{} {kind:?} {body:?}: {shown:?}", probe.scope);
            };
            assert_eq!(why.kind, Kind::Unclear, "{body:?}");
            // Planday refuses with an empty answer, and not with words that it has not.
            match shown.if_planday_answers {
                Some(Proof::Refused(_)) => assert_eq!(body, ""),
                other => assert!(other.is_none() && !body.is_empty(), "{body:?}"),
            }
        }
        let page = "<html><title>Blocked</title><body><h1>403 Forbidden</h1></body></html>";
        let shown = bench.probed(probe, (403, HTML, page)).await;
        let shown = shown.expect("no end of the run");
        let Proof::Unclear(why) = &shown.proof else {
            panic!("{}: {shown:?}", probe.scope);
        };
        assert_eq!((why.party, why.kind), (Party::Network, Kind::Network));
        assert!(why.summary.contains("\"Blocked\""), "{}", why.summary);
        assert_eq!(shown.if_planday_answers, None);
    }
}

#[tokio::test]
async fn no_other_answer_proves_or_refuses() {
    let mut bench = Bench::new().await;
    for probe in scope::probes() {
        for status in [400, 404, 409] {
            let own = r#"{"title":"One or more validation errors occurred."}"#;
            let shown = bench.shows(probe, (status, JSON, own)).await;
            assert_eq!(shown, Ok(Proof::Probable), "{status} {}", probe.scope);
            let shown = bench.probed(probe, (status, JSON, "{}")).await;
            let shown = shown.expect("no end of the run");
            assert!(matches!(shown.proof, Proof::Unclear(_)), "{status}");
            let found = (status == 404).then_some(Proof::Probable);
            assert_eq!(shown.if_planday_answers, found, "{status}");
            let shown = bench.probed(probe, (status, "", "")).await;
            let shown = shown.expect("no end of the run");
            assert_eq!(shown.if_planday_answers, Some(Proof::Probable), "{status}");
        }
        for (status, kind, body) in [
            (429, "", ""),
            (500, JSON, r#"{"message":"Server error"}"#),
            (503, HTML, "<h1>Service Unavailable</h1>"),
            (302, "", ""),
            (418, JSON, "{}"),
            // A sign-in page or a proxy says 200 as well.
            (200, HTML, "<html><body>Welcome to the hotel</body></html>"),
            (200, JSON, "{\"data\":["),
            (200, JSON, "7"),
            (200, JSON, r#"{"error":"blocked"}"#),
            (200, "", ""),
            // Whether it is Planday who says this cannot be seen.
            (401, "", ""),
            (401, HTML, "<h1>Unauthorized</h1>"),
        ] {
            let shown = bench.shows(probe, (status, kind, body)).await;
            assert!(
                matches!(shown, Ok(Proof::Unclear(_))),
                "{status} {}: {shown:?}",
                probe.scope
            );
        }
        // The token, or who authorised it, is refused: that ends the run, and says nothing about the scope.
        let ended = bench
            .shows(probe, (401, JSON, r#"{"message":"Unauthorized"}"#))
            .await
            .expect_err("the end");
        assert_eq!(
            (ended.party, ended.kind),
            (Party::Authoriser, Kind::Rejected)
        );
    }
}

#[tokio::test]
async fn only_a_first_record_gives_an_id_and_nothing_else_of_it_is_kept() {
    let mut bench = Bench::new().await;
    let employees = scope::probe_of("employee:read").expect("a probe");
    let Ok(Proof::Proven(found)) = bench.shows(employees, (200, JSON, RECORD)).await else {
        panic!("proven");
    };
    assert_eq!(found.first_id, Some(5));
    for body in [
        r#"{"data":[{}]}"#,
        r#"{"data":[{"id":"five"}]}"#,
        "[]",
        r#"{"data":{"id":5}}"#,
    ] {
        let shown = bench.shows(employees, (200, JSON, body)).await;
        let Ok(Proof::Proven(found)) = shown else {
            panic!("{body}: {shown:?}");
        };
        assert_eq!(found.first_id, None, "{body}");
    }
}
