//! Which step of `StackOne`'s guide is which built-in step, and which is neither.

use super::label;
use super::parts::{COMPARED, Extra, Place, Usable, lines, title};
use crate::domain::StepId;
use crate::guide::step;
use crate::stackone::LiveGuide;

/// Built-in steps with the place of their like among these steps, in the order of the built-in guide.
///
/// A step is known by its title; where a section of the same title has one step left over on both sides, it was renamed.
pub(super) fn pairs(guide: &LiveGuide, steps: &[Usable<'_>]) -> Vec<(StepId, usize)> {
    let same_section = |id: StepId, theirs: &Usable<'_>| {
        label::key(&title(&guide.sections[theirs.section].title)) == label::key(&step(id).0.title)
    };
    let mut pairs: Vec<(StepId, usize)> = Vec::new();
    // In its own section first: a title may stand in two.
    for anywhere in [false, true] {
        for id in COMPARED {
            let wanted = label::key(&step(id).1.title);
            let found = steps.iter().enumerate().find(|(at, theirs)| {
                label::key(&theirs.title) == wanted
                    && (anywhere || same_section(id, theirs))
                    && !takes(&pairs, *at)
            });
            if let Some((at, _)) = found
                && !has(&pairs, id)
            {
                pairs.push((id, at));
            }
        }
    }
    for id in COMPARED {
        let section = &step(id).0.id;
        let mut ours = COMPARED
            .into_iter()
            .filter(|other| step(*other).0.id == *section && !has(&pairs, *other));
        let mut theirs =
            (0..steps.len()).filter(|at| same_section(id, &steps[*at]) && !takes(&pairs, *at));
        if let (Some(one), None, Some(at), None) =
            (ours.next(), ours.next(), theirs.next(), theirs.next())
        {
            pairs.push((one, at));
        }
    }
    pairs.sort_unstable();
    pairs
}

fn has(pairs: &[(StepId, usize)], id: StepId) -> bool {
    pairs.iter().any(|(known, _)| *known == id)
}

fn takes(pairs: &[(StepId, usize)], at: usize) -> bool {
    pairs.iter().any(|(_, taken)| *taken == at)
}

/// The steps that are no built-in ones, each beside the step that both guides have and that is nearest before it in its
/// section; without one, nearest behind it; in a section of its own, nearest anywhere.
pub(super) fn extras(
    guide: &LiveGuide,
    steps: &[Usable<'_>],
    pairs: &[(StepId, usize)],
) -> Vec<Extra> {
    let known = |at: usize| {
        pairs
            .iter()
            .find(|(_, taken)| *taken == at)
            .map(|(id, _)| *id)
    };
    let mut extras = Vec::new();
    for (at, extra) in steps.iter().enumerate() {
        if known(at).is_some() {
            continue;
        }
        let inside = |other: usize| steps[other].section == extra.section;
        let before = || (0..at).rev();
        let behind = || at + 1..steps.len();
        let near = |mut places: Box<dyn Iterator<Item = usize>>| places.find_map(known);
        let beside = [
            (
                near(Box::new(before().filter(|at| inside(*at)))),
                Place::After,
            ),
            (
                near(Box::new(behind().filter(|at| inside(*at)))),
                Place::Before,
            ),
            (near(Box::new(before())), Place::SectionAfter),
            (near(Box::new(behind())), Place::SectionBefore),
        ];
        let found = beside
            .into_iter()
            .find_map(|(id, place)| Some((id?, place)));
        if let Some((beside, place)) = found {
            extras.push(Extra {
                title: extra.title.clone(),
                section: title(&guide.sections[extra.section].title),
                lines: lines(extra.step),
                beside,
                place,
            });
        }
    }
    extras
}
