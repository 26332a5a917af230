//! Pinning a connector profile to a version.

use crate::domain::Input;
use crate::stackone::pin_version;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay};
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screens::profiles::Row;
use crate::tui::screens::setup;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{PinReport, PinRequest};

fn request(model: &Model, profile: String) -> Option<PinRequest> {
    Some(PinRequest {
        api_key: model.form.secret(Input::ApiKey)?,
        profile,
    })
}

/// Asks `StackOne` for the versions of the selected connector profile.
pub(crate) fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Row::Connector(at)) = model.profiles.row() else {
        return;
    };
    let id = model
        .remote
        .profiles
        .get(at)
        .map(|found| found.id.to_string());
    if let Some(request) = id.and_then(|id| request(model, id)) {
        let job = Job::Pins(request);
        model.start(TaskKind::Pins, "reading versions", job, effects);
    }
}

/// The versions are there, or the pin was changed.
pub(crate) fn seen(model: &mut Model, report: &PinReport, effects: &mut Vec<Effect>) {
    let line = report.line();
    if report.changed.is_some() {
        model.say(line);
        return setup::list_profiles(model, effects);
    }
    if model.env.read_only {
        return model.say(format!("{line}; read-only: the pin is not changed here"));
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
    let mut ask = Prompt::new(
        PromptKind::Pin(report.id.to_string()),
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
    model.overlay = Some(Overlay::Prompt(Box::new(ask)));
}

/// Takes the version that was typed, if `StackOne` knows such.
pub(crate) fn answered(
    model: &mut Model,
    ask: &Prompt,
    profile: String,
    effects: &mut Vec<Effect>,
) {
    let typed = ask.text().trim();
    let version = match typed {
        "" => None,
        typed => match pin_version(typed) {
            Ok(version) => Some(version),
            Err(problem) => {
                let again = Prompt::new(ask.asking.clone(), ask.title.clone(), ask.label);
                let mut again = ask
                    .lines
                    .iter()
                    .fold(again, |again, line| again.saying(line.clone()))
                    .with(typed);
                again.problem = Some(problem);
                model.overlay = Some(Overlay::Prompt(Box::new(again)));
                return;
            }
        },
    };
    if let Some(request) = request(model, profile) {
        let job = Job::SetPin(request, version);
        model.start(TaskKind::Pins, "changing the pin", job, effects);
    }
}
