//! A form of a few fields over the screen: what a link is made from, or what of accounts is changed.
//!
//! `Tab` goes through the fields, `Enter` does what the form is for. Nothing is sent while a field is wrong, and nothing typed
//! is lost by that.

pub(crate) mod view;

use zeroize::Zeroizing;

use crate::domain::guard::Guard;
use crate::domain::text::{self, Text};
use crate::tui::form::apart;
use crate::tui::widgets::text_field::{Edit, Kind, TextField};
use crate::workflow::ChangeTarget;

/// What a form is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormKind {
    /// A link for a new account, or for whatever account of the owner there is.
    NewLink,
    /// A link for this account: it keeps its id.
    LinkAgain(Text),
    /// A change of these accounts.
    EditAccounts(Vec<ChangeTarget>),
}

/// A field by what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldId {
    /// The connector profile, by its id.
    Profile,
    /// The owner's id.
    OwnerId,
    /// The owner's name.
    OwnerName,
    /// The label of the account.
    Label,
    /// Production or test.
    Type,
    /// How long the link works, in seconds, or `other`.
    Life,
    /// How long the link works, as it is typed.
    OtherLife,
    /// Whether the owner may have several accounts.
    Multiple,
}

/// The value of [`FieldId::Life`] that asks for [`FieldId::OtherLife`].
pub(crate) const OTHER: &str = "other";

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value.
    pub value: String,
    /// As it is shown.
    pub label: String,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// How a field is filled.
#[derive(Debug)]
pub(crate) enum Control {
    /// A text is typed.
    Text(TextField),
    /// One of these is chosen.
    Choice(Vec<Choice>, usize),
}

/// A field of a form.
#[derive(Debug)]
pub struct FormField {
    pub(crate) id: FieldId,
    pub(crate) label: &'static str,
    pub(crate) control: Control,
    /// What it began with.
    began: String,
    /// What is wrong with it, as far as it was looked at.
    pub(crate) problem: Option<String>,
}

impl FormField {
    pub(crate) fn text(id: FieldId, label: &'static str, text: &str) -> Self {
        let mut field = TextField::new(Kind::Text).limited(200);
        field.set(text);
        Self {
            id,
            label,
            control: Control::Text(field),
            began: text.to_owned(),
            problem: None,
        }
    }

    /// One that begins with this value, or the first where it is not among them.
    pub(crate) fn choice(
        id: FieldId,
        label: &'static str,
        choices: Vec<Choice>,
        value: &str,
    ) -> Self {
        let at = choices.iter().position(|choice| choice.value == value);
        let at = at.unwrap_or(0);
        let began = choices
            .get(at)
            .map_or_else(String::new, |choice| choice.value.clone());
        Self {
            id,
            label,
            control: Control::Choice(choices, at),
            began,
            problem: None,
        }
    }

    /// What it holds.
    pub(crate) fn value(&self) -> &str {
        match &self.control {
            Control::Text(field) => field.text().trim(),
            Control::Choice(choices, at) => choices.get(*at).map_or("", |choice| &choice.value),
        }
    }

    /// What it began with.
    pub(crate) fn before(&self) -> &str {
        &self.began
    }

    /// Whether it holds something else than it began with.
    pub(crate) fn is_changed(&self) -> bool {
        self.value() != self.began
    }
}

/// A form.
#[derive(Debug)]
pub struct EntryForm {
    /// What it is for.
    pub kind: FormKind,
    pub(crate) title: String,
    /// What to know first, in paragraphs.
    pub(crate) lines: Vec<String>,
    pub(crate) fields: Vec<FormField>,
    /// The field that has the keyboard.
    pub at: usize,
    /// What is wrong with the whole, or has to be agreed to.
    pub(crate) problem: Option<String>,
    /// Whether a person was told what [`Self::problem`] says, so that the same answer once more agrees to it.
    pub(crate) was_warned: bool,
}

