//! The Accounts screen while things happen: answers that come late or fail, changes that only half succeed, links that are made
//! and followed while a person is at something else.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::text::Text;
use stackday::domain::{Input, LinkState, SecretStoreKind};
use stackday::library::KeptAccount;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::{Click, SandboxUser as _};
use stackday::secret::{Secret, Vault, VaultOptions};
use stackday::tui::layers::Overlay;
use stackday::tui::message::{Effect, Message, Stamped};
use stackday::tui::screen::Screen;
use stackday::tui::screens::accounts::Focus;
use stackday::tui::tasks::TaskKind;
use stackday::tui::update;
use stackday::tui::worker::{TaskEvent, TaskOutcome};
use stackday::workflow::{ChangeReport, ChangeTarget, ChangedAccount, FailedChange, Progress};

use super::build::*;
use super::harness::{App, Shelf, sandbox};

fn listed() -> Run {
    Run::filled().with_accounts(every_standing())
}

/// The name of the selected account.
fn selected(run: &Run) -> String {
    let view = &run.state.accounts;
    let selected = view.selected(&run.state.shared.accounts);
    selected.map_or_else(String::new, |(kept, _)| kept.account.name().to_owned())
}

/// Down to the account of this name.
fn on(run: Run, name: &str) -> Run {
    let mut run = run.key(KeyCode::Home);
    for _ in 0..run.state.accounts.len() {
        if selected(&run) == name {
            return run;
        }
        run = run.keys("j");
    }
    panic!("{name} is not listed");
}

/// The text of the form on top.
fn typed(run: &Run) -> String {
    match run.state.shared.layers.top() {
        Some(Overlay::Form(form)) => form.text().to_owned(),
        other => panic!("no form: {other:?}"),
    }
}

fn notice(run: &Run) -> &str {
    let notice = run.state.shared.notice.as_ref();
    notice.map_or("", |notice| notice.text.as_str())
}

fn refused() -> Diagnosis {
    Diagnosis::new(
        Party::StackOne,
        Kind::Failed,
        "StackOne answered 500.",
        "Try again later.",
    )
}

fn target(id: &str, name: &str) -> ChangeTarget {
    ChangeTarget {
        id: Text::new(id),
        name: Text::new(name),
    }
}

fn deleted(id: &str, name: &str) -> ChangedAccount {
    ChangedAccount {
        target: target(id, name),
        account: None,
        was_gone: false,
    }
}

#[test]
fn an_answer_takes_no_form_away_and_nothing_typed_in_it() {
    let run = listed().keys("R");
    let run = on(run, "Acme A/S").keys("e").keys(" North");
    let mut report = every_standing();
    report
        .accounts
        .push(listed_account("77", "New Customer", "active"));
    report
        .accounts
        .retain(|kept| kept.account.id.as_str() != "7");
    let run = run.listed(report);
    assert_eq!(typed(&run), "Main portal North");
    assert_eq!(run.state.accounts.total(), 10, "the list is taken in below");
    // What the form was opened for is what it changes, although the row is gone.
    let run = run.key(KeyCode::Enter);
    assert!(
        !run.state.shared.tasks.runs(TaskKind::AccountChange),
        "it is asked about once more"
    );
    let run = run.key(KeyCode::Enter);
    assert!(run.state.shared.tasks.runs(TaskKind::AccountChange));
}

