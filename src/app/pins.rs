//! Pinning a connector profile to a version.

use super::Effect;
use super::ask::{Ask, Asking};
use super::profiles::Row;
use super::setup;
use super::state::{Overlay, Slot, State};
use crate::domain::Input;
use crate::stackone::pin_version;
use crate::worker::Job;
use crate::workflow::{PinReport, PinRequest};

fn request(state: &State, profile: String) -> Option<PinRequest> {
    Some(PinRequest {
        api_key: state.form.secret(Input::ApiKey)?,
        profile,
    })
}

/// Asks `StackOne` for the versions of the selected connector profile.
pub(super) fn look(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Row::Connector(at)) = state.profiles.row() else {
        return;
    };
    let id = state
        .seen
        .profiles
        .get(at)
        .map(|found| found.id.to_string());
    if let Some(request) = id.and_then(|id| request(state, id)) {
        let job = Job::Pins(request);
        state.start(Slot::Pins, "reading versions", job, effects);
    }
}

/// The versions are there, or the pin was changed.
pub(super) fn seen(state: &mut State, report: &PinReport, effects: &mut Vec<Effect>) {
    let line = report.line();
    if report.changed.is_some() {
        state.say(line);
        return setup::list_profiles(state, effects);
    }
    if state.env.read_only {
        return state.say(format!("{line}; read-only: the pin is not changed here"));
    }
    let versions: Vec<_> = report
        .versions
        .iter()
        .map(|found| {
            let of = match found.builtin {
                Some(true) => "StackOne's",
                _ => found.owner.as_str(),
            };
            let pinned = match found.pinned {
                Some(true) => ", pinned",
                _ => "",
            };
            format!("{} ({of}{pinned})", found.version)
        })
        .collect();
    let mut ask = Ask::new(
        Asking::Pin(report.id.to_string()),
        format!("Pin “{}”", report.name),
        "Pin to",
    )
    .saying(format!("{line}."))
    .saying(format!("Versions: {}.", versions.join(", ")));
    if let Some(caveat) = &report.caveat {
        ask = ask.saying(caveat.clone());
    }
    ask = ask.saying("latest, 1.x.x, 1.2.x or 1.2.0; nothing clears the pin. It takes effect for every account that is linked through this profile.");
    if let Some(pinned) = &report.pinned {
        ask = ask.with(pinned.as_str());
    }
    state.overlay = Some(Overlay::Ask(Box::new(ask)));
}

/// Takes the version that was typed, if `StackOne` knows such.
pub(super) fn answered(state: &mut State, ask: &Ask, profile: String, effects: &mut Vec<Effect>) {
    let typed = ask.text().trim();
    let version = match typed {
        "" => None,
        typed => match pin_version(typed) {
            Ok(version) => Some(version),
            Err(problem) => {
                let again = Ask::new(ask.asking.clone(), ask.title.clone(), ask.label);
                let mut again = ask
                    .lines
                    .iter()
                    .fold(again, |again, line| again.saying(line.clone()))
                    .with(typed);
                again.problem = Some(problem);
                state.overlay = Some(Overlay::Ask(Box::new(again)));
                return;
            }
        },
    };
    if let Some(request) = request(state, profile) {
        let job = Job::SetPin(request, version);
        state.start(Slot::Pins, "changing the pin", job, effects);
    }
}
