//! `stackday accounts list`: `StackOne`'s linked accounts as a table.

use std::fmt::Write as _;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::key::Key;
use super::sort::AccountSort;
use crate::cli::context::{Context, unless};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::registry::RunCommand;
use crate::cli::table::{ago, columns};
use crate::domain::account::AccountsApi;
use crate::domain::clock;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::text::{self, Text};
use crate::library::KeptAccount;
use crate::query::Query;
use crate::workflow::{
    ACCOUNT_WORDS, AccountFacts, AccountRow, AccountsReport, BlastRadius, Values, kept_accounts,
    list_accounts,
};

const HELP: &str = "\
All words of a query must hold:
  nord             in the owner, the id, the label, the profile or the reason, whatever the case
  is:failed        error, expired, suspended or inactive; also is:active, is:error, is:expired,
                   is:suspended, is:inactive, is:archived, is:unknown, is:gone
  profile:eu       in the profile's name or id; owner: label: reason: connector: status: likewise
  type:test        production or test
  -word            not this; write -- before the first one: stackday accounts list -- -is:active

Examples:
  stackday accounts list is:failed --sort reason
  stackday accounts list profile:eu type:production --json
  stackday accounts list --all-connectors

StackOne is asked for the whole list. Where it does not answer, the list of before is shown
with its age, and the exit code tells why.";

/// The longest a cell is shown, in characters.
const LONGEST: usize = 40;

/// The longest a reason is shown, in characters.
const LONGEST_REASON: usize = 70;

/// List the linked accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(after_help = HELP)]
pub struct List {
    /// Only those that this query means, such as `is:failed` (see below).
    #[arg(
        value_name = "QUERY",
        help = "Only those that this query means, such as is:failed (see below)"
    )]
    pub query: Vec<String>,
    /// Those of other connectors than Planday too.
    #[arg(long)]
    pub all_connectors: bool,
    /// Sort by this.
    #[arg(long, value_name = "KEY", value_enum, default_value_t)]
    pub sort: AccountSort,
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

/// The JSON.
#[derive(Serialize)]
struct Listed<'a> {
    /// Whether `StackOne` answered now.
    ok: bool,
    accounts: Vec<AccountRow<'a>>,
    /// How many there are in all, those that are gone among them.
    total: usize,
    /// Which generation of the API listed them.
    api: AccountsApi,
    at: Timestamp,
    /// Whether it is the list of before, because `StackOne` gave none now.
    kept: bool,
    whole: bool,
    disabled_profiles: Vec<Disabled>,
    caveats: Vec<String>,
    diagnosis: Option<&'a Diagnosis>,
    #[serde(skip)]
    kepts: Vec<&'a KeptAccount>,
}

/// A connector profile that a person disabled, and whom that hits.
#[derive(Serialize)]
struct Disabled {
    id: Text,
    name: Text,
    accounts: usize,
    owners: usize,
    #[serde(skip)]
    sentence: String,
}

impl RunCommand for List {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let query = Query::parse(&self.query.join(" "), &ACCOUNT_WORDS).map_err(|error| {
            let next = "stackday accounts list --help shows what can be asked for.";
            Failure::usage(error.to_string()).next(next)
        })?;
        let context = Context::open(global)?;
        let flags = Values::default();
        let holder = self
            .key
            .holder(&context, flags, self.all_connectors)
            .await?;
        let (services, request) = (&context.services, &holder.request);
        let (listed, interrupted) =
            interruptible(async |cancel| list_accounts(services, request, &cancel).await).await;
        let (report, diagnosis) = match listed {
            Ok(report) => (report, None),
            Err(_) if interrupted => return Err(Failure::interrupted()),
            Err(diagnosis) => match kept_accounts(services, request).await {
                Some(report) => (report, Some(diagnosis)),
                None => return Err((&diagnosis).into()),
            },
        };
        let listed = self.listed(&report, &query, diagnosis.as_ref());
        let exit = diagnosis.as_ref().map(|diagnosis| diagnosis.kind.exit());
        let exit = unless(interrupted, exit.unwrap_or(Exit::Success));
        context.conclude(&listed, |listed| table(listed, self.all_connectors), exit)
    }
}