#[test]
fn a_list_of_another_key_is_never_shown() {
    let run = Run::filled().asking_for_accounts();
    let old = run.job(TaskKind::Accounts);
    let run = run.keys("1").step(5).tabs(1).ctrl('u');
    let run = run
        .keys("v1.eu1.YW5vdGhlci1rZXktYW5vdGhlcg")
        .key(KeyCode::Esc)
        .keys("3");
    assert_ne!(run.job(TaskKind::Accounts), old, "it is asked anew");
    let late = TaskOutcome::Accounts(Box::new(every_standing()));
    let run = run.send(Message::TaskEvent(TaskEvent::Ended(old, late)));
    assert_eq!(run.state.accounts.total(), 0, "{}", run.text(120, 40));
    let kept = Progress::KeptAccounts(Box::new(every_standing()));
    let run = run.send(Message::TaskEvent(TaskEvent::Progress(old, kept)));
    assert_eq!(run.state.accounts.total(), 0);
    let run = run.listed(accounts_report(vec![listed_account(
        "1", "Other", "active",
    )]));
    assert_eq!(selected(&run), "Other");
    // Without a key nothing of it stays either.
    let run = run
        .keys("1")
        .step(5)
        .tabs(1)
        .ctrl('u')
        .key(KeyCode::Esc)
        .keys("3");
    assert!(run.state.shared.form.secret(Input::ApiKey).is_none());
    assert_eq!(run.state.accounts.total(), 0, "{}", run.text(120, 40));
}

#[test]
fn a_refresh_keeps_the_filter_the_selection_and_the_marks() {
    let run = Run::filled().with_accounts(many_accounts(300));
    let run = run.keys("/is:error").key(KeyCode::Enter).keys("jj jj ");
    let marked = run.state.accounts.marked.clone();
    assert_eq!(marked.len(), 2);
    let before = selected(&run);
    let shown = run.state.accounts.len();
    let mut report = many_accounts(300);
    report.accounts.reverse();
    report
        .accounts
        .insert(0, listed_account("900", "AAA first", "error"));
    let run = run.keys("R").listed(report);
    assert_eq!(selected(&run), before);
    assert_eq!(run.state.accounts.filter.text(), "is:error");
    assert_eq!(run.state.accounts.len(), shown + 1);
    assert_eq!(run.state.accounts.marked, marked);
    // A mark goes with its account.
    let gone = marked.first().cloned().expect("a mark");
    let mut report = many_accounts(300);
    report.accounts.retain(|kept| kept.account.id != gone);
    let run = run.keys("R").listed(report);
    assert_eq!(run.state.accounts.marked.len(), 1);
    assert!(!run.state.accounts.marked.contains(&gone));
}

#[test]
fn of_several_deletions_the_one_that_failed_stays_and_is_named() {
    let run = listed().keys("*");
    let run = run.keys("d").keys("delete 10").key(KeyCode::Enter);
    let run = run.progress(
        TaskKind::AccountChange,
        Progress::AccountChanged { done: 1, total: 10 },
    );
    assert!(
        run.text(120, 40).contains("1 of 10")
            || run.state.shared.tasks.runs(TaskKind::AccountChange)
    );
    let report = ChangeReport {
        done: vec![deleted("7", "Acme A/S"), deleted("9", "Cedar Trial")],
        failed: vec![FailedChange {
            target: target("8", "Birch Bakery ApS"),
            diagnosis: refused(),
            may_be_done: false,
        }],
        not_tried: vec![target("10", "Dune Hotels")],
    };
    let run = run.ended(
        TaskKind::AccountChange,
        TaskOutcome::AccountsChanged("deleted", Box::new(report)),
    );
    let text = notice(&run);
    for words in [
        "2 of 4 accounts deleted.",
        "1 failed.",
        "1 not tried.",
        "Birch Bakery ApS: StackOne answered 500.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(
        run.state.accounts.total(),
        8,
        "what was deleted is gone at once"
    );
    let is_marked = |id: &str| run.state.accounts.marked.contains(&Text::new(id));
    assert!(
        is_marked("8") && is_marked("10"),
        "what failed can be tried again"
    );
    assert!(!is_marked("7"));
    assert!(
        run.state.shared.tasks.runs(TaskKind::Accounts),
        "the list is read anew"
    );
}

