//! The signs and the columns of the matrix, as the help explains them.

use crate::tui::screens::scopes::view::marks::Mark;
use crate::tui::ui::Ui;

/// The signs of the matrix, and the words of its columns.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    let marks = Mark::MEANINGS.into_iter();
    let marks = marks.map(|(mark, text)| (mark.sign(ui.glyphs).to_owned(), text.to_owned()));
    let columns = [
        (
            "needed",
            "by an action, as StackOne says or as stackday guesses from its name",
        ),
        ("ticked", "in the list to tick when the app is created"),
        ("granted", "in the token that Planday gave"),
        ("proven", "by a call that needs it"),
    ];
    let columns = columns.map(|(name, text)| (name.to_owned(), text.to_owned()));
    marks.chain(columns).collect()
}
