//! History holds changes, not looks.

use stackday::domain::{ChangeOrigin, CheckId, Standing};

use crate::evidence::{days_ago, merge};
use crate::support::{Home, findings, time};

#[test]
fn another_look_at_the_same_is_counted_and_makes_no_row() {
    let home = Home::new();
    let profile = home.save("One");
    for minute in 10..40 {
        let at = format!("2026-07-01T10:{minute}:00Z");
        merge(&home.library, &profile, Standing::Verified, "works", &at);
    }
    let now = home.stored(profile.id);
    let [row] = &now.history[..] else {
        panic!("{:?}", now.history)
    };
    assert_eq!(row.looks, 30);
    assert_eq!(row.since, time("2026-07-01T10:10:00Z"));
    assert_eq!(row.at, time("2026-07-01T10:39:00Z"));
    assert_eq!(now.recent, [0; 24], "the results of the last 24");

    merge(
        &home.library,
        &profile,
        Standing::Failed,
        "dead",
        "2026-07-01T11:00:00Z",
    );
    merge(
        &home.library,
        &profile,
        Standing::Verified,
        "works",
        "2026-07-01T12:00:00Z",
    );
    let now = home.stored(profile.id);
    let rows: Vec<_> = now
        .history
        .iter()
        .map(|row| (row.exit, row.looks))
        .collect();
    assert_eq!(rows, [(0, 1), (4, 1), (0, 30)]);
    assert_eq!(now.recent.len(), 24);
    assert_eq!(now.recent[21..], [0, 4, 0], "the oldest first");
    assert_eq!(now.revision, profile.revision, "no person changed it");
}

#[test]
fn what_differs_makes_a_row() {
    let home = Home::new();
    let profile = home.save("One");
    let looks = |number: u8, change: &dyn Fn(&mut stackday::library::Findings)| {
        let at = format!("2026-07-01T10:{number}:00Z");
        let mut found = findings(profile.evidence_revision, Standing::Verified, "works", &at);
        change(&mut found);
        home.library
            .merge_findings(vec![(profile.id, found)])
            .expect("merged");
        home.stored(profile.id).history.len()
    };
    assert_eq!(looks(10, &|_| ()), 1);
    assert_eq!(looks(11, &|found| found.verification.exit = 5), 2);
    assert_eq!(
        looks(12, &|found| found.verification.line = "5 of 6".to_owned()),
        3
    );
    assert_eq!(
        looks(13, &|found| {
            found.verification.line = "5 of 6".to_owned();
            found.verification.checks.clear();
        }),
        4
    );
    // The words of a check may hold a number that is never the same twice.
    assert_eq!(
        looks(14, &|found| {
            let check = found.verification.checks.get_mut(&CheckId::Token);
            check.expect("there").line = "in 213 ms".to_owned();
        }),
        5
    );
    assert_eq!(looks(15, &|_| ()), 5);
}

#[test]
fn an_answer_that_comes_late_is_no_newer_than_it_is() {
    let home = Home::new();
    let profile = home.save("One");
    merge(
        &home.library,
        &profile,
        Standing::Failed,
        "dead",
        "2026-07-01T11:00:00Z",
    );
    merge(
        &home.library,
        &profile,
        Standing::Verified,
        "works",
        "2026-07-01T10:00:00Z",
    );
    let now = home.stored(profile.id);
    assert_eq!(now.history[0].line, "dead");
    assert_eq!(now.history[0].at, time("2026-07-01T11:00:00Z"));
    assert_eq!(now.history[0].looks, 1, "it found something else");
    assert_eq!(now.recent.last(), Some(&4), "the last result is the newest");
}

#[test]
fn it_is_kept_for_400_days_and_the_newest_longer() {
    let home = Home::new();
    let profile = home.save("One");
    for (days, line) in [(900, "a"), (401, "b"), (399, "c")] {
        merge(
            &home.library,
            &profile,
            Standing::Verified,
            line,
            &days_ago(days),
        );
    }
    let lines = |home: &Home| -> Vec<_> {
        let rows = home.stored(profile.id).history.into_iter();
        rows.map(|row| row.line).collect()
    };
    assert_eq!(lines(&home), ["c"]);
    merge(
        &home.library,
        &profile,
        Standing::Verified,
        "d",
        &days_ago(1),
    );
    assert_eq!(lines(&home), ["d", "c"]);

    let home = Home::new();
    let profile = home.save("One");
    merge(
        &home.library,
        &profile,
        Standing::Verified,
        "only",
        &days_ago(900),
    );
    let now = home.stored(profile.id);
    assert_eq!(now.history.len(), 1, "the newest stays, whatever it is");
}

#[test]
fn it_is_bounded_in_bytes() {
    let home = Home::new();
    let profile = home.save("One");
    let batch = (0..500).map(|number| {
        let at = format!("2026-07-01T10:00:00.{number:03}Z");
        let line = format!("{number} {}", "x".repeat(1_000));
        let found = findings(profile.evidence_revision, Standing::Verified, &line, &at);
        (profile.id, found)
    });
    home.library
        .merge_findings(batch.collect())
        .expect("merged");
    home.close();
    let database = home.database();
    let (rows, bytes): (i64, i64) = database
        .query_row(
            "SELECT count(*), sum(length(line) + length(checks)) FROM history",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("read");
    assert!(bytes <= 64 * 1_024, "{bytes} bytes");
    assert!(rows > 20, "{rows} rows");
    drop(database);
    let now = home.stored(profile.id);
    assert!(now.history[0].line.starts_with("499 "));
    assert!(now.history.len() <= stackday::library::REMEMBERED);
}

#[test]
fn a_change_names_who_found_it_first_and_rows_of_before_name_nobody() {
    let home = Home::new();
    let profile = home.save("One");
    let look = |minute: u8, line: &str, origin: Option<ChangeOrigin>| {
        let at = format!("2026-07-01T10:{minute}:00Z");
        let mut found = findings(profile.evidence_revision, Standing::Verified, line, &at);
        found.verification.origin = origin;
        (home.library.merge_findings(vec![(profile.id, found)])).expect("merged");
    };
    let origins = || -> Vec<_> {
        let history = home.stored(profile.id).history.into_iter();
        history.map(|row| (row.looks, row.origin)).collect()
    };
    let command = ChangeOrigin::Command("profiles verify".to_owned());
    look(10, "works", Some(ChangeOrigin::Screen));
    look(11, "works", Some(command.clone()));
    look(12, "works as well", Some(command.clone()));
    assert_eq!(
        origins(),
        [(1, Some(command)), (2, Some(ChangeOrigin::Screen))]
    );
    home.first_version();
    assert_eq!(origins(), [(1, None), (2, None)]);
    look(13, "works again", Some(ChangeOrigin::Watch));
    assert_eq!(origins()[0], (1, Some(ChangeOrigin::Watch)));
    // The word of a newer program.
    home.close();
    home.database()
        .execute("UPDATE history SET origin = 'telepathy'", [])
        .expect("written");
    assert_eq!(origins()[0], (1, None));
}
