//! The door itself: what is sent, how often, and what is told of it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::address;
use super::budget::Budgets;
use super::call::Call;
use super::failure::{Failure, Phase};
use super::learn::{HOUR, learn};
use super::options::DoorOptions;
use super::quoted::without_secrets;
use super::record::{Attempt, Recorder};
use super::repair::repair;
use super::reply::Reply;
use super::retry::{self, Attempts, Policy};
use super::wire::{Answer, Wire};
use crate::domain::clock;
use crate::domain::diagnosis::Diagnosis;
use crate::journal::{Entry, Journal, Level, Meaning, OWN};
use crate::secret::Secret;

/// Shorter waits for the rate limit are not worth a line in the log.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// The one way out to the network. Clones share connections, secrets, budgets and the log.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    options: DoorOptions,
    wire: OnceCell<Wire>,
    budgets: Budgets,
    recorder: Recorder,
}

impl Door {
    /// A door that writes to `journal`. Nothing is read and nothing is opened before the first call.
    #[must_use]
    pub fn new(options: DoorOptions, journal: Journal) -> Self {
        let recorder = Recorder::new(journal);
        if let Ok(Some(server)) = options.surroundings.proxies.server() {
            for secret in server.secrets() {
                recorder.redactor.protect(&secret);
            }
        }
        Self(Arc::new(Inner {
            options,
            wire: OnceCell::new(),
            budgets: Budgets::default(),
            recorder,
        }))
    }

    /// Whether calls that could change something are refused.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.0.options.read_only
    }

    /// The log that everything sent is told to.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.0.recorder.journal
    }

    /// Redacts the value in everything told from now on. A value under four characters is not looked for.
    pub fn protect(&self, secret: &Secret) {
        self.0.recorder.redactor.protect(secret);
    }

    /// The text without any secret that this door knows, in whatever form.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.0.recorder.redactor.text(text)
    }

    /// Writes one line of stackday's own to the log, without any secret that this door knows.
    pub fn note(&self, level: Level, text: &str) {
        self.0.recorder.journal.note(level, self.redact(text));
    }

    /// Writes to the log what a failure means, so that it is found beside the exchange that shows it.
    pub fn explain(&self, level: Level, diagnosis: &Diagnosis) {
        let summary = self.redact(&diagnosis.summary);
        let meaning = diagnosis.exchange.map(|exchange| {
            Arc::new(Meaning {
                exchange,
                summary: summary.clone(),
                next: self.redact(&diagnosis.next),
            })
        });
        self.0.recorder.journal.write(Entry {
            meaning,
            ..Entry::new(clock::now(), level, OWN, summary)
        });
    }

    /// Sends the call, repeats it where that is safe and promising, and returns the answer, whatever its status.
    ///
    /// Cancelling ends it at once, wherever it is; only a [token grant](Call::token_grant) or a call
    /// [that names what it made](Call::naming_what_it_made) runs to completion once it is on its way.
    pub async fn send(&self, call: Call, cancel: &CancellationToken) -> Result<Reply, Failure> {
        let inner = &*self.0;
        let redactor = &inner.recorder.redactor;
        for secret in call.secrets() {
            redactor.protect(secret);
        }
        for token in call.passing_secrets() {
            redactor.protect_for(token, HOUR);
        }
        if let Err(failure) = inner.admit(&call) {
            inner.recorder.not_sent(&call, &failure);
            return Err(failure);
        }
        let wire = match cancel.run_until_cancelled(inner.wire()).await {
            None => return Err(Failure::Cancelled),
            Some(Err(failure)) => {
                inner.recorder.not_sent(&call, &failure);
                return Err(failure);
            }
            Some(Ok(wire)) => wire,
        };
        let policy = Policy {
            attempts: inner.options.attempts,
            first_delay: inner.options.first_delay,
            longest_wait: inner.options.longest_wait,
        };
        let mut sending = Sending {
            inner,
            wire,
            call: &call,
            cancel,
        };
        retry::run(policy, call.repeat, cancel, &mut sending).await
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door")
            .field("options", &self.0.options)
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// Refuses what must not be sent, before anything is.
    fn admit(&self, call: &Call) -> Result<(), Failure> {
        if self.options.read_only && !call.passes_read_only() {
            let purpose = self.recorder.redactor.line(&call.purpose, 200);
            return Err(Failure::read_only(call.method.as_str(), purpose));
        }
        address::check(&call.url)
    }

    async fn wire(&self) -> Result<&Wire, Failure> {
        // Reading the root certificates takes a while, and no thread that others wait for should spend it. A failure is
        // not kept: the file of certificates may be there the next time.
        let build = || async {
            let options = self.options.clone();
            tokio::task::spawn_blocking(move || Wire::new(&options))
                .await
                .unwrap_or_else(|error| {
                    Err(Failure::Setup {
                        problem: format!("the HTTP client cannot be set up: {error}"),
                        next: "Try again; if it lasts, report it.",
                    })
                })
        };
        self.wire.get_or_try_init(build).await
    }
}

