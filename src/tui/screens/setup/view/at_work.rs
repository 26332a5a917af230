//! Which step a running task looks at.

use crate::domain::{Check, CheckId, Evidence, Standing, StepId, ticks};
use crate::tui::tasks::{RunningTask, TaskKind};
use crate::tui::ui::Ui;

impl<'a> Ui<'a> {
    /// What looks at this step right now.
    pub(crate) fn at_work(self, step: StepId) -> Option<&'a RunningTask> {
        self.shared
            .tasks
            .running
            .iter()
            .find_map(|(kind, running)| {
                let here = match kind {
                    // Asked for in one step, and told of in both.
                    TaskKind::Request => matches!(step, StepId::A2 | StepId::B1),
                    TaskKind::Verify => running
                        .check
                        .is_some_and(|check| steps_of(check).contains(&step)),
                    TaskKind::Wait => step == StepId::C2,
                    TaskKind::Link => self.linking_at() == Some(step),
                    // They belong to no step.
                    _ => false,
                };
                here.then_some(running)
            })
    }

    /// The step that a running link has come to: the first of section D that does not hold.
    pub(crate) fn linking_at(self) -> Option<StepId> {
        [StepId::D1, StepId::D2, StepId::D3, StepId::D4]
            .into_iter()
            .find(|step| !self.shared.standing(*step).holds())
    }
}

/// The steps that a check ticks when it holds.
fn steps_of(id: CheckId) -> Vec<StepId> {
    let check = Check {
        id,
        evidence: Evidence {
            standing: Standing::Verified,
            ..Evidence::unknown("")
        },
        duration: std::time::Duration::ZERO,
    };
    ticks(&check, None)
        .into_iter()
        .map(|(step, _)| step)
        .collect()
}
