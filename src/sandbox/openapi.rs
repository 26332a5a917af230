//! Planday's Open API: who may ask, how often, and what (planday.md 4 to 7).

mod data;
mod failure;
mod rates;
mod refusal;
mod routes;
mod turns;
mod views;

pub use data::Portal;
pub use turns::Refusals;

use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{Call, empty, json, web_page, with_header};
use super::html::page;
use super::scenario::Scenario;
use super::world::World;
use failure::Failure;
use rates::{UNTOUCHED, count, told};

/// What guards the module that [`Scenario::ModuleOff`] switches off.
const MODULE: &str = "revenue:read";

/// Answers one request: token, then rate, then scope, then parameters, then id (planday.md 11).
pub fn respond(world: &mut World, call: &Call) -> Response {
    let segments = call.segments();
    let Some(found) = routes::find(&segments) else {
        return told(unknown(), UNTOUCHED);
    };
    let bearer = call
        .header("authorization")
        .and_then(bearer_of)
        .and_then(|token| world.access(token));
    let Some(access) = bearer.cloned() else {
        return told(unauthorized(), UNTOUCHED);
    };
    if call
        .header("x-clientid")
        .is_some_and(|id| id != access.app_id)
    {
        return told(unauthorized(), UNTOUCHED);
    }
    let standing = count(world, &access.app_id);
    if !standing.allowed {
        let limited = empty(StatusCode::TOO_MANY_REQUESTS);
        return told(
            with_header(
                limited,
                header::HeaderName::from_static("x-envoy-ratelimited"),
                "true",
            ),
            standing,
        );
    }
    let granted = |scope: &&str| access.scopes.iter().any(|held| held == scope);
    let off = world.scenarios.has(Scenario::ModuleOff) && found.route.scopes.contains(&MODULE);
    let response = if off || !found.route.scopes.iter().all(granted) {
        refusal::refuse(world)
    } else if call.method == Method::GET {
        match views::answer(world, call, &found, &access.scopes) {
            Ok(body) => json(StatusCode::OK, &body),
            Err(failure) => failed(world, failure),
        }
    } else {
        // Nothing here is written to: only reads prove a connection.
        with_header(empty(StatusCode::METHOD_NOT_ALLOWED), header::ALLOW, "GET")
    };
    told(response, standing)
}

