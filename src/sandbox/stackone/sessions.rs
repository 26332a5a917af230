//! Connect sessions (stackone.md 4).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::asked;
use super::problem::{Answer, Problem, found};
use crate::sandbox::call::Call;
use crate::sandbox::clock::written;
use crate::sandbox::world::{Session, World};

/// How long a link works when nothing is asked (stackone.md 4.1).
const DEFAULT_SECONDS: i64 = 1800;

/// `POST /connect_sessions`.
pub fn create(world: &mut World, call: &Call) -> Answer {
    let Some(Value::Object(mut fields)) = call.json() else {
        return Err(Problem::invalid("the body must be an object"));
    };
    fields.retain(|_, value| !value.is_null());
    asked::validate(&fields)?;
    let profile_id = asked::profile(world, &fields)?;
    let seconds = match fields.get("expires_in") {
        None => DEFAULT_SECONDS,
        Some(seconds) => seconds
            .as_i64()
            .filter(|seconds| *seconds > 0)
            .ok_or_else(|| Problem::invalid("expires_in must be a positive number"))?,
    };
    let id = world.stackone.sessions.len() + 1;
    let token = world.dice.handle(48);
    let session = Session {
        id,
        token: token.clone(),
        asked: Value::Object(fields),
        profile_id,
        created_at: world.clock.now(),
        expires_at: world.in_seconds(seconds),
        attempt: None,
    };
    let mut body = wire(world, &session);
    body["auth_link_url"] = json!(format!(
        "{}/embedded/integrations?token={token}",
        world.urls.dashboard
    ));
    body["token"] = json!(token);
    world.stackone.sessions.push(session);
    Ok((StatusCode::CREATED, body))
}

fn wire(world: &World, session: &Session) -> Value {
    let voice = world.voice;
    let mut wire = json!({
        "id": session.id,
        "organization_id": "sandbox",
        "project_id": "sandbox-10001",
        "created_at": written(session.created_at),
        "connector_profile_id": session.profile_id,
        "integration_id": session.profile_id,
        "latest_connection_attempt": session.attempt.as_ref().map(|attempt| attempt.wire(voice)),
    });
    for name in [
        "origin_owner_id",
        "account_id",
        "provider",
        "categories",
        "metadata",
        "type",
    ] {
        if let Some(value) = session.asked.get(name) {
            wire[name] = value.clone();
        }
    }
    for name in ["origin_owner_name", "origin_username", "label"] {
        if let Some(text) = session.text(name) {
            wire[name] = json!(voice.say(text));
        }
    }
    voice.unasked(wire)
}

/// `GET /connect_sessions/{id}`: how to wait for linking without a webhook (stackone.md 4.2).
pub fn get(world: &mut World, id: &str) -> Answer {
    let id: usize = id
        .parse()
        .map_err(|_| Problem::invalid("id must be a number"))?;
    let place = id
        .checked_sub(1)
        .filter(|place| *place < world.stackone.sessions.len());
    let place = place.ok_or_else(Problem::not_found)?;
    super::linking::expire(world, place);
    found(wire(world, &world.stackone.sessions[place]))
}

