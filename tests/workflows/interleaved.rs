//! Two things at once on one connection: saves, deletions and exchanges of other programs, and programs that end between.

use rusqlite::Connection as Database;
use stackday::domain::diagnosis::Kind;
use stackday::domain::{CheckId, ProfileId, SecretId, SecretRecord, SecretStoreKind};
use stackday::library::{Connection, Profile};
use stackday::library::{Edit, Guard, Library, Purpose};
use stackday::sandbox::Scenario;
use stackday::secret::{Secret, Vault};
use stackday::workflow::{
    Done, Inputs, LibraryCommand, LibraryFault, LibraryOutcome, Services, ToSave, VerifyReport,
    run_command, verify,
};
use tokio_util::sync::CancellationToken;

use super::saved::Shelf;
use super::support::{Deaf, Stage, within};

/// A connection whose Token, “theirs”, is in this store.
async fn acme(stage: &Stage, library: &Library, place: SecretStoreKind) -> ProfileId {
    let id = ProfileId::random();
    let mut profile = Profile::new("acme", Connection::default(), jiff::Timestamp::now());
    profile.id = id;
    profile.revision = 1;
    let record = SecretRecord {
        place,
        at: jiff::Timestamp::now(),
        generation: 0,
    };
    let (name, theirs) = (SecretId::Token(id), Secret::new("theirs"));
    let put = stage.services.vault.put(&name, &record, &theirs).await;
    put.expect("kept");
    profile.token = Some(record);
    let saved = stackday::library::LibrarySnapshot {
        profiles: vec![profile],
        ..Default::default()
    };
    library.seed(&saved).expect("saved");
    id
}