fn bearer_of(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// ASP.NET's bearer default: no body, and the reason in a header (planday.md 4.4, inferred).
fn unauthorized() -> Response {
    with_header(
        empty(StatusCode::UNAUTHORIZED),
        header::WWW_AUTHENTICATE,
        "Bearer error=\"invalid_token\"",
    )
}

fn unknown() -> Response {
    web_page(StatusCode::NOT_FOUND, page("404", "<h1>404 Not Found</h1>"))
}

fn failed(world: &mut World, failure: Failure) -> Response {
    let voice = world.voice;
    match failure {
        Failure::Forbidden => refusal::refuse(world),
        Failure::Parameter(name, words) => {
            let errors: Value = json!({name: [voice.say(&words)]});
            let title = voice.say("One or more validation errors occurred.");
            json(
                StatusCode::BAD_REQUEST,
                &json!({"title": title, "status": 400, "errors": errors}),
            )
        }
        Failure::Missing(what) => {
            let words = voice.say(&format!("{what} with given id doesn't exist"));
            json(
                StatusCode::NOT_FOUND,
                &json!({"title": words, "status": 404}),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::refusal::NO_SCOPE;
    use super::*;
    use crate::sandbox::site::Site;
    use crate::sandbox::stand::Stand;

    #[test]
    fn every_probe_of_a_granted_scope_answers_and_every_other_is_refused() {
        let mut stand = Stand::new(&[]);
        let token = stand.access_token();
        let day = "from=2026-03-02&to=2026-03-02";
        for path in [
            "/portal/v1.0/info",
            "/hr/v1.0/employees?limit=1",
            "/hr/v1.0/departments?limit=1",
            "/hr/v1/EmployeeGroups?Limit=1",
            "/hr/v1.0/employeetypes",
            "/scheduling/v1.0/shifts/shiftstatus/all",
            "/scheduling/v1.0/shifttypes?limit=1",
            "/scheduling/v1.0/positions?limit=1",
            "/punchclock/v1.0/punchclockshifts?from=2026-03-02T00:00&to=2026-03-02T23:59&limit=1",
            "/absence/v1.0/absencerecords?Limit=1",
            "/absence/v1.0/accounttypes?Limit=1",
            "/contractrules/v1.0/contractrules",
            "/revenue/v1.0/revenueunits?limit=1",
        ] {
            assert_eq!(stand.planday(&token, path).status, StatusCode::OK, "{path}");
        }
        // The windows of one second are full by now.
        stand.clock.advance(Duration::from_secs(1));
        for path in [
            "/pay/v1.0/payrates/employeeGroups/default".to_owned(),
            "/pay/v1.0/salaries/types".to_owned(),
            format!("/scheduling/v1.0/timeandcost/6324?{day}"),
            format!("/payroll/v1.0/payroll?departmentIds=6324&{day}"),
            "/hr/v1.0/employees/614517/history?limit=1".to_owned(),
            "/hr/v1.0/skills".to_owned(),
            "/security/v1.0/securitygroups".to_owned(),
        ] {
            let reply = stand.planday(&token, &path);
            assert_eq!(
                (reply.status, &reply.json()["message"]),
                (StatusCode::FORBIDDEN, &json!(NO_SCOPE)),
                "{path}"
            );
        }
    }

    #[test]
    fn with_every_scope_every_probe_answers_and_special_fields_are_there() {
        let mut stand = Stand::new(&[Scenario::Fresh]);
        let all: Vec<String> = crate::sandbox::scopes::SUPPORTED
            .into_iter()
            .filter(|scope| crate::sandbox::scopes::for_apps(scope))
            .map(str::to_owned)
            .collect();
        let app = stand.world.create_app("All", &all, &[]).expect("an app");
        stand.world.authorise(&app);
        let shown = stand
            .world
            .app(&app)
            .and_then(|app| app.token())
            .expect("a Token")
            .to_owned();
        let token = stand
            .world
            .refresh(&app, &shown)
            .expect("a grant")
            .access_token;
        let day = "from=2026-03-02&to=2026-03-02";
        for path in [
            "/pay/v1.0/payrates/employeeGroups/default".to_owned(),
            "/pay/v1.0/salaries/types".to_owned(),
            format!("/scheduling/v1.0/timeandcost/6324?{day}"),
            format!("/payroll/v1.0/payroll?departmentIds=6324&{day}"),
            "/hr/v1.0/employees/614517/history?limit=1".to_owned(),
            "/hr/v1.0/skills".to_owned(),
            "/security/v1.0/securitygroups".to_owned(),
        ] {
            assert_eq!(
                stand.planday(&token, &path).status,
                StatusCode::OK,
                "{path}"
            );
        }
        let employee = &stand
            .planday(&token, "/hr/v1.0/employees?limit=1&special=Ssn,BirthDate")
            .json()["data"][0];
        assert!(employee["ssn"].is_string() && employee["birthDate"].is_string());
        assert!(employee.get("bankAccount").is_none());
        assert!(stand.planday(&token, "/hr/v1.0/skills").json().is_array());
    }

    #[test]
    fn pages_hold_fifty_and_offsets_lead_on() {
        let mut stand = Stand::new(&[]);
        let token = stand.access_token();
        let mut page = |query: &str| {
            stand
                .planday(&token, &format!("/hr/v1.0/employees{query}"))
                .json()
        };
        let first = page("?limit=1000");
        assert_eq!(
            first["paging"],
            json!({"offset": 0, "limit": 50, "total": 57})
        );
        assert_eq!(first["data"].as_array().map(Vec::len), Some(50));
        assert_eq!(page("?Offset=50")["data"].as_array().map(Vec::len), Some(7));
        assert_eq!(page("?offset=57")["data"], json!([]));
        let record = &first["data"][0];
        assert!(
            record.get("ssn").is_none()
                && record
                    .as_object()
                    .is_some_and(|fields| !fields.values().any(Value::is_null))
        );
    }

    #[test]
    fn checks_come_in_order_token_scope_parameters_id() {
        let mut stand = Stand::new(&[]);
        let token = stand.access_token();
        let mut status = |token: &str, path: &str| stand.planday(token, path).status.as_u16();
        assert_eq!(status("nonsense", "/payroll/v1.0/payroll"), 401);
        assert_eq!(status(&token, "/payroll/v1.0/payroll"), 403);
        assert_eq!(status(&token, "/hr/v1.0/employees?limit=-1"), 400);
        assert_eq!(status(&token, "/hr/v1.0/employees?special=Skills"), 400);
        assert_eq!(status(&token, "/punchclock/v1.0/punchclockshifts"), 400);
        assert_eq!(
            status(
                &token,
                "/punchclock/v1.0/punchclockshifts?from=2026-01-01&to=2026-02-02"
            ),
            400
        );
        assert_eq!(status(&token, "/hr/v1.0/employees/abc"), 400);
        assert_eq!(status(&token, "/hr/v1.0/employees/1"), 404);
        assert_eq!(status(&token, "/hr/v1.0/nothing"), 404);
        assert_eq!(status(&token, "/"), 404);
    }

    #[test]
    fn a_token_needs_its_own_client_id_and_dies_after_an_hour() {
        let mut stand = Stand::new(&[]);
        let token = stand.access_token();
        let app = stand.seeded.app_id.clone().expect("an app");
        let bearer = format!("bearer {token}");
        let mut with = |client: &str| {
            let headers = [("authorization", bearer.as_str()), ("x-clientid", client)];
            stand
                .ask(Site::OpenApi, "GET /portal/v1.0/info", &headers, "")
                .status
                .as_u16()
        };
        assert_eq!((with(&app), with("another")), (200, 401));
        stand.clock.advance(Duration::from_secs(3599));
        assert_eq!(
            stand.planday(&token, "/portal/v1.0/info").status,
            StatusCode::OK
        );
        stand.clock.advance(Duration::from_secs(1));
        let reply = stand.planday(&token, "/portal/v1.0/info");
        assert_eq!(
            (reply.status, reply.text.as_str()),
            (StatusCode::UNAUTHORIZED, "")
        );
        assert_eq!(
            reply.header("www-authenticate"),
            "Bearer error=\"invalid_token\""
        );
    }
}
