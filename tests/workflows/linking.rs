//! Linking one customer, to the end, to an error, past its time, and called off.

use jiff::{SignedDuration, Timestamp};
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::{Standing, StepId};
use stackday::http::DoorOptions;
use stackday::sandbox::{Clock, Options, Scenario};
use stackday::sandbox_user::{Click, SandboxUser as _};
use stackday::stackone::{Account, Catalogue};
use stackday::workflow::{AuthLink, LinkRequest, LinkStart, Progress, link};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::support::Ear;
use super::support::Stage;
use super::support::door;
use super::support::scopes;
use super::support::until;
use super::support::within;

const V: Standing = Standing::Verified;
const F: Standing = Standing::Failed;

async fn the_link(news: &mut UnboundedReceiver<Progress>) -> AuthLink {
    until(news, |told| match told {
        Progress::Link(link) => Some(link),
        _ => None,
    })
    .await
}

async fn waits_for(news: &mut UnboundedReceiver<Progress>, words: &str) {
    until(news, |told| match told {
        Progress::Waiting(what) if what.contains(words) => Some(()),
        _ => None,
    })
    .await;
}

/// Links while the customer opens the link and agrees.
async fn linked(stage: &Stage, request: &LinkRequest) -> (Result<Account, Diagnosis>, Ear) {
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let customer = async {
        let link = the_link(&mut news).await;
        // What the page says to the customer is not what is tried here.
        stage
            .person
            .click(Click::OpenAuthLink { url: link.url })
            .await
            .ok();
    };
    let (account, ()) =
        within(async { tokio::join!(link(&stage.services, request, &ear, &cancel), customer) })
            .await;
    (account, ear)
}

#[tokio::test]
async fn a_link_is_followed_to_an_active_account_and_one_read() {
    let stage = Stage::new(&[]).await;
    let request = stage.link_request().await;
    let (account, ear) = linked(&stage, &request).await;
    let account = account.expect("an account");
    assert!(account.is_active());
    assert_eq!(account.origin_owner_id.as_str(), "owner-1");
    assert_eq!(
        ear.steps(),
        [
            (StepId::D1, V),
            (StepId::D2, V),
            (StepId::D3, V),
            (StepId::D4, V)
        ]
    );
}

#[tokio::test]
async fn a_link_waits_for_the_customer_and_names_its_end() {
    let stage = Stage::new(&[]).await;
    let request = stage.link_request().await;
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let customer = async {
        let link = the_link(&mut news).await;
        let life = link.expires_at.duration_since(Timestamp::now());
        assert!(
            life > SignedDuration::from_mins(25) && life <= SignedDuration::from_mins(30),
            "{life}"
        );
        assert_eq!(link.owner_name, "An owner");
        waits_for(&mut news, "opens the link").await;
        stage.click(Click::OpenAuthLink { url: link.url }).await;
    };
    let (account, ()) =
        within(async { tokio::join!(link(&stage.services, &request, &ear, &cancel), customer) })
            .await;
    account.expect("an account");
    let waits = ear
        .told()
        .into_iter()
        .filter(|told| matches!(told, Progress::Waiting(what) if what.contains("opens the link")));
    assert_eq!(waits.count(), 1, "told once, however often it looks");
}

#[tokio::test]
async fn a_link_that_is_out_is_followed_again_and_no_second_one_is_made() {
    let stage = Stage::new(&[]).await;
    let request = stage.link_request().await;
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let interrupted = async {
        let out = the_link(&mut news).await;
        waits_for(&mut news, "opens the link").await;
        cancel.cancel();
        out
    };
    let (ended, out) =
        within(async { tokio::join!(link(&stage.services, &request, &ear, &cancel), interrupted) })
            .await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    let url = out.url.clone();
    stage.click(Click::OpenAuthLink { url }).await;
    let again = LinkRequest {
        start: LinkStart::Existing(out),
        ..request
    };
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let account = within(link(&stage.services, &again, &ear, &cancel)).await;
    assert!(account.expect("an account").is_active());
    assert_eq!(
        ear.steps(),
        [(StepId::D2, V), (StepId::D3, V), (StepId::D4, V)]
    );
    let made = stage
        .stackone
        .requests()
        .into_iter()
        .filter(|request| request.head.starts_with("POST /connect_sessions "));
    assert_eq!(made.count(), 1);
}

