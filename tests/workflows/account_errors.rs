//! Every way in which `StackOne` refuses the calls of an account, from the link to its own next step.

use std::collections::BTreeMap;

use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::{Standing, StepId};
use stackday::sandbox::Scenario;
use stackday::sandbox_user::{Click, SandboxUser as _};
use stackday::workflow::{LinkRequest, LinkStart, Progress, link};
use tokio_util::sync::CancellationToken;

use super::accounts::listed;
use super::support::Ear;
use super::support::Stage;
use super::support::until;
use super::support::within;

/// The owner id that chooses a refusal, whose fault it is, the exit code, and what the next step speaks of.
pub const ALL: [(&str, Party, u8, &str); 8] = [
    ("suspended", Party::StackOne, 1, "Resume the account"),
    (
        "expired",
        Party::StackOne,
        1,
        "Convert it to a production account",
    ),
    ("archived", Party::StackOne, 1, "create a new auth link"),
    ("error", Party::StackOne, 1, "Read the reason beside it"),
    (
        "inactive",
        Party::StackOne,
        1,
        "Enable the connector profile",
    ),
    (
        "credentials-expired",
        Party::Authoriser,
        4,
        "authorise the app again",
    ),
    (
        "credentials-invalid",
        Party::Authoriser,
        4,
        "Compare App Id and Token",
    ),
    (
        "authentication-failed",
        Party::Authoriser,
        4,
        "Verify App Id and Token here",
    ),
];

async fn refused(stage: &Stage, owner: &str) -> (Diagnosis, Vec<(StepId, Standing)>) {
    let mut request = stage.link_request().await;
    if let LinkStart::New(session) = &mut request.start {
        owner.clone_into(&mut session.owner_id);
    }
    let request = LinkRequest {
        owner_id: owner.to_owned(),
        ..request
    };
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let customer = async {
        let link = until(&mut news, |told| match told {
            Progress::Link(link) => Some(link),
            _ => None,
        })
        .await;
        let clicked = stage.person.click(Click::OpenAuthLink { url: link.url });
        clicked.await.expect("the customer agrees");
    };
    let linking = link(&stage.services, &request, &ear, &cancel);
    let (ended, ()) = within(async { tokio::join!(linking, customer) }).await;
    (ended.expect_err(owner), ear.steps())
}

#[tokio::test]
async fn each_refusal_of_an_account_s_calls_has_its_own_next_step_and_exit_code() {
    // The second time with members of other types and under other names: that must change nothing.
    for more in [None, Some(Scenario::OddMembers)] {
        let scenarios: Vec<_> = more.into_iter().chain([Scenario::AccountErrors]).collect();
        let stage = Stage::new(&scenarios).await;
        for (owner, party, exit, next) in ALL {
            let (told, steps) = refused(&stage, owner).await;
            let said = format!("{owner} {more:?}: {told:?}");
            assert_eq!(
                (told.party, told.kind.exit().code()),
                (party, exit),
                "{said}"
            );
            assert!(told.next.contains(next), "{said}");
            assert_eq!(told.points_at, None, "the API key is not meant: {said}");
            assert_eq!(
                steps.last(),
                Some(&(StepId::D4, Standing::Failed)),
                "{said}"
            );
            assert!(
                told.said.is_some_and(|words| words.contains("Error")),
                "{owner}"
            );
        }
    }
}

#[tokio::test]
async fn accounts_as_they_stand_are_refused_with_what_their_status_says() {
    let stage = Stage::new(&[]).await;
    let cancel = CancellationToken::new();
    let (stackone, key) = (&stage.services.stackone, stage.key());
    let accounts = stackone.accounts(&key, None, &cancel).await;
    let accounts = accounts.expect("accounts").items;
    let mut next = BTreeMap::new();
    for account in accounts.iter().filter(|account| !account.is_active()) {
        let action = listed("planday_list_departments");
        let read = stackone.read_action(&key, &account.id, &action, &cancel);
        let told = read.await.expect_err("refused");
        assert_eq!(told.next, account.trouble().next, "{account:?}");
        if account.status.as_str() == "error" {
            assert!(told.summary.contains("invalid_grant"), "{told:?}");
        }
        next.insert(told.next, account.status.clone());
    }
    assert_eq!(next.len(), 5, "one each: {next:?}");
}

#[tokio::test]
async fn a_dead_token_is_told_of_the_credentials_first_and_of_the_account_then() {
    let stage = Stage::new(&[Scenario::DeletedApp]).await;
    let cancel = CancellationToken::new();
    let (stackone, key) = (&stage.services.stackone, stage.key());
    let owned = || async {
        let accounts = stackone.accounts_of(&key, "cust-1001", &cancel).await;
        accounts.expect("accounts").items.remove(0)
    };
    let account = owned().await;
    assert!(account.is_active(), "nobody has noticed yet");
    let action = listed("planday_list_departments");
    let read = || stackone.read_action(&key, &account.id, &action, &cancel);
    let first = read().await.expect_err("refused");
    assert_eq!(
        (first.party, first.kind),
        (Party::Authoriser, Kind::Rejected)
    );
    assert_eq!(owned().await.status.as_str(), "error", "not expired");
    let then = read().await.expect_err("refused");
    assert_eq!((then.party, then.kind), (Party::StackOne, Kind::Failed));
    assert!(!owned().await.why().is_empty());
}