/// One call on its way.
struct Sending<'a> {
    inner: &'a Inner,
    wire: &'a Wire,
    call: &'a Call,
    cancel: &'a CancellationToken,
}

impl Attempts for Sending<'_> {
    async fn attempt(&mut self, number: u32) -> Result<Reply, Failure> {
        self.take_turn().await?;
        let recorder = &self.inner.recorder;
        let started = clock::now();
        let clock = Instant::now();
        let ended = self.exchange().await;
        let elapsed = clock.elapsed();
        let mut repaired = None;
        if let Ok(answer) = &ended {
            learn(self.call.secret_fields, &answer.body, &recorder.redactor);
            // A secret that had to be repaired is one in either form: the log has it as it came.
            if let Cow::Owned(body) = repair(&answer.body) {
                learn(self.call.secret_fields, &body, &recorder.redactor);
                repaired = Some(body);
            }
            if let Some(budget) = &self.call.budget {
                self.inner.budgets.heard(budget, &answer.headers);
            }
        }
        let exchange = recorder.attempt(&Attempt {
            call: self.call,
            number,
            started,
            elapsed,
            ended: ended.as_ref(),
        });
        let answer = ended?;
        let body = repaired.unwrap_or(answer.body);
        // Before anything reads it.
        let known = recorder.redactor.known();
        let clean = match without_secrets(&body, self.call.secret_fields, &known) {
            Cow::Borrowed(_) => None,
            Cow::Owned(clean) => Some(clean),
        };
        drop(known);
        Ok(Reply {
            status: answer.status,
            headers: (answer.headers.into_iter())
                .map(|(name, value)| (name, recorder.redactor.text(&value)))
                .collect(),
            body: clean.unwrap_or(body),
            host: self.call.host().to_owned(),
            elapsed,
            attempts: number,
            exchange,
            received: clock::now(),
            redactor: recorder.redactor.clone(),
        })
    }

    fn waiting(&mut self, ended: &Result<Reply, Failure>, wait: Duration, next: u32) {
        let why = match ended {
            Ok(reply) => reply.status().to_string(),
            Err(failure) => failure.short().to_owned(),
        };
        let attempts = self.inner.options.attempts;
        self.inner
            .recorder
            .waits_to_repeat(self.call, &why, next, attempts, wait);
    }
}

impl Sending<'_> {
    async fn take_turn(&self) -> Result<(), Failure> {
        let Some(budget) = &self.call.budget else {
            return Ok(());
        };
        let tell = |wait| {
            if wait > WORTH_TELLING {
                self.inner.recorder.waits_for_its_turn(self.call, wait);
            }
        };
        self.cancel
            .run_until_cancelled(self.inner.budgets.turn(budget, tell))
            .await
            .ok_or(Failure::Cancelled)
    }

    async fn exchange(&self) -> Result<Answer, Failure> {
        let after = self.inner.options.total_timeout;
        // In a box: whatever waits for an answer would be as large as all of it.
        let exchange = Box::pin(self.wire.exchange(self.call, &self.inner.recorder.redactor));
        let exchange = tokio::time::timeout(after, exchange);
        let ended = if self.call.ends_by_itself() && !self.cancel.is_cancelled() {
            Some(exchange.await)
        } else {
            self.cancel.run_until_cancelled(exchange).await
        };
        match ended {
            None => Err(Failure::Cancelled),
            Some(Err(_)) => Err(Failure::Timeout {
                host: self.call.host().to_owned(),
                phase: Phase::Answer,
                after,
            }),
            Some(Ok(ended)) => ended,
        }
    }
}
