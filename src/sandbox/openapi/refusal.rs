//! A 403 of the Open API. Its sentence is documented, where in the body it sits is not (planday.md 4.4), so a scenario
//! goes through every form that a client has to cope with.

use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;

use super::turns::Form;
use crate::sandbox::call::{empty, json, plain, web_page, with_header};
use crate::sandbox::html::{escape, page};
use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::World;

/// The documented sentence (planday.md 4.4).
pub const NO_SCOPE: &str =
    "Your application isn't assigned to the appropriate scope, so it can't perform this action";

/// The refusal of a call whose scope is not held, or that the portal does not offer: nothing tells the two apart.
pub fn refuse(world: &mut World) -> Response {
    let form = if world.scenarios.has(Scenario::OddRefusals) {
        world.refusals.turn()
    } else {
        Form::Message
    };
    let status = StatusCode::FORBIDDEN;
    let voice = world.voice;
    let words = voice.say(NO_SCOPE);
    match form {
        Form::Empty => empty(status),
        Form::Text => plain(status, words),
        Form::Message => json(status, &voice.unasked(json!({"message": words}))),
        Form::Problem => {
            let problem = json!({
                "type": "https://tools.ietf.org/html/rfc7231#section-6.5.3",
                "title": voice.say("Forbidden"),
                "status": 403,
                "detail": words,
            });
            with_header(
                json(status, &voice.unasked(problem)),
                header::CONTENT_TYPE,
                "application/problem+json; charset=utf-8",
            )
        }
        Form::Legacy => json(
            status,
            &voice.unasked(json!({"error": {"code": "Forbidden", "message": words}})),
        ),
        Form::Page => web_page(
            status,
            page(
                "403 Forbidden",
                &format!("<h1>403 Forbidden</h1><p>{}</p>", escape(&words)),
            ),
        ),
    }
}
