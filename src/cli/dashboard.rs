//! `stackday`: the dashboard.

use std::io;
use std::mem::ManuallyDrop;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::context::{keymap, settings};
use crate::cli::browser;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::settle;
use crate::cli::services::{
    Folders, LogWatch, env, live_services, log_file, passing_folder, person, rehearsal_vault,
    services, start_sandbox,
};
use crate::cli::themes::{self, Chosen, Wanted};
use crate::config::{Credentials, Settings};
use crate::domain::ChangeOrigin;
use crate::domain::clock;
use crate::domain::exit::Exit;
use crate::journal::Journal;
use crate::output::eprint_line;
use crate::sandbox::{Options, Sandbox, Scenario};
use crate::secret::{Command, Secret};
use crate::terminal::{
    self, Clipboard, Events, Guard, Keys, Lane, RestoreError, Screen, Signals, TerminalError,
};
use crate::tui::event_loop::{Ended, Outside, Sources, run as run_loop};
use crate::tui::message::Page;
use crate::tui::model::Model;
use crate::tui::remote::Environment;
use crate::tui::worker::Worker;
use crate::zone;

/// How long the last frame may take to get out, before the terminal is given back.
const LAST_FRAME: Duration = Duration::from_millis(500);

/// How long the program may go on after a second signal.
const LAST_WORD: Duration = Duration::from_secs(1);

pub(super) async fn run(
    global: &Global,
    sandbox: bool,
    scenarios: &[Scenario],
) -> Result<Exit, Failure> {
    let mut settings = settings(global)?;
    let keymap = keymap(&settings)?;
    let credentials = Credentials::from_env(&env);
    let themes = themes::wanted(&settings, global.theme.is_some())?;
    let file = log_file(&settings)?;
    let sandbox = if sandbox {
        Some(start(&mut settings, scenarios).await?)
    } else {
        None
    };
    // Before the terminal is taken over: a signal that comes in between would end the program without giving it back.
    let signals = Signals::of_terminal();
    // It cannot ask on the terminal while the dashboard draws there.
    settings.secrets.command = (settings.secrets.command)
        .take()
        .map(Command::beside_a_screen);
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
        services(
            &settings,
            journal.clone(),
            &folders,
            vault,
            ChangeOrigin::Screen,
        )
    } else {
        live_services(&settings, journal.clone(), ChangeOrigin::Screen)
    };
    let guard = services.guard().clone();
    if global.not_a_secret {
        guard.trust_token_like();
    }
    let has_store = services.library.is_some();
    let planday = services.planday.clone();
    let (worker, news) = Worker::start(services, sandbox.as_ref().map(person));
    let environment = Environment {
        has_store,
        keeps: has_store && (sandbox.is_none() || global.data_dir.is_some()),
        ..environment(&settings, sandbox.is_some())
    };
    let credentials = match &sandbox {
        Some(sandbox) => of_sandbox(sandbox, credentials),
        None => credentials,
    };
    let mut state = Model::new(environment, &settings, &credentials, clock::now());
    state.shared.form.guard_with(guard);
    state.keymap = keymap;
    let guard = terminal::enter().map_err(|error| match error {
        TerminalError::NotATerminal | TerminalError::Dumb => Failure::usage(error.to_string()),
        TerminalError::Refused { .. } => Failure::failed(error.to_string()),
    })?;
    let (clipboard, copied) = Clipboard::new(&env);
    let mut input = Keys::new(Events::new());
    put_theme(&mut state, themes, &guard, &mut input).await;
    let sources = Sources {
        input,
        rest: Keys::rest,
        signals,
        news,
        copied,
        log,
        journal,
    };
    let (ended, restored) = show(&mut state, &worker, sources, guard, &clipboard).await;
    // A second signal ends the waiting: at once where something listens to it, else a moment later.
    tokio::spawn(async {
        terminal::interrupted().await;
        tokio::time::sleep(LAST_WORD).await;
        terminal::give_up();
        std::process::exit(i32::from(terminal::Signal::exit().code()));
    });
    let mut problems = worker
        .stop(|| _ = aside("waits until what was saved last is written".to_owned()))
        .await;
    problems.append(&mut state.shared.failed_writes);
    // What the sandbox renews dies with it.
    if sandbox.is_none() {
        settle(&planday).await;
    }
    if let Some(sandbox) = sandbox {
        sandbox.stop().await;
    }
    // A terminal that could not be restored is often gone: it is said, and fails nothing.
    let mut lines: Vec<String> = restored.err().iter().map(ToString::to_string).collect();
    lines.extend_from_slice(&problems);
    say_in_time(&lines).await;
    match ended {
        Err(error) => Err(Failure::failed(format!("the dashboard stopped: {error}"))),
        Ok(_) if !problems.is_empty() => Ok(Exit::Failed),
        Ok(Ended::Signalled) => Ok(terminal::Signal::exit()),
        Ok(Ended::Quit) => Ok(Exit::Success),
    }
}

/// Begins with the theme that is wanted; where that is the one that suits the terminal, the terminal is asked.
async fn put_theme(state: &mut Model, chosen: Chosen, guard: &Guard, input: &mut Keys<Events>) {
    let Chosen {
        mut themes,
        wanted,
        decided_by,
    } = chosen;
    let theme = match wanted {
        Wanted::Theme(theme) => theme,
        Wanted::Suited => themes.suited(guard.is_dark(input).await),
    };
    if decided_by.is_none() {
        themes.offer_suited(theme);
    }
    let shared = &mut state.shared;
    shared.theme = theme;
    shared.themes = themes;
    shared.kept_ui.theme_decided_by = decided_by;
}

