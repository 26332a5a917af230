//! `StackOne`'s own guide beside the built-in steps: when it is read, which of the two a step shows.

use std::collections::BTreeSet;

use crate::domain::diagnosis::Diagnosis;
use crate::domain::{Check, CheckId, Input, StepId};
use crate::guide::Live;
use crate::guide::live::COMPARED;
use crate::tui::form::Verdict;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::GuideRequest;

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

/// Reads the guide after a verification that has shown the API key to work, unless it is there already.
pub(crate) fn read(model: &mut Model, checks: &[Check], effects: &mut Vec<Effect>) {
    let works = checks
        .iter()
        .any(|check| check.id == CheckId::ApiKey && check.evidence.standing.holds());
    // A key that is being changed is not the one that was verified.
    let untouched = *model.form.field(Input::ApiKey).verdict() != Verdict::Open;
    let wanted = model.guide.live.is_none() && !model.running.contains_key(&TaskKind::Guide);
    if !works || !untouched || !wanted {
        return;
    }
    let Some(api_key) = model.form.secret(Input::ApiKey) else {
        return;
    };
    let request = GuideRequest {
        api_key,
        redirect_uri: model.env.redirect_uri.clone(),
    };
    let job = Job::Guide(request);
    model.start(TaskKind::Guide, "reading StackOne's guide", job, effects);
}

/// Forgets it, and does not listen to what is on its way: it was read with another API key.
pub(crate) fn forget(model: &mut Model) {
    model.guide = GuideView::default();
    model.running.remove(&TaskKind::Guide);
}
