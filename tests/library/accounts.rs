//! Linked accounts as they were last seen: which are there, which are gone since when, and whose they are.

use jiff::{SignedDuration, Timestamp};
use stackday::domain::text::Text;
use stackday::domain::{Account, AccountSource, AccountsApi, StatusReason, clock};
use stackday::library::{AccountList, KeptAccounts, Library};
use stackday::secret::Secret;

use crate::support::{Home, time};

pub const API: &str = "https://api.stackone.com/";
pub const KEY: &str = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";

/// Whose accounts these are: of this API key.
pub fn source(library: &Library, key: &str) -> AccountSource {
    let api = API.parse().expect("an address");
    let source = library.account_source(&api, Some("main"), &Secret::new(key));
    source.expect("a source")
}

/// So many hours before now.
pub fn ago(hours: i64) -> Timestamp {
    clock::now() - SignedDuration::from_hours(hours)
}

/// An active account of a connector.
pub fn account(id: &str, provider: &str) -> Account {
    Account {
        id: Text::new(id),
        provider: Text::new(provider),
        origin_owner_id: Text::new("cust-1"),
        status: Text::new("active"),
        ..Account::default()
    }
}

/// A whole list of accounts of Planday.
pub fn list(ids: &[&str], at: Timestamp) -> AccountList {
    AccountList {
        accounts: ids.iter().map(|id| account(id, "planday")).collect(),
        at,
        api: AccountsApi::V2,
        is_whole: true,
        connector: None,
    }
}

/// The accounts in a word each: a `-` in front of those that are gone.
pub fn words(kept: &KeptAccounts) -> Vec<String> {
    let accounts = kept.accounts.iter();
    let word = accounts.map(|kept| match kept.gone_since {
        Some(_) => format!("-{}", kept.account.id),
        None => kept.account.id.to_string(),
    });
    word.collect()
}

#[track_caller]
pub fn stored(library: &Library, source: &AccountSource) -> KeptAccounts {
    library.kept_accounts(source).expect("read").expect("some")
}

#[test]
fn what_is_seen_of_an_account_is_read_again() {
    let home = Home::new();
    let source = source(&home.library, KEY);
    assert_eq!(home.library.kept_accounts(&source).expect("read"), None);
    let full = Account {
        origin_owner_name: Text::new("Café Nord"),
        origin_username: Some(Text::new("kari")),
        label: Some(Text::new("Main portal")),
        kind: Some(Text::new("test")),
        connector_profile_id: Some(Text::new("cp-1")),
        environment: Some(Text::new("eu")),
        status: Text::new("error"),
        status_reasons: vec![StatusReason {
            code: Some(Text::new("bad_token")),
            description: Some(Text::new("The Token was refused")),
            timestamp: Some(time("2026-11-01T08:00:00Z")),
        }],
        created_at: Some(time("2026-10-01T08:00:00Z")),
        updated_at: Some(time("2026-11-02T08:00:00.25Z")),
        ..account("17", "planday")
    };
    let at = ago(2);
    let read = AccountList {
        accounts: vec![full.clone(), account("9", "hibob")],
        api: AccountsApi::V1,
        is_whole: false,
        ..list(&[], at)
    };
    let merged = home.library.keep_accounts(&source, &read).expect("kept");
    home.close();
    let again = home.another();
    let kept = stored(&again, &source);
    assert_eq!(kept, merged);
    assert_eq!(
        (kept.at, kept.api, kept.is_whole),
        (at, AccountsApi::V1, false)
    );
    assert_eq!(kept.accounts[0].account, full);
    assert_eq!(kept.accounts[1].account, account("9", "hibob"));
    let seen: Vec<_> = kept.accounts.iter().map(|kept| kept.last_seen).collect();
    assert_eq!(seen, [at, at]);
}

