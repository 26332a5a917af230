//! What lies over the screen: a stack. The top layer has the keyboard.
//!
//! A person's key opens a layer on top. What a task asks waits until nothing else has the keyboard, so that nothing a person
//! types goes anywhere but where it was begun.

use std::collections::VecDeque;

use crate::domain::Input;
use crate::tui::overlays::action_picker::ActionPicker;
use crate::tui::overlays::entry_form::EntryForm;
use crate::tui::overlays::help::entry::Entry;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::overlays::question::Question;
use crate::tui::overlays::scope_picker::Picker;
use crate::tui::overlays::theme_picker::choice::ThemePicker;
use crate::tui::widgets::filter_list::FilterList;

/// What is shown in full over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything known of the selected row of the Profiles screen.
    Profile,
    /// The selected scope.
    Scope,
    /// What is wrong, what it breaks, and the way out.
    WayOut,
    /// Everything known of the selected linked account, with its record.
    Account,
}

/// Something over the screen that has the keyboard first.
#[derive(Debug)]
pub enum Overlay {
    /// The help. Its lines are kept up to date by `update`.
    Help(FilterList<Entry>),
    /// The palette of commands, by their ids. They are kept up to date by `update`.
    Palette(FilterList<&'static str>),
    /// `StackOne`'s own guide in full.
    Guide {
        /// First line shown.
        scroll: usize,
    },
    /// The choice of scopes.
    Scopes(Picker),
    /// The choice of actions.
    Actions(ActionPicker),
    /// A question with one line to type.
    Prompt(Box<Prompt>),
    /// A form of a few fields.
    Form(Box<EntryForm>),
    /// A scope, the way out, or a row of the Profiles screen, in full.
    Detail {
        /// Which of them.
        of: Detail,
        /// First line shown.
        scroll: usize,
    },
    /// A question before a change that drops something.
    Question(Box<Question>),
    /// A question about a secret in this field, which is no field for it.
    Misplaced(Input),
    /// The choice of the theme.
    Themes(ThemePicker),
    /// A question before quitting.
    Quit,
}

impl Overlay {
    /// The help, before its lines are put in.
    #[must_use]
    pub fn help() -> Self {
        Self::Help(FilterList::default().selecting_best())
    }

    /// The palette, before the commands are put in.
    #[must_use]
    pub fn palette() -> Self {
        Self::Palette(FilterList::default().selecting_best())
    }

    /// A question with one line to type.
    #[must_use]
    pub fn prompt(prompt: Prompt) -> Self {
        Self::Prompt(Box::new(prompt))
    }

    /// The first line that is shown, where it is a text that scrolls.
    #[must_use]
    pub fn scroll(&self) -> Option<usize> {
        match self {
            Self::Guide { scroll } | Self::Detail { scroll, .. } => Some(*scroll),
            _ => None,
        }
    }

    /// Whether the filter of a choice has the keyboard.
    #[must_use]
    pub fn is_filtering(&self) -> bool {
        match self {
            Self::Scopes(picker) => picker.is_filtering(),
            Self::Actions(picker) => picker.is_filtering(),
            _ => false,
        }
    }

    /// Gives the keyboard to the filter of a choice, or to its list. Says whether it is a choice.
    pub(crate) fn set_filtering(&mut self, filtering: bool) -> bool {
        match self {
            Self::Scopes(picker) => picker.set_filtering(filtering),
            Self::Actions(picker) => picker.set_filtering(filtering),
            _ => return false,
        }
        true
    }

    /// Shows a text that scrolls from this line on.
    pub(crate) fn scroll_to(&mut self, line: usize) {
        if let Self::Guide { scroll } | Self::Detail { scroll, .. } = self {
            *scroll = line;
        }
    }
}

/// The layers over the screen, and the questions that wait for the keyboard.
#[derive(Debug, Default)]
pub struct Layers {
    shown: Vec<Overlay>,
    waiting: VecDeque<Overlay>,
    /// How often a layer was opened or closed.
    changes: usize,
}

impl Layers {
    /// The layer that has the keyboard.
    #[must_use]
    pub fn top(&self) -> Option<&Overlay> {
        self.shown.last()
    }

