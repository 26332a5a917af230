//! Lines of the log in these tests.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use stackday::journal::{CallLine, CallState, Entry, Exchange, Level, Meaning, Outcome, Part};

use super::{APP_ID, start};

pub fn entry(second: i64, level: Level, source: &'static str, text: &str) -> Entry {
    let at = start().checked_add(SignedDuration::from_secs(second));
    Entry::new(at.expect("a time"), level, source, text)
}

/// A line of this request.
pub fn called(
    entry: Entry,
    (method, path): (&'static str, &str),
    purpose: &str,
    state: CallState,
) -> Entry {
    let call = CallLine {
        method,
        path: path.into(),
        purpose: purpose.into(),
        state,
    };
    Entry {
        call: Some(Arc::new(call)),
        ..entry
    }
}

/// It was answered at the first try.
pub fn answered(status: u16, milliseconds: u64) -> CallState {
    CallState::Answered {
        status,
        took: Duration::from_millis(milliseconds),
        attempt: 1,
    }
}

/// The lines of a verification that fails at the Token.
pub fn lines() -> Vec<Entry> {
    let token = ("POST", "/connect/token");
    let purpose = "exchange the Token";
    let unanswered = CallState::Unanswered {
        reason: "the connection was closed before the answer was complete".into(),
        took: Duration::from_millis(64),
        attempt: 1,
    };
    let second_try = CallState::Answered {
        status: 400,
        took: Duration::from_millis(81),
        attempt: 2,
    };
    let refused = entry(
        2,
        Level::Warn,
        "planday-id",
        "POST /connect/token → 400 in 81 ms (exchange the Token, attempt 2)",
    );
    vec![
        entry(0, Level::Info, "stackday", "verifying what was entered"),
        called(
            entry(
                1,
                Level::Error,
                "planday-id",
                "POST /connect/token → the connection was closed before the answer was complete (exchange the Token)",
            ),
            token,
            purpose,
            unanswered,
        ),
        Entry {
            exchange: Some(Arc::new(exchange())),
            ..called(refused, token, purpose, second_try)
        },
        called(
            entry(
                3,
                Level::Debug,
                "stackone",
                "GET /connector_profiles → 200 in 120 ms (list the connector profiles)",
            ),
            ("GET", "/connector_profiles?connector_key=planday"),
            "list the connector profiles",
            answered(200, 120),
        ),
    ]
}

fn of(connection: &str, entry: Entry) -> Entry {
    Entry {
        connection: Some(connection.into()),
        ..entry
    }
}

/// A Token that was refused, and what that means.
fn refused() -> Vec<Entry> {
    let mut lines = Vec::new();
    let text = "POST /connect/token → 400 in 81 ms (exchange the Token)";
    let refused = called(
        entry(7, Level::Warn, "planday-id", text),
        ("POST", "/connect/token"),
        "exchange the Token",
        answered(400, 171),
    );
    lines.push(of(
        "Museum Østmark",
        Entry {
            exchange: Some(Arc::new(exchange())),
            ..refused
        },
    ));
    let meaning = Meaning {
        exchange: exchange().id,
        summary: "Planday refuses the Token.".into(),
        next: "Authorize the app again and enter the Token shown there.".into(),
    };
    lines.push(of(
        "Museum Østmark",
        Entry {
            meaning: Some(Arc::new(meaning)),
            ..entry(7, Level::Error, "stackday", "Planday refuses the Token.")
        },
    ));
    lines
}

/// The lines of a verification of many: repeats, tries, waits, failures, and what they mean.
pub fn many_lines() -> Vec<Entry> {
    let read = |second, connection, source, path, status, took| {
        let level = if status < 400 {
            Level::Debug
        } else {
            Level::Warn
        };
        let text = format!("GET {path} → {status} in {took} ms (a read)");
        let entry = entry(second, level, source, &text);
        of(
            connection,
            called(entry, ("GET", path), "a read", answered(status, took)),
        )
    };
    let accounts = "/accounts?page_size=25";
    let waits = CallState::WaitsToRepeat(Duration::from_secs(2));
    let third = CallState::Answered {
        status: 200,
        took: Duration::from_millis(214),
        attempt: 2,
    };
    let mut lines = vec![
        read(
            0,
            "Klitgården Spa",
            "planday",
            "/hr/v1.0/departments?limit=1",
            200,
            84,
        ),
        read(
            0,
            "Klitgården Spa",
            "planday",
            "/scheduling/v1.0/shifttypes?limit=1",
            200,
            97,
        ),
        of(
            "Lindebo Care",
            entry(
                1,
                Level::Warn,
                "stackday",
                "absence:read is not in the token answer",
            ),
        ),
    ];
    for second in 0..6 {
        let path = "/hr/v1.0/employeegroups?limit=1";
        lines.push(read(
            2 + second,
            "Solsikke Børnehaver",
            "planday",
            path,
            200,
            88,
        ));
    }
    lines.push(read(4, "Tinghus Hotel", "stackone", accounts, 429, 61));
    let text = "429 on GET /accounts; attempt 2 of 4 in 2.0 s";
    let waiting = entry(4, Level::Warn, "stackone", text);
    lines.push(of(
        "Tinghus Hotel",
        called(waiting, ("GET", accounts), "a read", waits),
    ));
    let text = "GET /accounts → 200 in 214 ms (a read, attempt 2)";
    let again = entry(6, Level::Debug, "stackone", text);
    lines.push(of(
        "Tinghus Hotel",
        called(again, ("GET", accounts), "a read", third),
    ));
    lines.extend(refused());
    lines
}

pub fn exchange() -> Exchange {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Exchange {
        id: 12,
        service: "planday-id",
        purpose: "exchange the Token".into(),
        method: "POST".into(),
        url: "https://id.planday.com/connect/token".into(),
        attempt: 2,
        started: start(),
        elapsed: Duration::from_millis(81),
        request: Part {
            headers: vec![
                header("content-type", "application/x-www-form-urlencoded"),
                header("accept", "application/json"),
            ],
            body: format!("client_id={APP_ID}&grant_type=refresh_token&refresh_token=[redacted]"),
            bytes: 121,
        },
        outcome: Outcome::Answered {
            status: 400,
            response: Part {
                headers: vec![header("content-type", "application/json; charset=UTF-8")],
                body: r#"{"error":"invalid_grant","details":["expired",{"hint":null}]}"#.into(),
                bytes: 61,
            },
        },
    }
}
