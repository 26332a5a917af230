//! The columns of the list, which of them fit, and what stands in them.

use ratatui::layout::Constraint;
use ratatui::style::Style;

use crate::app::profiles::{Row, SortBy};
use crate::guide::Input;
use crate::stackone::ConnectorProfile;
use crate::ui::{Ui, when, words};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Kind,
    Name,
    Place,
    Id,
    Scopes,
    Active,
    Default,
    Version,
    When,
}

impl Column {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Name => "name",
            Self::Place => "portal or connector",
            Self::Id => "App Id, id",
            Self::Scopes => "scopes",
            Self::Active => "active",
            Self::Default => "default",
            Self::Version => "version",
            Self::When => "changed",
        }
    }

    pub(super) fn width(self) -> Constraint {
        match self {
            Self::Name => Constraint::Fill(1),
            fixed => Constraint::Length(fixed.cells()),
        }
    }

    /// How many cells it takes at least.
    fn cells(self) -> u16 {
        match self {
            Self::Kind | Self::Active => 8,
            Self::Name => 12,
            Self::Place => 20,
            Self::When => 11,
            Self::Id => 13,
            Self::Scopes => 6,
            Self::Default => 7,
            Self::Version => 9,
        }
    }

    /// What the list is sorted by where it is sorted by this column.
    pub(super) fn sort(self) -> Option<SortBy> {
        match self {
            Self::Name => Some(SortBy::Name),
            Self::Active => Some(SortBy::Active),
            Self::Version => Some(SortBy::Version),
            Self::When => Some(SortBy::Changed),
            _ => None,
        }
    }
}

/// The columns that fit into so many cells: the less telling ones go first.
pub(super) fn columns(width: u16) -> Vec<Column> {
    use Column::{Active, Default, Id, Kind, Name, Place, Scopes, Version, When};
    let mut columns = vec![
        Kind, Name, Place, Id, Scopes, Active, Default, Version, When,
    ];
    for dropped in [Place, Default, Version, When, Scopes, Id] {
        // Behind each column, and before the first for the mark of the selected row.
        let gaps = 2 * u16::try_from(columns.len()).unwrap_or(0);
        let needed: u16 = columns.iter().map(|column| column.cells()).sum();
        if needed + gaps <= width {
            break;
        }
        columns.retain(|column| *column != dropped);
    }
    columns
}

/// What stands in a cell. Nothing known is a dash, never an empty cell that could be read as no.
pub(super) fn cell(ui: Ui<'_>, row: Row, column: Column) -> (String, Style) {
    let found = match row {
        Row::ThisRun => this_run(ui, column),
        Row::Config(_) => None,
        Row::Saved(at) => saved(ui, at, column),
        Row::Connector(at) => ui
            .state
            .seen
            .profiles
            .get(at)
            .and_then(|profile| connector(ui, profile, column)),
    };
    found.unwrap_or_else(|| ("–".into(), ui.theme.dim()))
}

type Found = Option<(String, Style)>;

fn plain(text: impl Into<String>) -> (String, Style) {
    (text.into(), Style::new())
}

fn this_run(ui: Ui<'_>, column: Column) -> Found {
    let state = ui.state;
    match column {
        Column::Kind => Some(plain("this run")),
        Column::Name => match &state.env.profile {
            Some(name) => Some(plain(name.clone())),
            None => Some(("not saved".into(), ui.theme.dim())),
        },
        Column::Place => Some(plain(host(&state.form.portal()?))),
        Column::Id => Some(plain(words::short_id(&state.form.value(Input::AppId)?))),
        Column::Scopes => {
            let wanted = state.form.scopes();
            let report = &state.seen.scopes;
            if report.granted_by.is_some() {
                let granted = wanted.intersection(&report.granted).count();
                let style = if granted < wanted.len() {
                    ui.theme.bad()
                } else {
                    ui.theme.good()
                };
                Some((format!("{granted}/{}", wanted.len()), style))
            } else if wanted.is_empty() {
                None
            } else {
                Some(plain(format!("?/{}", wanted.len())))
            }
        }
        Column::When => {
            let (at, ok) = state.seen.verified?;
            let at = when::short(at, state.now, &state.env.zone);
            let (mark, style) = if ok {
                (ui.glyphs.right(), ui.theme.good())
            } else {
                (ui.glyphs.wrong(), ui.theme.bad())
            };
            Some((format!("{mark} {at}"), style))
        }
        Column::Active | Column::Default | Column::Version => None,
    }
}

fn saved(ui: Ui<'_>, at: usize, column: Column) -> Found {
    let saved = ui.state.connections.get(at)?;
    match column {
        Column::Kind => Some(plain("saved")),
        Column::Name => Some(plain(saved.name.clone())),
        Column::Place => Some(plain(match url::Url::parse(saved.portal.as_ref()?) {
            Ok(url) => host(&url),
            Err(_) => saved.portal.clone()?,
        })),
        Column::Id => Some(plain(words::short_id(saved.app_id.as_ref()?))),
        Column::Scopes if saved.wanted == 0 => None,
        Column::Scopes => Some(plain(format!("?/{}", saved.wanted))),
        Column::Active | Column::Default | Column::Version | Column::When => None,
    }
}

fn connector(ui: Ui<'_>, profile: &ConnectorProfile, column: Column) -> Found {
    let state = ui.state;
    match column {
        Column::Kind => Some(plain("StackOne")),
        Column::Name => Some(plain(profile.name.as_str())),
        Column::Place => Some(plain(profile.connector_key.as_str())),
        Column::Id => Some(plain(words::short_id(profile.id.as_str()))),
        Column::Active if profile.active => Some(("active".into(), ui.theme.good())),
        Column::Active => Some(("disabled".into(), ui.theme.doubt())),
        Column::Default if profile.default => Some(plain("default")),
        Column::Scopes | Column::Default => None,
        Column::Version => {
            let version = profile.connector_version.as_ref()?;
            Some(plain(if profile.connector_pinned_version.is_some() {
                format!("{version} pin")
            } else {
                version.to_string()
            }))
        }
        Column::When => Some(plain(when::short(
            profile.updated_at?,
            state.now,
            &state.env.zone,
        ))),
    }
}

/// The part of an address that tells portals apart.
fn host(url: &url::Url) -> String {
    url.host_str().unwrap_or(url.as_str()).to_owned()
}
