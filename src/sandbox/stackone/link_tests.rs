//! What becomes of an attempt to link, and linking an account again, with a clock that stands still.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::scenario::Scenario;
use crate::sandbox::site::Site;
use crate::sandbox::stand::{Reply, Stand};

/// Creates a session with these fields beside the owner's.
fn create(stand: &mut Stand, more: &Value) -> Reply {
    let mut body = json!({"origin_owner_id": "o1", "origin_owner_name": "Owner"});
    let fields = body.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    stand.stackone("POST /connect_sessions", &[], &body.to_string())
}

/// A session, to be followed.
struct Followed {
    id: Value,
    token: String,
}

fn session(stand: &mut Stand, more: &Value) -> Followed {
    let reply = create(stand, more);
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
    let body = reply.json();
    let token = body["token"].as_str().expect("a token").to_owned();
    Followed {
        id: body["id"].clone(),
        token,
    }
}

impl Followed {
    fn open(&self, stand: &mut Stand) {
        let line = format!("GET /embedded/integrations?token={}", self.token);
        stand.ask(Site::Dashboard, &line, &[], "");
    }

    fn press(&self, stand: &mut Stand, what: &str) {
        let form = format!("token={}&do={what}", self.token);
        stand.form(Site::Dashboard, "POST /embedded/integrations", &form);
    }

    /// The newest attempt, as the API shows it.
    fn attempt(&self, stand: &mut Stand) -> Value {
        let line = format!("GET /connect_sessions/{}", self.id);
        stand.stackone(&line, &[], "").json()["latest_connection_attempt"].clone()
    }
}

/// Follows a session to its end and gives the attempt.
fn linked(stand: &mut Stand, more: &Value) -> Value {
    let followed = session(stand, more);
    followed.open(stand);
    followed.press(stand, "connect");
    followed.attempt(stand)
}

fn account(stand: &mut Stand, id: &str) -> Value {
    stand
        .stackone(&format!("GET /v2/accounts/{id}"), &[], "")
        .json()
}

fn another_profile(stand: &mut Stand, name: &str) -> String {
    let first = stand.world.stackone.profiles[0].clone();
    stand
        .world
        .create_profile(name, &first.app_id, &first.token_secret, Vec::new())
}

#[test]
fn an_attempt_is_pending_from_opening_to_its_end() {
    let planday = json!({"provider": "planday", "expires_in": 60});
    let mut stand = Stand::new(&[]);
    let followed = session(&mut stand, &planday);
    assert_eq!(followed.attempt(&mut stand), Value::Null);
    followed.open(&mut stand);
    let opened = followed.attempt(&mut stand);
    assert_eq!(
        (&opened["status"], opened.get("account_secure_id")),
        (&json!("pending"), None)
    );
    followed.press(&mut stand, "cancel");
    assert_eq!(followed.attempt(&mut stand)["status"], "cancelled");
    // What was closed can be opened again while the link works.
    followed.open(&mut stand);
    assert_eq!(followed.attempt(&mut stand)["status"], "pending");
    stand.clock.advance(Duration::from_secs(60));
    assert_eq!(followed.attempt(&mut stand)["status"], "expired");
    let done = linked(&mut stand, &planday);
    assert_eq!(done["status"], "authenticated");
    assert!(done["account_secure_id"].is_string());
}

#[test]
fn an_attempt_that_fails_says_the_code_and_the_sentence() {
    let mut stand = Stand::new(&[Scenario::LinkFails]);
    let failed = linked(&mut stand, &json!({"provider": "planday"}));
    assert_eq!(
        (&failed["status"], &failed["oauth_error_code"]),
        (&json!("error"), &json!("invalid_grant"))
    );
    assert!(
        failed["oauth_error_description"]
            .as_str()
            .is_some_and(|words| !words.is_empty())
    );
    let mut stand = Stand::new(&[Scenario::LinkExpires]);
    let expired = linked(&mut stand, &json!({"provider": "planday"}));
    assert_eq!(expired["status"], "expired");
}

#[test]
fn a_disabled_profile_is_refused_for_a_new_account_and_fails_every_other_attempt() {
    let mut stand = Stand::new(&[]);
    let (profile, id) = (
        stand.world.stackone.profiles[0].id.clone(),
        stand.world.stackone.accounts[2].id.clone(),
    );
    let linked_before = session(&mut stand, &json!({"connector_profile_id": profile}));
    stand.world.enable_profile(&profile, false);
    for new in [
        json!({"connector_profile_id": profile}),
        json!({"provider": "planday"}),
    ] {
        let refused = create(&mut stand, &new);
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["message"]),
            (400, &json!("Connector profile is disabled"))
        );
    }
    let again = session(&mut stand, &json!({"account_id": id}));
    let named = json!({"account_id": id, "connector_profile_id": profile});
    let again_by_name = session(&mut stand, &named);
    for followed in [linked_before, again, again_by_name] {
        followed.open(&mut stand);
        followed.press(&mut stand, "connect");
        let attempt = followed.attempt(&mut stand);
        assert_eq!(
            (&attempt["status"], &attempt["oauth_error_code"]),
            (&json!("error"), &json!("connector_profile_disabled"))
        );
        assert_eq!(
            attempt["oauth_error_description"],
            "The connector profile is disabled"
        );
    }
    assert_eq!(account(&mut stand, &id)["status"], "inactive");
    assert_eq!(stand.world.stackone.accounts.len(), 7);
}

