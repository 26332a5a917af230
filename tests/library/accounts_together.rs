//! Linked accounts with several programs: at once, and killed.

use stackday::domain::clock;
use stackday::library::{AccountList, Library};

use crate::accounts::{KEY, ago, list, source, stored, words};
use crate::support::{Actor, Home, kill_at, points, say, wait};

/// Keeps two lists, and says every moment of it.
pub fn play(library: &Library) {
    let source = source(library, KEY);
    library
        .keep_accounts(&source, &list(&["2", "3"], ago(2)))
        .expect("kept");
    library.close().expect("closed");
}

/// Keeps lists without end, with one account more in each, against another program that does.
pub fn play_many(library: &Library, whose: &str) {
    let source = source(library, KEY);
    say("ready");
    wait();
    for number in 0..20 {
        let read = AccountList {
            is_whole: false,
            ..list(&[&format!("{whose}-{number:02}")], clock::now())
        };
        library.keep_accounts(&source, &read).expect("kept");
    }
}

#[test]
#[cfg(unix)]
fn a_list_that_is_killed_is_kept_whole_or_not_at_all() {
    let begin = || {
        let home = Home::new();
        let source = source(&home.library, KEY);
        home.library
            .keep_accounts(&source, &list(&["1", "2"], ago(9)))
            .expect("kept");
        home.close();
        (home, source)
    };
    let points = points("accounts", begin().0.folder.path());
    assert_eq!(points, ["Changed", "Committed"]);
    for (number, point) in points.iter().enumerate() {
        let (home, source) = begin();
        assert_eq!(kill_at("accounts", home.folder.path(), number), *point);
        let expected: &[&str] = match point.as_str() {
            "Committed" => &["-1", "2", "3"],
            _ => &["1", "2"],
        };
        assert_eq!(words(&stored(&home.library, &source)), expected, "{point}");
        let next = home
            .library
            .keep_accounts(&source, &list(&["3"], ago(1)))
            .expect("kept");
        assert!(words(&next).contains(&"3".to_owned()));
    }
}

#[test]
fn two_programs_that_keep_lists_at_once_lose_nothing() {
    let home = Home::new();
    let source = source(&home.library, KEY);
    let mut actors: Vec<_> = ["a", "b"]
        .map(|whose| Actor::start(&format!("lists {whose}"), home.folder.path()))
        .into();
    for actor in &mut actors {
        assert_eq!(actor.hear().as_deref(), Some("ready"));
    }
    actors.iter_mut().for_each(Actor::go);
    actors.into_iter().for_each(Actor::end);
    let kept = words(&stored(&home.library, &source));
    // A list that was begun before the other program's was older than it when it came: it changes nothing.
    for whose in ["a", "b"] {
        let own = kept.iter().filter(|word| word.starts_with(whose)).count();
        assert!(own > 0, "{kept:?}");
    }
    assert!(!kept.iter().any(|word| word.starts_with('-')), "{kept:?}");
}
