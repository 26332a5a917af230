//! The choice of the theme: the screen shows the one under the cursor at once, and Esc brings the one before back.

pub mod choice;
pub(crate) mod view;

use crate::tui::layers::Overlay;
use crate::tui::overlays::theme_picker::choice::ThemePicker;
use crate::tui::shared::Shared;
use crate::tui::theme::themes::NamedTheme;

/// Opens the choice at the theme in use.
pub(crate) fn open(shared: &mut Shared) {
    let before = shared.theme;
    let chosen = shared.kept_ui.theme.as_deref();
    let is_before = |named: &NamedTheme| {
        named.theme.as_ref() == Ok(&before) && chosen.is_none_or(|name| name == named.name)
    };
    let at = (shared.themes.all()).position(is_before);
    shared.layers.open(Overlay::Themes(ThemePicker {
        before,
        selected: at.unwrap_or(0),
    }));
}

/// Moves the cursor, and shows the theme that is under it then.
pub(crate) fn step(shared: &mut Shared, by: isize) {
    let last = shared.themes.all().count().saturating_sub(1);
    let Some(Overlay::Themes(picker)) = shared.layers.top_mut() else {
        return;
    };
    picker.selected = picker.selected.saturating_add_signed(by).min(last);
    let usable = shared
        .themes
        .all()
        .nth(picker.selected)
        .and_then(|named| named.theme.clone().ok())
        .filter(|theme| shared.themes.can_show(*theme));
    // One that cannot be used shows why, in the colours as they were.
    shared.theme = usable.unwrap_or(picker.before);
}

/// Moves the cursor to this theme, and shows it. Says whether it was there before.
pub(crate) fn click_row(shared: &mut Shared, row: usize) -> bool {
    let Some(Overlay::Themes(picker)) = shared.layers.top() else {
        return false;
    };
    let by = row.cast_signed() - picker.selected.cast_signed();
    step(shared, by);
    by == 0
}

/// Keeps the theme under the cursor.
pub(crate) fn keep(shared: &mut Shared) {
    let Some(Overlay::Themes(picker)) = shared.layers.top() else {
        return;
    };
    let Some(named) = shared.themes.all().nth(picker.selected) else {
        return;
    };
    let why = match &named.theme {
        Err(why) => why.clone(),
        Ok(theme) if !shared.themes.can_show(*theme) => NO_RGB.to_owned(),
        Ok(theme) => {
            shared.theme = *theme;
            let name = named.name.clone();
            shared.layers.close();
            let said = how_long(shared, &name);
            shared.kept_ui.theme = Some(name);
            return shared.say(said);
        }
    };
    shared.refuse(why);
}

/// What to say of a theme that was chosen: for how long it holds, and why not longer.
fn how_long(shared: &Shared, name: &str) -> String {
    if let Some(by) = shared.kept_ui.theme_decided_by {
        format!("Theme {name} until you quit. At the start, {by} decides.")
    } else if shared.kept_ui.follows && shared.env.keeps {
        format!("Theme {name}, also at the next start.")
    } else if shared.env.rehearsal {
        format!("Theme {name} until you quit. This rehearsal keeps nothing.")
    } else {
        format!(
            "Theme {name} until you quit. To keep it, write theme = \"{name}\" under [ui] in the configuration file."
        )
    }
}

/// Why a theme with colours of its own cannot be used.
const NO_RGB: &str = "this terminal shows no RGB colours (COLORTERM does not say truecolor)";
