//! A new Token in the place of an old one, and the end of the old one.

use jiff::Timestamp;
use stackday::domain::diagnosis::Kind;
use stackday::domain::exit::Exit;
use stackday::domain::{ProfileId, SecretId, Standing, StepId, StoredEvidence};
use stackday::http::DoorOptions;
use stackday::library::LastSeen;
use stackday::library::Library;
use stackday::planday::Planday;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::secret::Secret;
use stackday::workflow::{
    Inputs, Observer, Progress, RevokeReport, RotateReport, drop_old, revoke_old, rotate, verify,
};
use tokio_util::sync::CancellationToken;

use super::saved::Shelf;
use super::saved::in_memory;
use super::saved::spoil;
use super::support::Deaf;
use super::support::Ear;
use super::support::Stage;
use super::support::door;
use super::support::within;

/// What the sandbox's first app is called.
const APP: &str = "StackOne Integration";

/// Authorises the first app again, and copies the Token that is shown then.
async fn authorised_again(shelf: &Shelf) -> Secret {
    let name = || APP.to_owned();
    shelf
        .stage
        .click(Click::AuthorizeApp { name: name() })
        .await;
    let shown = shelf
        .stage
        .click(Click::CopyCredentials { name: name() })
        .await;
    shown.token.expect("a Token")
}

async fn rotated(shelf: &Shelf, id: ProfileId, new: &Secret) -> RotateReport {
    let cancel = CancellationToken::new();
    within(rotate(
        &shelf.stage.services,
        id,
        new.clone(),
        &Deaf,
        &cancel,
    ))
    .await
}

async fn revoked(shelf: &Shelf, id: ProfileId, typed: &str) -> RevokeReport {
    let cancel = CancellationToken::new();
    within(revoke_old(&shelf.stage.services, id, typed, &Deaf, &cancel)).await
}

/// Whether everything is as if nobody had tried.
async fn unchanged(shelf: &Shelf, id: ProfileId) {
    assert_eq!(shelf.token(id).await, Some(shelf.first_token()));
    assert_eq!(shelf.old_token(id).await, None);
    assert_eq!(shelf.profile(id).old_token, None);
}

fn revocations(shelf: &Shelf) -> Vec<String> {
    let requests = shelf.stage.identity.requests().into_iter();
    requests
        .filter(|request| request.head.starts_with("POST /connect/revocation"))
        .map(|request| request.body)
        .collect()
}

#[tokio::test]
async fn a_proven_token_takes_the_place_of_the_old_one_which_is_kept() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    shelf.edit(|saved| {
        let proved = StoredEvidence {
            standing: Standing::Verified,
            line: "“Planday” is active".to_owned(),
            at: Some(Timestamp::now()),
        };
        let profile = saved.find_mut(id).expect("saved");
        profile.steps.insert(StepId::C2, proved);
    });
    let new = authorised_again(&shelf).await;
    let report = rotated(&shelf, id, &new).await;
    assert_eq!(
        (report.ok, report.exit()),
        (true, Exit::Success),
        "{report:?}"
    );
    assert!(report.old_kept);
    assert_eq!(shelf.token(id).await, Some(new));
    assert_eq!(shelf.old_token(id).await, Some(shelf.first_token()));
    let profile = shelf.profile(id);
    assert!(profile.token.is_some() && profile.old_token.is_some());
    let connector = &profile.steps[&StepId::C2];
    assert_eq!(
        connector.standing,
        Standing::Stale,
        "it holds the old Token"
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("connector profile"))
    );
    let again = Inputs {
        token_secret: shelf.token(id).await,
        ..shelf.inputs(id)
    };
    assert!(shelf.stage.verify(&again).await.ok);
}

