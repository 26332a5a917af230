//! The request check: what Planday's authorize endpoint tells apart, and what it does not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use stackday::domain::diagnosis::{Kind, Party};
use stackday::domain::{Input, Standing};
use stackday::http::{Door, DoorOptions};
use stackday::journal::Journal;
use stackday::planday::Planday;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::workflow::{
    Finding, Progress, RequestInputs, RequestReport, Services, check_request,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::support::Deaf;
use super::support::Ear;
use super::support::REDIRECT_URI;
use super::support::Stage;
use super::support::door;
use super::support::scopes;
use super::support::within;

fn inputs(app_id: &str, wanted: &[&str]) -> RequestInputs {
    RequestInputs {
        app_id: app_id.to_owned(),
        redirect_uri: REDIRECT_URI.to_owned(),
        scopes: scopes(wanted),
    }
}

async fn checked(services: &Services, inputs: &RequestInputs) -> RequestReport {
    within(check_request(
        services,
        inputs,
        &Deaf,
        &CancellationToken::new(),
    ))
    .await
    .expect("a report")
}

/// Makes an app and returns its App Id.
async fn app(stage: &Stage, held: &[&str], redirect_uri: &str) -> String {
    let name = "Another app".to_owned();
    let scopes = held.iter().map(|scope| (*scope).to_owned()).collect();
    stage
        .click(Click::CreateApp {
            name: name.clone(),
            scopes,
            redirect_uri: redirect_uri.to_owned(),
        })
        .await;
    stage
        .click(Click::AuthorizeApp { name: name.clone() })
        .await;
    let shown = stage.click(Click::CopyCredentials { name }).await;
    shown.app_id.expect("an App Id")
}

fn why(finding: &Finding) -> &str {
    match finding {
        Finding::Unknown(why) => why,
        other => panic!("{other:?} is known"),
    }
}

#[tokio::test]
async fn an_accepted_request_is_observed_and_every_part_has_its_control() {
    let stage = Stage::new(&[]).await;
    let held = ["department:read", "shift:read"];
    let app_id = app(&stage, &held, REDIRECT_URI).await;
    let report = checked(&stage.services, &inputs(&app_id, &held)).await;
    assert_eq!(
        [
            &report.whole,
            &report.client,
            &report.redirect_uri,
            &report.scopes
        ],
        [&Finding::Accepted; 4],
        "{report:?}"
    );
    assert_eq!(
        report.summary,
        "Planday accepts App Id, redirect URI and 2 scopes: an observation, not proof."
    );
    assert_eq!(report.next, None);
    let evidence = report.evidence().expect("evidence");
    assert_eq!(
        (evidence.standing, evidence.at),
        (Standing::Observed, Some(report.at))
    );
    let asked = stage.identity.requests();
    assert_eq!(asked.len(), 4, "the request, and one control for each part");
    let whole: Vec<_> = asked
        .iter()
        .filter(|request| {
            request.head.contains(&app_id)
                && !request.head.contains("invalid")
                && !request.head.contains("none")
        })
        .collect();
    assert_eq!(whole.len(), 1);
    assert!(
        whole[0].head.starts_with(&format!(
            "GET /connect/authorize?client_id={app_id}&response_type=code\
             &redirect_uri=https%3A%2F%2Fapi.stackone.com%2Fconnect%2Foauth2%2Fplanday%2Fcallback\
             &scope=department%3Aread+shift%3Aread+openid+offline_access&state=stackday HTTP/1.1\r\n"
        )),
        "{}",
        whole[0].head
    );
    for request in &asked {
        for name in ["cookie", "authorization"] {
            assert_eq!(request.header(name), None, "nobody signs in");
        }
    }
}

#[tokio::test]
async fn an_unknown_client_is_not_told_from_an_unknown_redirect_uri() {
    let stage = Stage::new(&[]).await;
    let nobody = Uuid::new_v4().to_string();
    let report = checked(&stage.services, &inputs(&nobody, &["shift:read"])).await;
    assert_eq!(report.whole, Finding::Refused);
    for part in [&report.client, &report.redirect_uri] {
        assert!(why(part).contains("does not say which"), "{part:?}");
    }
    why(&report.scopes);
    assert_eq!(report.registered, None);
    let said = report.said.as_ref().map(ToString::to_string);
    assert!(said.is_some_and(|said| said.contains("there was an error")));
    let evidence = report.evidence().expect("evidence");
    assert_eq!(evidence.standing, Standing::Unknown, "never failed");
    let diagnosis = evidence.diagnosis.expect("a diagnosis");
    assert_eq!(
        (diagnosis.party, diagnosis.kind),
        (Party::PlandayIdentity, Kind::Failed)
    );
    assert!(diagnosis.next.contains("App Id"), "{}", diagnosis.next);
}

#[tokio::test]
async fn a_registered_slip_is_found_and_the_scopes_are_looked_at_there() {
    let stage = Stage::new(&[]).await;
    for slip in [
        format!("{REDIRECT_URI}/"),
        REDIRECT_URI.replace("planday", "Planday"),
    ] {
        let app_id = app(&stage, &["shift:read"], &slip).await;
        let report = checked(&stage.services, &inputs(&app_id, &["shift:read"])).await;
        assert_eq!(
            [
                &report.whole,
                &report.client,
                &report.redirect_uri,
                &report.scopes
            ],
            [
                &Finding::Refused,
                &Finding::Accepted,
                &Finding::Refused,
                &Finding::Accepted
            ],
            "{report:?}"
        );
        assert_eq!(report.registered.as_ref(), Some(&slip));
        assert!(report.summary.contains(&slip), "{}", report.summary);
        let next = report.next.as_deref().unwrap_or_default();
        assert!(next.contains("exactly the redirect URI"), "{next}");
        let diagnosis = report.evidence().and_then(|evidence| evidence.diagnosis);
        assert_eq!(
            diagnosis.and_then(|diagnosis| diagnosis.points_at),
            Some(Input::RedirectUri)
        );
    }
    let app_id = app(&stage, &["shift:read"], &format!("{REDIRECT_URI}/")).await;
    let report = checked(
        &stage.services,
        &inputs(&app_id, &["shift:read", "payroll:read"]),
    )
    .await;
    assert_eq!(report.scopes, Finding::Refused, "both are found at once");
    assert_eq!(report.refused_scopes, scopes(&["payroll:read"]));
    assert!(
        report.summary.contains("payroll:read"),
        "{}",
        report.summary
    );
    let next = report.next.unwrap_or_default();
    assert!(next.contains("Create a new app"), "{next}");
}

#[tokio::test]
async fn scopes_that_the_app_lacks_are_named() {
    let stage = Stage::new(&[]).await;
    let app_id = app(&stage, &["department:read", "shift:read"], REDIRECT_URI).await;
    let wanted = [
        "department:read",
        "payroll:read",
        "shift:read",
        "skill:read",
    ];
    let (ear, _news) = Ear::new();
    let report = check_request(
        &stage.services,
        &inputs(&app_id, &wanted),
        &ear,
        &CancellationToken::new(),
    )
    .await
    .expect("a report");
    assert_eq!(
        [
            &report.whole,
            &report.client,
            &report.redirect_uri,
            &report.scopes
        ],
        [
            &Finding::Refused,
            &Finding::Accepted,
            &Finding::Accepted,
            &Finding::Refused
        ]
    );
    assert_eq!(
        report.refused_scopes,
        scopes(&["payroll:read", "skill:read"])
    );
    assert!(
        report.summary.contains("payroll:read, skill:read"),
        "{}",
        report.summary
    );
    let told: Vec<_> = ear
        .told()
        .into_iter()
        .filter_map(|told| match told {
            Progress::Waiting(what) => Some(what),
            _ => None,
        })
        .collect();
    assert_eq!(
        told.last().map(String::as_str),
        Some("asking Planday about each scope alone: 4 of 4")
    );
}

#[tokio::test]
async fn without_scopes_nothing_is_said_of_them() {
    let stage = Stage::new(&[]).await;
    let app_id = stage.ready.app_id.clone().expect("an app");
    let report = checked(&stage.services, &inputs(&app_id, &[])).await;
    assert_eq!(report.client, Finding::Accepted);
    assert_eq!(report.redirect_uri, Finding::Accepted);
    assert_eq!(why(&report.scopes), "no scope is chosen yet");
    why(&report.whole);
    assert_eq!(report.evidence(), None);
}

#[tokio::test]
async fn read_only_mode_lets_it_pass() {
    let options = DoorOptions {
        read_only: true,
        ..door()
    };
    let stage = Stage::with(&[], options).await;
    let app_id = stage.ready.app_id.clone().expect("an app");
    let report = checked(&stage.services, &inputs(&app_id, &["department:read"])).await;
    assert_eq!(report.whole, Finding::Accepted);
}

#[tokio::test]
async fn an_app_id_that_is_none_is_not_sent() {
    let stage = Stage::new(&[]).await;
    for (typed, kind) in [
        ("VxLtcy_OWkWoPKqs4uFhTg", Kind::Rejected),
        (" ", Kind::NotConfigured),
    ] {
        let cancel = CancellationToken::new();
        let ended = check_request(&stage.services, &inputs(typed, &[]), &Deaf, &cancel).await;
        let diagnosis = ended.expect_err("a refusal");
        assert_eq!((diagnosis.party, diagnosis.kind), (Party::Input, kind));
        assert_eq!(diagnosis.points_at, Some(Input::AppId));
    }
    assert_eq!(stage.identity.requests().len(), 0);
}

#[tokio::test]
async fn cancelling_ends_it_wherever_it_is() {
    // The answer that never comes is the first, a control, or one of the scopes asked for alone.
    for silent_after in [0, 1, 3] {
        let cancel = CancellationToken::new();
        let stop = cancel.clone();
        let server = Endpoint::new(move |number, asked| {
            if number >= silent_after {
                stop.cancel();
                return Answer::Never;
            }
            if number == 0 && silent_after == 3 || asked["scope"].contains("shift") {
                return Answer::Page(400);
            }
            Answer::To("/login")
        })
        .await;
        let ended = within(check_request(
            &server.services,
            &some_inputs(),
            &Deaf,
            &cancel,
        ))
        .await;
        let diagnosis = ended.expect_err("cancelled");
        assert_eq!(diagnosis.kind, Kind::Cancelled, "{silent_after}");
    }
}

#[tokio::test]
async fn an_endpoint_that_sends_everyone_to_log_in_tells_nothing() {
    let server = Endpoint::new(|_, _| Answer::To("/Account/Login?ReturnUrl=x")).await;
    let report = checked(&server.services, &some_inputs()).await;
    for (part, what) in [
        (&report.client, "the App Id is"),
        (&report.redirect_uri, "the redirect URI is"),
        (&report.scopes, "the scopes are"),
    ] {
        assert_eq!(
            why(part),
            format!("Planday sends this on to log in whatever {what}")
        );
    }
    why(&report.whole);
    assert_eq!(report.evidence(), None, "nothing was seen");
    assert!(
        report.summary.ends_with("App Id, redirect URI, scopes."),
        "{}",
        report.summary
    );
}

#[tokio::test]
async fn a_part_that_the_endpoint_does_not_look_at_stays_unknown_alone() {
    let server = Endpoint::new(|_, asked| {
        let known = asked["redirect_uri"] == REDIRECT_URI && asked["client_id"] == APP_ID;
        if known {
            Answer::To("/login")
        } else {
            Answer::To("/home/error?errorId=opaque")
        }
    })
    .await;
    let report = checked(&server.services, &some_inputs()).await;
    assert_eq!(report.client, Finding::Accepted);
    assert_eq!(report.redirect_uri, Finding::Accepted);
    assert!(why(&report.scopes).contains("whatever the scopes are"));
    assert_eq!(report.evidence(), None);
}

#[tokio::test]
async fn errors_sent_back_to_the_redirect_uri_are_refusals() {
    let server = Endpoint::new(|_, asked| {
        if asked["redirect_uri"] != REDIRECT_URI || asked["client_id"] != APP_ID {
            Answer::To("/home/error?errorId=opaque")
        } else if asked["scope"].contains("payroll:read") {
            Answer::Back("error=invalid_scope&state=stackday")
        } else {
            Answer::To("https://acme.planday.com/login")
        }
    })
    .await;
    let report = checked(&server.services, &some_inputs()).await;
    assert_eq!(report.scopes, Finding::Refused);
    assert_eq!(report.refused_scopes, scopes(&["payroll:read"]));
    assert_eq!(
        report.said.map(|said| said.to_string()).as_deref(),
        Some("invalid_scope")
    );
}

#[tokio::test]
async fn scopes_that_are_refused_only_together_are_not_named() {
    let server = Endpoint::new(|_, asked| {
        let both = ["payroll:read", "shift:read"]
            .iter()
            .all(|scope| asked["scope"].contains(scope));
        if both {
            Answer::Page(400)
        } else {
            Answer::To("/login")
        }
    })
    .await;
    let report = checked(&server.services, &some_inputs()).await;
    assert_eq!(report.scopes, Finding::Refused);
    assert!(report.refused_scopes.is_empty());
    assert!(
        report.summary.contains("none of them alone"),
        "{}",
        report.summary
    );
    assert!(why(&report.client).contains("whatever the App Id is"));
}

#[tokio::test]
async fn an_answer_that_is_neither_makes_everything_unknown() {
    for status in [200, 404, 503] {
        let server = Endpoint::new(move |_, _| Answer::Page(status)).await;
        let report = checked(&server.services, &some_inputs()).await;
        for part in [
            &report.whole,
            &report.client,
            &report.redirect_uri,
            &report.scopes,
        ] {
            assert!(!why(part).is_empty(), "{status}");
        }
        assert_eq!(report.evidence(), None);
        assert!(report.next.is_some());
    }
}

#[tokio::test]
async fn a_wait_and_a_dead_network_are_no_report() {
    let server = Endpoint::new(|number, _| {
        if number == 0 {
            Answer::To("/login")
        } else {
            Answer::Page(429)
        }
    })
    .await;
    let cancel = CancellationToken::new();
    let ended = check_request(&server.services, &some_inputs(), &Deaf, &cancel).await;
    assert_eq!(ended.expect_err("a wait").kind, Kind::RateLimited);
    let services = services("http://127.0.0.1:1");
    let ended = check_request(&services, &some_inputs(), &Deaf, &cancel).await;
    assert_eq!(ended.expect_err("no answer").kind, Kind::Network);
}

#[tokio::test]
async fn trouble_in_the_sandbox_is_told_in_the_words_of_every_trouble() {
    let stage = Stage::new(&[Scenario::HtmlErrors]).await;
    let app_id = stage.ready.app_id.clone().expect("an app");
    let report = checked(&stage.services, &inputs(&app_id, &["shift:read"])).await;
    assert!(
        why(&report.client).contains("Planday identity is in trouble"),
        "{report:?}"
    );
}

#[tokio::test]
async fn the_report_has_a_form_that_scripts_can_read() {
    let server = Endpoint::new(|_, _| Answer::To("/login")).await;
    let report = checked(&server.services, &some_inputs()).await;
    let json = serde_json::to_value(&report).expect("JSON");
    assert_eq!(json["client"]["state"], "unknown");
    assert_eq!(
        json["client"]["why"],
        "Planday sends this on to log in whatever the App Id is"
    );
    let stage = Stage::new(&[]).await;
    let app_id = stage.ready.app_id.clone().expect("an app");
    let report = checked(&stage.services, &inputs(&app_id, &["department:read"])).await;
    let json = serde_json::to_value(&report).expect("JSON");
    assert_eq!(
        json["redirect_uri"],
        serde_json::json!({"state": "accepted"})
    );
    let names: Vec<_> = json.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        [
            "at",
            "client",
            "next",
            "redirect_uri",
            "refused_scopes",
            "registered",
            "said",
            "scopes",
            "summary",
            "whole"
        ]
    );
}

