//! The choice of the theme: the screen shows the one under the cursor at once, and Esc brings the one before back.

pub mod choice;
pub(crate) mod view;

use crate::tui::layers::Overlay;
use crate::tui::overlays::theme_picker::choice::ThemePicker;
use crate::tui::shared::Shared;
use crate::tui::theme::Theme;

/// Opens the choice at the theme in use.
pub(crate) fn open(shared: &mut Shared) {
    let before = shared.theme;
    let is_before = |theme: &Result<Theme, String>| theme.as_ref() == Ok(&before);
    let at = (shared.themes.all()).position(|named| is_before(&named.theme));
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

/// Keeps the theme under the cursor for this run.
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
            return shared.say(format!(
                "Theme {name} until you quit. To keep it, write theme = \"{name}\" under [ui] in the configuration file."
            ));
        }
    };
    shared.refuse(why);
}

/// Why a theme with colours of its own cannot be used.
const NO_RGB: &str = "this terminal shows no RGB colours (COLORTERM does not say truecolor)";
