//! The exchange of a Token, which may renew it: what the server gives is put away before anything else happens.

use std::panic::resume_unwind;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::inputs::{Basis, Inputs};
use super::library::{self, Sent, changes, keep_renewed, on_library, recover_renewal};
use super::{Observer, Progress, Renewed, Services};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{Input, ProfileId, SecretId};
use crate::http::Failure;
use crate::input;
use crate::journal::{Level, about, connection};
use crate::library::{Begun, ExchangeLock, LibraryError};
use crate::planday::{Grant, NoGrant};
use crate::secret::Secret;

/// The values of the format check, once they are well formed.
pub(super) struct WellFormed {
    pub(super) app_id: String,
    pub(super) token: Secret,
}

/// What an exchange gave.
pub(super) struct Exchanged {
    pub(super) grant: Grant,
    /// How the saving of a new Token ended, where one came and the connection is saved.
    pub(super) renewed: Option<Renewed>,
}

impl Exchanged {
    /// What was seen, in one line: above all that there is a new Token, and where it is.
    pub(super) fn line(&self) -> String {
        let mut line = "Planday exchanged the Token for an access token".to_owned();
        if self.grant.new_token.is_some() {
            let where_it_is = match self.renewed.as_ref().map(|renewed| &renewed.kept) {
                None => ": keep it".to_owned(),
                Some(Ok(kept)) => format!(", now kept in {}", kept.place.words()),
                Some(Err(problem)) => {
                    format!(
                        ", which could NOT be saved ({}): keep it",
                        problem.trim_end_matches('.')
                    )
                }
            };
            line = format!(
                "{line}, and returned a NEW Token{where_it_is}; the old one may be dead, also in a connector profile that holds it"
            );
        }
        line
    }
}

