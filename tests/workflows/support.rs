//! A sandbox, the clients for it, and somebody who listens.

use std::sync::Mutex;
use std::time::Duration;

use stackday::domain::scope::Scopes;
use stackday::domain::{CheckId, PersonalDataConsent, Standing, StepId};
use stackday::http::{Door, DoorOptions};
use stackday::journal::{Entry, Journal};
use stackday::library::{Guard, Library};
use stackday::planday::{Planday, Session};
use stackday::sandbox::{Options, Ready, Sandbox, SandboxPerson, Scenario};
use stackday::sandbox_user::{Click, Clicked, SandboxUser as _};
use stackday::secret::Secret;
use stackday::stackone::{SessionRequest, StackOne};
use stackday::workflow::{
    Inputs, LinkRequest, LinkStart, Observer, Progress, Services, VerifyReport, WaitRequest, verify,
};
use tempfile::TempDir;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;

use super::tap::Tap;

pub const REDIRECT_URI: &str = "https://api.stackone.com/connect/oauth2/planday/callback";

/// Long past any honest answer: whoever is still waiting then waits for ever.
pub const EVER: Duration = Duration::from_secs(60);

/// A sandbox and the clients for it, each with a tap before it.
pub struct Stage {
    pub ready: Ready,
    pub person: SandboxPerson,
    pub services: Services,
    pub journal: Receiver<Entry>,
    pub identity: Tap,
    pub planday: Tap,
    pub stackone: Tap,
    /// Answers until it is dropped.
    _sandbox: Sandbox,
}

/// How the door of a test behaves: as ever, but without waits between attempts.
pub fn door() -> DoorOptions {
    DoorOptions {
        first_delay: Duration::from_millis(1),
        ..DoorOptions::default()
    }
}

impl Stage {
    pub async fn new(scenarios: &[Scenario]) -> Self {
        Self::with(scenarios, door()).await
    }

    pub async fn with(scenarios: &[Scenario], door: DoorOptions) -> Self {
        let options = Options {
            scenarios: scenarios.to_vec(),
            // Only tests that cancel want slow answers, and they want none at all.
            delay: Duration::from_secs(3_600),
            ..Options::default()
        };
        Self::of(options, door).await
    }

    /// With a library of its own, in a folder that is there as long as it is held.
    pub fn kept(mut self) -> (Self, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        self.services.library = Some(Library::new(folder.path(), Guard::default()));
        (self, folder)
    }

    pub fn library(&self) -> &Library {
        self.services.library.as_ref().expect("a library")
    }

    pub async fn of(options: Options, door: DoorOptions) -> Self {
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let ready = sandbox.ready().clone();
        let identity = Tap::before(&ready.identity_url).await;
        let planday = Tap::before(&ready.planday_url).await;
        let stackone = Tap::before(&ready.stackone_url).await;
        let (journal, entries) = Journal::new(None);
        let door = Door::new(door, journal);
        let url = |tap: &Tap| tap.url().parse().expect("an address");
        let services = Services {
            planday: Planday::new(door.clone(), url(&identity), url(&planday)),
            stackone: StackOne::new(door.clone(), url(&stackone)),
            door,
            cache: None,
            library: None,
            vault: stackday::secret::Vault::in_memory(),
            command: None,
            poll: Duration::from_millis(10),
            origin: stackday::domain::ChangeOrigin::Screen,
        };
        Self {
            person: sandbox.person(),
            ready,
            services,
            journal: entries,
            identity,
            planday,
            stackone,
            _sandbox: sandbox,
        }
    }

    pub fn key(&self) -> Secret {
        Secret::new(self.ready.stackone_api_key.clone())
    }

    /// Everything that opens the sandbox.
    pub fn inputs(&self) -> Inputs {
        Inputs {
            app_id: self.ready.app_id.clone().unwrap_or_default(),
            token_secret: self.ready.token.clone().map(Secret::new),
            scopes: self.ready.scopes.iter().cloned().collect(),
            api_key: Some(self.key()),
            leave: PersonalDataConsent::everything(),
            ..Inputs::default()
        }
    }

    pub async fn verify(&self, inputs: &Inputs) -> VerifyReport {
        verify(&self.services, inputs, &Deaf, &CancellationToken::new()).await
    }

    pub async fn click(&self, click: Click) -> Clicked {
        self.person.click(click).await.expect("the click succeeds")
    }

