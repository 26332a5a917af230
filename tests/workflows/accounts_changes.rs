//! Linked accounts changed and deleted: what is sent, what is told, what ends the rest, and what the kept list makes of it.

use serde_json::{Value, json};
use stackday::domain::diagnosis::Kind;
use stackday::domain::exit::Exit;
use stackday::domain::text::Text;
use stackday::http::DoorOptions;
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::stackone::AccountEdit;
use stackday::workflow::{
    AccountChange, AccountsReport, AccountsRequest, ChangeReport, ChangeRequest, ChangeTarget,
    Observer, Progress, change_accounts,
};
use tokio_util::sync::CancellationToken;

use super::accounts_desk::{Books, gone, of, there};
use super::support::{Deaf, Ear, Stage, door, within};

/// The accounts of these owners.
fn targets(report: &AccountsReport, owners: &[&str]) -> Vec<ChangeTarget> {
    let target = |owner: &&str| {
        let account = &of(report, owner).account;
        ChangeTarget {
            id: account.id.clone(),
            name: Text::new(account.name()),
        }
    };
    owners.iter().map(target).collect()
}

fn request(books: &Books, targets: Vec<ChangeTarget>, change: AccountChange) -> ChangeRequest {
    ChangeRequest {
        of: books.request(),
        targets,
        change,
    }
}

async fn changed(books: &Books, request: &ChangeRequest) -> ChangeReport {
    let cancel = CancellationToken::new();
    within(change_accounts(
        &books.stage.services,
        request,
        &Deaf,
        &cancel,
    ))
    .await
}

/// Edits the account of one owner, and gives what was sent and what came of it.
async fn edited(books: &Books, owner: &str, edit: AccountEdit) -> (Value, ChangeReport) {
    let target = targets(&books.kept().await, &[owner]);
    let report = changed(books, &request(books, target, AccountChange::Edit(edit))).await;
    let sent = books.stage.stackone.requests().into_iter();
    let mut sent = sent.filter(|request| request.head.starts_with("PATCH /accounts/"));
    let sent = sent.next_back().expect("a request").body;
    (serde_json::from_str(&sent).expect("JSON"), report)
}

#[tokio::test]
async fn what_is_changed_alone_is_sent_and_the_kept_list_follows() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    let text = |text: &str| Some(text.to_owned());
    let label = |label: &str| AccountEdit {
        label: text(label),
        ..AccountEdit::default()
    };
    let owner = AccountEdit {
        owner_name: text("Havnens Nye Bageri"),
        ..AccountEdit::default()
    };
    let kind = AccountEdit {
        kind: text("production"),
        ..AccountEdit::default()
    };
    for (edit, sent) in [
        (label("Ask for Lone"), json!({"label": "Ask for Lone"})),
        (owner, json!({"origin_owner_name": "Havnens Nye Bageri"})),
        (kind, json!({"type": "production"})),
    ] {
        let (body, report) = edited(&books, "cust-1002", edit).await;
        assert_eq!(body, sent);
        assert_eq!(
            (report.line("changed"), report.exit()),
            ("1 account changed.".to_owned(), Exit::Success)
        );
    }
    let kept = books.kept().await;
    let account = &of(&kept, "cust-1002").account;
    let is = [&account.label, &account.kind].map(|text| text.as_ref().map(Text::as_str));
    assert_eq!(is, [Some("Ask for Lone"), Some("production")]);
    assert_eq!(account.name(), "Havnens Nye Bageri");
    // What the answer to a change does not say is as it was.
    let was = &of(&before, "cust-1002").account;
    assert!(was.connector_profile_id.is_some());
    assert_eq!(account.connector_profile_id, was.connector_profile_id);
    assert_eq!(account.environment, was.environment);

    let (body, report) = edited(&books, "cust-1002", label("")).await;
    assert_eq!(body, json!({"label": null}));
    let account = report.done[0].account.as_ref().expect("as it is now");
    assert_eq!(account.label, None);
    assert_eq!(account.connector_profile_id, was.connector_profile_id);
    assert_eq!(&of(&books.kept().await, "cust-1002").account, account);
    // And so StackOne has it.
    let listed = books.list().await;
    assert_eq!(&of(&listed, "cust-1002").account, account);
    assert_eq!(there(&listed).len(), 7);
}

