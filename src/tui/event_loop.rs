//! The event loop: keys, news, log lines and time go in, frames come out.
//!
//! It is generic over the backend and the input, so that a test runs the whole program without a terminal.

mod outside;

use std::future::{pending, poll_fn};
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEventKind};
use futures::{Stream, StreamExt as _};
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::domain::clock;
use crate::journal::{Entry, Journal};
use crate::secret::Secret;
use crate::terminal::{Copied, Signal, suspend_beside};
use crate::tui::message::{Effect, Message, Stamped};
use crate::tui::model::Model;
use crate::tui::mouse::Regions;
use crate::tui::update;
use crate::tui::worker::{TaskEvent, Worker, WorkerRequest};

pub use outside::Outside;

/// The shortest time between two frames: at most 60 a second under a flood, of keys as of news. A key that comes after a
/// longer rest is shown at once.
const FRAME: Duration = Duration::from_millis(16);

/// The time between two ticks while something moves.
const TICK: Duration = Duration::from_millis(125);

/// The same where only counters move.
const SLOW_TICK: Duration = Duration::from_secs(1);

/// How long after an editor a signal of a key is taken for one that was meant for it. The dashboard's own keys send none.
const AFTER_EDITOR: Duration = Duration::from_millis(500);

/// An alarm that is further off is looked at again then.
const LONGEST_ALARM: Duration = Duration::from_secs(3_600);

/// How many messages are taken in before a frame may be drawn.
const BATCH: usize = 256;

/// Where messages come from.
pub struct Sources<I, S> {
    /// The terminal's events.
    pub input: I,
    /// Stops reading them until they are polled again: another program has the terminal.
    pub rest: fn(&mut I),
    /// The signals: job control, and what ends the program.
    pub signals: S,
    /// The background task's news.
    pub news: mpsc::Receiver<TaskEvent>,
    /// How what was copied was sent.
    pub copied: mpsc::Receiver<Copied>,
    /// The log.
    pub log: mpsc::Receiver<Entry>,
    /// The log's writing end: it knows how many lines were lost.
    pub journal: Journal,
}

/// What ended the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The person.
    Quit,
    /// A signal, or the end of the terminal.
    Signalled,
}

/// Runs until the person quits or a signal asks for the end.
///
/// # Errors
///
/// The terminal cannot be drawn on any more.
pub async fn run<B, I, S>(
    terminal: &mut Terminal<B>,
    model: &mut Model,
    worker: &Worker,
    mut sources: Sources<I, S>,
    outside: &mut impl Outside,
) -> io::Result<Ended>
where
    B: Backend,
    I: Stream<Item = io::Result<Event>> + Unpin,
    S: Stream<Item = Signal> + Unpin,
    io::Error: From<B::Error>,
{
    let size = terminal.size()?;
    take(
        model,
        worker,
        outside,
        Message::Resize(size.width, size.height),
    );
    // Before anything is asked for: the first frame waits for no network and no disk.
    draw(terminal, model)?;
    if model.shared.mouse
        && let Err(error) = outside.use_mouse(true)
    {
        take(model, worker, outside, Message::NoMouse(error.to_string()));
    }
    take(model, worker, outside, Message::Begin);
    let ended = listen(terminal, model, worker, &mut sources, outside).await;
    // What ended in the last moment is read all the same: a change that failed must not go unsaid.
    sources.news.close();
    while let Ok(news) = sources.news.try_recv() {
        model.note_failed_write(&news);
    }
    ended
}

