//! Planday's identity server, as an `IdentityServer4` answers (planday.md 1 to 3; its error table is inferred).

use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{Call, empty, field, json, with_header};
use super::odd::odd_grant;
use super::scenario::Scenario;
use super::scopes::SUPPORTED;
use super::world::{Grant, World};
use super::{authorize, jwt};

/// `IdentityServer4` refuses longer values of `grant_type` and `refresh_token` (planday.md 1.4).
const LONGEST: usize = 100;

/// Answers one request. Paths are taken in any casing, as ASP.NET does.
pub fn respond(world: &mut World, call: &Call) -> Response {
    let path = call.path.to_ascii_lowercase();
    match (path.as_str(), &call.method) {
        ("/.well-known/openid-configuration", &Method::GET) => {
            json(StatusCode::OK, &discovery(&world.urls.identity))
        }
        ("/.well-known/openid-configuration/jwks", &Method::GET) => json(StatusCode::OK, &keys()),
        ("/connect/token", _) => token(world, call),
        ("/connect/revocation", &Method::POST) => revocation(world, call),
        ("/connect/revocation", _) => empty(StatusCode::METHOD_NOT_ALLOWED),
        ("/connect/authorize", &Method::GET) => authorize::respond(world, call),
        ("/home/error", &Method::GET) => authorize::elsewhere(),
        // An app is no API resource, so introspection is not for it (planday.md 3).
        ("/connect/introspect" | "/connect/userinfo", _) => empty(StatusCode::UNAUTHORIZED),
        _ => empty(StatusCode::NOT_FOUND),
    }
}

