//! The Token of a connection is changed while an exchange of it is under way: a renewed Token takes the place of the one
//! that was sent, and of no other.

use std::time::Duration;

use stackday::domain::{CheckId, ProfileId, SecretId, SecretStoreKind};
use stackday::library::{Guard, Library};
use stackday::sandbox::Scenario;
use stackday::sandbox_user::Click;
use stackday::secret::Secret;
use stackday::workflow::secrets::{forget_secret, keep_secret, move_secret};
use stackday::workflow::{
    Basis, Inputs, LibraryCommand, Progress, Renewed, Services, ToSave, VerifyReport, rotate,
    run_command, verify,
};
use tokio_util::sync::CancellationToken;

use super::gate::Gate;
use super::saved::Shelf;
use super::support::{Deaf, Ear, within};

/// What came of a verification during which something else was done to its connection.
struct Outcome {
    report: VerifyReport,
    /// What was told of the renewed Token.
    renewed: Renewed,
}

/// Verifies, and between Planday's answer and the moment that it is here, something else is done.
async fn meanwhile(shelf: &mut Shelf, inputs: &Inputs, other: impl AsyncFnOnce(&Shelf)) -> Outcome {
    let mut gate = Gate::before_identity(shelf).await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let verifying = verify(&shelf.stage.services, inputs, &ear, &cancel);
    let others = async {
        gate.answered.wait_for(|told| *told).await.expect("asked");
        other(shelf).await;
        gate.open.send_replace(true);
    };
    let (report, ()) = within(async { tokio::join!(verifying, others) }).await;
    let told = ear.told().into_iter().find_map(|told| match told {
        Progress::Renewed(renewed) => Some(renewed),
        _ => None,
    });
    Outcome {
        report,
        renewed: told.expect("a renewed Token is told"),
    }
}

/// A person enters a Token: with the forms, as `stackday secrets set token` does.
async fn enter(services: &Services, id: ProfileId, token: &Secret) {
    let place = Some(SecretStoreKind::Memory);
    let kept = keep_secret(services, &SecretId::Token(id), token, place, false).await;
    kept.expect("kept");
}

/// The renewed Token is not kept, and everybody is told so.
fn assert_told(shelf: &Shelf, outcome: &Outcome) {
    let problem = outcome.renewed.kept.as_ref().expect_err("not kept");
    assert!(problem.contains("meanwhile"), "{problem}");
    assert_eq!(
        outcome.report.new_token.as_ref(),
        Some(&outcome.renewed.token)
    );
    let check = outcome.report.check(CheckId::Token).expect("a check");
    let line = &check.evidence.line;
    assert!(line.contains("could NOT be saved"), "{line}");
    // Nothing of it is left in a store.
    assert_eq!(shelf.library().leftovers().expect("readable"), []);
    let id = outcome.renewed.profile;
    assert_eq!(shelf.library().unfinished_renewal(id).expect("read"), None);
}

#[tokio::test]
async fn a_token_that_a_person_enters_stays() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let entered = Secret::new("entered-by-a-person-meanwhile");
    let inputs = shelf.inputs(id);
    let outcome = meanwhile(&mut shelf, &inputs, async |shelf| {
        enter(&shelf.stage.services, id, &entered).await;
    })
    .await;
    assert_eq!(shelf.token(id).await, Some(entered));
    assert_told(&shelf, &outcome);
    let log = shelf.stage.log();
    assert!(log.contains("it could NOT be saved"), "{log}");
}

#[tokio::test]
async fn a_token_that_a_person_saves_with_the_forms_stays() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let entered = Secret::new("entered-by-a-person-meanwhile");
    let inputs = shelf.inputs(id);
    let outcome = meanwhile(&mut shelf, &inputs, async |shelf| {
        let profile = shelf.profile(id);
        let save = LibraryCommand::Save(Box::new(ToSave {
            id: Some(id),
            name: profile.name,
            revision: profile.revision,
            evidence_revision: profile.evidence_revision,
            settings: profile.settings,
            token: Some(entered.clone()),
            api_key: None,
            steps: [].into(),
            draft: None,
            findings: None,
        }));
        let saved = Box::pin(run_command(&shelf.stage.services, save)).await;
        saved.expect("saved");
    })
    .await;
    assert_eq!(shelf.token(id).await, Some(entered));
    assert_told(&shelf, &outcome);
}

