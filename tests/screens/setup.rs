//! The first screen.

use crossterm::event::KeyCode;
use stackday::domain::CheckId;
use stackday::domain::diagnosis::{Cause, Diagnosis, Kind, Party};
use stackday::journal::Level;
use stackday::secret::Secret;
use stackday::tui::message::{Message, Page};
use stackday::tui::tasks::TaskKind;
use stackday::workflow::Progress;

use super::build::*;

#[test]
fn a_fresh_start() {
    let run = Run::fresh();
    shot("fresh_120", &run.text(120, 40));
    shot("fresh_80", &run.text(80, 24));
}

#[test]
fn fields_that_are_filled() {
    let run = Run::filled().step(1).tabs(1);
    shot("filled_120", &run.text(120, 40));
    shot("filled_80", &run.text(80, 24));
}

#[test]
fn each_verdict() {
    let typed = |text: &str| {
        Run::fresh()
            .key(KeyCode::Enter)
            .send(Message::Paste(Secret::new(text)))
            .tabs(1)
    };
    shot(
        "verdict_tidied",
        &typed("\"acme.planday.com\"").text(80, 24),
    );
    shot("verdict_doubt", &typed("acme.example.com").text(80, 24));
    shot(
        "verdict_wrong",
        &typed("http://acme.example.com").text(80, 24),
    );
}

#[test]
fn a_secret_is_hidden_and_counted() {
    let run = Run::filled().step(4).tabs(1);
    shot("secret_80", &run.text(80, 24));
    // Asked for, it is shown: this is the one place where it may be.
    let shown = run.ctrl('r').buffer(80, 24);
    let text: String = shown
        .content
        .iter()
        .map(ratatui::buffer::Cell::symbol)
        .collect();
    assert!(text.contains(TOKEN));
}

#[test]
fn verifying() {
    let mut run = Run::filled().verify();
    let evidence = run.verified("Planday gave an access token for 60 minutes");
    run = run
        .progress(TaskKind::Verify, Progress::Checking(CheckId::Token))
        .checked(CheckId::Token, evidence)
        .progress(TaskKind::Verify, Progress::Checking(CheckId::Scopes))
        .progress(TaskKind::Verify, Progress::Probed { done: 3, total: 7 })
        .step(1);
    let mut waits = entry(
        0,
        Level::Warn,
        "planday",
        "HTTP 429 on GET /hr/v1.0/departments; attempt 2 of 4 in 12.0 s",
    );
    waits.waits_until = Some(run.now + jiff::SignedDuration::from_secs(12));
    run = run.log(vec![waits]);
    shot("verifying_120", &run.text(120, 40));
    shot("verifying_80", &run.text(80, 24));
}

#[test]
fn verified() {
    let run = Run::filled().log(lines()).all_verified().step(4);
    shot("verified_120", &run.text(120, 40));
    shot("verified_80", &run.text(80, 24));
}

#[test]
fn a_refused_token() {
    let mut run = Run::filled().log(lines()).verify();
    let evidence = run.failed(refused_token());
    run = run.checked(CheckId::Token, evidence);
    run.state.shared.tasks.running.clear();
    run = run.step(4);
    shot("refused_120", &run.text(120, 40));
    shot("refused_80", &run.text(80, 24));
    shot("refused_60", &run.text(60, 16));
}

#[test]
fn each_kind_of_failure() {
    let mut run = Run::filled().verify();
    let limited = run.failed(rate_limited());
    run = run.checked(CheckId::ApiKey, limited);
    let network = run.failed(Diagnosis::new(
        Party::Network,
        Kind::Network,
        "The connection to id.planday.com is not trusted: its certificate was issued by nobody this machine trusts (issued by Acme Proxy CA).",
        "If your company inspects traffic, pass its CA certificate with --ca-file (or ca_file in the config file).",
    ));
    run = run.checked(CheckId::Token, network);
    run.state.shared.tasks.running.clear();
    let run = run.step(5);
    shot("rate_limited_80", &run.text(80, 24));
    let run = run.step(2);
    shot("network_80", &run.text(80, 24));
}

#[test]
fn missing_scopes() {
    let mut run = Run::filled().all_verified().verify();
    let evidence = run.failed(Diagnosis::new(
        Party::PlandayApi,
        Kind::ScopeMissing,
        "2 of 7 wanted scopes missing: payroll:read, shift:read.",
        "Create a new app with all the wanted scopes ticked: scopes cannot be added later. Then authorise it and copy its App Id and Token. Missing: payroll:read, shift:read.",
    ));
    run = run.checked(CheckId::Scopes, evidence);
    run.state.shared.remote.scopes = report(&["payroll:read", "shift:read"]);
    run.state.relist();
    run.state.shared.tasks.running.clear();
    let run = run.step(1);
    shot("missing_120", &run.text(120, 40));
    shot("missing_80", &run.text(80, 24));
}

#[test]
fn waiting_for_the_profile() {
    let run = Run::filled().step(6).tabs(5).key(KeyCode::Enter).progress(
        TaskKind::Wait,
        Progress::Waiting("no active profile for Planday yet; looking again in 3 s".into()),
    );
    shot("waiting_80", &run.text(80, 24));
}

