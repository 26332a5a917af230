//! Which linked accounts a change of a connector profile, or of the Token in it, hits: said before it is made.

use std::time::Duration;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use crate::library::{LibrarySnapshot, Profile};
use crate::output::eprint_line;
use crate::secret::Secret;
use crate::workflow::{AccountsRequest, BlastRadius, list_accounts, secrets};

/// How long the list may take: the change itself does not need it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many accounts are named.
const NAMED: usize = 20;

/// What a change hits, for JSON output.
#[derive(Debug, Serialize)]
pub(super) struct Hits {
    /// How many, in one sentence; or why that is not known.
    pub(super) sentence: String,
    /// The first of them: name, owner id and status.
    accounts: Vec<String>,
    /// How many more there are.
    more: usize,
}

impl Hits {
    fn unknown(why: &str) -> Self {
        Self {
            sentence: format!("Which linked accounts it hits is not known: {why}."),
            accounts: Vec::new(),
            more: 0,
        }
    }

    fn tell(self) -> Self {
        eprint_line(&format!("stackday: {}", self.sentence));
        for name in &self.accounts {
            eprint_line(&format!("  {name}"));
        }
        if self.more > 0 {
            eprint_line(&format!("  and {} more", self.more));
        }
        self
    }
}

/// Says it of the connector profile that a saved connection means. That it is not known is said too, and stops nothing.
pub(super) async fn tell_of_connection(
    context: &Context,
    saved: &LibrarySnapshot,
    profile: &Profile,
) -> Hits {
    let env = context.environment();
    let key = secrets::api_key_of(&context.services, saved, Some(profile), &env).await;
    let seen = profile.seen.as_ref();
    let seen = seen.and_then(|seen| seen.connector.as_ref());
    let meant = seen.map(|seen| seen.id.as_str());
    let meant = meant.or(profile.settings.connector_profile.as_deref());
    match key {
        Ok(Some(key)) => {
            let project = profile.settings.project.clone();
            let project = project.or_else(|| saved.default_project.clone());
            tell(context, key.secret, project, meant).await
        }
        Ok(None) => Hits::unknown("no StackOne API key is set").tell(),
        Err(error) => Hits::unknown(error.to_string().trim_end_matches('.')).tell(),
    }
}

/// Says it of the connector profile with this id or name; without one, of every account that it may be.
pub(super) async fn tell(
    context: &Context,
    api_key: Secret,
    project: Option<String>,
    meant: Option<&str>,
) -> Hits {
    find(context, api_key, project, meant).await.tell()
}

async fn find(
    context: &Context,
    api_key: Secret,
    project: Option<String>,
    meant: Option<&str>,
) -> Hits {
    let request = AccountsRequest {
        api_key,
        project,
        all_connectors: false,
    };
    let cancel = CancellationToken::new();
    let listing = list_accounts(&context.services, &request, &cancel);
    let report = match tokio::time::timeout(PATIENCE, listing).await {
        Ok(Ok(report)) => report,
        Ok(Err(diagnosis)) => return Hits::unknown(diagnosis.summary.trim_end_matches('.')),
        Err(_) => return Hits::unknown("the list took too long"),
    };
    let profiles = report.profiles.iter().flatten();
    let id = meant.and_then(|meant| {
        profiles
            .filter(|profile| profile.id.as_str() == meant || profile.name.as_str() == meant)
            .map(|profile| profile.id.to_string())
            .next()
    });
    let listed = report.accounts.iter();
    let listed = listed.filter(|kept| kept.gone_since.is_none());
    let accounts = listed.map(|kept| &kept.account);
    let hit = BlastRadius::of_profile(accounts, id.as_deref(), report.is_whole).in_use_first();
    let (accounts, more) = hit.names(NAMED);
    Hits {
        sentence: hit.sentence(),
        accounts,
        more,
    }
}