async fn stage() -> (Stage, Library, tempfile::TempDir) {
    let mut stage = Stage::new(&[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::new(folder.path(), Guard::default());
    stage.services.library = Some(library.clone());
    (stage, library, folder)
}

fn to_save(profile: &Profile, token: Option<&str>) -> LibraryCommand {
    LibraryCommand::Save(Box::new(ToSave {
        id: Some(profile.id),
        name: profile.name.clone(),
        revision: profile.revision,
        evidence_revision: profile.evidence_revision,
        settings: profile.settings.clone(),
        token: token.map(Secret::new),
        api_key: None,
        steps: [].into(),
        draft: None,
        findings: None,
    }))
}

async fn save(
    services: &Services,
    profile: &Profile,
    token: Option<&str>,
) -> Result<LibraryOutcome, LibraryFault> {
    run_command(services, to_save(profile, token)).await
}

/// The Token that the library's record leads to.
async fn token(vault: &Vault, library: &Library, id: ProfileId) -> Option<String> {
    let name = SecretId::Token(id);
    let record = library.secret(&name).expect("readable")?;
    let held = vault.get(&name, &record).await.expect("readable");
    held.map(|secret| secret.expose().to_owned())
}

#[tokio::test]
async fn a_save_that_is_refused_has_not_touched_the_kept_token() {
    let (stage, library, _folder) = stage().await;
    let id = acme(&stage, &library, SecretStoreKind::Memory).await;
    let before = library.profile(id).expect("readable").expect("there");
    library
        .edit(id, Edit::Notes("another program".into()))
        .expect("saved");
    let refused = save(&stage.services, &before, Some("ours")).await;
    assert!(matches!(refused, Err(LibraryFault::Failed(_))));
    let kept = token(&stage.services.vault, &library, id).await;
    assert_eq!(kept.as_deref(), Some("theirs"));
    assert!(library.leftovers().expect("readable").is_empty());
}

#[tokio::test]
async fn a_token_that_another_program_entered_is_not_replaced_unseen() {
    let (stage, library, _folder) = stage().await;
    let id = acme(&stage, &library, SecretStoreKind::Memory).await;
    let before = library.profile(id).expect("readable").expect("there");
    // Another program: stackday secrets set token acme.
    let name = SecretId::Token(id);
    let record = library
        .reserve(&name, SecretStoreKind::Memory)
        .expect("reserved");
    let newer = Secret::new("newer");
    let put = stage.services.vault.put(&name, &record, &newer).await;
    put.expect("kept");
    library
        .adopt(&name, &record, Purpose::Save)
        .expect("recorded");
    let refused = save(&stage.services, &before, Some("ours")).await;
    assert!(refused.is_err());
    let kept = token(&stage.services.vault, &library, id).await;
    assert_eq!(kept.as_deref(), Some("newer"));
    // Without a Token of its own the save does no harm to it.
    save(&stage.services, &before, None).await.expect("saved");
    let kept = token(&stage.services.vault, &library, id).await;
    assert_eq!(kept.as_deref(), Some("newer"));
}

#[tokio::test]
async fn a_new_token_leaves_no_old_one_in_another_store() {
    let (stage, library, _folder) = stage().await;
    let id = acme(&stage, &library, SecretStoreKind::File).await;
    let profile = library.profile(id).expect("readable").expect("there");
    let old = profile.token.clone().expect("recorded");
    save(&stage.services, &profile, Some("ours"))
        .await
        .expect("saved");
    let record = library
        .secret(&SecretId::Token(id))
        .expect("readable")
        .expect("recorded");
    assert_ne!(record.place, old.place);
    let vault = &stage.services.vault;
    assert_eq!(token(vault, &library, id).await.as_deref(), Some("ours"));
    assert_eq!(vault.get(&SecretId::Token(id), &old).await, Ok(None));
    assert!(library.leftovers().expect("readable").is_empty());
}

#[tokio::test]
async fn a_deletion_that_is_refused_has_deleted_no_token() {
    let (stage, library, folder) = stage().await;
    let id = acme(&stage, &library, SecretStoreKind::Memory).await;
    // Another program writes and does not end.
    let database = Database::open(folder.path().join("library.db")).expect("open");
    database.execute_batch("BEGIN EXCLUSIVE").expect("held");
    let refused = run_command(&stage.services, LibraryCommand::Remove(vec![id])).await;
    let Err(LibraryFault::Failed(diagnosis)) = refused else {
        panic!("refused");
    };
    assert!(diagnosis.summary.contains("holds"), "{}", diagnosis.summary);
    database.execute_batch("ROLLBACK").expect("let go");
    let vault = &stage.services.vault;
    assert_eq!(token(vault, &library, id).await.as_deref(), Some("theirs"));
    // And once it is possible, connection and Token go together.
    let removed = run_command(&stage.services, LibraryCommand::Remove(vec![id])).await;
    let Done::Removed(_, said) = removed.expect("removed").done else {
        panic!("removed");
    };
    assert!(said.contains("with 1 Token"), "{said}");
    assert!(library.leftovers().expect("readable").is_empty());
}

#[tokio::test]
async fn two_verifications_of_one_connection_exchange_its_token_one_after_the_other() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let inputs = shelf.inputs(id);
    // The other one is another program: it has a library of its own on the same folder.
    let mut other = shelf.stage.services.clone();
    other.library = Some(Library::new(shelf.folder(), Guard::default()));
    let cancel = CancellationToken::new();
    let (one, two) = within(async {
        tokio::join!(
            verify(&shelf.stage.services, &inputs, &Deaf, &cancel),
            verify(&other, &inputs, &Deaf, &cancel)
        )
    })
    .await;
    assert!(one.ok && two.ok, "{one:?}\n{two:?}");
    let kept = shelf.token(id).await.expect("kept");
    let newest = [&one, &two]
        .into_iter()
        .filter_map(|it| it.new_token.clone());
    assert!(newest.into_iter().any(|token| token == kept));
    let inputs = Inputs {
        token_secret: Some(kept),
        ..shelf.inputs(id)
    };
    let third = shelf.stage.verify(&inputs).await;
    assert!(third.ok, "the kept one is the one that works: {third:?}");
}

async fn cut_off(shelf: &Shelf, inputs: &Inputs) -> VerifyReport {
    // The answer never comes: the connection is cut once the question is there.
    let cancel = CancellationToken::new();
    let verifying = verify(&shelf.stage.services, inputs, &Deaf, &cancel);
    within(verifying).await
}

#[tokio::test]
async fn a_refusal_after_an_exchange_without_an_answer_says_that_the_token_was_probably_replaced() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let library = shelf.library();
    // A program sent the Token and ended before the answer: the server has renewed it meanwhile.
    library.begin_exchange(id).expect("noted");
    let own = shelf.first_token();
    let app_id = shelf.stage.ready.app_id.clone().expect("an app");
    let planday = &shelf.stage.services.planday;
    let cancel = CancellationToken::new();
    planday
        .grant(&app_id, &own, &cancel)
        .await
        .expect("renewed elsewhere");
    let report = cut_off(&shelf, &shelf.inputs(id)).await;
    let check = report.check(CheckId::Token).expect("a check");
    let diagnosis = check.evidence.diagnosis.as_ref().expect("refused");
    assert_eq!(diagnosis.kind, Kind::Rejected);
    assert!(
        diagnosis.summary.contains("probably replaced"),
        "{}",
        diagnosis.summary
    );
    assert!(
        diagnosis.next.contains("Copy the current Token"),
        "{}",
        diagnosis.next
    );
    // Said once: the answer is here now.
    let again = cut_off(&shelf, &shelf.inputs(id)).await;
    let check = again.check(CheckId::Token).expect("a check");
    let diagnosis = check.evidence.diagnosis.as_ref().expect("refused");
    assert!(!diagnosis.summary.contains("probably replaced"));
}

