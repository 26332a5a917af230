//! The sandbox over HTTP, as its clients meet it.

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use stackday::person::{Click, Clicked, Person};
use stackday::sandbox::{Options, Ready, Sandbox, SandboxPerson, Scenario};
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
