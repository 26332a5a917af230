//! What the program started, and what comes of it: in any order, late, twice, or never.

use std::sync::Arc;

use jiff::Timestamp;
use stackday::domain::diagnosis::Kind;
use stackday::domain::exit::Exit;
use stackday::domain::text::Text;
use stackday::domain::{CheckId, Input, ProfileId, SecretStoreKind, Standing, StepId};
use stackday::http::Listed;
use stackday::sandbox_user::Clicked;
use stackday::scopes::Origin;
use stackday::secret::{Choice, Secret};
use stackday::tui::worker::{Exported, Job, JobId, TaskEvent, TaskOutcome};
use stackday::workflow::{
    Counts, Done, LibraryOutcome, ManyReport, ManyRow, PinReport, Progress, RevokeReport,
    RotateReport,
};

use super::answers::{May, checked, evidence, failed, link, renewed, request, verified};
use super::build::{APP_ID, catalogue, guide, profile};
use super::disk::{Disk, api_key};
use super::linked::Linked;
use super::rng::Rng;

/// A job that the program started.
struct Started {
    id: JobId,
    job: Job,
    /// The program does not want it any more.
    cancelled: bool,
    ended: bool,
    /// The Token that stood in its field then.
    token: String,
}

pub struct Services {
    pub disk: Disk,
    linked: Linked,
    started: Vec<Started>,
    shown: Vec<ProfileId>,
}

impl Services {
    pub fn new(disk: Disk) -> Self {
        Self {
            disk,
            linked: Linked::default(),
            started: Vec::new(),
            shown: Vec::new(),
        }
    }

    pub fn start(&mut self, id: JobId, job: Job, token: &str) {
        self.started.push(Started {
            id,
            job,
            cancelled: false,
            ended: false,
            token: token.to_owned(),
        });
    }

    pub fn cancel(&mut self, id: JobId) {
        for started in self.started.iter_mut().filter(|started| started.id == id) {
            started.cancelled = true;
        }
    }

    pub fn show(&mut self, id: ProfileId) {
        self.shown.push(id);
    }

    /// A job that could not be handed over: it never began.
    pub fn busy(&mut self, rng: &mut Rng) -> Option<JobId> {
        let newest = self.started.last()?;
        if newest.ended || newest.cancelled || rng.below(2) == 0 {
            return None;
        }
        self.started.pop().map(|started| started.id)
    }

    /// Something happens.
    pub fn event(
        &mut self,
        rng: &mut Rng,
        now: Timestamp,
        open: Option<ProfileId>,
    ) -> (TaskEvent, May) {
        let library = || May {
            follow: true,
            ..May::default()
        };
        if let Some(id) = self.shown.pop() {
            let changes = self.disk.shown(id);
            return (TaskEvent::Library(Arc::new(changes)), library());
        }
        let waiting: Vec<usize> = (0..self.started.len())
            .filter(|at| !self.started[*at].ended)
            .collect();
        match rng.below(10) {
            0 | 1 => {
                let changes = self.disk.changed_elsewhere(rng, open, now);
                (TaskEvent::Library(Arc::new(changes)), library())
            }
            // Once more of what has ended, or of what never was.
            2 => self.again(rng, now),
            _ if waiting.is_empty() => self.again(rng, now),
            _ => {
                // The newest first, mostly: others are late.
                let last = waiting.len() - 1;
                let at = if rng.below(3) == 0 {
                    rng.below(last + 1)
                } else {
                    last
                };
                self.goes_on(waiting[at], rng, now)
            }
        }
    }

    /// The newest job that runs comes to its end; none where nothing runs.
    pub fn ends(&mut self, rng: &mut Rng, now: Timestamp) -> Option<(TaskEvent, May)> {
        let mut started = self.started.iter_mut().rev();
        let newest = started.find(|started| !started.ended)?;
        newest.ended = true;
        let (id, job, unwanted) = (newest.id, newest.job.clone(), newest.cancelled);
        let (outcome, may) = self.outcome(job, rng, now);
        let may = if unwanted { may.of_unwanted() } else { may };
        Some((TaskEvent::Ended(id, outcome), may))
    }

    fn again(&mut self, rng: &mut Rng, now: Timestamp) -> (TaskEvent, May) {
        let ended: Vec<_> = self
            .started
            .iter()
            .filter(|started| started.ended)
            .collect();
        let id = match ended.len() {
            0 => JobId(99_999),
            count => ended[rng.below(count)].id,
        };
        let event = match rng.below(4) {
            0 => TaskEvent::Ended(id, TaskOutcome::Locked { new: true }),
            1 => TaskEvent::Ended(id, failed(Kind::Cancelled)),
            2 => TaskEvent::Progress(id, Progress::Link(link(now))),
            _ => {
                let evidence = evidence(Standing::Failed, now);
                TaskEvent::Progress(id, Progress::Step(StepId::A1, evidence))
            }
        };
        (event, May::default())
    }

