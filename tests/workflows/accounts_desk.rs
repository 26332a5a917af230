//! A stage whose list of linked accounts is kept, and a `StackOne` that answers what a test tells it to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use stackday::domain::AccountSource;
use stackday::domain::diagnosis::Diagnosis;
use stackday::domain::text::Text;
use stackday::library::{Guard, KeptAccount, Library};
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::stackone::{SessionRequest, StackOne};
use stackday::workflow::{AccountsReport, AccountsRequest, Services, kept_accounts, list_accounts};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::support::{Stage, within};

/// A stage whose list of linked accounts is kept.
pub struct Books {
    pub stage: Stage,
    folder: TempDir,
}

impl Books {
    pub async fn new(scenarios: &[Scenario]) -> Self {
        Self::on(Stage::new(scenarios).await)
    }

    pub fn on(stage: Stage) -> Self {
        let (stage, folder) = stage.kept();
        Self { stage, folder }
    }

    /// A stage whose `StackOne` answers by a script.
    pub async fn played() -> (Self, Script) {
        let mut books = Self::new(&[]).await;
        let script = Script::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let services = &mut books.stage.services;
        services.stackone = StackOne::new(services.door.clone(), url.parse().expect("an address"));
        (books, script)
    }

    pub fn library(&self) -> &Library {
        self.stage.library()
    }

    /// Another program on the same library.
    pub fn another_program(&self) -> Services {
        let services = &self.stage.services;
        Services {
            library: Some(Library::new(self.folder.path(), Guard::default())),
            stackone: StackOne::new(services.door.clone(), services.stackone.address().clone()),
            ..services.clone()
        }
    }

    pub fn request(&self) -> AccountsRequest {
        AccountsRequest {
            api_key: self.stage.key(),
            project: Some("main".to_owned()),
            all_connectors: false,
        }
    }

    pub fn source(&self) -> AccountSource {
        let api = self.stage.services.stackone.address();
        let source = self
            .library()
            .account_source(api, Some("main"), &self.stage.key());
        source.expect("a source")
    }

    pub async fn try_list(&self) -> Result<AccountsReport, Diagnosis> {
        list(&self.stage.services, &self.request()).await
    }

    pub async fn list(&self) -> AccountsReport {
        self.try_list().await.expect("a list")
    }

    pub async fn kept(&self) -> AccountsReport {
        let kept = kept_accounts(&self.stage.services, &self.request()).await;
        kept.expect("a list is kept")
    }

    /// How many requests to `StackOne` began like this.
    pub fn asked(&self, start: &str) -> usize {
        let requests = self.stage.stackone.requests().into_iter();
        requests.filter(|it| it.head.starts_with(start)).count()
    }

    /// Somebody else deletes an account.
    pub async fn deleted_elsewhere(&self, id: &Text) {
        let (stackone, key) = (&self.stage.services.stackone, self.stage.key());
        let cancel = CancellationToken::new();
        let deleted = stackone.delete_account(&key, id, &cancel);
        within(deleted).await.expect("deleted");
    }

    /// A customer agrees to a link through the first profile.
    pub async fn linked(&self, owner: &str) {
        let (stackone, key) = (&self.stage.services.stackone, self.stage.key());
        let cancel = CancellationToken::new();
        let profiles = stackone.profiles(&key, &cancel).await.expect("profiles");
        let session = SessionRequest {
            owner_id: owner.to_owned(),
            owner_name: format!("Owner {owner}"),
            profile_id: profiles.items[0].id.as_str().to_owned(),
            expires_in: 1_800,
            ..SessionRequest::default()
        };
        let made = stackone.create_session(&key, &session, &cancel).await;
        let url = made.expect("a session").auth_link_url;
        self.stage.click(Click::OpenAuthLink { url }).await;
    }
}

pub async fn list(
    services: &Services,
    request: &AccountsRequest,
) -> Result<AccountsReport, Diagnosis> {
    within(list_accounts(services, request, &CancellationToken::new())).await
}

/// The account of this owner.
#[track_caller]
pub fn of<'a>(report: &'a AccountsReport, owner: &str) -> &'a KeptAccount {
    let mut accounts = report.accounts.iter();
    let found = accounts.find(|kept| kept.account.origin_owner_id.as_str() == owner);
    found.unwrap_or_else(|| panic!("no account of {owner}"))
}

/// The owners whose accounts are gone.
pub fn gone(report: &AccountsReport) -> Vec<&str> {
    let accounts = report.accounts.iter();
    let gone = accounts.filter(|kept| kept.gone_since.is_some());
    let mut gone: Vec<_> = gone
        .map(|kept| kept.account.origin_owner_id.as_str())
        .collect();
    gone.sort_unstable();
    gone
}

/// The owners whose accounts are there.
pub fn there(report: &AccountsReport) -> Vec<&str> {
    let accounts = report.accounts.iter();
    let there = accounts.filter(|kept| kept.gone_since.is_none());
    let mut there: Vec<_> = there
        .map(|kept| kept.account.origin_owner_id.as_str())
        .collect();
    there.sort_unstable();
    there
}

/// How many accounts have which status.
pub fn counts(report: &AccountsReport) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for kept in &report.accounts {
        *counts.entry(kept.account.status.as_str()).or_default() += 1;
    }
    counts
}

/// The control and format characters of a text, line breaks apart: a terminal must not be given them.
pub fn controls(text: &str) -> Vec<char> {
    let is_odd = |letter: &char| {
        letter.is_control() && *letter != '\n'
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(is_odd).collect()
}

type Player = Box<dyn FnMut(&str) -> (u16, String) + Send>;

/// What a `StackOne` answers: the method and the address of a request, to a status and a body.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<Option<Player>>>);

impl Script {
    /// Answers so from now on. What the player does happens after the question and before the answer.
    pub fn play(&self, player: impl FnMut(&str) -> (u16, String) + Send + 'static) {
        *self.0.lock().expect("a lock") = Some(Box::new(player));
    }
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let asked = format!("{} {}", request.method(), request.uri());
    let mut script = script.0.lock().expect("a lock");
    let player = script.as_mut().expect("something is played");
    let (status, body) = player(&asked);
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