#[test]
fn a_change_that_ended_after_it_was_cancelled_is_taken_in_all_the_same() {
    let run = listed().keys("*d").keys("delete 10").key(KeyCode::Enter);
    let job = run.job(TaskKind::AccountChange);
    let run = run.keys("x");
    assert!(!run.state.shared.tasks.runs(TaskKind::AccountChange));
    let report = ChangeReport {
        done: vec![deleted("7", "Acme A/S")],
        failed: Vec::new(),
        not_tried: vec![target("8", "Birch Bakery ApS")],
    };
    let outcome = TaskOutcome::AccountsChanged("deleted", Box::new(report));
    let run = run.send(Message::TaskEvent(TaskEvent::Ended(job, outcome)));
    assert!(
        notice(&run).contains("1 of 2 accounts deleted. 1 not tried."),
        "{}",
        notice(&run)
    );
    assert_eq!(run.state.accounts.total(), 9);
}

#[test]
fn cancelling_a_deletion_reaches_whoever_deletes() {
    let mut run = listed().keys("*d").keys("delete 10").key(KeyCode::Enter);
    let job = run.job(TaskKind::AccountChange);
    let x = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
    let at = run.now;
    let message = Message::Key(x);
    let effects = update(&mut run.state, Stamped { at, message });
    let is_cancel = |effect: &Effect| matches!(effect, Effect::Cancel(id) if *id == job);
    assert!(effects.iter().any(is_cancel), "{effects:?}");
}

#[test]
fn after_a_deletion_the_selection_stays_on_its_account() {
    let report = every_standing();
    let name = |kept: &KeptAccount| kept.account.name().to_owned();
    // One that stands earlier in StackOne's list goes; another one is selected meanwhile.
    let (gone, stays) = (&report.accounts[0], report.accounts.last().expect("one"));
    let run = on(listed(), &name(gone)).keys("d");
    let run = run.keys(&name(gone)).key(KeyCode::Enter);
    let run = on(run, &name(stays));
    let report = ChangeReport {
        done: vec![deleted(gone.account.id.as_str(), &name(gone))],
        failed: Vec::new(),
        not_tried: Vec::new(),
    };
    let outcome = TaskOutcome::AccountsChanged("deleted", Box::new(report));
    let run = run.ended(TaskKind::AccountChange, outcome);
    assert_eq!(selected(&run), name(stays));
}

#[test]
fn a_kept_list_takes_nothing_from_the_list_that_is_shown() {
    let run = listed().keys("R");
    let shown = run.state.shared.accounts.report.clone();
    let mut kept = every_standing();
    kept.profiles = None;
    kept.accounts.truncate(2);
    let run = run.progress(TaskKind::Accounts, Progress::KeptAccounts(Box::new(kept)));
    assert_eq!(run.state.shared.accounts.report, shown);
}

#[test]
fn a_read_that_ends_leaves_the_record_of_another_account_alone() {
    let run = on(listed(), "Acme A/S").keys("t");
    let read = run.job(TaskKind::AccountRead);
    let acme = run.state.accounts.selected(&run.state.shared.accounts);
    let acme = acme.expect("selected").0.account.id.clone();
    let run = run.key(KeyCode::Home);
    assert_ne!(selected(&run), "Acme A/S");
    let run = run.key(KeyCode::Enter);
    let detail = run.job(TaskKind::AccountRecord);
    let outcome = TaskOutcome::AccountRead(acme, Err(Box::new(refused())));
    let run = run.send(Message::TaskEvent(TaskEvent::Ended(read, outcome)));
    assert_eq!(run.job(TaskKind::AccountRecord), detail);
}

#[test]
fn a_link_that_is_followed_again_has_its_address_in_memory_alone() {
    let run = Run::filled()
        .on_link(auth_link(1, LinkState::Sent))
        .keys("x");
    let mut stopped = auth_link(1, LinkState::Stopped);
    stopped.url = None;
    let changed = |link| TaskOutcome::LinkChanged(Box::new(link));
    let run = run.ended(TaskKind::StopLink, changed(stopped)).keys("x");
    let mut again = auth_link(1, LinkState::Sent);
    again.url = None;
    let run = run.ended(TaskKind::StopLink, changed(again));
    assert!(
        run.text(120, 40).contains("in memory only"),
        "{}",
        run.text(120, 40)
    );
    assert!(!run.state.shared.would_lose().is_empty(), "quitting asks");
    // What was not copied after all is not called copied.
    let run = run.keys("y");
    assert!(run.state.shared.would_lose().is_empty());
    let run = run.send(Message::NotCopied("no terminal".into()));
    assert!(!run.state.shared.would_lose().is_empty());
}

