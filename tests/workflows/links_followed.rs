//! Following auth links: through trouble, side by side, by one program and by the next, and to an end that is none.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stackday::domain::diagnosis::Kind;
use stackday::domain::{LinkId, LinkState};
use stackday::http::DoorOptions;
use stackday::library::{Guard, Library};
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::workflow::{
    FollowLinks, Progress, follow_again, follow_links, link_url, make_link, remove_link,
    stop_following,
};
use tokio_util::sync::CancellationToken;

use super::desk::{Desk, came_to, in_state};
use super::support::{Ear, Stage, door, until, within};

#[tokio::test]
async fn what_planday_refuses_ends_the_link_with_its_words() {
    let desk = Desk::new(&[Scenario::LinkFails]).await;
    let made = desk.make("cust-1").await;
    desk.open(&made.url).await;
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    let link = desk.stored(&made.link);
    assert_eq!(link.state, LinkState::Refused);
    assert_eq!(
        link.error_code.as_ref().map(AsRef::as_ref),
        Some("invalid_grant")
    );
    let words = link.error_description.expect("its words");
    assert!(words.as_str().contains("Token Secret"), "{words}");
    assert_eq!(link.url, None);
}

#[tokio::test]
async fn an_attempt_that_ended_unfinished_leaves_the_link_open_until_its_own_end() {
    let desk = Desk::new(&[Scenario::LinkExpires]).await;
    let made = desk.make("cust-1").await;
    desk.open(&made.url).await;
    let (ear, mut news) = Ear::new();
    let request = desk.all();
    let cancel = CancellationToken::new();
    let following = follow_links(&desk.stage.services, &request, &ear, &cancel);
    let meanwhile = async {
        let link = until(&mut news, in_state(LinkState::Cancelled)).await;
        assert!(link.opened_at.is_some() && link.url.is_some(), "{link:?}");
        desk.ended(&link, SignedDuration::from_secs(1));
    };
    let (ended, ()) = within(async { tokio::join!(following, meanwhile) }).await;
    ended.expect("followed");
    let link = desk.stored(&made.link);
    assert_eq!((link.state, link.url), (LinkState::Expired, None));
}

#[tokio::test]
async fn trouble_on_the_way_is_noted_and_ends_no_link() {
    for scenario in [Scenario::Flaky, Scenario::Between, Scenario::RateLimited] {
        // One attempt a call: what may pass is seen.
        let hasty = DoorOptions {
            attempts: 1,
            ..door()
        };
        let calm = Desk::new(&[]).await;
        let made = calm.make("cust-1").await;
        // From now on the service is in trouble.
        let mut troubled = Stage::with(&[scenario], hasty).await;
        troubled.services.library = calm.stage.services.library.clone();
        let mut link = made.link.clone();
        link.id = LinkId::random();
        link.source = calm
            .library()
            .account_source(
                troubled.services.stackone.address(),
                Some("main"),
                &troubled.key(),
            )
            .expect("a source");
        calm.library().add_link(&link).expect("kept");
        let (ear, mut news) = Ear::new();
        let cancel = CancellationToken::new();
        let request = FollowLinks {
            api_key: troubled.key(),
            only: Some(vec![link.id]),
            ..calm.all()
        };
        let following = follow_links(&troubled.services, &request, &ear, &cancel);
        let meanwhile = async {
            let noted = until(&mut news, |told| match told {
                Progress::LinkFollowed(link) if link.trouble.is_some() => Some(link),
                _ => None,
            })
            .await;
            assert_eq!(noted.state, LinkState::Sent, "{scenario:?}");
            cancel.cancel();
        };
        let (ended, ()) = within(async { tokio::join!(following, meanwhile) }).await;
        assert_eq!(ended.expect_err("cancelled").kind, Kind::Cancelled);
        let link = calm.stored(&link);
        assert!(
            link.trouble.is_some() && !link.state.is_over(),
            "{scenario:?}"
        );
    }
}

#[tokio::test]
async fn through_trouble_that_passes_a_link_comes_to_its_end() {
    // Some answers never come: what is waited for them is nothing that is tried here.
    let hasty = DoorOptions {
        total_timeout: Duration::from_secs(1),
        ..door()
    };
    let desk = Desk::on(Stage::with(&[Scenario::Flaky], hasty).await);
    let order = desk.order("cust-1").await;
    let made = loop {
        let made = make_link(&desk.stage.services, &order, &CancellationToken::new()).await;
        match made {
            Ok(made) => break made,
            // Of one that was not made, nothing is kept.
            Err(_) => assert_eq!(desk.library().links().expect("read"), []),
        }
    };
    desk.open(&made.url).await;
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    let link = desk.stored(&made.link);
    assert_eq!(link.state, LinkState::Proven);
    assert_eq!(link.trouble, None);
}

