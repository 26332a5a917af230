//! Auth links that are kept: made, their addresses put into a store, and put in order.

use jiff::{SignedDuration, Timestamp};
use stackday::domain::diagnosis::Kind;
use stackday::domain::text::Text;
use stackday::domain::{Link, LinkId, LinkState, SecretStoreKind};
use stackday::library::{Guard, Library};
use stackday::secret::{Vault, VaultOptions};
use stackday::workflow::{
    FollowLinks, LibraryCommand, LinkOrder, follow_links, link_url, make_link, run_command,
    sweep_links,
};
use tokio_util::sync::CancellationToken;

use super::desk::{Desk, states};
use super::support::{Ear, within};

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
        store: Some(SecretStoreKind::File),
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

#[tokio::test]
async fn an_address_that_a_program_left_behind_is_removed_by_the_next_start() {
    let mut desk = Desk::new(&[]).await;
    desk.stage.services.vault = Vault::new(VaultOptions {
        store: Some(SecretStoreKind::Plaintext),
        plaintext: true,
        folder: Some(desk.folder.path().to_owned()),
        ..VaultOptions::default()
    });
    let made = desk.make("cust-1").await;
    assert_eq!(made.not_kept, None);
    let plain = desk.folder.path().join("secrets.plaintext.json");
    let holds = || {
        let text = std::fs::read_to_string(&plain).unwrap_or_default();
        text.contains(made.url.expose())
    };
    assert!(holds());
    // It ended between the change of the link and the removal.
    let stopped = desk.library().stop_link(made.link.id, Timestamp::now());
    assert_eq!(stopped.expect("stopped").left.len(), 1);
    assert!(holds());
    let loaded = Box::pin(run_command(&desk.stage.services, LibraryCommand::Load)).await;
    loaded.expect("loaded");
    assert!(!holds());
    assert_eq!(desk.library().leftovers().expect("read"), []);
}

#[tokio::test]
async fn of_two_programs_with_the_same_customer_one_makes_a_link() {
    let desk = Desk::new(&[]).await;
    let order = LinkOrder {
        alone: true,
        ..desk.order("cust-1").await
    };
    let mut other = desk.stage.services.clone();
    other.library = Some(Library::new(desk.folder.path(), Guard::default()));
    let cancel = CancellationToken::new();
    let (one, two) = tokio::join!(
        make_link(&desk.stage.services, &order, &cancel),
        make_link(&other, &order, &cancel)
    );
    let refused = match (one, two) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("one of them: {both:?}"),
    };
    assert!(refused.summary.contains("Owner cust-1"), "{refused:?}");
    let links = desk.library().links().expect("read");
    assert_eq!(links.len(), 1);
    // Over, it is in nobody's way.
    let stopped = desk
        .library()
        .stop_link(links[0].id, jiff::Timestamp::now());
    stopped.expect("stopped");
    let again = make_link(&other, &order, &cancel).await;
    again.expect("another link");
    // Whoever asks for one more gets it.
    desk.make("cust-1").await;
    // One that a program left half made is none.
    let half = Link {
        id: LinkId::random(),
        state: LinkState::Making,
        owner_id: Text::new("cust-2"),
        session: None,
        ..links[0].clone()
    };
    let left = Library::new(desk.folder.path(), Guard::default());
    left.add_link(&half).expect("kept");
    let order = LinkOrder {
        alone: true,
        ..desk.order("cust-2").await
    };
    let is_making = make_link(&other, &order, &cancel).await;
    is_making.expect_err("it is being made");
    drop(left);
    let made = make_link(&other, &order, &cancel).await;
    made.expect("whoever was to make it is gone");
}