#[test]
fn an_open_link() {
    let run = Run::filled().link().wait(1_000);
    shot("link_120", &run.text(120, 40));
    shot("link_80", &run.text(80, 24));
}

#[test]
fn an_active_account() {
    use stackday::domain::StepId::{D2, D3, D4};
    let mut run = Run::filled().link();
    for (step, line) in [
        (D2, "StackOne reports the attempt as authenticated"),
        (D3, "account acc_77 of Acme A/S is active"),
        (
            D4,
            "planday_list_departments answered through StackOne with 3 records",
        ),
    ] {
        let evidence = run.verified(line);
        run = run.progress(TaskKind::Link, Progress::Step(step, evidence));
    }
    run.state.shared.tasks.running.clear();
    let run = run.step(10);
    shot("active_120", &run.text(120, 40));
}

#[test]
fn another_token_came_back() {
    let run = Run::filled()
        .verify()
        .progress(TaskKind::Verify, Progress::NewToken(Secret::new(NEW_TOKEN)))
        .step(4);
    shot("new_token_80", &run.text(80, 24));
}

#[test]
fn the_answer_to_a_key() {
    let page = Page {
        url: Secret::new("https://acme.planday.com/"),
        shown: true,
    };
    let run = Run::filled().send(Message::NoBrowser(page));
    assert!(run.text(80, 24).contains("open https://acme.planday.com/"));
    let run = Run::filled().step(1).keys("y");
    let text = run.text(80, 24);
    assert!(text.contains("sent to the clipboard"), "{text}");
}

#[test]
fn a_rehearsal_in_ascii() {
    let mut env = environment();
    env.rehearsal = true;
    env.read_only = true;
    env.ascii = true;
    env.profile = Some("acme-prod".into());
    let mut run = Run::filled_in(env).log(lines()).all_verified().step(4);
    run = run.key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(text.is_ascii(), "{text}");
    shot("ascii_120", &text);
}

/// The message line: the row above the keys.
fn message(run: &Run, columns: u16, rows: u16) -> String {
    let text = run.text(columns, rows);
    let mut lines = text.lines().rev();
    lines.nth(1).unwrap_or_default().to_owned()
}

