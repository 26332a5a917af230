//! Auth links that are kept: made, followed by one program and by the next, stopped, and put in order.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stackday::domain::diagnosis::Kind;
use stackday::domain::scope::Scopes;
use stackday::domain::{Link, LinkState};
use stackday::http::DoorOptions;
use stackday::library::{Guard, Library};
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::sandbox_user::SandboxUser as _;
use stackday::secret::{Secret, Vault, VaultOptions};
use stackday::stackone::SessionRequest;
use stackday::workflow::{
    FollowLinks, LinkOrder, MadeLink, Progress, follow_again, follow_links, link_url, make_link,
    remove_link, stop_following, sweep_links,
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::support::{Ear, Stage, door, until, within};

/// A stage whose links are kept.
struct Desk {
    stage: Stage,
    folder: TempDir,
}

impl Desk {
    async fn new(scenarios: &[Scenario]) -> Self {
        Self::on(Stage::new(scenarios).await)
    }

    fn on(mut stage: Stage) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        stage.services.library = Some(Library::new(folder.path(), Guard::default()));
        Self { stage, folder }
    }

    fn library(&self) -> &Library {
        self.stage.services.library.as_ref().expect("a library")
    }

    async fn order(&self, owner: &str) -> LinkOrder {
        let cancel = CancellationToken::new();
        let key = self.stage.key();
        // The list of a flaky StackOne comes at last.
        let profiles = loop {
            let listed = self.stage.services.stackone.profiles(&key, &cancel).await;
            if let Ok(listed) = listed {
                break listed;
            }
        };
        LinkOrder {
            api_key: key,
            project: Some("main".to_owned()),
            session: SessionRequest {
                owner_id: owner.to_owned(),
                owner_name: format!("Owner {owner}"),
                profile_id: profiles.items[0].id.as_str().to_owned(),
                expires_in: 1_800,
                label: Some("Main portal".to_owned()),
                ..SessionRequest::default()
            },
            profile_name: "Planday".to_owned(),
        }
    }

    async fn make(&self, owner: &str) -> MadeLink {
        let order = self.order(owner).await;
        let made = make_link(&self.stage.services, &order, &CancellationToken::new()).await;
        made.expect("a link")
    }

    fn all(&self) -> FollowLinks {
        FollowLinks {
            api_key: self.stage.key(),
            project: Some("main".to_owned()),
            granted: Scopes::new(),
            only: None,
            unkept: Vec::new(),
        }
    }

    /// Follows all links to their end.
    async fn follow(&self, ear: &Ear) {
        let request = self.all();
        let cancel = CancellationToken::new();
        let ended = within(follow_links(&self.stage.services, &request, ear, &cancel)).await;
        ended.expect("followed");
    }

    async fn open(&self, url: &Secret) {
        // What the page says to the customer is not what is tried here.
        let click = Click::OpenAuthLink { url: url.clone() };
        self.stage.person.click(click).await.ok();
    }

    fn stored(&self, link: &Link) -> Link {
        self.library()
            .link(link.id)
            .expect("read")
            .expect("it is kept")
    }

    /// Makes the link one that was made long ago.
    fn ended(&self, link: &Link, ago: SignedDuration) {
        let changed = self
            .library()
            .change_link(link.id, Timestamp::now(), |link| {
                link.expires_at = Timestamp::now() - ago;
            });
        changed.expect("changed");
    }
}

/// The states that were told, of one link.
fn states(ear: &Ear, link: &Link) -> Vec<LinkState> {
    let told = ear.told().into_iter();
    let mut states: Vec<_> = told
        .filter_map(|told| match told {
            Progress::LinkFollowed(told) if told.id == link.id => Some(told.state),
            _ => None,
        })
        .collect();
    states.dedup();
    states
}

fn in_state(wanted: LinkState) -> impl FnMut(Progress) -> Option<Link> {
    move |told| match told {
        Progress::LinkFollowed(link) if link.state == wanted => Some(*link),
        _ => None,
    }
}

#[tokio::test]
async fn a_link_is_kept_with_its_address_and_followed_to_a_proven_read() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    assert!(made.is_noted);
    assert_eq!(desk.stored(&made.link), made.link);
    let link = &made.link;
    assert_eq!(link.state, LinkState::Sent);
    assert_eq!(link.owner_name.as_str(), "Owner cust-1");
    assert_eq!(link.profile_name.as_str(), "Planday");
    assert_eq!(link.label.as_ref().map(AsRef::as_ref), Some("Main portal"));
    let life = link.expires_at.duration_since(Timestamp::now());
    assert!(life > SignedDuration::from_mins(29), "{life}");
    let services = &desk.stage.services;
    let url = link_url(services, link).await.expect("read");
    assert_eq!(url.as_ref(), Some(&made.url));

    desk.open(&made.url).await;
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    let (signed_in, active) = (LinkState::SignedIn, LinkState::Active);
    assert_eq!(states(&ear, link), [signed_in, active, LinkState::Proven]);
    let done = desk.stored(link);
    assert_eq!(done.state, LinkState::Proven);
    assert_eq!(
        done.account_status.as_ref().map(AsRef::as_ref),
        Some("active")
    );
    let read = done.read.expect("the read");
    assert!(read.action.as_str().contains("list"), "{}", read.action);
    assert!(read.records.is_some());
    assert_eq!(done.trouble, None);

    // Its address is in no store any more, and its account is known.
    assert_eq!(done.url, None);
    assert_eq!(link_url(services, link).await.expect("read"), None);
    assert_eq!(desk.library().leftovers().expect("read"), []);
    let source = &link.source;
    let accounts = desk.library().kept_accounts(source).expect("read");
    assert_eq!(accounts, None, "no list was read yet");
    assert!(done.account.is_some());
}

