//! The theme that the dashboard is drawn in.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::services::env;
use crate::config::{AUTO_THEME, ConfigError, Settings, read_theme, theme_name};
use crate::storage;
use crate::terminal;
use crate::tui::theme::Theme;
use crate::tui::theme::themes::{NamedTheme, Themes};

/// The folder of the person's own themes, beside the configuration file.
const FOLDER: &str = "themes";

/// The longest file of a theme that is read, in bytes.
const LONGEST: u64 = 1 << 16;

/// What the dashboard is to be drawn in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// This theme.
    Theme(Theme),
    /// The theme that suits the terminal's background, which is to be asked for.
    Suited,
}

/// The themes that there are, and which one the settings want.
pub(super) struct Chosen {
    /// The themes.
    pub(super) themes: Themes,
    /// The one to begin with.
    pub(super) wanted: Wanted,
    /// What decides that in the place of a choice that is kept, if something does.
    pub(super) decided_by: Option<&'static str>,
}

/// The themes that there are, and the one that the settings want, perhaps because a flag says so.
pub(super) fn wanted(settings: &Settings, by_flag: bool) -> Result<Chosen, Failure> {
    let shows_rgb = terminal::shows_rgb(&env);
    let mut themes = Themes::new(shows_rgb);
    let name = &settings.ui.theme;
    for path in own_themes(settings) {
        let read = read(&path);
        let called = path.file_stem().unwrap_or_default().to_string_lossy();
        if called == name.as_str()
            && themes.find(name).is_none()
            && let Err(error) = &read
        {
            return Err(Failure::from(error));
        }
        themes.add(NamedTheme {
            name: called.into_owned(),
            about: "a theme of your own".to_owned(),
            theme: read.map_err(|error| error.to_string()),
        });
    }
    let has_color = terminal::wants_color(settings.ui.color, &env, io::stdout().is_terminal());
    let wanted = if !has_color {
        Wanted::Theme(Theme::mono())
    } else if name != AUTO_THEME {
        let refuse = if by_flag {
            Failure::usage
        } else {
            Failure::not_configured
        };
        Wanted::Theme(themes.usable(name).map_err(refuse)?)
    } else if shows_rgb {
        Wanted::Suited
    } else {
        Wanted::Theme(themes.suited(None))
    };
    Ok(Chosen {
        themes,
        wanted,
        decided_by: if has_color {
            settings.ui.theme_source
        } else {
            Some("the choice of no colours")
        },
    })
}

/// The files of the person's own themes, in the order of their names.
fn own_themes(settings: &Settings) -> Vec<PathBuf> {
    let file = settings.source.clone().or_else(Settings::default_file);
    let Some(folder) = file.as_deref().and_then(Path::parent) else {
        return Vec::new();
    };
    let Ok(entries) = folder.join(FOLDER).read_dir() else {
        return Vec::new();
    };
    let is_theme = |path: &PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str());
        path.extension().is_some_and(|end| end == "toml")
            && name.is_some_and(|name| theme_name(name).is_ok())
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_theme)
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Result<Theme, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = storage::open_stream(path).map_err(unreadable)?;
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        let why = "larger than 64 KiB, so not a theme";
        return Err(unreadable(io::Error::new(io::ErrorKind::FileTooLarge, why)));
    }
    Ok(Theme::of_colors(&read_theme(&bytes, path)?))
}
