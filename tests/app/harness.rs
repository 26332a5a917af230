//! Runs the program's own event loop on a backend that can be watched.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use stackday::config::{Credentials, Settings};
use stackday::guide::REDIRECT_URI;
use stackday::http::{Door, DoorOptions};
use stackday::journal::Journal;
use stackday::library::{Guard, Library};
use stackday::planday::Planday;
use stackday::sandbox::{Options, Sandbox, Scenario};
use stackday::sandbox_user::SandboxUser;
use stackday::secret::{Secret, Vault};
use stackday::stackone::StackOne;
use stackday::tui::event_loop::{Outside, Sources, run};
use stackday::tui::message::Page;
use stackday::tui::model::Model;
use stackday::tui::remote::Environment;
use stackday::tui::worker::Worker;
use stackday::workflow::Services;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Far longer than anything here takes: a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the program asked of the world outside.
#[derive(Default, Clone)]
pub struct Seen {
    pub copied: Arc<Mutex<Vec<String>>>,
    pub opened: Arc<Mutex<Vec<String>>>,
    /// Each time the mouse was asked for, or left to the terminal.
    pub mouse: Arc<Mutex<Vec<bool>>>,
}

impl Outside for Seen {
    fn copy(&mut self, text: &Secret) -> io::Result<()> {
        self.copied
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text.expose().to_owned());
        Ok(())
    }

    fn can_draw(&self) -> bool {
        true
    }

    fn use_mouse(&mut self, on: bool) -> io::Result<()> {
        let mut asked = self.mouse.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(on);
        Ok(())
    }

    fn open(&mut self, page: &Page) -> io::Result<()> {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(page.url.expose().to_owned());
        Err(io::Error::other("no browser in a test"))
    }

    async fn suspend(&mut self) -> Result<(), String> {
        Err("no shell in a test".to_owned())
    }

    /// An editor that adds a line; one that fails where the text asks for it.
    async fn edit(&mut self, text: &str) -> Result<String, String> {
        if text.ends_with("fail") {
            return Err("The editor (ed) ended with status 1. The text is as it was.".to_owned());
        }
        Ok(format!("{text}\r\nfrom the editor"))
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A place for connections and their secrets that outlives a run.
pub struct Shelf {
    pub folder: tempfile::TempDir,
    pub vault: Vault,
}

impl Shelf {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            vault: Vault::in_memory(),
        }
    }

    pub fn library(&self) -> Library {
        Library::new(self.folder.path(), Guard::default())
    }
}

pub async fn sandbox(scenarios: &[Scenario]) -> Sandbox {
    let options = Options {
        scenarios: scenarios.to_vec(),
        ..Options::default()
    };
    Sandbox::start(options).await.expect("a sandbox")
}

/// A running program.
pub struct App {
    input: mpsc::UnboundedSender<io::Result<Event>>,
    frames: watch::Receiver<String>,
    task: JoinHandle<Model>,
    pub sandbox: Sandbox,
    pub outside: Seen,
}

impl App {
    /// Starts the program at 120x40 against a sandbox in these scenarios, as `stackday --sandbox` does.
    pub async fn start(scenarios: &[Scenario]) -> Self {
        Self::sized(scenarios, 120, 40).await
    }

    pub async fn sized(scenarios: &[Scenario], columns: u16, rows: u16) -> Self {
        Self::with(scenarios, columns, rows, DoorOptions::default()).await
    }

    pub async fn with(scenarios: &[Scenario], columns: u16, rows: u16, door: DoorOptions) -> Self {
        Self::on(sandbox(scenarios).await, (columns, rows), door, None)
    }

    /// Starts the program against this sandbox, with a place for connections and their secrets. The environment brings
    /// no credentials: whatever is not kept is gone.
    pub fn keeping(sandbox: Sandbox, shelf: &Shelf) -> Self {
        Self::on(sandbox, (120, 40), DoorOptions::default(), Some(shelf))
    }

