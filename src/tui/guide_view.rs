//! `StackOne`'s own guide beside the built-in steps: which of the two a step shows.

use std::collections::BTreeSet;

use crate::domain::StepId;
use crate::domain::diagnosis::Diagnosis;
use crate::guide::Live;
use crate::guide::live::COMPARED;

/// Why nothing of the guide can be shown.
pub(crate) const NOT_READ: &str =
    "StackOne's own guide has not been read yet: verify with an API key";

/// What is known of `StackOne`'s own guide.
#[derive(Debug, Default)]
pub struct GuideView {
    /// The guide, once it was read with the API key that is entered.
    pub live: Option<Live>,
    /// Why it could not be read the last time.
    pub trouble: Option<Diagnosis>,
    /// The steps in which the person asked for the other text.
    turned: BTreeSet<StepId>,
}

impl GuideView {
    /// Whether this step shows `StackOne`'s text: where it differs, unless the person asked for the other one.
    #[must_use]
    pub fn shows_live(&self, step: StepId) -> bool {
        self.live.as_ref().is_some_and(|live| {
            let differs = !live.differences(step).is_empty();
            live.text(step).is_some() && differs != self.turned.contains(&step)
        })
    }

    /// Whether a person should look at what `StackOne` says beside this step.
    #[must_use]
    pub fn differs(&self, step: StepId) -> bool {
        self.live.as_ref().is_some_and(|live| live.differs(step))
    }

    /// Why there is nothing to switch to in this step, if there is not.
    #[must_use]
    pub fn why_not(&self, step: StepId) -> Option<&'static str> {
        match &self.live {
            _ if !COMPARED.contains(&step) => {
                Some("StackOne's own guide does not tell of this step")
            }
            None => Some(NOT_READ),
            Some(live) if live.text(step).is_none() => {
                Some("StackOne's own guide has no text for this step")
            }
            Some(_) => None,
        }
    }

    /// Switches a step to the other text.
    pub(crate) fn turn(&mut self, step: StepId) {
        if !self.turned.remove(&step) {
            self.turned.insert(step);
        }
    }

    /// Takes the guide in.
    pub(crate) fn take(&mut self, live: Live) {
        *self = Self {
            live: Some(live),
            ..Self::default()
        };
    }
}
