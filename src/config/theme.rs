//! The colours of a theme as a file writes them: one for each role, and where and why a file does not fit.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Spanned, Value};

use super::error::{Problem, nearest};
use super::{ConfigError, file};

/// Red, green and blue.
pub type Rgb = (u8, u8, u8);

/// The roles that a theme gives colours to, as a theme's file calls them. Nothing else on the screen has a colour.
pub const ROLES: [&str; 16] = [
    "bg",
    "surface",
    "select",
    "select_dim",
    "border",
    "text",
    "muted",
    "accent",
    "on_fill",
    "ok",
    "warn",
    "bad",
    "info",
    "live",
    "sandbox",
    "match",
];

/// Reads the file of a theme: the colours of the roles that it names.
///
/// # Errors
///
/// The file is no TOML, names a role that there is not, or gives one something else than a colour.
pub fn read_theme(bytes: &[u8], path: &Path) -> Result<BTreeMap<&'static str, Rgb>, ConfigError> {
    let decoded = file::decoded(bytes, path)?;
    let text = &*decoded.text;
    let mistake = |offset, keys, problem| file::mistake_at(path, text, offset, keys, problem);
    let written: BTreeMap<Spanned<String>, Spanned<Value>> =
        toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let problem = Problem::Syntax(error.message().to_owned());
            mistake(offset, Vec::new(), problem)
        })?;
    let mut colors = BTreeMap::new();
    for (key, value) in written {
        let name = key.get_ref();
        let Some(role) = ROLES.into_iter().find(|role| role == name) else {
            let problem = Problem::UnknownKey {
                nearest: nearest(name, ROLES.into_iter()).map(str::to_owned),
                belongs_in: None,
                known: &ROLES,
            };
            return Err(mistake(key.span().start, vec![name.clone()], problem));
        };
        let Some(color) = value.get_ref().as_str().and_then(color) else {
            let expected = "a colour was expected, such as \"#79b8ff\"".to_owned();
            let (at, keys) = (value.span().start, vec![name.clone()]);
            return Err(mistake(at, keys, Problem::Value(expected)));
        };
        colors.insert(role, color);
    }
    Ok(colors)
}

/// A colour as it is written: `#` and six hexadecimal digits.
#[must_use]
pub fn color(written: &str) -> Option<Rgb> {
    let digits = written.strip_prefix('#').filter(|digits| {
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some((part(0)?, part(2)?, part(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        read_theme(text.as_bytes(), Path::new("themes/mine.toml"))
            .expect_err("a mistake")
            .to_string()
    }

    #[test]
    fn a_theme_names_the_roles_that_it_changes() {
        let text = b"accent = \"#FF00a0\"\nmatch = '#010203'\n";
        let colors = read_theme(text, Path::new("mine.toml")).expect("a theme");
        assert_eq!(
            colors.into_iter().collect::<Vec<_>>(),
            [("accent", (255, 0, 160)), ("match", (1, 2, 3))]
        );
    }

    #[test]
    fn a_mistake_is_named_with_its_file_its_place_and_what_is_right() {
        assert_eq!(
            wrong("text = '#ffffff'\nacent = '#ffffff'"),
            "themes/mine.toml:2:1: acent: unknown key; did you mean \"accent\"?"
        );
        for value in ["'red'", "'#fff'", "'#gggggg'", "'#+1+2+3'", "7"] {
            assert_eq!(
                wrong(&format!("bad = {value}")),
                "themes/mine.toml:1:7: bad: a colour was expected, such as \"#79b8ff\"",
                "{value}"
            );
        }
        let said = wrong("bad = ");
        assert!(
            said.starts_with("themes/mine.toml:1:7: not valid TOML: "),
            "{said}"
        );
    }
}
