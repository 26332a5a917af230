//! The mouse: what stands where in the last frame, and what of a click outlives it.
//!
//! While a frame is drawn, each part notes the places that mean something (`Ui::note`). The frame leaves them in the model
//! as [`Regions`]; [`update()`](super::update()) looks a click up in them. What an overlay covers is forgotten while the
//! overlay is drawn, so that nothing below it can be reached.

pub(crate) mod commands;

use std::cell::RefCell;

use ratatui::layout::{Position, Rect};

use crate::domain::StepId;
use crate::tui::screen::Screen;

/// A list whose rows can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The list of the screen that is shown.
    Screen,
    /// The log in its pane on the Setup screen.
    LogPane,
    /// The list of the overlay on top.
    Overlay,
}

/// Where a text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedIn {
    /// An item of this step, counted from its first.
    Item(StepId, usize),
    /// The filter of the overlay on top, else of the screen.
    Filter,
    /// The answer to the question on top.
    Answer,
}

/// How a text is drawn in its place: which character stands under the pointer follows from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// Where it is typed.
    pub of: TypedIn,
    /// In how many cells it is drawn.
    pub cells: u16,
    /// Whether it is masked.
    pub masked: bool,
    /// Whether it is drawn from its first character on: something else has the keyboard.
    pub at_rest: bool,
}

/// The divider between two panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Divider {
    /// The first column of the left pane.
    pub left: u16,
    /// The width that the left pane has by itself.
    pub usual: u16,
    /// The least and the most that it can have.
    pub bounds: (u16, u16),
}

/// What a place stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A command: its key, or a screen's name.
    Command(&'static str),
    /// A list, between and around its rows.
    List(List),
    /// A row of a list.
    Row(List, usize),
    /// The box of a row that is ticked in it.
    Box(usize),
    /// The pane of the selected step.
    StepPane,
    /// An item of this step, counted from its first.
    Item(StepId, usize),
    /// A text that is typed.
    Typed(Typed),
    /// A text that scrolls, and the last line that it makes sense to show it from.
    Text(usize),
    /// What is dragged to give a pane more room.
    Divider(Divider),
}

/// A place and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Where.
    pub area: Rect,
    /// What.
    pub target: Target,
}

/// What was on top when something was drawn: a click that was meant for something else is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) screen: Screen,
    /// How often a layer was opened or closed by then.
    pub(crate) layers: usize,
}

/// What stands where in a frame; the topmost comes last.
#[derive(Debug, Default)]
pub struct Regions {
    all: Vec<Region>,
    /// The first row that each list shows.
    first_rows: Vec<(List, usize)>,
    /// Whether a list is shown from the row that a click holds it at.
    is_held: bool,
    /// None before the first frame.
    pub(crate) seen: Option<Seen>,
}

impl Regions {
    /// What stands in this cell, the topmost first.
    pub fn at(&self, column: u16, row: u16) -> impl Iterator<Item = Region> {
        let cell = Position::new(column, row);
        let all = self.all.iter().rev().copied();
        all.filter(move |region| region.area.contains(cell))
    }

    /// Everything, the topmost last.
    pub fn all(&self) -> impl Iterator<Item = Region> {
        self.all.iter().copied()
    }

    /// The last line that it makes sense to show the texts from.
    pub(crate) fn last_scroll(&self) -> usize {
        let lasts = self.all.iter().map(|region| match region.target {
            Target::Text(last) => last,
            _ => 0,
        });
        lasts.max().unwrap_or(0)
    }

    /// The first row that a list shows.
    pub(crate) fn first_row(&self, list: List) -> Option<usize> {
        let mut rows = self.first_rows.iter().rev();
        rows.find(|(of, _)| *of == list).map(|(_, first)| *first)
    }
}

/// Where the regions of a frame are noted while it is drawn.
#[derive(Debug, Default)]
pub(crate) struct Places(RefCell<Regions>);

impl Places {
    /// For a frame with this screen, after so many changes of the layers.
    pub(crate) fn new(screen: Screen, layers: usize) -> Self {
        Self(RefCell::new(Regions {
            seen: Some(Seen { screen, layers }),
            ..Regions::default()
        }))
    }

    /// Notes what stands in an area.
    pub(crate) fn note(&self, area: Rect, target: Target) {
        if !area.is_empty() {
            self.0.borrow_mut().all.push(Region { area, target });
        }
    }

    /// An overlay is drawn over all of this.
    pub(crate) fn cover(&self) {
        self.0.borrow_mut().all.clear();
    }

    /// Notes the first row that a list shows, and whether that is where a click holds it.
    pub(crate) fn note_first_row(&self, list: List, first: usize, held: bool) {
        let mut regions = self.0.borrow_mut();
        regions.first_rows.push((list, first));
        regions.is_held |= held;
    }

    /// All that was noted.
    pub(crate) fn into_regions(self) -> Regions {
        self.0.into_inner()
    }
}

/// What the mouse is at.
#[derive(Debug, Default)]
pub struct Pointer {
    /// What stands where in the last frame.
    pub(crate) regions: Regions,
    /// A list that a click holds at this first row, so that the row stays under the pointer for the second click.
    pub(crate) held: Option<(List, usize)>,
    /// The divider that is dragged, and how far from it the pointer took hold of it.
    pub(crate) dragged: Option<(Divider, i32)>,
}

impl Pointer {
    /// A frame was drawn. A list that it shows from another row is held no more.
    pub fn drawn(&mut self, regions: Regions) {
        if !regions.is_held {
            self.held = None;
        }
        self.regions = regions;
    }

    /// What stands where in the last frame.
    #[must_use]
    pub fn regions(&self) -> &Regions {
        &self.regions
    }

    /// The first row of `total` to show in `rows`, where a click holds the list and the selected row is seen then.
    pub(crate) fn held_at(
        &self,
        list: List,
        selected: usize,
        total: usize,
        rows: usize,
    ) -> Option<usize> {
        let (_, first) = self.held.filter(|(held, _)| *held == list)?;
        let is_seen = (first..first + rows).contains(&selected) && first + rows <= total.max(rows);
        is_seen.then_some(first)
    }
}
