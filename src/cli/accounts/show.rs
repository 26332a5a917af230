//! `stackday accounts show`: everything that is known of one linked account, and what to do.

use std::fmt::Write as _;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::examples::EXAMPLES;
use super::find::{self, Found};
use super::key::{Holder, Key};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::cli::table::ago;
use crate::domain::account::{Account, AccountsApi};
use crate::domain::clock;
use crate::domain::exit::Exit;
use crate::domain::text::Text;
use crate::workflow::{ProfileOf, Repair, Values, connection_of};

/// Show everything that is known of one, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Show {
    /// Its id, or its owner's id or name.
    #[arg(value_name = "ID|OWNER", value_parser = NonEmptyStringValueParser::new())]
    pub account: String,
    /// The record as `StackOne` gives it as well.
    #[arg(long, help = "The record as StackOne gives it as well")]
    pub raw: bool,
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

/// The JSON.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    account: &'a Account,
    connector_profile: Option<&'a Text>,
    /// Whether that profile is enabled; `null` where `StackOne` does not say.
    connector_profile_active: Option<bool>,
    last_seen: Timestamp,
    gone_since: Option<Timestamp>,
    /// Which generation of the API gave it; `null` where it is gone.
    api: Option<AccountsApi>,
    /// The saved connection that it belongs to.
    connection: Option<&'a str>,
    /// What to do; `null` where nothing is wrong.
    repair: Option<Remedy<'a>>,
    caveat: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<Value>,
}

/// The remedy, as it is written out.
#[derive(Serialize)]
struct Remedy<'a> {
    summary: &'a str,
    cause: &'a str,
    effect: &'a str,
    who: &'a str,
    fix: &'a str,
}

impl RunCommand for Show {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let holder = self.key.holder(&context, Values::default(), true).await?;
        let found = find::one(&context, &holder, &self.account).await?;
        let profile = profile_of(&found);
        let repair = Repair::of(&found.account, profile, found.gone_since.is_some());
        let shown = self.shown(&found, profile, repair.as_ref(), &holder);
        let raw = found.record.as_ref().filter(|_| self.raw);
        context.conclude(
            &shown,
            |shown| {
                let mut text = told(shown);
                if let Some(record) = raw {
                    let _ = write!(text, "\n\n{}", record.raw.as_str());
                }
                text
            },
            Exit::Success,
        )
    }
}

/// What is known of the account's profile.
fn profile_of(found: &Found) -> ProfileOf<'_> {
    let profiles = found.profiles.as_ref().ok();
    ProfileOf::account(&found.account, profiles.map(Vec::as_slice))
}

impl Show {
    fn shown<'a>(
        &self,
        found: &'a Found,
        profile: ProfileOf<'a>,
        repair: Option<&'a Repair>,
        holder: &'a Holder,
    ) -> Shown<'a> {
        let known = match profile {
            ProfileOf::Known(profile) => Some(profile),
            _ => None,
        };
        let connection = connection_of(&found.account, profile, &holder.saved);
        let record = found.record.as_ref();
        Shown {
            account: &found.account,
            connector_profile: known.map(|profile| &profile.name),
            connector_profile_active: known.and_then(|profile| profile.active),
            last_seen: found.last_seen,
            gone_since: found.gone_since,
            api: record.map(|record| record.api),
            connection: connection.map(|connection| connection.name.as_str()),
            repair: repair.map(|repair| Remedy {
                summary: &repair.summary,
                cause: &repair.cause,
                effect: repair.effect,
                who: repair.who,
                fix: repair.fix,
            }),
            caveat: found.profiles.as_ref().err().map(String::as_str),
            raw: record.filter(|_| self.raw).map(|record| {
                let text = record.raw.as_str();
                // A record that was too long is cut, and is no JSON any more.
                serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
            }),
        }
    }
}

fn told(shown: &Shown<'_>) -> String {
    let (account, now) = (shown.account, clock::now());
    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, Text::to_string);
    let time = |at: Option<Timestamp>| {
        at.map_or_else(String::new, |at| format!("{at:.0}, {}", ago(at, now)))
    };
    let profile = match (shown.connector_profile, &account.connector_profile_id) {
        (Some(name), Some(id)) => {
            let state = match shown.connector_profile_active {
                Some(true) => ", enabled",
                Some(false) => ", DISABLED",
                None => "",
            };
            format!("{name} ({id}{state})")
        }
        (None, Some(id)) => id.to_string(),
        (_, None) => "not told".to_owned(),
    };
    let status = match shown.gone_since {
        Some(since) => format!("gone since {since:.0}"),
        None => account.status_words().to_owned(),
    };
    let mut lines = String::new();
    for (label, value) in [
        ("Id", account.id.to_string()),
        ("Owner", account.origin_owner_name.to_string()),
        ("Owner id", account.origin_owner_id.to_string()),
        ("User", text(&account.origin_username)),
        ("Label", text(&account.label)),
        ("Connector", account.provider.to_string()),
        ("Profile", profile),
        ("Environment", text(&account.environment)),
        ("Type", text(&account.kind)),
        ("Status", status),
        ("Created", time(account.created_at)),
        ("Changed", time(account.updated_at)),
        ("Last seen", time(Some(shown.last_seen))),
        (
            "Given by",
            shown
                .api
                .map_or_else(String::new, |api| api.path().to_owned()),
        ),
        (
            "Connection",
            shown.connection.unwrap_or_default().to_owned(),
        ),
    ] {
        if !value.trim().is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{label:<11}  {value}");
        }
    }
    for reason in &account.status_reasons {
        let at = reason
            .timestamp
            .map_or_else(|| "no time".to_owned(), |at| format!("{at:.0}"));
        let code = text(&reason.code);
        let words = text(&reason.description);
        let said = match (code.is_empty(), words.is_empty()) {
            (false, false) => format!("{code}: {words}"),
            _ => format!("{code}{words}"),
        };
        let _ = writeln!(lines, "  {at}  {said}");
    }
    if let Some(repair) = &shown.repair {
        let _ = write!(
            lines,
            "\n{}\n  Cause   {}\n  Effect  {}\n  Who     {}\n  Fix     {}\n",
            repair.summary, repair.cause, repair.effect, repair.who, repair.fix
        );
    }
    if let Some(caveat) = shown.caveat {
        let _ = writeln!(lines, "! {caveat}");
    }
    lines.trim_end().to_owned()
}
