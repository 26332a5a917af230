//! The sandbox over HTTP, as its clients meet it.

#[path = "sandbox/accounts.rs"]
mod accounts;
#[path = "sandbox/authorize.rs"]
mod authorize;
#[path = "sandbox/catalogue.rs"]
mod catalogue;
#[path = "sandbox/probes.rs"]
mod probes;
#[path = "sandbox/refusals.rs"]
mod refusals;
#[path = "sandbox/scenarios.rs"]
mod scenarios;
#[path = "sandbox/sites.rs"]
mod sites;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use stackday::sandbox::{Options, Ready, Sandbox, SandboxPerson, Scenario};
use stackday::sandbox_user::{Click, Clicked, SandboxUser};
use stackday::secret::Secret;

const REDIRECT_URI: &str = "https://api.stackone.com/connect/oauth2/planday/callback";
const APP: &str = "StackOne Integration";

/// A sandbox and a plain client of it.
struct Stage {
    sandbox: Sandbox,
    ready: Ready,
    person: SandboxPerson,
    http: Client,
}

impl Stage {
    async fn new(scenarios: &[Scenario]) -> Self {
        Self::with(Options {
            scenarios: scenarios.to_vec(),
            ..Options::default()
        })
        .await
    }

    async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let (ready, person) = (sandbox.ready().clone(), sandbox.person());
        let http = Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .user_agent("test")
            .redirect(reqwest::redirect::Policy::none());
        Self {
            ready,
            person,
            http: http.build().expect("a client"),
            sandbox,
        }
    }

    async fn click(&self, click: Click) -> Clicked {
        self.person.click(click).await.expect("the click succeeds")
    }

    fn refresh(&self, app_id: &str, token: &str) -> RequestBuilder {
        let form = [
            ("client_id", app_id),
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
        ];
        self.http
            .post(format!("{}/connect/token", self.ready.identity_url))
            .form(&form)
    }

    /// The grant with what the sandbox says is there.
    async fn grant(&self) -> Response {
        let (app_id, token) = (self.ready.app_id.as_deref(), self.ready.token.as_deref());
        self.refresh(app_id.unwrap_or("none"), token.unwrap_or("none"))
            .send()
            .await
            .expect("an answer")
    }

    async fn access_token(&self) -> String {
        let body: Value = self.grant().await.json().await.expect("JSON");
        body["access_token"]
            .as_str()
            .expect("an access token")
            .to_owned()
    }

    /// An access token of a new app with these scopes, made by clicks.
    async fn access_token_for(&self, scopes: &[&str]) -> String {
        let name = format!("App {}", scopes.len());
        self.click(Click::CreateApp {
            name: name.clone(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            redirect_uri: REDIRECT_URI.to_owned(),
        })
        .await;
        self.click(Click::AuthorizeApp { name: name.clone() }).await;
        let copied = self.click(Click::CopyCredentials { name }).await;
        let (app_id, token) = (
            copied.app_id.expect("an App Id"),
            copied.token.expect("a Token"),
        );
        let (_, body) = json_of(self.refresh(&app_id, token.expose())).await;
        body["access_token"]
            .as_str()
            .expect("an access token")
            .to_owned()
    }

    fn planday(&self, access_token: &str, path: &str) -> RequestBuilder {
        self.http
            .get(format!("{}{path}", self.ready.planday_url))
            .bearer_auth(access_token)
    }

    async fn planday_json(&self, access_token: &str, path: &str) -> (StatusCode, Value) {
        json_of(self.planday(access_token, path)).await
    }

    fn stackone(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}{path}", self.ready.stackone_url));
        request.basic_auth(&self.ready.stackone_api_key, Some(""))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        json_of(self.stackone(Method::GET, path)).await
    }

    async fn rpc(&self, account: &str, body: &Value) -> (StatusCode, Value) {
        json_of(
            self.stackone(Method::POST, "/actions/rpc")
                .header("x-account-id", account)
                .json(body),
        )
        .await
    }

    async fn session(&self, body: &Value) -> (StatusCode, Value) {
        json_of(self.stackone(Method::POST, "/connect_sessions").json(body)).await
    }

    /// Sections A to C, by clicks.
    async fn set_up(&self) -> Result<(), String> {
        self.person.click(Click::OpenApiAccess).await?;
        let (name, scopes) = (APP.to_owned(), self.ready.scopes.clone());
        let created = Click::CreateApp {
            name: name.clone(),
            scopes: scopes.clone(),
            redirect_uri: REDIRECT_URI.to_owned(),
        };
        self.person.click(created).await?;
        self.person
            .click(Click::AuthorizeApp { name: name.clone() })
            .await?;
        let copied = self.person.click(Click::CopyCredentials { name }).await?;
        let (app_id, token_secret) = (
            copied.app_id.ok_or("no App Id")?,
            copied.token.ok_or("no Token")?,
        );
        self.person
            .click(Click::CreateProfile {
                name: "Planday".to_owned(),
                app_id,
                token_secret,
                scopes,
            })
            .await?;
        Ok(())
    }

    /// Section D: a session and its link opened.
    async fn link(&self) -> (Value, Result<Clicked, String>) {
        let (_, profiles) = self.get("/connector_profiles?connector_key=planday").await;
        let body = json!({"origin_owner_id": "o1", "origin_owner_name": "Owner", "connector_profile_id": profiles["data"][0]["id"]});
        let (status, session) = self.session(&body).await;
        assert_eq!(status, StatusCode::CREATED, "{session}");
        let url = Secret::new(session["auth_link_url"].as_str().expect("a link"));
        let clicked = self.person.click(Click::OpenAuthLink { url }).await;
        let (_, session) = self
            .get(&format!("/connect_sessions/{}", session["id"]))
            .await;
        (session, clicked)
    }
}