impl List {
    fn listed<'a>(
        &self,
        report: &'a AccountsReport,
        query: &Query,
        diagnosis: Option<&'a Diagnosis>,
    ) -> Listed<'a> {
        let is_meant = |kept: &&KeptAccount| {
            let id = kept.account.connector_profile_id.as_ref();
            let profile = id.and_then(|id| report.profile(id));
            let name = profile.map(|profile| profile.name.as_str());
            query.matches(&AccountFacts::of(
                &kept.account,
                name,
                kept.gone_since.is_some(),
            ))
        };
        let mut kepts: Vec<_> = report.accounts.iter().filter(is_meant).collect();
        self.sort.sort(report, &mut kepts);
        let not_kept = report.not_kept.as_ref();
        let not_kept = not_kept.map(|why| format!("The list is not kept for the next time: {why}"));
        let caveats = [&report.caveat, &report.profiles_trouble, &not_kept];
        Listed {
            ok: diagnosis.is_none(),
            accounts: kepts.iter().map(|kept| report.row(kept)).collect(),
            total: report.accounts.len(),
            api: report.api,
            at: report.at,
            kept: diagnosis.is_some(),
            whole: report.is_whole,
            disabled_profiles: disabled(report),
            caveats: caveats.into_iter().flatten().cloned().collect(),
            diagnosis,
            kepts,
        }
    }
}

/// The profiles that a person disabled, each with the accounts that it hits.
fn disabled(report: &AccountsReport) -> Vec<Disabled> {
    let profiles = report.profiles.iter().flatten();
    let off = profiles.filter(|profile| profile.is_disabled());
    off.map(|profile| {
        let listed = report.accounts.iter();
        let listed = listed.filter(|kept| kept.gone_since.is_none());
        let hit = BlastRadius::of_profile(
            listed.map(|kept| &kept.account),
            Some(profile.id.as_str()),
            report.is_whole,
        );
        Disabled {
            id: profile.id.clone(),
            name: profile.name.clone(),
            accounts: hit.accounts.len(),
            owners: hit.owners(),
            sentence: hit.sentence(),
        }
    })
    .collect()
}

fn table(listed: &Listed<'_>, all_connectors: bool) -> String {
    let now = clock::now();
    let mut text = String::new();
    let of = if all_connectors { "" } else { " for Planday" };
    if listed.total == 0 {
        let _ = writeln!(text, "StackOne lists no linked account{of}.");
    } else if listed.accounts.is_empty() {
        let _ = writeln!(text, "No match among the {} linked accounts.", listed.total);
    } else {
        let rows = listed.accounts.iter().zip(&listed.kepts);
        let rows: Vec<_> = rows.map(|(row, kept)| cells(row, kept, now)).collect();
        let head = [
            "ID", "OWNER", "OWNER ID", "PROFILE", "TYPE", "STATUS", "CREATED", "SEEN", "REASON",
        ];
        let _ = writeln!(text, "{}", columns(head, &rows));
    }
    if let Some(diagnosis) = listed.diagnosis {
        let _ = writeln!(
            text,
            "! StackOne gave no list now: {} {}",
            diagnosis.summary, diagnosis.next
        );
    }
    let _ = write!(
        text,
        "{} of {} linked accounts{of}, listed by {}, {}.",
        listed.accounts.len(),
        listed.total,
        listed.api.path(),
        ago(listed.at, now)
    );
    if listed.api == AccountsApi::V1 {
        text.push_str(" It does not say which profile an account has.");
    }
    for caveat in &listed.caveats {
        let _ = write!(text, "\n! {caveat}");
    }
    for off in &listed.disabled_profiles {
        let name = text::line(off.name.as_str(), LONGEST);
        let _ = write!(
            text,
            "\n! The profile “{name}” is disabled in StackOne. {}",
            off.sentence
        );
    }
    text
}

fn cells(row: &AccountRow<'_>, kept: &KeptAccount, now: Timestamp) -> [String; 9] {
    let account = row.account;
    let dash = || "–".to_owned();
    let cell = |text: &str| match text.trim() {
        "" => dash(),
        text => text::line(text, LONGEST),
    };
    let profile = row
        .connector_profile
        .or(account.connector_profile_id.as_ref());
    let status = match kept.gone_since {
        Some(since) => format!("gone since {}", since.strftime("%F")),
        None => cell(account.status_words()),
    };
    [
        cell(account.id.as_str()),
        cell(account.name()),
        cell(account.origin_owner_id.as_str()),
        profile.map_or_else(dash, |profile| cell(profile.as_str())),
        account
            .kind
            .as_ref()
            .map_or_else(dash, |kind| cell(kind.as_str())),
        status,
        account
            .created_at
            .map_or_else(dash, |at| at.strftime("%F").to_string()),
        ago(row.last_seen, now),
        reason(kept),
    ]
}

/// The newest reason and its time.
fn reason(kept: &KeptAccount) -> String {
    let Some(reason) = kept.account.newest_reason() else {
        return String::new();
    };
    let words = text::line(reason.words().unwrap_or_default(), LONGEST_REASON);
    match reason.timestamp {
        Some(at) => format!("{words} ({})", at.strftime("%F %H:%MZ"))
            .trim_start()
            .to_owned(),
        None => words,
    }
}
