//! The signs and the columns of the matrix, as the help explains them.

use crate::scopes::Weight;
use crate::tui::screens::scopes::view::SIGNS;
use crate::tui::ui::Ui;

/// The signs of the matrix, and the words of its columns.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    let glyphs = ui.glyphs;
    let mut all: Vec<(String, String)> = [
        (
            Weight::Wrong,
            "wrong",
            "before a scope: something will not work",
        ),
        (
            Weight::Doubt,
            "in doubt",
            "before a scope: something is to be thought about",
        ),
    ]
    .map(|(weight, name, text)| (format!("{} {name}", glyphs.weight(weight)), text.to_owned()))
    .to_vec();
    all.extend(SIGNS.map(|(proven, text, more)| {
        let name = format!("{} {}", glyphs.proven(proven), proven.word());
        (name, format!("{text}{more}"))
    }));
    all.extend(
        [
            (
                "required",
                "by the chosen actions: in StackOne's word, as stackday proposes it from an action's name, with another scope, or by a preset",
            ),
            ("wanted", "in the list to tick when the app is created"),
            ("granted", "by the token, in Planday's word"),
            ("proven", "by a call that needs it"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned())),
    );
    all
}
