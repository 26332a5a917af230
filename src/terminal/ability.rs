//! What the terminal can show, as far as the environment tells.

use crate::config::ColorChoice;

/// Whether to draw with ASCII alone: on terminals and in locales known not to show more.
///
/// No locale at all is not taken for one: containers and remote shells often have none on a terminal that can.
#[must_use]
pub fn wants_ascii(env: &dyn Fn(&str) -> Option<String>) -> bool {
    if matches!(env("TERM").as_deref(), Some("dumb" | "linux")) {
        return true;
    }
    // The first of these that is set decides, as everywhere on a Unix system.
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| set(env, name))
        .is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            !locale.contains("utf-8") && !locale.contains("utf8")
        })
}

/// Whether to use colour. A choice decides; `Auto` asks `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal.
#[must_use]
pub fn wants_color(
    choice: ColorChoice,
    env: &dyn Fn(&str) -> Option<String>,
    is_tty: bool,
) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set(env, "NO_COLOR").is_some() => false,
        ColorChoice::Auto if set(env, "CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto => is_tty && env("TERM").as_deref() != Some("dumb"),
    }
}

/// Whether the terminal shows any colour, as far as it says so.
#[must_use]
pub fn shows_rgb(env: &dyn Fn(&str) -> Option<String>) -> bool {
    env("COLORTERM").is_some_and(|value| matches!(value.as_str(), "truecolor" | "24bit"))
}

fn set(env: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    env(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_colour_only_where_the_terminal_says_so() {
        assert!(shows_rgb(&env(&[("COLORTERM", "truecolor")])));
        assert!(shows_rgb(&env(&[("COLORTERM", "24bit")])));
        assert!(!shows_rgb(&env(&[("COLORTERM", "")])));
        assert!(!shows_rgb(&env(&[("TERM", "xterm-256color")])));
    }

    fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn ascii_where_the_terminal_or_the_locale_says_so() {
        assert!(wants_ascii(&env(&[
            ("TERM", "linux"),
            ("LANG", "da_DK.UTF-8")
        ])));
        assert!(wants_ascii(&env(&[("TERM", "xterm"), ("LANG", "C")])));
        assert!(wants_ascii(&env(&[
            ("LC_ALL", "C"),
            ("LANG", "da_DK.UTF-8")
        ])));
        assert!(!wants_ascii(&env(&[("LC_ALL", ""), ("LANG", "C.utf8")])));
        assert!(!wants_ascii(&env(&[("TERM", "xterm-256color")])));
    }

    #[test]
    fn colour_follows_the_choice_then_the_environment_then_the_terminal() {
        let plain = env(&[("TERM", "xterm")]);
        assert!(wants_color(ColorChoice::Auto, &plain, true));
        assert!(!wants_color(ColorChoice::Auto, &plain, false));
        let none = env(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]);
        assert!(!wants_color(ColorChoice::Auto, &none, true));
        assert!(wants_color(ColorChoice::Always, &none, false));
        let forced = env(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]);
        assert!(wants_color(ColorChoice::Auto, &forced, false));
        assert!(!wants_color(ColorChoice::Never, &forced, true));
        let dumb = env(&[("TERM", "dumb"), ("CLICOLOR_FORCE", "0")]);
        assert!(!wants_color(ColorChoice::Auto, &dumb, true));
    }
}
