//! What the log keeps, and how it is looked at.

use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::journal::{CallLine, CallState, OWN, Outcome, Part};

fn entry(text: &str, level: Level) -> Entry {
    Entry::new(Timestamp::UNIX_EPOCH, level, "planday", text)
}

fn texts(log: &LogView) -> Vec<&str> {
    log.lines(0, 100)
        .map(|(_, entry)| entry.text.as_str())
        .collect()
}

#[test]
fn the_newest_lines_stay_and_the_loss_is_counted() {
    let mut log = LogView::new(3);
    for n in 0..5 {
        log.push(entry(&n.to_string(), Level::Info));
    }
    assert_eq!(texts(&log), ["2", "3", "4"]);
    assert_eq!((log.lost, log.selected), (2, 2));
}

#[test]
fn scrolling_pauses_following_and_keeps_the_line_under_the_cursor() {
    let mut log = LogView::new(3);
    for n in 0..3 {
        log.push(entry(&n.to_string(), Level::Info));
    }
    log.step(-1);
    assert!(!log.follow);
    assert_eq!(
        log.get(log.selected).map(|entry| entry.text.as_str()),
        Some("1")
    );
    log.push(entry("3", Level::Info));
    assert_eq!(
        log.get(log.selected).map(|entry| entry.text.as_str()),
        Some("1")
    );
    log.set_follow(true);
    log.push(entry("4", Level::Info));
    assert_eq!(
        log.get(log.selected).map(|entry| entry.text.as_str()),
        Some("4")
    );
}

#[test]
fn filters_hold_for_lines_that_come_later_and_survive_old_ones_going() {
    let mut log = LogView::new(4);
    log.push(entry("old failure", Level::Error));
    log.push(entry("fine", Level::Debug));
    log.set_filter("FAIL");
    log.push(entry("new failure", Level::Error));
    log.push(entry("fine", Level::Debug));
    assert_eq!(texts(&log), ["old failure", "new failure"]);
    log.push(entry("fine", Level::Debug));
    assert_eq!(texts(&log), ["new failure"]);
    log.set_filter("");
    log.next_level();
    assert_eq!(texts(&log), ["new failure"]);
}

#[test]
fn the_next_failure_is_a_warning_or_an_error_or_an_exchange_that_failed() {
    let answered = |text: &str, outcome| Entry {
        exchange: Some(Arc::new(Exchange {
            id: 1,
            service: "planday",
            purpose: "a read".into(),
            method: "GET".into(),
            url: "https://example.com".into(),
            attempt: 1,
            started: Timestamp::UNIX_EPOCH,
            elapsed: std::time::Duration::ZERO,
            request: Part::default(),
            outcome,
        })),
        ..entry(text, Level::Debug)
    };
    let status = |status| Outcome::Answered {
        status,
        response: Part::default(),
    };
    let mut log = LogView::new(10);
    assert!(!log.next_failure(1), "there is no line");
    log.push(answered("fine", status(200)));
    log.push(entry("odd", Level::Warn));
    assert!(log.next_failure(1) && !log.follow);
    log.push(answered("refused", status(403)));
    log.push(entry("fine", Level::Info));
    let reason = "no route".to_owned();
    log.push(answered("unanswered", Outcome::Failed { reason }));
    let mut visited = Vec::new();
    for by in [1, 1, 1, -1, -1] {
        assert!(log.next_failure(by));
        visited.push(log.get(log.selected).map(|entry| entry.text.clone()));
    }
    let expected = ["refused", "unanswered", "odd", "unanswered", "refused"];
    assert_eq!(
        visited,
        expected.map(|text| Some(text.to_owned())),
        "round and back"
    );
    log.set_filter("fine");
    let selected = log.selected;
    assert!(!log.next_failure(1), "none of those that are shown");
    assert_eq!(log.selected, selected);
}

