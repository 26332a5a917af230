//! Every answer that is read, with each of its members replaced, removed and doubled.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::domain::text::Body;
use crate::http::{Lister, Reply};
use crate::stackone::catalogue::Part;
use crate::stackone::{Account, AccountState, Pin, Version};

fn read<T: Member>(body: &str) -> T {
    Reply::made(200, &[], body).read().expect("an answer")
}

fn list<T: Member>(body: &str) -> (Vec<T>, usize) {
    let mut list = Lister::default();
    list.take(&Reply::made(200, &[], body), |_| true)
        .expect("a list");
    let list = list.done();
    (list.items, list.odd)
}

#[test]
fn accounts_read_in_both_vocabularies_at_once_and_in_both_envelopes() {
    let v1 = r#"[{"id":"1","provider":"planday","origin_owner_id":"o","status":"active"}]"#;
    let v2 = r#"{"data":[{"id":1,"connector":"planday","owner_id":"o","status":"brand_new","status_reasons":null}]}"#;
    let both = r#"{"data":[{"id":1,"provider":"planday","connector":"planday","origin_owner_id":"o","owner_id":"o",
        "origin_owner_name":null,"owner_name":"Café","status":" Active "}]}"#;
    for (body, active, name) in [(v1, true, ""), (v2, false, ""), (both, true, "Café")] {
        let (accounts, odd) = list::<Account>(body);
        assert_eq!(odd, 0, "{body}");
        assert_eq!(accounts[0].id.as_str(), "1");
        assert_eq!(accounts[0].provider.as_str(), "planday", "{body}");
        assert_eq!(accounts[0].origin_owner_id.as_str(), "o");
        assert_eq!(accounts[0].origin_owner_name.as_str(), name);
        assert_eq!(accounts[0].is_active(), active, "{body}");
    }
}

#[test]
fn a_status_that_is_null_new_or_no_text_is_unknown() {
    for status in ["null", "\"paused\"", "7", "[]", "{}", "true", "\"\""] {
        let body = format!(
            r#"{{"latest_connection_attempt":{{"id":"x","status":{status},"account_secure_id":7}}}}"#
        );
        let attempt = read::<Session>(&body).latest_connection_attempt;
        let attempt = attempt.expect("an attempt");
        assert_eq!(attempt.status, AttemptStatus::Other, "{status}");
        assert_eq!(attempt.account_secure_id, Some(Text::new("7")));
        let (accounts, _) = list::<Account>(&format!(r#"[{{"id":"1","status":{status}}}]"#));
        assert_eq!(accounts[0].state(), AccountState::Unknown, "{status}");
    }
    let said = r#"{"latest_connection_attempt":{"status":" Authenticated"}}"#;
    let attempt = read::<Session>(said).latest_connection_attempt;
    assert_eq!(
        attempt.expect("an attempt").status,
        AttemptStatus::Authenticated
    );
}

#[test]
fn an_odd_profile_spoils_no_other_and_an_unknown_state_is_not_disabled() {
    let body = r#"{"total":5,"data":[{"id":"a","connector_key":" Planday","active":true},null,{"id":"b","active":null},7,
        {"id":"c","connector_key":"slack","active":"False"}]}"#;
    let (profiles, odd) = list::<ConnectorProfile>(body);
    assert_eq!(odd, 2);
    let seen: Vec<_> = profiles
        .iter()
        .map(|it| (it.may_be_planday(), it.active, it.is_disabled()))
        .collect();
    assert_eq!(
        seen,
        [
            (true, Some(true), false),
            (true, None, false),
            (false, Some(false), true)
        ]
    );
}

#[test]
fn an_odd_guide_spoils_no_other_and_keeps_its_line_breaks() {
    let body = r#"{"authentication":[{"key":"oauth2","support":{"guides":{"config":7,"setup":
        {"warning":null,"sections":[{"title":"One","steps":[
            {"title":"Two","content":"a\n\n- b\u001b[2J","list":["c",{"x":1}],"image":"none"}]}]}}}}]}"#;
    let connector: Part = read(body);
    let support = connector.authentication[0]
        .support
        .as_ref()
        .expect("support");
    assert_eq!(support.guides.len(), 1);
    let step = &support.guides["setup"].sections[0].steps[0];
    assert_eq!(step.content.as_str(), "a\n\n- b\u{fffd}[2J");
    assert_eq!(step.list, [Body::new("c")]);
    assert!(step.image.is_none());
}

