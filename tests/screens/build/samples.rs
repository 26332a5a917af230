//! What the services say in these tests.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stackday::diagnosis::{Diagnosis, Kind, Party};
use stackday::http::{Exchange, Outcome, Part};
use stackday::journal::{Entry, Level};
use stackday::planday::scope::Scopes;
use stackday::planday::{GrantedBy, ProbeYield, Proof};
use stackday::scopes::{ActionCatalogue, Origin, Probed, ScopeReport};
use stackday::stackone::{Action, ConnectorProfile};
use stackday::text::Text;

use super::{APP_ID, start};

fn names(list: &str) -> Scopes {
    stackday::planday::scope::read(list).scopes
}

/// A report in which all wanted scopes are granted and proven but these.
pub fn report(missing: &[&str]) -> ScopeReport {
    let wanted = names("scheduling payroll:read");
    let missing: Scopes = missing.iter().map(|scope| (*scope).to_owned()).collect();
    let granted: Scopes = wanted.difference(&missing).cloned().collect();
    let proven = |scope: &String| {
        let proof = Proof::Proven(ProbeYield::default());
        (scope.clone(), Probed { proof, at: start() })
    };
    ScopeReport {
        required: Scopes::new(),
        outcomes: granted.iter().map(proven).collect(),
        proven: granted.clone(),
        granted,
        wanted,
        missing,
        granted_by: Some(GrantedBy::Response),
    }
}

/// What `StackOne` can do at Planday: some actions name their scopes, some do not.
pub fn catalogue(origin: Origin) -> ActionCatalogue {
    let action = |id: &str, label: &str, scopes: &str| Action {
        id: Text::new(id),
        label: Text::new(label),
        description: Text::new(&format!("{label} at Planday")),
        required_scopes: scopes.split_whitespace().map(Text::new).collect(),
    };
    let actions = vec![
        action("planday_list_shifts", "List Shifts", "shift:read"),
        action("planday_create_shift", "Create Shift", "shift:create"),
        action("planday_list_employees", "List Employees", "employee:read"),
        action(
            "planday_get_employee_ssn",
            "Get Employee Ssn",
            "ssn:read employee:read",
        ),
        action("planday_get_payroll", "Get Payroll", ""),
        action("planday_get_portal", "Get Portal", ""),
        action("planday_list_departments", "List Departments", ""),
        action(
            "planday_update_employee_contract_rule",
            "Update Employee Contract Rule",
            "contractrules:update",
        ),
    ];
    let days = match origin {
        Origin::Asked => 0,
        Origin::Kept => 3,
    };
    let read_at = start()
        .checked_sub(SignedDuration::from_hours(24 * days))
        .expect("a time");
    ActionCatalogue::new(actions, Some(Text::new("1.4.0")), read_at, origin)
}

/// A refused Token, as Planday's answer is read.
pub fn refused_token() -> Diagnosis {
    Diagnosis {
        said: Some("HTTP 400: invalid_grant".into()),
        exchange: Some(12),
        ..Diagnosis::new(
            Party::PlandayIdentity,
            Kind::Rejected,
            "Planday refuses this Token: it is wrong or clipped, was revoked, belongs to another app or portal, or the administrator who authorised it has left.",
            "Copy App Id and Token again from the same tile; if that does not help, let an active administrator press Authorize again and copy the new Token.",
        )
    }
}

pub fn rate_limited() -> Diagnosis {
    Diagnosis {
        said: Some("HTTP 429".into()),
        exchange: Some(3),
        retry_at: start().checked_add(SignedDuration::from_secs(33)).ok(),
        ..Diagnosis::new(
            Party::StackOne,
            Kind::RateLimited,
            "StackOne asks to wait 33 s: too many requests with this API key.",
            "Wait, then verify again; other users of this key share its allowance.",
        )
    }
}

pub fn profile(number: usize) -> ConnectorProfile {
    ConnectorProfile {
        id: Text::new(&format!("cp_{number:08}_abcdefgh")),
        name: Text::new(&match number {
            0 => "Planday".to_owned(),
            n => format!("Planday {n}"),
        }),
        connector_key: Text::new("planday"),
        active: number % 3 != 2,
        default: number == 0,
        connector_version: Some(Text::new("1.4.0")),
        connector_pinned_version: (number % 2 == 1).then(|| Text::new("1.3.2")),
        authentication_config_key: Some(Text::new("oauth2")),
        authentication_config_label: Some(Text::new("OAuth 2.0")),
        release_stage: Some(Text::new("ga")),
        environment: Some(Text::new("production")),
        created_at: Timestamp::from_second(1_772_000_000).ok(),
        updated_at: Timestamp::from_second(1_772_540_000 + i64::try_from(number).unwrap_or(0)).ok(),
    }
}

pub fn entry(second: i64, level: Level, source: &'static str, text: &str) -> Entry {
    Entry {
        at: start()
            .checked_add(SignedDuration::from_secs(second))
            .expect("a time"),
        level,
        source,
        text: text.into(),
        waits_until: None,
        exchange: None,
    }
}

/// The lines of a verification that fails at the Token.
pub fn lines() -> Vec<Entry> {
    let mut refused = entry(
        2,
        Level::Warn,
        "planday-id",
        "POST /connect/token → 400 in 81 ms (exchange the Token)",
    );
    refused.exchange = Some(Arc::new(exchange()));
    vec![
        entry(0, Level::Info, "stackday", "verifying what was entered"),
        entry(
            1,
            Level::Error,
            "planday-id",
            "POST /connect/token → the connection was closed before the answer was complete (exchange the Token)",
        ),
        refused,
        entry(
            3,
            Level::Debug,
            "stackone",
            "GET /connector_profiles → 200 in 120 ms (list the connector profiles)",
        ),
    ]
}

pub fn exchange() -> Exchange {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Exchange {
        id: 12,
        service: "planday-id",
        purpose: "exchange the Token".into(),
        method: "POST".into(),
        url: "https://id.planday.com/connect/token".into(),
        attempt: 2,
        started: start(),
        elapsed: Duration::from_millis(81),
        request: Part {
            headers: vec![
                header("content-type", "application/x-www-form-urlencoded"),
                header("accept", "application/json"),
            ],
            body: format!("client_id={APP_ID}&grant_type=refresh_token&refresh_token=[redacted]"),
            bytes: 121,
        },
        outcome: Outcome::Answered {
            status: 400,
            response: Part {
                headers: vec![header("content-type", "application/json; charset=UTF-8")],
                body: r#"{"error":"invalid_grant","details":["expired",{"hint":null}]}"#.into(),
                bytes: 61,
            },
        },
    }
}
