//! The Accounts screen: the list in every state, one account in full, the forms and the questions.

mod forms;
mod links;

use crossterm::event::KeyCode;
use stackday::domain::account::AccountsApi;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::{AccountsReport, Progress};

use super::build::*;

fn ascii() -> Run {
    let mut env = environment();
    env.ascii = true;
    Run::filled_in(env)
}

/// The list with one of each standing.
fn listed() -> Run {
    Run::filled().with_accounts(every_standing())
}

/// On the row of this account.
fn on(run: Run, name: &str) -> Run {
    let selected = |run: &Run| {
        let view = &run.state.accounts;
        let selected = view.selected(&run.state.shared.accounts);
        selected.is_some_and(|(kept, _)| kept.account.name() == name)
    };
    let mut run = run.key(KeyCode::Home);
    for _ in 0..run.state.accounts.len() {
        if selected(&run) {
            return run;
        }
        run = run.keys("j");
    }
    panic!("{name} is not listed");
}

fn failing(run: Run) -> Run {
    run.ended(
        TaskKind::Accounts,
        TaskOutcome::Failed(Box::new(rate_limited())),
    )
}

fn v1() -> AccountsReport {
    let mut report = every_standing();
    report.api = AccountsApi::V1;
    for kept in &mut report.accounts {
        kept.account.connector_profile_id = None;
    }
    report
}

/// The list of before, three hours old, while it is read anew.
fn kept() -> Run {
    let mut report = every_standing();
    (report.at, report.profiles) = (hours_ago(3), None);
    for kept in &mut report.accounts {
        kept.last_seen = hours_ago(3);
    }
    Run::filled()
        .asking_for_accounts()
        .progress(TaskKind::Accounts, Progress::KeptAccounts(Box::new(report)))
}

/// Every state of the list, for the tests of every size.
pub fn everything() -> Vec<Run> {
    let mut runs = vec![
        listed(),
        ascii().with_accounts(every_standing()),
        kept(),
        failing(kept()),
        Run::fresh().keys("3"),
        Run::filled().with_accounts(accounts_report(Vec::new())),
        listed().keys("*"),
        listed().keys("/is:error"),
        on(listed(), "Birch Bakery ApS").key(KeyCode::Enter),
        on(listed(), "Birch Bakery ApS").keys("e"),
        listed().keys("*d"),
        Run::filled().with_accounts(many_accounts(300)).keys("/17"),
    ];
    runs.extend(links::everything());
    runs
}

