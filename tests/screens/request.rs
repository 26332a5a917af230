//! What is checked before anybody signs in: the redirect URI of the app, and Planday's answer to the request.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Color;
use stackday::domain::scope::Scopes;
use stackday::domain::text::Text;
use stackday::domain::{Evidence, Standing, StepId};
use stackday::guide::REDIRECT_URI;
use stackday::secret::Secret;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::tasks::TaskKind;
use stackday::tui::update;
use stackday::tui::worker::{Job, TaskOutcome};
use stackday::workflow::{Finding, Progress, RequestReport};

use super::build::*;

/// In step A2, with this pasted as the redirect URI of the app.
fn pasted(run: Run, text: &str) -> Run {
    run.step(1).tabs(6).send(Message::Paste(Secret::new(text)))
}

/// In step B1, with the check under way.
fn asked(run: Run) -> Run {
    run.step(3).tabs(2).key(KeyCode::Enter)
}

fn unknown(why: &str) -> Finding {
    Finding::Unknown(why.into())
}

fn accepted() -> RequestReport {
    RequestReport {
        whole: Finding::Accepted,
        client: Finding::Accepted,
        redirect_uri: Finding::Accepted,
        scopes: Finding::Accepted,
        refused_scopes: Scopes::new(),
        registered: None,
        said: None,
        summary: "Planday accepts App Id, redirect URI and 7 scopes: an observation, not proof."
            .into(),
        next: None,
        at: start(),
    }
}

/// The worst of it: a slip in the redirect URI, and scopes that the app lacks.
fn refused() -> RequestReport {
    RequestReport {
        whole: Finding::Refused,
        redirect_uri: Finding::Refused,
        scopes: Finding::Refused,
        refused_scopes: ["payroll:read", "shift:read"].map(String::from).into(),
        registered: Some(format!("{REDIRECT_URI}/")),
        said: Some(Text::new("Sorry, there was an error: Invalid redirect_uri")),
        summary: format!(
            "Planday refuses the redirect URI, and accepts {REDIRECT_URI}/ for this app. Planday refuses these scopes for the app, which probably lacks them: payroll:read, shift:read."
        ),
        next: Some("Create a new app with all the wanted scopes ticked and exactly the redirect URI of step A2. Scopes cannot be added later.".into()),
        ..accepted()
    }
}

fn untold() -> RequestReport {
    let whatever = |what| unknown(&format!("Planday sends this on to log in whatever {what}"));
    RequestReport {
        whole: unknown("sent on to log in, which does not tell every part apart"),
        client: whatever("the App Id is"),
        redirect_uri: whatever("the redirect URI is"),
        scopes: whatever("the scopes are"),
        summary: "Planday sends the request on to log in; what it accepts of it stays unknown: App Id, redirect URI, scopes.".into(),
        next: Some("Go on: verifying proves App Id and scopes, linking the redirect URI.".into()),
        ..accepted()
    }
}

fn ended(run: Run, report: RequestReport) -> Run {
    run.ended(TaskKind::Request, TaskOutcome::Request(Box::new(report)))
}

#[test]
fn a_slipped_redirect_uri_is_marked_where_it_differs() {
    let slipped = "http://api.stackone.com/connect/oauth2/Planday/callback/";
    let run = pasted(Run::filled(), slipped);
    shot("compared_120", &run.text(120, 40));
    shot("compared_80", &run.text(80, 24));
    let small = run.text(60, 16);
    assert!(small.contains("▌ Registered URI"), "{small}");
}

#[test]
fn what_cannot_be_seen_is_shown_by_its_code_point() {
    let run = pasted(
        Run::filled(),
        " https://api.stackone.com/connect/oauth2/pl\u{430}nday/call\u{200b}back\u{1b}[31m",
    );
    let text = run.text(200, 60);
    for expected in [
        "<U+0020>",
        "<U+200B>",
        "<U+001B>",
        "white space at its beginning: U+0020 (space)",
        "U+0430 looks like “a” and is a Cyrillic letter",
    ] {
        assert!(text.contains(expected), "{expected}:\n{text}");
    }
    assert!(!text.contains('\u{200b}') && !text.contains('\u{1b}'));
    shot("compared_unseen_80", &run.text(80, 24));
}

