//! Three hundred connections of which sixteen failed for five reasons: found, understood and verified again in few keys.

use jiff::Timestamp;
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::exit::Exit;
use stackday::domain::{ChangeOrigin, Evidence, StepId};
use stackday::library::{Connection, Findings, LastSeen, Profile, Verification};

use super::harness::{App, Shelf, sandbox};

/// A kind of failure: how many failed so, the exit code, what was written down, the step that it is about, and a missing scope.
type Failure = (
    usize,
    Exit,
    &'static str,
    Option<StepId>,
    Option<&'static str>,
);

const FAILURES: [Failure; 5] = [
    (
        7,
        Exit::Rejected,
        "Planday refuses this Token: it was revoked.",
        Some(StepId::B2),
        None,
    ),
    (
        3,
        Exit::ScopeMissing,
        "1 scope is missing.",
        Some(StepId::A2),
        Some("shift:read"),
    ),
    (
        2,
        Exit::Network,
        "Planday did not answer within 20 s. It may be down.",
        None,
        None,
    ),
    (
        2,
        Exit::Rejected,
        "StackOne does not accept this API key: it is disabled.",
        Some(StepId::C1),
        None,
    ),
    (
        2,
        Exit::Failed,
        "The connector profile “Planday EU” is disabled.",
        Some(StepId::C2),
        None,
    ),
];

/// What was found of the connection with this number.
fn findings(profile: &Profile, number: usize) -> Findings {
    let at = Timestamp::now();
    let mut from = 0;
    let failure = FAILURES.iter().find(|(count, ..)| {
        from += count;
        number < from
    });
    let (exit, line, step, scope) = match failure {
        Some((_, exit, line, step, scope)) => (*exit, *line, *step, *scope),
        None => (
            Exit::Success,
            "everything that was checked holds",
            None,
            None,
        ),
    };
    let diagnosis = Diagnosis::new(Party::Input, Kind::Failed, line, "next");
    let failed = step.map(|step| (step, Evidence::failed(diagnosis)));
    Findings {
        revision: profile.evidence_revision,
        verification: Verification {
            since: at,
            looks: 1,
            at,
            exit: exit.code(),
            line: line.to_owned(),
            checks: [].into(),
            origin: None,
        },
        seen: LastSeen {
            at,
            portal_name: None,
            granted: Some(if scope.is_some() { 11 } else { 12 }),
            wanted: 12,
            missing: scope.into_iter().map(str::to_owned).collect(),
            connector: None,
            accounts: Some([("active".to_owned(), 4)].into()),
        },
        steps: failed.into_iter().collect(),
    }
}

/// A place with three hundred connections.
fn three_hundred() -> Shelf {
    let shelf = Shelf::new();
    let library = shelf.library();
    let entries = (0..300).map(|number| (format!("customer {number:03}"), Connection::default()));
    library.import(entries.collect()).expect("imported");
    let saved = library.load().expect("read");
    let all = saved.profiles.iter().enumerate();
    let all = all.map(|(number, profile)| (profile.id, findings(profile, number)));
    library.merge_findings(all.collect()).expect("merged");
    library.close().expect("closed");
    shelf
}

#[tokio::test]
async fn what_failed_among_three_hundred_is_found_understood_and_verified_again_in_twelve_keys() {
    let shelf = three_hundred();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Profiles"]).await;
    // One key: found, with the reasons, and the first of them explained.
    let mut keys = vec!["2"];
    app.press(&keys);
    app.sees(&[
        "failed 16",
        "16 failed because",
        "7 Token refused",
        "3 scope missing",
        "2 API key refused",
        "4 other",
        "Token refused by Planday",
        "scope missing: shift:read",
    ])
    .await;
    // A second key: the next failure. Cause, effect, who and fix stand below it.
    keys.push("n");
    app.press(&["n"]);
    app.sees(&[
        "Planday refuses the Token.",
        "Cause",
        "4 accounts stop working",
        "the customer's Planday administrator",
        "Authorize the app again",
        "Open step B2",
    ])
    .await;
    let again = [":", "f", "a", "i", "l", "e", "d", "enter"];
    keys.extend(again);
    app.press(&again);
    app.sees(&["Verified 16 connections: 0 ok, 16 failed."])
        .await;
    // What came of it, as a list.
    keys.push("b");
    app.press(&["b"]);
    app.sees(&["is:just-checked", "16 of 30"]).await;
    assert!(keys.len() <= 12, "{keys:?}");
    app.quit().await;
    // What changed is remembered as found at the screen.
    let saved = shelf.library().load().expect("read");
    let newest = saved.profiles.iter().map(|profile| &profile.history[0]);
    let by_screen = newest.filter(|found| found.origin == Some(ChangeOrigin::Screen));
    assert_eq!(by_screen.count(), 16);
}

#[tokio::test]
async fn a_failed_connection_opens_at_the_step_that_failed() {
    let shelf = three_hundred();
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    app.sees(&["Profiles"]).await;
    app.press(&["2", "/"]).type_text("reason:API");
    app.sees(&["API key refused by StackOne"]).await;
    app.press(&["enter", "e"]);
    app.sees(&["is open"]).await;
    let model = app.quit().await;
    assert_eq!(model.setup.step, StepId::C1);
}