#[tokio::test]
async fn an_account_that_is_moved_has_the_other_profile_at_once() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    let app = books.stage.app(&["department:read"]).await;
    books.stage.profile("Second", app).await;
    let second = books.list().await.profiles.expect("profiles");
    let second = second.iter().find(|one| one.name.as_str() == "Second");
    let second = second.expect("it is listed").id.clone();
    assert_ne!(
        of(&before, "cust-1001")
            .account
            .connector_profile_id
            .as_ref(),
        Some(&second)
    );
    let edit = AccountEdit {
        profile_id: Some(second.as_str().to_owned()),
        ..AccountEdit::default()
    };
    let (body, report) = edited(&books, "cust-1001", edit).await;
    assert_eq!(body, json!({"connector_profile_id": second.as_str()}));
    let now = report.done[0].account.as_ref().expect("as it is now");
    assert_eq!(now.connector_profile_id.as_ref(), Some(&second));
    let kept = books.kept().await;
    assert_eq!(
        of(&kept, "cust-1001").account.connector_profile_id.as_ref(),
        Some(&second)
    );
    let listed = books.list().await;
    assert_eq!(
        of(&listed, "cust-1001")
            .account
            .connector_profile_id
            .as_ref(),
        Some(&second)
    );
}

#[tokio::test]
async fn a_profile_of_another_connector_is_refused_with_stackones_words_and_the_next_is_tried() {
    let books = Books::new(&[Scenario::Many]).await;
    let everything = AccountsRequest {
        all_connectors: true,
        ..books.request()
    };
    let all = super::accounts_desk::list(&books.stage.services, &everything).await;
    let all = all.expect("a list");
    let mut accounts = all.accounts.iter().map(|kept| &kept.account);
    let other = accounts.find(|account| account.provider.as_str() != "planday");
    let other = other.expect("one of another connector");
    let edit = AccountEdit {
        profile_id: other
            .connector_profile_id
            .as_ref()
            .map(|id| id.as_str().to_owned()),
        ..AccountEdit::default()
    };
    let mut targets = targets(&all, &["cust-1001"]);
    targets.push(ChangeTarget {
        id: other.id.clone(),
        name: Text::new(other.name()),
    });
    let change = AccountChange::Edit(edit);
    let report = changed(&books, &request(&books, targets.clone(), change)).await;
    assert_eq!(report.line("changed"), "1 of 2 accounts changed. 1 failed.");
    assert_eq!(report.failed[0].target, targets[0]);
    let told = &report.failed[0].diagnosis;
    assert_eq!(told.kind, Kind::Failed);
    assert!(
        told.summary
            .contains("a profile of the account's connector"),
        "{told:?}"
    );
    assert!(!report.failed[0].may_be_done);
    assert_eq!(report.done[0].target, targets[1]);
    assert_eq!(report.exit(), Exit::Failed);
}

#[tokio::test]
async fn what_is_deleted_is_forgotten_and_what_was_deleted_before_counts_as_done() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    let targets = targets(&before, &["cust-1001", "cust-1002"]);
    books.deleted_elsewhere(&targets[0].id).await;
    let (ear, _news) = Ear::new();
    let request = request(&books, targets, AccountChange::Delete);
    let cancel = CancellationToken::new();
    let deleting = change_accounts(&books.stage.services, &request, &ear, &cancel);
    let report = within(deleting).await;
    assert_eq!(report.line("deleted"), "2 accounts deleted.");
    let gone_before: Vec<_> = report.done.iter().map(|done| done.was_gone).collect();
    assert_eq!(gone_before, [true, false]);
    assert!(report.done.iter().all(|done| done.account.is_none()));
    let told: Vec<_> = ear
        .told()
        .into_iter()
        .map(|told| match told {
            Progress::AccountChanged { done, total } => (done, total),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [(1, 2), (2, 2)]);
    for report in [books.kept().await, books.list().await] {
        assert_eq!(
            (there(&report).len(), gone(&report).len()),
            (5, 0),
            "not gone: no more"
        );
    }
}