async fn listen<B, I, S>(
    terminal: &mut Terminal<B>,
    model: &mut Model,
    worker: &Worker,
    sources: &mut Sources<I, S>,
    outside: &mut impl Outside,
) -> io::Result<Ended>
where
    B: Backend,
    I: Stream<Item = io::Result<Event>> + Unpin,
    S: Stream<Item = Signal> + Unpin,
    io::Error: From<B::Error>,
{
    let mut drawn = Instant::now();
    let mut dirty = false;
    let mut told = Told::default();
    let mut next_tick: Option<Instant> = None;
    let mut log = Vec::with_capacity(BATCH);
    let mut input_is_open = true;
    let mut suspended = false;
    let mut edited = None;
    let tick = tick_of(model);
    while !model.shared.quit {
        next_tick = model
            .is_moving()
            .then(|| next_tick.unwrap_or_else(|| Instant::now() + tick));
        let alarm = model.alarm().map(instant);
        let can_draw = !suspended && outside.is_free();
        let mut now = false;
        let mut wants_suspend = false;
        tokio::select! {
            // Stopping first; a person's key before any flood; the frame that is due before more news; and the log before
            // what was made of it, so that a message stands below the requests that it speaks of.
            biased;
            Some(signal) = sources.signals.next() => match signal {
                Signal::Suspend => wants_suspend = true,
                Signal::Continue => {
                    suspended = false;
                    outside.resume()?;
                    redraw(terminal, model, worker, outside)?;
                    now = true;
                }
                Signal::Interrupt | Signal::Quit if is_of_editor(edited) => {}
                Signal::Interrupt | Signal::Terminate | Signal::HangUp | Signal::Quit => {
                    return Ok(Ended::Signalled);
                }
            },
            event = sources.input.next(), if input_is_open && !suspended => {
                match typed(event, &mut sources.input, model, worker, outside).await? {
                    // No key can be pressed any more: a terminal that is gone also ends the program.
                    None => input_is_open = false,
                    Some(Taken::Suspend) => wants_suspend = true,
                    Some(Taken::Shown) => now = true,
                    Some(Taken::Ignored) => {}
                }
            }
            () = outside.written(), if dirty && !suspended && !can_draw => now = true,
            () = due(dirty.then_some(drawn + FRAME)), if can_draw => now = true,
            Some(copied) = sources.copied.recv() => {
                take(model, worker, outside, Message::Copied(copied));
                now = true;
            }
            count = sources.log.recv_many(&mut log, BATCH), if !sources.log.is_closed() || !sources.log.is_empty() => {
                if count > 0 {
                    let entries = std::mem::take(&mut log);
                    logged(model, worker, outside, &sources.journal, &mut told, entries);
                    dirty = true;
                }
            }
            Some(news) = sources.news.recv() => {
                take(model, worker, outside, Message::TaskEvent(news));
                dirty = true;
            }
            () = due(alarm), if !suspended => {
                take(model, worker, outside, Message::Alarm);
                dirty = true;
            }
            () = due(next_tick) => {
                next_tick = Some(Instant::now() + tick);
                take(model, worker, outside, Message::Tick);
                dirty = true;
            }
        }
        if wants_suspend && !suspended {
            suspended = suspend(model, worker, outside).await;
            now |= !suspended;
        }
        if let Some(text) = model.shared.to_edit.take() {
            if !edit(&text, model, worker, sources, outside).await? {
                return Ok(Ended::Signalled);
            }
            edited = Some(Instant::now());
            redraw(terminal, model, worker, outside)?;
            now = true;
        }
        if suspended {
            continue;
        }
        if !outside.can_draw() {
            return Err(io::Error::other("a part of stackday failed, see above"));
        }
        // Looked at after each batch: the branch of the frame that is due is behind the keys, and a flood of them would
        // keep it from ever coming.
        if now && outside.is_free() && drawn.elapsed() >= FRAME {
            draw(terminal, model)?;
            drawn = Instant::now();
            dirty = false;
        } else {
            dirty |= now;
        }
    }
    Ok(Ended::Quit)
}

/// What was said of the log so far.
#[derive(Default)]
struct Told {
    /// How many lines were lost.
    lost: u64,
    /// Whether its file could not be written.
    unwritten: bool,
}

