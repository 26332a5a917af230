//! A Token that is renewed at each use.

use std::future::pending;

use stackday::domain::Standing;
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::workflow::{Inputs, Observer, Progress, verify};
use tokio_util::sync::CancellationToken;

use super::support::{Ear, Stage, standings};

#[tokio::test]
async fn the_new_token_is_told_before_anything_else_is_and_it_works() {
    let stage = Stage::new(&[Scenario::RotatingToken]).await;
    let (ear, _news) = Ear::new();
    let inputs = stage.inputs();
    let cancel = CancellationToken::new();
    let report = verify(&stage.services, &inputs, &ear, &cancel).await;
    assert!(report.ok);
    let new = report.new_token.clone().expect("a new Token");
    assert_ne!(Some(&new), inputs.token_secret.as_ref());
    let told = ear.told();
    let at = told
        .iter()
        .position(|told| matches!(told, Progress::NewToken(token) if *token == new))
        .expect("told");
    // Before it: that the two first checks have begun, and the form's outcome. After it: the Token's outcome.
    assert_eq!(at, 3, "{told:?}");
    let dead = stage.verify(&inputs).await;
    assert_eq!(standings(&dead)[1], Standing::Failed);
    let renewed = Inputs {
        token_secret: Some(new),
        ..inputs
    };
    assert!(stage.verify(&renewed).await.ok, "the new one works");
}

/// Somebody who keeps the new Token and then hears no more.
struct Keeper(std::sync::Mutex<Option<Secret>>);

impl Observer for Keeper {
    async fn tell(&self, progress: Progress) {
        if let Progress::NewToken(token) = progress {
            *self.0.lock().expect("a lock") = Some(token);
            pending::<()>().await;
        }
    }
}

#[tokio::test]
async fn nothing_is_asked_before_the_new_token_is_kept() {
    let stage = Stage::new(&[Scenario::RotatingToken]).await;
    let keeper = Keeper(std::sync::Mutex::default());
    let inputs = stage.inputs();
    let cancel = CancellationToken::new();
    let mut verifying = Box::pin(verify(&stage.services, &inputs, &keeper, &cancel));
    // Polled until the Token is kept; whoever keeps it never lets go, so the rest cannot have begun.
    super::support::within(async {
        tokio::select! {
            _ = &mut verifying => panic!("it goes on without being heard"),
            () = async {
                while keeper.0.lock().expect("a lock").is_none() {
                    tokio::task::yield_now().await;
                }
            } => {}
        }
    })
    .await;
    assert_eq!(stage.planday.requests().len(), 0);
    assert_eq!(stage.stackone.requests().len(), 0);
}

#[tokio::test]
async fn an_unchanged_token_is_not_told() {
    let stage = Stage::new(&[]).await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let report = verify(&stage.services, &stage.inputs(), &ear, &cancel).await;
    assert!(report.new_token.is_none());
    assert!(
        !ear.told()
            .iter()
            .any(|told| matches!(told, Progress::NewToken(_)))
    );
}
