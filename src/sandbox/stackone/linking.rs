//! What happens behind an auth link (stackone.md 4.4 and 4.5).

use serde_json::Value;

use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::{Account, Attempt, Profile, REDIRECT_URI, World};

/// How opening or following a link ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linked {
    /// The page can be shown: for this customer and this profile, by name.
    Ready(String, String),
    /// The account is linked.
    Account(String),
    /// It failed, with an OAuth error code and a sentence.
    Failed(String, String),
    /// The link has expired.
    Expired,
    /// The person turned back.
    Cancelled,
    /// No session has this token.
    Unknown,
}

/// The link was opened: an attempt begins, unless the link works no more.
pub fn open(world: &mut World, token: &str) -> Linked {
    let Some(place) = world.session_of(token) else {
        return Linked::Unknown;
    };
    if outdated(world, place) {
        return Linked::Expired;
    }
    if !world.stackone.sessions[place].is_pending() {
        begin(world, place);
    }
    let session = &world.stackone.sessions[place];
    let owner = session
        .text("origin_owner_name")
        .unwrap_or_default()
        .to_owned();
    let profile =
        profile(world, place).map_or_else(|| "Planday".to_owned(), |profile| profile.name.clone());
    Linked::Ready(owner, profile)
}

/// Connect, on the page behind the link: exchanges the profile's credentials and keeps the account.
pub fn connect(world: &mut World, token: &str) -> Linked {
    match open(world, token) {
        Linked::Ready(..) => {}
        other => return other,
    }
    let Some(place) = world.session_of(token) else {
        return Linked::Unknown;
    };
    match exchange(world, place) {
        Ok(account) => {
            settle(world, place, "authenticated", |attempt| {
                attempt.account_id = Some(account.clone());
            });
            Linked::Account(account)
        }
        Err((code, words)) => {
            settle(world, place, "error", |attempt| {
                attempt.error = Some((code.clone(), words.clone()));
            });
            Linked::Failed(code, words)
        }
    }
}

/// Cancel, on the page behind the link.
pub fn cancel(world: &mut World, token: &str) -> Linked {
    let Some(place) = world.session_of(token) else {
        return Linked::Unknown;
    };
    // What has ended stays as it ended.
    if world.stackone.sessions[place].is_pending() {
        settle(world, place, "cancelled", |_| ());
    }
    Linked::Cancelled
}

/// Marks a pending attempt whose link has run out.
pub fn expire(world: &mut World, place: usize) {
    let session = &world.stackone.sessions[place];
    if session.is_pending() && world.expired(session) {
        settle(world, place, "expired", |_| ());
    }
}

/// Whether the link works no more; if so, the attempt says it.
fn outdated(world: &mut World, place: usize) -> bool {
    let expired = world.scenarios.has(Scenario::LinkExpires)
        || world.expired(&world.stackone.sessions[place]);
    if expired {
        if world.stackone.sessions[place].attempt.is_none() {
            begin(world, place);
        }
        if world.stackone.sessions[place].is_pending() {
            settle(world, place, "expired", |_| ());
        }
    }
    expired
}

fn begin(world: &mut World, place: usize) {
    let now = world.clock.now();
    let id = world.dice.uuid();
    let attempt = Attempt {
        id,
        status: "pending",
        created_at: now,
        updated_at: now,
        account_id: None,
        error: None,
    };
    world.stackone.sessions[place].attempt = Some(attempt);
}

fn settle(world: &mut World, place: usize, status: &'static str, note: impl FnOnce(&mut Attempt)) {
    let now = world.clock.now();
    if let Some(attempt) = &mut world.stackone.sessions[place].attempt {
        attempt.status = status;
        attempt.updated_at = now;
        note(attempt);
    }
}

fn profile(world: &World, place: usize) -> Option<&Profile> {
    match &world.stackone.sessions[place].profile_id {
        Some(id) => world.profile(id),
        None => world.default_profile("planday"),
    }
}

