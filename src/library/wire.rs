//! The types of the file's members, and the program's own types from and to them. The form is told in [`export_format`](super::export_format).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{CheckId, SecretRecord, SecretStoreKind, Standing, StepId, StoredEvidence};
use crate::library::model::{Connection, Connector, LastSeen, Profile, Project, Verification};

/// A project.
#[derive(Deserialize)]
pub(super) struct WireProject {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<WireKept>,
}

/// A profile.
#[derive(Deserialize)]
pub(super) struct WireProfile {
    id: Uuid,
    name: String,
    #[serde(default)]
    revision: u64,
    #[serde(default)]
    created_at: Timestamp,
    #[serde(default)]
    changed_at: Timestamp,
    settings: WireConnection,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<WireKept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_token: Option<WireKept>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    steps: BTreeMap<String, WireProved>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<WireSight>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    history: Vec<WireVerification>,
}

/// What a person entered.
#[derive(Serialize, Deserialize)]
pub(super) struct WireConnection {
    #[serde(skip_serializing_if = "Option::is_none")]
    portal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    scopes: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    actions: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    read_personal: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connector_profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_name: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    tags: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    notes: String,
}

/// Where a secret is kept.
#[derive(Deserialize)]
pub(super) struct WireKept {
    #[serde(with = "WirePlace")]
    place: SecretStoreKind,
    at: Timestamp,
}

/// The file's words for the stores, which stay whatever the program calls them.
#[derive(Serialize, Deserialize)]
#[serde(remote = "SecretStoreKind", rename_all = "lowercase")]
enum WirePlace {
    Keyring,
    File,
    Plaintext,
    Memory,
}

#[derive(Serialize, Deserialize)]
struct WireProved {
    #[serde(with = "WireStanding")]
    standing: Standing,
    #[serde(default)]
    line: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

/// The file's words for how well something is known.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Standing", rename_all = "lowercase")]
enum WireStanding {
    Verified,
    Observed,
    Attested,
    Stale,
    Failed,
    Unknown,
    Skipped,
}

#[derive(Serialize, Deserialize)]
struct WireSight {
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    portal_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted: Option<usize>,
    #[serde(default)]
    wanted: usize,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    missing: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connector: Option<WireConnector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accounts: Option<BTreeMap<String, usize>>,
}

#[derive(Serialize, Deserialize)]
struct WireConnector {
    id: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    active: Option<bool>,
    #[serde(default)]
    default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<String>,
}

#[derive(Deserialize)]
struct WireVerification {
    at: Timestamp,
    exit: u8,
    #[serde(default)]
    line: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    checks: BTreeMap<String, WireProved>,
}

impl From<WireProject> for Project {
    fn from(wire: WireProject) -> Self {
        Self {
            name: wire.name,
            key: wire.key.map(SecretRecord::from),
        }
    }
}

impl From<WireProfile> for Profile {
    fn from(wire: WireProfile) -> Self {
        Self {
            id: wire.id.into(),
            name: wire.name,
            revision: wire.revision,
            evidence_revision: wire.revision,
            change: 0,
            archived_at: None,
            recent: Vec::new(),
            created_at: wire.created_at,
            changed_at: wire.changed_at,
            settings: wire.settings.into(),
            token: wire.token.map(SecretRecord::from),
            old_token: wire.old_token.map(SecretRecord::from),
            steps: by_id(wire.steps, &StepId::ALL, StepId::name),
            seen: wire.seen.map(LastSeen::from),
            history: wire.history.into_iter().map(Verification::from).collect(),
        }
    }
}

impl From<&Connection> for WireConnection {
    fn from(settings: &Connection) -> Self {
        let settings = settings.clone();
        Self {
            portal: settings.portal,
            app_name: settings.app_name,
            app_id: settings.app_id,
            scopes: settings.scopes,
            actions: settings.actions,
            read_personal: settings.read_personal,
            project: settings.project,
            connector_profile: settings.connector_profile,
            owner_id: settings.owner_id,
            owner_name: settings.owner_name,
            tags: settings.tags,
            notes: settings.notes,
        }
    }
}

impl From<WireConnection> for Connection {
    fn from(wire: WireConnection) -> Self {
        Self {
            portal: wire.portal,
            app_name: wire.app_name,
            app_id: wire.app_id,
            scopes: wire.scopes,
            actions: wire.actions,
            read_personal: wire.read_personal,
            project: wire.project,
            connector_profile: wire.connector_profile,
            owner_id: wire.owner_id,
            owner_name: wire.owner_name,
            tags: wire.tags,
            notes: wire.notes,
        }
    }
}

impl From<WireKept> for SecretRecord {
    fn from(wire: WireKept) -> Self {
        Self {
            place: wire.place,
            at: wire.at,
            generation: 0,
        }
    }
}

impl From<&StoredEvidence> for WireProved {
    fn from(proved: &StoredEvidence) -> Self {
        Self {
            standing: proved.standing,
            line: proved.line.clone(),
            at: proved.at,
        }
    }
}

impl From<WireProved> for StoredEvidence {
    fn from(wire: WireProved) -> Self {
        Self {
            standing: wire.standing,
            line: wire.line,
            at: wire.at,
        }
    }
}

impl From<&LastSeen> for WireSight {
    fn from(seen: &LastSeen) -> Self {
        let seen = seen.clone();
        Self {
            at: seen.at,
            portal_name: seen.portal_name,
            granted: seen.granted,
            wanted: seen.wanted,
            missing: seen.missing,
            connector: seen.connector.map(|connector| WireConnector {
                id: connector.id,
                name: connector.name,
                active: connector.active,
                default: connector.default,
                version: connector.version,
                pinned: connector.pinned,
            }),
            accounts: seen.accounts,
        }
    }
}

impl From<WireSight> for LastSeen {
    fn from(wire: WireSight) -> Self {
        Self {
            at: wire.at,
            portal_name: wire.portal_name,
            granted: wire.granted,
            wanted: wire.wanted,
            missing: wire.missing,
            connector: wire.connector.map(|connector| Connector {
                id: connector.id,
                name: connector.name,
                active: connector.active,
                default: connector.default,
                version: connector.version,
                pinned: connector.pinned,
            }),
            accounts: wire.accounts,
        }
    }
}

impl From<WireVerification> for Verification {
    fn from(wire: WireVerification) -> Self {
        Self {
            since: wire.at,
            looks: 1,
            at: wire.at,
            exit: wire.exit,
            line: wire.line,
            checks: by_id(wire.checks, &CheckId::ALL, CheckId::name),
            origin: None,
        }
    }
}

fn by_name<K: Copy>(
    findings: &BTreeMap<K, StoredEvidence>,
    name: fn(K) -> &'static str,
) -> BTreeMap<String, WireProved> {
    let entry =
        |(id, proved): (&K, &StoredEvidence)| (name(*id).to_owned(), WireProved::from(proved));
    findings.iter().map(entry).collect()
}

/// The findings of what this program knows by that name.
fn by_id<K: Copy + Ord>(
    mut findings: BTreeMap<String, WireProved>,
    all: &[K],
    name: fn(K) -> &'static str,
) -> BTreeMap<K, StoredEvidence> {
    all.iter()
        .filter_map(|id| Some((*id, findings.remove(name(*id))?.into())))
        .collect()
}

/// The texts of the database's columns, and back. What cannot be read is an error that says what is wrong.
pub(super) mod text {
    use super::{
        BTreeMap, CheckId, Connection, LastSeen, StepId, WireConnection, WireProved, WireSight,
        by_id, by_name,
    };
    use crate::domain::StoredEvidence;
    use crate::domain::guard::{Guard, SecretForm};
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    /// The members that the program fills itself, from words of its own: a passphrase may be one of these.
    const OURS: [&str; 2] = ["standing", "at"];