    /// The layer that has the keyboard, to be changed.
    pub(crate) fn top_mut(&mut self) -> Option<&mut Overlay> {
        self.shown.last_mut()
    }

    /// How often a layer was opened or closed: whether what was drawn is still what is on top.
    pub(crate) fn changes(&self) -> usize {
        self.changes
    }

    /// Whether the screen itself has the keyboard.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The layers that are shown, from the lowest to the one that has the keyboard.
    pub fn shown(&self) -> impl Iterator<Item = &Overlay> {
        self.shown.iter()
    }

    /// The same, to be changed.
    pub(crate) fn shown_mut(&mut self) -> impl Iterator<Item = &mut Overlay> {
        self.shown.iter_mut()
    }

    /// A person's key opens a layer.
    pub fn open(&mut self, overlay: Overlay) {
        self.changes += 1;
        self.shown.push(overlay);
    }

    /// Another layer takes the place of the top one.
    pub(crate) fn replace(&mut self, overlay: Overlay) {
        self.changes += 1;
        self.shown.pop();
        self.shown.push(overlay);
    }

    /// Closes the top layer.
    pub(crate) fn close(&mut self) -> Option<Overlay> {
        self.changes += 1;
        self.shown.pop()
    }

    /// Closes every layer: a command leads to another screen. What waits goes on waiting.
    pub(crate) fn close_all(&mut self) {
        self.changes += 1;
        self.shown.clear();
    }

    /// A task asks something. It is shown by [`Self::settle`].
    pub(crate) fn ask(&mut self, overlay: Overlay) {
        self.waiting.push_back(overlay);
    }

    /// The question that is shown next.
    #[must_use]
    pub fn next_waiting(&self) -> Option<&Overlay> {
        self.waiting.front()
    }

    /// Whether a question of this kind is shown or waits: it need not be asked twice.
    pub(crate) fn has(&self, is: impl Fn(&Overlay) -> bool) -> bool {
        self.shown.iter().chain(&self.waiting).any(is)
    }

    /// Drops the waiting questions that are not to be kept.
    pub(crate) fn retain_waiting(&mut self, keep: impl FnMut(&Overlay) -> bool) {
        self.waiting.retain(keep);
    }

    /// Shows the next question that waits, if nothing has the keyboard: no layer and, as the caller says, no text field.
    pub(crate) fn settle(&mut self, is_typing: bool) {
        if self.shown.is_empty() && !is_typing {
            let next = self.waiting.pop_front();
            self.changes += usize::from(next.is_some());
            self.shown.extend(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_a_task_waits_until_nothing_has_the_keyboard() {
        let mut layers = Layers::default();
        layers.open(Overlay::Guide { scroll: 0 });
        layers.ask(Overlay::Quit);
        layers.ask(Overlay::Misplaced(Input::AppId));
        layers.settle(false);
        assert!(matches!(layers.top(), Some(Overlay::Guide { .. })));
        layers.close();
        layers.settle(true);
        assert!(layers.is_empty(), "a field is being typed in");
        layers.settle(false);
        assert!(matches!(layers.top(), Some(Overlay::Quit)));
        layers.settle(false);
        assert_eq!(layers.shown().count(), 1, "one at a time");
        layers.close();
        layers.settle(false);
        assert!(matches!(layers.top(), Some(Overlay::Misplaced(_))));
    }

    #[test]
    fn a_layer_covers_the_one_below_and_gives_the_keyboard_back() {
        let mut layers = Layers::default();
        layers.open(Overlay::prompt(Prompt::new(
            crate::tui::overlays::prompt::PromptKind::SaveAs,
            "Save",
            "Name",
        )));
        layers.open(Overlay::Guide { scroll: 0 });
        layers.close();
        assert!(matches!(layers.top(), Some(Overlay::Prompt(_))));
    }
}