#[test]
fn both_lines_and_the_marks_stand_column_under_column_at_every_width() {
    let typed = REDIRECT_URI.replace("planday", "work\u{ff44}ay");
    for columns in [60, 80, 100, 120, 200] {
        let shown = pasted(Run::filled(), &typed).buffer(columns, 60);
        let rows: Vec<Vec<&str>> = shown
            .content
            .chunks(usize::from(columns))
            .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect())
            .collect();
        let mut marked = 0;
        for (at, row) in rows.iter().enumerate().skip(2) {
            let marks = row.iter().filter(|cell| **cell == "^").count();
            let named = rows[at - 2].concat().contains("expected  ");
            if marks == 0 || !named {
                continue;
            }
            for (column, cell) in row.iter().enumerate() {
                let (above, below) = (rows[at - 2][column], rows[at - 1][column]);
                // The names of the lines stand before them.
                if column + 1 < usize::from(columns) && *cell == "^" {
                    assert_ne!(above, below, "{columns} {at} {column}");
                    marked += 1;
                }
            }
        }
        assert!(marked >= 4, "{columns}: {marked} marks");
    }
}

#[test]
fn the_same_redirect_uri_is_said_to_be_the_same() {
    let text = pasted(Run::filled(), REDIRECT_URI).text(80, 24);
    assert!(text.contains("✓ The same, character by"), "{text}");
    assert!(!text.contains("expected  https"), "{text}");
    // A line break at the end comes from copying: no line can hold one.
    let text = pasted(Run::filled(), &format!("{REDIRECT_URI}\r\n")).text(120, 40);
    assert!(
        text.contains("✓ The same, character by character"),
        "{text}"
    );
}

#[test]
fn a_difference_warns_and_stops_nobody() {
    let run = pasted(Run::filled(), &format!("{REDIRECT_URI}/"));
    let run = run.tabs(1).key(KeyCode::Enter);
    assert_eq!(run.state.setup.step, StepId::A3, "gone on");
    let text = run.text(120, 40);
    assert!(
        text.contains("The redirect URI of the app differs"),
        "{text}"
    );
    let run = Run::filled().step(1).tabs(7).key(KeyCode::Enter);
    assert_eq!(run.state.setup.step, StepId::A3, "nobody has to compare");
    assert!(run.state.shared.notice.is_none());
}

#[test]
fn without_colour_and_in_ascii_the_marks_stay() {
    let mut env = environment();
    env.ascii = true;
    env.color = false;
    let run = pasted(Run::filled_in(env), &format!("{REDIRECT_URI}/"));
    let text = run.text(80, 60);
    assert!(text.is_ascii(), "{text}");
    let lines: Vec<_> = text.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.contains("entered   https"))
        .expect("the line");
    let mark = lines[at + 1].find('^').expect("a mark");
    assert_eq!(&lines[at][mark..], "/");
    assert!(lines[at - 1].len() <= mark, "a gap: {}", lines[at - 1]);
    let run = ended(asked(run), refused());
    let text = run.text(80, 60);
    for expected in ["+ accepted", "x refused"] {
        assert!(text.contains(expected), "{text}");
    }
    let shown = run.buffer(120, 40);
    assert!(shown.content.iter().all(|cell| cell.fg == Color::Reset));
}

#[test]
fn the_check_is_seen_at_work() {
    let run = asked(Run::filled()).progress(
        TaskKind::Request,
        Progress::Waiting("asking Planday about each scope alone: 3 of 7".into()),
    );
    shot("requesting_80", &run.text(80, 24));
}