#[test]
fn an_account_is_gone_when_a_whole_list_of_its_connector_is_without_it() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let keep = |list: &AccountList| library.keep_accounts(&source, list).expect("kept");
    let mut first = list(&["1", "2"], ago(9));
    first.accounts.push(account("3", "HiBob"));
    assert_eq!(words(&keep(&first)), ["1", "2", "3"]);

    // Not by a list that breaks off.
    let half = AccountList {
        is_whole: false,
        ..list(&["2"], ago(8))
    };
    let kept = keep(&half);
    assert_eq!(words(&kept), ["1", "2", "3"]);
    assert_eq!(kept.accounts[0].last_seen, first.at);
    assert_eq!(kept.accounts[1].last_seen, half.at);

    // Not by the list of another connector.
    let hibob = AccountList {
        accounts: vec![account("3", "hibob")],
        connector: Some("hibob".to_owned()),
        ..list(&[], ago(7))
    };
    let kept = keep(&hibob);
    assert_eq!(words(&kept), ["1", "2", "3"]);
    assert_eq!(kept.accounts[0].last_seen, first.at);
    assert_eq!(kept.accounts[2].last_seen, hibob.at);

    // By the whole list of its own.
    let planday = AccountList {
        connector: Some("Planday".to_owned()),
        ..list(&["2"], ago(6))
    };
    let kept = keep(&planday);
    assert_eq!(words(&kept), ["-1", "2", "3"]);
    assert_eq!(kept.accounts[0].gone_since, Some(planday.at));
    assert_eq!(kept.accounts[0].last_seen, first.at);
    assert_eq!(kept.accounts[2].last_seen, hibob.at);
    assert_eq!(stored(&home.another(), &source), kept);

    // It stays gone since then, and is there when it is there again.
    let kept = keep(&list(&["2", "3"], ago(5)));
    assert_eq!(kept.accounts[0].gone_since, Some(planday.at));
    let kept = keep(&list(&["1", "2"], ago(4)));
    assert_eq!(words(&kept), ["1", "2", "-3"]);
    assert_eq!(kept.accounts[0].last_seen, ago_of(&kept, 0));
}

/// The time of the list, where an account was last seen in it.
fn ago_of(kept: &KeptAccounts, number: usize) -> Timestamp {
    assert!(kept.accounts[number].gone_since.is_none());
    kept.at
}

#[test]
fn what_is_gone_for_ninety_days_is_forgotten() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let days = |days: i64| ago(days * 24);
    let keep = |list: &AccountList| library.keep_accounts(&source, list).expect("kept");
    keep(&list(&["1", "2"], days(100)));
    keep(&list(&["2"], days(99)));
    assert_eq!(words(&keep(&list(&["2"], days(10)))), ["-1", "2"]);
    assert_eq!(words(&keep(&list(&["2"], days(8)))), ["2"]);
}

#[test]
fn an_older_list_changes_nothing() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let now = library.keep_accounts(&source, &list(&["1", "2"], ago(2)));
    let now = now.expect("kept");
    let late = library.keep_accounts(&source, &list(&["2", "3"], ago(3)));
    assert_eq!(late.expect("kept"), now);
    // Of one connector alone, too.
    let one = AccountList {
        connector: Some("planday".to_owned()),
        ..list(&[], ago(3))
    };
    assert_eq!(library.keep_accounts(&source, &one).expect("kept"), now);
    assert_eq!(stored(library, &source), now);

    // A newer list of one connector holds against an older one of all.
    let one = AccountList {
        connector: Some("planday".to_owned()),
        ..list(&["1"], ago(0))
    };
    library.keep_accounts(&source, &one).expect("kept");
    let mut all = list(&["2"], ago(1));
    all.accounts.push(account("9", "hibob"));
    let kept = library.keep_accounts(&source, &all).expect("kept");
    assert_eq!(words(&kept), ["1", "-2", "9"]);
    assert_eq!(kept.accounts[0].last_seen, one.at);
    assert_eq!(kept.accounts[2].last_seen, all.at);
}

#[test]
fn a_clock_that_was_wrong_does_not_hide_what_comes() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let years = list(&["1", "2"], ago(-24 * 900));
    library.keep_accounts(&source, &years).expect("kept");
    let kept = library.keep_accounts(&source, &list(&["2", "3"], ago(0)));
    assert_eq!(words(&kept.expect("kept")), ["-1", "2", "3"]);
}

#[test]
fn a_deleted_account_is_not_gone_and_no_older_list_brings_it_back() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let keep = |list: &AccountList| library.keep_accounts(&source, list).expect("kept");
    keep(&list(&["1", "2"], ago(9)));
    library.forget_account(&source, "1").expect("forgotten");
    library.forget_account(&source, "never").expect("nothing");
    assert_eq!(words(&stored(library, &source)), ["2"]);
    assert_eq!(words(&keep(&list(&["1", "2"], ago(8)))), ["2"]);
    let late = Account {
        status: Text::new("error"),
        ..account("1", "planday")
    };
    library.note_account(&source, &late, ago(7)).expect("noted");
    assert_eq!(words(&stored(library, &source)), ["2"]);
    // Whoever links it again has it again.
    assert_eq!(words(&keep(&list(&["2"], ago(-1)))), ["2"]);
    assert_eq!(words(&keep(&list(&["1", "2"], ago(-2)))), ["1", "2"]);
}

