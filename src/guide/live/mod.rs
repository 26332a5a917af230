//! `StackOne`'s own guide, as it reads today, beside the built-in steps.
//!
//! `StackOne` serves the guide that its documentation is made from (facts: stackone.md, section 6.1). It is text from
//! outside: it is shown as such, compared with the built-in steps, and never takes their place in anything that ticks.
//! Where it cannot be used, the built-in steps stand, and nothing stops.

mod address;
mod compare;
mod html;
mod label;
mod line;
mod markdown;
mod pair;
mod parts;

use std::collections::BTreeMap;

use jiff::Timestamp;
use thiserror::Error;

use crate::domain::StepId;
use crate::domain::text::{self, Text};
use crate::stackone::{Connector, LiveGuide, LiveStep};

pub use compare::Difference;
pub use line::{Kind, Line, MOST_CHARS, Piece};
pub use markdown::{MOST_LINES, markdown};
pub use parts::{COMPARED, Extra, Place};

use parts::{Usable, lines, title};

/// A guide with more steps than this is none.
pub const MOST_STEPS: usize = 60;

/// A step with a longer text than this, in characters, belongs to no guide.
pub const LONGEST_STEP: usize = 4_000;

/// `StackOne`'s own guide, read and compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// When it was read.
    pub read_at: Timestamp,
    /// The version of the connector that it belongs to, where `StackOne` told.
    pub version: Option<Text>,
    /// The public page that says the same, where `StackOne` told.
    pub link: Option<Text>,
    /// What it warns of before anything.
    pub warning: Vec<Line>,
    /// Steps that the built-in guide does not have.
    pub extra: Vec<Extra>,
    steps: BTreeMap<StepId, Told>,
}

/// What `StackOne` says of a step that the built-in guide has too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Told {
    lines: Vec<Line>,
    differences: Vec<Difference>,
}

/// Why `StackOne`'s guide cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unusable {
    /// The answer holds no guide.
    #[error("there is none in it")]
    Absent,
    /// No section of it has a step with a title.
    #[error("no section of it has a step")]
    Empty,
    /// It is too long to be a guide.
    #[error("it has {0} steps, and a guide has at most {MOST_STEPS}")]
    TooManySteps(usize),
    /// One step is too long to be one.
    #[error("its step “{0}” is longer than {LONGEST_STEP} characters")]
    TooLong(String),
    /// It is about something else.
    #[error("none of its steps is a step of this checklist")]
    NothingMatches,
}

impl Live {
    /// Reads and compares the guide for Planday in this entry of `StackOne`'s catalogue. Of several, that one is taken
    /// which has the most steps of the built-in guide: the documents disagree on what each is called.
    ///
    /// `redirect_uri` is the one of this run.
    pub fn read(
        connector: &Connector,
        redirect_uri: &str,
        read_at: Timestamp,
    ) -> Result<Self, Unusable> {
        let mut best: Option<Self> = None;
        let mut problem = None;
        for support in connector
            .authentication
            .iter()
            .filter_map(|way| way.support.as_ref())
        {
            for guide in support.guides.values() {
                match Self::of(guide, redirect_uri, read_at) {
                    Ok(live) if best.as_ref().is_none_or(|best| best.known() < live.known()) => {
                        best = Some(Self {
                            version: connector.version.clone(),
                            link: support.link.clone(),
                            ..live
                        });
                    }
                    Ok(_) => {}
                    Err(unusable) => problem = problem.or(Some(unusable)),
                }
            }
        }
        best.ok_or(problem.unwrap_or(Unusable::Absent))
    }

    fn of(guide: &LiveGuide, redirect_uri: &str, read_at: Timestamp) -> Result<Self, Unusable> {
        let steps = usable(guide)?;
        let pairs = pair::pairs(guide, &steps);
        if pairs.is_empty() {
            return Err(Unusable::NothingMatches);
        }
        let mut told: BTreeMap<StepId, Told> = BTreeMap::new();
        for (id, at) in &pairs {
            let lines = lines(steps[*at].step);
            let ours = super::step(*id).1;
            let differences = compare::differences(ours, &steps[*at].title, &lines, redirect_uri);
            told.insert(*id, Told { lines, differences });
        }
        for id in COMPARED {
            told.entry(id).or_insert_with(|| Told {
                differences: vec![Difference::Gone],
                ..Told::default()
            });
        }
        Ok(Self {
            read_at,
            version: None,
            link: None,
            warning: markdown(guide.warning.as_str()),
            extra: pair::extras(guide, &steps, &pairs),
            steps: told,
        })
    }

    /// How many built-in steps it has.
    fn known(&self) -> usize {
        COMPARED.len() - self.gone().count()
    }

    /// What `StackOne` says of this step, if it says anything.
    #[must_use]
    pub fn text(&self, step: StepId) -> Option<&[Line]> {
        let told = self.steps.get(&step)?;
        (!told.lines.is_empty()).then_some(&told.lines)
    }

    /// In what it differs from the built-in step.
    #[must_use]
    pub fn differences(&self, step: StepId) -> &[Difference] {
        self.steps.get(&step).map_or(&[], |told| &told.differences)
    }

    /// The steps beside this one that the built-in guide does not have.
    pub fn extras(&self, step: StepId) -> impl Iterator<Item = &Extra> {
        self.extra.iter().filter(move |extra| extra.beside == step)
    }

    /// The built-in steps that it does not have.
    pub fn gone(&self) -> impl Iterator<Item = StepId> {
        let is_gone = |told: &Told| told.differences == [Difference::Gone];
        self.steps
            .iter()
            .filter(move |(_, told)| is_gone(told))
            .map(|(step, _)| *step)
    }

    /// Whether a person should look at this step: it differs, or another step is beside it.
    #[must_use]
    pub fn differs(&self, step: StepId) -> bool {
        !self.differences(step).is_empty() || self.extras(step).next().is_some()
    }

    /// Whether it has a text for this step that differs in nothing from the built-in one.
    #[must_use]
    pub fn agrees(&self, step: StepId) -> bool {
        self.text(step).is_some() && !self.differs(step)
    }

    /// The steps that differ, in order.
    pub fn differing(&self) -> impl Iterator<Item = StepId> {
        COMPARED.into_iter().filter(|step| self.differs(*step))
    }
}

/// The steps that have a title, if they look like those of a guide.
fn usable(guide: &LiveGuide) -> Result<Vec<Usable<'_>>, Unusable> {
    let count = guide
        .sections
        .iter()
        .map(|section| section.steps.len())
        .sum();
    if count > MOST_STEPS {
        return Err(Unusable::TooManySteps(count));
    }
    let mut steps = Vec::with_capacity(count);
    for (section, steps_of) in guide
        .sections
        .iter()
        .map(|section| &section.steps)
        .enumerate()
    {
        for step in steps_of {
            let title = title(&step.title);
            if size(step) > LONGEST_STEP {
                return Err(Unusable::TooLong(title));
            }
            if !label::key(&title).is_empty() {
                steps.push(Usable {
                    section,
                    title,
                    step,
                });
            }
        }
    }
    if steps.is_empty() {
        return Err(Unusable::Empty);
    }
    Ok(steps)
}

/// How many characters a step says.
fn size(step: &LiveStep) -> usize {
    let members = step.list.iter().map(text::Body::as_str);
    members
        .chain([step.content.as_str()])
        .map(|text| text.chars().count())
        .sum()
}

#[cfg(test)]
mod tests;
