//! What can happen to the dashboard, and what it asks to have done outside.
//!
//! [`update()`](super::update()) takes a [`Message`] and returns [`Effect`]s.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;

use crate::domain::ProfileId;
use crate::journal::Entry;
use crate::secret::Secret;
use crate::tui::autosave::AutosaveRequest;
use crate::tui::worker::{Job, JobId, TaskEvent};

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// The first frame is drawn: what takes time may begin.
    Begin,
    /// A key.
    Key(KeyEvent),
    /// The mouse, where it is used.
    Mouse(MouseEvent),
    /// Pasted text.
    Paste(Secret),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// The background task reports.
    TaskEvent(TaskEvent),
    /// Lines for the log, and how many were lost before them.
    Log(Vec<Entry>, u64),
    /// The log file does not take what is written to it, and why.
    LogNotWritten(String),
    /// Time goes on, while something moves.
    Tick,
    /// Something on the screen that is shown has fallen due.
    Alarm,
    /// An order could not be handed over.
    Busy(JobId),
    /// How what was copied last was sent, or why it was not.
    Copied(Result<String, String>),
    /// The clipboard could not be reached.
    NotCopied(String),
    /// The text that came back from the person's editor, or why there is none.
    Edited(Result<String, String>),
    /// The program could not be put aside.
    NotSuspended(String),
    /// The terminal does not give the mouse, and why.
    NoMouse(String),
    /// No browser could be started for this page.
    NoBrowser(Page),
}

/// A page to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: Secret,
    /// Whether the address may be shown: an auth link may not, it carries a token.
    pub shown: bool,
}

/// Something to do outside.
#[derive(Debug)]
pub enum Effect {
    /// Start a job.
    Start(JobId, Job),
    /// Cancel a job.
    Cancel(JobId),
    /// Put a value on the clipboard.
    Copy(Secret),
    /// Open a page in the browser.
    Open(Page),
    /// Ask the terminal for the mouse, or leave it to the terminal.
    UseMouse(bool),
    /// Read a connection with all of its history.
    Show(ProfileId),
    /// Keep something in the library, soon.
    Autosave(AutosaveRequest),
}

/// A message with its time.
#[derive(Debug)]
pub struct Stamped {
    /// When it came.
    pub at: Timestamp,
    /// What came.
    pub message: Message,
}