/// Fetches an access token with what the profile's form was given, and makes or updates the account.
fn exchange(world: &mut World, place: usize) -> Result<String, (String, String)> {
    let failed = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    if let Some(id) = world.stackone.sessions[place].text("account_id")
        && world.account(id).is_none()
    {
        return Err(failed("account_not_found", "The linked account is gone"));
    }
    let profile = profile(world, place).cloned();
    let profile = profile.ok_or_else(|| {
        failed(
            "connector_profile_not_found",
            "The connector profile is gone",
        )
    })?;
    if !profile.active {
        return Err(failed(
            "connector_profile_disabled",
            "The connector profile is disabled",
        ));
    }
    if profile.connector_key != "planday" {
        return Err(failed("not_supported", "The sandbox can link Planday only"));
    }
    if world.scenarios.has(Scenario::LinkFails) {
        return Err(failed(
            "invalid_grant",
            "Planday refused the Token Secret of the connector profile",
        ));
    }
    // Without this redirect URI the real flow could never come back (guide.md A2). An account that is linked needs it no more.
    let app = world.app(&profile.app_id);
    if app.is_some_and(|app| !app.redirect_uris.iter().any(|uri| uri == REDIRECT_URI)) {
        return Err(failed(
            "invalid_redirect_uri",
            "The app does not have StackOne's redirect URI",
        ));
    }
    let access_token = match fresh_access(world, &profile) {
        Ok(access_token) => access_token,
        Err((code, words)) => return Err(failed(code, words)),
    };
    Ok(keep(world, place, &profile, access_token))
}

/// An access token for a profile's credentials, or the error code and what it means.
pub fn fresh_access(
    world: &mut World,
    profile: &Profile,
) -> Result<String, (&'static str, &'static str)> {
    let grant = world
        .refresh(&profile.app_id, &profile.token_secret)
        .map_err(|refusal| match refusal.code() {
            "invalid_client" => (
                "invalid_client",
                "Planday does not know the Application ID of the connector profile",
            ),
            code => (
                code,
                "Planday refused the Token Secret of the connector profile",
            ),
        })?;
    if let Some(kept) = world.profile_mut(&profile.id) {
        kept.token_secret = grant.refresh_token;
    }
    Ok(grant.access_token)
}

/// Makes the account, or updates the one that the session is for: the one it names, else the one of the same owner and
/// connector (stackone.md 4.1). An updated account keeps its id and its owner.
fn keep(world: &mut World, place: usize, profile: &Profile, access_token: String) -> String {
    let now = world.clock.now();
    let session = world.stackone.sessions[place].clone();
    let text = |name: &str| session.text(name).map(str::to_owned);
    let (owner_id, owner_name) = (
        text("origin_owner_id").unwrap_or_default(),
        text("origin_owner_name").unwrap_or_default(),
    );
    let several = session.asked.get("multiple").and_then(Value::as_bool) == Some(true);
    let same = |account: &&mut Account| match session.text("account_id") {
        Some(id) => account.id == id,
        None => {
            !several
                && account.provider == profile.connector_key
                && account.owner_id == owner_id
                && account.owner_name == owner_name
        }
    };
    if let Some(account) = world.stackone.accounts.iter_mut().find(same) {
        if let Some(kind) = text("type") {
            account.set_kind(&kind, now);
        }
        account.set_status("active", None, now);
        account.profile_id.clone_from(&profile.id);
        account.access_token = Some(access_token);
        account.label = text("label").or_else(|| account.label.take());
        return account.id.clone();
    }
    let id = world.dice.account_id();
    world.stackone.add_account(Account {
        serial: 0,
        id: id.clone(),
        profile_id: profile.id.clone(),
        provider: profile.connector_key.clone(),
        status: "active".to_owned(),
        reasons: Vec::new(),
        owner_id,
        owner_name,
        username: text("origin_username"),
        label: text("label"),
        kind: text("type").unwrap_or_else(|| "production".to_owned()),
        shared: false,
        created_at: now,
        updated_at: now,
        access_token: Some(access_token),
    });
    id
}
