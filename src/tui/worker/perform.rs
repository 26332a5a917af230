//! Does one job.

use tokio_util::sync::CancellationToken;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::sandbox_user::{Click, Clicked, SandboxUser};
use crate::secret::Secret;
use crate::tui::worker::ended::{ended, protect};
use crate::tui::worker::export::export;
use crate::tui::worker::jobs::{Job, TaskOutcome, written_by};
use crate::tui::worker::linked;
use crate::workflow::{
    Inputs, LibraryCommand, LibraryFault, Observer, Services, actions, change_accounts,
    check_request, drop_old, follow_again, link, live_guide, needs_unlocking, pins, read_account,
    remember, revoke_old, rotate, run_command, set_pin, stop_following, verify, verify_many,
    wait_for_profile,
};

/// How a job ends that hit a bug of this program.
pub(crate) fn broken() -> TaskOutcome {
    TaskOutcome::Failed(Box::new(Diagnosis::new(
        Party::Input,
        Kind::Failed,
        "stackday itself failed in this job.",
        "Please report it, with what you did; nothing you entered is lost.",
    )))
}

pub(crate) async fn perform(
    services: &Services,
    person: Option<&dyn SandboxUser>,
    job: Job,
    reporter: &impl Observer,
    cancel: &CancellationToken,
) -> TaskOutcome {
    if let Some(new) = locked(services, &job).await {
        return TaskOutcome::Locked { new };
    }
    match job {
        Job::Request(inputs) => ended(
            check_request(services, &inputs, reporter, cancel).await,
            |report| TaskOutcome::Request(Box::new(report)),
        ),
        Job::Verify(inputs) => verified(services, &inputs, reporter, cancel).await,
        Job::VerifyMany(request) => {
            protect(services, request.env.token.as_ref());
            protect(services, request.env.api_key.as_ref());
            ended(
                verify_many(services, &request, reporter, cancel).await,
                |report| TaskOutcome::Many(Box::new(report)),
            )
        }
        Job::Rotate(id, token) => {
            protect(services, Some(&token));
            let report = rotate(services, id, token, reporter, cancel).await;
            TaskOutcome::Rotated(Box::new(report))
        }
        Job::Revoke(id, confirmation) => {
            let report = revoke_old(services, id, &confirmation, reporter, cancel).await;
            TaskOutcome::Revoked(Box::new(report))
        }
        Job::DropOld(id) => {
            let report = drop_old(services, id, reporter).await;
            TaskOutcome::Revoked(Box::new(report))
        }
        Job::Wait(request) => {
            protect(services, Some(&request.api_key));
            ended(
                wait_for_profile(services, &request, reporter, cancel).await,
                |profile| TaskOutcome::Found(Box::new(profile)),
            )
        }
        Job::Link(request) => {
            protect(services, Some(&request.api_key));
            ended(
                link(services, &request, reporter, cancel).await,
                |account| TaskOutcome::Linked(Box::new(account)),
            )
        }
        Job::Profiles(key) => {
            protect(services, Some(&key));
            ended(services.stackone.profiles(&key, cancel).await, |profiles| {
                TaskOutcome::Profiles(profiles)
            })
        }
        Job::Accounts(request) => linked::list(services, &request, reporter, cancel).await,
        Job::AccountRecord(request, id) => linked::record(services, &request, &id, cancel).await,
        Job::ReadAccount(request, id, granted) => {
            let read = read_account(services, &request, &id, &granted, cancel).await;
            TaskOutcome::AccountRead(id, read.map_err(Box::new))
        }
        Job::ChangeAccounts(request) => {
            let report = change_accounts(services, &request, reporter, cancel).await;
            TaskOutcome::AccountsChanged(request.change.done_word(), Box::new(report))
        }
        Job::Links => linked::links(services).await,
        Job::MakeLink(order) => linked::make(services, &order, cancel).await,
        Job::FollowLinks(request) => linked::follow(services, &request, reporter, cancel).await,
        Job::StopLink(id) => linked::changed(stop_following(services, id).await),
        Job::ResumeLink(id) => linked::changed(follow_again(services, id).await),
        Job::LinkUrl(link) => linked::url(services, &link).await,
        Job::UnlockLink(link, url) => linked::unlock(services, &link, url.as_ref()).await,
        Job::Actions(request) => {
            protect(services, request.api_key.as_ref());
            ended(actions(services, &request, cancel).await, |catalogue| {
                TaskOutcome::Actions(Box::new(catalogue))
            })
        }
        Job::Guide(request) => {
            protect(services, Some(&request.api_key));
            ended(live_guide(services, &request, cancel).await, |live| {
                TaskOutcome::Guide(Box::new(live))
            })
        }
        Job::Library(command) => on_library(services, *command, cancel).await,
        Job::ChooseStore => TaskOutcome::Store(services.vault.choice().await),
        Job::Unlock(passphrase) => unlock(services, &passphrase).await,
        Job::Pins(request) => ended(pins(services, &request, cancel).await, |report| {
            TaskOutcome::Pins(Box::new(report))
        }),
        Job::SetPin(request, version) => ended(
            set_pin(services, &request, version.as_deref(), cancel).await,
            |report| TaskOutcome::Pins(Box::new(report)),
        ),
        Job::ExportLog(request) => ended(
            export(services.door.clone(), request).await,
            TaskOutcome::Exported,
        ),
        Job::Click(step, click) => ended(
            click_for(services, person, click, cancel).await,
            |clicked| TaskOutcome::Clicked(step, Box::new(clicked)),
        ),
    }
}

