//! Whose linked accounts they are: of which key, project and address.

use stackday::library::AccountList;
use stackday::secret::Secret;

use crate::accounts::{API, KEY, ago, list, source, stored, words};
use crate::support::Home;

#[test]
fn another_key_takes_over_the_accounts_only_where_it_shows_one_of_them() {
    let home = Home::new();
    let library = &home.library;
    let [old, same, other] = ["old", "same", "other"].map(|key| source(library, key));
    let first = library.keep_accounts(&old, &list(&["1", "2"], ago(9)));
    let first = first.expect("kept");

    // Another project's key: nothing is gone, and the accounts of the old one stay.
    let kept = library.keep_accounts(&other, &list(&["7"], ago(8)));
    assert_eq!(words(&kept.expect("kept")), ["7"]);
    assert_eq!(stored(library, &old), first);

    // A new key of the same project. Before it is known to be one, nothing is.
    assert_eq!(library.kept_accounts(&same).expect("read"), None);
    let half = AccountList {
        is_whole: false,
        ..list(&["2"], ago(7))
    };
    let kept = library.keep_accounts(&same, &half).expect("kept");
    assert_eq!(words(&kept), ["2"], "a part of a list decides nothing");
    let kept = library.keep_accounts(&same, &list(&["2", "3"], ago(6)));
    let kept = kept.expect("kept");
    assert_eq!(words(&kept), ["-1", "2", "3"]);
    assert_eq!(kept.accounts[0].last_seen, first.at);
    assert_eq!(library.kept_accounts(&old).expect("read"), None);
    assert_eq!(words(&stored(library, &other)), ["7"]);

    // Once it is decided, it stays so: an id that both have by chance brings nothing over.
    let kept = library.keep_accounts(&other, &list(&["3", "7"], ago(5)));
    assert_eq!(words(&kept.expect("kept")), ["3", "7"]);
}

#[test]
fn another_address_or_project_is_another_source() {
    let home = Home::new();
    let library = &home.library;
    let at = |api: &str, project: Option<&str>, key: &str| {
        let api = api.parse().expect("an address");
        let source = library.account_source(&api, project, &Secret::new(key));
        source.expect("a source")
    };
    let real = at(API, None, KEY);
    assert_eq!(
        at("https://api.stackone.com", None, KEY),
        real,
        "the same, otherwise written"
    );
    library
        .keep_accounts(&real, &list(&["1"], ago(3)))
        .expect("kept");
    let sandbox = at("http://127.0.0.1:4100/stackone", None, KEY);
    let named = at(API, Some("main"), KEY);
    for other in [sandbox, named] {
        let kept = library.keep_accounts(&other, &list(&["1", "2"], ago(2)));
        assert_eq!(words(&kept.expect("kept")), ["1", "2"]);
        library
            .keep_accounts(&other, &list(&["2"], ago(1)))
            .expect("kept");
        assert_eq!(words(&stored(library, &real)), ["1"]);
    }
    // The same key has the same hash in every run, and its hash elsewhere is another one.
    home.close();
    assert_eq!(source(&home.another(), KEY).key, real.key);
    assert_ne!(source(&Home::new().library, KEY).key, real.key);
    let bytes = home.bytes();
    let is_in = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(is_in(&real.key) && !is_in(KEY), "the key itself is nowhere");
}
