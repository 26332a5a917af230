//! `list`: the catalogue of scopes.

use serde_json::{Value, json};

use super::super::support::bare;
use super::{entry, line};

#[tokio::test]
async fn the_bare_command_lists_every_scope_and_asks_nobody() {
    let bare_one = bare(&["scopes"]).await;
    let listed = bare(&["scopes", "list"]).await;
    assert_eq!((bare_one.code, bare_one.err.as_str()), (Some(0), ""));
    assert_eq!(bare_one.out, listed.out);
    assert_eq!(listed.out.lines().count(), 80, "79 and a head");
    assert_eq!(
        line(&listed, "ssn:read")[..2],
        ["ssn:read", "read"],
        "{}",
        listed.out
    );
    assert!(listed.out.contains("special=Ssn (named, if allowed)"));
    let both = [
        bare(&["scopes", "--json"]).await,
        bare(&["scopes", "list", "--json"]).await,
    ];
    assert_eq!(both[0].out, both[1].out);
    assert_eq!(both[0].json()["scopes"].as_array().map(Vec::len), Some(79));
}

#[tokio::test]
async fn the_json_says_all_that_is_known_of_a_scope() {
    let ran = bare(&["scopes", "list", "birthdate", "--json"]).await;
    let scopes = &ran.json()["scopes"];
    assert_eq!(scopes.as_array().map(Vec::len), Some(3), "{ran:?}");
    assert_eq!(
        entry(scopes, "scope", "birthdate:read"),
        json!({
            "scope": "birthdate:read",
            "resource": "Birth Date",
            "kind": "data",
            "means": "read employees' birth dates",
            "opens": "private",
            "sensitive": true,
            "needs": "employee:read",
            "presets": ["everything-readable"],
            "probe": {
                "path": "hr/v1.0/employees?limit=1&special=BirthDate",
                "pair": "named",
                "pair_means": "the path is documented, the scope goes by its name",
                "personal": true,
                "member": "birthDate",
                "after": null,
            },
        })
    );
    let write = entry(scopes, "scope", "birthdate:create");
    assert_eq!(write["probe"], Value::Null, "no call proves it");
}

#[tokio::test]
async fn words_choose_and_none_found_is_said() {
    let ran = bare(&["scopes", "list", "PAY", "read"]).await;
    assert!(ran.out.contains("payroll:read") && ran.out.contains("timeandcost:read"));
    assert!(!ran.out.contains("shift:read"), "{}", ran.out);
    let preset = bare(&["scopes", "list", "scheduling"]).await;
    assert_eq!(preset.out.lines().count(), 7, "{}", preset.out);
    let none = bare(&["scopes", "list", "paycheck"]).await;
    assert_eq!(none.code, Some(0));
    assert!(none.err.contains("no scope has all these words"));
}
