//! The catalogue of actions: when it is asked for, when a kept one is used, and what is kept.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use stackday::cache::Cache;
use stackday::domain::diagnosis::{Diagnosis, Kind};
use stackday::sandbox::Scenario;
use stackday::scopes::{ActionCatalogue, Origin, propose, scopes_of};
use stackday::secret::Secret;
use stackday::stackone::{Action, StackOne};
use stackday::workflow::{ActionsRequest, KEPT_FOR, actions, kept_actions};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::support::{Stage, scopes, within};

/// Nobody answers there.
const NOWHERE: &str = "http://127.0.0.1:1";

/// A stage that keeps what it is told.
struct Keeping {
    stage: Stage,
    folder: TempDir,
}

impl Keeping {
    async fn new(scenarios: &[Scenario]) -> Self {
        let mut stage = Stage::new(scenarios).await;
        let folder = tempfile::tempdir().expect("a folder");
        let api = stage.stackone.url().parse().expect("an address");
        let journal = stage.services.door.journal().clone();
        stage.services.cache = Some(Cache::new(folder.path(), &api, journal));
        Self { stage, folder }
    }

    fn cache(&self) -> &Cache {
        self.stage.services.cache.as_ref().expect("a cache")
    }

    /// With a catalogue in the file that is this old, and holds one action.
    async fn holding(scenarios: &[Scenario], age: SignedDuration) -> Self {
        let keeping = Self::new(scenarios).await;
        keeping.shelve(age).await;
        keeping
    }

    async fn shelve(&self, age: SignedDuration) {
        let action = Action {
            id: "planday_list_old_shifts".into(),
            ..Action::default()
        };
        let read_at = Timestamp::now() - age;
        let old = ActionCatalogue::new(vec![action], None, read_at, Origin::Asked);
        self.cache().keep(&old, str::to_owned).await;
    }

    /// From now on nobody answers.
    fn unplug(&mut self) {
        let door = self.stage.services.door.clone();
        self.stage.services.stackone = StackOne::new(door, NOWHERE.parse().expect("an address"));
    }

    async fn ask(&self, key: Option<Secret>, fresh: bool) -> Result<ActionCatalogue, Diagnosis> {
        let request = ActionsRequest {
            api_key: key,
            fresh,
        };
        let cancel = CancellationToken::new();
        within(actions(&self.stage.services, &request, &cancel)).await
    }

    async fn with_key(&self, fresh: bool) -> Result<ActionCatalogue, Diagnosis> {
        self.ask(Some(self.stage.key()), fresh).await
    }

    /// What the file holds.
    fn file(&self) -> String {
        fs::read_to_string(self.cache().file()).expect("a file")
    }

    fn asked(&self) -> usize {
        self.stage.stackone.requests().len()
    }
}