/// Verifies what was entered; of a saved connection, what was found is written down as well.
async fn verified(
    services: &Services,
    inputs: &Inputs,
    reporter: &impl Observer,
    cancel: &CancellationToken,
) -> TaskOutcome {
    protect(services, inputs.token_secret.as_ref());
    protect(services, inputs.api_key.as_ref());
    let report = verify(services, inputs, reporter, cancel).await;
    if let Some(basis) = &inputs.saved {
        let connector = inputs.connector_profile.as_deref();
        // Why not, if not, stands in the log: what was found out is on the screen all the same.
        let _ = remember(services, basis, &report, connector, reporter).await;
    }
    TaskOutcome::Verified(Box::new(report))
}

/// Does what the list asks for. What only reads can be cancelled: a keyring or a program may take its time.
async fn on_library(
    services: &Services,
    command: LibraryCommand,
    cancel: &CancellationToken,
) -> TaskOutcome {
    let writes = written_by(&command).is_some();
    let work = run_command(services, command);
    let done = if writes {
        Some(work.await)
    } else {
        cancel.run_until_cancelled(work).await
    };
    match done {
        Some(Ok(outcome)) => TaskOutcome::Library(Box::new(outcome)),
        Some(Err(LibraryFault::Locked { new })) => TaskOutcome::Locked { new },
        Some(Err(LibraryFault::Failed(diagnosis))) => TaskOutcome::Failed(diagnosis),
        None => TaskOutcome::Failed(Box::new(
            crate::http::Failure::Cancelled.diagnosis(Party::Input),
        )),
    }
}

/// Whether a person has to unlock the encrypted file before this job; whether its passphrase is yet to be chosen.
async fn locked(services: &Services, job: &Job) -> Option<bool> {
    match job {
        Job::VerifyMany(request) => needs_unlocking(services, &request.targets, false).await,
        Job::Rotate(id, _) => needs_unlocking(services, &[*id], true).await,
        Job::Revoke(id, _) => needs_unlocking(services, &[*id], false).await,
        _ => None,
    }
}

async fn unlock(services: &Services, passphrase: &Secret) -> TaskOutcome {
    match services.vault.unlock(passphrase).await {
        Ok(()) => TaskOutcome::Unlocked,
        Err(error) => TaskOutcome::Failed(Box::new(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            error.to_string(),
            "Nothing was lost.",
        ))),
    }
}

async fn click_for(
    services: &Services,
    person: Option<&dyn SandboxUser>,
    click: Click,
    cancel: &CancellationToken,
) -> Result<Clicked, Diagnosis> {
    let refused = |problem: String| {
        Diagnosis::new(
            Party::Authoriser,
            Kind::Failed,
            format!("The click could not be done: {problem}."),
            "Do this step by hand on the web page to see what it says.",
        )
    };
    let Some(person) = person else {
        return Err(refused("on live services you do it yourself".into()));
    };
    let clicked = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(crate::http::Failure::Cancelled.diagnosis(Party::Input)),
        clicked = person.click(click) => clicked.map_err(refused),
    }?;
    protect(services, clicked.token.as_ref());
    protect(services, clicked.api_key.as_ref());
    Ok(clicked)
}
