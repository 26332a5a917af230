//! The kept list of linked accounts: shown before anybody is asked, through restarts and other keys, and by two programs at
//! once.

use stackday::domain::account::Account;
use stackday::domain::clock;
use stackday::domain::text::Text;
use stackday::library::{Guard, Library};
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::secret::Secret;
use stackday::workflow::{AccountsRequest, account_record, kept_accounts, list_accounts};
use tokio_util::sync::CancellationToken;

use super::accounts_desk::{Books, gone, list, of, there};
use super::support::within;

/// Another API key of the same project.
async fn another_key(books: &Books) -> AccountsRequest {
    let shown = books.stage.click(Click::CreateApiKey).await;
    AccountsRequest {
        api_key: shown.api_key.expect("a key"),
        ..books.request()
    }
}

#[tokio::test]
async fn the_list_is_there_before_anybody_is_asked_and_after_a_restart() {
    let books = Books::new(&[]).await;
    let request = books.request();
    let services = &books.stage.services;
    assert_eq!(kept_accounts(services, &request).await, None);
    let listed = books.list().await;
    let asked = books.asked("");
    for services in [services, &books.another_program()] {
        let kept = kept_accounts(services, &request).await.expect("kept");
        assert_eq!(kept.accounts, listed.accounts);
        assert_eq!(
            (kept.at, kept.api, kept.is_whole),
            (listed.at, listed.api, true)
        );
        assert_eq!(kept.profiles, None, "they are not kept");
    }
    assert_eq!(books.asked(""), asked, "nobody was asked");
}

#[tokio::test]
async fn another_key_that_shares_no_account_calls_none_gone() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    for kept in &before.accounts {
        books.deleted_elsewhere(&kept.account.id).await;
    }
    books.linked("cust-new").await;
    let other = another_key(&books).await;
    let services = &books.stage.services;
    assert_eq!(kept_accounts(services, &other).await, None);
    let theirs = list(services, &other).await.expect("a list");
    assert_eq!((there(&theirs), gone(&theirs)), (vec!["cust-new"], vec![]));
    // The list of the first key is still its own, and is judged by its own next list.
    assert_eq!(books.kept().await.accounts, before.accounts);
    let ours = books.list().await;
    assert_eq!((there(&ours), gone(&ours).len()), (vec!["cust-new"], 7));
}

#[tokio::test]
async fn another_key_that_shares_an_account_takes_the_list_over() {
    let books = Books::new(&[]).await;
    let before = books.list().await;
    books
        .deleted_elsewhere(&of(&before, "cust-1001").account.id)
        .await;
    let other = another_key(&books).await;
    let after = list(&books.stage.services, &other).await.expect("a list");
    assert_eq!(gone(&after), ["cust-1001"]);
    assert_eq!(after.accounts.len(), 7);
    let seen = of(&after, "cust-1001").last_seen;
    assert_eq!(seen, before.at, "by the key before");
}

#[tokio::test]
async fn the_same_key_in_another_project_has_a_list_of_its_own() {
    let books = Books::new(&[]).await;
    books.list().await;
    let other = AccountsRequest {
        project: Some("other".to_owned()),
        ..books.request()
    };
    let services = &books.stage.services;
    assert_eq!(kept_accounts(services, &other).await, None);
}

#[tokio::test]
async fn accounts_of_other_connectors_are_left_out_and_not_called_gone() {
    let books = Books::new(&[Scenario::Many]).await;
    let everything = AccountsRequest {
        all_connectors: true,
        ..books.request()
    };
    let services = &books.stage.services;
    let all = list(services, &everything).await.expect("all");
    let theirs = all.accounts.iter();
    let planday = |provider: &Text| provider.as_str() == "planday";
    let others: Vec<_> = theirs
        .filter(|kept| !planday(&kept.account.provider))
        .collect();
    assert!(others.len() > 1_000);

    // One of each sort is deleted; the list of Planday's alone sees one of them.
    let ours = &of(&all, "cust-1001").account;
    books.deleted_elsewhere(&ours.id).await;
    books.deleted_elsewhere(&others[0].account.id).await;
    let some = books.list().await;
    assert!(
        some.accounts
            .iter()
            .all(|kept| planday(&kept.account.provider))
    );
    assert_eq!(gone(&some), ["cust-1001"]);
    let kept = kept_accounts(services, &everything).await.expect("kept");
    assert_eq!(
        (kept.accounts.len(), gone(&kept)),
        (10_000, vec!["cust-1001"])
    );
    let all = list(services, &everything).await.expect("all");
    let theirs = others[0].account.origin_owner_id.as_str();
    let mut wanted = ["cust-1001", theirs];
    wanted.sort_unstable();
    assert_eq!(gone(&all), wanted);
}