/// Writes a line to standard error without waiting for it: that may be a terminal that takes nothing.
fn aside(line: String) -> tokio::task::JoinHandle<()> {
    tokio::task::spawn_blocking(move || eprint_line(&format!("stackday: {line}")))
}

/// Writes the lines to standard error, and waits no longer than a second for them.
async fn say_in_time(lines: &[String]) {
    const PATIENCE: Duration = Duration::from_secs(1);
    for line in lines {
        if tokio::time::timeout(PATIENCE, aside(line.clone()))
            .await
            .is_err()
        {
            return;
        }
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

/// Draws until the person quits or a signal comes, and gives the terminal back.
async fn show(
    state: &mut Model,
    worker: &Worker,
    sources: Sources<Keys<Events>, Signals>,
    mut guard: Guard,
    clipboard: &Clipboard,
) -> (io::Result<Ended>, Result<(), RestoreError>) {
    let ended = match Screen::start(terminal::is_taken) {
        Ok(screen) => {
            let lane = screen.lane();
            let mut desk = Desk {
                guard: &mut guard,
                lane: &lane,
                clipboard,
            };
            let ended = draw_on(screen, state, worker, sources, &mut desk).await;
            // Without it the terminal is given back all the same.
            tokio::time::timeout(LAST_FRAME, lane.written()).await.ok();
            ended
        }
        Err(error) => Err(error),
    };
    (ended, guard.leave_in_time().await)
}

async fn draw_on(
    screen: Screen,
    state: &mut Model,
    worker: &Worker,
    sources: Sources<Keys<Events>, Signals>,
    desk: &mut Desk<'_>,
) -> io::Result<Ended> {
    // Never dropped: ratatui shows the cursor then, and panics where the terminal for its complaint is gone as well. The
    // guard shows the cursor.
    let mut terminal = ManuallyDrop::new(Terminal::new(CrosstermBackend::new(screen))?);
    run_loop(&mut *terminal, state, worker, sources, desk).await
}

/// The terminal with its clipboard, and the machine's browser.
struct Desk<'a> {
    guard: &'a mut Guard,
    lane: &'a Lane,
    clipboard: &'a Clipboard,
}

impl Outside for Desk<'_> {
    fn copy(&mut self, text: &Secret) -> io::Result<()> {
        self.clipboard.copy(text, self.lane)
    }

    fn can_draw(&self) -> bool {
        self.guard.is_intact()
    }

    fn use_mouse(&mut self, on: bool) -> io::Result<()> {
        let written = self.guard.mouse(on)?;
        self.lane.send(written)
    }

    fn open(&mut self, page: &Page) -> io::Result<()> {
        browser::open(page, &env, |address| open::that_detached(address))
    }

    fn is_free(&self) -> bool {
        self.lane.is_free()
    }

    async fn written(&self) {
        self.lane.written().await;
    }

    async fn suspend(&mut self) -> Result<(), String> {
        if !terminal::can_suspend() {
            return Err("No shell could bring stackday back, so it is not suspended.".to_owned());
        }
        tokio::time::timeout(LAST_FRAME, self.lane.written())
            .await
            .ok();
        // A terminal that is not fully restored is still better handed over than kept.
        self.guard.pause().ok();
        terminal::suspend().map_err(|error| format!("Cannot suspend stackday: {error}"))
    }

    async fn edit(&mut self, text: &str) -> Result<String, String> {
        tokio::time::timeout(LAST_FRAME, self.lane.written())
            .await
            .ok();
        self.guard.pause().ok();
        terminal::edit(text, &env).await
    }

    fn resume(&mut self) -> io::Result<()> {
        // Where another program stopped this one, all is still switched on here, and the shell has switched it off.
        self.guard.pause().ok();
        self.guard.resume().map_err(io::Error::other)
    }
}

/// The credentials that a sandbox with something in it is entered with; a fresh one has none.
fn of_sandbox(sandbox: &Sandbox, given: Credentials) -> Credentials {
    let ready = sandbox.ready();
    let exists = ready.app_id.is_some();
    Credentials {
        app_id: ready.app_id.clone(),
        token_secret: ready.token.clone().map(Secret::new),
        scopes: exists.then(|| ready.scopes.clone()),
        api_key: exists.then(|| Secret::new(ready.stackone_api_key.clone())),
        actions: given.actions,
    }
}

fn environment(settings: &Settings, rehearsal: bool) -> Environment {
    use std::io::IsTerminal as _;
    Environment {
        rehearsal,
        read_only: settings.network.read_only,
        ascii: settings.ui.ascii || terminal::wants_ascii(&env),
        color: terminal::wants_color(settings.ui.color, &env, io::stdout().is_terminal()),
        zone: zone::local(),
        dashboard: settings.stackone.dashboard_url.clone(),
        redirect_uri: settings.app.redirect_uri.clone(),
        link_seconds: settings.link.expires_in.as_secs(),
        profile: settings.profile.clone(),
        fresh_for: settings.ui.stale_after,
        has_store: false,
        keeps: false,
    }
}
