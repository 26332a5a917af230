//! What is known of how the screens were arranged the last time.

use crate::library::UiSettings;

/// What is known of how the screens were arranged the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptUi {
    /// The theme by name, where a person has chosen it, in this run or an earlier one.
    pub theme: Option<String>,
    /// What decides the theme at the start in the place of such a choice, if something does.
    pub theme_decided_by: Option<&'static str>,
    /// What the library holds; until it is read, what the screens began with.
    pub(crate) last: UiSettings,
    /// Whether changes go to the library: it was read, and takes them.
    pub(crate) follows: bool,
}

impl Default for KeptUi {
    /// Every run begins like this, which is no choice of a person's.
    fn default() -> Self {
        Self {
            theme: None,
            theme_decided_by: None,
            last: UiSettings {
                zoom: Some(false),
                divider: Some(0),
                theme: None,
                log_wrap: Some(false),
                mouse: None,
            },
            follows: false,
        }
    }
}