fn discovery(base: &str) -> Value {
    let at = |path: &str| format!("{base}{path}");
    json!({
        "issuer": base,
        "jwks_uri": at("/.well-known/openid-configuration/jwks"),
        "authorization_endpoint": at("/connect/authorize"),
        "token_endpoint": at("/connect/token"),
        "userinfo_endpoint": at("/connect/userinfo"),
        "end_session_endpoint": at("/connect/endsession"),
        "check_session_iframe": at("/connect/checksession"),
        "revocation_endpoint": at("/connect/revocation"),
        "introspection_endpoint": at("/connect/introspect"),
        "device_authorization_endpoint": at("/connect/deviceauthorization"),
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "scopes_supported": SUPPORTED.as_slice(),
        "claims_supported": [
            "sub", "locale", "name", "email", "Culture", "Email", "FullName", "Id", "IsSuperUser", "MaxAccessPriority",
            "PortalId", "PortalCountryId", "PortalGuid", "PortalName", "PortalTimeZoneId", "Roles",
            "SecurityContextPortalId", "UiCulture", "UserName", "UserGuid", "CurrentUserId",
            "SecurityContextPortalGuid", "Region", "email_verified",
        ],
        "grant_types_supported": [
            "authorization_code", "client_credentials", "refresh_token", "implicit", "password",
            "urn:ietf:params:oauth:grant-type:device_code", "token_exchange",
        ],
        "response_types_supported": [
            "code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token",
        ],
        "response_modes_supported": ["form_post", "query", "fragment"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "subject_types_supported": ["public"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "request_parameter_supported": true,
    })
}

/// The key set: its one key has a modulus that belongs to no private key.
fn keys() -> Value {
    json!({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": jwt::KEY_ID, "e": "AQAB", "n": "A".repeat(342)}]})
}

/// Every refusal of the token endpoint is a 400 with nothing but the code (planday.md 1.4).
fn refused(error: &str) -> Response {
    uncached(json(StatusCode::BAD_REQUEST, &json!({"error": error})))
}

fn uncached(response: Response) -> Response {
    let response = with_header(
        response,
        header::CONTENT_TYPE,
        "application/json; charset=UTF-8",
    );
    let response = with_header(
        response,
        header::CACHE_CONTROL,
        "no-store, no-cache, max-age=0",
    );
    with_header(response, header::PRAGMA, "no-cache")
}

fn is_form(call: &Call) -> bool {
    let kind = call.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The client that a form names, if this server knows it.
fn client<'a>(world: &World, form: &'a [(String, String)]) -> Option<&'a str> {
    field(form, "client_id").filter(|id| world.app(id).is_some())
}

fn token(world: &mut World, call: &Call) -> Response {
    if call.method != Method::POST || !is_form(call) {
        return refused("invalid_request");
    }
    let form = call.form();
    let Some(client_id) = client(world, &form) else {
        return refused("invalid_client");
    };
    match field(&form, "grant_type") {
        Some("refresh_token") => {}
        // No code is ever handed out here, so any that is shown is wrong.
        Some("authorization_code") if field(&form, "redirect_uri").is_none() => {
            return refused("unauthorized_client");
        }
        Some("authorization_code") => return refused("invalid_grant"),
        Some("client_credentials") => return refused("unauthorized_client"),
        _ => return refused("unsupported_grant_type"),
    }
    let refresh_token = field(&form, "refresh_token").unwrap_or_default();
    if refresh_token.is_empty() {
        return refused("invalid_request");
    }
    if refresh_token.chars().count() > LONGEST {
        return refused("invalid_grant");
    }
    match world.refresh(client_id, refresh_token) {
        Ok(grant) => uncached(json(StatusCode::OK, &granted(world, &grant))),
        Err(refusal) => refused(refusal.code()),
    }
}

fn granted(world: &World, grant: &Grant) -> Value {
    let mut body = json!({
        "access_token": grant.access_token,
        "expires_in": jwt::ACCESS_SECONDS,
        "token_type": "Bearer",
        "refresh_token": grant.refresh_token,
    });
    let silent = [Scenario::NoScopeField, Scenario::OpaqueToken];
    if !silent
        .into_iter()
        .any(|scenario| world.scenarios.has(scenario))
    {
        body["scope"] = json!(grant.scopes.join(" "));
    }
    world.voice.unasked(odd_grant(world, body))
}

/// RFC 7009 as `IdentityServer4` does it: 200 for an unknown token too (planday.md 3).
fn revocation(world: &mut World, call: &Call) -> Response {
    if !is_form(call) {
        return empty(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let form = call.form();
    let Some(client_id) = client(world, &form) else {
        return refused("invalid_client");
    };
    let Some(token) = field(&form, "token").filter(|token| !token.is_empty()) else {
        return refused("invalid_request");
    };
    if field(&form, "token_type_hint")
        .is_some_and(|hint| !matches!(hint, "access_token" | "refresh_token"))
    {
        return refused("unsupported_token_type");
    }
    world.revoke_token(client_id, token);
    empty(StatusCode::OK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::site::Site;
    use crate::sandbox::stand::Stand;

    const TOKEN: &str = "POST /connect/token";

    fn error(stand: &mut Stand, body: &str) -> String {
        let reply = stand.form(Site::Identity, TOKEN, body);
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}");
        let fields = reply.json();
        assert_eq!(
            fields.as_object().map(serde_json::Map::len),
            Some(1),
            "{body}"
        );
        fields["error"].as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn refusals_follow_the_table() {
        let mut stand = Stand::new(&[]);
        let app = stand.seeded.app_id.clone().expect("an app");
        let other = stand.world.create_app("Other", &[], &[]).expect("an app");
        stand.world.authorise(&other);
        let token = stand.seeded.token.clone().expect("a Token");
        let long = "x".repeat(101);
        let table = [
            (String::new(), "invalid_client"),
            (
                format!("client_id=nobody&grant_type=refresh_token&refresh_token={token}"),
                "invalid_client",
            ),
            (format!("client_id={app}"), "unsupported_grant_type"),
            (
                format!("client_id={app}&grant_type=password"),
                "unsupported_grant_type",
            ),
            (
                format!("client_id={app}&grant_type={long}"),
                "unsupported_grant_type",
            ),
            (
                format!("client_id={app}&grant_type=client_credentials"),
                "unauthorized_client",
            ),
            (
                format!("client_id={app}&grant_type=authorization_code&code=1"),
                "unauthorized_client",
            ),
            (
                format!("client_id={app}&grant_type=authorization_code&redirect_uri=x"),
                "invalid_grant",
            ),
            (
                format!("client_id={app}&grant_type=refresh_token"),
                "invalid_request",
            ),
            (
                format!("client_id={app}&grant_type=refresh_token&refresh_token="),
                "invalid_request",
            ),
            (
                format!("client_id={app}&grant_type=refresh_token&refresh_token={long}"),
                "invalid_grant",
            ),
            (
                format!("client_id={app}&grant_type=refresh_token&refresh_token=wrong"),
                "invalid_grant",
            ),
            (
                format!("client_id={other}&grant_type=refresh_token&refresh_token={token}"),
                "invalid_grant",
            ),
        ];
        for (body, expected) in table {
            assert_eq!(error(&mut stand, &body), expected, "{body}");
        }
        for (line, kind) in [
            ("GET /connect/token", "application/x-www-form-urlencoded"),
            (TOKEN, "application/json"),
        ] {
            let reply = stand.ask(Site::Identity, line, &[("content-type", kind)], "{}");
            assert_eq!(
                (reply.status, reply.text.as_str()),
                (StatusCode::BAD_REQUEST, r#"{"error":"invalid_request"}"#)
            );
        }
    }

    #[test]
    fn a_grant_echoes_the_token_and_names_the_scopes() {
        let mut stand = Stand::new(&[]);
        let reply = stand.refresh();
        let body = reply.json();
        assert_eq!(
            (reply.status, reply.header("cache-control")),
            (StatusCode::OK, "no-store, no-cache, max-age=0")
        );
        assert_eq!(
            body["refresh_token"].as_str(),
            stand.seeded.token.as_deref()
        );
        assert_eq!(
            (&body["expires_in"], &body["token_type"]),
            (&json!(3600), &json!("Bearer"))
        );
        let scope = body["scope"].as_str().unwrap_or_default();
        assert!(
            scope.starts_with("openid ") && scope.ends_with(" offline_access"),
            "{scope}"
        );
        assert_eq!(
            body["access_token"]
                .as_str()
                .unwrap_or_default()
                .split('.')
                .count(),
            3
        );
    }

    #[test]
    fn revocation_kills_the_token_and_forgives_an_unknown_one() {
        let mut stand = Stand::new(&[]);
        let (app, token) = (
            stand.seeded.app_id.clone().expect("an app"),
            stand.seeded.token.clone().expect("a Token"),
        );
        let mut revoke = |body: &str| {
            let reply = stand.form(Site::Identity, "POST /connect/revocation", body);
            (reply.status.as_u16(), reply.text)
        };
        assert_eq!(
            revoke(&format!("client_id={app}&token=unknown")),
            (200, String::new())
        );
        assert_eq!(
            revoke("token=x"),
            (400, r#"{"error":"invalid_client"}"#.to_owned())
        );
        assert_eq!(
            revoke(&format!("client_id={app}")),
            (400, r#"{"error":"invalid_request"}"#.to_owned())
        );
        let hinted = format!("client_id={app}&token=x&token_type_hint=cookie");
        assert_eq!(
            revoke(&hinted),
            (400, r#"{"error":"unsupported_token_type"}"#.to_owned())
        );
        assert_eq!(
            revoke(&format!("client_id={app}&token={token}")),
            (200, String::new())
        );
        assert_eq!(stand.refresh().text, r#"{"error":"invalid_grant"}"#);
    }

    #[test]
    fn discovery_names_its_own_addresses() {
        let mut stand = Stand::new(&[]);
        let body = stand
            .ask(
                Site::Identity,
                "GET /.well-known/openid-configuration",
                &[],
                "",
            )
            .json();
        assert_eq!(body["token_endpoint"], "http://identity.test/connect/token");
        assert_eq!(body["scopes_supported"].as_array().map(Vec::len), Some(79));
    }
}
