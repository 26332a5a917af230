//! The terminal's events, whose reading can be stopped so that another program gets the keys.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use crossterm::event::{Event, EventStream};
use futures::{Stream, StreamExt as _};

/// The terminal's events. None is read before it is polled.
pub struct Events(Option<EventStream>);

impl Events {
    /// Begins with what comes from now on.
    #[must_use]
    pub fn new() -> Self {
        Self(Some(EventStream::new()))
    }

    /// Reads nothing more until it is polled again.
    ///
    /// A poll that found nothing leaves a thread behind that reads the next keys. Dropping the stream wakes it, and it ends.
    /// Making the next one waits for the lock that the thread reads under: once it is made, nobody reads.
    pub fn rest(&mut self) {
        drop(self.0.take());
        self.0 = Some(EventStream::new());
    }
}

impl Default for Events {
    fn default() -> Self {
        Self::new()
    }
}

impl Stream for Events {
    type Item = io::Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Some(events) => events.poll_next_unpin(context),
            None => Poll::Ready(None),
        }
    }
}