/// How many actions, and from where.
fn seen(catalogue: &ActionCatalogue) -> (usize, Origin) {
    (catalogue.actions.len(), catalogue.origin)
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn the_list_is_asked_for_once_and_then_kept_for_a_day() {
    let keeping = Keeping::new(&[]).await;
    let first = keeping.with_key(false).await.expect("a list");
    assert_eq!(seen(&first), (69, Origin::Asked));
    let asked = keeping.asked();
    let second = keeping.with_key(false).await.expect("a list");
    assert_eq!(seen(&second), (69, Origin::Kept));
    assert_eq!(
        second.read_at, first.read_at,
        "its age is that of the asking"
    );
    assert_eq!(second.version, first.version);
    assert_eq!(second.actions, first.actions);
    assert_eq!(keeping.asked(), asked, "nobody was asked again");
    let third = keeping.with_key(true).await.expect("a list");
    assert_eq!(third.origin, Origin::Asked);
    assert!(third.read_at > first.read_at && keeping.asked() > asked);
}

#[tokio::test]
async fn a_list_that_is_too_old_or_from_the_future_is_asked_for_anew() {
    let minute = SignedDuration::from_mins(1);
    for (age, expected) in [
        (KEPT_FOR - minute, (1, Origin::Kept)),
        (KEPT_FOR + minute, (69, Origin::Asked)),
        (hours(-1), (69, Origin::Asked)),
    ] {
        let keeping = Keeping::holding(&[], age).await;
        let list = keeping.with_key(false).await.expect("a list");
        assert_eq!(seen(&list), expected, "{age}");
    }
}

#[tokio::test]
async fn without_a_key_a_kept_list_of_any_age_is_better_than_none() {
    let keeping = Keeping::new(&[]).await;
    let none = keeping.ask(None, false).await.expect_err("nothing kept");
    assert_eq!(none.kind, Kind::NotConfigured);
    assert!(none.next.contains("STACKDAY_STACKONE_API_KEY"));
    keeping.shelve(hours(24 * 400)).await;
    for fresh in [false, true] {
        let list = keeping.ask(None, fresh).await.expect("a list");
        assert_eq!(seen(&list), (1, Origin::Kept));
    }
    assert_eq!(keeping.asked(), 0);
}

#[tokio::test]
async fn a_kept_list_stands_in_where_stackone_is_not_reached_and_the_log_says_why() {
    for scenario in [None, Some(Scenario::HtmlErrors)] {
        let mut keeping = Keeping::holding(scenario.as_slice(), hours(48)).await;
        if scenario.is_none() {
            keeping.unplug();
        }
        for fresh in [false, true] {
            let list = keeping.with_key(fresh).await.expect("a list");
            assert_eq!(seen(&list), (1, Origin::Kept), "{scenario:?}");
        }
        let log = keeping.stage.log();
        assert!(log.contains("kept from an earlier run: "), "{log}");
        fs::remove_file(keeping.cache().file()).expect("removed");
        let none = keeping.with_key(false).await.expect_err("nothing kept");
        assert!(none.may_pass(), "{none:?}");
    }
}

#[tokio::test]
async fn a_refused_key_is_never_hidden_by_a_kept_list() {
    let keeping = Keeping::holding(&[Scenario::BadApiKey], hours(48)).await;
    let refused = keeping.with_key(false).await.expect_err("refused");
    assert_eq!(refused.kind, Kind::Rejected);
    let no_key = Some(Secret::new("a2370889-3ffe-46b6-83e7-1a20f5a20d2f"));
    let asked = keeping.asked();
    let wrong = keeping.ask(no_key, false).await.expect_err("no key at all");
    assert_eq!(wrong.kind, Kind::Rejected);
    assert_eq!(keeping.asked(), asked, "and never sent");
}

#[tokio::test]
async fn whoever_cancels_gets_no_list() {
    let keeping = Keeping::holding(&[Scenario::Slow], hours(48)).await;
    let request = ActionsRequest {
        api_key: Some(keeping.stage.key()),
        fresh: false,
    };
    let cancel = CancellationToken::new();
    cancel.cancel();
    let ended = within(actions(&keeping.stage.services, &request, &cancel)).await;
    assert!(ended.expect_err("cancelled").is_cancelled());
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_asked_for_anew_and_replaced() {
    let whole = {
        let keeping = Keeping::holding(&[], hours(0)).await;
        keeping.file()
    };
    for (text, why) in [
        (whole.replace('{', "["), "damaged"),
        (whole.replace("\"version\": 1", "\"version\": 2"), "newer"),
        (
            whole.replace("127.0.0.1", "127.0.0.2"),
            "another API address",
        ),
    ] {
        let mut keeping = Keeping::new(&[]).await;
        fs::write(keeping.cache().file(), &text).expect("written");
        let none = keeping.ask(None, false).await.expect_err("none");
        assert_eq!(none.kind, Kind::NotConfigured);
        let log = keeping.stage.log();
        assert_eq!(log.matches("is passed over").count(), 1, "{log}");
        assert!(log.contains(why), "{why}: {log}");
        let list = keeping.with_key(false).await.expect("a list");
        assert_eq!(seen(&list), (69, Origin::Asked), "{why}");
        let kept = kept_actions(&keeping.stage.services).await;
        assert_eq!(kept.map(|kept| kept.actions.len()), Some(69), "{why}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_costs_nothing_but_a_line() {
    let mut keeping = Keeping::new(&[]).await;
    let file = keeping.folder.path().join("file");
    fs::write(&file, "").expect("written");
    let api = keeping.stage.stackone.url().parse().expect("an address");
    let journal = keeping.stage.services.door.journal().clone();
    keeping.stage.services.cache = Some(Cache::new(&file, &api, journal));
    let list = keeping.with_key(false).await.expect("a list");
    assert_eq!(seen(&list), (69, Origin::Asked));
    let log = keeping.stage.log();
    assert!(log.contains("could not be written"), "{log}");
}

#[tokio::test]
async fn no_key_and_nothing_hostile_is_kept() {
    let keeping = Keeping::new(&[Scenario::HostileText]).await;
    keeping.with_key(false).await.expect("a list");
    let file = keeping.file();
    assert!(!file.contains(keeping.stage.key().expose()), "{file}");
    assert!(
        !file.contains('\u{1b}') && !file.contains("\\u001b"),
        "{file}"
    );
    let kept = keeping.ask(None, false).await.expect("a list");
    assert_eq!(kept.actions.len(), 69);
}

/// Actions for which stackday proposes other scopes than the sandbox's catalogue names, with what it proposes.
const KNOWN_EXCEPTIONS: [(&str, &str); 3] = [
    // An adjustment changes an account; nothing in the name says so.
    ("planday_create_absence_adjustment", "absence:create"),
    // Skills belong to employees; the name does not mention them.
    ("planday_list_skills", "skill:read"),
    // Both scopes are on the same resource, and one name leads to one of them.
    ("planday_update_revenue", "revenue:update"),
];

#[tokio::test]
async fn what_is_proposed_from_a_name_is_what_the_catalogue_names() {
    let keeping = Keeping::new(&[]).await;
    let list = keeping.with_key(false).await.expect("a list");
    let named = list
        .actions
        .iter()
        .filter(|action| !action.required_scopes.is_empty());
    let mut compared = 0;
    for action in named {
        let bare = Action {
            id: action.id.clone(),
            ..Action::default()
        };
        let known = KNOWN_EXCEPTIONS
            .iter()
            .find(|(id, _)| *id == action.id.as_str());
        let expected = known.map_or(scopes_of(action).0, |(_, proposed)| scopes(&[proposed]));
        assert_eq!(propose(&bare), expected, "{}", action.id);
        compared += 1;
    }
    assert!(compared > 40, "most actions name their scopes: {compared}");
}
