//! The themes that there are, built in and of the person's own.

use crate::config::AUTO_THEME;
use crate::tui::theme::Theme;

/// A theme with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTheme {
    /// Its name, as the configuration writes it.
    pub name: String,
    /// What it is, in few words.
    pub about: String,
    /// The theme, or why it cannot be used.
    pub theme: Result<Theme, String>,
}

/// The names of the built-in themes, and what each is.
const BUILT_IN: [(&str, &str); 7] = [
    ("ansi", "the terminal's own 16 colours"),
    ("dark", "calm colours on a dark ground"),
    ("light", "calm colours on a light ground"),
    ("high-contrast", "bright colours on black, heavy borders"),
    ("mono", "no colours"),
    ("mocha", "Catppuccin Mocha"),
    ("gruvbox", "Gruvbox dark, hard"),
];

/// The themes that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Themes {
    all: Vec<NamedTheme>,
    shows_rgb: bool,
}

impl Default for Themes {
    fn default() -> Self {
        Self::new(true)
    }
}

impl Themes {
    /// The built-in ones, on a terminal that shows any colour or one that does not.
    #[must_use]
    pub fn new(shows_rgb: bool) -> Self {
        let theme = |name: &str| match name {
            "ansi" => Some(Theme::ansi()),
            "mono" => Some(Theme::mono()),
            named => Theme::built_in(named),
        };
        let all = BUILT_IN
            .into_iter()
            .filter_map(|(name, about)| {
                Some(NamedTheme {
                    name: name.to_owned(),
                    about: about.to_owned(),
                    theme: Ok(theme(name)?),
                })
            })
            .collect();
        Self { all, shows_rgb }
    }

    /// Adds a theme of the person's own. One with the name of a built-in theme cannot be used.
    pub fn add(&mut self, mut own: NamedTheme) {
        if own.name == AUTO_THEME || self.find(&own.name).is_some() {
            own.theme = Err(format!(
                "the name {} is taken: call the file otherwise",
                own.name
            ));
        }
        self.all.push(own);
    }

    /// Offers the one that suits the terminal, which is this one, as the first.
    pub fn offer_suited(&mut self, theme: Theme) {
        let suited = NamedTheme {
            name: AUTO_THEME.to_owned(),
            about: "what suits the terminal".to_owned(),
            theme: Ok(theme),
        };
        self.all.insert(0, suited);
    }

    /// All of them, in their order.
    pub fn all(&self) -> impl Iterator<Item = &NamedTheme> {
        self.all.iter()
    }

    /// The first with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&NamedTheme> {
        self.all.iter().find(|theme| theme.name == name)
    }

    /// The theme that a terminal suits whose background is dark, light, or unknown.
    #[must_use]
    pub fn suited(&self, is_dark: Option<bool>) -> Theme {
        let name = match is_dark {
            Some(true) => "dark",
            Some(false) => "light",
            None => "ansi",
        };
        self.usable(name).unwrap_or(Theme::ansi())
    }

    /// A theme as this terminal can show it: the terminal's own colours in the place of those that it cannot.
    ///
    /// # Errors
    ///
    /// Why there is no such theme.
    pub fn usable(&self, name: &str) -> Result<Theme, String> {
        let Some(named) = self.find(name) else {
            let names = self.all().map(|theme| theme.name.as_str());
            let others = names.filter(|name| *name != AUTO_THEME);
            return Err(format!(
                "no theme is called {name}; there are {AUTO_THEME}, {}",
                others.collect::<Vec<_>>().join(", ")
            ));
        };
        let theme = named.theme.clone()?;
        Ok(if self.can_show(theme) {
            theme
        } else {
            Theme::ansi()
        })
    }

    /// Whether this terminal shows the theme with its own colours.
    #[must_use]
    pub fn can_show(&self, theme: Theme) -> bool {
        self.shows_rgb || !theme.needs_rgb()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn own(name: &str) -> NamedTheme {
        NamedTheme {
            name: name.to_owned(),
            about: "themes/NAME.toml".to_owned(),
            theme: Ok(Theme::of_colors(&BTreeMap::from([("bg", (1, 2, 3))]))),
        }
    }

    #[test]
    fn the_terminal_decides_between_dark_light_and_its_own_colours() {
        let themes = Themes::new(true);
        let named = |name| themes.find(name).and_then(|named| named.theme.clone().ok());
        assert_eq!(Some(themes.suited(Some(true))), named("dark"));
        assert_eq!(Some(themes.suited(Some(false))), named("light"));
        assert_eq!(themes.suited(None), Theme::ansi());
        assert_eq!(BUILT_IN.len(), themes.all().count());
    }

    #[test]
    fn a_terminal_without_rgb_shows_its_own_colours() {
        let themes = Themes::new(false);
        assert_eq!(themes.usable("gruvbox"), Ok(Theme::ansi()));
        assert_eq!(themes.usable("mono"), Ok(Theme::mono()));
        assert_eq!(themes.suited(Some(true)), Theme::ansi());
    }

    #[test]
    fn a_theme_of_ones_own_stands_beside_the_built_in_ones_and_not_in_their_place() {
        let mut themes = Themes::new(true);
        themes.add(own("sea"));
        assert_eq!(themes.usable("sea"), own("sea").theme);
        themes.add(own("dark"));
        assert_ne!(themes.usable("dark"), own("dark").theme);
        let refused = themes.all().last().expect("the last").theme.clone();
        assert_eq!(
            refused,
            Err("the name dark is taken: call the file otherwise".to_owned())
        );
        let unknown = themes.usable("see").expect_err("unknown");
        assert!(
            unknown.contains("no theme is called see; there are auto, ansi, dark"),
            "{unknown}"
        );
    }
}
