//! The Setup screen: the checklist, the selected step with its fields and actions, and what has the keyboard.

pub(crate) mod actions;
pub mod commands;
pub mod items;
pub(crate) mod next;
pub(crate) mod results;
pub(crate) mod screen;
pub(crate) mod view;
pub(crate) mod web_clicks;

use crate::domain::{Input, StepId};
use crate::tui::screen::Screen;
use crate::tui::screens::setup::items::{Item, items};
use crate::tui::shared::{Place, Shared};
use crate::tui::size_class::SizeClass;

/// What has the keyboard on the Setup screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The list of steps.
    #[default]
    Checklist,
    /// An item of the selected step's pane, counted from its first.
    Item(usize),
    /// The log pane.
    Log,
}

/// Where one is on the Setup screen.
#[derive(Debug)]
pub struct SetupView {
    /// The selected step.
    pub step: StepId,
    /// What has the keyboard.
    pub focus: Focus,
}

impl Default for SetupView {
    fn default() -> Self {
        Self {
            step: StepId::A1,
            focus: Focus::default(),
        }
    }
}

impl SetupView {
    /// The items of the selected step's pane, in the order of `Tab`.
    #[must_use]
    pub fn items(&self) -> &'static [Item] {
        items(self.step)
    }

    /// The item that has the keyboard while this screen is shown, if one has.
    #[must_use]
    pub fn item(&self, shared: &Shared) -> Option<Item> {
        match self.focus {
            Focus::Item(at) if shared.screen == Screen::Setup => self.items().get(at).copied(),
            _ => None,
        }
    }

    /// The text field under the cursor, whatever lies over the screen.
    #[must_use]
    pub fn field(&self, shared: &Shared) -> Option<Input> {
        match self.item(shared) {
            Some(Item::Field(input)) if input != Input::Scopes => Some(input),
            _ => None,
        }
    }

    /// The text field that has the keyboard, if one has.
    #[must_use]
    pub fn typing(&self, shared: &Shared) -> Option<Input> {
        self.field(shared).filter(|_| shared.layers.is_empty())
    }

    /// Judges the field that the keyboard leaves. Evidence that rested on another value is lost.
    pub(crate) fn leave_item(&self, shared: &mut Shared) {
        if let Some(input) = self.typing(shared) {
            shared.leave_field(input);
        }
    }

    /// Keyboard to the next thing: the steps, the items of the selected step, the log, round again.
    pub(crate) fn focus_next(&mut self, shared: &mut Shared, by: isize) {
        self.leave_item(shared);
        let count = self.items().len();
        let stops = count + if has_log(shared) { 2 } else { 1 };
        let at = match self.focus {
            Focus::Checklist => 0,
            Focus::Item(item) => item + 1,
            Focus::Log => count + 1,
        };
        let next = (at + stops).saturating_add_signed(by) % stops;
        self.focus = match next {
            0 => Focus::Checklist,
            n if n <= count => Focus::Item(n - 1),
            _ => Focus::Log,
        };
    }

    /// Keyboard to an item of the selected step's pane, counted from its first.
    pub(crate) fn focus_item(&mut self, shared: &mut Shared, at: usize) {
        if self.focus != Focus::Item(at) {
            self.leave_item(shared);
            self.focus = Focus::Item(at);
        }
    }

    /// Keyboard to the log pane.
    pub(crate) fn focus_log(&mut self, shared: &mut Shared) {
        self.leave_item(shared);
        self.focus = Focus::Log;
    }

    /// Selects the step so many further on.
    pub(crate) fn step_by(&mut self, shared: &mut Shared, by: isize) {
        let last = StepId::ALL.len() - 1;
        let at = self.step.index().saturating_add_signed(by).min(last);
        self.select(shared, StepId::ALL[at]);
    }

    /// Selects a step; an item of another step has no keyboard any more.
    pub(crate) fn select(&mut self, shared: &mut Shared, step: StepId) {
        self.leave_item(shared);
        self.step = step;
        shared.remote.link_shown = false;
        if matches!(self.focus, Focus::Item(_)) {
            self.focus = Focus::Checklist;
        }
    }

    /// Selects the next step that failed or is open, or the one before, round again. Says whether there is one.
    pub(crate) fn next_open(&mut self, shared: &mut Shared, by: isize) -> bool {
        let found = self.next_open_from(shared, by);
        if let Some(step) = found {
            self.select(shared, step);
            self.focus = Focus::Checklist;
        }
        found.is_some()
    }

    /// The next step that failed or is open, or the one before, round again.
    pub(crate) fn next_open_from(&self, shared: &Shared, by: isize) -> Option<StepId> {
        let count = StepId::ALL.len();
        (1..=count).find_map(|distance| {
            let distance = isize::try_from(distance).unwrap_or(1) * by.signum();
            let at = (self.step.index() + count).saturating_add_signed(distance) % count;
            let step = StepId::ALL[at];
            (!shared.standing(step).holds()).then_some(step)
        })
    }

    /// Goes where a command or a task's answer leads. What a task suggests does not move a person who is at work.
    pub(crate) fn follow(&mut self, shared: &mut Shared) {
        if self.focus == Focus::Log && !has_log(shared) {
            self.focus = Focus::Checklist;
        }
        match shared.place.take() {
            None => {}
            Some(Place::Step(step)) => {
                self.select(shared, step);
                self.focus = Focus::Checklist;
            }
            Some(Place::FirstItem(step)) => {
                self.select(shared, step);
                self.focus = Focus::Item(0);
            }
            Some(Place::StepOf(input)) => {
                let holds = |step: &StepId| items(*step).contains(&Item::Field(input));
                if let Some(step) = StepId::ALL.into_iter().find(holds) {
                    self.select(shared, step);
                    self.focus = Focus::Checklist;
                }
            }
            Some(Place::StepIfIdle(step)) => {
                let is_idle = shared.screen == Screen::Setup
                    && shared.layers.is_empty()
                    && self.typing(shared).is_none();
                if is_idle {
                    self.select(shared, step);
                }
            }
        }
    }
}

/// Whether the window has room for the log pane.
fn has_log(shared: &Shared) -> bool {
    SizeClass::of(shared.size).is_boxed()
}
