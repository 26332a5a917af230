//! One linked account: its record, one read through it, what its status means, and which saved connection it belongs to.

use std::sync::{Arc, Mutex};

use stackday::domain::account::{Account, AccountState, AccountsApi};
use stackday::domain::clock;
use stackday::domain::diagnosis::Kind;
use stackday::domain::scope::Scopes;
use stackday::domain::text::Text;
use stackday::library::{Connection, LibrarySnapshot, Profile};
use stackday::sandbox::Scenario;
use stackday::stackone::AccountEdit;
use stackday::workflow::{
    AccountsReport, BlastRadius, Certainty, ProfileOf, Repair, RepairMove, account_record,
    connection_of, read_account,
};
use tokio_util::sync::CancellationToken;

use super::account_errors::ALL as REFUSALS;
use super::accounts_desk::{Books, controls, of};
use super::support::{scopes, within};

#[tokio::test]
async fn a_record_is_shown_as_it_came_but_for_secrets_and_controls() {
    let (books, script) = Books::played().await;
    let key = books.stage.key();
    let codes = key.expose().chars().map(u32::from);
    let escaped = codes.fold(String::new(), |text, code| format!("{text}\\u{code:04x}"));
    let plain = key.expose().to_owned();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    script.play(move |asked| {
        heard.lock().expect("a lock").push(asked.to_owned());
        let body = format!(
            r#"{{"id":"7","connector":"planday","owner_id":"cust-7","status":"active","label":"\u001b[31mred\u202e",
            "credentials":{{"api_key":"hunter2"}},"secrets":["swordfish"],"odd":[1,{{"credentials":"xyzzy"}}],
            "note":"{plain}","other":"{escaped}","empty":{{"secrets":null}}}}"#
        );
        (200, body)
    });
    let cancel = CancellationToken::new();
    let (id, request) = (Text::new("7"), books.request());
    let record = account_record(&books.stage.services, &request, &id, &cancel);
    let record = within(record).await.expect("a record");
    assert_eq!(record.api, AccountsApi::V2);
    assert_eq!(*asked.lock().expect("a lock"), ["GET /v2/accounts/7"]);
    let raw = record.raw.as_str();
    for secret in ["hunter2", "swordfish", "xyzzy", key.expose()] {
        assert!(!raw.contains(secret), "{secret}: {raw}");
    }
    assert!(controls(raw).is_empty(), "{raw:?}");
    for shown in [
        "\"odd\"",
        "\"owner_id\": \"cust-7\"",
        "not shown",
        "\"secrets\": null",
    ] {
        assert!(raw.contains(shown), "{shown}: {raw}");
    }
    assert!(raw.lines().count() > 8, "a member a line: {raw}");
    let label = record.account.label.expect("a label");
    assert!(label.as_str().contains("red") && controls(label.as_str()).is_empty());
}