#[test]
fn whoever_comes_back_to_the_links_has_them_followed_once_more_after_a_failure() {
    let run = Run::filled().with_links(vec![auth_link(1, LinkState::Sent)]);
    let run = run.ended(
        TaskKind::FollowLinks,
        TaskOutcome::Failed(Box::new(refused())),
    );
    assert!(!run.state.shared.tasks.runs(TaskKind::FollowLinks));
    let run = run.keys("13");
    let loaded = TaskOutcome::Links(vec![auth_link(1, LinkState::Sent)]);
    let run = run.ended(TaskKind::Links, loaded);
    assert!(run.state.shared.tasks.runs(TaskKind::FollowLinks));
}

#[test]
fn the_code_that_fills_the_window_goes_with_its_key_whatever_became_of_the_link() {
    let small = || {
        Run::filled()
            .send(Message::Resize(80, 24))
            .on_link(auth_link(1, LinkState::Sent))
    };
    let run = small().keys("Q");
    assert!(run.state.accounts.fills_with_code);
    let run = run.send(Message::Resize(120, 40)).keys("Q");
    assert!(!run.state.accounts.fills_with_code);
    let run = small().keys("Q");
    let proven = Progress::LinkFollowed(Box::new(auth_link(1, LinkState::Proven)));
    let run = run.progress(TaskKind::FollowLinks, proven);
    assert!(
        run.text(80, 24).contains("1 read proven"),
        "{}",
        run.text(80, 24)
    );
    let run = run.keys("Q");
    assert!(!run.state.accounts.fills_with_code);
}

#[test]
fn what_went_on_when_another_of_its_kind_began_and_failed_is_told() {
    let run = Run::filled().with_links(vec![
        auth_link(1, LinkState::Sent),
        auth_link(2, LinkState::Sent),
    ]);
    let run = run.keys("3").key(KeyCode::Tab).keys("x");
    let first = run.job(TaskKind::StopLink);
    let run = run.keys("jx");
    assert_ne!(run.job(TaskKind::StopLink), first);
    let failed = TaskOutcome::Failed(Box::new(refused()));
    let run = run.send(Message::TaskEvent(TaskEvent::Ended(first, failed)));
    assert!(
        notice(&run).contains(&refused().summary),
        "{}",
        notice(&run)
    );
}

#[test]
fn a_link_that_is_made_moves_nobody_who_is_at_something_else() {
    let form = || {
        let run = listed()
            .keys("l")
            .ctrl('u')
            .keys("isle-2")
            .key(KeyCode::Tab);
        run.ctrl('u').keys("Isle").key(KeyCode::Enter)
    };
    let made = || TaskOutcome::LinkMade(Box::new(made_link(5)));
    let run = form().keys("5").ended(TaskKind::MakeLink, made());
    assert_eq!(run.state.shared.screen, Screen::Logs);
    assert!(notice(&run).contains("created"), "{}", notice(&run));
    let run = form().keys("e").ended(TaskKind::MakeLink, made());
    assert!(matches!(
        run.state.shared.layers.top(),
        Some(Overlay::Form(_))
    ));
    assert_eq!(run.state.accounts.focus, Focus::Accounts);
    let run = form().keys("/cust").ended(TaskKind::MakeLink, made());
    assert_eq!(run.state.accounts.filter.text(), "cust");
    assert_eq!(run.state.accounts.focus, Focus::Accounts);
    let run = form().ended(TaskKind::MakeLink, made());
    assert_eq!(
        run.state.accounts.focus,
        Focus::Link(link_id(5)),
        "who waits for it sees it"
    );
    // A link that was made is there, whoever cancelled.
    let run = form();
    let job = run.job(TaskKind::MakeLink);
    let run = run
        .keys("x")
        .send(Message::TaskEvent(TaskEvent::Ended(job, made())));
    assert_eq!(run.state.shared.accounts.links.len(), 1);
}