#[test]
fn every_standing_is_told_apart() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 16), (200, 60)] {
        let text = listed().sized(columns, rows).text(columns, rows);
        shot(&format!("accounts_{columns}"), &text);
    }
    let run = ascii().with_accounts(every_standing());
    let text = run.text(120, 40);
    assert!(
        text.lines()
            .take(30)
            .all(|line| line.is_ascii() || line.contains('大')),
        "{text}"
    );
    shot("accounts_ascii_120", &text);
    let text = listed().text(240, 60);
    for words in [
        "error 1",
        "expired 1",
        "suspended 1",
        "inactive 1",
        "profile off 1",
        "unknown 1",
        "active 2",
        "archived 1",
        "gone 1",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn each_account_says_what_is_wrong_and_whose_move_it_is() {
    for (name, words) in [
        ("Acme A/S", ["This account is active.", "Try one read now"]),
        (
            "Birch Bakery ApS",
            ["Reads through this account are refused.", "invalid_grant"],
        ),
        (
            "Cedar Trial",
            [
                "This was a test account, and its time is over.",
                "Make a new link",
            ],
        ),
        (
            "Dune Hotels",
            ["This account is suspended.", "Resume it there."],
        ),
        (
            "Elm Retail",
            ["its connector profile is disabled", "Enable the profile."],
        ),
        (
            "Fjord Cafés",
            ["Its connector profile is disabled.", "Enable the profile."],
        ),
        ("Grove GmbH", ["“paused_by_billing”", "Try one read"]),
        (
            "Heath Ltd",
            ["This account is archived.", "make a new link"],
        ),
        (
            "Isle of Wool",
            [
                "StackOne does not list this account any more.",
                "Reads through it answer 404.",
            ],
        ),
    ] {
        let text = on(listed(), name).text(120, 40);
        let flat = flat(&text);
        for words in words {
            assert!(flat.contains(words), "{name}: {words}: {text}");
        }
    }
    shot(
        "accounts_gone_120",
        &on(listed(), "Isle of Wool").text(120, 40),
    );
    shot(
        "accounts_error_120",
        &on(listed(), "Birch Bakery ApS").text(120, 40),
    );
    shot(
        "accounts_unknown_80",
        &on(listed(), "Grove GmbH").sized(80, 24).text(80, 24),
    );
}

/// The right half of a screen, as one line.
fn flat(text: &str) -> String {
    let lines = text.lines().filter_map(|line| line.rsplit('│').nth(1));
    let words: Vec<_> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

#[test]
fn a_disabled_profile_names_whom_it_hits() {
    let run = on(listed(), "Fjord Cafés");
    let text = run.text(120, 40);
    assert!(text.contains("Profile “Planday 2” is disabled."), "{text}");
    shot("accounts_profile_off_120", &text);
    shot("accounts_profile_off_80", &run.sized(80, 24).text(80, 24));
}

#[test]
fn the_older_api_does_not_say_the_profile() {
    let run = on(Run::filled().with_accounts(v1()), "Elm Retail");
    let text = run.text(120, 40);
    assert!(text.contains("/accounts, now"), "{text}");
    assert!(flat(&text).contains("does not say which profile"), "{text}");
    shot("accounts_v1_120", &text);
}

#[test]
fn the_kept_list_is_shown_with_its_age_while_it_is_read_anew() {
    let text = kept().text(120, 40);
    assert!(text.contains("3 h old, kept"), "{text}");
    shot("accounts_kept_120", &text);
    shot("accounts_kept_80", &kept().sized(80, 24).text(80, 24));
    let text = kept().listed(every_standing()).text(120, 40);
    assert!(!text.contains("kept"), "{text}");
}

#[test]
fn a_list_that_failed_leaves_the_old_one_with_what_to_do_above_it() {
    let run = failing(kept());
    let text = run.text(120, 40);
    for words in [
        "Not refreshed. StackOne asks to wait 33 s",
        "Birch Bakery ApS",
        "3 h old",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    shot("accounts_failed_120", &text);
    shot("accounts_failed_80", &run.sized(80, 24).text(80, 24));
    let first = failing(Run::filled().asking_for_accounts());
    shot(
        "accounts_failed_first_80",
        &first.sized(80, 24).text(80, 24),
    );
}

#[test]
fn without_a_key_and_without_accounts_it_says_what_to_do() {
    let run = Run::fresh().keys("3").sized(80, 24);
    let text = run.text(80, 24);
    assert!(text.contains("step C1"), "{text}");
    shot("accounts_no_key_80", &text);
    let run = Run::filled().with_accounts(accounts_report(Vec::new()));
    shot("accounts_empty_120", &run.text(120, 40));
    let run = Run::filled().asking_for_accounts();
    shot("accounts_reading_80", &run.sized(80, 24).text(80, 24));
}

#[test]
fn a_list_that_is_not_whole_calls_no_account_gone() {
    let mut report = every_standing();
    report.accounts.retain(|kept| kept.gone_since.is_none());
    report.is_whole = false;
    report.caveat =
        Some("The list of linked accounts is incomplete: StackOne ended it early.".into());
    report.profiles = None;
    report.profiles_trouble = Some("StackOne did not answer in time.".into());
    let run = Run::filled().with_accounts(report);
    let text = run.text(120, 40);
    assert!(text.contains("No account is called gone."), "{text}");
    shot("accounts_not_whole_120", &text);
}

#[test]
fn marks_and_filters_are_counted() {
    let run = on(listed(), "Cedar Trial").keys(" j ");
    let text = run.text(120, 40);
    assert!(text.contains("2 marked"), "{text}");
    shot("accounts_marked_120", &text);
    let run = run.sized(80, 24);
    shot("accounts_marked_80", &run.text(80, 24));
    let run = run.sized(120, 40).keys("/is:error");
    let text = run.text(120, 40);
    assert!(text.contains("1 of 10"), "{text}");
    shot("accounts_filtered_120", &text);
    let run = listed().keys("/nobody");
    let text = run.sized(80, 24).text(80, 24);
    assert!(text.contains("No account passes the filter."), "{text}");
    shot("accounts_none_passes_80", &text);
}

#[test]
fn all_connectors_are_listed_on_request() {
    let mut report = every_standing();
    let mut other = listed_account("90", "Acme A/S", "active");
    other.account.provider = stackday::domain::text::Text::new("bamboohr");
    other.account.connector_profile_id = Some(stackday::domain::text::Text::new("cp_9"));
    report.accounts.push(other);
    let run = listed().keys("C").listed(report);
    let text = run.text(120, 40);
    shot("accounts_all_connectors_120", &text);
    assert!(text.contains("bamboohr"), "the connector is named: {text}");
}

#[test]
fn one_account_in_full_with_its_record() {
    let run = on(listed(), "Birch Bakery ApS").key(KeyCode::Enter);
    shot(
        "accounts_detail_reading_80",
        &run.sized(80, 24).text(80, 24),
    );
    let run = on(listed(), "Birch Bakery ApS").key(KeyCode::Enter);
    let record = account_record(&account("8", "Birch Bakery ApS", "error"));
    let run = run.ended(
        TaskKind::AccountRecord,
        TaskOutcome::AccountRecord(Box::new(record)),
    );
    let text = run.text(120, 60);
    for words in ["\"region\": {", "From /v2/accounts"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    shot("accounts_detail_120", &text);
}

#[test]
fn ten_thousand_are_counted_and_sorted() {
    let run = Run::filled()
        .with_accounts(many_accounts(10_000))
        .keys("sss");
    shot("accounts_many_120", &run.text(120, 40));
}