#[tokio::test]
async fn the_same_token_an_access_token_and_a_dead_one_change_nothing() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    for (token, exit, asked) in [
        (shelf.first_token(), Exit::Failed, 0),
        (Secret::new("eyJhbGciOi"), Exit::Rejected, 0),
        (Secret::new("VxLtcy_OWkWoPKqs4uFhTg"), Exit::Rejected, 1),
    ] {
        let report = rotated(&shelf, id, &token).await;
        assert_eq!((report.ok, report.exit()), (false, exit), "{report:?}");
        assert_eq!(shelf.stage.identity.requests().len(), asked);
        unchanged(&shelf, id).await;
    }
    let nobody = rotated(&shelf, ProfileId::random(), &shelf.first_token()).await;
    assert_eq!(nobody.exit(), Exit::NotConfigured);
}

#[tokio::test]
async fn another_portal_and_too_few_scopes_are_refused() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    let new = authorised_again(&shelf).await;
    shelf.edit(|saved| {
        let profile = saved.find_mut(id).expect("saved");
        profile.seen = Some(LastSeen {
            at: Timestamp::now(),
            portal_name: Some("Elsewhere".to_owned()),
            granted: None,
            wanted: 0,
            missing: stackday::domain::scope::Scopes::new(),
            connector: None,
            accounts: None,
        });
    });
    let report = rotated(&shelf, id, &new).await;
    let why = report.diagnosis.expect("refused");
    assert!(
        why.summary.contains("this connection is to Elsewhere"),
        "{}",
        why.summary
    );
    assert_eq!(why.kind, Kind::Refused);
    unchanged(&shelf, id).await;
    shelf.edit(|saved| {
        let profile = saved.find_mut(id).expect("saved");
        profile.seen = None;
        profile.settings.scopes.insert("payroll:update".to_owned());
    });
    let report = rotated(&shelf, id, &new).await;
    assert_eq!(report.exit(), Exit::ScopeMissing, "{report:?}");
    unchanged(&shelf, id).await;
}

#[tokio::test]
async fn where_the_answer_names_no_scopes_calls_prove_them() {
    let shelf = Shelf::new(&[Scenario::OpaqueToken]).await;
    let id = shelf.save_first("Acme").await;
    let new = authorised_again(&shelf).await;
    let report = rotated(&shelf, id, &new).await;
    assert!(report.ok, "{report:?}");
    let personal = |note: &String| note.contains("not shown by a call");
    assert!(report.notes.iter().any(personal), "{:?}", report.notes);
}

#[tokio::test]
async fn a_token_that_the_proof_renews_is_the_one_that_is_kept() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let new = authorised_again(&shelf).await;
    let report = rotated(&shelf, id, &new).await;
    assert!(report.ok, "{report:?}");
    let kept = shelf.token(id).await.expect("kept");
    assert_ne!(kept, new);
    let again = Inputs {
        token_secret: Some(kept),
        ..shelf.inputs(id)
    };
    assert!(shelf.stage.verify(&again).await.ok);
}

#[tokio::test]
async fn a_token_that_the_proof_renews_is_told_where_the_rotation_fails() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    shelf.edit(|saved| {
        let profile = saved.find_mut(id).expect("saved");
        profile.settings.scopes.insert("payroll:update".to_owned());
    });
    let new = authorised_again(&shelf).await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let report = rotate(&shelf.stage.services, id, new.clone(), &ear, &cancel).await;
    assert_eq!(report.exit(), Exit::ScopeMissing);
    unchanged(&shelf, id).await;
    let told = ear.told().into_iter().find_map(|told| match told {
        Progress::Renewed(renewed) => Some(renewed),
        _ => None,
    });
    let told = told.expect("told");
    assert!(told.kept.is_err() && told.token != new);
}

/// Spoils the file just before the switch.
struct Vandal(Library);

impl Observer for Vandal {
    async fn tell(&self, progress: Progress) {
        if matches!(progress, Progress::Waiting(what) if what.contains("into the store")) {
            spoil(&self.0);
        }
    }
}

