//! Drafts: one for each profile, the newest first, and never a secret.

use std::fs;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use stackday::profile::{Connection, Draft, Drafts, ProfileId, StoreError};

use crate::support::{Home, profile};

fn draft(of: Option<ProfileId>, seconds: i64) -> Draft {
    Draft {
        of,
        name: Some("Café".to_owned()),
        base_revision: 4,
        settings: profile("x").settings,
        at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds),
    }
}

#[test]
fn each_profile_has_one_draft_and_the_newest_comes_first() {
    let home = Home::new();
    let drafts = Drafts::new(&home.path("data"));
    assert_eq!(drafts.all(), []);
    let id = ProfileId::random();
    let (new, of_one) = (draft(None, 10), draft(Some(id), 20));
    drafts.keep(&draft(None, 5)).expect("kept");
    drafts.keep(&new).expect("kept");
    drafts.keep(&of_one).expect("kept");
    assert_eq!(drafts.all(), [of_one.clone(), new]);
    drafts.discard(None).expect("dropped");
    drafts.discard(None).expect("none is left");
    assert_eq!(drafts.all(), [of_one]);
    drafts.discard(Some(id)).expect("dropped");
    assert_eq!(drafts.all(), []);
}

#[test]
fn an_empty_draft_is_a_draft() {
    let home = Home::new();
    let drafts = Drafts::new(home.folder.path());
    let empty = Draft {
        name: None,
        settings: Connection::default(),
        ..draft(None, 0)
    };
    drafts.keep(&empty).expect("kept");
    assert_eq!(drafts.all(), [empty]);
}

#[test]
fn what_cannot_be_read_stays_aside_and_is_in_nobodys_way() {
    let home = Home::new();
    let drafts = Drafts::new(home.folder.path());
    let mine = draft(None, 10);
    drafts.keep(&mine).expect("kept");
    let text = fs::read_to_string(home.path("draft-new.json")).expect("read");
    let newer = text.replace(r#""version": 1"#, r#""version": 2"#);
    let stranger = format!("draft-{}.json", ProfileId::random());
    fs::write(home.path(&stranger), &text).expect("written");
    for broken in [&text[..text.len() / 2], &newer] {
        fs::write(home.path("draft-new.json"), broken).expect("written");
        assert_eq!(drafts.all(), []);
    }
    let read = |name: &str| fs::read_to_string(home.path(name)).expect(name);
    assert_eq!(read("draft-new.json.damaged"), text[..text.len() / 2]);
    assert_eq!(read("draft-new.json.damaged-2"), newer);
    assert_eq!(
        read(&format!("{stranger}.damaged")),
        text,
        "it says that it is another's"
    );
    drafts.keep(&mine).expect("kept");
    assert_eq!(drafts.all(), [mine]);
}

#[test]
fn a_secret_is_never_kept_in_a_draft() {
    let home = Home::new();
    let drafts = Drafts::new(home.folder.path());
    let drafts = drafts.guarded(Arc::new(|text| !text.contains("canary")));
    drafts.keep(&draft(None, 1)).expect("kept");
    let mut leaky = draft(None, 2);
    leaky.settings.notes = "a canary".to_owned();
    let error = drafts.keep(&leaky).expect_err("a secret");
    assert!(matches!(error, StoreError::Secret { .. }), "{error:?}");
    assert_eq!(drafts.all(), [draft(None, 1)]);
    assert_eq!(home.names(), ["draft-new.json", "drafts.lock"]);
}

#[test]
fn texts_of_a_draft_are_made_safe() {
    let home = Home::new();
    let drafts = Drafts::new(home.folder.path());
    let mut steering = draft(None, 1);
    steering.name = Some("a\u{1b}b".to_owned());
    steering.settings.notes = "a\nb\u{202e}".to_owned();
    drafts.keep(&steering).expect("kept");
    let all = drafts.all();
    assert_eq!(all[0].name.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(all[0].settings.notes, "a\nb");
}
