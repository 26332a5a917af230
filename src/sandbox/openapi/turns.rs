//! The forms of a refusal, in a fixed order.

/// The form of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Empty,
    Text,
    Message,
    Problem,
    Legacy,
    Page,
}

/// The forms in the order in which they come.
const TURNS: [Form; 6] = [
    Form::Empty,
    Form::Text,
    Form::Message,
    Form::Problem,
    Form::Legacy,
    Form::Page,
];

/// Counts refusals, so that their forms come in a fixed order.
#[derive(Debug, Default)]
pub struct Refusals {
    sent: usize,
}

impl Refusals {
    /// The form that comes next.
    pub(super) fn turn(&mut self) -> Form {
        let form = TURNS[self.sent % TURNS.len()];
        self.sent += 1;
        form
    }
}
