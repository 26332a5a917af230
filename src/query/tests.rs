//! What a query means, and that no text is too much for it.

use proptest::prelude::*;

use super::{Key, Query, QueryError, Subject, Vocabulary};

const LIST: Vocabulary = Vocabulary {
    states: &["ok", "failed", "stale", "unknown"],
    keys: &[
        Key::of("party", &["planday", "stackone", "network"]),
        Key::any("portal"),
    ],
    has_tags: true,
    has_colons: false,
};

const SCOPES: Vocabulary = Vocabulary {
    states: &["missing"],
    keys: &[],
    has_tags: false,
    has_colons: true,
};

#[derive(Debug, Clone)]
struct Thing {
    state: &'static str,
    party: &'static str,
    tags: Vec<&'static str>,
    text: String,
}

impl Subject for Thing {
    fn is(&self, state: &str) -> bool {
        self.state == state
    }

    fn has_tag(&self, start: &str) -> bool {
        self.tags.iter().any(|tag| tag.starts_with(start))
    }

    fn has(&self, key: &str, value: &str) -> bool {
        match key {
            "party" => self.party == value,
            _ => self.text.contains(value),
        }
    }

    fn contains(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

fn acme() -> Thing {
    Thing {
        state: "failed",
        party: "planday",
        tags: vec!["retail", "dk"],
        text: "acme nord shift:read".to_owned(),
    }
}

fn holds(text: &str) -> bool {
    let query = Query::parse(text, &LIST).unwrap_or_else(|error| panic!("{text}: {error}"));
    query.matches(&acme())
}

#[test]
fn every_word_must_hold() {
    for text in [
        "",
        "ACME",
        "nord acme",
        "\"acme nord\"",
        "is:failed",
        "IS:Failed",
        "is:stale,failed",
        "#ret",
        "party:planday is:failed #dk nord",
        "-is:ok -#hotel -south",
        "\"shift:read\"",
        "portal:\"acme nord\"",
    ] {
        assert!(holds(text), "{text}");
    }
    for text in [
        "acme south",
        "\"nord acme\"",
        "is:ok",
        "is:ok,stale",
        "#hotel",
        "party:stackone",
        "-is:failed",
        "-acme",
        "-#retail",
        "is:failed is:ok",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn a_mistake_names_what_was_perhaps_meant() {
    let says = |text: &str, vocabulary: &Vocabulary| {
        Query::parse(text, vocabulary)
            .expect_err("a mistake")
            .to_string()
    };
    assert_eq!(
        says("is:faild", &LIST),
        "is: has no such value. Nearest: is:failed. Known: ok, failed, stale, unknown."
    );
    assert_eq!(
        says("partie:planday", &LIST),
        "No such key. Nearest: party:. Keys: is:, party:, portal:."
    );
    assert_eq!(
        says("nord is:", &LIST),
        "is: needs a value. Known: ok, failed, stale, unknown."
    );
    assert_eq!(says("party:xyzzy", &LIST).matches("Nearest").count(), 0);
    assert_eq!(
        says("#dk", &SCOPES),
        "This list has no tags. In quotes, # is text."
    );
    for nothing in ["-", "#", "\"\"", "portal:", "portal:,"] {
        let error = Query::parse(nothing, &LIST).expect_err(nothing);
        assert!(matches!(error, QueryError::NoValue { .. }), "{error}");
    }
}

#[test]
fn what_is_half_typed_narrows_nothing_and_gives_a_hint() {
    for text in ["is:", "is:fai", "party:plan", "#", "-", "\""] {
        let (query, hint) = Query::parse_typed(text, &LIST);
        assert!(query.is_empty(), "{text}");
        assert!(hint.is_some(), "{text}");
    }
    let (query, hint) = Query::parse_typed("acme is:fai #dk", &LIST);
    assert_eq!(
        (query.to_string().as_str(), hint.is_some()),
        ("acme #dk", true)
    );
}

#[test]
fn a_colon_is_text_where_the_texts_have_colons() {
    let query = Query::parse("shift:read", &SCOPES).expect("a text");
    assert!(query.matches(&acme()));
    assert!(
        Query::parse("is:shift", &SCOPES).is_err(),
        "but a state is one"
    );
    for text in ["https://acme.planday.com/", "09:14:03"] {
        let query = Query::parse(text, &LIST).expect("a text");
        assert_eq!(query.texts().collect::<Vec<_>>(), [text]);
    }
}

#[test]
fn a_query_tells_of_its_words() {
    let query = Query::parse("is:failed,stale acme -nord #dk", &LIST).expect("a query");
    assert_eq!(query.texts().collect::<Vec<_>>(), ["acme"]);
    let parts: Vec<_> = query.parts().map(|part| part.to_string()).collect();
    assert_eq!(parts, ["is:failed,stale", "acme", "-nord", "#dk"]);
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-ZæøåÆØÅ]{1,6}",
        "\"[a-z :#,-]{1,8}\"",
        Just("is:failed".to_owned()),
        Just("is:ok,stale".to_owned()),
        Just("party:planday".to_owned()),
        "portal:[a-z,]{1,6}",
        "portal:\"[a-z ,]{1,6}\"",
        "#[a-zA-Z]{1,4}",
    ]
    .prop_flat_map(|word| prop_oneof![Just(word.clone()), Just(format!("-{word}"))])
}

fn thing() -> impl Strategy<Value = Thing> {
    let state = prop_oneof![Just("ok"), Just("failed"), Just("stale"), Just("unknown")];
    let party = prop_oneof![Just("planday"), Just("stackone"), Just("network")];
    let tags = proptest::sample::subsequence(vec!["a", "dk", "retail"], 0..=3);
    (state, party, tags, "[a-z :]{0,20}").prop_map(|(state, party, tags, text)| Thing {
        state,
        party,
        tags,
        text,
    })
}

proptest! {
    #[test]
    fn no_text_is_too_much(text in "\\PC{0,60}") {
        let strict = Query::parse(&text, &LIST);
        let (typed, hint) = Query::parse_typed(&text, &LIST);
        prop_assert_eq!(strict.is_ok(), hint.is_none());
        if let Ok(strict) = strict {
            prop_assert_eq!(strict, typed);
        }
    }

    #[test]
    fn a_query_that_is_written_out_means_the_same(text in "\\PC{0,60}", words in prop::collection::vec(word(), 0..6)) {
        for text in [text, words.join(" ")] {
            for vocabulary in [&LIST, &SCOPES] {
                let (query, _) = Query::parse_typed(&text, vocabulary);
                prop_assert_eq!(Query::parse(&query.to_string(), vocabulary), Ok(query.clone()), "{}", query);
            }
        }
    }

    #[test]
    fn one_word_more_never_finds_more(words in prop::collection::vec(word(), 1..6), thing in thing()) {
        let (all, _) = Query::parse_typed(&words.join(" "), &LIST);
        let (fewer, _) = Query::parse_typed(&words[1..].join(" "), &LIST);
        prop_assert!(!all.matches(&thing) || fewer.matches(&thing));
        let each = all.parts().all(|part| part.matches(&thing));
        prop_assert_eq!(all.matches(&thing), each);
    }

    #[test]
    fn not_is_the_opposite(word in word(), thing in thing()) {
        let opposite = word.strip_prefix('-').map_or_else(|| format!("-{word}"), str::to_owned);
        let (one, mistake) = Query::parse_typed(&word, &LIST);
        let (other, _) = Query::parse_typed(&opposite, &LIST);
        if mistake.is_none() {
            prop_assert_ne!(one.matches(&thing), other.matches(&thing));
        }
    }

    #[test]
    fn the_case_of_letters_means_nothing(words in prop::collection::vec(word(), 0..5), thing in thing()) {
        let text = words.join(" ");
        let parse = |text: &str| Query::parse_typed(text, &LIST).0;
        prop_assert_eq!(parse(&text).matches(&thing), parse(&text.to_lowercase()).matches(&thing));
    }
}