impl EntryForm {
    pub(crate) fn new(kind: FormKind, title: impl Into<String>, fields: Vec<FormField>) -> Self {
        Self {
            kind,
            title: title.into(),
            lines: Vec::new(),
            fields,
            at: 0,
            problem: None,
            was_warned: false,
        }
    }

    pub(crate) fn with_line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// The field that has the keyboard.
    pub(crate) fn focused(&self) -> Option<&FormField> {
        self.fields.get(self.at)
    }

    /// Whether the field that has the keyboard takes text.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        let focused = self.focused();
        focused.is_some_and(|field| matches!(field.control, Control::Text(_)))
    }

    /// The line that has the keyboard; none where the field takes no text.
    fn line(&self) -> Option<&TextField> {
        match &self.focused()?.control {
            Control::Text(line) => Some(line),
            Control::Choice(..) => None,
        }
    }

    /// What is typed in the field that has the keyboard; empty where it takes no text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line().map_or("", TextField::text)
    }

    /// Where the cursor stands in it, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.line().map_or(0, TextField::cursor)
    }

    /// What every field holds, hidden ones too, in their order.
    pub fn values(&self) -> impl Iterator<Item = (FieldId, &str)> {
        self.fields.iter().map(|field| (field.id, field.value()))
    }

    /// Whether a field is there to be filled: how long a link works is typed only where none of the usual times is chosen.
    pub(crate) fn is_shown(&self, field: &FormField) -> bool {
        field.id != FieldId::OtherLife || self.value(FieldId::Life) == OTHER
    }

    /// What a field holds; empty where there is no such field.
    pub(crate) fn value(&self, id: FieldId) -> &str {
        let found = self.fields.iter().find(|field| field.id == id);
        found.map_or("", FormField::value)
    }

    /// The same, where it is filled.
    pub(crate) fn filled(&self, id: FieldId) -> Option<String> {
        let value = self.value(id);
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Whether something was typed that would be lost: a choice is made anew with a key or two.
    pub(crate) fn is_changed(&self) -> bool {
        self.changed().next().is_some()
    }

    /// The texts that are other ones than they began with: label and text.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = self.fields.iter();
        fields
            .filter(|field| matches!(field.control, Control::Text(_)) && field.is_changed())
            .map(|field| (field.label, field.value()))
    }

    /// Moves to the next field that is shown, or to the one before.
    pub(crate) fn step(&mut self, by: isize) {
        let count = self.fields.len();
        let mut at = self.at;
        for _ in 0..count {
            at = if by < 0 {
                (at + count - 1) % count
            } else {
                (at + 1) % count
            };
            if self.is_shown(&self.fields[at]) {
                self.at = at;
                return;
            }
        }
    }

    /// Chooses the next value of the field that has the keyboard, or the one before.
    pub(crate) fn turn(&mut self, by: isize) {
        let Some(field) = self.fields.get_mut(self.at) else {
            return;
        };
        if let Control::Choice(choices, at) = &mut field.control
            && !choices.is_empty()
        {
            let count = choices.len();
            *at = if by < 0 {
                (*at + count - 1) % count
            } else {
                (*at + 1) % count
            };
            field.problem = None;
            self.touched();
        }
    }

    /// Other values to choose from. What is chosen stays, where it is among them; else this one is.
    pub(crate) fn offer(&mut self, id: FieldId, offered: &[Choice], usual: &str) {
        let Some(field) = self.fields.iter_mut().find(|field| field.id == id) else {
            return;
        };
        if let Control::Choice(choices, at) = &mut field.control
            && choices.iter().all(|choice| choice.value.is_empty())
        {
            *choices = offered.to_vec();
            let place = choices.iter().position(|choice| choice.value == usual);
            *at = place.unwrap_or(0);
            field.began = choices
                .get(*at)
                .map_or_else(String::new, |choice| choice.value.clone());
            field.problem = None;
        }
    }

    /// Edits the text of the field that has the keyboard; none where it takes none.
    pub(crate) fn edit(&mut self, act: impl FnOnce(&mut TextField) -> Edit) -> Option<Edit> {
        let field = self.fields.get_mut(self.at)?;
        let Control::Text(line) = &mut field.control else {
            return None;
        };
        let edit = act(line);
        if edit == Edit::Changed {
            field.problem = None;
            self.touched();
        }
        Some(edit)
    }

    /// What was agreed to was agreed to as the form was then.
    fn touched(&mut self) {
        self.problem = None;
        self.was_warned = false;
    }

    /// Takes a paste in. The error says why nothing of it is taken.
    pub(crate) fn paste(&mut self, guard: &Guard, pasted: &str) -> Result<(), String> {
        let line = Zeroizing::new(apart(guard, pasted.trim()));
        let clean = Zeroizing::new(text::line(&line, usize::MAX));
        if let Some(form) = guard.suspect(&clean) {
            return Err(format!(
                "The paste holds {}, so this form does not take it.",
                form.words()
            ));
        }
        let mut said = None;
        let edited = self.edit(|field| {
            let pasted = field.paste(&line);
            said = pasted.sentence();
            if pasted.taken > 0 {
                Edit::Changed
            } else {
                Edit::Moved
            }
        });
        match (edited, said) {
            (None, _) => Err("Choose a field for text first (Tab), then paste.".to_owned()),
            (Some(_), Some(said)) => Err(said),
            (Some(_), None) => Ok(()),
        }
    }

    /// Empties a field that holds a secret, and says what it held.
    pub(crate) fn drop_secrets(&mut self, guard: &Guard) -> Option<&'static str> {
        let mut found = None;
        for field in &mut self.fields {
            let Control::Text(line) = &mut field.control else {
                continue;
            };
            let clean = Zeroizing::new(text::line(line.text(), usize::MAX));
            if clean.as_str() == field.began {
                continue;
            }
            if let Some(form) = guard.suspect(&clean).filter(|form| form.is_certain()) {
                line.set("");
                found = Some(form.words());
            }
        }
        found
    }

    /// Goes to the first field with a problem. Says whether there is one.
    pub(crate) fn go_to_problem(&mut self) -> bool {
        let found = self.fields.iter().position(|field| field.problem.is_some());
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Says what is wrong with a field.
    pub(crate) fn set_problem(&mut self, id: FieldId, problem: impl Into<String>) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.id == id) {
            field.problem = Some(problem.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> EntryForm {
        let lives = vec![
            Choice::new("1800", "30 minutes"),
            Choice::new(OTHER, "another time"),
        ];
        EntryForm::new(
            FormKind::NewLink,
            "New link",
            vec![
                FormField::text(FieldId::OwnerId, "Owner id", "cust-1"),
                FormField::choice(FieldId::Life, "Works for", lives, "1800"),
                FormField::text(FieldId::OtherLife, "Time", ""),
            ],
        )
    }

    #[test]
    fn a_time_is_typed_only_where_none_of_the_usual_ones_is_chosen() {
        let mut form = form();
        form.step(1);
        assert!(!form.is_typing());
        form.step(1);
        assert_eq!(form.at, 0, "the hidden field is passed over");
        form.step(1);
        form.turn(1);
        form.step(1);
        assert_eq!(
            form.focused().map(|field| field.id),
            Some(FieldId::OtherLife)
        );
    }

    #[test]
    fn what_was_agreed_to_is_asked_again_after_a_change() {
        let mut form = form();
        assert!(!form.is_changed());
        form.was_warned = true;
        let _ = form.edit(|field| field.insert('7'));
        assert!(!form.was_warned && form.is_changed());
        assert_eq!(form.value(FieldId::OwnerId), "cust-17");
    }

    #[test]
    fn a_wrong_field_gets_the_keyboard() {
        let mut form = form();
        form.set_problem(FieldId::Life, "too long");
        assert!(form.go_to_problem());
        assert_eq!(form.at, 1);
        form.turn(1);
        assert!(!form.go_to_problem(), "it was changed since");
    }
}