#[tokio::test]
async fn where_the_switch_fails_the_old_token_is_in_its_place() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    let new = authorised_again(&shelf).await;
    let cancel = CancellationToken::new();
    let vandal = Vandal(shelf.library().clone());
    let report = within(rotate(&shelf.stage.services, id, new, &vandal, &cancel)).await;
    assert!(!report.ok && report.diagnosis.is_some(), "{report:?}");
    let vault = &shelf.stage.services.vault;
    let held = vault.get(&SecretId::Token(id), &in_memory()).await;
    assert_eq!(held, Ok(Some(shelf.first_token())));
}

#[tokio::test]
async fn a_cancelled_rotation_changes_nothing() {
    let shelf = Shelf::new(&[Scenario::Slow]).await;
    let id = shelf.save_first("Acme").await;
    let new = authorised_again(&shelf).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let report = within(rotate(&shelf.stage.services, id, new, &Deaf, &cancel)).await;
    assert_eq!((report.ok, report.exit()), (false, Exit::Interrupted));
    assert_eq!(shelf.stage.identity.requests().len(), 0);
    unchanged(&shelf, id).await;
}

/// A connection that was rotated once.
async fn after_a_rotation(shelf: &Shelf) -> ProfileId {
    let id = shelf.save_first("Acme").await;
    let new = authorised_again(shelf).await;
    assert!(rotated(shelf, id, &new).await.ok);
    id
}

#[tokio::test]
async fn an_old_token_is_not_forgotten_by_rotating_again() {
    let shelf = Shelf::new(&[]).await;
    let id = after_a_rotation(&shelf).await;
    let newer = authorised_again(&shelf).await;
    let report = rotated(&shelf, id, &newer).await;
    let why = report.diagnosis.expect("refused");
    assert!(why.summary.contains("still kept"), "{}", why.summary);
    assert_eq!(shelf.old_token(id).await, Some(shelf.first_token()));
}

#[tokio::test]
async fn the_old_token_is_revoked_only_for_whoever_types_the_name() {
    let shelf = Shelf::new(&[]).await;
    let id = after_a_rotation(&shelf).await;
    let before = shelf.stage.identity.requests().len();
    for typed in ["", "acme", "Acm", "yes"] {
        let report = revoked(&shelf, id, typed).await;
        assert_eq!((report.ok, report.exit()), (false, Exit::Failed), "{typed}");
    }
    assert_eq!(
        shelf.stage.identity.requests().len(),
        before,
        "nothing is sent"
    );
    let report = revoked(&shelf, id, "Acme").await;
    assert_eq!(
        (report.ok, report.still_works),
        (true, Some(true)),
        "{report:?}"
    );
    let sent = revocations(&shelf);
    let app = shelf.stage.ready.app_id.clone().expect("an app");
    let old = shelf.first_token();
    assert_eq!(sent, [format!("client_id={app}&token={}", old.expose())]);
    assert_eq!(shelf.old_token(id).await, None);
    assert_eq!(shelf.profile(id).old_token, None);
    let again = revoked(&shelf, id, "Acme").await;
    assert_eq!(again.exit(), Exit::NotConfigured, "there is none any more");
}

#[tokio::test]
async fn revoking_with_a_token_that_is_renewed_at_each_use_goes_on_with_the_newest() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = after_a_rotation(&shelf).await;
    let report = revoked(&shelf, id, "Acme").await;
    assert_eq!(
        (report.ok, report.still_works),
        (true, Some(true)),
        "{report:?}"
    );
    let inputs = Inputs {
        token_secret: shelf.token(id).await,
        ..shelf.inputs(id)
    };
    assert!(shelf.stage.verify(&inputs).await.ok);
}

