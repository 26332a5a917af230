//! The signs of the steps, as the help explains them.

use crate::domain::Standing;
use crate::tui::ui::Ui;

/// What each standing means.
const STANDINGS: [(Standing, &str); 7] = [
    (Standing::Verified, "an API proved it"),
    (Standing::Observed, "a consequence shows it"),
    (Standing::Attested, "you ticked it; nothing proves it"),
    (
        Standing::Stale,
        "it was proved once; something changed, or it was too long ago",
    ),
    (
        Standing::Failed,
        "it was tried, and is not so; the step says who is at fault",
    ),
    (
        Standing::Unknown,
        "not looked at yet, or the answer allows no conclusion",
    ),
    (Standing::Skipped, "left out on purpose"),
];

/// How well a step is known.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    let glyphs = ui.glyphs;
    let mut all: Vec<_> = STANDINGS
        .map(|(standing, text)| {
            let name = format!("{} {}", glyphs.standing(standing), standing.word());
            (name, text.to_owned())
        })
        .to_vec();
    all.push((
        format!("{} at work", glyphs.working(0)),
        "it is being looked at right now".to_owned(),
    ));
    all.push((
        format!("{} differs", glyphs.differs()),
        "StackOne's own guide says something else in this step".to_owned(),
    ));
    all
}
