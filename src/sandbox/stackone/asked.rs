//! What a connect session is asked for: the fields of the request, judged (stackone.md 4.1).

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::problem::Problem;
use crate::sandbox::world::World;

/// The categories that a session may name.
const CATEGORIES: [&str; 14] = [
    "ats",
    "hris",
    "hris-legacy",
    "crm",
    "iam",
    "marketing",
    "lms",
    "stackone",
    "documents",
    "ticketing",
    "screening",
    "messaging",
    "accounting",
    "scheduling",
];

/// Fields of a request that are echoed, and texts.
const TEXTS: [&str; 8] = [
    "origin_owner_id",
    "origin_owner_name",
    "origin_username",
    "provider",
    "connector_profile_id",
    "integration_id",
    "account_id",
    "label",
];

/// Whether every field is of a kind that a session can be made from.
pub fn validate(asked: &Map<String, Value>) -> Result<(), Problem> {
    if asked.contains_key("provider_version") {
        return Err(Problem::invalid(
            "provider_version is deprecated and not accepted",
        ));
    }
    for name in ["origin_owner_id", "origin_owner_name"] {
        if asked
            .get(name)
            .is_none_or(|value| value.as_str().is_some_and(|text| text.trim().is_empty()))
        {
            return Err(Problem::invalid(format!("{name} should not be empty")));
        }
    }
    if let Some(name) = TEXTS
        .into_iter()
        .find(|name| asked.get(*name).is_some_and(|value| !value.is_string()))
    {
        return Err(Problem::invalid(format!("{name} must be a string")));
    }
    let known = |value: &Value| {
        value
            .as_str()
            .is_some_and(|name| CATEGORIES.contains(&name))
    };
    if asked
        .get("categories")
        .is_some_and(|list| !list.as_array().is_some_and(|list| list.iter().all(known)))
    {
        return Err(Problem::invalid(
            "each value in categories must be a known category",
        ));
    }
    if asked
        .get("multiple")
        .is_some_and(|value| !value.is_boolean())
    {
        return Err(Problem::invalid("multiple must be a boolean value"));
    }
    if asked
        .get("metadata")
        .is_some_and(|value| !value.is_object())
    {
        return Err(Problem::invalid("metadata must be an object"));
    }
    if asked
        .get("type")
        .is_some_and(|value| !matches!(value.as_str(), Some("production" | "test")))
    {
        return Err(Problem::invalid("type must be one of production, test"));
    }
    Ok(())
}

/// The profile to link through: the one named; else, for an account that is linked again, its own (newer.md 2.4); else the
/// provider's default one (stackone.md 4.1). None when nothing names one.
///
/// When a disabled profile is refused is not documented, so both ways are played: a new account's at once, and that of an
/// account that is linked again by the attempt, as also one that is disabled after the link was made.
pub fn profile(world: &World, asked: &Map<String, Value>) -> Result<Option<String>, Problem> {
    let missing = |what: &str| Problem::new(StatusCode::NOT_FOUND, format!("{what} not found"));
    let text = |name: &str| asked.get(name).and_then(Value::as_str);
    let account = match text("account_id") {
        Some(id) => Some(world.account(id).ok_or_else(|| missing("Account"))?),
        None => None,
    };
    let provider = text("provider").or(account.map(|account| account.provider.as_str()));
    if account.is_some_and(|account| Some(account.provider.as_str()) != provider) {
        return Err(Problem::invalid(
            "provider is not the connector of this account",
        ));
    }
    let named = text("connector_profile_id").or(text("integration_id"));
    let profile = match (named, account, provider) {
        (Some(id), ..) => world.profile(id),
        // Gone or not, it is the attempt that finds out.
        (None, Some(account), _) => return Ok(Some(account.profile_id.clone())),
        (None, None, Some(provider)) => world.default_profile(provider),
        (None, None, None) => return Ok(None),
    };
    let profile = profile.ok_or_else(|| missing("Connector profile"))?;
    if provider.is_some_and(|provider| provider != profile.connector_key) {
        return Err(Problem::invalid(
            "provider is not the connector of this connector profile",
        ));
    }
    if !profile.active && account.is_none() {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "Connector profile is disabled",
        ));
    }
    Ok(Some(profile.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::stand::{Reply, Stand};

    fn create(stand: &mut Stand, more: &str) -> Reply {
        let body = format!(r#"{{"origin_owner_id":"o1","origin_owner_name":"Owner"{more}}}"#);
        stand.stackone("POST /connect_sessions", &[], &body)
    }

    #[test]
    fn odd_requests_are_refused() {
        let mut stand = Stand::new(&[]);
        for body in [
            "",
            "[]",
            "{}",
            r#"{"origin_owner_id":"o1"}"#,
            r#"{"origin_owner_id":1,"origin_owner_name":"x"}"#,
        ] {
            assert_eq!(
                stand.stackone("POST /connect_sessions", &[], body).status,
                StatusCode::BAD_REQUEST,
                "{body}"
            );
        }
        for more in [
            r#","provider_version":"1""#,
            r#","expires_in":0"#,
            r#","expires_in":"60""#,
            r#","type":"PRODUCTION""#,
            r#","categories":["nothing"]"#,
            r#","multiple":1"#,
            r#","metadata":[]"#,
        ] {
            let reply = create(&mut stand, more);
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{more}");
            assert!(reply.json()["message"].is_string() && reply.json()["timestamp"].is_string());
        }
        for more in [
            r#","connector_profile_id":"x""#,
            r#","provider":"unheard""#,
            r#","account_id":"x""#,
        ] {
            assert_eq!(
                create(&mut stand, more).status,
                StatusCode::NOT_FOUND,
                "{more}"
            );
        }
    }
}
