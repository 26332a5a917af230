//! How a person has arranged the screens: a table of keys and values beside the connections.
//!
//! Of two programs the last one to write a key wins. A key that this program does not know belongs to a newer one, and stays.

use rusqlite::params;

use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library};

/// One setting with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UiSetting {
    /// Whether the pane that has the keyboard fills the screen.
    Zoom(bool),
    /// By how many columns the divider was moved to the right.
    Divider(i16),
    /// The name of the theme.
    Theme(String),
    /// Whether long lines of the log take as many rows as they need.
    LogWrap(bool),
    /// Whether the mouse is used.
    Mouse(bool),
}

/// The settings that a person has made; none is made of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UiSettings {
    /// Whether the pane that has the keyboard fills the screen.
    pub zoom: Option<bool>,
    /// By how many columns the divider was moved to the right.
    pub divider: Option<i16>,
    /// The name of the theme.
    pub theme: Option<String>,
    /// Whether long lines of the log take as many rows as they need.
    pub log_wrap: Option<bool>,
    /// Whether the mouse is used.
    pub mouse: Option<bool>,
}

/// What is kept of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptUiSettings {
    /// The settings.
    pub settings: UiSettings,
    /// The keys with a value that is none, and are ignored, in sentences.
    pub problems: Vec<String>,
    /// Whether a change can be kept.
    pub writable: bool,
}

impl UiSetting {
    /// The key that it is kept under.
    fn key(&self) -> &'static str {
        match self {
            Self::Zoom(_) => "pane.zoom",
            Self::Divider(_) => "pane.divider",
            Self::Theme(_) => "ui.theme",
            Self::LogWrap(_) => "logs.wrap",
            Self::Mouse(_) => "ui.mouse",
        }
    }

    /// The value as it is kept.
    fn value(&self) -> String {
        match self {
            Self::Zoom(on) | Self::LogWrap(on) | Self::Mouse(on) => on.to_string(),
            Self::Divider(columns) => columns.to_string(),
            Self::Theme(name) => name.clone(),
        }
    }

    /// Reads one of these; none where another program wrote it. The error is what the value should have been.
    fn read(key: &str, value: &str) -> Option<Result<Self, &'static str>> {
        let switch = || value.parse().map_err(|_| "true or false");
        let number = || value.parse().map_err(|_| "a number of columns");
        let known = [
            Self::Zoom(false),
            Self::Divider(0),
            Self::Theme(String::new()),
            Self::LogWrap(false),
            Self::Mouse(false),
        ];
        Some(match known.iter().find(|known| known.key() == key)? {
            Self::Zoom(_) => switch().map(Self::Zoom),
            Self::Divider(_) => number().map(Self::Divider),
            Self::Theme(_) if value.is_empty() => Err("the name of a theme"),
            Self::Theme(_) => Ok(Self::Theme(value.to_owned())),
            Self::LogWrap(_) => switch().map(Self::LogWrap),
            Self::Mouse(_) => switch().map(Self::Mouse),
        })
    }
}

impl UiSettings {
    /// Takes one in.
    pub fn set(&mut self, setting: UiSetting) {
        match setting {
            UiSetting::Zoom(on) => self.zoom = Some(on),
            UiSetting::Divider(columns) => self.divider = Some(columns),
            UiSetting::Theme(name) => self.theme = Some(name),
            UiSetting::LogWrap(on) => self.log_wrap = Some(on),
            UiSetting::Mouse(on) => self.mouse = Some(on),
        }
    }

    /// Those that are made.
    pub fn made(&self) -> impl Iterator<Item = UiSetting> + use<> {
        [
            self.zoom.map(UiSetting::Zoom),
            self.divider.map(UiSetting::Divider),
            self.theme.clone().map(UiSetting::Theme),
            self.log_wrap.map(UiSetting::LogWrap),
            self.mouse.map(UiSetting::Mouse),
        ]
        .into_iter()
        .flatten()
    }

    /// Those that are not made, or otherwise, in the other settings.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> Vec<UiSetting> {
        let before: Vec<_> = before.made().collect();
        self.made()
            .filter(|setting| !before.contains(setting))
            .collect()
    }

    /// Whether none is made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made().next().is_none()
    }
}

impl Library {
    /// What is kept of how the screens are arranged. Blocks.
    pub fn ui_settings(&self) -> Result<KeptUiSettings, LibraryError> {
        let read = self.read_with(|open| -> Outcome<_> {
            let mut kept = KeptUiSettings {
                settings: UiSettings::default(),
                problems: Vec::new(),
                writable: open.read_only.is_none() && open.newer.is_none(),
            };
            let mut query = (open.connection).prepare("SELECT key, value FROM ui_setting")?;
            let rows = query.query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })?;
            for row in rows {
                let (key, value) = row?;
                match UiSetting::read(&key, &value) {
                    // Of a newer stackday.
                    None => {}
                    Some(Ok(setting)) => kept.settings.set(setting),
                    Some(Err(expected)) => {
                        let value = crate::domain::text::line(&value, 40);
                        kept.problems.push(format!(
                            "The library's setting {key} is not used: “{value}” is not {expected}."
                        ));
                    }
                }
            }
            Ok(kept)
        })?;
        Ok(read.unwrap_or(KeptUiSettings {
            settings: UiSettings::default(),
            problems: Vec::new(),
            writable: true,
        }))
    }

    /// Keeps these settings in the place of what is kept of each. The others stay as they are. Blocks.
    pub fn keep_ui_settings(&self, settings: &UiSettings) -> Result<(), LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let mut put = tx.prepare_cached(
                "INSERT INTO ui_setting (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?;
            for setting in settings.made() {
                put.execute(params![setting.key(), setting.value()])?;
            }
            Ok(())
        })
    }
}