#[tokio::test]
async fn a_link_that_fails_names_the_authoriser_and_planday_s_words() {
    let stage = Stage::new(&[Scenario::LinkFails]).await;
    let request = stage.link_request().await;
    let (account, ear) = linked(&stage, &request).await;
    let problem = account.expect_err("refused");
    assert_eq!(
        (problem.party, problem.kind),
        (Party::Authoriser, Kind::Failed)
    );
    assert!(
        problem
            .said
            .as_ref()
            .is_some_and(|said| said.contains("invalid_grant")),
        "{problem:?}"
    );
    assert_eq!(ear.steps(), [(StepId::D1, V), (StepId::D2, F)]);
}

#[tokio::test]
async fn an_attempt_that_expired_does_not_end_the_link() {
    let stage = Stage::new(&[Scenario::LinkExpires]).await;
    let request = stage.link_request().await;
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let customer = async {
        let link = the_link(&mut news).await;
        let click = Click::OpenAuthLink { url: link.url };
        stage.person.click(click).await.ok();
        waits_for(&mut news, "An attempt has expired.").await;
        cancel.cancel();
    };
    let linking = link(&stage.services, &request, &ear, &cancel);
    let (ended, ()) = within(async { tokio::join!(linking, customer) }).await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    assert_eq!(ear.steps(), [(StepId::D1, V)]);
}

#[tokio::test]
async fn a_link_that_nobody_opens_ends_with_its_time() {
    // StackOne's clock is an hour behind: the link's time is counted on this machine's.
    let options = Options {
        clock: Clock::pinned(Timestamp::now() - SignedDuration::from_hours(1)),
        ..Options::default()
    };
    let stage = Stage::of(options, door()).await;
    let request = stage.link_request().await;
    let (ear, mut news) = Ear::new();
    let cancel = CancellationToken::new();
    let interrupted = async {
        let out = the_link(&mut news).await;
        waits_for(&mut news, "opens the link").await;
        cancel.cancel();
        out
    };
    let linking = link(&stage.services, &request, &ear, &cancel);
    let (_, mut out) = within(async { tokio::join!(linking, interrupted) }).await;
    out.expires_at = Timestamp::now();
    let late = LinkRequest {
        start: LinkStart::Existing(out),
        ..request
    };
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let ended = within(link(&stage.services, &late, &ear, &cancel)).await;
    assert!(ended.expect_err("expired").summary.contains("expired"));
    assert_eq!(ear.steps(), [(StepId::D2, F)]);
}

#[tokio::test]
async fn trouble_on_the_way_does_not_end_a_link() {
    // One attempt a call: connections break and gateways fail before the workflow's eyes.
    let hasty = DoorOptions {
        attempts: 1,
        ..door()
    };
    let stage = Stage::with(&[Scenario::Flaky], hasty).await;
    let cancel = CancellationToken::new();
    let key = stage.key();
    // The list is flaky as well: the third look is answered.
    let list = || stage.services.stackone.profiles(&key, &cancel);
    assert!(list().await.is_err() && list().await.is_err());
    let request = stage.link_request().await;
    let (ear, mut news) = Ear::new();
    let customer = async {
        let link = the_link(&mut news).await;
        waits_for(&mut news, "could not look (The connection to ").await;
        waits_for(&mut news, "HTTP 502), trying again in 1 s").await;
        waits_for(&mut news, "opens the link").await;
        stage.click(Click::OpenAuthLink { url: link.url }).await;
        // Followed to the customer's consent; what comes after is no waiting.
        until(&mut news, |told| match told {
            Progress::Step(StepId::D2, _) => Some(()),
            _ => None,
        })
        .await;
        cancel.cancel();
    };
    let linking = link(&stage.services, &request, &ear, &cancel);
    let (ended, ()) = within(async { tokio::join!(linking, customer) }).await;
    assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
    assert_eq!(ear.steps(), [(StepId::D1, V), (StepId::D2, V)]);
}

