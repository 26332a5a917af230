//! The parts of `StackOne`'s guide: its steps as they can be used, and those that the built-in guide does not have.

use super::line::{Kind, Line, Piece};
use super::markdown::markdown;
use crate::domain::StepId;
use crate::domain::text::{self, Text};
use crate::stackone::LiveStep;

/// The steps that `StackOne`'s guide tells of: linking an account (section D) is not part of it.
pub const COMPARED: [StepId; 7] = [
    StepId::A1,
    StepId::A2,
    StepId::A3,
    StepId::B1,
    StepId::B2,
    StepId::C1,
    StepId::C2,
];

/// The longest title that is shown, in characters.
const LONGEST_TITLE: usize = 120;

/// A step that `StackOne`'s guide has and the built-in one has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Its title.
    pub title: String,
    /// The section it stands in.
    pub section: String,
    /// What it says.
    pub lines: Vec<Line>,
    /// The step beside it that both guides have.
    pub beside: StepId,
    /// Where it comes.
    pub place: Place,
}

/// Where an extra step comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// After the step beside it, in the same section.
    After,
    /// Before the step beside it, in the same section.
    Before,
    /// In a section of its own, after the step beside it.
    SectionAfter,
    /// In a section of its own, before the step beside it.
    SectionBefore,
}

impl Extra {
    /// That there is such a step, in one line.
    #[must_use]
    pub fn line(&self) -> Line {
        let plain = |text: &str| Piece::new(Kind::Plain, text);
        let place = match self.place {
            Place::After => "after this: “",
            Place::Before => "before this: “",
            Place::SectionAfter => "after this, in a section of its own: “",
            Place::SectionBefore => "before this, in a section of its own: “",
        };
        let mut pieces = vec![
            plain("StackOne's guide has one more step "),
            plain(place),
            Piece::new(Kind::Plain, &self.title),
            plain("”"),
        ];
        if matches!(self.place, Place::SectionAfter | Place::SectionBefore) {
            let section = format!(" ({})", self.section);
            pieces.push(Piece::new(Kind::Plain, &section));
        }
        Line {
            pieces,
            ..Line::default()
        }
    }
}

/// A step of `StackOne`'s guide that can be used.
pub(super) struct Usable<'a> {
    /// The place of its section in the guide.
    pub(super) section: usize,
    pub(super) title: String,
    pub(super) step: &'a LiveStep,
}

/// A title, cleaned and cut.
pub(super) fn title(raw: &Text) -> String {
    text::line(raw.as_str().trim(), LONGEST_TITLE)
}

/// What a step says: its text, the list below it, the words of its picture.
pub(super) fn lines(step: &LiveStep) -> Vec<Line> {
    let mut lines = markdown(step.content.as_str());
    for member in &step.list {
        let mut first = true;
        for line in markdown(member.as_str()) {
            let mark = if first {
                Some("-".to_owned())
            } else {
                line.mark
            };
            let depth = line.depth + usize::from(!first);
            lines.push(Line {
                depth,
                mark,
                ..line
            });
            first = false;
        }
    }
    let words = step.image.as_ref().map(|image| &image.alt);
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        lines.push(Line {
            pieces: vec![Piece::new(Kind::Plain, &format!("[{words}]"))],
            ..Line::default()
        });
    }
    lines
}