/// Exchanges the Token for an access token. A new Token is saved first and told second: if the server renews Tokens, the
/// one that was sent is dead by now.
///
/// Of a saved connection one exchange runs at a time, whichever program does it; and where another one has renewed the
/// Token meanwhile, the renewed one is sent. Once it is on its way, cancelling ends only the waiting for it: the exchange
/// runs to its end by itself, and saves.
pub(super) async fn exchange(
    services: &Services,
    formed: &WellFormed,
    basis: Option<&Basis>,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<Exchanged, Diagnosis> {
    // Without a place to save to, nothing has to be waited for before the program ends.
    let under_way = basis.map(|_| services.planday.under_way());
    let work = Exchange {
        services: services.clone(),
        app_id: formed.app_id.clone(),
        token: formed.token.clone(),
        basis: basis.cloned(),
        cancel: cancel.clone(),
    };
    let exchanging = tokio::spawn(about(connection(), async move {
        let ended = work.to_its_end().await;
        drop(under_way);
        ended
    }));
    let exchanged = tokio::select! {
        // An answer that is there is taken, also where it is cancelled at the same time.
        biased;
        ended = exchanging => match ended {
            Ok(ended) => ended?,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => return Err(cancelled()),
        },
        () = cancel.cancelled() => return Err(cancelled()),
    };
    if let Some(renewed) = &exchanged.renewed {
        if let Some(changes) = changes(services).await {
            observer.tell(Progress::LibraryChanged(changes)).await;
        }
        observer.tell(Progress::Renewed(renewed.clone())).await;
    }
    if let Some(token) = &exchanged.grant.new_token {
        observer.tell(Progress::NewToken(token.clone())).await;
    }
    Ok(exchanged)
}

/// Waits for the right to exchange the Token of a connection.
pub(super) async fn exchange_lock(
    services: &Services,
    id: ProfileId,
    cancel: &CancellationToken,
) -> Result<ExchangeLock, Diagnosis> {
    match cancel
        .run_until_cancelled(library::exchange_lock(services, id))
        .await
    {
        Some(lock) => lock.map_err(|error| not_begun(&error)),
        None => Err(cancelled()),
    }
}

/// One exchange, with all that it needs to run to its end by itself.
struct Exchange {
    services: Services,
    app_id: String,
    token: Secret,
    basis: Option<Basis>,
    cancel: CancellationToken,
}

impl Exchange {
    async fn to_its_end(&self) -> Result<Exchanged, Diagnosis> {
        let Some(basis) = &self.basis else {
            return self.unsaved().await;
        };
        let id = basis.id;
        let lock = exchange_lock(&self.services, id, &self.cancel).await?;
        let begun = self.begin(id).await?;
        let (sent, was_renewed) = self.current_token(basis, begun.as_ref()).await;
        if self.cancel.is_cancelled() {
            self.end(id, begun.as_ref()).await;
            return Err(cancelled());
        }
        let answered = self
            .services
            .planday
            .grant(&self.app_id, &sent.token, &self.cancel)
            .await;
        let grant = match answered {
            Ok(grant) => grant,
            Err(no) => {
                let NoGrant {
                    mut diagnosis,
                    unanswered,
                    new_token,
                } = no;
                let kept = match new_token {
                    Some(new) => Some(self.keep(id, &sent, new).await),
                    None => None,
                };
                if let Some(renewed) = &kept {
                    diagnosis.summary = format!("{} {}", diagnosis.summary, told(renewed));
                }
                // Without an answer the Token may have been replaced; that stays on record until an answer comes.
                if !unanswered || kept.is_some_and(|renewed| renewed.kept.is_ok()) {
                    self.end(id, begun.as_ref()).await;
                }
                let unanswered = begun.and_then(|begun| begun.unanswered_since);
                return Err(match unanswered {
                    Some(since) if diagnosis.kind == Kind::Rejected => replaced(diagnosis, since),
                    _ => diagnosis,
                });
            }
        };
        let renewed = match grant.new_token.clone() {
            Some(new) => Some(self.keep(id, &sent, new).await),
            None => None,
        };
        self.end(id, begun.as_ref()).await;
        drop(lock);
        let other = was_renewed.then_some(sent.token);
        let renewed = renewed.or_else(|| {
            // Another program has renewed it: whoever shows the one of before is told the one of now.
            let (token, kept) = (other?, begun.and_then(|begun| begun.token)?);
            Some(Renewed {
                profile: id,
                token,
                kept: Ok(kept),
            })
        });
        Ok(Exchanged { grant, renewed })
    }

    async fn unsaved(&self) -> Result<Exchanged, Diagnosis> {
        let services = &self.services;
        let grant = services
            .planday
            .grant(&self.app_id, &self.token, &self.cancel)
            .await?;
        if let Some(new) = &grant.new_token {
            services.door.protect(new);
            if self.cancel.is_cancelled() {
                services.door.note(
                    Level::Error,
                    "Planday returned a NEW Token after this was cancelled, and no saved connection keeps it: copy the current Token from the app's tile",
                );
            }
        }
        Ok(Exchanged {
            grant,
            renewed: None,
        })
    }

    /// Notes that the Token is about to be sent. None where the library can only be read: then nothing can be noted, and
    /// a renewed Token cannot be recorded either.
    async fn begin(&self, id: ProfileId) -> Result<Option<Begun>, Diagnosis> {
        recover_renewal(&self.services, id).await;
        match on_library(&self.services, move |library| library.begin_exchange(id)).await {
            Ok(begun) => Ok(Some(begun)),
            Err(LibraryError::ReadOnly(_) | LibraryError::NoFolder) => Ok(None),
            Err(error) => Err(not_begun(&error)),
        }
    }

    async fn end(&self, id: ProfileId, begun: Option<&Begun>) {
        if begun.is_none() {
            return;
        }
        if let Err(error) =
            on_library(&self.services, move |library| library.end_exchange(id)).await
        {
            let text = format!("the end of an exchange is not recorded: {error}");
            self.services.door.note(Level::Warn, &text);
        }
    }

    /// The Token to send: the one of now, where the one that was read from the store was renewed since. Says which.
    async fn current_token(&self, basis: &Basis, begun: Option<&Begun>) -> (Sent, bool) {
        let own = Sent {
            token: self.token.clone(),
            record: basis.token.clone(),
        };
        let (Some(read), Some(begun)) = (&basis.token, begun) else {
            return (own, false);
        };
        let Some(now) = begun.token.as_ref().filter(|now| *now != read) else {
            return (own, false);
        };
        match self
            .services
            .vault
            .get(&SecretId::Token(basis.id), now)
            .await
        {
            Ok(Some(token)) => {
                self.services.door.protect(&token);
                let record = Some(now.clone());
                (Sent { token, record }, true)
            }
            Ok(None) | Err(_) => (own, false),
        }
    }

    /// Keeps the new Token, and says how that ended.
    async fn keep(&self, id: ProfileId, sent: &Sent, new: Secret) -> Renewed {
        let services = &self.services;
        services.door.protect(&new);
        let kept = match keep_renewed(services, id, &self.app_id, sent, &new).await {
            Ok(kept) => {
                let place = kept.place.words();
                services.door.note(
                    Level::Warn,
                    &format!("Planday returned a NEW Token, now kept in {place}: the old one may be dead, also in a connector profile that holds it"),
                );
                Ok(kept)
            }
            Err(problem) => {
                let problem = services.door.redact(&problem);
                services.door.note(
                    Level::Error,
                    &format!("Planday returned a NEW Token, and it could NOT be saved. {problem} Copy the current Token from the app's tile: the old one may be dead"),
                );
                Err(problem)
            }
        };
        Renewed {
            profile: id,
            token: new,
            kept,
        }
    }
}

/// What became of a Token in an answer that is no use otherwise, in one sentence.
fn told(renewed: &Renewed) -> String {
    match &renewed.kept {
        Ok(kept) => format!(
            "There was a NEW Token in the answer, which is kept in {} now.",
            kept.place.words()
        ),
        Err(problem) => format!(
            "There was a NEW Token in the answer, and it could NOT be saved ({}): copy the current one from the app's tile.",
            problem.trim_end_matches('.')
        ),
    }
}

/// Nothing was sent, because it could not be noted that something is.
fn not_begun(error: &LibraryError) -> Diagnosis {
    Diagnosis::new(
        Party::Input,
        Kind::Failed,
        format!("The exchange was not begun, because a new Token could not be kept: {error}"),
        "Fix the cause above, then verify again; nothing was sent.",
    )
}

/// A Token is refused, and an earlier exchange of it was cut off before its answer.
fn replaced(diagnosis: Diagnosis, since: Timestamp) -> Diagnosis {
    let since = since.strftime("%Y-%m-%d %H:%M UTC");
    Diagnosis {
        summary: format!(
            "{} An exchange at {since} was cut off before its answer: the Token was probably replaced then.",
            diagnosis.summary
        ),
        next: "Copy the current Token from the app's tile in Planday (Settings > API Access), and enter it in step B2.".into(),
        ..diagnosis
    }
}

fn cancelled() -> Diagnosis {
    Failure::Cancelled.diagnosis(Party::PlandayIdentity)
}

/// App Id and Token as they are sent, if they can be such.
pub(super) fn well_formed(inputs: &Inputs) -> Result<WellFormed, Diagnosis> {
    let token = inputs
        .token_secret
        .as_ref()
        .filter(|token| !token.is_empty());
    let missing = match (inputs.app_id.trim().is_empty(), token.is_none()) {
        (true, true) => Some("App Id and Token Secret are missing."),
        (true, false) => Some("The App Id is missing."),
        (false, true) => Some("The Token Secret is missing."),
        (false, false) => None,
    };
    if let Some(missing) = missing {
        return Err(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            missing,
            "Enter them in steps B1 and B2, or give STACKDAY_APP_ID and STACKDAY_TOKEN_SECRET.",
        ));
    }
    let wrong = |input: Input, name: &str, problem: &str| {
        Diagnosis::new(
            Party::Input,
            Kind::Rejected,
            format!("{name}: {problem}."),
            "Copy the value again from the app's tile in Planday; nothing was sent.",
        )
        .pointing_at(input)
    };
    let app_id = input::app_id(&inputs.app_id)
        .value
        .map_err(|problem| wrong(Input::AppId, "App Id", &problem))?;
    let token = input::token_secret(token.map_or("", Secret::expose))
        .value
        .map_err(|problem| wrong(Input::TokenSecret, "Token Secret", &problem))?;
    Ok(WellFormed { app_id, token })
}
