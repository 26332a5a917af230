//! The settings from the outside: who wins, what a broken file is told, and what is never told.

mod layers;
mod mistakes;

use std::fs;
use std::path::PathBuf;

use stackday::config::{ConfigError, Overrides, Settings};
use stackday::library::LibrarySnapshot;

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn env(pairs: Pairs<'_>) -> impl Fn(&str) -> Option<String> {
    move |name| {
        pairs
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    }
}

/// A folder with a configuration file in it.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn with(text: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("config.toml"), text).expect("written");
        Self { folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    fn load(&self, overrides: &Overrides, pairs: Pairs<'_>) -> Result<Settings, ConfigError> {
        let mut settings = Settings::load_beside(overrides, &env(pairs), Some(&self.file()))?;
        settings.choose(&LibrarySnapshot::default())?;
        Ok(settings)
    }
}