/// Takes lines of the log in, with how many were lost before them and whether its file can be written.
fn logged(
    model: &mut Model,
    worker: &Worker,
    outside: &mut impl Outside,
    journal: &Journal,
    told: &mut Told,
    entries: Vec<Entry>,
) {
    let dropped = journal.dropped();
    take(
        model,
        worker,
        outside,
        Message::Log(entries, dropped - told.lost),
    );
    told.lost = dropped;
    if !told.unwritten
        && let Some(loss) = journal.loss()
    {
        told.unwritten = true;
        take(model, worker, outside, Message::LogNotWritten(loss.why));
    }
}

/// Puts the program aside. Says whether that could be done.
async fn suspend(model: &mut Model, worker: &Worker, outside: &mut impl Outside) -> bool {
    match outside.suspend().await {
        Ok(()) => true,
        Err(why) => {
            take(model, worker, outside, Message::NotSuspended(why));
            false
        }
    }
}

/// The time between two ticks.
fn tick_of(model: &Model) -> Duration {
    if model.shared.reduced_motion {
        SLOW_TICK
    } else {
        TICK
    }
}

/// Whether a signal of a key may still be of the editor that ended at this time: that it ended may be known before.
fn is_of_editor(edited: Option<Instant>) -> bool {
    edited.is_some_and(|at| at.elapsed() < AFTER_EDITOR)
}

/// Lets the person edit a text in the own editor. False where the program is to end.
async fn edit<I, S>(
    text: &str,
    model: &mut Model,
    worker: &Worker,
    sources: &mut Sources<I, S>,
    outside: &mut impl Outside,
) -> io::Result<bool>
where
    S: Stream<Item = Signal> + Unpin,
{
    (sources.rest)(&mut sources.input);
    let edited = {
        let mut editing = pin!(outside.edit(text));
        loop {
            tokio::select! {
                biased;
                Some(signal) = sources.signals.next() => match signal {
                    // The editor's own keys: the terminal sends them to both.
                    Signal::Interrupt | Signal::Quit | Signal::Continue => {}
                    Signal::Suspend => suspend_beside(),
                    Signal::Terminate | Signal::HangUp => return Ok(false),
                },
                edited = &mut editing => break edited,
            }
        }
    };
    outside.resume()?;
    take(model, worker, outside, Message::Edited(edited));
    Ok(true)
}

/// Makes the next frame one that leaves nothing as it was, in the size that the terminal has now.
fn redraw<B: Backend>(
    terminal: &mut Terminal<B>,
    model: &mut Model,
    worker: &Worker,
    outside: &mut impl Outside,
) -> io::Result<()>
where
    io::Error: From<B::Error>,
{
    let size = terminal.size()?;
    terminal.resize(Rect::from((Position::ORIGIN, size)))?;
    take(
        model,
        worker,
        outside,
        Message::Resize(size.width, size.height),
    );
    Ok(())
}

/// Draws a frame, and tells the state how far the text in it can be scrolled, and what the mouse reaches.
fn draw<B: Backend>(terminal: &mut Terminal<B>, model: &mut Model) -> io::Result<()>
where
    io::Error: From<B::Error>,
{
    let mut regions = Regions::default();
    terminal.draw(|frame| regions = crate::tui::draw_with_regions(frame, model))?;
    model.pointer.drawn(regions);
    if model.scrolled().is_some() {
        model.shared.last_scroll = crate::tui::last_scroll(model);
    }
    Ok(())
}

/// A time as the runtime counts it; what is past is now.
fn instant(at: Timestamp) -> Instant {
    let left = at.duration_since(clock::now());
    let left = Duration::try_from(left).unwrap_or_default();
    Instant::now() + left.min(LONGEST_ALARM)
}

/// Ends at the time given; without one, never.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