    /// The JSON of the value, without secrets in any of its texts: whatever came from a service has passed here, whichever
    /// member it is in.
    pub(in crate::library) fn write<T: Serialize>(value: &T, guard: &Guard) -> String {
        // None of these types can fail to become JSON: their keys are texts.
        let json = serde_json::to_string(value).unwrap_or_default();
        if !guard.finds_in_json(&json) {
            return json;
        }
        let Ok(mut value) = serde_json::from_str(&json) else {
            return json;
        };
        clean(&mut value, guard);
        value.to_string()
    }

    fn clean(value: &mut Value, guard: &Guard) {
        match value {
            Value::String(text) => *text = guard.clean(text),
            Value::Array(values) => values.iter_mut().for_each(|value| clean(value, guard)),
            Value::Object(members) => {
                let all = std::mem::take(members).into_iter();
                members.extend(all.map(|(name, mut value)| {
                    if !OURS.contains(&name.as_str()) {
                        clean(&mut value, guard);
                    }
                    // The name of a member is a service's word where it is not the program's, which has no secret's form.
                    let name = match guard.find(&name) {
                        Some(form) if form != SecretForm::Passphrase => guard.clean(&name),
                        _ => name,
                    };
                    (name, value)
                }));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    pub(in crate::library) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    pub(in crate::library) fn of_settings(settings: &Connection, guard: &Guard) -> String {
        write(&WireConnection::from(settings), guard)
    }

    pub(in crate::library) fn settings(text: &str) -> Result<Connection, String> {
        read::<WireConnection>(text).map(Connection::from)
    }

    pub(in crate::library) fn of_steps(
        steps: &BTreeMap<StepId, StoredEvidence>,
        guard: &Guard,
    ) -> String {
        write(&by_name(steps, StepId::name), guard)
    }

    pub(in crate::library) fn steps(
        text: &str,
    ) -> Result<BTreeMap<StepId, StoredEvidence>, String> {
        let wire: BTreeMap<String, WireProved> = read(text)?;
        Ok(by_id(wire, &StepId::ALL, StepId::name))
    }

    pub(in crate::library) fn of_seen(seen: &LastSeen, guard: &Guard) -> String {
        write(&WireSight::from(seen), guard)
    }

    pub(in crate::library) fn seen(text: &str) -> Result<LastSeen, String> {
        read::<WireSight>(text).map(LastSeen::from)
    }

    pub(in crate::library) fn of_checks(
        checks: &BTreeMap<CheckId, StoredEvidence>,
        guard: &Guard,
    ) -> String {
        write(&by_name(checks, CheckId::name), guard)
    }

    pub(in crate::library) fn checks(
        text: &str,
    ) -> Result<BTreeMap<CheckId, StoredEvidence>, String> {
        let wire: BTreeMap<String, WireProved> = read(text)?;
        Ok(by_id(wire, &CheckId::ALL, CheckId::name))
    }
}
