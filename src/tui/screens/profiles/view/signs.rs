//! The signs of the connections, as the help explains them.

use crate::domain::Standing;
use crate::tui::ui::Ui;

/// The signs of the connections.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    let glyphs = ui.glyphs;
    let hours = ui.shared.env.fresh_for.as_hours();
    let stale = format!("its last verification is over {hours} hours ago");
    [
        (glyphs.open(), "open", "Setup shows it"),
        ("+", "marked", "for what is done with several at once"),
        (glyphs.right(), "held", "everything that was looked at"),
        (
            glyphs.wrong(),
            "wrong",
            "something did not hold, or is missing",
        ),
        (glyphs.standing(Standing::Stale), "stale", stale.as_str()),
        (
            "?",
            "not known",
            "not looked at yet, or nothing was to be seen",
        ),
        (
            "#word",
            "",
            "in the filter: connections with a tag that begins so",
        ),
    ]
    .map(|(sign, name, text)| {
        let name = format!("{sign} {name}");
        (name.trim_end().to_owned(), text.to_owned())
    })
    .to_vec()
}
