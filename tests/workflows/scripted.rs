//! A Planday that answers a verification with good answers, but for what a test puts in their place.
//!
//! Each case has addresses of its own, so that no case counts against the rate of another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use stackday::domain::PersonalDataConsent;
use stackday::http::{Door, DoorOptions};
use stackday::journal::Journal;
use stackday::planday::Planday;
use stackday::secret::{Secret, Vault};
use stackday::stackone::StackOne;
use stackday::workflow::{Inputs, Services, VerifyReport, verify};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::support::Deaf;

/// An answer: status, headers, body.
pub type Answer = (u16, Vec<(&'static str, &'static str)>, String);

/// Where an answer is put in place of the good one: the ends of the paths.
pub type Places = &'static [&'static str];

pub const TOKEN: Places = &["/connect/token"];
pub const PORTAL: Places = &["/portal/v1.0/info"];
pub const ONE_PROBE: Places = &["/hr/v1.0/departments"];
pub const PROBES: Places = &["/hr/v1.0/departments", "/scheduling/v1.0/shifttypes"];
pub const WHOLE_API: Places = &[
    "/portal/v1.0/info",
    "/hr/v1.0/departments",
    "/scheduling/v1.0/shifttypes",
];

pub const GRANT: &str = r#"{"id_token":"x","access_token":"an-access-token","expires_in":3600,"token_type":"Bearer","refresh_token":"Rk3x_9aTzQ2mVb7LwPq0Cd","scope":"openid department:read shifttype:read"}"#;
pub const INFO: &str = r#"{"data":{"id":7,"name":"acme","companyName":"Acme","country":"Denmark","timeZone":"Europe/Copenhagen","maxDepartments":25,"aliases":["acme","acme-2"],"portals":[{"id":8,"name":"below"},{"id":9,"name":"too"}]}}"#;
pub const LIST: &str = r#"{"paging":{"offset":0,"limit":1,"total":2},"data":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}"#;

type Cases = Arc<Mutex<HashMap<String, (Places, Answer)>>>;

/// The server, and one door for all.
pub struct Scripted {
    address: String,
    cases: Cases,
    door: Door,
    next: u32,
}

async fn answer(State(cases): State<Cases>, uri: Uri) -> Response {
    let path = uri.path();
    let case = path.split('/').nth(1).unwrap_or_default();
    let put = cases.lock().expect("a lock").get(case).cloned();
    let (status, headers, body) = match put {
        Some((places, answer)) if places.iter().any(|place| path.ends_with(place)) => answer,
        _ => {
            let body = match path {
                _ if path.ends_with("/connect/token") => GRANT,
                _ if path.ends_with("/info") => INFO,
                _ => LIST,
            };
            (
                200,
                vec![("content-type", "application/json")],
                body.to_owned(),
            )
        }
    };
    let mut response = body.into_response();
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response.headers_mut().clear();
    for (name, value) in headers {
        response.headers_mut().append(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

impl Scripted {
    pub async fn new() -> Self {
        let cases = Cases::default();
        let router = Router::new().fallback(answer).with_state(cases.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let options = DoorOptions {
            attempts: 1,
            ..DoorOptions::default()
        };
        Self {
            address,
            cases,
            door: Door::new(options, Journal::silent(None)),
            next: 0,
        }
    }

    /// Verifies where this answer stands in these places.
    pub async fn verify(&mut self, places: Places, answer: Answer) -> VerifyReport {
        self.next += 1;
        let case = self.next.to_string();
        let url = format!("http://{}/{case}/", self.address);
        let url: url::Url = url.parse().expect("an address");
        self.cases
            .lock()
            .expect("a lock")
            .insert(case, (places, answer));
        let services = Services {
            planday: Planday::new(self.door.clone(), url.clone(), url.clone()),
            stackone: StackOne::new(self.door.clone(), url),
            door: self.door.clone(),
            cache: None,
            library: None,
            vault: Vault::in_memory(),
            command: None,
            poll: Duration::from_millis(10),
            origin: stackday::domain::ChangeOrigin::Screen,
        };
        let inputs = Inputs {
            app_id: "0b0c1f5e-9a43-4f0e-8d8b-2c5b6f7a8e91".to_owned(),
            token_secret: Some(Secret::new("Rk3x_9aTzQ2mVb7LwPq0Cd")),
            scopes: ["department:read", "shifttype:read"]
                .map(String::from)
                .into(),
            leave: PersonalDataConsent::everything(),
            ..Inputs::default()
        };
        verify(&services, &inputs, &Deaf, &CancellationToken::new()).await
    }
}
