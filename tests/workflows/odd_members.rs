//! Every member of every answer of Planday, odd in every way: what decides nothing changes nothing.

use serde_json::{Map, Value, json};
use stackday::domain::exit::Exit;
use stackday::domain::{CheckId, Standing};
use stackday::workflow::VerifyReport;

use super::scripted::{GRANT, INFO, LIST, PORTAL, PROBES, Places, Scripted, TOKEN};

/// What may stand in place of a value.
fn odd() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(7),
        json!(-1.5),
        json!(""),
        json!("odd"),
        json!([]),
        json!([[null]]),
        json!({}),
        json!({"a": {"b": []}}),
    ]
}

/// A step on the way to a value: a member's name or an element's number.
#[derive(Debug, Clone)]
enum Step {
    Name(String),
    Number(usize),
}

/// The ways to every value within this one.
fn ways(value: &Value) -> Vec<Vec<Step>> {
    let inner: Vec<(Step, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (Step::Name(name.clone()), value))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(at, value)| (Step::Number(at), value))
            .collect(),
        _ => Vec::new(),
    };
    inner
        .into_iter()
        .flat_map(|(step, value)| {
            let below = ways(value).into_iter().map({
                let step = step.clone();
                move |way| [vec![step.clone()], way].concat()
            });
            std::iter::once(vec![step.clone()])
                .chain(below)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn named(way: &[Step]) -> String {
    way.iter()
        .map(|step| match step {
            Step::Name(name) => format!(".{name}"),
            Step::Number(at) => format!("[{at}]"),
        })
        .collect()
}

/// The text of `value` with what is at `way` written by `write`, which gets the member's name (`None` in a list) and value.
fn with(
    value: &Value,
    way: &[Step],
    write: &dyn Fn(Option<&str>, &Value) -> Option<String>,
) -> String {
    let text = |name: Option<&str>, value: String| match name {
        Some(name) => format!("{}:{value}", json!(name)),
        None => value,
    };
    let part = |name: Option<&str>, inner: &Value, here: bool, rest: &[Step]| {
        if !here {
            Some(text(name, inner.to_string()))
        } else if rest.is_empty() {
            write(name, inner)
        } else {
            Some(text(name, with(inner, rest, write)))
        }
    };
    let rest = way.get(1..).unwrap_or_default();
    match value {
        Value::Object(members) => {
            let parts: Vec<_> = members
                .iter()
                .filter_map(|(name, inner)| {
                    let here = matches!(&way[0], Step::Name(wanted) if wanted == name);
                    part(Some(name), inner, here, rest)
                })
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(list) => {
            let parts: Vec<_> = list
                .iter()
                .enumerate()
                .filter_map(|(at, inner)| {
                    let here = matches!(way[0], Step::Number(wanted) if wanted == at);
                    part(None, inner, here, rest)
                })
                .collect();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}

/// The answer with one value of it odd in every way: another, gone, or there twice.
fn changes(answer: &str) -> Vec<(String, String)> {
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    let mut all = Vec::new();
    for way in ways(&answer) {
        let at = named(&way);
        for odd in odd() {
            let one = odd.to_string();
            let member = |name: Option<&str>, value: String| match name {
                Some(name) => format!("{}:{value}", json!(name)),
                None => value,
            };
            let another = with(&answer, &way, &|name, _| Some(member(name, one.clone())));
            all.push((at.clone(), another));
            let twice = with(&answer, &way, &|name, value| {
                let (odd, good) = (member(name, one.clone()), member(name, value.to_string()));
                Some(format!("{odd},{good}"))
            });
            all.push((format!("{at} twice"), twice));
        }
        all.push((format!("{at} gone"), with(&answer, &way, &|_, _| None)));
    }
    all
}

/// What a verification comes to.
fn outcome(report: &VerifyReport) -> (Exit, Vec<Standing>, Value) {
    let standings = report
        .checks
        .iter()
        .map(|check| check.evidence.standing)
        .collect();
    let scopes = json!({
        "granted": report.scopes.granted, "proven": report.scopes.proven, "missing": report.scopes.missing
    });
    (report.exit(), standings, scopes)
}

/// Verifies with every change of this answer; those that `decides` says yes to may change the outcome.
async fn changes_nothing(places: Places, answer: &str, decides: &[&str]) {
    let json = || vec![("content-type", "application/json")];
    let mut scripted = Scripted::new().await;
    let good = scripted
        .verify(places, (200, json(), answer.to_owned()))
        .await;
    let good = outcome(&good);
    assert_eq!(good.0, Exit::Success, "{good:?}");
    for (at, body) in changes(answer) {
        let report = scripted.verify(places, (200, json(), body.clone())).await;
        // A list of scopes that reads as one is believed.
        if !report.scopes.granted.contains("odd") {
            let exit = report.exit();
            assert!(
                !matches!(exit, Exit::Rejected | Exit::ScopeMissing),
                "{at}: {body}"
            );
        }
        let place = at.split(' ').next().unwrap_or_default();
        if !decides.contains(&place) {
            assert_eq!(outcome(&report), good, "{at}: {body}");
        }
    }
}

#[tokio::test]
async fn of_the_token_answer_only_the_access_token_and_the_scopes_decide() {
    changes_nothing(TOKEN, GRANT, &[".access_token", ".scope"]).await;
}

#[tokio::test]
async fn a_word_that_is_no_oauth_error_refuses_nothing() {
    let json = || vec![("content-type", "application/json")];
    let mut scripted = Scripted::new().await;
    for odd in odd()
        .iter()
        .chain([&json!("none"), &json!({"code": 0, "message": "ok"})])
    {
        let body = GRANT.replace("{\"id_token\"", &format!("{{\"error\":{odd},\"id_token\""));
        let report = scripted.verify(TOKEN, (200, json(), body.clone())).await;
        assert_eq!(report.exit(), Exit::Success, "{body}");
    }
}

#[tokio::test]
async fn of_the_portal_only_that_it_is_one_decides() {
    changes_nothing(PORTAL, INFO, &[".data"]).await;
}

#[tokio::test]
async fn of_a_probes_answer_only_that_it_is_one_decides() {
    changes_nothing(PROBES, LIST, &[]).await;
}

#[tokio::test]
async fn a_new_token_is_kept_whatever_stands_beside_it() {
    let json = || vec![("content-type", "application/json")];
    let renewed = GRANT.replace("Rk3x_9aTzQ2mVb7LwPq0Cd", "BBBBBBBBBBBBBBBBBBBBBB");
    let mut scripted = Scripted::new().await;
    for (at, body) in changes(&renewed) {
        if at.starts_with(".refresh_token") || at.starts_with(".access_token") {
            continue;
        }
        let report = scripted.verify(TOKEN, (200, json(), body.clone())).await;
        let new = report.new_token.as_ref().map(|new| new.expose().to_owned());
        assert_eq!(
            new.as_deref(),
            Some("BBBBBBBBBBBBBBBBBBBBBB"),
            "{at}: {body}"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_one_whatever_stands_beside_its_error_and_none_without_it() {
    let json = || vec![("content-type", "application/json")];
    let mut scripted = Scripted::new().await;
    let refusal = r#"{"error":"invalid_grant","error_description":"no","trace":["a"]}"#;
    for (at, body) in changes(refusal) {
        let report = scripted.verify(TOKEN, (400, json(), body.clone())).await;
        let check = report.check(CheckId::Token).expect("a check");
        if at.starts_with(".error") && !at.starts_with(".error_") && !at.contains("twice") {
            assert_eq!(check.evidence.standing, Standing::Unknown, "{at}: {body}");
            assert_ne!(report.exit(), Exit::Rejected, "{at}: {body}");
        } else {
            assert_eq!(report.exit(), Exit::Rejected, "{at}: {body}");
        }
    }
}

#[test]
fn the_changes_reach_every_value() {
    let all = changes(r#"{"a":[1,{"b":2}]}"#);
    let ways: Vec<_> = all.iter().map(|(at, _)| at.as_str()).collect();
    for way in [
        ".a",
        ".a[0]",
        ".a[1]",
        ".a[1].b",
        ".a[1].b twice",
        ".a[0] gone",
    ] {
        assert!(ways.contains(&way), "{way}");
    }
    assert!(all.contains(&(".a[1].b twice".into(), r#"{"a":[1,{"b":7,"b":2}]}"#.into())));
    assert!(all.contains(&(".a[0] gone".into(), r#"{"a":[{"b":2}]}"#.into())));
    let parsed: Result<Vec<Map<String, Value>>, _> = all
        .iter()
        .map(|(_, body)| serde_json::from_str(body))
        .collect();
    assert!(parsed.is_ok());
}