#[tokio::test]
async fn read_only_mode_revokes_nothing() {
    let mut shelf = Shelf::new(&[]).await;
    let id = after_a_rotation(&shelf).await;
    let options = DoorOptions {
        read_only: true,
        ..door()
    };
    let journal = shelf.stage.services.door.journal().clone();
    let door = stackday::http::Door::new(options, journal);
    shelf.stage.services.planday = Planday::new(
        door.clone(),
        shelf.stage.identity.url().parse().expect("an address"),
        shelf.stage.planday.url().parse().expect("an address"),
    );
    shelf.stage.services.door = door;
    let before = shelf.stage.identity.requests().len();
    let report = revoked(&shelf, id, "Acme").await;
    let why = report.diagnosis.expect("refused");
    assert!(why.summary.contains("Read-only mode"), "{}", why.summary);
    assert_eq!(shelf.stage.identity.requests().len(), before);
    assert!(shelf.old_token(id).await.is_some());
    // The client refuses as well, whoever calls it.
    let planday = &shelf.stage.services.planday;
    let cancel = CancellationToken::new();
    let refused = planday.revoke("app", &shelf.first_token(), &cancel).await;
    assert_eq!(refused.expect_err("refused").kind, Kind::Refused);
}

/// Kills the Token in use at Planday.
async fn kill(stage: &Stage, token: &Secret) {
    let app_id = stage.ready.app_id.clone().expect("an app");
    let cancel = CancellationToken::new();
    let killed = stage.services.planday.revoke(&app_id, token, &cancel).await;
    killed.expect("killed");
}

#[tokio::test]
async fn the_old_token_is_not_revoked_while_the_new_one_does_not_work() {
    let shelf = Shelf::new(&[]).await;
    let id = after_a_rotation(&shelf).await;
    kill(&shelf.stage, &shelf.token(id).await.expect("kept")).await;
    let before = revocations(&shelf).len();
    let report = revoked(&shelf, id, "Acme").await;
    assert_eq!(
        (report.ok, report.exit()),
        (false, Exit::Rejected),
        "{report:?}"
    );
    assert_eq!(revocations(&shelf).len(), before);
    assert_eq!(shelf.old_token(id).await, Some(shelf.first_token()));
}

/// Kills the Token in use when the old one has been revoked: as if Planday revoked both.
struct SharedFate<'a>(&'a Stage, Secret);

impl Observer for SharedFate<'_> {
    async fn tell(&self, progress: Progress) {
        if matches!(progress, Progress::Waiting(what) if what.contains("once more")) {
            kill(self.0, &self.1).await;
        }
    }
}

#[tokio::test]
async fn where_the_new_token_dies_with_the_old_one_that_is_said_at_once() {
    let shelf = Shelf::new(&[]).await;
    let id = after_a_rotation(&shelf).await;
    let new = shelf.token(id).await.expect("kept");
    let observer = SharedFate(&shelf.stage, new);
    let cancel = CancellationToken::new();
    let services = &shelf.stage.services;
    let report = within(revoke_old(services, id, "Acme", &observer, &cancel)).await;
    assert_eq!((report.ok, report.still_works), (false, Some(false)));
    assert_eq!(report.exit(), Exit::Rejected);
    let why = report.diagnosis.expect("told");
    assert!(
        why.summary.contains("probably"),
        "no certainty: {}",
        why.summary
    );
    assert_eq!(shelf.old_token(id).await, None, "revoked is revoked");
}

#[tokio::test]
async fn an_old_token_can_be_forgotten_without_a_word_to_anybody() {
    let shelf = Shelf::new(&[]).await;
    let id = after_a_rotation(&shelf).await;
    let before = shelf.stage.identity.requests().len();
    let report = drop_old(&shelf.stage.services, id, &Deaf).await;
    assert!(report.ok, "{report:?}");
    assert!(report.line.contains("goes on working"), "{}", report.line);
    assert_eq!(shelf.stage.identity.requests().len(), before);
    assert_eq!(shelf.old_token(id).await, None);
    assert_eq!(shelf.profile(id).old_token, None);
    assert!(!drop_old(&shelf.stage.services, id, &Deaf).await.ok);
    let cancel = CancellationToken::new();
    let inputs = Inputs {
        token_secret: shelf.token(id).await,
        ..shelf.inputs(id)
    };
    assert!(
        verify(&shelf.stage.services, &inputs, &Deaf, &cancel)
            .await
            .ok
    );
}
