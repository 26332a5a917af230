//! The words that the help explains.

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