    fn on(
        sandbox: Sandbox,
        (columns, rows): (u16, u16),
        door: DoorOptions,
        shelf: Option<&Shelf>,
    ) -> Self {
        let ready = sandbox.ready().clone();
        let mut settings = Settings::default();
        settings.planday.portal = Some(ready.portal_url.clone());
        let (journal, log) = Journal::new(None);
        let read_only = door.read_only;
        let door = Door::new(door, journal.clone());
        let url = |address: &str| address.parse().expect("an address");
        let services = Services {
            planday: Planday::new(
                door.clone(),
                url(&ready.identity_url),
                url(&ready.planday_url),
            ),
            stackone: StackOne::new(door.clone(), url(&ready.stackone_url)),
            door,
            cache: None,
            library: shelf.map(Shelf::library),
            vault: shelf.map_or_else(Vault::in_memory, |shelf| shelf.vault.clone()),
            command: None,
            poll: Duration::from_millis(20),
            origin: stackday::domain::ChangeOrigin::Screen,
        };
        let person: Arc<dyn SandboxUser> = Arc::new(sandbox.person());
        let (worker, news) = Worker::start(services, Some(person));
        let brought = Credentials {
            app_id: ready.app_id.clone(),
            token_secret: ready.token.clone().map(Secret::new),
            scopes: ready.app_id.as_ref().map(|_| ready.scopes.clone()),
            api_key: ready
                .app_id
                .as_ref()
                .map(|_| Secret::new(ready.stackone_api_key.clone())),
            ..Credentials::default()
        };
        let credentials = if shelf.is_some() {
            Credentials::default()
        } else {
            brought
        };
        let env = Environment {
            rehearsal: true,
            read_only,
            ascii: false,
            color: true,
            zone: TimeZone::UTC,
            dashboard: url(&ready.dashboard_url),
            redirect_uri: REDIRECT_URI.into(),
            link_seconds: 1_800,
            profile: None,
            fresh_for: stackday::domain::FRESH_FOR,
            has_store: shelf.is_some(),
            keeps: shelf.is_some(),
        };
        let mut state = Model::new(env, &settings, &credentials, Timestamp::now());
        let (input, events) = mpsc::unbounded_channel();
        let (sender, frames) = watch::channel(String::new());
        let outside = Seen::default();
        let mut seen = outside.clone();
        let task = tokio::spawn(async move {
            let backend = Watched {
                inner: TestBackend::new(columns, rows),
                frames: sender,
            };
            let mut terminal = Terminal::new(backend).expect("a terminal");
            let input = Box::pin(futures::stream::unfold(events, |mut events| async move {
                events.recv().await.map(|event| (event, events))
            }));
            let (_copied, copied) = mpsc::channel(1);
            let sources = Sources {
                input,
                rest: |_| (),
                signals: futures::stream::pending(),
                news,
                copied,
                log,
                journal,
            };
            run(&mut terminal, &mut state, &worker, sources, &mut seen)
                .await
                .expect("the loop");
            let problems = worker.stop(|| ()).await;
            state.shared.failed_writes.extend(problems);
            state
        });
        Self {
            input,
            frames,
            task,
            sandbox,
            outside,
        }
    }

    /// Presses keys: `tab`, `enter`, `ctrl+x`, or a character.
    pub fn press(&self, names: &[&str]) -> &Self {
        for name in names {
            self.send(Event::Key(key(name)));
        }
        self
    }

    pub fn type_text(&self, text: &str) -> &Self {
        for c in text.chars() {
            self.send(Event::Key(KeyEvent::new(
                KeyCode::Char(c),
                KeyModifiers::NONE,
            )));
        }
        self
    }

    pub fn paste(&self, text: &str) -> &Self {
        self.send(Event::Paste(text.to_owned()));
        self
    }

    pub fn send(&self, event: Event) {
        self.input.send(Ok(event)).expect("the program runs");
    }