    fn goes_on(&mut self, at: usize, rng: &mut Rng, now: Timestamp) -> (TaskEvent, May) {
        let (id, job) = (self.started[at].id, self.started[at].job.clone());
        let sent = self.started[at].token.clone();
        let unwanted = self.started[at].cancelled;
        if self.started[at].cancelled && rng.below(3) == 0 {
            self.started[at].ended = true;
            return (
                TaskEvent::Ended(id, failed(Kind::Cancelled)),
                May::default(),
            );
        }
        if rng.below(5) > 1
            && let Some((progress, may)) = self.progress(&job, sent, rng, now)
        {
            let may = if unwanted { may.of_unwanted() } else { may };
            return (TaskEvent::Progress(id, progress), may);
        }
        self.started[at].ended = true;
        let (outcome, may) = match rng.below(10) {
            0 => (failed(Kind::Network), May::default()),
            1 if job.may_need_unlocking() => {
                let new = rng.below(2) == 0;
                (TaskOutcome::Locked { new }, May::default())
            }
            _ => self.outcome(job, rng, now),
        };
        let may = if unwanted { may.of_unwanted() } else { may };
        (TaskEvent::Ended(id, outcome), may)
    }

    fn progress(
        &mut self,
        job: &Job,
        sent: String,
        rng: &mut Rng,
        now: Timestamp,
    ) -> Option<(Progress, May)> {
        let none = May::default();
        Some(match job {
            Job::Verify(inputs) => match rng.below(6) {
                0 => (Progress::Checking(CheckId::Token), none),
                1 => (Progress::Probed { done: 1, total: 7 }, none),
                2 => {
                    let token = self.disk.new_token();
                    let may = May {
                        renew: Some(sent),
                        lower: vec![StepId::C2],
                        ..none
                    };
                    match inputs.saved.as_ref().map(|basis| basis.id) {
                        Some(id) => (renewed(id, token, rng, now), may),
                        None => (Progress::NewToken(token), may),
                    }
                }
                _ => checked(rng, now),
            },
            Job::VerifyMany(request) => {
                let id = *request.targets.get(rng.below(request.targets.len()))?;
                match rng.below(5) {
                    0 => (
                        Progress::ManyBegun {
                            total: request.targets.len(),
                        },
                        none,
                    ),
                    1 => (
                        Progress::Many {
                            id,
                            line: "proving scopes".into(),
                        },
                        none,
                    ),
                    2 => {
                        let step = StepId::ALL[rng.below(StepId::ALL.len())];
                        let standing = [Standing::Verified, Standing::Failed][rng.below(2)];
                        let changes = self.disk.found(id, step, standing, now);
                        let may = May {
                            follow: true,
                            ..none
                        };
                        (Progress::LibraryChanged(Arc::new(changes)), may)
                    }
                    3 => {
                        let token = self.disk.new_token();
                        let may = May {
                            renew: Some(sent),
                            ..none
                        };
                        (renewed(id, token, rng, now), may)
                    }
                    _ => {
                        let total = request.targets.len();
                        let line = "7 of 7".to_owned();
                        let exit = [Exit::Success, Exit::Rejected][rng.below(2)];
                        (
                            Progress::ManyDone {
                                id,
                                exit,
                                line,
                                done: 1,
                                total,
                            },
                            none,
                        )
                    }
                }
            }
            Job::Wait(_) => (
                Progress::Profiles(Listed::whole(vec![profile(0), profile(1)])),
                none,
            ),
            Job::Link(_) => match rng.below(3) {
                0 => (Progress::Link(link(now)), none),
                1 => (Progress::Waiting("waiting for the auth link".into()), none),
                _ => {
                    let step = [StepId::D1, StepId::D2, StepId::D3][rng.below(3)];
                    let standing = [Standing::Verified, Standing::Failed][rng.below(2)];
                    let may = May {
                        lower: vec![step],
                        ..none
                    };
                    (Progress::Step(step, evidence(standing, now)), may)
                }
            },
            _ => (self.linked.progress(job, rng, now)?, none),
        })
    }

