//! `stackday accounts edit`: another label, owner name, type or connector profile, shown before it is done.

use std::fmt::Write as _;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::change::{Confirmation, Planned, target};
use super::find;
use super::key::{Holder, Key};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::registry::RunCommand;
use crate::domain::account::Account;
use crate::domain::exit::Exit;
use crate::domain::text::{self, Text};
use crate::output::eprint_line;
use crate::stackone::{AccountEdit, ConnectorProfile};
use crate::workflow::{AccountChange, Values};

const EXAMPLES: &str = "\
Examples:
  stackday accounts edit 4233 --label 'Main portal'       shows the change, and asks
  stackday accounts edit 4233 4234 --type production --yes
  stackday accounts edit 4233 --connector-profile 'Planday EU' --dry-run
  stackday accounts edit 4233 --no-label --yes

What is not named stays as it is. Suspending and resuming are clicks in StackOne's dashboard.";

/// The longest a name is shown, in characters.
const LONGEST: usize = 60;

/// `production` or `test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AccountType {
    /// A customer's.
    Production,
    /// One to try with, which ends by itself.
    Test,
}

impl AccountType {
    /// As `StackOne` writes it.
    pub(in crate::cli) fn word(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Test => "test",
        }
    }
}

/// Change the label, the owner's name, the type or the connector profile.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Edit {
    /// Their ids.
    #[arg(value_name = "ID", required = true, value_parser = NonEmptyStringValueParser::new())]
    pub ids: Vec<String>,
    /// What is changed.
    #[command(flatten)]
    pub changes: Changes,
    /// Show what would change, and change nothing.
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Change them without a question.
    #[arg(long)]
    pub yes: bool,
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

/// What is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[group(required = true, multiple = true)]
pub struct Changes {
    /// Another label.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "no_label")]
    pub label: Option<String>,
    /// No label any more.
    #[arg(long)]
    pub no_label: bool,
    /// Another name of the owner.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub owner_name: Option<String>,
    /// For production, or to try with.
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    pub kind: Option<AccountType>,
    /// Another connector profile for Planday, by name or id.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub connector_profile: Option<String>,
}

/// What changes of one account, for JSON output.
#[derive(Serialize)]
struct Change<'a> {
    id: &'a Text,
    name: &'a str,
    changes: Vec<Difference>,
}

/// What changes of one member.
#[derive(Serialize)]
struct Difference {
    field: &'static str,
    /// As it is; `null` where it is not told.
    before: Option<String>,
    /// As it will be; `null` where it is taken away.
    after: Option<String>,
}

impl RunCommand for Edit {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let holder = self.key.holder(&context, Values::default(), true).await?;
        let profiles = self.changes.profiles(&context, &holder).await?;
        let profile = self.changes.profile(&profiles)?;
        let accounts = find::by_ids(&context, &holder, &self.ids).await?;
        let plan: Vec<_> = accounts
            .iter()
            .map(|account| self.changes.of(account, profile, &profiles))
            .collect();
        let changed = accounts.iter().zip(&plan);
        let changed = changed.filter(|(_, change)| !change.changes.is_empty());
        let planned = Planned {
            lines: lines(&plan),
            targets: changed.map(|(account, _)| target(account)).collect(),
            change: AccountChange::Edit(self.changes.edit(profile)),
            plan: &plan,
        };
        // Nothing is sent for what is so already.
        if self.dry_run || planned.targets.is_empty() {
            return planned.rehearse(&context, self.dry_run);
        }
        Confirmation {
            is_given: self.yes,
            lines: &planned.lines,
            phrase: "yes",
            undone: "nothing is changed",
            flags: "--yes, or look first with --dry-run",
        }
        .ask()?;
        if self.yes && !context.json {
            eprint_line(&planned.lines);
        }
        planned.run(&context, &holder).await
    }
}

impl Changes {
    /// The connector profiles, where one is named.
    async fn profiles(
        &self,
        context: &Context,
        holder: &Holder,
    ) -> Result<Vec<ConnectorProfile>, Failure> {
        if self.connector_profile.is_none() {
            return Ok(Vec::new());
        }
        let (profiles, interrupted) =
            interruptible(async |cancel| find::profiles(context, holder, &cancel).await).await;
        match profiles {
            Err(_) if interrupted => Err(Failure::interrupted()),
            profiles => profiles.map_err(|diagnosis| Failure::from(&diagnosis)),
        }
    }

