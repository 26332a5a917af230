//! The list of linked accounts in every scenario of the sandbox: what is listed, what it costs, and what trouble leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use stackday::domain::Input;
use stackday::domain::account::AccountState;
use stackday::domain::clock;
use stackday::domain::diagnosis::{Kind, Party};
use stackday::domain::{AccountSource, AccountsApi};
use stackday::http::DoorOptions;
use stackday::library::AccountList;
use stackday::sandbox::{Clock, Options, Scenario};
use stackday::workflow::{AccountsRequest, account_record, kept_accounts, list_accounts};
use tokio_util::sync::CancellationToken;

use super::accounts_desk::{Books, controls, counts, gone, list, of, there};
use super::support::{Stage, door, within};

const LIST: &str = "GET /v2/accounts?";
const OLD_LIST: &str = "GET /accounts?";

#[tokio::test]
async fn the_seven_accounts_are_listed_with_their_profile_in_one_request() {
    let books = Books::new(&[]).await;
    let report = books.list().await;
    assert_eq!((report.api, report.is_whole), (AccountsApi::V2, true));
    let beside = (&report.caveat, &report.profiles_trouble, &report.not_kept);
    assert_eq!(beside, (&None, &None, &None));
    let mut wanted = BTreeMap::from([("active", 2)]);
    wanted.extend(["error", "suspended", "expired", "inactive", "archived"].map(|one| (one, 1)));
    assert_eq!(counts(&report), wanted);
    assert_eq!(gone(&report), [""; 0]);
    for kept in &report.accounts {
        let row = serde_json::to_value(report.row(kept)).expect("JSON");
        assert_eq!(row["connector_profile"], "Planday", "{row}");
        assert_eq!(row["status"], kept.account.status.as_str(), "{row}");
        assert_eq!(row["gone_since"], serde_json::Value::Null, "{row}");
    }
    assert_eq!(books.asked(LIST), 1);
    assert_eq!(books.asked("GET "), 2, "the accounts, and the profiles");
}

#[tokio::test]
async fn ten_thousand_accounts_come_in_pages_of_a_hundred_and_all_of_them() {
    let books = Books::new(&[Scenario::Many]).await;
    let everything = AccountsRequest {
        all_connectors: true,
        ..books.request()
    };
    let all = list(&books.stage.services, &everything).await.expect("all");
    assert!(all.is_whole && all.caveat.is_none() && all.not_kept.is_none());
    assert_eq!(all.accounts.len(), 10_000);
    let ids: BTreeSet<_> = all.accounts.iter().map(|kept| &kept.account.id).collect();
    assert_eq!(ids.len(), 10_000);
    assert_eq!(books.asked(LIST), 100);
    let pages = books.stage.stackone.requests().into_iter();
    let mut pages = pages.filter(|request| request.head.starts_with(LIST));
    assert!(pages.all(|page| page.head.contains("page_size=100 ")));

    // Those of Planday are as many as the older list, which is asked for them alone, has of each status.
    let report = books.list().await;
    assert!(report.is_whole);
    let cancel = CancellationToken::new();
    let stackone = &books.stage.services.stackone;
    let older = within(stackone.accounts(&books.stage.key(), None, &cancel)).await;
    let older = older.expect("the older list").items;
    let mut wanted = BTreeMap::new();
    for account in &older {
        *wanted.entry(account.status.as_str()).or_default() += 1;
    }
    assert_eq!(counts(&report), wanted);
    assert!(
        older.len() > 8_000 && older.len() < 9_500,
        "{}",
        older.len()
    );
    assert_eq!(books.asked(OLD_LIST), older.len() / 100 + 1);
    // A list of one connector says nothing of the accounts of the others.
    let kept = kept_accounts(&books.stage.services, &everything).await;
    let kept = kept.expect("kept");
    assert_eq!((kept.accounts.len(), gone(&kept).len()), (10_000, 0));
}

