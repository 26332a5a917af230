//! The client's look at linked accounts, and the reads through them.

use stackday::domain::diagnosis::{Kind, Party};
use stackday::domain::text::Text;
use stackday::http::{Listed, ReadAction};
use stackday::sandbox::Scenario;
use stackday::stackone::Catalogue;
use tokio_util::sync::CancellationToken;

use super::support::{Stage, within};

#[tokio::test]
async fn an_owner_s_accounts_are_found_among_many() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let cancel = CancellationToken::new();
    let stackone = &stage.services.stackone;
    let found = within(stackone.accounts_of(&stage.key(), "cust-1004", &cancel)).await;
    let found = found.expect("accounts").items;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].status.as_str(), "suspended");
    assert!(found[0].why().contains("Suspended"), "{}", found[0].why());
    let again = stackone.account(&stage.key(), &found[0].id, &cancel).await;
    assert_eq!(again.as_ref(), Ok(&found[0]));
    let nobody = within(stackone.accounts_of(&stage.key(), "nobody", &cancel)).await;
    assert_eq!(nobody, Ok(Listed::whole(Vec::new())));
}

#[tokio::test]
async fn an_account_that_is_not_there_is_said_so() {
    let stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    // An id with a slash in it must not become another path.
    for id in ["nobody", "../connector_profiles", "a/b?c#d"] {
        let found = stage
            .services
            .stackone
            .account(&stage.key(), &Text::new(id), &cancel)
            .await;
        let problem = found.expect_err(id);
        assert_eq!(
            (problem.party, problem.kind),
            (Party::StackOne, Kind::Absent),
            "{id}"
        );
    }
    let paths: Vec<_> = stage
        .stackone
        .requests()
        .into_iter()
        .map(|request| request.head)
        .collect();
    assert!(
        paths.iter().all(|head| head.starts_with("GET /accounts/")),
        "{paths:?}"
    );
}

pub fn listed(id: &str) -> ReadAction {
    ReadAction::listed("planday", [id], id).expect("a read")
}

#[tokio::test]
async fn a_read_through_an_account_tells_how_much_and_keeps_none_of_it() {
    let mut stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    let (stackone, key) = (&stage.services.stackone, stage.key());
    let accounts = stackone.accounts_of(&key, "cust-1001", &cancel).await;
    let account = accounts.expect("accounts").items[0].id.clone();
    let action = listed("planday_list_employees");
    let read = stackone.read_action(&key, &account, &action, &cancel).await;
    assert_eq!(read.expect("an answer").records, Some(50));
    assert!(stage.stackone.answers().contains("firstName"));
    let log = stage.log();
    assert!(
        log.contains("actions/rpc") && !log.contains("firstName"),
        "{log}"
    );
}

#[tokio::test]
async fn what_ails_an_account_is_told_from_what_ails_the_key() {
    let stage = Stage::new(&[Scenario::InactiveAdmin]).await;
    let cancel = CancellationToken::new();
    let (stackone, key) = (&stage.services.stackone, stage.key());
    let action = listed("planday_list_departments");
    for (owner, party, kind) in [
        // StackOne reaches Planday, which refuses the administrator.
        ("cust-1001", Party::Authoriser, Kind::Rejected),
        ("cust-1004", Party::StackOne, Kind::Failed),
    ] {
        let accounts = stackone.accounts_of(&key, owner, &cancel).await;
        let account = accounts.expect("accounts").items[0].id.clone();
        let read = stackone.read_action(&key, &account, &action, &cancel).await;
        let problem = read.expect_err(owner);
        assert_eq!((problem.party, problem.kind), (party, kind), "{problem:?}");
    }
}

#[tokio::test]
async fn all_of_planday_s_actions_and_its_guides_are_found() {
    let stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    let (stackone, key) = (&stage.services.stackone, stage.key());
    let connector = within(stackone.connector(&key, Catalogue::Actions, &cancel)).await;
    let connector = connector.expect("an entry");
    assert_eq!(connector.key.as_str(), "planday");
    assert_eq!(connector.actions.len(), 69);
    let guides = within(stackone.connector(&key, Catalogue::Guides, &cancel)).await;
    let guides = guides.expect("an entry");
    assert!(guides.actions.is_empty());
    let support = guides.authentication[0].support.as_ref().expect("support");
    assert!(support.guides.contains_key("setup"));
}
