//! What the services say in these tests.

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeSeed as _;
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::scope::Scopes;
use stackday::domain::text::Text;
use stackday::domain::{
    ChangeOrigin, CheckId, ProfileId, SecretRecord, SecretStoreKind, Standing, StepId,
    StoredEvidence,
};
use stackday::guide::{Live, REDIRECT_URI};
use stackday::http::reading;
use stackday::library::{
    Connection, Connector, LastSeen, LibrarySnapshot, Profile as SavedProfile, Project,
    Verification,
};
use stackday::planday::{GrantedBy, ProbeYield, Proof};
use stackday::scopes::{ActionCatalogue, Origin, Probed, ScopeReport};
use stackday::stackone::{Action, ConnectorProfile};

use super::start;

fn names(list: &str) -> Scopes {
    stackday::domain::scope::read(list).scopes
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
        unknown: Scopes::new(),
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
            "Planday refuses this Token. It is wrong or not complete. Or it was revoked. Or it belongs to another app or portal. Or the administrator who authorised it has left.",
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
        active: Some(number % 3 != 2),
        default: Some(number == 0),
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

/// `StackOne`'s own guide: with another button, another redirect URI and one more step, or as it is documented.
pub fn guide(changed: bool) -> Live {
    let step = |title: &str, content: &str| serde_json::json!({"title": title, "content": content});
    let (button, uri) = if changed {
        (
            "New App",
            "https://api.stackone.com/connect/oauth2/planday/v2/callback",
        )
    } else {
        ("Create App", REDIRECT_URI)
    };
    let app = format!(
        "<Warning>\nPlanday adds **no scope** to an app later.\n</Warning>\n\n### In the portal\n\n1. Press **{button}**, \
         top right, and name it {{app_name}}\n2. Tick the **Scopes** you need ([all of them](https://docs.stackone.com/scopes))\n\
         3. Redirect URI: `{uri}`\n\n![The form](https://docs.stackone.com/form.png)\n\nThen **Save**."
    );
    let mut first = vec![
        step(
            "Access API Settings",
            "Open **Settings**, then **API Access** under **Integrations**.",
        ),
        step("Create New Application", &app),
        step(
            "Authorize the Application",
            "Press **Authorize**, and **Authorize** again.",
        ),
    ];
    if changed {
        first.push(step(
            "Enable the App",
            "In the list, switch the app on: **Enable**.",
        ));
    }
    let connector = serde_json::json!({
        "key": "planday",
        "version": "1.2.0",
        "authentication": [{"key": "oauth2", "support": {
            "link": "https://docs.stackone.com/connectors/planday/guides/connector-profile/oauth-2-0",
            "guides": {"setup": {
                "warning": "Be an **Administrator**.",
                "sections": [
                    {"title": "Creating an API Application", "steps": first},
                    {"title": "Retrieving Your Credentials", "steps": [
                        step("Copy the Application ID", "It is called **App Id**."),
                        step("Copy the Token Secret", "It is the token."),
                    ]},
                    {"title": "Creating the StackOne Connector Profile", "steps": [
                        step("Navigate to Connector Profiles", "Open **Connector Profiles**."),
                        step("Create New Connector Profile", "Press **Create profile**."),
                    ]},
                ],
            }},
        }}],
    });
    let connector = reading::<stackday::stackone::Connector>()
        .deserialize(connector)
        .expect("JSON")
        .expect("a connector");
    Live::read(&connector, REDIRECT_URI, start()).expect("a guide")
}

/// So many hours before the tests' start.
pub fn hours_ago(hours: i64) -> Timestamp {
    let ago = start().checked_sub(SignedDuration::from_hours(hours));
    ago.expect("a time")
}

fn proved(standing: Standing, line: &str, at: Timestamp) -> StoredEvidence {
    StoredEvidence {
        standing,
        line: line.into(),
        at: Some(at),
    }
}

/// A saved connection that is well: everything is known of it, and it was verified so many hours ago.
pub fn saved(number: u128, name: &str, hours: i64) -> SavedProfile {
    let at = hours_ago(hours);
    let kept = SecretRecord {
        place: SecretStoreKind::Keyring,
        at: hours_ago(700),
        generation: 0,
    };
    let verification = Verification {
        since: at,
        looks: 1,
        at,
        exit: 0,
        line: "7 of 7 wanted scopes granted, 6 proven by calls".into(),
        checks: [(
            CheckId::Token,
            proved(Standing::Verified, "Planday gave an access token", at),
        )]
        .into(),
        origin: Some(ChangeOrigin::Command("profiles verify".to_owned())),
    };
    let connector = Connector {
        id: "cp_00000000_abcdefgh".into(),
        name: "Planday".into(),
        active: Some(true),
        default: true,
        version: Some("1.4.0".into()),
        pinned: None,
    };
    SavedProfile {
        id: saved_id(number),
        token: Some(kept),
        steps: [(
            StepId::A1,
            proved(Standing::Verified, "the Token opens the portal", at),
        )]
        .into(),
        seen: Some(LastSeen {
            at,
            portal_name: Some(format!("{name} A/S (portal 4711)")),
            granted: Some(7),
            wanted: 7,
            missing: Scopes::new(),
            connector: Some(connector),
            accounts: Some([("active".to_owned(), 3)].into()),
        }),
        history: vec![verification],
        ..SavedProfile::new(
            name,
            Connection {
                portal: Some(format!("https://{name}.planday.com/")),
                app_id: Some(format!("{number:08x}-3ffe-46b6-83e7-1a20f5a2beef")),
                scopes: names("scheduling payroll:read"),
                owner_name: Some(format!("{name} A/S")),
                ..Connection::default()
            },
            hours_ago(720),
        )
    }
}

pub fn saved_id(number: u128) -> ProfileId {
    ProfileId::from(uuid::Uuid::from_u128(number))
}

/// One of each kind: fresh and well, stale, with a scope missing, never verified, refused a while ago.
pub fn all_kinds() -> LibrarySnapshot {
    let well = saved(1, "acme", 2);
    let mut stale = saved(2, "birch", 60);
    stale.settings.tags = ["prod".to_owned(), "retail".to_owned()].into();
    let mut missing = saved(3, "cedar", 1);
    missing.settings.tags = ["prod".to_owned()].into();
    missing.settings.project = Some("north".into());
    missing.settings.notes =
        "Ask Mette before anything is rotated here, she is in on Mondays.\nPhone 12 34 56 78."
            .into();
    let seen = missing.seen.as_mut().expect("what was seen");
    seen.granted = Some(6);
    seen.missing = names("payroll:read");
    seen.accounts = Some([("active".to_owned(), 2), ("error".to_owned(), 1)].into());
    let connector = seen.connector.as_mut().expect("a connector profile");
    (connector.default, connector.pinned) = (false, Some("1.3.2".into()));
    missing.remember(Verification {
        since: hours_ago(1),
        looks: 1,
        at: hours_ago(1),
        exit: 5,
        line: "payroll:read is not granted".into(),
        checks: [(
            CheckId::Scopes,
            proved(
                Standing::Failed,
                "payroll:read is not granted",
                hours_ago(1),
            ),
        )]
        .into(),
        origin: Some(ChangeOrigin::Screen),
    });
    missing.history[1].at = hours_ago(49);
    let mut never = saved(4, "dune", 0);
    (never.token, never.seen) = (None, None);
    never.history.clear();
    never.steps.clear();
    let mut refused = saved(5, "elm", 72);
    let seen = refused.seen.as_mut().expect("what was seen");
    (seen.granted, seen.accounts) = (None, None);
    let connector = seen.connector.as_mut().expect("a connector profile");
    (connector.active, connector.default) = (Some(false), false);
    refused.history[0].exit = 4;
    refused.history[0].line = "Planday refuses this Token".into();
    LibrarySnapshot {
        profiles: vec![well, stale, missing, never, refused],
        projects: vec![Project {
            name: "north".into(),
            key: Some(SecretRecord {
                place: SecretStoreKind::File,
                at: hours_ago(300),
                generation: 0,
            }),
        }],
        default_project: None,
        ..LibrarySnapshot::default()
    }
}

/// So many that are well.
pub fn many(count: u128) -> LibrarySnapshot {
    let profiles = (0..count).map(|number| {
        let hours = i64::try_from(number % 50).unwrap_or(0);
        let mut profile = saved(number, &format!("customer-{number:05}"), hours);
        profile.settings.tags = [format!("group{}", number % 7)].into();
        profile.settings.notes = "Asked for by the customer in the spring.".into();
        profile
    });
    LibrarySnapshot {
        profiles: profiles.collect(),
        ..LibrarySnapshot::default()
    }
}