#[test]
fn what_came_of_the_check_stands_in_both_steps() {
    for (name, report, standing) in [
        ("request_accepted", accepted(), Standing::Observed),
        ("request_refused", refused(), Standing::Unknown),
        ("request_untold", untold(), Standing::Unknown),
    ] {
        let run = ended(asked(Run::filled()), report);
        assert_eq!(
            run.state.shared.ledger.of(StepId::A2).standing,
            standing,
            "{name}"
        );
        shot(&format!("{name}_b1_120"), &run.text(120, 40));
        shot(&format!("{name}_b1_80"), &run.text(80, 24));
        let run = run.step(1);
        shot(&format!("{name}_a2_120"), &run.text(120, 40));
        shot(&format!("{name}_a2_80"), &run.text(80, 24));
    }
}

#[test]
fn an_observation_overrules_neither_a_proof_nor_a_failure() {
    let run = Run::filled().all_verified();
    let run = ended(asked(run), accepted());
    assert_eq!(
        run.state.shared.ledger.of(StepId::A2).standing,
        Standing::Verified
    );
    let mut run = Run::filled();
    let failed = run.failed(rate_limited());
    run.state.shared.ledger.record(StepId::A2, failed);
    let run = ended(asked(run), accepted());
    assert_eq!(
        run.state.shared.ledger.of(StepId::A2).standing,
        Standing::Failed
    );
    let mut run = Run::filled();
    let long_ago = Evidence {
        at: run
            .now
            .checked_sub(jiff::SignedDuration::from_hours(30))
            .ok(),
        ..run.verified("12 of 12")
    };
    run.state.shared.ledger.record(StepId::A2, long_ago);
    let run = ended(asked(run), accepted());
    assert_eq!(
        run.state.shared.ledger.of(StepId::A2).standing,
        Standing::Observed
    );
}

#[test]
fn another_value_drops_what_was_seen_and_what_is_on_its_way() {
    let changes: [fn(Run) -> Run; 3] = [
        |run| {
            run.step(3)
                .tabs(1)
                .key(KeyCode::Backspace)
                .key(KeyCode::Esc)
        },
        |run| {
            let run = run.step(1).tabs(3).key(KeyCode::Enter).key(KeyCode::Down);
            run.keys(" ").key(KeyCode::Enter)
        },
        |run| pasted(run, "https://example.org/callback"),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let run = change(ended(asked(Run::filled()), accepted()));
        assert!(run.state.shared.remote.request.is_none(), "change {at}");
        let run = change(asked(Run::filled()));
        assert!(
            !run.state
                .shared
                .tasks
                .running
                .contains_key(&TaskKind::Request),
            "change {at}"
        );
    }
}

/// What a key has done outside.
fn effects(run: &mut Run, code: KeyCode) -> Vec<Effect> {
    let stamped = Stamped {
        at: run.now,
        message: Message::Key(KeyEvent::new(code, KeyModifiers::NONE)),
    };
    update(&mut run.state, stamped)
}

#[test]
fn a_check_of_another_value_is_cancelled() {
    let mut run = asked(Run::filled());
    let id = run.job(TaskKind::Request);
    run = run.step(3).tabs(1).key(KeyCode::Backspace);
    let effects = effects(&mut run, KeyCode::Esc);
    assert!(
        matches!(effects[..], [Effect::Cancel(cancelled)] if cancelled == id),
        "{effects:?}"
    );
}

#[test]
fn the_request_asks_for_the_expected_redirect_uri_whatever_was_pasted() {
    let mut run = pasted(Run::filled(), "https://example.org/callback")
        .step(3)
        .tabs(2);
    let effects = effects(&mut run, KeyCode::Enter);
    let inputs = effects.iter().find_map(|effect| match effect {
        Effect::Start(_, Job::Request(inputs)) => Some(inputs),
        _ => None,
    });
    let inputs = inputs.expect("a check");
    assert_eq!(inputs.redirect_uri, REDIRECT_URI);
    assert_eq!(inputs.app_id, APP_ID);
    assert_eq!(inputs.scopes.len(), 7);
}
