//! The question what the background of the terminal is, and its answer.
//!
//! The answer comes the way keys come, whenever it likes, and is read as keys: `]`, `1`, `1`, `;` and so on. So it is taken
//! out of the keys here, and here alone, however late it is: nothing of it is ever typed into a field.

use std::collections::VecDeque;
use std::future::{Future as _, poll_fn};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures::{Stream, StreamExt as _};
use tokio::time::{Sleep, sleep, timeout};

use super::Events;

/// Asks the terminal for its background (OSC 11).
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// What every answer begins with.
const BEGINNING: &str = "]11;";

/// The longest answer, in characters.
const LONGEST: usize = 64;

/// How long what may be the beginning of an answer waits for the rest of it.
const PIECE: Duration = Duration::from_millis(30);

/// How long an answer that has certainly begun may take to its end.
const WHOLE: Duration = Duration::from_secs(1);

/// The events of the terminal without its answers.
pub struct Keys<S> {
    events: S,
    /// Events that are no part of an answer, to be given on.
    ready: VecDeque<io::Result<Event>>,
    /// Events that are or may be part of an answer.
    held: Vec<Event>,
    /// The characters of the answer so far.
    answer: String,
    /// When the wait for the rest of the answer ends.
    patience: Option<Pin<Box<Sleep>>>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing was asked: every key is one.
    Silent,
    /// An answer may come.
    Asked,
    /// It has come: whether the background is dark, where it could be read.
    Answered(Option<bool>),
}

impl<S: Stream<Item = io::Result<Event>> + Unpin> Keys<S> {
    /// The events as they come: nothing was asked.
    pub fn new(events: S) -> Self {
        Self {
            events,
            ready: VecDeque::new(),
            held: Vec::new(),
            answer: String::new(),
            patience: None,
            state: State::Silent,
        }
    }

    /// Whether the background is dark, as the terminal says within this time after the question was sent. What is typed
    /// meanwhile is kept.
    pub async fn is_dark(&mut self, within: Duration) -> Option<bool> {
        self.state = State::Asked;
        let answered = poll_fn(|context| {
            loop {
                if let State::Answered(is_dark) = self.state {
                    return Poll::Ready(is_dark);
                }
                match self.poll_once(context) {
                    Poll::Ready(true) => {}
                    Poll::Ready(false) => return Poll::Ready(None),
                    Poll::Pending => return Poll::Pending,
                }
            }
        });
        timeout(within, answered).await.ok().flatten()
    }

    /// Takes one event in; false at the end of all events.
    fn poll_once(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        match self.events.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(event))) => {
                self.take(event);
                Poll::Ready(true)
            }
            Poll::Ready(Some(Err(error))) => {
                self.give_on();
                self.ready.push_back(Err(error));
                Poll::Ready(true)
            }
            Poll::Ready(None) => {
                self.give_on();
                Poll::Ready(false)
            }
            Poll::Pending => {
                let Some(patience) = &mut self.patience else {
                    return Poll::Pending;
                };
                if patience.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                if self.is_certain() {
                    self.drop_held();
                } else {
                    self.give_on();
                }
                Poll::Ready(true)
            }
        }
    }

    fn take(&mut self, event: Event) {
        if self.state == State::Silent {
            self.ready.push_back(Ok(event));
            return;
        }
        let Some(piece) = piece(&event) else {
            self.interrupted(event);
            return;
        };
        match piece {
            Piece::Begin if self.held.is_empty() => self.hold(event, "]"),
            // The beginning may come in two pieces. Once there was an answer, that is not worth making this key wait.
            Piece::Escape if self.held.is_empty() && self.state == State::Asked => {
                self.hold(event, "");
            }
            Piece::Text(c) if !self.held.is_empty() && self.may_go_on_with(c) => {
                let mut text = [0; 4];
                self.hold(event, c.encode_utf8(&mut text));
            }
            Piece::Escape if self.is_certain() => self.hold(event, ""),
            Piece::End if self.is_certain() => self.understood(),
            Piece::Text('\\') if self.is_certain() && self.ends_with_escape() => self.understood(),
            _ => self.interrupted(event),
        }
    }

    /// Keeps back what is or may be a part of the answer.
    fn hold(&mut self, event: Event, text: &str) {
        self.held.push(event);
        self.answer.push_str(text);
        let patience = if self.is_certain() { WHOLE } else { PIECE };
        self.patience = Some(Box::pin(sleep(patience)));
    }

    /// Whether the answer can go on with this character.
    fn may_go_on_with(&self, c: char) -> bool {
        if self.is_certain() {
            return self.answer.len() < LONGEST
                && (c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '#' | ';'));
        }
        BEGINNING[self.answer.len()..].starts_with(c)
    }

    /// Whether what is kept back is an answer for certain.
    fn is_certain(&self) -> bool {
        self.answer.starts_with(BEGINNING)
    }

    fn ends_with_escape(&self) -> bool {
        (self.held.last()).is_some_and(|event| matches!(piece(event), Some(Piece::Escape)))
    }

    /// The answer is whole.
    fn understood(&mut self) {
        let is_dark = is_dark(&self.answer[BEGINNING.len()..]);
        self.state = State::Answered(is_dark);
        self.drop_held();
    }

    /// What was kept back is no answer, or one that was broken off.
    fn interrupted(&mut self, event: Event) {
        if self.held.is_empty() {
            self.ready.push_back(Ok(event));
            return;
        }
        if self.is_certain() {
            self.drop_held();
        } else {
            self.give_on();
        }
        self.take(event);
    }

    fn give_on(&mut self) {
        self.ready.extend(self.held.drain(..).map(Ok));
        self.drop_held();
    }

    fn drop_held(&mut self) {
        self.held.clear();
        self.answer.clear();
        self.patience = None;
    }
}

