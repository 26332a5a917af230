//! The sixteen roles, and the colours that a theme gives to them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ratatui::style::Color;

use crate::config::{ROLES, Rgb, color};

/// What a colour is for. In the order of [`ROLES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Role {
    Bg,
    Surface,
    Select,
    SelectDim,
    Border,
    Text,
    Muted,
    Accent,
    OnFill,
    Ok,
    Warn,
    Bad,
    Info,
    Live,
    Sandbox,
    Match,
}

/// A colour for every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette([Rgb; ROLES.len()]);

impl Palette {
    /// The colours named, and for the roles that are not named those of this palette.
    pub(super) fn with(mut self, named: &BTreeMap<&str, Rgb>) -> Self {
        for (at, role) in ROLES.into_iter().enumerate() {
            if let Some(color) = named.get(role) {
                self.0[at] = *color;
            }
        }
        self
    }

    /// The colour of a role.
    pub(super) fn color(self, role: Role) -> Color {
        let (red, green, blue) = self.0[role as usize];
        Color::Rgb(red, green, blue)
    }
}

/// The built-in palettes by their names.
pub(super) fn built_in() -> &'static BTreeMap<String, Palette> {
    static BUILT_IN: LazyLock<BTreeMap<String, Palette>> = LazyLock::new(|| {
        let written: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(include_str!("../../../assets/themes.toml"))
                .expect("the built-in themes are valid");
        let palette = |colors: BTreeMap<String, String>| {
            let named = |role: &str| colors.get(role).and_then(|written| color(written));
            Palette(ROLES.map(|role| named(role).expect("every role has a colour")))
        };
        written
            .into_iter()
            .map(|(name, colors)| (name, palette(colors)))
            .collect()
    });
    &BUILT_IN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What text can stand in.
    const TEXTS: [Role; 10] = [
        Role::Text,
        Role::Muted,
        Role::Accent,
        Role::Ok,
        Role::Warn,
        Role::Bad,
        Role::Info,
        Role::Live,
        Role::Sandbox,
        Role::Match,
    ];

    /// What text can stand on.
    const GROUNDS: [Role; 4] = [Role::Bg, Role::Surface, Role::Select, Role::SelectDim];

    /// What a chip is filled with.
    const FILLS: [Role; 7] = [
        Role::Accent,
        Role::Ok,
        Role::Warn,
        Role::Bad,
        Role::Info,
        Role::Live,
        Role::Sandbox,
    ];

    /// The relative luminance of WCAG 2.
    fn luminance(color: Color) -> f64 {
        let Color::Rgb(red, green, blue) = color else {
            panic!("no RGB");
        };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.039_28 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    }

    fn contrast(one: Color, other: Color) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The pairs of a palette that are harder to read than they may be.
    fn too_faint(palette: Palette, least: f64) -> Vec<String> {
        let on_grounds = TEXTS
            .iter()
            .flat_map(|text| GROUNDS.iter().map(move |ground| (*text, *ground)));
        let on_fills = FILLS.iter().map(|fill| (Role::OnFill, *fill));
        on_grounds
            .chain(on_fills)
            .map(|(text, ground)| {
                let contrast = contrast(palette.color(text), palette.color(ground));
                (text, ground, contrast)
            })
            .filter(|(_, _, contrast)| *contrast < least)
            .map(|(text, ground, contrast)| format!("{text:?} on {ground:?}: {contrast:.2}"))
            .collect()
    }

    #[test]
    fn every_text_of_every_theme_can_be_read_on_everything_it_stands_on() {
        let names: Vec<_> = built_in().keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["dark", "gruvbox", "high-contrast", "light", "mocha"]
        );
        for (name, palette) in built_in() {
            let least = if name == "high-contrast" { 7.0 } else { 4.5 };
            let faint = too_faint(*palette, least);
            assert!(faint.is_empty(), "{name}: {faint:?}");
        }
    }

    #[test]
    fn the_contrast_is_that_of_the_standard() {
        let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
        assert!((contrast(black, white) - 21.0).abs() < 0.01);
        let grey = built_in()["dark"].with(&BTreeMap::from([("muted", (0x76, 0x76, 0x76))]));
        assert!(
            too_faint(grey, 4.5)
                .iter()
                .any(|pair| pair.starts_with("Muted on Bg")),
            "a colour that is too faint is found"
        );
    }

    #[test]
    fn the_roles_are_in_the_order_of_their_names() {
        for (at, role) in [(0, Role::Bg), (7, Role::Accent), (15, Role::Match)] {
            assert_eq!(role as usize, at);
        }
        assert_eq!(
            (ROLES[3], ROLES[8], ROLES[15]),
            ("select_dim", "on_fill", "match")
        );
        let changed = built_in()["dark"].with(&BTreeMap::from([("live", (1, 2, 3))]));
        assert_eq!(changed.color(Role::Live), Color::Rgb(1, 2, 3));
        assert_eq!(changed.color(Role::Bg), built_in()["dark"].color(Role::Bg));
    }
}
