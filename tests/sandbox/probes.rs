//! The reads that prove scopes, each in the shape that the facts give it (planday.md, section 7).

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;
use stackday::domain::scope;
use stackday::sandbox::{Clock, Options};

use super::Stage;

/// How an answer is wrapped.
#[derive(Debug, PartialEq, Eq)]
enum Envelope {
    /// `paging` and `data`.
    Paged,
    /// `data` alone.
    Data,
    /// Nothing around the array.
    Bare,
}
use Envelope::{Bare, Data, Paged};

/// Each list that a probe reads, how it is wrapped, and members that its first record has.
const LISTS: [(&str, Envelope, &[&str]); 20] = [
    (
        "hr/v1.0/departments?limit=1",
        Paged,
        &["id", "name", "number"],
    ),
    (
        "hr/v1.0/employees?limit=1",
        Paged,
        &["id", "firstName", "departments", "employeeGroups"],
    ),
    ("hr/v1.0/employeegroups?limit=1", Paged, &["id", "name"]),
    (
        "hr/v1.0/employeetypes?limit=1",
        Paged,
        &["id", "name", "description"],
    ),
    (
        "scheduling/v1.0/shifts/shiftstatus/all",
        Data,
        &["id", "name"],
    ),
    (
        "scheduling/v1.0/shifttypes?limit=1",
        Paged,
        &["id", "name", "color", "paymentType"],
    ),
    (
        "scheduling/v1.0/positions?limit=1",
        Paged,
        &["id", "name", "isActive"],
    ),
    (
        "punchclock/v1.0/punchclockshifts?from=2026-03-01T00:00&to=2026-03-01T23:59&limit=1",
        Paged,
        &["id", "shiftId", "startDateTime", "isApproved"],
    ),
    (
        "absence/v1.0/absencerecords?Limit=1",
        Paged,
        &["id", "employeeId", "status", "absencePeriod"],
    ),
    (
        "absence/v1.0/accounttypes?Limit=1",
        Paged,
        &["id", "name", "absenceType", "accruingRate"],
    ),
    ("contractrules/v1.0/contractrules", Paged, &["id", "name"]),
    (
        "pay/v1.0/payrates/employeeGroups/default",
        Data,
        &["employeeGroupId", "rate", "wageType"],
    ),
    ("pay/v1.0/salaries/types", Paged, &["id", "name"]),
    ("revenue/v1.0/revenueunits?limit=1", Paged, &["id", "name"]),
    (
        "hr/v1.0/skills",
        Bare,
        &["skillId", "name", "description", "isTimeLimited"],
    ),
    ("hr/v1.0/employees/614517/history?limit=1", Paged, &[]),
    (
        "hr/v1.0/employees?limit=1&special=BankAccount",
        Paged,
        &["id", "bankAccount"],
    ),
    (
        "hr/v1.0/employees?limit=1&special=BirthDate",
        Paged,
        &["id", "birthDate"],
    ),
    (
        "hr/v1.0/employees?limit=1&special=Ssn",
        Paged,
        &["id", "ssn"],
    ),
    (
        "hr/v1.0/employees?limit=1&special=BankAccount,BirthDate,Ssn",
        Paged,
        &["ssn", "birthDate"],
    ),
];

/// A token for everything that can be read, and a clock that stands still, so that no window of requests runs out.
async fn reader() -> (Stage, Clock, String) {
    let clock = Clock::pinned("2026-03-02T09:00:00Z".parse().expect("a time"));
    let stage = Stage::with(Options {
        clock: clock.clone(),
        ..Options::default()
    })
    .await;
    let reads = scope::all().iter().filter(|scope| scope.reads());
    let reads: Vec<&str> = reads.map(|scope| scope.name.as_str()).collect();
    let token = stage.access_token_for(&reads).await;
    (stage, clock, token)
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

#[tokio::test]
async fn every_list_has_its_documented_shape_and_no_null() {
    let (stage, clock, token) = reader().await;
    for (path, envelope, members) in LISTS {
        clock.advance(Duration::from_secs(1));
        let (status, body) = stage.planday_json(&token, &format!("/{path}")).await;
        let said = format!("{path}: {body}");
        assert_eq!(status, StatusCode::OK, "{said}");
        let found = match (body.is_array(), body.get("data"), body.get("paging")) {
            (true, ..) => Some(Bare),
            (_, Some(Value::Array(_)), Some(_)) => Some(Paged),
            (_, Some(Value::Array(_)), None) => Some(Data),
            _ => None,
        };
        assert_eq!(found, Some(envelope), "{said}");
        if let Some(paging) = body.get("paging") {
            let number = |name: &str| paging[name].is_u64();
            assert!(
                number("offset") && number("limit") && number("total"),
                "{said}"
            );
        }
        let first = body.get(0).unwrap_or(&body["data"][0]);
        for member in members {
            assert!(first.get(member).is_some(), "{member}: {said}");
        }
        for special in ["ssn", "birthDate", "bankAccount"] {
            let asked = path.to_lowercase().contains(&special.to_lowercase());
            assert_eq!(first.get(special).is_some(), asked, "{special}: {said}");
        }
        assert!(!has_null(&body), "{said}");
    }
}

#[tokio::test]
async fn costs_are_wrapped_and_payroll_is_not_and_nobody_is_null() {
    let (stage, _, token) = reader().await;
    let day = "from=2026-03-01&to=2026-03-03";
    let cost = format!("/scheduling/v1.0/timeandcost/6324?{day}");
    let (_, cost) = stage.planday_json(&token, &cost).await;
    let costs = cost["data"]["costs"].as_array().expect("costs");
    assert!(costs.iter().any(|cost| cost.get("employeeId").is_none()));
    assert!(costs.iter().any(|cost| cost["employeeId"].is_u64()));
    assert_eq!(costs[0]["duration"], "0:07:30");
    assert!(
        cost["data"]["currencySymbol"].is_string() && !has_null(&cost),
        "{cost}"
    );
    let payroll = format!("/payroll/v1.0/payroll?departmentIds=6324&{day}");
    let (_, payroll) = stage.planday_json(&token, &payroll).await;
    for list in ["shiftsPayroll", "supplementsPayroll", "salariedPayroll"] {
        assert!(payroll[list].is_array(), "{payroll}");
    }
    assert!(
        payroll.get("data").is_none() && !has_null(&payroll),
        "{payroll}"
    );
    let (_, info) = stage.planday_json(&token, "/portal/v1.0/info").await;
    assert!(info["data"]["id"].is_u64() && !has_null(&info), "{info}");
}
