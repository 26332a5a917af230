//! The signs and the words that the help explains.

use crate::domain::Standing;
use crate::scopes::Weight;
use crate::tui::glyphs::Glyphs;
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::scopes::view::SIGNS;

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

/// The signs of the screen below, and what they mean.
pub(crate) fn signs(model: &Model) -> Vec<(String, String)> {
    let glyphs = Glyphs::new(model.shared.env.ascii);
    match model.shared.screen {
        Screen::Scopes => of_scopes(glyphs),
        Screen::Profiles => of_profiles(glyphs, model),
        Screen::Setup | Screen::Logs => of_steps(glyphs),
    }
}

/// The words of the field, each with its other names.
pub(crate) fn words() -> Vec<(String, String)> {
    WORDS
        .map(|(word, text)| (word.to_owned(), text.to_owned()))
        .to_vec()
}

/// The signs of the matrix, and the words of its columns.
fn of_scopes(glyphs: Glyphs) -> Vec<(String, String)> {
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

/// The signs of the connections.
fn of_profiles(glyphs: Glyphs, model: &Model) -> Vec<(String, String)> {
    let hours = model.shared.env.fresh_for.as_hours();
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

/// How well a step is known.
fn of_steps(glyphs: Glyphs) -> Vec<(String, String)> {
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
