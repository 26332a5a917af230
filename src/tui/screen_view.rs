//! What every screen answers: what has the keyboard on it, how one moves through it, what its filter is, what a step back does.
//!
//! A screen implements this beside its state; [`Model`](crate::tui::model::Model) knows which of them is shown; what else
//! differs from screen to screen is made from the list of them ([`crate::tui::screens`]).

use jiff::Timestamp;

use crate::config::Settings;
use crate::guide;
use crate::tui::context::Context;
use crate::tui::shared::Shared;
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::words;

/// How the footer calls a step back, and how early it comes.
pub(crate) type BackHint = (&'static str, u8);

/// What a screen names as next, at the right of the message line, with the command whose key leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NextAction {
    /// `Next`, or what the next one is of: `Next failure`.
    pub(crate) label: String,
    /// What it is; empty where the label says all.
    pub(crate) what: String,
    /// The same in a few cells.
    pub(crate) brief: String,
    /// The command that does it or leads there.
    pub(crate) command: &'static str,
}

impl NextAction {
    /// The next row of a list that failed or needs a look, as the footer calls it.
    pub(crate) fn failure(hint: &str) -> Self {
        Self {
            label: words::sentence(hint),
            what: String::new(),
            brief: String::new(),
            command: "list.next_failure",
        }
    }

    /// The next open step of the setup, from another screen; none where every step holds and nothing is to be saved.
    pub(crate) fn in_setup(shared: &Shared) -> Option<Self> {
        let (what, brief) = match shared.ledger.next_open(shared.now) {
            Some(step) => {
                let title = &guide::step(step).1.title;
                (format!("{} {title}", step.name()), step.name().to_owned())
            }
            None if shared.library.changed && shared.env.has_store => {
                ("save this connection".to_owned(), "save".to_owned())
            }
            None => return None,
        };
        Some(Self {
            label: "Next".to_owned(),
            what,
            brief,
            command: "screens.setup",
        })
    }
}

/// A screen.
pub(crate) trait ScreenView {
    /// It as it is before anything was done.
    fn new(settings: &Settings) -> Self
    where
        Self: Sized;

    /// What has the keyboard on it, the most particular first, without what holds on every screen.
    fn contexts(&self) -> &'static [Context];

    /// It is shown: asks for what its first look needs.
    fn enter(&mut self, _: &mut Shared) {}

    /// When it wants to be woken while it is shown and nothing else happens; none where nothing of it falls due.
    fn alarm(&self, _: &Shared) -> Option<Timestamp> {
        None
    }

    /// That time has come.
    fn woken(&mut self, _: &mut Shared) {}

    /// Moves by so many lines.
    fn step(&mut self, shared: &mut Shared, by: isize);

    /// Selects a row of its list, which has the keyboard then. Says whether both were so before.
    fn click_row(&mut self, shared: &mut Shared, row: usize) -> bool;

    /// Gives the keyboard to its list, where something beside it can have it.
    fn focus_list(&mut self, _: &mut Shared) {}

    /// To the last line.
    fn last(&mut self, shared: &mut Shared) {
        self.step(shared, isize::MAX / 2);
    }

    /// To the next row that failed or is open, or to the one before; else why there is none.
    fn next_failure(&mut self, shared: &mut Shared, by: isize) -> Result<(), &'static str>;

    /// What the footer calls that.
    fn next_failure_hint(&self) -> &'static str {
        "next failure"
    }

    /// What it names as next, if there is something: its next failure, else the next step of the setup.
    fn next(&self, shared: &Shared) -> Option<NextAction> {
        if self.has_failure() {
            Some(NextAction::failure(self.next_failure_hint()))
        } else {
            NextAction::in_setup(shared)
        }
    }

    /// Whether a row failed to which [`Self::next_failure`] leads.
    fn has_failure(&self) -> bool {
        false
    }

    /// What the message line says where nothing was done yet and nothing runs.
    fn greeting(&self, _: &Shared) -> Option<&'static str> {
        None
    }

    /// Whether it fills all below the header now: it names its own way back.
    fn fills(&self) -> bool {
        false
    }

    /// Whether it has panes of which one can be zoomed, and a divider between them.
    fn has_panes(&self) -> bool {
        false
    }

    /// The first line shown of a text in it that scrolls.
    fn scroll(&self) -> Option<usize> {
        None
    }

    /// Shows that text from this line on.
    fn scroll_to(&mut self, _: usize) {}

    /// One step back within it. Says whether there was one; else it leads to Setup.
    fn back(&mut self, _: &mut Shared) -> bool {
        false
    }

    /// How the footer calls that, where the filter is empty.
    fn back_hint(&self) -> BackHint {
        ("to Setup", 3)
    }

    /// Its filter, if it has one.
    fn list_filter(&self) -> Option<&ListFilter> {
        None
    }

    /// The same, to edit it.
    fn list_filter_mut(&mut self) -> Option<&mut ListFilter> {
        None
    }

    /// The text of its filter is another one: lists anew.
    fn filter_changed(&mut self) {}
}