#[tokio::test]
async fn two_links_are_followed_side_by_side() {
    let desk = Desk::new(&[]).await;
    let (one, two) = (desk.make("cust-1").await, desk.make("cust-2").await);
    let (ear, mut news) = Ear::new();
    let request = desk.all();
    let cancel = CancellationToken::new();
    let following = follow_links(&desk.stage.services, &request, &ear, &cancel);
    let customers = async {
        desk.open(&two.url).await;
        until(&mut news, in_state(LinkState::Proven)).await;
        assert_eq!(desk.stored(&one.link).state, LinkState::Sent);
        desk.open(&one.url).await;
    };
    let (ended, ()) = within(async { tokio::join!(following, customers) }).await;
    ended.expect("followed");
    let accounts = [&one, &two].map(|made| {
        let link = desk.stored(&made.link);
        assert_eq!(link.state, LinkState::Proven);
        link.account.expect("its account")
    });
    assert_ne!(accounts[0], accounts[1]);
}

#[tokio::test]
async fn the_next_program_takes_up_what_the_first_one_left() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let cancel = CancellationToken::new();
    let (ear, _news) = Ear::new();
    let request = desk.all();
    {
        // It looks twice, and is dropped in the middle.
        let looks = || {
            let requests = desk.stage.stackone.requests().into_iter();
            let looks = requests.filter(|it| it.head.starts_with("GET /connect_sessions/"));
            looks.count()
        };
        tokio::select! {
            _ = follow_links(&desk.stage.services, &request, &ear, &cancel) => panic!("it goes on"),
            () = async { while looks() < 2 { desk.stage.stackone.used().await; } } => {}
        }
    }
    assert_eq!(desk.stored(&made.link).state, LinkState::Sent);
    let mut services = desk.stage.services.clone();
    services.library = Some(Library::new(desk.folder.path(), Guard::default()));
    let url = link_url(&services, &made.link).await.expect("read");
    desk.open(&url.expect("an address")).await;
    let ended = within(follow_links(&services, &request, &ear, &cancel)).await;
    ended.expect("followed");
    assert_eq!(desk.stored(&made.link).state, LinkState::Proven);
    // A third one has nothing to do.
    let ended = within(follow_links(&services, &request, &ear, &cancel)).await;
    ended.expect("nothing to follow");
}

#[tokio::test]
async fn a_link_that_is_stopped_is_followed_no_more_until_it_is_wanted_again() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let services = &desk.stage.services;
    let (ear, _news) = Ear::new();
    let request = desk.all();
    let cancel = CancellationToken::new();
    let following = follow_links(services, &request, &ear, &cancel);
    let stopping = async {
        let stopped = stop_following(services, made.link.id).await;
        assert_eq!(stopped.expect("stopped").state, LinkState::Stopped);
    };
    let (ended, ()) = within(async { tokio::join!(following, stopping) }).await;
    ended.expect("the follower sees it");
    let link = desk.stored(&made.link);
    assert_eq!((link.state, link.url), (LinkState::Stopped, None));
    assert_eq!(desk.library().leftovers().expect("read"), []);

    let again = follow_again(services, made.link.id).await.expect("again");
    assert_eq!(again.state, LinkState::Sent);
    desk.open(&made.url).await;
    desk.follow(&ear).await;
    assert_eq!(desk.stored(&made.link).state, LinkState::Proven);
    remove_link(services, made.link.id).await.expect("removed");
    assert_eq!(desk.library().links().expect("read"), []);
}

#[tokio::test]
async fn a_session_that_is_gone_leaves_nothing_to_follow() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let at = Timestamp::now();
    let gone = desk.library().change_link(made.link.id, at, |link| {
        link.session = Some("4711".into());
    });
    gone.expect("changed");
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    let link = desk.stored(&made.link);
    assert_eq!(link.state, LinkState::Stopped);
    let why = link.trouble.expect("why");
    assert!(
        why.as_str().contains("does not know this connect session"),
        "{why}"
    );
    let looks = desk.stage.stackone.requests().into_iter();
    let looks = looks.filter(|request| request.head.contains("/connect_sessions/4711"));
    assert_eq!(looks.count(), 3, "once is not enough");
}

#[tokio::test]
async fn a_key_that_is_refused_ends_the_following_and_no_link() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let request = FollowLinks {
        api_key: Secret::new("v1.eu1.d3Jvbmc"),
        only: Some(vec![made.link.id]),
        ..desk.all()
    };
    let ended = within(follow_links(&desk.stage.services, &request, &ear, &cancel)).await;
    assert_eq!(ended.expect_err("refused").kind, Kind::Rejected);
    let link = desk.stored(&made.link);
    assert!(link.trouble.is_some() && link.url.is_some());
    assert_eq!(link.state, LinkState::Sent);
    // The links of another key are nobody's business, unless they are named.
    let request = FollowLinks {
        only: None,
        ..request
    };
    let ended = within(follow_links(&desk.stage.services, &request, &ear, &cancel)).await;
    ended.expect("nothing to follow");
}