#[test]
fn linking_again_keeps_the_id_and_the_owner_and_heals_every_status() {
    let mut stand = Stand::new(&[]);
    let accounts = stand.world.stackone.accounts.clone();
    for before in accounts {
        let attempt = linked(&mut stand, &json!({"account_id": before.id}));
        assert_eq!(attempt["account_secure_id"], json!(before.id), "{attempt}");
        let after = account(&mut stand, &before.id);
        assert_eq!(
            (&after["status"], &after["status_reasons"]),
            (&json!("active"), &json!([]))
        );
        assert_eq!(
            (&after["owner_id"], &after["type"], &after["label"]),
            (
                &json!(before.owner_id),
                &json!(before.kind),
                &json!(before.label)
            )
        );
        let read = stand.stackone(
            "POST /actions/rpc",
            &[("x-account-id", &before.id)],
            r#"{"action":"planday_list_departments"}"#,
        );
        assert_eq!(read.status, StatusCode::OK);
    }
    assert_eq!(stand.world.stackone.accounts.len(), 7);
}

#[test]
fn linking_again_uses_the_profile_named_else_the_account_s_own_never_the_default() {
    let mut stand = Stand::new(&[]);
    let (own, other) = (
        another_profile(&mut stand, "Own"),
        another_profile(&mut stand, "Other"),
    );
    let id = stand.world.stackone.accounts[2].id.clone();
    stand.world.stackone.accounts[2].profile_id.clone_from(&own);
    stand.world.stackone.accounts[2].access_token = Some("old".to_owned());
    for more in [
        json!({"account_id": id}),
        json!({"account_id": id, "provider": "planday"}),
    ] {
        linked(&mut stand, &more);
        assert_eq!(account(&mut stand, &id)["connector_profile_id"], json!(own));
    }
    let token = stand.world.account(&id).expect("it").access_token.clone();
    assert!(token.is_some_and(|token| token != "old"));
    let more =
        json!({"account_id": id, "connector_profile_id": other, "label": "Moved", "type": "test"});
    linked(&mut stand, &more);
    let moved = account(&mut stand, &id);
    assert_eq!(
        (
            &moved["connector_profile_id"],
            &moved["label"],
            &moved["type"]
        ),
        (&json!(other), &json!("Moved"), &json!("test"))
    );
}

#[test]
fn what_cannot_be_linked_again_is_refused_or_fails() {
    let mut stand = Stand::new(&[]);
    let id = stand.world.stackone.accounts[2].id.clone();
    let slack = another_profile(&mut stand, "Slack");
    "slack".clone_into(&mut stand.world.profile_mut(&slack).expect("it").connector_key);
    for (more, code) in [
        (json!({"account_id": "nobody"}), 404),
        (json!({"account_id": id, "provider": "slack"}), 400),
        (
            json!({"account_id": id, "connector_profile_id": slack}),
            400,
        ),
        (
            json!({"account_id": id, "connector_profile_id": "nobody"}),
            404,
        ),
    ] {
        assert_eq!(create(&mut stand, &more).status.as_u16(), code, "{more}");
    }
    // Deleted after the link was made, it does not come back as another account.
    let followed = session(&mut stand, &json!({"account_id": id}));
    stand.world.stackone.delete_account(&id).expect("deleted");
    followed.open(&mut stand);
    followed.press(&mut stand, "connect");
    let attempt = followed.attempt(&mut stand);
    assert_eq!(
        (&attempt["status"], &attempt["oauth_error_code"]),
        (&json!("error"), &json!("account_not_found"))
    );
    assert_eq!(stand.world.stackone.accounts.len(), 6);
}

#[test]
fn label_type_and_several_accounts_are_as_the_session_wants_them() {
    let mut stand = Stand::new(&[]);
    let first = linked(
        &mut stand,
        &json!({"provider": "planday", "label": "Pilot", "type": "test"}),
    );
    let first = first["account_secure_id"]
        .as_str()
        .expect("an account")
        .to_owned();
    let made = account(&mut stand, &first);
    assert_eq!(
        (&made["label"], &made["type"]),
        (&json!("Pilot"), &json!("test"))
    );
    let again = linked(
        &mut stand,
        &json!({"provider": "planday", "type": "production"}),
    );
    assert_eq!(again["account_secure_id"], json!(first));
    let made = account(&mut stand, &first);
    assert_eq!(
        (&made["label"], &made["type"]),
        (&json!("Pilot"), &json!("production"))
    );
    let second = linked(
        &mut stand,
        &json!({"provider": "planday", "multiple": true}),
    );
    assert_ne!(second["account_secure_id"], json!(first));
    // It has no effect on an account that is named (stackone.md 4.1).
    let named = linked(&mut stand, &json!({"account_id": first, "multiple": true}));
    assert_eq!(named["account_secure_id"], json!(first));
    assert_eq!(stand.world.stackone.accounts.len(), 9);
}