#[tokio::test]
async fn nothing_of_the_address_is_in_the_library_or_the_log() {
    let mut desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    desk.open(&made.url).await;
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    let token = made
        .url
        .expose()
        .split_once("token=")
        .expect("a token")
        .1
        .to_owned();
    desk.library().close().expect("closed");
    let bytes = std::fs::read(desk.library().file()).expect("the file");
    for secret in [token.as_str(), desk.stage.key().expose()] {
        let is_in = bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!is_in);
        assert!(!format!("{made:?} {:?}", ear.told()).contains(secret));
    }
    let log = desk.stage.log();
    assert!(!log.is_empty() && !log.contains(&token));
}

#[tokio::test]
async fn a_store_that_cannot_be_used_leaves_the_address_in_memory() {
    let mut desk = Desk::new(&[]).await;
    // An encrypted file whose passphrase nobody has chosen.
    desk.stage.services.vault = Vault::new(VaultOptions {
        store: Some(stackday::domain::SecretStoreKind::File),
        folder: Some(desk.folder.path().to_owned()),
        ..VaultOptions::default()
    });
    let made = desk.make("cust-1").await;
    let why = made.not_kept.expect("it is told");
    assert!(why.contains("locked"), "{why}");
    assert!(made.is_noted);
    assert_eq!(made.link.url, None);
    assert_eq!(desk.stored(&made.link).state, LinkState::Sent);
    assert_eq!(desk.library().leftovers().expect("read"), []);
    desk.open(&made.url).await;
    let (ear, _news) = Ear::new();
    desk.follow(&ear).await;
    assert_eq!(desk.stored(&made.link).state, LinkState::Proven);
}

#[tokio::test]
async fn without_a_library_a_link_is_made_and_followed_all_the_same() {
    let mut desk = Desk::new(&[]).await;
    desk.stage.services.library = None;
    let made = desk.make("cust-1").await;
    assert!(!made.is_noted && made.not_kept.is_some());
    assert_eq!(made.link.state, LinkState::Sent);
    desk.open(&made.url).await;
    let (ear, _news) = Ear::new();
    let request = FollowLinks {
        unkept: vec![made.link.clone()],
        ..desk.all()
    };
    let cancel = CancellationToken::new();
    let ended = within(follow_links(&desk.stage.services, &request, &ear, &cancel)).await;
    ended.expect("followed");
    assert_eq!(states(&ear, &made.link).last(), Some(&LinkState::Proven));
    let swept = sweep_links(&desk.stage.services).await.expect("swept");
    assert!(swept.is_empty());
}

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
        link.id = stackday::domain::LinkId::random();
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
async fn a_link_that_was_asked_for_is_kept_whoever_stops_waiting() {
    let desk = Desk::new(&[]).await;
    let order = desk.order("cust-1").await;
    let cancel = CancellationToken::new();
    let posts = || {
        let requests = desk.stage.stackone.requests().into_iter();
        let posts = requests.filter(|request| request.head.starts_with("POST /connect_sessions "));
        posts.count()
    };
    let services = &desk.stage.services;
    // Cancelled before anything is sent: there is no link, here or there.
    cancel.cancel();
    let never = make_link(services, &order, &cancel).await;
    assert_eq!(never.expect_err("cancelled").kind, Kind::Cancelled);
    assert_eq!(
        (posts(), desk.library().links().expect("read").len()),
        (0, 0)
    );

    // Cancelled once it is sent.
    let cancel = CancellationToken::new();
    let making = make_link(services, &order, &cancel);
    let person = async {
        while posts() == 0 {
            desk.stage.stackone.used().await;
        }
        cancel.cancel();
    };
    let (made, ()) = within(async { tokio::join!(making, person) }).await;
    let made = made.expect("it was made");
    assert_eq!(desk.stored(&made.link).state, LinkState::Sent);

    // Dropped while it waits: the program knows that it is not done.
    let order = desk.order("cust-2").await;
    let cancel = CancellationToken::new();
    tokio::select! {
        biased;
        () = async { while posts() == 1 { desk.stage.stackone.used().await; } } => {}
        _ = make_link(services, &order, &cancel) => {}
    }
    within(services.planday.settled()).await;
    let links = desk.library().links().expect("read");
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|link| link.state == LinkState::Sent));
}

#[tokio::test]
async fn what_was_left_is_put_in_order_and_removed_from_its_store() {
    let desk = Desk::new(&[]).await;
    let made = desk.make("cust-1").await;
    let services = &desk.stage.services;
    assert!(sweep_links(services).await.expect("swept").is_empty());
    desk.ended(&made.link, SignedDuration::from_mins(11));
    let swept = sweep_links(services).await.expect("swept");
    assert_eq!(swept.expired.len(), 1);
    assert_eq!(swept.expired[0].owner_name.as_str(), "Owner cust-1");
    assert_eq!(desk.library().leftovers().expect("read"), []);
    assert_eq!(link_url(services, &made.link).await.expect("read"), None);
}