#[tokio::test]
async fn an_edit_of_an_account_that_is_not_there_is_no_success() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    books
        .deleted_elsewhere(&of(&before, "cust-1001").account.id)
        .await;
    let change = AccountChange::Edit(AccountEdit {
        label: Some("x".to_owned()),
        ..AccountEdit::default()
    });
    let targets = targets(&before, &["cust-1001", "cust-1002"]);
    let report = changed(&books, &request(&books, targets, change)).await;
    assert_eq!(report.line("changed"), "1 of 2 accounts changed. 1 failed.");
    assert_eq!(report.failed[0].diagnosis.kind, Kind::Absent);
}

/// Somebody who cancels when the first of several is done.
struct Impatient(CancellationToken);

impl Observer for Impatient {
    async fn tell(&self, _: Progress) {
        self.0.cancel();
    }
}

#[tokio::test]
async fn cancelling_between_two_leaves_the_rest_untried() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    let owners = ["cust-1001", "cust-1002", "cust-1003"];
    let targets = targets(&before, &owners);
    let request = request(&books, targets.clone(), AccountChange::Delete);
    let cancel = CancellationToken::new();
    let person = Impatient(cancel.clone());
    let deleting = change_accounts(&books.stage.services, &request, &person, &cancel);
    let report = within(deleting).await;
    assert_eq!(
        report.line("deleted"),
        "1 of 3 accounts deleted. 2 not tried."
    );
    assert_eq!(report.not_tried, targets[1..]);
    assert_eq!(books.asked("DELETE "), 1);
    assert_eq!(report.exit(), Exit::Failed);
    assert_eq!(there(&books.list().await).len(), 6);
}

#[tokio::test]
async fn read_only_mode_refuses_at_the_door_and_once() {
    let options = DoorOptions {
        read_only: true,
        ..door()
    };
    let books = Books::on(Stage::with(&[], options).await);
    let before = books.list().await;
    let asked = books.asked("");
    let edit = AccountEdit {
        label: Some("x".to_owned()),
        ..AccountEdit::default()
    };
    for change in [AccountChange::Delete, AccountChange::Edit(edit)] {
        let targets = targets(&before, &["cust-1001", "cust-1002", "cust-1003"]);
        let report = changed(&books, &request(&books, targets, change)).await;
        assert_eq!((report.failed.len(), report.not_tried.len()), (1, 2));
        let failed = &report.failed[0];
        assert_eq!(failed.diagnosis.kind, Kind::Refused);
        assert!(failed.diagnosis.summary.contains("nothing was sent"));
        assert!(!failed.may_be_done);
    }
    assert_eq!(books.asked(""), asked);
    assert_eq!(books.kept().await.accounts, before.accounts);
}

#[tokio::test]
async fn a_key_that_is_refused_ends_all() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    let targets = targets(&before, &["cust-1001", "cust-1002", "cust-1003"]);
    let mut request = request(&books, targets, AccountChange::Delete);
    request.of.api_key = Secret::new("v1.eu1.d3Jvbmc");
    let report = changed(&books, &request).await;
    assert_eq!((report.failed.len(), report.not_tried.len()), (1, 2));
    assert_eq!(report.exit(), Exit::Rejected);
    assert_eq!(books.asked("DELETE "), 1);
    assert_eq!(books.kept().await.accounts, before.accounts);
}

#[tokio::test]
async fn an_answer_that_does_not_come_leaves_open_whether_it_is_done() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    // The same accounts at a StackOne that never answers.
    let slow = Books::on(Stage::new(&[Scenario::Slow]).await);
    let targets = targets(&before, &["cust-1001", "cust-1002"]);
    let request = request(&slow, targets.clone(), AccountChange::Delete);
    let cancel = CancellationToken::new();
    let deleting = change_accounts(&slow.stage.services, &request, &Deaf, &cancel);
    let person = async {
        while slow.asked("DELETE ") == 0 {
            slow.stage.stackone.used().await;
        }
        cancel.cancel();
    };
    let (report, ()) = within(async { tokio::join!(deleting, person) }).await;
    assert_eq!(report.failed[0].diagnosis.kind, Kind::Cancelled);
    assert!(report.failed[0].may_be_done);
    assert_eq!(report.not_tried, targets[1..]);
    assert_eq!(report.exit(), Exit::Interrupted);
}
