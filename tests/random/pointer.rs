//! What holds after every event of the mouse.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use stackday::tui::message::Effect;
use stackday::tui::mouse::Target;

use super::checks::{Found, Step, demand, same};
use super::state::State;

/// What looks around changes no text, and what is on nothing does nothing. The rest may do what a key may.
pub fn mouse(step: &Step<'_>, event: MouseEvent, target: Option<Target>) -> Found {
    let presses = event.kind == MouseEventKind::Down(MouseButton::Left);
    let is_drag = matches!(event.kind, MouseEventKind::Drag(_) | MouseEventKind::Up(_));
    let acts = matches!(
        target,
        Some(Target::Command(_) | Target::Item(..) | Target::Row(..) | Target::Box(_))
    );
    if presses && acts {
        return demand(step.before.fields.len() == step.after.fields.len(), || {
            "a field is gone".into()
        });
    }
    if target.is_none() && !is_drag {
        same(step, "nothing is there, and something changed")?;
    }
    // A field that the keyboard leaves is judged and kept, as with Tab; what looks wrong in it is asked about.
    let quiet = |effect: &Effect| matches!(effect, Effect::Autosave(_) | Effect::Show(_));
    demand(step.effects.iter().all(quiet), || {
        format!("looking around acts: {:?}", step.effects)
    })?;
    demand(step.before.quit == step.after.quit, || "it quits".into())?;
    let lines = |state: &State| -> Vec<String> {
        let typed = state.layers.iter().map(|layer| layer.line.text.clone());
        typed.collect()
    };
    let (before, after) = (lines(step.before), lines(step.after));
    demand(after.starts_with(&before), || {
        format!("what is typed over the screen changed: {before:?} to {after:?}")
    })?;
    // Where a layer is on top, nothing below it is reached.
    if !step.before.layers.is_empty() {
        demand(step.before.fields == step.after.fields, || {
            "a field below a layer changed".into()
        })?;
        demand(step.before.filters == step.after.filters, || {
            "a filter below a layer changed".into()
        })?;
        let place = |state: &State| (state.screen, state.step, state.focus);
        demand(place(step.before) == place(step.after), || {
            "the screen below a layer moved".into()
        })?;
    }
    Ok(())
}