/// `POST /connect_sessions/authenticate` (stackone.md 4.3).
pub fn authenticate(world: &World, call: &Call) -> Answer {
    let body = call.json().unwrap_or_default();
    let token = body["token"]
        .as_str()
        .ok_or_else(|| Problem::invalid("token must be a string"))?;
    let place = world.session_of(token).ok_or_else(Problem::not_found)?;
    Ok((
        StatusCode::CREATED,
        wire(world, &world.stackone.sessions[place]),
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sandbox::scenario::Scenario;
    use crate::sandbox::site::Site;
    use crate::sandbox::stand::{Reply, Stand};

    const OWNER: &str = r#""origin_owner_id":"o1","origin_owner_name":"Owner""#;

    fn create(stand: &mut Stand, more: &str) -> Reply {
        stand.stackone("POST /connect_sessions", &[], &format!("{{{OWNER}{more}}}"))
    }

    /// Creates a session for Planday, opens its link and does this there.
    fn follow(stand: &mut Stand, more: &str, act: &str) -> Value {
        let session = create(stand, &format!(r#","provider":"planday"{more}"#)).json();
        let token = session["token"].as_str().expect("a token");
        stand.ask(
            Site::Dashboard,
            &format!("GET /embedded/integrations?token={token}"),
            &[],
            "",
        );
        stand.form(
            Site::Dashboard,
            "POST /embedded/integrations",
            &format!("token={token}&do={act}"),
        );
        stand
            .stackone(&format!("GET /connect_sessions/{}", session["id"]), &[], "")
            .json()
    }

    #[test]
    fn a_session_has_a_number_and_a_link() {
        let mut stand = Stand::new(&[]);
        let reply = create(
            &mut stand,
            r#","provider":"planday","provider_version":null"#,
        );
        assert_eq!(reply.status, StatusCode::CREATED);
        let body = reply.json();
        assert!(body["id"].is_number());
        let link = body["auth_link_url"].as_str().unwrap_or_default();
        let token = body["token"].as_str().unwrap_or_default();
        assert_eq!(
            link,
            format!("http://dashboard.test/embedded/integrations?token={token}")
        );
        let got = stand
            .stackone(&format!("GET /connect_sessions/{}", body["id"]), &[], "")
            .json();
        assert_eq!(
            (got.get("token"), &got["latest_connection_attempt"]),
            (None, &Value::Null)
        );
        assert_eq!(
            stand.stackone("GET /connect_sessions/99", &[], "").status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            stand.stackone("GET /connect_sessions/x", &[], "").status,
            StatusCode::BAD_REQUEST
        );
    }

    #[test]
    fn the_same_owner_is_updated_and_several_are_added() {
        let mut stand = Stand::new(&[]);
        let before = stand.world.stackone.accounts.len();
        let account =
            |session: &Value| session["latest_connection_attempt"]["account_secure_id"].clone();
        let first = follow(&mut stand, "", "connect");
        assert_eq!(
            first["latest_connection_attempt"]["status"],
            "authenticated"
        );
        let again = follow(&mut stand, "", "connect");
        assert_eq!(account(&first), account(&again));
        let more = follow(&mut stand, r#","multiple":true"#, "connect");
        assert_ne!(account(&first), account(&more));
        assert_eq!(stand.world.stackone.accounts.len(), before + 2);
    }

    #[test]
    fn a_link_can_be_cancelled_or_run_out() {
        let mut stand = Stand::new(&[]);
        let session = follow(&mut stand, "", "cancel");
        assert_eq!(session["latest_connection_attempt"]["status"], "cancelled");
        let session = create(&mut stand, r#","provider":"planday","expires_in":60"#).json();
        let page = format!(
            "GET /embedded/integrations?token={}",
            session["token"].as_str().unwrap_or_default()
        );
        assert_eq!(
            stand.ask(Site::Dashboard, &page, &[], "").status,
            StatusCode::OK
        );
        stand.clock.advance(Duration::from_secs(60));
        let path = format!("GET /connect_sessions/{}", session["id"]);
        let body = stand.stackone(&path, &[], "").json();
        assert_eq!(body["latest_connection_attempt"]["status"], "expired");
        assert_eq!(
            stand.ask(Site::Dashboard, &page, &[], "").status,
            StatusCode::GONE
        );
    }

    #[test]
    fn wrong_credentials_show_at_the_attempt() {
        let right = "https://api.stackone.com/connect/oauth2/planday/callback";
        let cases = [
            (right, "wrong", "invalid_grant"),
            (
                "https://api.stackone.com/connect/oauth2/planday/callback/",
                "",
                "invalid_redirect_uri",
            ),
            (right, "nobody", "invalid_client"),
        ];
        for (redirect_uri, how, expected) in cases {
            let mut stand = Stand::new(&[Scenario::Fresh]);
            let app = stand
                .world
                .create_app(
                    "A",
                    &["employee:read".to_owned()],
                    &[redirect_uri.to_owned()],
                )
                .expect("an app");
            stand.world.authorise(&app);
            let token = stand
                .world
                .app(&app)
                .and_then(|app| app.token())
                .unwrap_or_default()
                .to_owned();
            let app = if how == "nobody" {
                "0000".to_owned()
            } else {
                app
            };
            let token = if how == "wrong" {
                "wrong".to_owned()
            } else {
                token
            };
            stand.world.create_profile("P", &app, &token, Vec::new());
            let session = follow(&mut stand, "", "connect");
            let attempt = &session["latest_connection_attempt"];
            assert_eq!(
                (&attempt["status"], &attempt["oauth_error_code"]),
                (&json!("error"), &json!(expected))
            );
        }
    }
}
