//! What stands in the cells of a connector profile.

use super::row::{Found, plain};
use crate::app::profiles::SortBy;
use crate::stackone::ConnectorProfile;
use crate::ui::{Ui, when, words};

pub(super) fn cell(ui: Ui<'_>, profile: &ConnectorProfile, by: SortBy) -> Found {
    let state = ui.state;
    match by {
        SortBy::Name => Some(plain(profile.name.as_str())),
        SortBy::Id => Some(plain(words::short_id(profile.id.as_str()))),
        SortBy::Active => Some(match profile.active {
            Some(true) => ("active".into(), ui.theme.good()),
            Some(false) => ("disabled".into(), ui.theme.doubt()),
            None => ("not told".into(), ui.theme.dim()),
        }),
        SortBy::Default if profile.is_default() => Some(plain("default")),
        SortBy::Version => {
            let version = profile.connector_version.as_ref();
            match (&profile.connector_pinned_version, version) {
                (Some(pinned), _) => Some(plain(format!("pin {pinned}"))),
                (None, version) => Some(plain(version?.as_str())),
            }
        }
        SortBy::Changed => Some(plain(when::short(
            profile.updated_at?,
            state.now,
            &state.env.zone,
        ))),
        _ => None,
    }
}
