//! Earlier texts of a field, to go back to.

use std::collections::VecDeque;

use zeroize::Zeroizing;

/// How many steps can be taken back.
const MOST_STEPS: usize = 100;

/// How many bytes of earlier texts are kept.
const MOST_BYTES: usize = 64 * 1_024;

/// A kind of change of which several in a row are one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// Letters typed one behind the other.
    Typing,
    /// Characters deleted one by one.
    Deleting,
}

struct Step {
    text: Zeroizing<String>,
    cursor: usize,
}

/// The texts before each change, the oldest first. They are wiped: a person may have typed a secret in the wrong field.
#[derive(Default)]
pub(super) struct History {
    steps: VecDeque<Step>,
    bytes: usize,
    run: Option<Run>,
}

impl History {
    /// Notes the text before a change. A change of the run that is under way adds no step.
    pub(super) fn note(&mut self, text: &str, cursor: usize, run: Option<Run>) {
        let goes_on = run.is_some() && self.run == run;
        self.run = run;
        if goes_on {
            return;
        }
        self.bytes += text.len();
        self.steps.push_back(Step {
            text: Zeroizing::new(text.to_owned()),
            cursor,
        });
        while self.steps.len() > MOST_STEPS || self.bytes > MOST_BYTES {
            let Some(oldest) = self.steps.pop_front() else {
                break;
            };
            self.bytes -= oldest.text.len();
        }
    }

    /// Ends the run: the next change is a step of its own.
    pub(super) fn end_run(&mut self) {
        self.run = None;
    }

    /// The text and the cursor before the last step.
    pub(super) fn back(&mut self) -> Option<(Zeroizing<String>, usize)> {
        self.run = None;
        let Step { text, cursor } = self.steps.pop_back()?;
        self.bytes -= text.len();
        Some((text, cursor))
    }

    /// Forgets every earlier text.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// How many steps can be taken back.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_one_step_and_its_end_begins_another() {
        let mut history = History::default();
        history.note("", 0, Some(Run::Typing));
        history.note("a", 1, Some(Run::Typing));
        history.end_run();
        history.note("ab", 2, Some(Run::Typing));
        history.note("abc", 3, None);
        history.note("", 0, None);
        assert_eq!(history.len(), 4);
        assert_eq!(history.back().expect("a step").0.as_str(), "");
        assert_eq!(history.back().expect("a step").0.as_str(), "abc");
        assert_eq!(history.back().expect("a step").1, 2);
    }

    #[test]
    fn it_is_bounded_in_steps_and_in_bytes() {
        let mut history = History::default();
        for _ in 0..1_000 {
            history.note("abc", 3, None);
        }
        assert_eq!((history.len(), history.bytes), (MOST_STEPS, 3 * MOST_STEPS));
        let long = "x".repeat(MOST_BYTES / 2);
        for _ in 0..10 {
            history.note(&long, 0, None);
        }
        assert_eq!((history.len(), history.bytes), (2, MOST_BYTES));
        history.note(&"x".repeat(MOST_BYTES + 1), 0, None);
        assert_eq!((history.len(), history.bytes), (0, 0));
    }
}
