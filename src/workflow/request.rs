//! The request check: whether Planday accepts App Id, redirect URI and scopes, before anybody signs in.
//!
//! How Planday answers a bad request is inferred, not documented (facts: planday.md, section 2). So nothing is claimed
//! that its answers do not tell apart: a part counts as accepted only if the same request with an impossible value in its
//! place (a *control*) is refused.

mod parts;
mod report;

use futures::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::slips::slips;
use super::{Observer, Progress, Services};
use crate::domain::Input;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::input;
use crate::planday::{ALWAYS, Sent};
use parts::Parts;

pub use report::{Finding, RequestInputs, RequestReport};

/// How many requests run side by side.
const SIDE_BY_SIDE: usize = 3;

/// A redirect URI that nobody can have registered: names under `.invalid` never exist.
const NO_REDIRECT_URI: &str = "https://stackday.invalid/connect/oauth2/planday/callback";

/// A scope that does not exist.
const NO_SCOPE: &str = "stackday:none";

/// Asks Planday's authorize endpoint, a few times in small variations, and says what its answers tell apart.
///
/// It needs no sign-in, sends no secret and changes nothing. An error is that the App Id is not well formed (then nothing
/// is sent), that no answer came, that Planday asks to wait, or that the person cancelled.
pub async fn check_request(
    services: &Services,
    inputs: &RequestInputs,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<RequestReport, Diagnosis> {
    let asking = Asking {
        services,
        observer,
        cancel,
    };
    let request = Request {
        app_id: well_formed(inputs)?,
        redirect_uri: inputs.redirect_uri.clone(),
        scopes: inputs.scopes.clone(),
    };
    asking.tell("the request as it will be sent").await;
    let parts = match asking.send(WHOLE, &request).await? {
        Sent::Login => asking.sent_on(&request).await?,
        Sent::Refused { said } => asking.refused(&request, said).await?,
        Sent::Unclear { why } => Parts::unknown(&why),
    };
    Ok(parts.report(inputs))
}

fn well_formed(inputs: &RequestInputs) -> Result<String, Diagnosis> {
    if inputs.app_id.trim().is_empty() {
        return Err(Diagnosis::new(
            Party::Input,
            Kind::NotConfigured,
            "The App Id is missing.",
            "Enter it in step B1, or give STACKDAY_APP_ID.",
        )
        .pointing_at(Input::AppId));
    }
    input::app_id(&inputs.app_id).value.map_err(|problem| {
        Diagnosis::new(
            Party::Input,
            Kind::Rejected,
            format!("App Id: {problem}."),
            "Copy the value again from the app's tile in Planday; nothing was sent.",
        )
        .pointing_at(Input::AppId)
    })
}

/// One request to authorize.
#[derive(Clone)]
struct Request {
    app_id: String,
    redirect_uri: String,
    scopes: Scopes,
}

impl Request {
    /// The scopes on data: those that every request has anyway are no choice of anybody's.
    fn wanted(&self) -> Scopes {
        let own = |scope: &&String| !ALWAYS.contains(&scope.as_str());
        self.scopes.iter().filter(own).cloned().collect()
    }

    fn with_scopes(&self, scopes: Scopes) -> Self {
        Self {
            scopes,
            ..self.clone()
        }
    }

    fn at(&self, redirect_uri: &str) -> Self {
        Self {
            redirect_uri: redirect_uri.to_owned(),
            ..self.clone()
        }
    }

    fn of_nobody(&self) -> Self {
        Self {
            app_id: Uuid::new_v4().to_string(),
            ..self.clone()
        }
    }

    fn with_no_scope(&self) -> Self {
        let mut scopes = self.scopes.clone();
        scopes.insert(NO_SCOPE.to_owned());
        self.with_scopes(scopes)
    }
}

/// What a control tells of the part that it replaces.
fn controlled(control: Sent, part: &str) -> Finding {
    match control {
        Sent::Refused { .. } => Finding::Accepted,
        Sent::Login => Finding::Unknown(format!("Planday sends this on to log in whatever {part}")),
        Sent::Unclear { why } => {
            Finding::Unknown(format!("there is nothing to compare with: {why}"))
        }
    }
}

/// What the request itself is for, as the log tells of it.
const WHOLE: &str = "check the request";

const WHATEVER_APP_ID: &str = "the App Id is";
const WHATEVER_REDIRECT_URI: &str = "the redirect URI is";
const WHATEVER_SCOPES: &str = "the scopes are";

struct Asking<'a, O> {
    services: &'a Services,
    observer: &'a O,
    cancel: &'a CancellationToken,
}

