//! Verifying saved connections side by side, and writing down what was found as they end.

mod report;

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt as _};
use tokio_util::sync::CancellationToken;

use super::actions::kept_actions;
use super::directory::Directory;
use super::findings::findings;
use super::inputs::Inputs;
use super::library::{Bookkeeping, changes, gone, load_saved};
use super::resolve::{Layers, Piped, Plan, ResolveRequest, Wanted};
use super::secrets::Environment;
use super::verify::verify_among;
use super::{Observer, Progress, Services};
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::exit::Exit;
use crate::domain::{CheckId, ProfileId, text};
use crate::journal::{Level, about};
use crate::library::Findings;
use crate::library::{LibrarySnapshot, Profile};
use crate::scopes::{ActionCatalogue, Required};
use crate::secret::VaultError;

pub use report::{Counts, ManyReport, ManyRow};

/// How many connections are verified side by side. What each may send is limited by the rate budgets of the door.
const SIDE_BY_SIDE: usize = 4;

/// The longest line of a row, in characters.
const LONGEST: usize = 300;

/// Which saved connections are to be verified, and what the environment brings.
#[derive(Debug, Clone, Default)]
pub struct ManyRequest {
    /// The connections, in the order in which they are begun; none means all, by name.
    pub targets: Vec<ProfileId>,
    /// What the environment brings, and whose it is.
    pub env: Environment,
}

/// Verifies saved connections side by side, and writes down what was found as they end.
///
/// The error is that nothing could be begun: there is no place for connections, or it cannot be read.
pub async fn verify_many(
    services: &Services,
    request: &ManyRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<ManyReport, Diagnosis> {
    let saved = load_saved(services).await.map_err(|problem| {
        let next = "Fix the cause above, then verify again; nothing was sent.";
        Diagnosis::new(Party::Input, Kind::NotConfigured, problem, next)
    })?;
    let targets = if request.targets.is_empty() {
        let active = |profile: &&Profile| profile.archived_at.is_none();
        let active = saved.profiles.iter().filter(active);
        active.map(|profile| profile.id).collect()
    } else {
        request.targets.clone()
    };
    observer
        .tell(Progress::ManyBegun {
            total: targets.len(),
        })
        .await;
    let run = Run {
        services,
        saved: &saved,
        env: &request.env,
        directory: Directory::shared(),
        kept: kept_actions(services).await,
        observer,
        cancel,
    };
    Ok(run.all(&targets).await)
}

/// What all verifications of one run share.
struct Run<'a, O> {
    services: &'a Services,
    saved: &'a LibrarySnapshot,
    env: &'a Environment,
    directory: Directory,
    kept: Option<ActionCatalogue>,
    observer: &'a O,
    cancel: &'a CancellationToken,
}

/// How one ended.
struct Ended {
    row: ManyRow,
    /// None where nothing was looked at.
    findings: Option<Findings>,
    locked: Option<Diagnosis>,
}

