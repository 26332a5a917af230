//! What stands in the cells of a connector profile.

use crate::stackone::ConnectorProfile;
use crate::tui::screens::profiles::SortBy;
use crate::tui::screens::profiles::view::cell::{Found, plain};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

pub(crate) fn cell(ui: Ui<'_>, profile: &ConnectorProfile, by: SortBy) -> Found {
    match by {
        SortBy::Name => Some(plain(profile.name.as_str())),
        SortBy::Id => Some(plain(words::short_id(profile.id.as_str()))),
        SortBy::Active => Some(match profile.active {
            Some(true) => ("active".into(), ui.theme.ok()),
            Some(false) => ("disabled".into(), ui.theme.warn()),
            None => ("not told".into(), ui.theme.muted()),
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
            ui.shared.now,
            &ui.shared.env.zone,
        ))),
        _ => None,
    }
}