/// One attempt of a call of this connection, or its wait.
fn call(connection: &str, path: &str, state: CallState) -> Entry {
    let level = match &state {
        CallState::Answered { status, .. } if *status < 400 => Level::Debug,
        CallState::Unanswered { .. } => Level::Error,
        _ => Level::Warn,
    };
    let line = CallLine {
        method: "GET",
        path: path.into(),
        purpose: "a read".into(),
        state,
    };
    Entry {
        connection: Some(connection.into()),
        call: Some(Arc::new(line)),
        ..entry(path, level)
    }
}

fn answered(status: u16, attempt: u32) -> CallState {
    CallState::Answered {
        status,
        took: Duration::from_millis(80),
        attempt,
    }
}

/// The paths of the lines, with what was folded into each.
fn folded(log: &LogView) -> Vec<String> {
    (0..log.len())
        .filter_map(|at| log.line(at))
        .map(|line| format!("{} {}", line.entry.text, words::tries(line)))
        .collect()
}

#[test]
fn what_is_repeated_alike_is_one_line_also_between_those_of_other_connections() {
    let mut log = LogView::new(100);
    for _ in 0..3 {
        log.push(call("Nordlys", "/a", answered(200, 1)));
        log.push(call("Fjord", "/a", answered(200, 1)));
    }
    log.push(call("Fjord", "/b", answered(200, 1)));
    log.push(call("Fjord", "/a", answered(200, 1)));
    assert_eq!(folded(&log), ["/a ×3 alike", "/a ×3 alike", "/b ", "/a "]);
    assert_eq!((log.total(), log.folded()), (4, 4));
    for _ in 0..2 {
        log.push(Entry::new(Timestamp::UNIX_EPOCH, Level::Info, OWN, "said"));
    }
    assert_eq!(
        folded(&log).last().map(String::as_str),
        Some("said ×2 alike")
    );
}

#[test]
fn the_tries_of_a_call_are_one_line_until_one_ends_otherwise() {
    let wait = || CallState::WaitsToRepeat(Duration::from_secs(2));
    let mut log = LogView::new(100);
    log.push(call("Nordlys", "/a", answered(429, 1)));
    log.push(call("Nordlys", "/a", wait()));
    assert_eq!(folded(&log), ["/a waits 2 s"]);
    log.push(call("Nordlys", "/a", answered(429, 2)));
    assert_eq!(folded(&log), ["/a 2 tries"]);
    log.push(call("Nordlys", "/a", wait()));
    log.push(call("Nordlys", "/a", answered(200, 3)));
    assert_eq!(folded(&log), ["/a waits 2 s", "/a 3rd try"]);
    let none = |attempt| CallState::Unanswered {
        reason: "no route".into(),
        took: Duration::from_secs(20),
        attempt,
    };
    let mut log = LogView::new(100);
    for attempt in 1..=3 {
        log.push(call("Nordlys", "/a", none(attempt)));
        if attempt < 3 {
            log.push(call("Nordlys", "/a", wait()));
        }
    }
    assert_eq!(folded(&log), ["/a 3 tries"]);
    assert_eq!(log.folded(), 4);
}

#[test]
fn failures_are_folded_only_where_they_say_the_same() {
    let refused = |body: &str| Entry {
        exchange: Some(exchange(1, 403, body)),
        ..call("Nordlys", "/a", answered(403, 1))
    };
    let mut log = LogView::new(100);
    for body in ["one", "one", "other"] {
        log.push(refused(body));
    }
    log.push(call("Nordlys", "/a", answered(403, 1)));
    assert_eq!(folded(&log), ["/a ×2 alike", "/a ", "/a "]);
}

fn exchange(id: u64, status: u16, body: &str) -> Arc<Exchange> {
    let response = Part {
        body: body.into(),
        ..Part::default()
    };
    Arc::new(Exchange {
        id,
        service: "planday",
        purpose: "a read".into(),
        method: "GET".into(),
        url: "https://example.com".into(),
        attempt: 1,
        started: Timestamp::UNIX_EPOCH,
        elapsed: Duration::ZERO,
        request: Part::default(),
        outcome: Outcome::Answered { status, response },
    })
}