/// The keys: the last row.
fn keys(run: &Run, columns: u16, rows: u16) -> String {
    let text = run.text(columns, rows);
    text.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn verifying_again_says_how_far_it_has_come_and_does_not_start_over() {
    let mut run = Run::filled().verify();
    let begun = run.job(TaskKind::Verify);
    let evidence = run.verified("Planday gave an access token for 60 minutes");
    run = run
        .checked(CheckId::Token, evidence)
        .progress(TaskKind::Verify, Progress::Probed { done: 2, total: 8 })
        .wait(6)
        .keys("v");
    assert_eq!(run.job(TaskKind::Verify), begun);
    let said = message(&run, 120, 40);
    assert!(
        said.contains("Verifying: 3 of 14, 6 s; x cancels"),
        "{said}"
    );
    // With another value it starts anew: the answer would be about the one of before.
    run.state
        .shared
        .form
        .fill(stackday::domain::Input::AppId, "");
    let run = run
        .step(3)
        .tabs(1)
        .keys("77777777-3ffe-46b6-83e7-1a20f5a2cafe");
    let run = run.key(KeyCode::Esc).keys("v");
    assert_ne!(run.job(TaskKind::Verify), begun);
}

#[test]
fn the_message_line_names_what_is_next_and_its_key() {
    let next = |run: &Run| message(run, 120, 40);
    assert!(next(&Run::fresh()).ends_with("Next  A1 Access API Settings  Enter"));
    assert!(next(&Run::fresh().keys("jjj")).ends_with("Next  B1 Copy the Application ID  Enter"));
    let filled = next(&Run::filled());
    assert!(filled.starts_with(" Filled in and not verified yet. Press v to verify."));
    assert!(filled.ends_with("Next  verify  v"));
    // Verifying a refused Token once more would prove nothing: its step is next, where it is entered anew.
    let mut refused = Run::filled().verify();
    let evidence = refused.failed(refused_token());
    let key = refused.verified("StackOne answered this API key");
    refused = refused.checked(CheckId::Token, evidence);
    refused = refused.checked(CheckId::ApiKey, key).step(4);
    refused.state.shared.tasks.running.clear();
    let refused = next(&refused);
    assert!(
        refused.ends_with("Next  B2 Copy the Token Secret  Enter"),
        "{refused}"
    );
    // On a step that holds, the next open one is a key away.
    let run = Run::filled().all_verified().step(2);
    assert!(next(&run).ends_with("Next  D1 Create the auth link  n"));
    assert_eq!(run.keys("n").state.setup.step.name(), "D1");
    // Another screen leads to its next failure, or back to the next step.
    for screen in ["2", "5"] {
        let other = next(&Run::filled().keys(screen));
        assert!(
            other.ends_with("Next  A1 Access API Settings  1"),
            "{other}"
        );
    }
    let failed = Run::filled().send(Message::NotCopied("no clipboard".into()));
    let failed = next(&failed.keys("5"));
    assert!(failed.ends_with("Next failure  n"), "{failed}");
    let small = message(&Run::fresh(), 60, 16);
    assert!(small.ends_with("Next A1 Enter"), "{small}");
}

#[test]
fn an_expired_link_offers_a_new_one_as_the_first_key() {
    use stackday::domain::StepId::D2;
    let expired = Diagnosis::new(
        Party::Authoriser,
        Kind::Failed,
        stackday::workflow::LINK_EXPIRED,
        "Create a new link and send it.",
    )
    .caused_by(Cause::LinkNotOpened);
    let mut run = Run::filled().link();
    let evidence = run.failed(expired);
    run = run.progress(TaskKind::Link, Progress::Step(D2, evidence));
    run.state.shared.tasks.running.clear();
    let run = run.step(8);
    for (columns, rows) in [(60, 16), (80, 24), (120, 40), (200, 60)] {
        let text = run.text(columns, rows);
        assert!(text.contains("Link expired."), "{columns}:\n{text}");
        let keys = keys(&run, columns, rows);
        assert!(keys.starts_with(" r new link"), "{columns}: {keys}");
    }
    let text = run.text(120, 40);
    assert!(
        text.contains("Cause    Nobody opened the link in time."),
        "{text}"
    );
    let again = run.keys("r");
    assert!(again.state.shared.tasks.runs(TaskKind::Link));
    // A link that works is not thrown away by a key without a question.
    let works = Run::filled().link().step(8).keys("r");
    let text = works.text(120, 40);
    assert!(text.contains("Create another auth link?"), "{text}");
}

#[test]
fn the_reason_of_a_failure_is_on_the_screen_in_every_size() {
    let mut run = Run::filled().verify();
    let evidence = run.failed(refused_token());
    run = run.checked(CheckId::Token, evidence).step(4);
    run.state.shared.tasks.running.clear();
    let reason = refused_token().summary;
    for (columns, rows) in [(60, 16), (80, 24), (100, 30), (120, 40), (200, 60)] {
        let text = run.text(columns, rows);
        let plain: String = text.replace(['│', '█'], " ");
        let words: Vec<_> = plain.split_whitespace().collect();
        let missing: Vec<_> = reason
            .split_whitespace()
            .filter(|word| !words.contains(word))
            .collect();
        assert!(missing.is_empty(), "{columns}: {missing:?}\n{text}");
    }
}

#[test]
fn an_error_stays_until_the_next_action() {
    let run = Run::fresh().step(8).keys("o");
    let shown = |run: &Run| message(run, 120, 40).contains("Create the auth link first");
    assert!(shown(&run));
    let run = run.keys("kj");
    assert!(shown(&run), "moving is no action");
    assert!(!shown(&run.key(KeyCode::Esc)));
}

#[test]
fn a_pane_is_zoomed_and_the_divider_is_moved() {
    let run = Run::filled().step(4);
    assert!(run.text(120, 40).contains("─ 0 of 11 proven ╮╭ B2"));
    // The checklist is never cut: its step is what is read in full.
    let zoomed = run.keys("z").text(120, 40);
    assert!(zoomed.contains("B2  Copy the Token Secret ─") && !zoomed.contains("0 of 11 proven"));
    let next = Run::filled().step(4).keys("zj").text(120, 40);
    assert!(next.contains("C1  Navigate to Connector Profiles ─"));
    let step = Run::filled().step(5).keys("z").tabs(3).text(80, 24);
    assert!(
        step.contains("C1  Navigate to Connector Profiles ─") && !step.contains("0 of 11 proven")
    );
    let right =
        crossterm::event::KeyEvent::new(KeyCode::Right, crossterm::event::KeyModifiers::CONTROL);
    let run = Run::filled().step(4);
    let at = |run: &Run| {
        let text = run.text(120, 40);
        let line = text.lines().nth(1).unwrap_or_default().to_owned();
        line.chars().position(|c| c == '╮')
    };
    let before = at(&run).expect("a corner");
    let run = run.send(Message::Key(right));
    assert_eq!(at(&run), Some(before + 4));
}

#[test]
fn a_message_stands_in_one_row_and_in_the_log_in_full() {
    let page = Page {
        url: Secret::new(format!("https://acme.planday.com/{}", "a/".repeat(90))),
        shown: true,
    };
    let run = Run::fresh().send(Message::NoBrowser(page));
    let said = message(&run, 80, 24);
    assert!(
        said.contains("… ") && said.ends_with("Next A1 Enter"),
        "{said}"
    );
    let (_, entry) = run.state.logs.lines(0, 9).last().expect("a line");
    assert!(entry.text.ends_with("yourself"), "{}", entry.text);
}

#[test]
fn that_nothing_is_sent_is_said_until_something_was() {
    let said = "nothing is sent before you press v";
    let fresh = Run::fresh();
    assert!(fresh.text(120, 40).contains(said));
    let text = fresh.log(lines()).text(120, 40);
    assert!(!text.contains(said), "{text}");
}