#[tokio::test]
async fn a_disabled_profile_ends_it_before_there_is_a_link() {
    let stage = Stage::new(&[Scenario::ProfileDisabled]).await;
    let request = stage.link_request().await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let ended = within(link(&stage.services, &request, &ear, &cancel)).await;
    let problem = ended.expect_err("refused");
    assert!(problem.summary.contains("disabled"), "{problem:?}");
    assert_eq!(ear.steps(), [(StepId::D1, F)]);
}

#[tokio::test]
async fn the_read_that_proves_the_link_needs_no_scope_that_is_not_granted() {
    let stage = Stage::new(&[]).await;
    let app = stage.app(&["shifttype:read"]).await;
    stage.profile("Narrow", app).await;
    let cancel = CancellationToken::new();
    let profiles = stage
        .services
        .stackone
        .profiles(&stage.key(), &cancel)
        .await;
    let narrow = profiles
        .expect("profiles")
        .items
        .into_iter()
        .find(|profile| profile.name.as_str() == "Narrow")
        .expect("the profile");
    let mut request = stage.link_request_of(narrow.id.as_str());
    request.granted = scopes(&["openid", "shifttype:read"]);
    let (account, ear) = linked(&stage, &request).await;
    account.expect("an account");
    let read = ear.told().into_iter().rev().find_map(|told| match told {
        Progress::Step(StepId::D4, evidence) => Some(evidence.line),
        _ => None,
    });
    assert!(
        read.expect("a read")
            .starts_with("planday_list_shift_types"),
    );
    // Told of scopes that the app has not, it reads what it may not, and Planday says so.
    request.granted = scopes(&["department:read"]);
    let (account, ear) = linked(&stage, &request).await;
    let problem = account.expect_err("refused");
    assert_eq!(
        (problem.party, problem.kind),
        (Party::PlandayApi, Kind::ScopeMissing)
    );
    assert_eq!(ear.steps().last(), Some(&(StepId::D4, F)));
}

#[tokio::test]
async fn read_only_mode_refuses_the_session_and_runs_an_action_that_reads() {
    let stage = Stage::with(
        &[],
        DoorOptions {
            read_only: true,
            ..door()
        },
    )
    .await;
    assert!(
        stage.verify(&stage.inputs()).await.ok,
        "verifying only reads"
    );
    let request = stage.link_request().await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let refused = within(link(&stage.services, &request, &ear, &cancel)).await;
    assert_eq!(refused.expect_err("refused").kind, Kind::Refused);
    assert_eq!(ear.steps(), [(StepId::D1, F)]);
    let (stackone, key) = (&stage.services.stackone, stage.key());
    let accounts = stackone.accounts_of(&key, "cust-1001", &cancel).await;
    let account = accounts.expect("looking is allowed").items[0].id.clone();
    // What the catalogue lists as reading is a read, and nothing else can be asked for.
    let planday = stackone.connector(&key, Catalogue::Actions, &cancel).await;
    let planday = planday.expect("an entry");
    assert_eq!(planday.read_action("planday_create_shift"), None);
    assert_eq!(planday.read_action("planday_list_secrets"), None);
    let action = planday.read_action("planday_list_departments");
    let action = action.expect("a read");
    let read = stackone.read_action(&key, &account, &action, &cancel).await;
    assert!(read.expect("an answer").records.is_some());
    let posted: Vec<_> = stage
        .stackone
        .requests()
        .into_iter()
        .map(|request| request.head)
        .filter(|head| !head.starts_with("GET "))
        .collect();
    assert!(
        posted.len() == 1 && posted[0].starts_with("POST /actions/rpc "),
        "{posted:?}"
    );
}