const APP_ID: &str = "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef";

fn some_inputs() -> RequestInputs {
    inputs(APP_ID, &["payroll:read", "shift:read"])
}

/// What a small server does with a request.
enum Answer {
    To(&'static str),
    Back(&'static str),
    Page(u16),
    Never,
}

type Asked = HashMap<String, String>;
type Answering = Arc<dyn Fn(usize, &Asked) -> Answer + Send + Sync>;

/// An authorize endpoint that does as a test wants.
struct Endpoint {
    services: Services,
}

impl Endpoint {
    /// `answer` gets the number of the request, from 0, and its query.
    async fn new(answer: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        let answer: Answering = Arc::new(answer);
        let state = (answer, Arc::new(Mutex::new(0)));
        let router = Router::new().fallback(respond).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            services: services(&format!("http://{address}")),
        }
    }
}

async fn respond(
    State((answer, number)): State<(Answering, Arc<Mutex<usize>>)>,
    Query(asked): Query<Asked>,
) -> Response {
    let at = {
        let mut number = number.lock().expect("a lock");
        *number += 1;
        *number - 1
    };
    let to = |location: String| (StatusCode::FOUND, [(header::LOCATION, location)]);
    match answer(at, &asked) {
        Answer::To(location) => to(location.to_owned()).into_response(),
        Answer::Back(query) => to(format!("{}?{query}", asked["redirect_uri"])).into_response(),
        Answer::Page(status) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, "<p>No.</p>").into_response()
        }
        Answer::Never => std::future::pending().await,
    }
}

/// Services of which only Planday's identity server is there.
fn services(identity: &str) -> Services {
    let (journal, _) = Journal::new(None);
    let door = Door::new(door(), journal);
    let url = |address: &str| address.parse().expect("an address");
    let nowhere = "http://127.0.0.1:1";
    Services {
        planday: Planday::new(door.clone(), url(identity), url(nowhere)),
        stackone: stackday::stackone::StackOne::new(door.clone(), url(nowhere)),
        door,
        cache: None,
        library: None,
        vault: stackday::secret::Vault::in_memory(),
        command: None,
        poll: std::time::Duration::from_millis(10),
        origin: stackday::domain::ChangeOrigin::Screen,
    }
}