    fn outcome(&mut self, job: Job, rng: &mut Rng, now: Timestamp) -> (TaskOutcome, May) {
        let none = May::default();
        let lower = match job {
            Job::Request(_) => vec![StepId::A2],
            Job::Wait(_) => vec![StepId::C2],
            _ => Vec::new(),
        };
        let outcome = match job {
            Job::Request(_) => TaskOutcome::Request(Box::new(request(rng, now))),
            Job::Verify(_) => TaskOutcome::Verified(Box::new(verified(rng, now))),
            Job::VerifyMany(request) => TaskOutcome::Many(Box::new(self.many(&request.targets))),
            Job::Rotate(id, _) => TaskOutcome::Rotated(Box::new(RotateReport {
                ok: rng.below(2) == 0,
                id,
                name: "acme".into(),
                line: "the new Token is in use".into(),
                notes: Vec::new(),
                old_kept: true,
                locked: false,
                diagnosis: None,
            })),
            Job::Revoke(id, _) | Job::DropOld(id) => TaskOutcome::Revoked(Box::new(RevokeReport {
                ok: rng.below(2) == 0,
                id,
                name: "acme".into(),
                line: "the old Token is revoked".into(),
                still_works: None,
                locked: false,
                diagnosis: None,
            })),
            Job::Wait(_) => TaskOutcome::Found(Box::new(profile(rng.below(3)))),
            Job::Link(_) => TaskOutcome::Linked(Box::default()),
            Job::Profiles(_) => TaskOutcome::Profiles(Listed::whole((0..4).map(profile).collect())),
            Job::Actions(_) => TaskOutcome::Actions(Box::new(catalogue(Origin::Asked))),
            Job::Guide(_) => TaskOutcome::Guide(Box::new(guide(rng.below(2) == 0))),
            Job::Library(command) => return self.library(*command, rng, now),
            Job::ChooseStore => TaskOutcome::Store(Choice {
                place: SecretStoreKind::File,
                why: "No keyring answers.".into(),
            }),
            Job::Unlock(_) => TaskOutcome::Unlocked,
            Job::Pins(_) | Job::SetPin(..) => TaskOutcome::Pins(Box::new(PinReport {
                id: Text::new("cp_00000000_abcdefgh"),
                name: Text::new("Planday"),
                versions: Vec::new(),
                pinned: None,
                resolved: Some(Text::new("1.4.0")),
                caveat: None,
                changed: None,
            })),
            Job::Accounts(request) => {
                TaskOutcome::Accounts(Box::new(Linked::list(&request, rng, now)))
            }
            Job::AccountRecord(request, id) => Linked::record(&request, &id, rng),
            Job::ReadAccount(_, id, _) => Linked::read(id, rng, now),
            Job::ChangeAccounts(request) => Linked::change(&request, rng),
            Job::Links => self.linked.kept(),
            Job::MakeLink(order) => {
                let token = self.disk.new_token();
                self.linked.make(&order, &token, rng, now)
            }
            Job::FollowLinks(_) => TaskOutcome::LinksFollowed,
            Job::StopLink(id) => return self.linked.turn(id, true, now),
            Job::ResumeLink(id) => return self.linked.turn(id, false, now),
            Job::LinkUrl(link) | Job::UnlockLink(link, None) => self.linked.url(link.id, rng),
            Job::UnlockLink(link, Some(_)) => self.linked.keep(&link, rng),
            Job::ExportLog(request) => TaskOutcome::Exported(if rng.below(2) == 0 {
                Exported::Exists { path: request.path }
            } else {
                Exported::Written {
                    path: request.path,
                    lines: request.lines.len(),
                }
            }),
            Job::Click(step, _) => {
                let token = (step == StepId::B2).then(|| self.disk.new_token());
                let clicked = Clicked {
                    said: format!("clicked in step {step:?}"),
                    app_id: (step == StepId::B1).then(|| APP_ID.to_owned()),
                    token,
                    api_key: (step == StepId::C1).then(|| Secret::new(api_key(7))),
                };
                let may = May {
                    fill: vec![Input::AppId, Input::TokenSecret, Input::ApiKey],
                    lower: StepId::ALL.to_vec(),
                    ..none
                };
                return (TaskOutcome::Clicked(step, Box::new(clicked)), may);
            }
        };
        (outcome, May { lower, ..none })
    }

    fn many(&self, targets: &[ProfileId]) -> ManyReport {
        let row = |id: &ProfileId| {
            let profile = self.disk.find(*id)?;
            Some(ManyRow {
                id: *id,
                name: profile.name.clone(),
                reached: true,
                exit: Exit::Success,
                line: "7 of 7".into(),
                next: None,
            })
        };
        let profiles: Vec<_> = targets.iter().filter_map(row).collect();
        ManyReport {
            counts: Counts {
                hold: profiles.len(),
                ..Counts::default()
            },
            profiles,
            ..ManyReport::nothing_to_do()
        }
    }

    fn library(
        &mut self,
        command: stackday::workflow::LibraryCommand,
        rng: &mut Rng,
        now: Timestamp,
    ) -> (TaskOutcome, May) {
        let Some((done, changes)) = self.disk.run(command, rng, now) else {
            return (failed(Kind::Failed), May::default());
        };
        let may = May {
            follow: true,
            refresh: matches!(done, Done::Refreshed(_)),
            replace: matches!(done, Done::Opened(_) | Done::Removed(..)),
            saved: matches!(done, Done::Saved(_)),
            ..May::default()
        };
        let outcome = LibraryOutcome {
            changes,
            trouble: None,
            done,
        };
        (TaskOutcome::Library(Box::new(outcome)), may)
    }
}