    /// Makes and authorises an app with these scopes, and returns its credentials.
    pub async fn app(&self, scopes: &[&str]) -> (String, Secret) {
        let name = "Another app".to_owned();
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.click(Click::CreateApp {
            name: name.clone(),
            scopes,
            redirect_uri: REDIRECT_URI.to_owned(),
        })
        .await;
        self.click(Click::AuthorizeApp { name: name.clone() }).await;
        let shown = self.click(Click::CopyCredentials { name }).await;
        (
            shown.app_id.expect("an App Id"),
            shown.token.expect("a Token"),
        )
    }

    /// Makes a connector profile with these credentials.
    pub async fn profile(&self, name: &str, (app_id, token_secret): (String, Secret)) {
        self.click(Click::CreateProfile {
            name: name.to_owned(),
            app_id,
            token_secret,
            scopes: Vec::new(),
        })
        .await;
    }

    /// A session for the API, from the app that the sandbox began with.
    pub async fn session(&self) -> Session {
        let inputs = self.inputs();
        let token = inputs.token_secret.expect("a Token");
        let grant = self
            .services
            .planday
            .grant(&inputs.app_id, &token, &CancellationToken::new())
            .await;
        Session {
            app_id: inputs.app_id,
            access_token: grant.expect("a grant").access_token,
        }
    }

    /// What the link of this owner is made from, with the profile that there is.
    pub async fn link_request(&self) -> LinkRequest {
        let profiles = self
            .services
            .stackone
            .profiles(&self.key(), &CancellationToken::new())
            .await
            .expect("profiles");
        self.link_request_of(profiles.items[0].id.as_str())
    }

    /// What the link of this owner is made from, with this profile.
    pub fn link_request_of(&self, profile: &str) -> LinkRequest {
        LinkRequest {
            api_key: self.key(),
            start: LinkStart::New(SessionRequest {
                owner_id: "owner-1".to_owned(),
                owner_name: "An owner".to_owned(),
                profile_id: profile.to_owned(),
                expires_in: 1_800,
                ..SessionRequest::default()
            }),
            owner_id: "owner-1".to_owned(),
            granted: Scopes::new(),
            noted: None,
        }
    }

    pub fn wait_request(&self, name: &str) -> WaitRequest {
        WaitRequest {
            api_key: self.key(),
            name: Some(name.to_owned()),
            known: None,
        }
    }

    /// Everything written to the journal so far, as the log file would hold it.
    pub fn log(&mut self) -> String {
        std::iter::from_fn(|| self.journal.try_recv().ok())
            .map(|entry| serde_json::to_string(&entry).expect("JSON") + "\n")
            .collect()
    }
}

/// Somebody who does not listen.
pub struct Deaf;

impl Observer for Deaf {
    async fn tell(&self, _: Progress) {}
}

/// Somebody who keeps what is told, and passes it on for whoever waits for something.
pub struct Ear {
    sender: UnboundedSender<Progress>,
    told: Mutex<Vec<Progress>>,
}

impl Ear {
    pub fn new() -> (Self, UnboundedReceiver<Progress>) {
        let (sender, news) = unbounded_channel();
        let told = Mutex::default();
        (Self { sender, told }, news)
    }

    pub fn told(&self) -> Vec<Progress> {
        self.told.lock().expect("a lock").clone()
    }

    /// The steps that were told of, with how well each is known.
    pub fn steps(&self) -> Vec<(StepId, Standing)> {
        let of = |progress: Progress| match progress {
            Progress::Step(id, evidence) => Some((id, evidence.standing)),
            _ => None,
        };
        self.told().into_iter().filter_map(of).collect()
    }
}

impl Observer for Ear {
    async fn tell(&self, progress: Progress) {
        self.told.lock().expect("a lock").push(progress.clone());
        // A test that waits for nothing has let go of its end.
        self.sender.send(progress).ok();
    }
}

/// The next news that is what is waited for.
pub async fn until<T>(
    news: &mut UnboundedReceiver<Progress>,
    mut wanted: impl FnMut(Progress) -> Option<T>,
) -> T {
    let waiting = async {
        loop {
            if let Some(found) = wanted(news.recv().await.expect("more news")) {
                return found;
            }
        }
    };
    within(waiting).await
}

/// The outcome, which must come at all.
pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(EVER, work)
        .await
        .expect("it does not wait for ever")
}

/// How well each check is known.
pub fn standings(report: &VerifyReport) -> Vec<Standing> {
    assert_eq!(
        report
            .checks
            .iter()
            .map(|check| check.id)
            .collect::<Vec<_>>(),
        CheckId::ALL
    );
    report
        .checks
        .iter()
        .map(|check| check.evidence.standing)
        .collect()
}

pub fn scopes(names: &[&str]) -> Scopes {
    names.iter().map(|name| (*name).to_owned()).collect()
}
