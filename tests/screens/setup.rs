//! The first screen.

use crossterm::event::KeyCode;
use stackday::domain::CheckId;
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
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
        "Create a new app with all the wanted scopes ticked: Planday adds none to an app later. Then authorise it and copy its App Id and Token. Missing: payroll:read, shift:read.",
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
