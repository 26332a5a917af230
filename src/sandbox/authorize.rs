//! Planday's authorize endpoint: it judges a request before anybody logs in (planday.md 2). What it does with one that is
//! wrong is inferred, so there are scenarios for the other ways.

use axum::http::StatusCode;
use axum::response::Response;
use url::{Url, form_urlencoded};

use super::call::{Call, redirect, web_page};
use super::html::{escape, page};
use super::scenario::Scenario;
use super::world::World;

/// What is wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Client,
    ResponseType,
    RedirectUri,
    Scope,
}

impl Fault {
    /// The reason on the error page: which part, never which value or what would be right. The words are a guess.
    fn words(self) -> &'static str {
        match self {
            Self::Client => "Unknown client",
            Self::ResponseType => "Unsupported response type",
            Self::RedirectUri => "Invalid redirect_uri",
            Self::Scope => "Invalid scope",
        }
    }
}

/// Sends a sound request on to log in. A bad one gets an error page and goes nowhere.
pub fn respond(world: &mut World, call: &Call) -> Response {
    match judge(world, call) {
        _ if world.scenarios.has(Scenario::LoginFirst) => log_in(world, call),
        Ok(()) => log_in(world, call),
        Err(fault) if world.scenarios.has(Scenario::ErrorElsewhere) => {
            sent_away(world, call, fault)
        }
        Err(fault) => web_page(
            StatusCode::BAD_REQUEST,
            error_page(&format!("<p>{}</p>", escape(fault.words()))),
        ),
    }
}

/// The page that [`Scenario::ErrorElsewhere`] leads to. It tells nothing: the server keeps what its `errorId` stands for.
pub fn elsewhere() -> Response {
    web_page(StatusCode::OK, error_page(""))
}

/// `IdentityServer4`'s page is the same for every fault, but for a short reason.
fn error_page(reason: &str) -> String {
    page(
        "Error",
        &format!("<h1>Error</h1><p>Sorry, there was an error.</p>{reason}"),
    )
}

fn judge(world: &World, call: &Call) -> Result<(), Fault> {
    let app = call.query("client_id").and_then(|id| world.app(id));
    let app = app.ok_or(Fault::Client)?;
    if call.query("response_type") != Some("code") {
        return Err(Fault::ResponseType);
    }
    // Exact and ordinal (planday.md 2, inferred).
    let registered = |uri: &str| app.redirect_uris.iter().any(|known| known == uri);
    if !call.query("redirect_uri").is_some_and(registered) {
        return Err(Fault::RedirectUri);
    }
    let granted = app.granted();
    let asked = call.query("scope").unwrap_or_default();
    let mut asked = asked.split_whitespace().peekable();
    if asked.peek().is_none() || asked.any(|scope| !granted.iter().any(|known| known == scope)) {
        return Err(Fault::Scope);
    }
    Ok(())
}

fn log_in(world: &World, call: &Call) -> Response {
    let back: String = form_urlencoded::byte_serialize(call.path.as_bytes()).collect();
    redirect(
        StatusCode::FOUND,
        &format!("{}/login?ReturnUrl={back}", world.urls.portal),
    )
}

/// A fault of the scopes is told to the app, at a redirect URI that was found right by then; any other to the person.
fn sent_away(world: &mut World, call: &Call, fault: Fault) -> Response {
    let back = call
        .query("redirect_uri")
        .and_then(|uri| Url::parse(uri).ok());
    let to = if let (Fault::Scope, Some(mut back)) = (fault, back) {
        back.query_pairs_mut().append_pair("error", "invalid_scope");
        if let Some(state) = call.query("state") {
            back.query_pairs_mut().append_pair("state", state);
        }
        back.to_string()
    } else {
        let error_id = world.dice.handle(48);
        format!("{}/home/error?errorId={error_id}", world.urls.identity)
    };
    redirect(StatusCode::FOUND, &to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::site::Site;
    use crate::sandbox::stand::{Reply, Stand};
    use crate::sandbox::world::REDIRECT_URI;

    const SLASHED: &str = "https://api.stackone.com/connect/oauth2/planday/callback/";

    fn ask(stand: &mut Stand, client: &str, uri: &str, scope: &str) -> Reply {
        let line = format!(
            "GET /connect/authorize?response_type=code&client_id={client}&redirect_uri={uri}&scope={scope}&state=a%26b"
        );
        stand.ask(Site::Identity, &line, &[], "")
    }

    #[test]
    fn only_what_is_registered_is_sent_on() {
        let mut stand = Stand::new(&[]);
        let app = stand.seeded.app_id.clone().expect("an app");
        let reply = ask(
            &mut stand,
            &app,
            REDIRECT_URI,
            "openid+employee:read+offline_access",
        );
        assert_eq!(
            (reply.status, reply.header("location")),
            (
                StatusCode::FOUND,
                "http://portal.test/login?ReturnUrl=%2Fconnect%2Fauthorize"
            )
        );
        for (client, uri, scope, reason) in [
            ("nobody", REDIRECT_URI, "openid", "Unknown client"),
            (&app, SLASHED, "openid", "Invalid redirect_uri"),
            (&app, REDIRECT_URI, "openid+payroll:read", "Invalid scope"),
            (&app, REDIRECT_URI, "", "Invalid scope"),
        ] {
            let reply = ask(&mut stand, client, uri, scope);
            let said = format!("{client} {uri} {scope}: {}", reply.text);
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{said}");
            assert_eq!(reply.header("location"), "", "{said}");
            assert!(reply.text.contains(reason), "{said}");
            // Neither what was asked nor what would be right.
            for told in ["payroll", "nobody", "callback", app.as_str()] {
                assert!(!reply.text.contains(told), "{said}");
            }
        }
        let line = format!("GET /connect/authorize?response_type=token&client_id={app}");
        let reply = stand.ask(Site::Identity, &line, &[], "");
        assert!(reply.text.contains("Unsupported response type"));
    }
}