impl<O: Observer> Run<'_, O> {
    async fn all(&self, targets: &[ProfileId]) -> ManyReport {
        let total = targets.len();
        let mut ended = stream::iter(targets.iter().copied().enumerate())
            .map(|(at, id)| {
                let name = self
                    .saved
                    .find(id)
                    .map(|profile| profile.name.as_str().into());
                about(name, async move { (at, self.one(id).await) })
            })
            .buffer_unordered(SIDE_BY_SIDE);
        let mut rows = BTreeMap::new();
        let mut locked = None;
        let mut bookkeeping = Bookkeeping::new(self.services);
        loop {
            let next = tokio::select! {
                // What has ended comes before the writing, which can wait for more of it.
                biased;
                next = ended.next() => next,
                written = bookkeeping.written() => {
                    self.follow(written).await;
                    continue;
                }
            };
            let Some((at, one)) = next else { break };
            if locked.is_none() {
                locked = one.locked;
            }
            let row = one.row;
            if row.reached {
                self.observer
                    .tell(Progress::ManyDone {
                        id: row.id,
                        exit: row.exit,
                        line: row.line.clone(),
                        done: rows.len() + 1,
                        total,
                    })
                    .await;
            }
            if let Some(findings) = one.findings {
                bookkeeping.add(row.id, findings);
            }
            rows.insert(at, row);
        }
        drop(ended);
        let (written, problem, outdated) = bookkeeping.finish().await;
        self.follow(written).await;
        if outdated > 0 {
            let text = format!(
                "findings of {outdated} connections are not kept: their settings or Tokens were changed while they were verified"
            );
            self.services.door.note(Level::Warn, &text);
        }
        let unsaved = problem.map(|problem| {
            self.services.door.note(
                Level::Error,
                &format!("findings could not be saved: {problem}"),
            );
            let next =
                "Fix the cause above, then verify again: the findings of this run stand only here.";
            Diagnosis::new(Party::Input, Kind::Failed, problem, next)
        });
        let is_locked = locked.is_some();
        let trouble = locked.into_iter().chain(unsaved).collect();
        ManyReport::new(rows.into_values().collect(), is_locked, trouble)
    }

    /// Verifies one of them.
    async fn one(&self, id: ProfileId) -> Ended {
        let Some(profile) = self.saved.find(id) else {
            let next = "Leave it out; nothing was sent.";
            return row(id, "", Exit::NotConfigured, &gone(), Some(next));
        };
        if self.cancel.is_cancelled() {
            return not_reached(profile);
        }
        self.at(id, "reading its secrets").await;
        // A keyring or a program may take its time.
        let inputs = self.cancel.run_until_cancelled(self.inputs(profile)).await;
        let Some(inputs) = inputs else {
            return not_reached(profile);
        };
        let inputs = match inputs {
            Ok(inputs) => inputs,
            Err(VaultError::Locked { .. }) => return locked(profile),
            Err(error) => {
                let line = text::line(&format!("Its secrets cannot be read: {error}"), LONGEST);
                let next = "Mend the store, or store the secrets anew; nothing was sent.";
                return row(id, &profile.name, Exit::NotConfigured, &line, Some(next));
            }
        };
        let reporter = ForwardingReporter { id, run: self };
        let report = verify_among(
            self.services,
            &inputs,
            &self.directory,
            &reporter,
            self.cancel,
        )
        .await;
        if report.exit() == Exit::Interrupted || self.cancel.is_cancelled() && !report.ok {
            return not_reached(profile);
        }
        let connector = profile.settings.connector_profile.as_deref();
        let found = findings(
            &report,
            profile.evidence_revision,
            connector,
            &self.services.origin,
            clock::now(),
        );
        let mut next = report
            .open_check()
            .and_then(|check| check.evidence.diagnosis.as_ref())
            .map(|diagnosis| diagnosis.next.clone());
        let mut line = report.line();
        if inputs.token_secret.is_none() && !inputs.app_id.trim().is_empty() {
            line = "no Token is stored for it".into();
            next = Some(format!(
                "Store it: stackday secrets set token {}.",
                quoted(&profile.name)
            ));
        }
        Ended {
            row: ManyRow {
                id,
                name: profile.name.clone(),
                reached: true,
                exit: report.exit(),
                line: text::line(&line, LONGEST),
                next,
            },
            findings: Some(found),
            locked: None,
        }
    }

    /// What is saved of it, and its secrets.
    async fn inputs(&self, profile: &Profile) -> Result<Inputs, VaultError> {
        let request = ResolveRequest {
            layers: Layers::of_saved(&profile.settings),
            saved: self.saved,
            profile: Some(profile.id),
            name: Some(&profile.name),
            env: self.env,
            piped: Piped::default(),
            wanted: Wanted::BOTH,
        };
        let resolved = Plan::new(&request).fetch(self.services).await?;
        let actions = &resolved.values.actions.value;
        Ok(resolved.inputs(Required::of(actions, &[], self.kept.as_ref()).names()))
    }

    /// Tells a screen what has changed, where one follows.
    async fn follow(&self, written: bool) {
        if written && let Some(changes) = changes(self.services).await {
            self.observer.tell(Progress::LibraryChanged(changes)).await;
        }
    }

    async fn at(&self, id: ProfileId, line: &str) {
        let line = line.to_owned();
        self.observer.tell(Progress::Many { id, line }).await;
    }
}

/// Follows the verification of one, and tells of it as of one of many.
struct ForwardingReporter<'a, O> {
    id: ProfileId,
    run: &'a Run<'a, O>,
}

impl<O: Observer> Observer for ForwardingReporter<'_, O> {
    async fn tell(&self, progress: Progress) {
        match progress {
            Progress::Checking(check) => self.run.at(self.id, at(check)).await,
            Progress::Probed { done, total } => {
                let line = format!("proving scopes: {done} of {total} calls");
                self.run.at(self.id, &line).await;
            }
            // Whose Token it is stands in the first; the second is about the one connection on the screen.
            Progress::Renewed(_) | Progress::LibraryChanged(_) => {
                self.run.observer.tell(progress).await;
            }
            _ => {}
        }
    }
}

/// What a verification does for a check.
fn at(check: CheckId) -> &'static str {
    match check {
        CheckId::Format => "reading what is saved",
        CheckId::Token => "exchanging the Token",
        CheckId::Portal => "asking which portal it opens",
        CheckId::Scopes => "proving scopes",
        CheckId::ApiKey => "trying the API key",
        CheckId::Profile => "looking for the connector profile",
    }
}

fn not_reached(profile: &Profile) -> Ended {
    let mut ended = row(
        profile.id,
        &profile.name,
        Exit::Interrupted,
        "not reached: cancelled",
        None,
    );
    ended.row.reached = false;
    ended
}

/// The store is locked: told once for all of them, so a row says only that it was not looked at.
fn locked(profile: &Profile) -> Ended {
    let summary = "The encrypted file of secrets is locked, so what is in it was not looked at.";
    let next =
        "Unlock it (STACKDAY_PASSPHRASE, or the prompt of the dashboard), then verify again.";
    let line = "not looked at: its secrets are locked";
    let mut ended = row(profile.id, &profile.name, Exit::NotConfigured, line, None);
    ended.locked = Some(Diagnosis::new(
        Party::Input,
        Kind::NotConfigured,
        summary,
        next,
    ));
    ended
}

fn row(id: ProfileId, name: &str, exit: Exit, line: &str, next: Option<&str>) -> Ended {
    Ended {
        row: ManyRow {
            id,
            name: name.to_owned(),
            reached: true,
            exit,
            line: line.to_owned(),
            next: next.map(str::to_owned),
        },
        findings: None,
        locked: None,
    }
}

/// The name as one word for a shell.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', r"'\''"))
}
