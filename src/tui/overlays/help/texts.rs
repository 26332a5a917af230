//! The signs and the words that the help explains.

use crate::domain::Standing;
use crate::tui::glyphs::Glyphs;

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

/// One thing, many names.
const WORDS: [(&str, &str); 6] = [
    (
        "App Id",
        "Planday's page; StackOne: Application ID; OAuth: client id",
    ),
    (
        "Token Secret",
        "StackOne's form; Planday's page: Token; its documents: Refresh Token",
    ),
    (
        "Scope",
        "what a Planday app may read or change; none can be added to an app later",
    ),
    (
        "Connector profile",
        "lives in StackOne; holds App Id and Token for all customers' links",
    ),
    (
        "Linked account",
        "one customer's connection through a connector profile",
    ),
    ("Portal", "a customer's Planday site"),
];

/// The words of the field, each with its other names.
pub(crate) fn words() -> Vec<(String, String)> {
    WORDS
        .map(|(word, text)| (word.to_owned(), text.to_owned()))
        .to_vec()
}

/// How well a step is known.
pub(crate) fn of_steps(glyphs: Glyphs) -> Vec<(String, String)> {
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