#[test]
fn an_older_look_brings_no_link_back() {
    let mut late = auth_link(1, LinkState::Opened);
    late.looked_at = hours_ago(1);
    let run = Run::filled().with_links(vec![
        auth_link(1, LinkState::Sent),
        auth_link(2, LinkState::Sent),
    ]);
    let follow = run.job(TaskKind::FollowLinks);
    let followed = |run: Run, link| {
        let progress = Progress::LinkFollowed(Box::new(link));
        run.send(Message::TaskEvent(TaskEvent::Progress(follow, progress)))
    };
    let run = followed(run, auth_link(1, LinkState::Proven));
    let run = followed(run, late);
    let state = |run: &Run| {
        run.state
            .shared
            .accounts
            .link(link_id(1))
            .map(|link| link.state)
    };
    assert_eq!(state(&run), Some(LinkState::Proven));
    let loaded = TaskOutcome::Links(vec![{
        let mut old = auth_link(1, LinkState::Sent);
        old.looked_at = hours_ago(2);
        old
    }]);
    let run = run.keys("13").ended(TaskKind::Links, loaded);
    assert_eq!(state(&run), Some(LinkState::Proven));
}

#[test]
fn no_key_typed_in_a_form_is_a_command() {
    let run = on(listed(), "Acme A/S").keys("e").ctrl('u');
    let text = "qvcterdoyY*sSRpClrmQxn/?:123";
    let mut run = run;
    for letter in text.chars() {
        run = run.keys(&letter.to_string());
        assert!(!run.state.shared.quit && run.state.shared.screen == Screen::Accounts);
    }
    assert_eq!(typed(&run), text);
    assert!(!run.state.shared.tasks.runs(TaskKind::AccountChange));
    assert!(!run.state.shared.tasks.runs(TaskKind::AccountRead));
    assert!(!run.state.shared.accounts.is_paused);
}

#[test]
fn esc_drops_nothing_typed_in_a_form_unasked() {
    let run = on(listed(), "Acme A/S").keys("e").key(KeyCode::Esc);
    assert!(run.state.shared.layers.is_empty(), "nothing was typed");
    let run = on(listed(), "Acme A/S").keys("ex").key(KeyCode::Esc);
    assert!(matches!(
        run.state.shared.layers.top(),
        Some(Overlay::Question(_))
    ));
    let run = run.key(KeyCode::Esc);
    assert_eq!(typed(&run), "Main portalx", "back in the text");
    let run = run.key(KeyCode::Esc).key(KeyCode::Enter);
    assert!(run.state.shared.layers.is_empty(), "dropped, as was said");
}

#[test]
fn read_only_says_why_nothing_is_changed() {
    let mut env = environment();
    env.read_only = true;
    let run = Run::filled_in(env).with_accounts(every_standing());
    for key in ["e", "d", "l", "r"] {
        let mut env = environment();
        env.read_only = true;
        let run = Run::filled_in(env)
            .with_accounts(every_standing())
            .keys(key);
        assert!(run.state.shared.layers.is_empty(), "{key}");
        let said = notice(&run).to_lowercase();
        assert!(
            said.contains("read-only: nothing is changed in stackone"),
            "{key}: {said}"
        );
    }
    let run = run.keys("t");
    assert!(
        run.state.shared.tasks.runs(TaskKind::AccountRead),
        "reading goes on"
    );
}