#[tokio::test]
async fn a_record_is_found_in_an_envelope_and_else_the_older_api_is_asked() {
    let (books, script) = Books::played().await;
    let bare = r#"{"id":"7","provider":"planday","origin_owner_id":"cust-7","status":"error"}"#;
    let (cancel, request) = (CancellationToken::new(), books.request());
    // How the newer API wraps one account is not documented.
    for (newer, api) in [
        (format!(r#"{{"data":{bare}}}"#), AccountsApi::V2),
        (r#"{"result":[]}"#.to_owned(), AccountsApi::V1),
    ] {
        script.play(move |asked| match asked {
            "GET /v2/accounts/7" => (200, newer.clone()),
            _ => (200, bare.to_owned()),
        });
        let id = Text::new("7");
        let record = account_record(&books.stage.services, &request, &id, &cancel);
        let record = within(record).await.expect("a record");
        assert_eq!((record.api, record.account.id), (api, id));
        assert_eq!(record.account.status.as_str(), "error");
    }
}

#[tokio::test]
async fn a_record_comes_from_the_newest_api_and_the_kept_list_follows() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    let account = &of(&before, "cust-1003").account;
    let (services, request) = (&books.stage.services, books.request());
    let cancel = CancellationToken::new();
    let record = account_record(services, &request, &account.id, &cancel).await;
    let record = record.expect("a record");
    assert_eq!((record.api, &record.account), (AccountsApi::V2, account));
    assert!(record.raw.as_str().contains("\"connector_profile_id\""));
    assert_eq!(books.asked("GET /accounts/"), 0);
    let kept = books.kept().await;
    assert_eq!(&of(&kept, "cust-1003").account, account);
    assert!(of(&kept, "cust-1003").last_seen > of(&kept, "cust-1002").last_seen);

    // One that is nowhere: both generations are asked, and nothing is made of it.
    books.deleted_elsewhere(&account.id).await;
    let record = account_record(services, &request, &account.id, &cancel).await;
    assert_eq!(record.expect_err("it is not there").kind, Kind::Absent);
    assert_eq!(books.asked("GET /accounts/"), 1);
    assert_eq!(books.kept().await.accounts, kept.accounts);
}

#[tokio::test]
async fn one_read_proves_an_account_and_nothing_personal_is_kept() {
    let mut books = Books::new(&[]).await;
    let report = books.list().await;
    let id = &of(&report, "cust-1001").account.id;
    let cancel = CancellationToken::new();
    let request = books.request();
    let read = async |granted: &Scopes| {
        let read = read_account(&books.stage.services, &request, id, granted, &cancel);
        within(read).await.expect("an answer")
    };
    let least = read(&Scopes::new()).await;
    assert_eq!(least.action.as_str(), "planday_list_departments");
    assert!(least.records.is_some_and(|records| records > 0));
    // With this scope alone `planday_list_department_employees` could be listed, of one department whose id is not known.
    let other = read(&scopes(&["employee:read"])).await;
    assert_eq!(other.action.as_str(), "planday_list_absence_types");
    let answers = books.stage.stackone.answers();
    let read: Vec<_> = answers.split("\"name\":\"").skip(1).collect();
    let names: Vec<_> = read.iter().filter_map(|it| it.split('"').next()).collect();
    let names: Vec<_> = names.into_iter().filter(|it| *it != "Planday").collect();
    assert!(names.len() > 2, "{answers}");
    books.library().close().expect("closed");
    let library = std::fs::read(books.library().file()).expect("the file");
    let library = String::from_utf8_lossy(&library).into_owned();
    let log = books.stage.log();
    assert!(log.contains("actions/rpc") && library.contains("cust-1001"));
    for name in names {
        assert!(!log.contains(name) && !library.contains(name), "{name}");
    }
}

#[tokio::test]
async fn a_refused_read_is_told_by_its_code_and_keeps_the_key_out_of_it() {
    let books = Books::new(&[Scenario::AccountErrors]).await;
    for (owner, _, _, _) in REFUSALS {
        books.linked(owner).await;
    }
    let report = books.list().await;
    let (cancel, request) = (CancellationToken::new(), books.request());
    for (owner, party, exit, next) in REFUSALS {
        let id = &of(&report, owner).account.id;
        let granted = Scopes::new();
        let read = read_account(&books.stage.services, &request, id, &granted, &cancel);
        let told = within(read).await.expect_err(owner);
        let said = format!("{owner}: {told:?}");
        assert_eq!(
            (told.party, told.kind.exit().code()),
            (party, exit),
            "{said}"
        );
        assert!(told.next.contains(next), "{said}");
        assert_eq!(told.points_at, None, "{said}");
    }
}

/// The remedy for the account of this owner.
fn repair(report: &AccountsReport, owner: &str) -> Option<Repair> {
    let kept = of(report, owner);
    let profile = ProfileOf::account(&kept.account, report.profiles.as_deref());
    Repair::of(&kept.account, profile, kept.gone_since.is_some())
}

#[tokio::test]
async fn each_status_has_its_remedy_with_what_stackone_says() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    books
        .deleted_elsewhere(&of(&before, "cust-1002").account.id)
        .await;
    let report = books.list().await;
    assert_eq!(repair(&report, "cust-1001"), None, "it is active");
    for (owner, summary, cause, first) in [
        (
            "cust-1002",
            "does not list this account",
            "It was deleted",
            RepairMove::LinkAnew,
        ),
        (
            "cust-1003",
            "are refused",
            "StackOne says: Planday refused the stored credentials",
            RepairMove::Verify,
        ),
        (
            "cust-1004",
            "is suspended",
            "StackOne says: Suspended from the dashboard",
            RepairMove::OpenAccount,
        ),
        (
            "cust-1005",
            "test account",
            "end by themselves",
            RepairMove::Convert,
        ),
        (
            "cust-1006",
            "is inactive, and its profile is enabled",
            "StackOne says: Deactivated",
            RepairMove::LinkAgain,
        ),
        (
            "cust-1007",
            "is archived",
            "gives no reason",
            RepairMove::LinkAnew,
        ),
    ] {
        let repair = repair(&report, owner).expect(owner);
        let said = format!("{owner}: {repair:?}");
        assert!(repair.summary.contains(summary), "{said}");
        assert!(repair.cause.contains(cause), "{said}");
        assert_eq!(repair.moves.first(), Some(&first), "{said}");
        assert!(!repair.who.is_empty() && !repair.fix.is_empty(), "{said}");
    }
    // What is named first for a test account whose time is over heals it.
    let edit = AccountEdit {
        kind: Some("production".to_owned()),
        ..AccountEdit::default()
    };
    let (stackone, key) = (&books.stage.services.stackone, books.stage.key());
    let id = &of(&report, "cust-1005").account.id;
    let cancel = CancellationToken::new();
    let converted = stackone.edit_account(&key, id, &edit, &cancel).await;
    assert!(converted.expect("converted").is_active());
    assert_eq!(repair(&books.list().await, "cust-1005"), None);
}

#[tokio::test]
async fn a_remedy_says_how_much_is_known_of_the_profile() {
    for (scenario, cause) in [
        (
            Scenario::ProfileDisabled,
            "The profile “Planday” is disabled in StackOne.",
        ),
        (
            Scenario::OldApi,
            "StackOne's API does not say which profile it has.",
        ),
    ] {
        let books = Books::new(&[scenario]).await;
        let report = books.list().await;
        let repair = repair(&report, "cust-1006").expect("a remedy");
        assert_eq!(repair.cause, cause);
    }
    // A status that nobody heard of is called what it is called.
    let books = Books::new(&[Scenario::HostileText]).await;
    let report = books.list().await;
    let repair = repair(&report, "cust-1004").expect("a remedy");
    assert!(repair.summary.contains("heard_of_suspended”"), "{repair:?}");
    assert!(controls(&format!("{}{}", repair.summary, repair.cause)).is_empty());
    let state = of(&report, "cust-1004").account.state();
    assert_eq!(state, AccountState::Unknown);
}

#[tokio::test]
async fn the_accounts_of_a_profile_are_those_that_stackone_names() {
    let hit = async |scenarios: &[Scenario]| {
        let books = Books::new(scenarios).await;
        let report = books.list().await;
        let profiles = report.profiles.as_ref().expect("profiles");
        let accounts: Vec<Account> = report
            .accounts
            .iter()
            .map(|kept| kept.account.clone())
            .collect();
        let hit =
            BlastRadius::of_profile(&accounts, Some(profiles[0].id.as_str()), report.is_whole);
        (hit.certainty, hit.accounts.len(), hit.sentence())
    };
    let (certainty, count, sentence) = hit(&[]).await;
    assert_eq!(
        (certainty, count),
        (Certainty::Exact, 6),
        "the archived one is hit by nothing"
    );
    assert_eq!(sentence, "It hits 6 linked accounts of 6 customers.");
    let (certainty, count, _) = hit(&[Scenario::OldApi]).await;
    assert_eq!((certainty, count), (Certainty::AtMost, 6));
    let (certainty, _, sentence) = hit(&[Scenario::OddMembers]).await;
    assert_eq!(certainty, Certainty::Unknown);
    assert!(sentence.contains("is not known"), "{sentence}");
}

#[tokio::test]
async fn the_saved_connection_of_an_account_is_found_by_its_owner_or_its_profile() {
    let books = Books::new(&[]).await;
    let report = books.list().await;
    let saved = |name: &str, owner: Option<&str>, connector: Option<&str>| {
        let settings = Connection {
            owner_id: owner.map(str::to_owned),
            connector_profile: connector.map(str::to_owned),
            ..Connection::default()
        };
        Profile::new(name, settings, clock::now())
    };
    let found = |profiles: Vec<Profile>| {
        let account = &of(&report, "cust-1003").account;
        let saved = LibrarySnapshot {
            profiles,
            ..LibrarySnapshot::default()
        };
        let profile = ProfileOf::account(account, report.profiles.as_deref());
        connection_of(account, profile, &saved).map(|found| found.name.clone())
    };
    let by_profile = saved("by profile", None, Some("Planday"));
    let by_owner = saved("by owner", Some("cust-1003"), None);
    let other = saved("another", Some("cust-1001"), Some("Elsewhere"));
    let mut retired = saved("retired", Some("cust-1003"), None);
    retired.archived_at = Some(clock::now());
    assert_eq!(
        found(vec![other.clone(), by_profile.clone(), by_owner]).as_deref(),
        Some("by owner")
    );
    assert_eq!(
        found(vec![retired, other.clone(), by_profile]).as_deref(),
        Some("by profile")
    );
    assert_eq!(found(vec![other]), None);
}