#[tokio::test]
async fn a_renewed_token_whose_record_was_not_finished_is_found_again() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let id = shelf.save_first("Acme").await;
    let library = shelf.library();
    let planday = &shelf.stage.services.planday;
    let app_id = shelf.stage.ready.app_id.clone().expect("an app");
    // A program got the new Token, put it into the store, and ended before it could record it.
    let cancel = CancellationToken::new();
    let grant = planday.grant(&app_id, &shelf.first_token(), &cancel).await;
    let new = grant.expect("granted").new_token.expect("renewed");
    library.begin_exchange(id).expect("noted");
    let name = SecretId::Token(id);
    let record = library
        .reserve_renewal(
            id,
            SecretStoreKind::Memory,
            shelf.profile(id).token.as_ref(),
        )
        .expect("reserved");
    let vault = &shelf.stage.services.vault;
    vault.put(&name, &record, &new).await.expect("kept");
    let report = shelf.stage.verify(&shelf.inputs(id)).await;
    assert!(report.ok, "{report:?}");
}

#[tokio::test]
async fn what_a_program_left_that_ended_in_a_save_is_removed_by_the_next_one() {
    let (stage, library, folder) = stage().await;
    let id = acme(&stage, &library, SecretStoreKind::Memory).await;
    let name = SecretId::Token(id);
    let ended = Library::new(folder.path(), Guard::default());
    let record = ended
        .reserve(&name, SecretStoreKind::Memory)
        .expect("reserved");
    let vault = &stage.services.vault;
    vault
        .put(&name, &record, &Secret::new("never saved"))
        .await
        .expect("kept");
    // As long as that program lives it may be about to save it.
    assert!(library.leftovers().expect("readable").is_empty());
    drop(ended);
    run_command(&stage.services, LibraryCommand::Load)
        .await
        .expect("read");
    assert_eq!(vault.get(&name, &record).await, Ok(None));
    assert!(library.leftovers().expect("readable").is_empty());
    assert_eq!(token(vault, &library, id).await.as_deref(), Some("theirs"));
}

#[tokio::test]
async fn findings_of_other_settings_do_not_count() {
    let shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    let inputs = shelf.inputs(id);
    let report = shelf.stage.verify(&inputs).await;
    // Meanwhile a person changed what was verified.
    let profile = shelf.profile(id);
    let mut changed = profile.clone();
    changed.settings.portal = Some("https://other.planday.com/".into());
    save(&shelf.stage.services, &changed, None)
        .await
        .expect("saved");
    let basis = inputs.saved.expect("a saved one");
    let problem =
        stackday::workflow::remember(&shelf.stage.services, &basis, &report, None, &Deaf).await;
    assert!(problem.expect_err("not kept").contains("changed meanwhile"));
    let after = shelf.profile(id);
    assert!(after.history.is_empty() && after.steps.is_empty());
}

/// An identity server that answers everything with this body.
async fn answers_with(body: &'static str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut request = vec![0; 64 * 1024];
            let _ = client.read(&mut request).await;
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = client.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_new_token_in_an_answer_that_is_no_use_otherwise_is_kept() {
    let mut shelf = Shelf::new(&[]).await;
    let id = shelf.save_first("Acme").await;
    let odd = r#"{"access_token":7,"expires_in":"soon","refresh_token":"AAAAAAAAAAAAAAAAAAAAAA"}"#;
    let identity = answers_with(odd).await.parse().expect("an address");
    let api = shelf.stage.planday.url().parse().expect("an address");
    let door = shelf.stage.services.door.clone();
    shelf.stage.services.planday = stackday::planday::Planday::new(door, identity, api);
    let report = shelf.stage.verify(&shelf.inputs(id)).await;
    let check = report.check(CheckId::Token).expect("a check");
    let diagnosis = check.evidence.diagnosis.as_ref().expect("of no use");
    assert!(
        diagnosis
            .summary
            .contains("NEW Token in the answer, which is kept")
    );
    let kept = shelf.token(id).await.expect("kept");
    assert_eq!(kept.expose(), "AAAAAAAAAAAAAAAAAAAAAA");
}
