//! Both services on this machine: a rehearsal of the whole set-up, with nothing real in it.
//!
//! Five listeners on 127.0.0.1 play Planday's identity server, its Open API and its portal, and `StackOne`'s API and
//! dashboard. They share one world in memory, which starts in the state that the chosen [`Scenario`]s ask for and is gone
//! when the sandbox stops. The facts come from public documents; what those leave open is decided in one place each, with
//! the reason beside it. Clients reach it over HTTP alone.

mod authorize;
mod call;
mod catalogue;
mod clock;
mod dashboard_site;
mod dice;
mod door;
mod echo;
mod hostile;
mod html;
mod identity;
mod jwt;
mod limits;
mod listener;
mod mishap;
mod odd;
mod openapi;
mod person;
mod portal_site;
mod scenario;
mod scopes;
mod site;
mod stackone;
#[cfg(test)]
mod stand;
mod world;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use clock::Clock;
pub use person::SandboxPerson;
pub use scenario::Scenario;

use door::Shared;
use listener::Loopback;
use scenario::Scenarios;
use site::Site;
use world::{Urls, World};

/// How a sandbox is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The first of five ports in a row; `None` takes any free ones.
    pub port: Option<u16>,
    /// What goes wrong.
    pub scenarios: Vec<Scenario>,
    /// How long every API answer takes in [`Scenario::Slow`].
    pub delay: Duration,
    /// What time it is.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: None,
            scenarios: Vec::new(),
            delay: Duration::from_secs(3),
            clock: Clock::System,
        }
    }
}

/// Where a sandbox is and what opens it, to be printed as one line of JSON. The credentials open nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ready {
    /// Planday's identity server.
    pub identity_url: String,
    /// Planday's Open API.
    pub planday_url: String,
    /// `StackOne`'s API.
    pub stackone_url: String,
    /// Planday's portal, for a browser.
    pub portal_url: String,
    /// `StackOne`'s dashboard, for a browser.
    pub dashboard_url: String,
    /// An API key.
    pub stackone_api_key: String,
    /// The App Id, unless nothing exists yet.
    pub app_id: Option<String>,
    /// The Token, unless nothing exists yet.
    pub token: Option<String>,
    /// What the example connection wants. In [`Scenario::MissingScopes`] the Token grants fewer.
    pub scopes: Vec<String>,
}

/// Both services, running.
#[derive(Debug)]
pub struct Sandbox {
    ready: Ready,
    stop: DropGuard,
    servers: JoinSet<io::Result<()>>,
    connections: mpsc::Receiver<()>,
}

impl Sandbox {
    /// Binds the five ports and begins to answer.
    pub async fn start(options: Options) -> io::Result<Self> {
        let stop = CancellationToken::new();
        let (alive, connections) = mpsc::channel(1);
        let mut listeners = Vec::new();
        for offset in 0..5_u16 {
            let port = options
                .port
                .map_or(Some(0), |first| first.checked_add(offset));
            let port = port.ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "five ports in a row are needed",
                )
            })?;
            listeners.push(Loopback::bind(port, stop.clone(), alive.clone()).await?);
        }
        let urls = urls(&listeners)?;
        let (world, seeded) = World::new(
            urls.clone(),
            options.clock,
            Scenarios::new(options.scenarios),
        );
        let shared = Arc::new(Shared::new(world, options.delay));
        let mut servers = JoinSet::new();
        for (site, listener) in Site::ALL.into_iter().zip(listeners) {
            let stopped = stop.clone().cancelled_owned();
            let router = door::router(site, Arc::clone(&shared));
            servers.spawn(async move {
                tokio::select! {
                    // Stopping first: nobody is let in once it was asked for.
                    biased;
                    () = stopped => Ok(()),
                    ended = axum::serve(listener, router) => ended,
                }
            });
        }
        let ready = Ready {
            identity_url: urls.identity,
            planday_url: urls.planday,
            stackone_url: urls.stackone,
            portal_url: urls.portal,
            dashboard_url: urls.dashboard,
            stackone_api_key: seeded.api_key,
            app_id: seeded.app_id,
            token: seeded.token,
            scopes: scopes::WANTED.into_iter().map(str::to_owned).collect(),
        };
        Ok(Self {
            ready,
            stop: stop.drop_guard(),
            servers,
            connections,
        })
    }

    /// Where it is and what opens it.
    #[must_use]
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Somebody who does the clicks on the two web sites.
    #[must_use]
    pub fn person(&self) -> SandboxPerson {
        SandboxPerson::new(&self.ready.portal_url, &self.ready.dashboard_url)
    }

    /// Stops: no new connection, and the open ones are cut, whatever they wait for. The ports are free afterwards.
    pub async fn stop(mut self) {
        drop(self.stop);
        while self.servers.join_next().await.is_some() {}
        // Every connection holds a sender; the channel ends with the last of them.
        while self.connections.recv().await.is_some() {}
    }
}

fn urls(listeners: &[Loopback]) -> io::Result<Urls> {
    let mut urls = listeners.iter().map(Loopback::url);
    let mut next = || urls.next().unwrap_or_else(|| Ok(String::new()));
    Ok(Urls {
        identity: next()?,
        planday: next()?,
        stackone: next()?,
        portal: next()?,
        dashboard: next()?,
    })
}
