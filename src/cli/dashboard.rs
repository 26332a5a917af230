//! `stackday`: the dashboard.

use std::io;

use crossterm::event::EventStream;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::context::settings;
use super::failure::Failure;
use super::global::Global;
use super::interrupt::settle;
use super::services::{
    Folders, LogWatch, env, live_services, log_file, passing_folder, person, rehearsal_vault,
    services, start_sandbox,
};
use crate::app::state::Environment;
use crate::app::{Page, State};
use crate::config::{Credentials, Settings};
use crate::domain::exit::Exit;
use crate::journal::Journal;
use crate::output::eprint_line;
use crate::run::{Outside, Sources, run as run_loop};
use crate::sandbox::{Options, Sandbox, Scenario};
use crate::secret::Secret;
use crate::terminal::{self, Guard, Signal, TerminalError};
use crate::worker::Worker;

pub(super) async fn run(
    global: &Global,
    sandbox: bool,
    scenarios: &[Scenario],
) -> Result<Exit, Failure> {
    let mut settings = settings(global)?;
    let credentials = Credentials::from_env(&env);
    let file = log_file(&settings)?;
    let sandbox = if sandbox {
        Some(start(&mut settings, scenarios).await?)
    } else {
        None
    };
    let signals = terminal::interrupted();
    let (journal, log) = Journal::new(file);
    // Told after the terminal is given back.
    let _watch = LogWatch::new(&settings, &journal);
    let folder = sandbox.as_ref().and_then(|_| passing_folder());
    let services = if sandbox.is_some() {
        let passing = folder.as_ref().map(|folder| folder.path().to_owned());
        let folders = Folders {
            data: global.data_dir.clone().or_else(|| passing.clone()),
            cache: passing,
        };
        let vault = rehearsal_vault(global, &settings, &folders);
        // What the sandbox is asked for, no password manager knows.
        settings.secrets.command = None;
        services(&settings, journal.clone(), &folders, vault)
    } else {
        live_services(&settings, journal.clone())
    };
    let has_store = services.library.is_some();
    let planday = services.planday.clone();
    let (worker, news) = Worker::start(services, sandbox.as_ref().map(person));
    let environment = Environment {
        has_store,
        keeps: has_store && (sandbox.is_none() || global.data_dir.is_some()),
        ..environment(&settings, sandbox.is_some())
    };
    let credentials = match &sandbox {
        Some(sandbox) => Credentials {
            actions: credentials.actions.clone(),
            ..of_sandbox(sandbox)
        },
        None => credentials,
    };
    let mut state = State::new(environment, &settings, &credentials, Timestamp::now());
    let guard = terminal::enter().map_err(|error| match error {
        TerminalError::NotATerminal => Failure::usage(error.to_string()),
        TerminalError::Refused { .. } => Failure::failed(error.to_string()),
    })?;
    let sources = Sources {
        input: EventStream::new(),
        news,
        log,
        journal,
    };
    let (ended, signal) = show(&mut state, &worker, sources, &guard, signals).await;
    let restored = guard.leave();
    let mut problems = worker
        .stop(|| eprint_line("stackday: waits until what was saved last is written"))
        .await;
    problems.append(&mut state.failed_writes);
    // What the sandbox renews dies with it.
    if sandbox.is_none() {
        settle(&planday).await;
    }
    if let Some(sandbox) = sandbox {
        sandbox.stop().await;
    }
    if let Err(error) = restored {
        eprint_line(&format!("stackday: {error}"));
    }
    for problem in &problems {
        eprint_line(&format!("stackday: {problem}"));
    }
    match ended {
        Err(error) => Err(Failure::failed(format!("the dashboard stopped: {error}"))),
        Ok(()) if !problems.is_empty() => Ok(Exit::Failed),
        Ok(()) if signal => Ok(Exit::Interrupted),
        Ok(()) => Ok(Exit::Success),
    }
}

/// Starts the sandbox that the dashboard is shown with; a fresh one where no mishap is named.
async fn start(settings: &mut Settings, scenarios: &[Scenario]) -> Result<Sandbox, Failure> {
    let scenarios = if scenarios.is_empty() {
        vec![Scenario::Fresh]
    } else {
        scenarios.to_vec()
    };
    let options = Options {
        scenarios,
        ..Options::default()
    };
    start_sandbox(settings, options).await
}

/// Draws until the person quits or a signal comes. Says which it was.
async fn show(
    state: &mut State,
    worker: &Worker,
    sources: Sources<EventStream>,
    guard: &Guard,
    signals: impl Future<Output = Signal>,
) -> (io::Result<()>, bool) {
    let mut terminal = match Terminal::new(CrosstermBackend::new(io::stdout())) {
        Ok(terminal) => terminal,
        Err(error) => return (Err(error), false),
    };
    let mut outside = Desk { guard };
    let signalled = std::cell::Cell::new(false);
    let stop = async {
        let _ = signals.await;
        signalled.set(true);
    };
    let ended = run_loop(&mut terminal, state, worker, sources, &mut outside, stop).await;
    (ended, signalled.get())
}

/// The terminal's clipboard and the machine's browser.
struct Desk<'a> {
    guard: &'a Guard,
}

impl Outside for Desk<'_> {
    fn copy(&mut self, text: &Secret) -> io::Result<()> {
        if self.guard.is_intact() {
            terminal::copy(text.expose(), &mut io::stdout())
        } else {
            Ok(())
        }
    }

    fn can_draw(&self) -> bool {
        self.guard.is_intact()
    }

    fn open(&mut self, page: &Page) -> io::Result<()> {
        open::that_detached(page.url.expose())
    }
}

/// The credentials that a sandbox with something in it is entered with; a fresh one has none.
fn of_sandbox(sandbox: &Sandbox) -> Credentials {
    let ready = sandbox.ready();
    let exists = ready.app_id.is_some();
    Credentials {
        app_id: ready.app_id.clone(),
        token_secret: ready.token.clone().map(Secret::new),
        scopes: exists.then(|| ready.scopes.clone()),
        api_key: exists.then(|| Secret::new(ready.stackone_api_key.clone())),
        ..Credentials::default()
    }
}

fn environment(settings: &Settings, rehearsal: bool) -> Environment {
    use std::io::IsTerminal as _;
    Environment {
        rehearsal,
        read_only: settings.network.read_only,
        ascii: settings.ui.ascii || terminal::wants_ascii(&env),
        color: terminal::wants_color(settings.ui.color, &env, io::stdout().is_terminal()),
        zone: TimeZone::system(),
        dashboard: settings.stackone.dashboard_url.clone(),
        redirect_uri: settings.app.redirect_uri.clone(),
        link_seconds: settings.link.expires_in.as_secs(),
        profile: settings.profile.clone(),
        fresh_for: settings.ui.stale_after,
        has_store: false,
        keeps: false,
    }
}
