//! What a run was started with, and what the services have shown in it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::diagnosis::Diagnosis;
use crate::library::Findings;
use crate::planday::Portal;
use crate::scopes::{ActionCatalogue, ScopeReport};
use crate::secret::Secret;
use crate::stackone::{Account, ConnectorProfile};
use crate::workflow::{AuthLink, RequestReport};

/// What the program was started with, as far as the screens tell of it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Environment {
    /// Whether the services are rehearsal ones: decides the badge, and whether the sandbox does the web clicks.
    pub rehearsal: bool,
    /// Whether writes are refused.
    pub read_only: bool,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Whether colours are drawn.
    pub color: bool,
    /// The zone that times are shown in.
    pub zone: TimeZone,
    /// Where `StackOne`'s web site is.
    pub dashboard: url::Url,
    /// The redirect URI to register.
    pub redirect_uri: String,
    /// How long an auth link works, in seconds.
    pub link_seconds: u64,
    /// The name of the saved connection to start with.
    pub profile: Option<String>,
    /// Evidence older than this is stale.
    pub fresh_for: jiff::SignedDuration,
    /// Whether there is a folder for saved connections.
    pub has_store: bool,
    /// Whether that folder outlives the run.
    pub keeps: bool,
}

/// What the services have shown about the connection of this run.
#[derive(Debug, Default)]
pub struct RemoteData {
    /// What Planday said to the request, as long as what was asked is what stands here.
    pub request: Option<RequestReport>,
    /// The scopes of the last verification.
    pub scopes: ScopeReport,
    /// What `StackOne` can do at Planday.
    pub actions: Option<ActionCatalogue>,
    /// Why the last list of actions failed.
    pub actions_trouble: Option<Diagnosis>,
    /// The portal that answered.
    pub portal: Option<Portal>,
    /// The connector profiles for Planday, newest list.
    pub profiles: Vec<ConnectorProfile>,
    /// What is to be said beside that list: that it is not whole, or that an entry of it could not be read.
    pub profiles_caveat: Option<String>,
    /// When that list came.
    pub profiles_at: Option<Timestamp>,
    /// The profile to link with.
    pub profile: Option<ConnectorProfile>,
    /// The auth link of this run.
    pub link: Option<AuthLink>,
    /// Whether the auth link is shown in full, because the person asked.
    pub link_shown: bool,
    /// The account that was linked.
    pub account: Option<Account>,
    /// When the last verification ended, and whether all of it held.
    pub verified: Option<(Timestamp, bool)>,
    /// What that verification found out of a connection that was not saved then: it is saved with it.
    pub unsaved_findings: Option<Box<Findings>>,
    /// A Token that Planday returned in place of the one sent, until the person has copied it.
    pub new_token: Option<Secret>,
    /// Whether that Token is in its field; else the field holds what the person has typed since.
    pub new_token_in_field: bool,
    /// How often Planday returned another Token in this run.
    pub renewals: u32,
    /// Why the connector profile does not hold what it should, although it is listed as if nothing were wrong.
    pub profile_outdated: Option<&'static str>,
    /// Why the last list of profiles failed.
    pub profiles_trouble: Option<Diagnosis>,
}