#[test]
fn the_lines_are_bounded_by_their_bytes_too() {
    let mut log = LogView::of(Book::new(1_000_000).bounded_by(100_000));
    for n in 0..100 {
        log.push(entry(&format!("{n} {}", "x".repeat(10_000)), Level::Info));
    }
    assert!((5..=10).contains(&log.total()), "{}", log.total());
    assert_eq!(log.lost, 100 - log.total() as u64);
    assert!(
        log.get(log.total() - 1)
            .is_some_and(|entry| entry.text.starts_with("99 "))
    );
    log.push(entry(&"y".repeat(1_000_000), Level::Info));
    assert_eq!(log.total(), 1, "one line is kept whatever its length");
}

#[test]
fn the_oldest_exchanges_go_before_any_line() {
    let mut log = LogView::new(1_000);
    for n in 0..20 {
        log.push(Entry {
            exchange: Some(exchange(n, 200, &"x".repeat(1 << 20))),
            ..call("Nordlys", &format!("/{n}"), answered(200, 1))
        });
    }
    assert_eq!(log.total(), 20);
    let has = |at| log.get(at).is_some_and(|entry| entry.exchange.is_some());
    assert!(!has(0) && !has(12) && has(13) && has(19));
}

#[test]
fn paused_it_counts_the_lines_that_come_and_pass() {
    let mut log = LogView::new(100);
    for text in ["a", "b", "c"] {
        log.push(entry(text, Level::Info));
    }
    log.step(1);
    assert!(
        log.follow,
        "below the newest line there is nothing to pause at"
    );
    log.step(-1);
    log.set_filter("");
    log.push(entry("d", Level::Info));
    log.push(entry("e", Level::Debug));
    assert_eq!((log.follow, log.unseen, log.selected), (false, 2, 1));
    log.step(100);
    assert_eq!((log.follow, log.selected), (false, 4));
    log.set_follow(true);
    assert_eq!(log.unseen, 0);
    log.step(-1);
    log.next_level();
    log.push(entry("quiet", Level::Debug));
    log.push(entry("loud", Level::Info));
    assert_eq!(log.unseen, 1, "what does not pass is not counted");
}

#[test]
fn a_longer_filter_looks_among_those_that_passed_and_a_shorter_one_among_all() {
    let mut log = LogView::new(100);
    for text in ["GET /token", "GET /tok", "other"] {
        log.push(entry(text, Level::Info));
    }
    for (filter, expected) in [
        ("t", vec!["GET /token", "GET /tok", "other"]),
        ("TOK", vec!["GET /token", "GET /tok"]),
        ("token", vec!["GET /token"]),
        ("tok", vec!["GET /token", "GET /tok"]),
        ("the", vec!["other"]),
        ("planday", vec!["GET /token", "GET /tok", "other"]),
        ("", vec!["GET /token", "GET /tok", "other"]),
    ] {
        log.set_filter(filter);
        assert_eq!(texts(&log), expected, "{filter}");
    }
    log.push(call("Nordlys Café", "/a", answered(200, 1)));
    log.set_filter("CAFÉ");
    assert_eq!(texts(&log), ["/a"]);
}

#[test]
fn what_an_exchange_means_stands_in_a_line_behind_it() {
    let mut log = LogView::new(100);
    for id in [7, 8] {
        log.push(Entry {
            exchange: Some(exchange(id, 400, "")),
            ..call("Nordlys", &format!("/{id}"), answered(400, 1))
        });
    }
    let meaning = |exchange, summary: &str| Entry {
        meaning: Some(Arc::new(Meaning {
            exchange,
            summary: summary.into(),
            next: "Try again.".into(),
        })),
        ..Entry::new(Timestamp::UNIX_EPOCH, Level::Error, OWN, summary)
    };
    log.push(meaning(8, "second"));
    log.push(meaning(7, "first"));
    for (at, expected) in [(0, Some("first")), (1, Some("second")), (2, None)] {
        log.select(at);
        let meaning = log.selected_meaning();
        assert_eq!(meaning.map(|meaning| meaning.summary.as_str()), expected);
    }
    log.set_filter("/8");
    log.select(0);
    assert!(
        log.selected_meaning().is_some(),
        "also where that line is not shown"
    );
}