impl<O: Observer> Asking<'_, O> {
    async fn tell(&self, what: &str) {
        let what = format!("asking Planday about {what}");
        self.observer.tell(Progress::Waiting(what)).await;
    }

    async fn send(&self, purpose: &str, request: &Request) -> Result<Sent, Diagnosis> {
        let planday = &self.services.planday;
        planday
            .authorize(
                purpose,
                &request.app_id,
                &request.redirect_uri,
                &request.scopes,
                self.cancel,
            )
            .await
    }

    /// The whole request was sent on: which of its parts would have been missed?
    async fn sent_on(&self, request: &Request) -> Result<Parts, Diagnosis> {
        self.tell("requests that cannot be right, to compare with")
            .await;
        let ((client, redirect_uri), scopes) = tokio::try_join!(
            self.client_and_redirect_uri(request),
            self.scopes_sent_on(request)
        )?;
        Ok(Parts {
            client,
            redirect_uri,
            scopes,
            ..Parts::default()
        })
    }

    async fn client_and_redirect_uri(
        &self,
        request: &Request,
    ) -> Result<(Finding, Finding), Diagnosis> {
        let (client, redirect_uri) = (request.of_nobody(), request.at(NO_REDIRECT_URI));
        let (client, redirect_uri) = tokio::try_join!(
            self.send("compare with an App Id of nobody", &client),
            self.send("compare with a redirect URI of nobody", &redirect_uri)
        )?;
        Ok((
            controlled(client, WHATEVER_APP_ID),
            controlled(redirect_uri, WHATEVER_REDIRECT_URI),
        ))
    }

    async fn scopes_sent_on(&self, request: &Request) -> Result<Finding, Diagnosis> {
        if request.wanted().is_empty() {
            return Ok(none_chosen());
        }
        let control = self
            .send(
                "compare with a scope that does not exist",
                &request.with_no_scope(),
            )
            .await?;
        Ok(controlled(control, WHATEVER_SCOPES))
    }

    /// The whole request was refused: is it the scopes, or what stands before them?
    async fn refused(&self, request: &Request, said: Option<Text>) -> Result<Parts, Diagnosis> {
        let bare = request.with_scopes(Scopes::new());
        let without = if request.wanted().is_empty() {
            Sent::Refused { said: None }
        } else {
            self.tell("the request without its scopes").await;
            self.send("check the request without scopes", &bare).await?
        };
        let mut parts = match without {
            Sent::Login => {
                let (client, redirect_uri) = self.client_and_redirect_uri(&bare).await?;
                Parts {
                    client,
                    redirect_uri,
                    scopes: Finding::Refused,
                    refused_scopes: self.each_alone(request).await?,
                    ..Parts::default()
                }
            }
            Sent::Refused { .. } => self.slipped(request).await?,
            Sent::Unclear { why } => Parts::unknown(&why),
        };
        parts.refused = true;
        parts.said = said;
        Ok(parts)
    }

    /// The wanted scopes that are refused even alone.
    async fn each_alone(&self, request: &Request) -> Result<Scopes, Diagnosis> {
        let wanted = request.wanted();
        let total = wanted.len();
        let asks = wanted.into_iter().map(|scope| async {
            let alone = request.with_scopes(Scopes::from([scope.clone()]));
            self.send(&format!("check the request with {scope} alone"), &alone)
                .await
                .map(|sent| (scope, sent))
        });
        // Made before they are polled: a closure that is called while others run cannot borrow across them.
        let asks: Vec<_> = asks.collect();
        let mut answers = stream::iter(asks).buffer_unordered(SIDE_BY_SIDE);
        let mut refused = Scopes::new();
        let mut done = 0;
        while let Some(answer) = answers.next().await {
            let (scope, sent) = answer?;
            if matches!(sent, Sent::Refused { .. }) {
                refused.insert(scope);
            }
            done += 1;
            self.tell(&format!("each scope alone: {done} of {total}"))
                .await;
        }
        Ok(refused)
    }

    /// Refused whatever the scopes: is a redirect URI with a common typing mistake registered?
    async fn slipped(&self, request: &Request) -> Result<Parts, Diagnosis> {
        self.tell("redirect URIs with common typing mistakes").await;
        let bare = request.with_scopes(Scopes::new());
        let asks: Vec<_> = slips(&request.redirect_uri)
            .into_iter()
            .map(|slip| {
                let bare = &bare;
                async move {
                    self.send("try a slip of the redirect URI", &bare.at(&slip))
                        .await
                        .map(|sent| (slip, sent))
                }
            })
            .collect();
        // In their order: the most usual slip explains the refusal best.
        let mut answers = stream::iter(asks).buffered(SIDE_BY_SIDE);
        let mut registered = None;
        while let Some(answer) = answers.next().await {
            if let (slip, Sent::Login) = answer? {
                registered = Some(slip);
                break;
            }
        }
        drop(answers);
        let Some(registered) = registered else {
            return Ok(Parts::one_of_two());
        };
        let there = request.at(&registered);
        let client = self
            .send(
                "compare with an App Id of nobody",
                &bare.at(&registered).of_nobody(),
            )
            .await?;
        let (scopes, refused_scopes) = self.scopes_at(&there).await?;
        Ok(Parts {
            client: controlled(client, WHATEVER_APP_ID),
            redirect_uri: Finding::Refused,
            scopes,
            refused_scopes,
            registered: Some(registered),
            ..Parts::default()
        })
    }

    /// The scopes, asked for at a redirect URI that is accepted.
    async fn scopes_at(&self, request: &Request) -> Result<(Finding, Scopes), Diagnosis> {
        if request.wanted().is_empty() {
            return Ok((none_chosen(), Scopes::new()));
        }
        self.tell("the scopes").await;
        Ok(match self.send(WHOLE, request).await? {
            Sent::Login => (self.scopes_sent_on(request).await?, Scopes::new()),
            Sent::Refused { .. } => (Finding::Refused, self.each_alone(request).await?),
            Sent::Unclear { why } => (Finding::Unknown(why), Scopes::new()),
        })
    }
}

fn none_chosen() -> Finding {
    Finding::Unknown("no scope is chosen yet".into())
}