#[tokio::test]
async fn the_same_token_entered_once_more_is_the_one_that_was_sent() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let sent = shelf.first_token();
    let inputs = shelf.inputs(id);
    let outcome = meanwhile(&mut shelf, &inputs, async |shelf| {
        enter(&shelf.stage.services, id, &sent).await;
    })
    .await;
    outcome.renewed.kept.expect("kept: the one entered is dead");
    assert_eq!(shelf.token(id).await, Some(outcome.renewed.token));
    assert_eq!(shelf.library().leftovers().expect("readable"), []);
}

#[tokio::test]
async fn a_token_that_is_removed_does_not_come_back() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let inputs = shelf.inputs(id);
    let outcome = meanwhile(&mut shelf, &inputs, async |shelf| {
        let removed = forget_secret(&shelf.stage.services, &SecretId::Token(id)).await;
        assert_eq!(removed.expect("removed"), Some(true));
    })
    .await;
    assert_eq!(shelf.token(id).await, None);
    assert_told(&shelf, &outcome);
}

#[tokio::test]
async fn of_a_connection_that_is_deleted_nothing_is_left_in_a_store() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let inputs = shelf.inputs(id);
    let outcome = meanwhile(&mut shelf, &inputs, async |shelf| {
        let remove = LibraryCommand::Remove(vec![id]);
        let deleted = Box::pin(run_command(&shelf.stage.services, remove)).await;
        deleted.expect("deleted");
    })
    .await;
    let problem = outcome.renewed.kept.expect_err("not kept");
    assert!(problem.contains("not saved any more"), "{problem}");
    assert_eq!(shelf.library().leftovers().expect("readable"), []);
}

#[tokio::test]
async fn a_token_is_moved_to_another_store_before_an_exchange_or_after_it() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let inputs = shelf.inputs(id);
    let name = SecretId::Token(id);
    let from = shelf.profile(id).token.expect("recorded");
    let mut moving = None;
    let outcome = meanwhile(&mut shelf, &inputs, async |shelf| {
        let services = shelf.stage.services.clone();
        moving = Some(tokio::spawn(async move {
            move_secret(&services, &name, &from, SecretStoreKind::Plaintext).await
        }));
        // It has had its chance to be too early.
        tokio::time::sleep(Duration::from_millis(100)).await;
    })
    .await;
    let moving = moving.expect("begun");
    let refused = within(moving).await.expect("ended").expect_err("refused");
    assert!(refused.to_string().contains("meanwhile"), "{refused}");
    outcome.renewed.kept.expect("kept");
    assert_eq!(shelf.token(id).await, Some(outcome.renewed.token));
}

#[tokio::test]
async fn what_another_token_was_exchanged_for_does_not_replace_the_stored_one() {
    let mut shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save("Acme");
    let stored = Secret::new("a-stored-token-that-was-not-sent");
    shelf.keep(id, &stored).await;
    // The Token is one from the environment, of the same app.
    let inputs = Inputs {
        saved: Some(Basis::of(&shelf.profile(id), None)),
        ..shelf.inputs(id)
    };
    let outcome = meanwhile(&mut shelf, &inputs, async |_| {}).await;
    outcome.renewed.kept.expect_err("it belongs to another one");
    assert_eq!(shelf.token(id).await, Some(stored));
    // Where none is stored, it is kept.
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save("Acme");
    let inputs = shelf.inputs(id);
    let report = verify(
        &shelf.stage.services,
        &inputs,
        &Deaf,
        &CancellationToken::new(),
    )
    .await;
    assert_eq!(shelf.token(id).await, report.new_token);
    assert!(report.new_token.is_some());
}

#[tokio::test]
async fn a_rotation_keeps_as_the_old_token_what_a_program_that_ended_had_renewed() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    let ended = Library::new(shelf.folder(), Guard::default());
    let sent = shelf.profile(id).token;
    let renewed = ended
        .reserve_renewal(id, SecretStoreKind::Memory, sent.as_ref())
        .expect("reserved");
    let token = Secret::new("renewed-and-not-recorded");
    let vault = &shelf.stage.services.vault;
    let put = vault.put(&SecretId::Token(id), &renewed, &token).await;
    put.expect("kept");
    drop(ended);
    let name = || "StackOne Integration".to_owned();
    let stage = &shelf.stage;
    stage.click(Click::AuthorizeApp { name: name() }).await;
    let shown = stage.click(Click::CopyCredentials { name: name() }).await;
    let new = shown.token.expect("a Token");
    let cancel = CancellationToken::new();
    let rotating = rotate(&stage.services, id, new.clone(), &Deaf, &cancel);
    let report = within(rotating).await;
    assert!(report.ok, "{report:?}");
    assert_eq!(shelf.token(id).await, Some(new));
    assert_eq!(shelf.old_token(id).await, Some(token));
    assert_eq!(shelf.library().leftovers().expect("readable"), []);
}
