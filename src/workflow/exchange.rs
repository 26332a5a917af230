//! The exchange of a Token, which may renew it: what the server gives is put away before anything else happens.

use std::panic::resume_unwind;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::saving::keep_renewed;
use super::verify::Inputs;
use super::{Observer, Progress, Renewed, Services};
use crate::diagnosis::{Diagnosis, Kind, Party};
use crate::http::Failure;
use crate::input::{self, Input};
use crate::journal::Level;
use crate::planday::Grant;
use crate::profile::{ProfileId, Saved};
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
/// Once it is on its way, cancelling ends only the waiting for it: the exchange runs to its end by itself, and saves.
pub(super) async fn exchange(
    services: &Services,
    formed: &WellFormed,
    profile: Option<ProfileId>,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<Exchanged, Diagnosis> {
    // Without a place to save to, nobody needs to wait for it before the program ends.
    let under_way = profile.map(|_| services.planday.under_way());
    let (of, app_id, token) = (
        services.clone(),
        formed.app_id.clone(),
        formed.token.clone(),
    );
    let stopped = cancel.clone();
    let exchanging = tokio::spawn(async move {
        let ended = to_its_end(&of, &app_id, &token, profile, &stopped).await;
        drop(under_way);
        ended
    });
    let (exchanged, saved) = tokio::select! {
        // An answer that is there is heard, also by whoever cancels at the same time.
        biased;
        ended = exchanging => match ended {
            Ok(ended) => ended?,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => return Err(cancelled()),
        },
        () = cancel.cancelled() => return Err(cancelled()),
    };
    if let Some(saved) = saved {
        observer.tell(Progress::Saved(saved)).await;
    }
    if let Some(renewed) = &exchanged.renewed {
        observer.tell(Progress::Renewed(renewed.clone())).await;
    }
    if let Some(token) = &exchanged.grant.new_token {
        observer.tell(Progress::NewToken(token.clone())).await;
    }
    Ok(exchanged)
}

/// What the exchange gave, and what is saved since.
type Ended = Result<(Exchanged, Option<Arc<Saved>>), Diagnosis>;

async fn to_its_end(
    services: &Services,
    app_id: &str,
    token: &Secret,
    profile: Option<ProfileId>,
    cancel: &CancellationToken,
) -> Ended {
    let grant = services.planday.grant(app_id, token, cancel).await?;
    let Some(new) = grant.new_token.clone() else {
        return Ok((
            Exchanged {
                grant,
                renewed: None,
            },
            None,
        ));
    };
    services.door.protect(&new);
    let Some(id) = profile else {
        if cancel.is_cancelled() {
            services.door.note(
                Level::Error,
                "Planday returned a NEW Token after this was cancelled, and no saved connection keeps it: copy the current Token from the app's tile",
            );
        }
        return Ok((
            Exchanged {
                grant,
                renewed: None,
            },
            None,
        ));
    };
    let (kept, saved) = match keep_renewed(services, id, app_id, &new).await {
        Ok((kept, saved)) => {
            let place = kept.place.words();
            services.door.note(
                Level::Warn,
                &format!("Planday returned a NEW Token, now kept in {place}: the old one may be dead, also in a connector profile that holds it"),
            );
            (Ok(kept), saved)
        }
        Err(problem) => {
            let problem = services.door.redact(&problem);
            services.door.note(
                Level::Error,
                &format!("Planday returned a NEW Token, and it could NOT be saved. {problem} Copy the current Token from the app's tile: the old one may be dead"),
            );
            (Err(problem), None)
        }
    };
    let renewed = Some(Renewed {
        profile: id,
        token: new,
        kept,
    });
    Ok((Exchanged { grant, renewed }, saved))
}

fn cancelled() -> Diagnosis {
    Diagnosis::of_failure(Party::PlandayIdentity, &Failure::Cancelled)
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