#[test]
fn an_account_that_is_read_by_itself_holds_against_what_was_read_before() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let keep = |list: &AccountList| library.keep_accounts(&source, list).expect("kept");
    keep(&list(&["1"], ago(9)));
    let changed = Account {
        label: Some(Text::new("Renamed")),
        ..account("1", "planday")
    };
    library
        .note_account(&source, &changed, ago(7))
        .expect("noted");
    let new = account("2", "planday");
    library.note_account(&source, &new, ago(7)).expect("noted");
    // This list was begun before.
    let kept = keep(&list(&["1"], ago(8)));
    assert_eq!(words(&kept), ["1", "2"]);
    assert_eq!(kept.accounts[0].account, changed);
    let kept = keep(&list(&["1"], ago(6)));
    assert_eq!(words(&kept), ["1", "-2"]);
    assert_eq!(kept.accounts[0].account.label, None);
    library.note_account(&source, &new, ago(5)).expect("noted");
    assert_eq!(words(&stored(library, &source)), ["1", "2"]);
    library
        .note_account(&source, &changed, ago(8))
        .expect("late");
    assert_eq!(
        stored(library, &source).accounts[0].account,
        account("1", "planday")
    );
}

#[test]
fn a_list_in_which_little_changed_writes_little() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    let ids: Vec<_> = (0..500).map(|number| format!("a{number}")).collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    library
        .keep_accounts(&source, &list(&ids, ago(9)))
        .expect("kept");
    home.close();
    home.database()
        .execute_batch(
            "CREATE TABLE written (id TEXT);
             CREATE TRIGGER of_change AFTER UPDATE ON account BEGIN INSERT INTO written VALUES (new.id); END;
             CREATE TRIGGER of_new AFTER INSERT ON account BEGIN INSERT INTO written VALUES (new.id); END;",
        )
        .expect("watched");
    let written = || -> Vec<String> {
        let database = home.database();
        let mut query = database
            .prepare("DELETE FROM written RETURNING id")
            .expect("a query");
        let rows = query.query_map([], |row| row.get(0)).expect("asked");
        rows.map(|row| row.expect("a row")).collect()
    };
    let same = library.keep_accounts(&source, &list(&ids, ago(8)));
    assert_eq!(written(), [""; 0]);
    let seen = same.expect("kept").accounts;
    assert!(seen.iter().all(|kept| kept.last_seen > ago(9)));
    let mut one = list(&ids[1..], ago(7));
    one.accounts[1].status = Text::new("error");
    library.keep_accounts(&source, &one).expect("kept");
    let mut ids_of = written();
    ids_of.sort();
    assert_eq!(ids_of, ["a0", "a2"]);
    let half = AccountList {
        is_whole: false,
        at: ago(6),
        ..one.clone()
    };
    library.keep_accounts(&source, &half).expect("kept");
    assert_eq!(written(), [""; 0]);
}

#[test]
fn a_row_that_cannot_be_read_hides_one_account_until_the_next_list() {
    let home = Home::new();
    let library = &home.library;
    let source = source(library, KEY);
    library
        .keep_accounts(&source, &list(&["1", "2"], ago(9)))
        .expect("kept");
    home.close();
    home.database()
        .execute("UPDATE account SET content = '{' WHERE id = '1'", [])
        .expect("damaged");
    assert_eq!(words(&stored(library, &source)), ["2"]);
    let checked = library.check().expect("checked");
    assert!(
        checked.problems[0].contains("0 auth links and 1 linked accounts cannot be read"),
        "{:?}",
        checked.problems
    );
    let kept = library.keep_accounts(&source, &list(&["1", "2"], ago(8)));
    assert_eq!(words(&kept.expect("kept")), ["1", "2"]);
    assert_eq!(library.check().expect("checked").problems, [""; 0]);
}

#[test]
fn a_secret_that_a_service_says_back_is_not_kept_with_an_account() {
    let home = Home::new();
    let source = source(&home.library, KEY);
    let mut said = list(&["1"], ago(1));
    said.accounts[0].label = Some(Text::new(&format!("key {KEY}")));
    home.library.keep_accounts(&source, &said).expect("kept");
    let label = stored(&home.library, &source).accounts[0]
        .account
        .label
        .clone();
    assert!(
        label.is_some_and(|label| label.as_str().starts_with("(left out")),
        "named"
    );
}
