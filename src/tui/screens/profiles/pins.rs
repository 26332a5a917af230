//! Pinning a connector profile to a version.

use crate::domain::Input;
use crate::stackone::pin_version;
use crate::tui::layers::Overlay;
use crate::tui::overlays::prompt::{Hits, Prompt, PromptKind};
use crate::tui::screens::accounts;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::screens::profiles::row::Row;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{PinReport, PinRequest};

fn request(shared: &Shared, profile: String) -> Option<PinRequest> {
    Some(PinRequest {
        api_key: shared.form.secret(Input::ApiKey)?,
        profile,
    })
}

/// Asks `StackOne` for the versions of the selected connector profile.
pub(crate) fn look(profiles: &mut ProfilesView, shared: &mut Shared) {
    let Some(Row::Connector(at)) = profiles.row() else {
        return;
    };
    let found = shared.remote.profiles.get(at);
    let id = found.map(|found| found.id.to_string());
    if let Some(request) = id.and_then(|id| request(shared, id)) {
        let job = Job::Pins(request);
        shared.start(TaskKind::Pins, "reading versions", job);
    }
}

/// The versions are there, or the pin was changed.
pub(crate) fn seen(shared: &mut Shared, report: &PinReport) {
    let line = report.line();
    if report.changed.is_some() {
        shared.say(line);
        return shared.list_profiles();
    }
    if shared.env.read_only {
        return shared.say(format!("{line}; read-only: the pin is not changed here"));
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
    let mut prompt = Prompt::new(
        PromptKind::Pin(report.id.to_string()),
        format!("Pin “{}”", report.name),
        "Pin to",
    )
    .with_line(format!("{line}."))
    .with_line(format!("Versions: {}.", versions.join(", ")));
    if let Some(caveat) = &report.caveat {
        prompt = prompt.with_line(caveat.clone());
    }
    prompt = prompt.with_line("latest, 1.x.x, 1.2.x or 1.2.0; nothing clears the pin. It takes effect for every account that is linked through this profile.");
    if let Some(pinned) = &report.pinned {
        prompt = prompt.with_text(pinned.as_str());
    }
    let hits = Hits::Profile(Some(report.id.to_string()));
    shared.layers.ask(Overlay::prompt(prompt.hitting(hits)));
    accounts::requests::list_if_due(shared);
}

/// The version that was typed, none where the pin is to be cleared; or why it is none.
pub(crate) fn read(typed: &str) -> Result<Option<String>, String> {
    match typed.trim() {
        "" => Ok(None),
        typed => pin_version(typed).map(Some),
    }
}

/// Pins a connector profile to the version that was typed, or clears its pin.
pub(crate) fn set(shared: &mut Shared, profile: String, typed: &str) {
    if let Ok(version) = read(typed)
        && let Some(request) = request(shared, profile)
    {
        let job = Job::SetPin(request, version);
        shared.start(TaskKind::Pins, "changing the pin", job);
    }
}