#[test]
fn the_kept_list_comes_first_and_a_failure_leaves_it() {
    let mut kept = every_standing();
    kept.at = hours_ago(3);
    let run = Run::filled().asking_for_accounts();
    let run = run.progress(TaskKind::Accounts, Progress::KeptAccounts(Box::new(kept)));
    let data = |run: &Run| {
        (
            run.state.shared.accounts.is_kept,
            run.state.shared.accounts.trouble.is_some(),
        )
    };
    assert_eq!(
        (run.state.accounts.total(), data(&run)),
        (10, (true, false))
    );
    let run = run.keys("jj ");
    let before = selected(&run);
    let failed = TaskOutcome::Failed(Box::new(refused()));
    let run = run.ended(TaskKind::Accounts, failed);
    assert_eq!((run.state.accounts.total(), data(&run)), (10, (true, true)));
    let run = run.keys("R").listed(every_standing());
    assert_eq!(
        (run.state.accounts.total(), data(&run)),
        (10, (false, false))
    );
    assert_eq!(
        (selected(&run), run.state.accounts.marked.len()),
        (before, 1)
    );
}

/// The name of the customer in a new link, and its creation.
#[test]
fn links_that_nothing_is_left_to_look_for_at_are_not_followed_again_by_themselves() {
    let runs = |run: &Run, kind| run.state.shared.tasks.runs(kind);
    let run = Run::filled().with_links(vec![auth_link(1, LinkState::Active)]);
    let run = run.ended(TaskKind::FollowLinks, TaskOutcome::LinksFollowed);
    assert!(!runs(&run, TaskKind::FollowLinks));
    // What came of it is read, and brings nothing to follow but what is new.
    let loaded = |links| TaskOutcome::Links(links);
    let known = auth_link(1, LinkState::Active);
    let run = run.ended(TaskKind::Links, loaded(vec![known.clone()]));
    assert!(!runs(&run, TaskKind::FollowLinks));
    let other = auth_link(2, LinkState::Sent);
    let run = run.keys("13");
    let run = run.ended(TaskKind::Links, loaded(vec![known, other]));
    assert!(runs(&run, TaskKind::FollowLinks));
}

fn make_link(app: &App, owner: &str) {
    app.press(&["l", "ctrl+u"]).type_text(owner);
    app.press(&["tab", "ctrl+u"])
        .type_text(&format!("{owner} A/S"));
    app.press(&["enter"]);
}

#[tokio::test]
async fn a_link_is_followed_to_its_end_while_another_screen_is_shown() {
    let mut app = App::start(&[]).await;
    app.press(&["3"]);
    app.sees(&["Accounts ", "every 5 min"]).await;
    make_link(&app, "walnut");
    app.sees(&["Waiting until walnut A/S opens the link.", "token=…"])
        .await;
    app.press(&["y"]);
    app.sees(&["the link sent to the clipboard"]).await;
    let url = app.copied().pop().expect("the link");
    assert!(url.contains("token="), "{url}");
    app.press(&["5"]);
    app.sees(&["5 Logs", "POST"]).await;
    let person = app.sandbox.person();
    let click = Click::OpenAuthLink {
        url: Secret::new(url),
    };
    person.click(click).await.expect("opened");
    app.sees(&["walnut A/S is linked", "5 Logs"]).await;
    app.press(&["3"]);
    app.sees(&["proven"]).await;
    let token_seen = app.opened();
    assert!(token_seen.is_empty(), "nothing was opened by itself");
    let state = app.quit().await;
    let links = &state.shared.accounts.links;
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].state, LinkState::Proven);
    let data = state.shared.accounts.report.expect("a list");
    assert!(
        data.accounts
            .iter()
            .any(|kept| kept.account.name() == "walnut A/S"),
        "the list was read anew"
    );
}

/// Enters the API key in step C1, and goes to the accounts.
async fn with_key(app: &mut App) {
    let key = app.sandbox.ready().stackone_api_key.clone();
    app.sees(&["Next  "]).await;
    app.press(&["j", "j", "j", "j", "j", "tab"])
        .type_text(&key)
        .press(&["esc", "3"]);
    app.sees(&["every 5 min"]).await;
}