/// Takes in what was typed at one go, so that it is drawn at one go. `None` is the end of all input.
async fn typed<I>(
    first: Option<io::Result<Event>>,
    events: &mut I,
    model: &mut Model,
    worker: &Worker,
    outside: &mut impl Outside,
) -> io::Result<Option<Taken>>
where
    I: Stream<Item = io::Result<Event>> + Unpin,
{
    let mut next = first;
    let mut came_to = Taken::Ignored;
    for left in (0..BATCH).rev() {
        let Some(event) = next else {
            return Ok(None);
        };
        match input(model, worker, outside, event?) {
            Taken::Suspend => return Ok(Some(Taken::Suspend)),
            Taken::Shown => came_to = Taken::Shown,
            Taken::Ignored => {}
        }
        // What comes behind the key for the editor was typed before it is there: it waits.
        if model.shared.quit || model.shared.to_edit.is_some() || left == 0 {
            break;
        }
        // With this task's own waker: with any other the next key would wake no task.
        match poll_fn(|context| Poll::Ready(events.poll_next_unpin(context))).await {
            Poll::Ready(event) => next = event,
            Poll::Pending => break,
        }
    }
    Ok(Some(came_to))
}

/// What an event of the terminal came to.
enum Taken {
    /// The state may have changed: draw.
    Shown,
    /// Nothing.
    Ignored,
    /// The person wants the shell back for a while.
    Suspend,
}

/// Takes an event of the terminal in.
fn input(model: &mut Model, worker: &Worker, outside: &mut impl Outside, event: Event) -> Taken {
    let message = match event {
        // It acts in every field and every dialog, as in other programs: the terminal's own meaning of it is off.
        Event::Key(key) if cfg!(unix) && suspends(key) => return Taken::Suspend,
        // A released key is no key; terminals that tell of one are rare.
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            // A person is here: what other programs have changed is to be seen.
            worker.look();
            Message::Key(key)
        }
        Event::Paste(text) => Message::Paste(Secret::new(text)),
        Event::Resize(columns, rows) => Message::Resize(columns, rows),
        // What was on its way when the mouse was switched off is none any more.
        Event::Mouse(event) if model.shared.mouse && is_heard(event.kind) => {
            worker.look();
            Message::Mouse(event)
        }
        _ => return Taken::Ignored,
    };
    take(model, worker, outside, message);
    Taken::Shown
}

/// Whether what the mouse did means anything: a terminal may tell of every motion although it was not asked for that.
fn is_heard(kind: MouseEventKind) -> bool {
    !matches!(kind, MouseEventKind::Moved)
}

fn suspends(key: KeyEvent) -> bool {
    key.kind == KeyEventKind::Press
        && key.code == KeyCode::Char('z')
        && key.modifiers == KeyModifiers::CONTROL
}

/// Changes the state and does what follows from it.
fn take(model: &mut Model, worker: &Worker, outside: &mut impl Outside, message: Message) {
    let mut messages = vec![message];
    while let Some(message) = messages.pop() {
        for effect in update(
            model,
            Stamped {
                at: clock::now(),
                message,
            },
        ) {
            match effect {
                Effect::Start(id, job) => {
                    let connection = model.shared.connection_of(id, &job);
                    if !worker.order(WorkerRequest::Start(id, job, connection)) {
                        messages.push(Message::Busy(id));
                    }
                }
                Effect::Cancel(id) => {
                    if !worker.order(WorkerRequest::Cancel(id)) {
                        model.shared.tasks.cancel_later(id);
                    }
                }
                Effect::Autosave(request) => worker.autosave(request),
                // Without room the detail shows the newest of the history; the next selection asks again.
                Effect::Show(id) => _ = worker.order(WorkerRequest::Show(id)),
                Effect::Copy(text) => {
                    if let Err(error) = outside.copy(&text) {
                        messages.push(Message::NotCopied(error.to_string()));
                    }
                }
                Effect::UseMouse(on) => {
                    if let Err(error) = outside.use_mouse(on) {
                        messages.push(Message::NoMouse(error.to_string()));
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
    if model.shared.library.loaded {
        worker.followed_to(model.shared.library.contents.change);
    }
}