    /// The connector profile that is named: by its id, else by the only one of that name.
    fn profile<'a>(
        &self,
        profiles: &'a [ConnectorProfile],
    ) -> Result<Option<&'a ConnectorProfile>, Failure> {
        let Some(meant) = self.connector_profile.as_deref().map(str::trim) else {
            return Ok(None);
        };
        let named =
            |profile: &&ConnectorProfile| profile.name.as_str().trim().eq_ignore_ascii_case(meant);
        let of_id = profiles.iter().find(|profile| profile.id.as_str() == meant);
        let of_name: Vec<_> = profiles.iter().filter(named).collect();
        let shown = |profiles: &[&ConnectorProfile]| {
            let shown = profiles.iter().take(12).map(|profile| {
                let name = text::line(profile.name.as_str(), LONGEST);
                format!("{name} ({})", profile.id)
            });
            shown.collect::<Vec<_>>().join(", ")
        };
        let found = match (of_id, of_name.as_slice()) {
            (Some(profile), _) => profile,
            (None, [profile]) => *profile,
            (None, []) => {
                let all: Vec<_> = profiles.iter().collect();
                return Err(Failure::usage(
                    "--connector-profile: StackOne lists no profile of that name or id for Planday",
                )
                .next(format!("There are: {}.", shown(&all))));
            }
            (None, several) => {
                return Err(Failure::usage(format!(
                    "--connector-profile: {} profiles have that name",
                    several.len()
                ))
                .next(format!("Name one by its id: {}.", shown(several))));
            }
        };
        if found.is_disabled() {
            eprint_line(&format!(
                "stackday: the profile “{}” is disabled: StackOne refuses the calls of its accounts",
                found.name
            ));
        }
        Ok(Some(found))
    }

    fn edit(&self, profile: Option<&ConnectorProfile>) -> AccountEdit {
        AccountEdit {
            // An empty one takes it away.
            label: self
                .label
                .clone()
                .or_else(|| self.no_label.then(String::new)),
            owner_name: self.owner_name.clone(),
            kind: self.kind.map(|kind| kind.word().to_owned()),
            profile_id: profile.map(|profile| profile.id.to_string()),
        }
    }

    /// What changes of this account. What is so already is left out.
    fn of<'a>(
        &self,
        account: &'a Account,
        profile: Option<&ConnectorProfile>,
        profiles: &[ConnectorProfile],
    ) -> Change<'a> {
        let told = |text: Option<&Text>| {
            text.filter(|text| !text.is_empty())
                .map(|text| text.as_str().to_owned())
        };
        let name = |id: &Text| {
            let known = profiles.iter().find(|profile| profile.id == *id);
            known.map_or_else(
                || id.to_string(),
                |profile| format!("{} ({id})", profile.name),
            )
        };
        let mut changes = Vec::new();
        if self.label.is_some() || self.no_label {
            changes.push(Difference {
                field: "label",
                before: told(account.label.as_ref()),
                after: self.label.clone(),
            });
        }
        if let Some(owner_name) = &self.owner_name {
            changes.push(Difference {
                field: "owner_name",
                before: told(Some(&account.origin_owner_name)),
                after: Some(owner_name.clone()),
            });
        }
        if let Some(kind) = self.kind {
            changes.push(Difference {
                field: "type",
                before: told(account.kind.as_ref()).map(|kind| kind.to_lowercase()),
                after: Some(kind.word().to_owned()),
            });
        }
        if let Some(profile) = profile {
            changes.push(Difference {
                field: "connector_profile",
                before: account.connector_profile_id.as_ref().map(name),
                after: Some(name(&profile.id)),
            });
        }
        changes.retain(|change| change.before != change.after);
        Change {
            id: &account.id,
            name: account.name(),
            changes,
        }
    }
}

fn lines(plan: &[Change<'_>]) -> String {
    let mut text = String::new();
    for account in plan {
        let name = text::line(account.name, LONGEST);
        if account.changes.is_empty() {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{} {name}: it is so already", account.id);
            continue;
        }
        let _ = writeln!(text, "{} {name}", account.id);
        for change in &account.changes {
            let none = match change.field {
                "connector_profile" => "(not told)",
                _ => "(none)",
            };
            let value = |value: &Option<String>, none: &str| match value {
                Some(value) => format!("“{}”", text::line(value, 200)),
                None => none.to_owned(),
            };
            let _ = writeln!(
                text,
                "  {}: {} → {}",
                change.field.replace('_', " "),
                value(&change.before, none),
                value(&change.after, "(none)")
            );
        }
    }
    text.trim_end().to_owned()
}