#[test]
fn a_session_id_is_a_number_or_a_text() {
    for id in ["42", "\"42\""] {
        let body = format!(r#"{{"id":{id},"auth_link_url":"https://x/?token=t"}}"#);
        let session: MadeSession = read(&body);
        assert_eq!(session.id.as_str(), "42");
    }
}

#[test]
fn only_how_many_records_there_are_is_read_of_an_action() {
    for (body, records) in [
        (r#"{"data":[{"a":1},null,"x"]}"#, Some(Some(3))),
        (r#"{"data":{"a":1}}"#, Some(None)),
        (r#"{"data":null,"next":7}"#, Some(None)),
        // Nobody's data: no read is proven.
        ("{}", None),
        (r#"{"error":"blocked"}"#, None),
        (r#"{"statusCode":401,"message":"Unauthorized"}"#, None),
        (r#"{"data":7}"#, None),
        (r#"{"data":"x"}"#, None),
    ] {
        let answer: RpcAnswer = read(body);
        assert_eq!(answer.data.map(RpcData::records), records, "{body}");
    }
}

/// Every answer in the shape of the documents.
fn answers() -> Vec<Value> {
    vec![
        json!({"id": "p1", "name": "Planday", "connector_key": "planday", "connector_label": "Planday", "active": true,
            "default": true, "connector_version": "1.2.0", "connector_pinned_version": "1.2.x", "release_stage": "ga",
            "authentication_config_key": "oauth2", "authentication_config_label": "OAuth 2.0", "environment": "production",
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}),
        json!({"id": "a1", "provider": "planday", "origin_owner_id": "o", "origin_owner_name": "Owner", "status": "error",
            "status_reasons": [{"code": "c", "description": "d", "timestamp": "2026-01-01T00:00:00Z"}],
            "updated_at": "2026-01-01T00:00:00Z"}),
        json!({"id": 7, "latest_connection_attempt": {"id": "x", "status": "pending", "account_secure_id": "a1",
            "oauth_error_code": "e", "oauth_error_description": "d"}}),
        json!({"id": 7, "auth_link_url": "https://localhost/?token=t"}),
        json!({"key": "planday", "version": "1.2.0", "actions": [{"id": "planday_list_shifts", "label": "l",
            "description": "d", "required_scopes": ["shift:read"]}], "authentication": [{"key": "oauth2", "label": "l",
            "support": {"link": "x", "guides": {"setup": {"warning": "w", "sections": [{"title": "t", "steps":
            [{"title": "t", "content": "c", "list": ["a"], "image": {"alt": "a"}}]}]}}}}]}),
        json!({"version": "1.2.0", "owner": "stackone", "builtin": true, "pinned": false}),
        json!({"pinned_version": "1.2.0", "owner": "stackone"}),
        json!({"data": [{"a": 1}], "next": null}),
    ]
}

/// All that is read of an answer, whichever it is, as text: it must be the same for two answers that mean the same.
fn everything(body: &str) -> String {
    let reply = Reply::made(200, &[], body);
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        reply.read::<ConnectorProfile>(),
        reply.read::<Account>(),
        reply.read::<Session>(),
        reply
            .read::<MadeSession>()
            .map(|made| (made.id, made.auth_link_url.is_some())),
        reply.read::<Part>(),
        reply.read::<Version>(),
        reply.read::<Pin>(),
        reply.read::<RpcAnswer>().map(|answer| answer.data),
        is_list(&reply),
    )
}

/// What is read of an answer as each of the types, whichever it is: their fields by name, as text.
fn read_as_each_type(body: &str) -> Vec<BTreeMap<String, String>> {
    /// A [`MadeSession`] whose link is to be seen.
    #[derive(Debug)]
    #[expect(dead_code, reason = "read by Debug alone")]
    struct Shown {
        id: Text,
        auth_link_url: Option<String>,
    }

    let made: MadeSession = read(body);
    let auth_link_url = made.auth_link_url.map(|link| link.expose().to_owned());
    let made = Shown {
        id: made.id,
        auth_link_url,
    };
    vec![
        fields(&read::<ConnectorProfile>(body)),
        fields(&read::<Account>(body)),
        fields(&read::<Session>(body)),
        fields(&made),
        fields(&read::<Part>(body)),
        fields(&read::<Version>(body)),
        fields(&read::<Pin>(body)),
        fields(&read::<RpcAnswer>(body)),
    ]
}

/// The fields of a struct by name, as `Debug` shows them.
fn fields(value: &impl std::fmt::Debug) -> BTreeMap<String, String> {
    let shown = format!("{value:#?}");
    let mut fields = BTreeMap::new();
    let mut current = String::new();
    // A field begins four columns in; what is deeper belongs to it, and so does the bracket that closes it.
    for line in shown.lines().filter_map(|line| line.strip_prefix("    ")) {
        if let Some((name, _)) = line.split_once(": ")
            && !name.starts_with(' ')
        {
            name.clone_into(&mut current);
        }
        fields
            .entry(current.clone())
            .or_insert_with(String::new)
            .push_str(line);
    }
    fields
}

#[test]
fn the_fields_of_a_struct_are_told_apart() {
    let session = r#"{"latest_connection_attempt":{"status":"error","oauth_error_code":"a: b"}}"#;
    let names = |fields: BTreeMap<String, String>| fields.into_keys().collect::<Vec<_>>();
    assert_eq!(
        names(fields(&read::<Session>(session))),
        ["latest_connection_attempt"]
    );
    let account = r#"{"id":"a1","status_reasons":[{"code":"c"}]}"#;
    let shown = fields(&read::<Account>(account));
    assert!(shown["status_reasons"].contains("\"c\""), "{shown:?}");
    assert_eq!(
        names(shown),
        [
            "connector_profile_id",
            "created_at",
            "environment",
            "id",
            "kind",
            "label",
            "origin_owner_id",
            "origin_owner_name",
            "origin_username",
            "provider",
            "status",
            "status_reasons",
            "updated_at"
        ]
    );
}

fn is_list(reply: &Reply) -> bool {
    let mut list = Lister::<Account>::default();
    list.take(reply, |_| true).is_ok()
}

/// Where every member and element of a value is.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                let here = format!("{at}/{name}");
                places(inner, &here, found);
                found.push(here);
            }
        }
        Value::Array(elements) => {
            for (number, inner) in elements.iter().enumerate() {
                let here = format!("{at}/{number}");
                places(inner, &here, found);
                found.push(here);
            }
        }
        _ => {}
    }
}

fn strange() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([null, 7, "x", {"id": null}])),
        Just(json!({"id": {"deep": [[]]}, "data": 7, "status": []})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A member of another kind makes no answer unreadable, and changes nothing but the field that is read of it.
    #[test]
    fn a_strange_member_spoils_no_other(
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        strange in strange(),
    ) {
        let answers = answers();
        let answer = which.get(&answers);
        let mut all = Vec::new();
        places(answer, "", &mut all);
        let place = place.get(&all);
        let mut odd = answer.clone();
        *odd.pointer_mut(place).expect("a place") = strange;
        let top = place.trim_start_matches('/').split('/').next().unwrap_or_default();
        let (before, after) = (answer.to_string(), odd.to_string());
        for (fields, odd_fields) in read_as_each_type(&before).into_iter().zip(read_as_each_type(&after)) {
            prop_assert!(fields.keys().eq(odd_fields.keys()), "{:?} {:?}", fields, odd_fields);
            for (name, shown) in &fields {
                prop_assert!(
                    name == top || odd_fields[name] == *shown,
                    "{} changes {}: {} became {}", place, name, shown, odd_fields[name]
                );
            }
        }
        if top != "data" {
            let is_list = |body: &str| is_list(&Reply::made(200, &[], body));
            prop_assert_eq!(is_list(&before), is_list(&after));
        }
    }

    /// A member that is there twice, the second time as nothing, says what it says once; in either order.
    #[test]
    fn a_doubled_member_is_read_once(which in any::<prop::sample::Index>(), name in any::<prop::sample::Index>()) {
        let answers = answers();
        let answer = which.get(&answers);
        let Value::Object(members) = answer else { return Ok(()) };
        let names: Vec<&String> = members.keys().collect();
        let name = *name.get(&names);
        let value = &members[name.as_str()];
        for second in [Value::Null, value.clone()] {
            for first in [true, false] {
                let twice = doubled(members, name, &second, first);
                prop_assert_eq!(everything(&twice), everything(&answer.to_string()), "{}", twice);
            }
        }
    }

    /// Each element is read alone: what stands in place of one costs that one.
    #[test]
    fn a_strange_element_costs_itself(
        at in 0_usize..4,
        strange in prop_oneof![Just(Value::Null), Just(json!(7)), Just(json!("x")), Just(json!([{}])), Just(json!({}))],
    ) {
        let of = |number: usize| json!({"id": format!("a{number}"), "provider": "planday", "status": "active"});
        let mut elements: Vec<Value> = (0..4).map(of).collect();
        elements[at] = strange;
        for body in [json!(elements), json!({"data": elements})] {
            let (accounts, odd) = list::<Account>(&body.to_string());
            let ids: Vec<_> = accounts.iter().map(|account| account.id.to_string()).collect();
            let left: Vec<_> = (0..4).filter(|other| *other != at).map(|other| format!("a{other}")).collect();
            prop_assert_eq!((ids, odd), (left, 1));
            prop_assert!(accounts.iter().all(Account::is_active));
        }
    }
}

/// An object with a member twice, as no tree of values can hold it.
fn doubled(members: &Map<String, Value>, name: &str, second: &Value, first: bool) -> String {
    let more = format!("{}:{second}", json!(name));
    let own = members
        .iter()
        .map(|(name, value)| format!("{}:{value}", json!(name)));
    let all: Vec<String> = if first {
        std::iter::once(more).chain(own).collect()
    } else {
        own.chain(std::iter::once(more)).collect()
    };
    format!("{{{}}}", all.join(","))
}
