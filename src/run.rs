//! The event loop: keys, news, log lines and time go in, frames come out.
//!
//! It is generic over the backend and the input, so that a test runs the whole program without a terminal.

use std::future::pending;
use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind};
use futures::{Stream, StreamExt as _};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::app::{Effect, Message, Page, Stamped, State, update};
use crate::journal::{Entry, Journal};
use crate::secret::Secret;
use crate::ui;
use crate::worker::{News, Order, Worker};

/// The shortest time between two frames that nobody's key asked for: at most 60 a second under a flood.
const FRAME: Duration = Duration::from_millis(16);

/// The time between two ticks while something moves.
const TICK: Duration = Duration::from_millis(120);

/// How many messages are taken in before a frame may be drawn.
const BATCH: usize = 256;

/// What the loop does outside itself, besides orders to the background task.
pub trait Outside {
    /// Puts text on the clipboard.
    fn copy(&mut self, text: &Secret) -> io::Result<()>;
    /// Whether the terminal is still taken over: after a panic anywhere it is not, and nothing may be drawn.
    fn can_draw(&self) -> bool;
    /// Opens a page in a browser.
    fn open(&mut self, page: &Page) -> io::Result<()>;
}

/// Where messages come from.
pub struct Sources<I> {
    /// The terminal's events.
    pub input: I,
    /// The background task's news.
    pub news: mpsc::Receiver<News>,
    /// The log.
    pub log: mpsc::Receiver<Entry>,
    /// The log's writing end: it knows how many lines were lost.
    pub journal: Journal,
}

/// Runs until the person quits or `stop` ends. Returns the last state's wish: whether the person quit.
pub async fn run<B, I>(
    terminal: &mut Terminal<B>,
    state: &mut State,
    worker: &Worker,
    mut sources: Sources<I>,
    outside: &mut impl Outside,
    stop: impl Future<Output = ()>,
) -> io::Result<()>
where
    B: Backend,
    I: Stream<Item = io::Result<Event>> + Unpin,
    io::Error: From<B::Error>,
{
    let size = terminal.size()?;
    take(
        state,
        worker,
        outside,
        Message::Resize(size.width, size.height),
    );
    // Before anything is asked for: the first frame waits for no network and no disk.
    draw(terminal, state)?;
    take(state, worker, outside, Message::Begin);
    let mut drawn = Instant::now();
    let mut dirty = false;
    let mut lost = 0;
    let mut unwritten = false;
    let mut next_tick: Option<Instant> = None;
    let mut stop = std::pin::pin!(stop);
    let mut log = Vec::with_capacity(BATCH);
    let mut input_is_open = true;
    while !state.quit {
        next_tick = state
            .is_moving()
            .then(|| next_tick.unwrap_or_else(|| Instant::now() + TICK));
        let mut now = false;
        tokio::select! {
            // Stopping first; a person's key before any flood; the frame that is due before more news.
            biased;
            () = &mut stop => break,
            event = sources.input.next(), if input_is_open => match event {
                Some(event) => now = input(state, worker, outside, event?),
                // Nobody can press a key any more: a terminal that is gone also sends a signal, which ends the program.
                None => input_is_open = false,
            },
            () = due(dirty.then_some(drawn + FRAME)) => now = true,
            Some(news) = sources.news.recv() => {
                take(state, worker, outside, Message::News(news));
                dirty = true;
            }
            count = sources.log.recv_many(&mut log, BATCH), if !sources.log.is_closed() || !sources.log.is_empty() => {
                if count > 0 {
                    let dropped = sources.journal.dropped();
                    let entries = std::mem::take(&mut log);
                    take(state, worker, outside, Message::Log(entries, dropped - lost));
                    lost = dropped;
                    if !unwritten && let Some(loss) = sources.journal.loss() {
                        unwritten = true;
                        take(state, worker, outside, Message::LogNotWritten(loss.why));
                    }
                    dirty = true;
                }
            }
            () = due(next_tick) => {
                next_tick = Some(Instant::now() + TICK);
                take(state, worker, outside, Message::Tick);
                dirty = true;
            }
        }
        if !outside.can_draw() {
            return Err(io::Error::other("a part of stackday failed, see above"));
        }
        if now {
            draw(terminal, state)?;
            drawn = Instant::now();
            dirty = false;
        }
    }
    // What ended in the last moment is read all the same: a change that failed must not go unsaid.
    sources.news.close();
    while let Ok(news) = sources.news.try_recv() {
        state.note_failed_write(&news);
    }
    Ok(())
}

/// Draws a frame, and tells the state how far the text in it can be scrolled.
fn draw<B: Backend>(terminal: &mut Terminal<B>, state: &mut State) -> io::Result<()>
where
    io::Error: From<B::Error>,
{
    terminal.draw(|frame| ui::draw(frame, state))?;
    if state.scrolled().is_some() {
        state.last_scroll = ui::last_scroll(state);
    }
    Ok(())
}

/// Ends at the time given; without one, never.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

/// Takes an event of the terminal in. Says whether it asks for a frame.
fn input(state: &mut State, worker: &Worker, outside: &mut impl Outside, event: Event) -> bool {
    let message = match event {
        // A released key is no key; terminals that tell of one are rare.
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            // A person is here: what other programs have changed is to be seen.
            worker.look();
            Message::Key(key)
        }
        Event::Paste(text) => Message::Paste(Secret::new(text)),
        Event::Resize(columns, rows) => Message::Resize(columns, rows),
        _ => return false,
    };
    take(state, worker, outside, message);
    true
}

/// Changes the state and does what follows from it.
fn take(state: &mut State, worker: &Worker, outside: &mut impl Outside, message: Message) {
    let mut messages = vec![message];
    while let Some(message) = messages.pop() {
        for effect in update(
            state,
            Stamped {
                at: Timestamp::now(),
                message,
            },
        ) {
            match effect {
                Effect::Start(id, job) => {
                    if !worker.order(Order::Start(id, job)) {
                        messages.push(Message::Busy(id));
                    }
                }
                // A cancel that finds no room is no loss: nothing that comes of the job is listened to.
                Effect::Cancel(id) => _ = worker.order(Order::Cancel(id)),
                Effect::Autosave(request) => worker.autosave(request),
                // Without room the detail shows the newest of the history; the next selection asks again.
                Effect::Show(id) => _ = worker.order(Order::Show(id)),
                Effect::Copy(text) => {
                    if let Err(error) = outside.copy(&text) {
                        messages.push(Message::NotCopied(error.to_string()));
                    }
                }
                Effect::Open(page) => {
                    if outside.open(&page).is_err() {
                        messages.push(Message::NoBrowser(page));
                    }
                }
            }
        }
    }
    if state.saved.loaded {
        worker.followed_to(state.saved.contents.change);
    }
}