#[tokio::test]
async fn an_older_api_is_asked_in_its_own_way_and_names_no_profile() {
    let books = Books::new(&[Scenario::OldApi]).await;
    let report = books.list().await;
    assert_eq!((report.api, report.is_whole), (AccountsApi::V1, true));
    assert_eq!(report.accounts.len(), 7);
    for kept in &report.accounts {
        assert_eq!(kept.account.connector_profile_id, None);
        assert_eq!(report.row(kept).connector_profile, None);
    }
    assert!(report.profiles.is_some(), "they are listed all the same");
    assert_eq!((books.asked(LIST), books.asked(OLD_LIST)), (1, 1));
    assert_eq!(books.asked("GET /accounts?providers=planday"), 1);

    // It is known now: one account is not asked for in vain.
    let id = &of(&report, "cust-1003").account.id;
    let cancel = CancellationToken::new();
    let (services, request) = (&books.stage.services, books.request());
    let record = account_record(services, &request, id, &cancel).await;
    let record = record.expect("a record");
    assert_eq!((record.api, &record.account.id), (AccountsApi::V1, id));
    assert_eq!(books.asked("GET /v2/accounts/"), 0);
    // A program that has listed nothing finds it out by itself.
    let other = books.another_program();
    let record = account_record(&other, &request, id, &cancel).await;
    assert_eq!(record.expect("a record").api, AccountsApi::V1);
    assert_eq!(books.asked("GET /v2/accounts/"), 1);
}

#[tokio::test]
async fn the_older_name_of_the_profiles_is_as_good() {
    let books = Books::new(&[Scenario::NoProfilesApi]).await;
    let report = books.list().await;
    assert_eq!(report.profiles_trouble, None);
    let row = report.row(of(&report, "cust-1001"));
    assert_eq!(row.connector_profile.map(AsRef::as_ref), Some("Planday"));
}

#[tokio::test]
async fn a_disabled_profile_is_listed_with_its_inactive_accounts() {
    let books = Books::new(&[Scenario::ProfileDisabled]).await;
    let report = books.list().await;
    let wanted = BTreeMap::from([("inactive", 6), ("archived", 1)]);
    assert_eq!(counts(&report), wanted);
    let id = of(&report, "cust-1001")
        .account
        .connector_profile_id
        .as_ref();
    let profile = report.profile(id.expect("it is named")).expect("listed");
    assert!(profile.is_disabled());
}

#[tokio::test]
async fn a_patient_client_gets_the_list_through_a_bad_network() {
    let books = Books::new(&[Scenario::Flaky]).await;
    let report = books.list().await;
    assert!(report.is_whole && report.profiles.is_some());
    assert_eq!(report.accounts.len(), 7);
    assert_eq!(books.asked(LIST), 3, "two of them came to nothing");
}

/// Puts the list of a calm day into the library, as this source's.
async fn calm_day(books: &Books, source: &AccountSource) {
    let calm = Books::new(&[]).await.list().await;
    let list = AccountList {
        accounts: calm.accounts.into_iter().map(|kept| kept.account).collect(),
        at: clock::now(),
        api: calm.api,
        is_whole: true,
        connector: Some("planday".to_owned()),
    };
    books.library().keep_accounts(source, &list).expect("kept");
}

#[tokio::test]
async fn trouble_is_told_with_a_next_step_and_the_list_of_before_stays() {
    let rejected = (Party::StackOne, Kind::Rejected);
    for (scenario, who, points_at) in [
        (Scenario::Between, (Party::Network, Kind::Network), None),
        (
            Scenario::RateLimited,
            (Party::StackOne, Kind::RateLimited),
            None,
        ),
        (Scenario::HtmlErrors, (Party::StackOne, Kind::Trouble), None),
        (Scenario::BadApiKey, rejected, Some(Input::ApiKey)),
        (Scenario::WeakApiKey, rejected, None),
    ] {
        let books = Books::new(&[scenario]).await;
        calm_day(&books, &books.source()).await;
        let before = books.kept().await;
        let told = books.try_list().await.expect_err("trouble");
        let said = format!("{scenario:?}: {told:?}");
        assert_eq!((told.party, told.kind), who, "{said}");
        assert_eq!(told.points_at, points_at, "{said}");
        assert!(!told.summary.is_empty() && !told.next.is_empty(), "{said}");
        assert_eq!(
            told.retry_at.is_some(),
            told.kind == Kind::RateLimited,
            "{said}"
        );
        assert_eq!(books.kept().await, before, "{said}");
        assert_eq!((before.accounts.len(), gone(&before).len()), (7, 0));
    }
}

#[tokio::test]
async fn the_wait_that_is_asked_for_is_told_and_the_key_that_lacks_a_scope_is_told_which() {
    let books = Books::new(&[Scenario::RateLimited]).await;
    let told = books.try_list().await.expect_err("a limit");
    let wait = told.retry_at.expect("a time").duration_since(clock::now());
    assert!((50..=61).contains(&wait.as_secs()), "{wait}");
    assert_eq!(books.asked(LIST), 1, "a minute is waited for by nobody");

    let books = Books::new(&[Scenario::WeakApiKey]).await;
    let told = books.try_list().await.expect_err("a scope");
    assert!(told.next.contains("Platform API"), "{told:?}");
    assert!(told.said.is_some_and(|said| said.contains("403")));
}