async fn json_of(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    (status, response.json().await.unwrap_or_default())
}

#[tokio::test]
async fn from_nothing_to_a_linked_account_and_a_read() {
    let stage = Stage::new(&[Scenario::Fresh]).await;
    assert_eq!((&stage.ready.app_id, &stage.ready.token), (&None, &None));
    stage.set_up().await.expect("the documented steps succeed");
    let (session, clicked) = stage.link().await;
    assert!(
        clicked
            .expect("linked")
            .said
            .starts_with("StackOne > Link account: connected")
    );
    let attempt = &session["latest_connection_attempt"];
    assert_eq!(attempt["status"], "authenticated");
    let account = attempt["account_secure_id"].as_str().expect("an account");
    let (_, body) = stage.get(&format!("/accounts/{account}")).await;
    assert_eq!(
        (body["status"].as_str(), body["provider"].as_str()),
        (Some("active"), Some("planday"))
    );
    let (status, read) = stage
        .rpc(account, &json!({"action": "planday_list_departments"}))
        .await;
    assert_eq!(
        (status, read["data"].as_array().map(Vec::len)),
        (StatusCode::OK, Some(4))
    );
    assert_eq!(read["next"], Value::Null);
    stage.sandbox.stop().await;
}

#[tokio::test]
async fn ready_is_one_line_with_everything_in_it() {
    let stage = Stage::new(&[]).await;
    let line = serde_json::to_string(&stage.ready).expect("JSON");
    let body: Value = serde_json::from_str(&line).expect("JSON");
    for name in [
        "identity_url",
        "planday_url",
        "stackone_url",
        "portal_url",
        "dashboard_url",
    ] {
        let url = body[name].as_str().expect("a URL");
        assert!(
            url.starts_with("http://127.0.0.1:") && !url.ends_with('/'),
            "{url}"
        );
    }
    assert!(!line.contains('\n'));
    assert!(
        body["stackone_api_key"]
            .as_str()
            .expect("a key")
            .starts_with("v1.eu1.")
    );
    assert_eq!(body["token"].as_str().map(str::len), Some(22));
    assert_eq!(body["scopes"].as_array().map(Vec::len), Some(12));
    let fresh = Stage::new(&[Scenario::Fresh]).await;
    let body = serde_json::to_value(&fresh.ready).expect("JSON");
    assert_eq!(
        (&body["app_id"], &body["token"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn the_default_connection_works_and_its_accounts_have_several_statuses() {
    let stage = Stage::new(&[]).await;
    let token = stage.access_token().await;
    let (status, info) = stage.planday_json(&token, "/portal/v1.0/info").await;
    assert_eq!(
        (status, &info["data"]["aliases"][0]),
        (StatusCode::OK, &json!("nordlys"))
    );
    let (_, accounts) = stage.get("/accounts").await;
    for status in [
        "active",
        "inactive",
        "error",
        "suspended",
        "expired",
        "archived",
    ] {
        let found = accounts
            .as_array()
            .expect("a bare array")
            .iter()
            .find(|account| account["status"] == status);
        let account = found.expect(status);
        let reasons = account["status_reasons"].as_array().expect("a list").len();
        assert_eq!(
            reasons,
            usize::from(!matches!(status, "active" | "archived" | "expired")),
            "{status}"
        );
    }
}

#[tokio::test]
async fn five_ports_in_a_row_are_used_when_the_first_is_given() {
    let at = |port: u16| Options {
        port: Some(port),
        ..Options::default()
    };
    let mut started = None;
    // Any of five free ports may be taken by somebody else in the meantime, so this has several goes.
    for _ in 0..100 {
        let free = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .and_then(|free| free.local_addr());
        let port = free.expect("a free port").port();
        started = Sandbox::start(at(port))
            .await
            .ok()
            .map(|sandbox| (port, sandbox));
        if started.is_some() {
            break;
        }
    }
    let (port, sandbox) = started.expect("five free ports in a row");
    let ready = sandbox.ready();
    let urls = [
        &ready.identity_url,
        &ready.planday_url,
        &ready.stackone_url,
        &ready.portal_url,
        &ready.dashboard_url,
    ];
    for (url, port) in urls.into_iter().zip(port..) {
        assert_eq!(*url, format!("http://127.0.0.1:{port}"));
    }
    assert!(
        Sandbox::start(at(port)).await.is_err(),
        "the ports are taken"
    );
    assert!(
        Sandbox::start(at(65_533)).await.is_err(),
        "there are no five from here"
    );
}

#[tokio::test]
async fn stopping_does_not_wait_for_an_answer_that_hangs() {
    let stage = Stage::new(&[Scenario::Slow]).await;
    let hanging = tokio::spawn(stage.stackone(Method::GET, "/accounts").send());
    let mut half =
        tokio::net::TcpStream::connect(stage.ready.planday_url.trim_start_matches("http://"))
            .await
            .expect("a connection");
    tokio::io::AsyncWriteExt::write_all(&mut half, b"GET / HTTP/1.1\r\n")
        .await
        .expect("half a request");
    // A request that is answered at once shows that the server is up and has read what came before.
    let portal = stage
        .http
        .get(&stage.ready.portal_url)
        .send()
        .await
        .expect("an answer");
    assert_eq!(portal.status(), StatusCode::OK);
    stage.sandbox.stop().await;
    assert!(hanging.await.expect("the task ends").is_err());
}