#[tokio::test]
async fn an_account_that_comes_back_is_not_gone_any_more() {
    let (books, script) = Books::played().await;
    let mut answers = vec![ids(&["1", "2"]), ids(&["2"]), ids(&["1", "2"])].into_iter();
    script.play(move |asked| match asked {
        _ if asked.contains("/v2/accounts?") => (200, answers.next().expect("a list")),
        _ => (200, r#"{"data":[],"next":null}"#.to_owned()),
    });
    assert_eq!(gone(&books.list().await), [""; 0]);
    assert_eq!(gone(&books.list().await), ["owner-1"]);
    let back = books.list().await;
    assert_eq!(
        (there(&back), gone(&back).len()),
        (vec!["owner-1", "owner-2"], 0)
    );
}

/// A page of accounts, the last one.
fn ids(ids: &[&str]) -> String {
    let one = |id: &&str| {
        format!(
            r#"{{"id":"{id}","connector":"planday","owner_id":"owner-{id}","status":"active"}}"#
        )
    };
    let all: Vec<_> = ids.iter().map(one).collect();
    format!(r#"{{"data":[{}],"next":null}}"#, all.join(","))
}

#[tokio::test]
async fn what_happens_while_the_list_is_read_is_newer_than_the_list() {
    let (books, script) = Books::played().await;
    let (library, source) = (books.library().clone(), books.source());
    let mut lists = 0;
    script.play(move |asked| {
        if !asked.contains("/v2/accounts?") {
            return (200, r#"{"data":[],"next":null}"#.to_owned());
        }
        lists += 1;
        if lists == 2 {
            // Another program deletes one and links another, after this list was made and before it has come.
            library.forget_account(&source, "1").expect("forgotten");
            let new = Account {
                id: Text::new("3"),
                provider: Text::new("planday"),
                origin_owner_id: Text::new("owner-3"),
                status: Text::new("active"),
                ..Account::default()
            };
            library
                .note_account(&source, &new, clock::now())
                .expect("noted");
        }
        (200, ids(&["1", "2"]))
    });
    books.list().await;
    let report = books.list().await;
    assert_eq!(there(&report), ["owner-2", "owner-3"]);
    assert_eq!(
        gone(&report),
        [""; 0],
        "the new one is not in that list yet"
    );
}

#[tokio::test]
async fn a_page_that_is_missing_makes_nobody_gone() {
    let (books, script) = Books::played().await;
    let mut lists = 0;
    script.play(move |asked| {
        if !asked.contains("/v2/accounts?") {
            return (200, r#"{"data":[],"next":null}"#.to_owned());
        }
        lists += 1;
        match lists {
            1 => (200, ids(&["1", "2"])),
            // The next page is named and is this page again, for ever.
            _ => (200, ids(&["2"]).replace("null", r#""again""#)),
        }
    });
    books.list().await;
    let report = books.list().await;
    assert!(!report.is_whole);
    let caveat = report.caveat.as_deref().expect("it is told");
    assert!(caveat.contains("linked accounts is incomplete"), "{caveat}");
    assert_eq!((there(&report).len(), gone(&report).len()), (2, 0));
    assert!(!books.kept().await.is_whole);
}

#[tokio::test]
async fn without_a_library_the_list_comes_and_nothing_is_kept() {
    let mut books = Books::new(&[]).await;
    books.stage.services.library = None;
    let report = books.list().await;
    assert_eq!((report.accounts.len(), gone(&report).len()), (7, 0));
    assert_eq!(report.not_kept, None, "nothing was to be kept");
    let services = &books.stage.services;
    assert_eq!(kept_accounts(services, &books.request()).await, None);
    // One account is read all the same.
    let id = &of(&report, "cust-1002").account.id;
    let cancel = CancellationToken::new();
    let record = account_record(services, &books.request(), id, &cancel).await;
    assert_eq!(&record.expect("a record").account.id, id);
}

#[tokio::test]
async fn a_library_that_cannot_be_used_is_told_beside_the_list() {
    let mut books = Books::new(&[]).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    // A file is no folder.
    let library = Library::new(file.path(), Guard::default());
    books.stage.services.library = Some(library);
    let report = books.list().await;
    assert_eq!(report.accounts.len(), 7);
    assert!(report.not_kept.is_some_and(|why| !why.is_empty()));
}

#[tokio::test]
async fn two_programs_at_once_keep_one_list() {
    let books = Books::new(&[]).await;
    let (one, two) = (&books.stage.services, &books.another_program());
    let request = books.request();
    let cancel = CancellationToken::new();
    let both = async {
        tokio::join!(
            list_accounts(one, &request, &cancel),
            list_accounts(two, &request, &cancel)
        )
    };
    let (first, second) = within(both).await;
    for report in [first.expect("a list"), second.expect("a list")] {
        assert_eq!(report.not_kept, None);
        assert_eq!((there(&report).len(), gone(&report).len()), (7, 0));
    }
    // What one of them sees the other one shows.
    books
        .deleted_elsewhere(&of(&books.kept().await, "cust-1002").account.id)
        .await;
    list(one, &request).await.expect("a list");
    let shown = kept_accounts(two, &request).await.expect("kept");
    assert_eq!(gone(&shown), ["cust-1002"]);
}

#[tokio::test]
async fn no_key_stands_in_the_library_or_the_log() {
    let mut books = Books::new(&[]).await;
    books.list().await;
    books.library().close().expect("closed");
    let bytes = std::fs::read(books.library().file()).expect("the file");
    let key = books.stage.key();
    let is_in = |secret: &Secret| {
        let secret = secret.expose().as_bytes();
        bytes.windows(secret.len()).any(|part| part == secret)
    };
    assert!(!is_in(&key));
    let log = books.stage.log();
    assert!(log.contains("/v2/accounts") && !log.contains(key.expose()));
}