#[tokio::test]
async fn hostile_texts_reach_neither_the_screen_nor_the_library() {
    let books = Books::new(&[Scenario::HostileText]).await;
    let report = books.list().await;
    assert!(report.is_whole, "{:?}", report.caveat);
    assert_eq!(report.accounts.len(), 7);
    for kept in &report.accounts {
        let row = report.row(kept);
        let profile = row.connector_profile.map_or("", AsRef::as_ref).to_owned();
        let account = &kept.account;
        let texts = [
            account.name(),
            account.status_words(),
            &account.why(),
            &profile,
        ]
        .join("\n");
        assert!(controls(&texts).is_empty(), "{texts:?}");
        let json = serde_json::to_value(row).expect("JSON").to_string();
        assert!(
            !json.contains("\\u001b") && controls(&json).is_empty(),
            "{json}"
        );
        assert!(json.len() < 5_000, "{}", json.len());
    }
    // A status that nobody heard of is shown as it came, without the escape in it.
    let odd = &of(&report, "cust-1004").account;
    assert_eq!(odd.state(), AccountState::Unknown);
    assert!(
        odd.status_words().ends_with("heard_of_suspended"),
        "{odd:?}"
    );
    assert_eq!(
        of(&report, "cust-1001").account.state(),
        AccountState::Active
    );
    assert_eq!(books.kept().await.accounts, report.accounts);
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_may_be_the_one_that_is_missed() {
    let books = Books::new(&[Scenario::OddMembers]).await;
    let report = books.list().await;
    assert!(!report.is_whole);
    let caveat = report.caveat.as_deref().expect("it is told");
    assert!(caveat.contains("2 entries could not be read"), "{caveat}");
    assert_eq!(report.accounts.len(), 7);
    assert_eq!(
        of(&report, "cust-1003").account.state(),
        AccountState::Error
    );
    let row = report.row(of(&report, "cust-1001"));
    assert_eq!(row.connector_profile.map(AsRef::as_ref), Some("Planday"));
    books
        .deleted_elsewhere(&of(&report, "cust-1001").account.id)
        .await;
    let report = books.list().await;
    assert_eq!((report.accounts.len(), gone(&report).len()), (7, 0));
}

#[tokio::test]
async fn an_account_that_was_deleted_meanwhile_is_gone_by_a_whole_list_alone() {
    for (scenarios, wanted) in [
        (&[Scenario::Restless][..], &["cust-1007"][..]),
        (&[Scenario::Restless, Scenario::OddMembers][..], &[][..]),
    ] {
        let clock = Clock::pinned(clock::now());
        let options = Options {
            scenarios: scenarios.to_vec(),
            clock: clock.clone(),
            ..Options::default()
        };
        let books = Books::on(Stage::of(options, door()).await);
        let first = books.list().await;
        assert_eq!((first.accounts.len(), gone(&first).len()), (7, 0));
        // Five changes: one failed, one appeared, one was suspended, one recovered, the archived one was deleted.
        clock.advance(Duration::from_secs(100));
        let then = books.list().await;
        assert_eq!(gone(&then), wanted);
        assert!(there(&then).contains(&"new-1"), "{:?}", there(&then));
        assert_eq!(then.accounts.len(), 8);
        let since = of(&then, "cust-1007");
        assert!(since.last_seen <= first.at && since.last_seen < then.at);
        // What is gone stays gone since then, with every further list.
        let again = books.list().await;
        assert_eq!(of(&again, "cust-1007").gone_since, since.gone_since);
    }
}

#[tokio::test]
async fn a_list_that_never_comes_can_be_cancelled() {
    let books = Books::on(Stage::with(&[Scenario::Slow], DoorOptions::default()).await);
    calm_day(&books, &books.source()).await;
    let before = books.kept().await;
    let (services, request) = (&books.stage.services, books.request());
    let cancel = CancellationToken::new();
    let listing = list_accounts(services, &request, &cancel);
    let person = async {
        while books.asked(LIST) == 0 {
            books.stage.stackone.used().await;
        }
        cancel.cancel();
    };
    let (ended, ()) = within(async { tokio::join!(listing, person) }).await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    assert_eq!(books.kept().await, before);
}
