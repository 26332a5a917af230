//! The signs of the connections, as the help explains them.

use crate::domain::Standing;
use crate::tui::screens::profiles::view::row::marked_sign;
use crate::tui::ui::Ui;

/// The signs of the connections.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    let glyphs = ui.glyphs;
    let hours = ui.shared.env.fresh_for.as_hours();
    let stale = format!("its last check was over {hours} hours ago");
    [
        (glyphs.open(), "open", "Setup shows it"),
        (
            marked_sign(ui),
            "marked",
            "a key for the marked connections is for it too",
        ),
        (
            glyphs.standing(Standing::Verified),
            "ok",
            "everything that was checked holds",
        ),
        (
            glyphs.standing(Standing::Failed),
            "failed",
            "the reason stands beside it",
        ),
        (glyphs.standing(Standing::Stale), "stale", stale.as_str()),
        (
            glyphs.standing(Standing::Unknown),
            "unknown",
            "not verified yet",
        ),
        (
            "is:failed",
            "",
            "in the filter: by state; is:failed,stale means either",
        ),
        ("#word", "", "in the filter: by a tag that begins so"),
        (
            "party:planday",
            "",
            "in the filter: by whose failure it was; reason: portal: project: profile: likewise",
        ),
        ("-word", "", "in the filter: not this"),
    ]
    .map(|(sign, name, text)| {
        let name = format!("{sign} {name}");
        (name.trim_end().to_owned(), text.to_owned())
    })
    .to_vec()
}