#[tokio::test]
async fn an_account_that_does_not_come_is_looked_for_a_while_and_the_link_is_not_over() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    came_to(&desk, &made.link, LinkState::SignedIn, "nowhere");
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    let link = desk.stored(&made.link);
    assert_eq!(link.state, LinkState::SignedIn);
    let why = link.trouble.expect("why");
    assert!(
        why.as_str().contains("no active account has appeared"),
        "{why}"
    );
    let looks = desk.stage.stackone.requests().into_iter();
    let looks = looks.filter(|request| request.head.contains("/accounts/nowhere"));
    assert_eq!(looks.count(), 10);
}

#[tokio::test]
async fn a_read_that_the_account_refuses_leaves_the_link_active_and_says_why() {
    let desk = Desk::new(&[Scenario::AccountErrors]).await;
    let (bad, good) = (desk.make("suspended").await, desk.make("cust-2").await);
    desk.open(&bad.url).await;
    let (ear, mut news) = Ear::new();
    let request = desk.all();
    let cancel = CancellationToken::new();
    let following = follow_links(&desk.stage.services, &request, &ear, &cancel);
    let meanwhile = async {
        let refused = until(&mut news, |told| match told {
            Progress::LinkFollowed(link) if link.trouble.is_some() => Some(link),
            _ => None,
        })
        .await;
        assert_eq!(refused.id, bad.link.id);
        // It is no trouble of the others.
        stop_following(&desk.stage.services, good.link.id)
            .await
            .expect("stopped");
    };
    let (ended, ()) = within(async { tokio::join!(following, meanwhile) }).await;
    ended.expect("each to its own end");
    let link = desk.stored(&bad.link);
    assert_eq!(link.state, LinkState::Active);
    let why = link.trouble.expect("why");
    assert!(why.as_str().contains("suspended"), "{why}");
    assert_eq!(link.read, None);
}

#[tokio::test]
async fn two_programs_that_follow_one_link_come_to_one_end() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let mut other = desk.stage.services.clone();
    other.library = Some(Library::new(desk.folder.path(), Guard::default()));
    let request = desk.all();
    let cancel = CancellationToken::new();
    let (one_ear, mut news) = Ear::new();
    let (other_ear, mut other_news) = Ear::new();
    let customer = async {
        desk.open(&made.url).await;
        let one = until(&mut news, in_state(LinkState::Proven)).await;
        let other = until(&mut other_news, in_state(LinkState::Proven)).await;
        assert_eq!(one.account, other.account);
    };
    let (one, other, ()) = within(async {
        tokio::join!(
            follow_links(&desk.stage.services, &request, &one_ear, &cancel),
            follow_links(&other, &request, &other_ear, &cancel),
            customer
        )
    })
    .await;
    one.expect("followed");
    other.expect("followed");
    let link = desk.stored(&made.link);
    assert_eq!((link.state, link.url), (LinkState::Proven, None));
    assert_eq!(desk.library().leftovers().expect("read"), []);
}

#[tokio::test]
async fn a_link_that_is_removed_meanwhile_is_followed_no_more() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let (ear, _news) = Ear::new();
    let request = desk.all();
    let cancel = CancellationToken::new();
    let following = follow_links(&desk.stage.services, &request, &ear, &cancel);
    let removing = remove_link(&desk.stage.services, made.link.id);
    let (ended, removed) = within(async { tokio::join!(following, removing) }).await;
    ended.expect("nothing is left to follow");
    removed.expect("removed");
    assert_eq!(desk.library().links().expect("read"), []);
    assert_eq!(desk.library().leftovers().expect("read"), []);
}

#[tokio::test]
async fn a_link_that_is_being_made_is_its_program_s_and_one_that_is_followed_is_its_follower_s() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let making = stackday::domain::Link {
        id: LinkId::random(),
        session: None,
        state: LinkState::Making,
        ..made.link.clone()
    };
    desk.library().add_link(&making).expect("kept");
    let request = desk.all();
    let cancel = CancellationToken::new();
    let (ear, _news) = Ear::new();
    let following = follow_links(&desk.stage.services, &request, &ear, &cancel);
    let looks = || {
        let requests = desk.stage.stackone.requests().into_iter();
        let looks = requests.filter(|it| it.head.starts_with("GET /connect_sessions/"));
        looks.count()
    };
    let meanwhile = async {
        while looks() == 0 {
            desk.stage.stackone.used().await;
        }
        // Its end was long ago, and still no other program puts it in order.
        desk.ended(&made.link, SignedDuration::from_hours(24 * 40));
        let other = Library::new(desk.folder.path(), Guard::default());
        let swept = other.sweep_links(Timestamp::now()).expect("swept");
        assert!(swept.is_empty(), "{swept:?}");
    };
    let (ended, ()) = within(async { tokio::join!(following, meanwhile) }).await;
    ended.expect("the other one is not waited for");
    assert_eq!(desk.stored(&made.link).state, LinkState::Expired);
    assert_eq!(desk.stored(&making).state, LinkState::Making);
}