#[tokio::test]
async fn a_link_that_is_being_made_is_not_lost_by_quitting() {
    let shelf = Shelf::new();
    let mut app = App::keeping(sandbox(&[Scenario::Slow]).await, &shelf);
    with_key(&mut app).await;
    make_link(&app, "walnut");
    app.sees(&["making the link"]).await;
    let (_, sandbox) = app.leaves().await;
    let links = shelf.library().links().expect("readable");
    // Either StackOne was never asked, or the link is noted with its address.
    for link in &links {
        assert_eq!(link.state, LinkState::Sent, "{link:?}");
        assert!(link.url.is_some(), "{link:?}");
    }
    assert_eq!(links.len(), 1, "it was asked for");
    let mut app = App::keeping(sandbox, &shelf);
    with_key(&mut app).await;
    app.press(&["tab", "enter"]);
    app.sees(&["Waiting until walnut A/S opens the link.", "token=…"])
        .await;
    app.quit().await;
}

#[tokio::test]
async fn accounts_are_deleted_one_by_one_and_the_list_follows() {
    let mut app = App::start(&[]).await;
    app.press(&["3"]);
    let first = app.sees(&["every 5 min"]).await;
    app.press(&["space", "d"]);
    app.sees(&["To delete, type: Fjord & Fad"]).await;
    app.type_text("Fjord & Fad").press(&["enter"]);
    app.sees(&["Fjord & Fad: deleted."]).await;
    app.sees_no("listing accounts").await;
    let state = app.quit().await;
    assert!(state.shared.accounts.trouble.is_none());
    let left = state.shared.accounts.report.expect("a list").accounts.len();
    let gone = state.accounts.marked.is_empty();
    assert!(gone, "no mark stays behind; before:\n{first}; left {left}");
}

/// An encrypted file for secrets, locked as it is at a start.
fn locked_file(shelf: &Shelf) -> Vault {
    Vault::new(VaultOptions {
        store: Some(SecretStoreKind::File),
        folder: Some(shelf.folder.path().to_owned()),
        ..VaultOptions::default()
    })
}

#[tokio::test]
async fn a_link_in_memory_alone_is_kept_once_its_store_is_open_and_is_there_after_a_restart() {
    let mut shelf = Shelf::new();
    shelf.vault = locked_file(&shelf);
    let mut app = App::keeping(sandbox(&[]).await, &shelf);
    with_key(&mut app).await;
    make_link(&app, "walnut");
    app.sees(&["kept in memory only", "Keep it: asks for the passphrase"])
        .await;
    // The question before quitting names it apart from what saving the connection keeps.
    app.press(&["q"]);
    let asked = app.sees(&["The address of a link is in memory only"]).await;
    assert!(asked.contains("stay"), "{asked}");
    app.press(&["n"]);
    app.sees_no("Quit stackday?").await;
    // Whoever turns away from the question has lost nothing.
    app.press(&["u"]);
    app.sees(&["Choose its passphrase"]).await;
    app.press(&["esc"]);
    app.sees_no("Choose its passphrase").await;
    app.press(&["u"]);
    app.sees(&["Choose its passphrase"]).await;
    app.type_text("correct horse").press(&["enter"]);
    app.sees(&["Type it once more"]).await;
    app.type_text("correct horse").press(&["enter"]);
    app.sees(&["The link for walnut A/S is kept until its end."])
        .await;
    app.press(&["y"]);
    app.sees(&["the link sent to the clipboard"]).await;
    let url = app.copied().pop();
    let (_, sandbox) = app.leaves().await;
    shelf.vault = locked_file(&shelf);
    let mut app = App::keeping(sandbox, &shelf);
    with_key(&mut app).await;
    app.press(&["tab", "enter"]);
    app.sees(&["Enter the passphrase of its store"]).await;
    app.press(&["u"]);
    app.sees(&["Its passphrase unlocks it"]).await;
    app.type_text("correct horse").press(&["enter"]);
    app.sees(&["token=…", "Scan it with a phone"]).await;
    app.press(&["y"]);
    app.sees(&["the link sent to the clipboard"]).await;
    assert_eq!(app.copied().pop(), url);
    app.quit().await;
}
