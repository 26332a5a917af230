//! What the flags say about a connection, judged as the form judges it.

use super::Exit;
use crate::cli::Values;
use crate::input::{self, Judged};
use crate::output::complain;
use crate::planday::{PersonalDataConsent, scope};
use crate::profile::Connection;
use crate::scopes::keys_of;

fn wrong(flag: &str, problem: &str) -> Exit {
    complain(&format!("stackday: {flag}: {problem}"));
    Exit::Usage
}

/// A name that can be shown.
pub(super) fn name(flag: &str, raw: &str) -> Result<String, Exit> {
    judged(flag, input::name(raw, "a name for the profile"))
}

fn judged<T>(flag: &str, judged: Judged<T>) -> Result<T, Exit> {
    if let Some(doubt) = &judged.doubt {
        complain(&format!("stackday: {flag}: {doubt}"));
    }
    judged.value.map_err(|problem| wrong(flag, &problem))
}

/// Takes the flags that are given into a connection; an empty value clears.
pub(super) fn into(mut settings: Connection, values: &Values) -> Result<Connection, Exit> {
    let line = |flag: &str, raw: &String| -> Result<Option<String>, Exit> {
        if raw.trim().is_empty() {
            return Ok(None);
        }
        judged(flag, input::name(raw, "one line")).map(Some)
    };
    if let Some(raw) = &values.portal {
        settings.portal = if raw.trim().is_empty() {
            None
        } else {
            Some(judged("--portal", input::portal(raw))?.to_string())
        };
    }
    if let Some(raw) = &values.app_id {
        settings.app_id = if raw.trim().is_empty() {
            None
        } else {
            Some(judged("--app-id", input::app_id(raw))?)
        };
    }
    for (flag, value, slot) in [
        ("--app-name", &values.app_name, &mut settings.app_name),
        ("--owner-id", &values.owner_id, &mut settings.owner_id),
        ("--owner-name", &values.owner_name, &mut settings.owner_name),
        (
            "--connector-profile",
            &values.connector_profile,
            &mut settings.connector_profile,
        ),
        ("--project", &values.project, &mut settings.project),
    ] {
        if let Some(raw) = value {
            *slot = line(flag, raw)?;
        }
    }
    if let Some(raw) = &values.scopes {
        let read = scope::read(raw);
        for unknown in &read.unknown {
            complain(&format!(
                "stackday: --scopes: {unknown}; it is kept as it stands"
            ));
        }
        settings.scopes = read.scopes;
    }
    if let Some(raw) = &values.actions {
        settings.actions = keys_of(raw);
    }
    if let Some(raw) = &values.read_personal {
        let leave = PersonalDataConsent::read(raw.split([',', ' ']))
            .map_err(|problem| wrong("--read-personal", &problem))?;
        settings.read_personal = leave.resources().map(str::to_owned).collect();
    }
    if let Some(raw) = &values.tags {
        let words = raw
            .split([',', ' '])
            .map(|word| word.trim_start_matches('#'));
        settings.tags = words
            .filter(|word| !word.is_empty())
            .map(|word| crate::text::line(word, 60))
            .collect();
    }
    if let Some(raw) = &values.notes {
        settings.notes = crate::text::lines(raw, crate::text::LONGEST_BODY);
    }
    Ok(settings)
}