impl Keys<Events> {
    /// Reads nothing more until it is polled again: another program gets the keys.
    pub fn rest(&mut self) {
        self.events.rest();
    }
}

impl<S: Stream<Item = io::Result<Event>> + Unpin> Stream for Keys<S> {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Poll::Ready(Some(event));
            }
            match self.poll_once(context) {
                Poll::Ready(false) if self.ready.is_empty() => return Poll::Ready(None),
                Poll::Ready(_) => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// What a key is in an answer.
enum Piece {
    /// Escape and `]` in one.
    Begin,
    /// Escape alone.
    Escape,
    /// A character.
    Text(char),
    /// Escape and `\` in one, or the bell.
    End,
}

fn piece(event: &Event) -> Option<Piece> {
    let Event::Key(KeyEvent {
        code,
        modifiers,
        kind: KeyEventKind::Press,
        ..
    }) = event
    else {
        return None;
    };
    match (*code, *modifiers) {
        (KeyCode::Esc, KeyModifiers::NONE) => Some(Piece::Escape),
        (KeyCode::Char(']'), KeyModifiers::ALT) => Some(Piece::Begin),
        (KeyCode::Char('\\'), KeyModifiers::ALT) | (KeyCode::Char('g'), KeyModifiers::CONTROL) => {
            Some(Piece::End)
        }
        (KeyCode::Char(c), KeyModifiers::NONE | KeyModifiers::SHIFT) => Some(Piece::Text(c)),
        _ => None,
    }
}

/// Whether a colour is dark, as an answer names it: `rgb:1515/1717/1c1c` with one to four digits for each part, perhaps with
/// a fourth part, or `#15171c`.
fn is_dark(answer: &str) -> Option<bool> {
    let parts: Vec<&str> = match answer.strip_prefix('#') {
        Some(digits) if !digits.is_empty() && digits.len() % 3 == 0 && digits.is_ascii() => {
            let each = digits.len() / 3;
            (0..3)
                .map(|at| &digits[at * each..(at + 1) * each])
                .collect()
        }
        Some(_) => return None,
        None => {
            let rest = answer
                .strip_prefix("rgb:")
                .or_else(|| answer.strip_prefix("rgba:"))?;
            rest.split('/').collect()
        }
    };
    let [red, green, blue] = *parts.get(..3)? else {
        return None;
    };
    let share = |digits: &str| {
        let value = u32::from_str_radix(digits, 16).ok()?;
        let digits = u32::try_from(digits.len())
            .ok()
            .filter(|digits| *digits <= 4)?;
        Some(f64::from(value) / f64::from(16_u32.pow(digits) - 1))
    };
    // As bright as the eye finds it.
    Some(0.299 * share(red)? + 0.587 * share(green)? + 0.114 * share(blue)? < 0.5)
}

#[cfg(test)]
mod tests;