    /// Waits until a frame shows all of these.
    pub async fn sees(&mut self, texts: &[&str]) -> String {
        let shown = self
            .until(|frame| texts.iter().all(|text| frame.contains(text)))
            .await;
        shown.unwrap_or_else(|last| {
            panic!("{texts:?} never shown together; the screen was:\n{last}")
        })
    }

    /// Waits until a frame does not show this any more.
    pub async fn sees_no(&mut self, text: &str) -> String {
        let shown = self
            .until(|frame| !frame.is_empty() && !frame.contains(text))
            .await;
        shown.unwrap_or_else(|last| panic!("{text:?} stayed; the screen was:\n{last}"))
    }

    async fn until(&mut self, holds: impl Fn(&str) -> bool) -> Result<String, String> {
        let mut frames = self.frames.clone();
        let found = tokio::time::timeout(PATIENCE, frames.wait_for(|frame| holds(frame))).await;
        match found {
            Ok(Ok(frame)) => Ok(frame.clone()),
            _ => Err(self.screen()),
        }
    }

    fn screen(&self) -> String {
        self.frames.borrow().clone()
    }

    pub fn copied(&self) -> Vec<String> {
        self.outside
            .copied
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn opened(&self) -> Vec<String> {
        self.outside
            .opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for the program's end and returns its last state.
    pub async fn ends(self) -> Model {
        let state = tokio::time::timeout(PATIENCE, self.task)
            .await
            .expect("it ends")
            .expect("no panic");
        self.sandbox.stop().await;
        state
    }

    /// Quits with Ctrl-C, and leaves the sandbox running.
    pub async fn leaves(self) -> (Model, Sandbox) {
        self.press(&["ctrl+c"]);
        let state = tokio::time::timeout(PATIENCE, self.task)
            .await
            .expect("it ends")
            .expect("no panic");
        (state, self.sandbox)
    }

    /// Quits with Ctrl-C.
    pub async fn quit(self) -> Model {
        self.press(&["ctrl+c"]);
        self.ends().await
    }
}

fn key(name: &str) -> KeyEvent {
    if name == "ctrl+right" {
        return KeyEvent::new(KeyCode::Right, KeyModifiers::CONTROL);
    }
    if let Some(letter) = name.strip_prefix("ctrl+") {
        let letter = letter.chars().next().expect("a letter");
        return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    }
    let code = match name {
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "space" => KeyCode::Char(' '),
        "bs" => KeyCode::Backspace,
        one => KeyCode::Char(one.chars().next().expect("a character")),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A test backend that tells of every finished frame.
struct Watched {
    inner: TestBackend,
    frames: watch::Sender<String>,
}

/// The test backend cannot fail.
#[expect(clippy::unnecessary_wraps, reason = "the trait wants a result")]
fn sure<T>(result: Result<T, std::convert::Infallible>) -> io::Result<T> {
    Ok(result.unwrap_or_else(|never| match never {}))
}

impl Backend for Watched {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        sure(self.inner.draw(content))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        sure(self.inner.hide_cursor())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        sure(self.inner.show_cursor())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        sure(self.inner.get_cursor_position())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        sure(self.inner.set_cursor_position(position))
    }

    fn clear(&mut self) -> io::Result<()> {
        sure(self.inner.clear())
    }

    fn clear_region(&mut self, clear: ClearType) -> io::Result<()> {
        sure(self.inner.clear_region(clear))
    }

    fn size(&self) -> io::Result<Size> {
        sure(self.inner.size())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        sure(self.inner.window_size())
    }

    fn flush(&mut self) -> io::Result<()> {
        let buffer = self.inner.buffer();
        let width = usize::from(buffer.area.width.max(1));
        let rows: Vec<String> = buffer
            .content()
            .chunks(width)
            .map(|row| {
                row.iter()
                    .map(Cell::symbol)
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            })
            .collect();
        self.frames.send_replace(rows.join("\n"));
        sure(self.inner.flush())
    }
}
