//! `stackday accounts link`: a link for one customer, or one for each customer of a table.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::change::Confirmation;
use super::edit::AccountType;
use super::in_flight::in_flight;
use super::key::{Holder, Key};
use super::making::{self, Making};
use super::owners;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::interrupt::interruptible;
use crate::cli::paths::path;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::domain::text;
use crate::output::eprint_line;
use crate::stackone::{Account, SessionRequest};
use crate::workflow::Values;

const EXAMPLES: &str = "\
Examples:
  stackday accounts link --owner-id cust-1 --owner-name 'Acme ApS' --expires 7d
  stackday accounts link --owner-id cust-1 --owner-name 'Acme ApS' --message
  stackday accounts link --owner-id cust-1 --owner-name 'Acme ApS' --wait --json
  stackday accounts link --owners customers.csv --out links.csv --expires 30d
  stackday accounts link --owners customers.csv --dry-run

Standard output has the link, because it was asked for: whoever has it can connect an account.
It is in no log. With --wait the link is followed to an active account and one proven read;
with --json as well that is two lines of JSON: the link at once, the outcome at the end.

A table has the columns owner_id, owner_name and, where wanted, label and type (production or
test). All rows are judged before the first link is made. Run again with the same table, it
makes no second link for an owner whose link is under way or whose account is active.

Exit codes with --wait: 0 an active account and one proven read, 1 an error, 8 cancelled by the
customer (the link still works), 9 the link expired.";

/// Make a link that a customer connects Planday with.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Link {
    /// The customer's id in your own system; else the saved connection's or the config file's.
    #[arg(long, value_name = "ID", requires = "owner_name", value_parser = NonEmptyStringValueParser::new())]
    pub owner_id: Option<String>,
    /// The customer's name.
    #[arg(long, value_name = "NAME", requires = "owner_id", value_parser = NonEmptyStringValueParser::new())]
    pub owner_name: Option<String>,
    /// A table of customers (CSV); with -, standard input.
    #[arg(
        long,
        value_name = "FILE",
        value_parser = path(),
        conflicts_with_all = ["owner_id", "owner_name", "label", "kind", "wait", "message"]
    )]
    pub owners: Option<PathBuf>,
    /// Write the links of a table to this file, for you alone to read.
    #[arg(long, value_name = "FILE", value_parser = path(), requires = "owners")]
    pub out: Option<PathBuf>,
    /// Say what each owner of a table would get, and make no link.
    #[arg(long, requires = "owners")]
    pub dry_run: bool,
    /// The connector profile in `StackOne`, by name or id; else the saved connection's, else the one in use.
    #[arg(
        long,
        value_name = "NAME",
        help = "The connector profile in StackOne, by name or id; else the saved connection's, else the one in use"
    )]
    pub connector_profile: Option<String>,
    /// The label that the account gets.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub label: Option<String>,
    /// For production, or to try with.
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    pub kind: Option<AccountType>,
    /// Let the owner have several accounts, also where one is active.
    #[arg(long)]
    pub multiple: bool,
    /// Make it without a question where the owner has an active account.
    #[arg(long, conflicts_with = "owners")]
    pub yes: bool,
    /// How it is made.
    #[command(flatten)]
    pub making: Making,
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

impl RunCommand for Link {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        if let Some(file) = &self.owners {
            let options = owners::Options {
                file,
                out: self.out.as_ref(),
                dry_run: self.dry_run,
                multiple: self.multiple,
                seconds: self.making.seconds(&context),
                connector_profile: self.connector_profile.as_ref(),
                key: self.key,
            };
            return owners::run(&context, &options).await;
        }
        let flags = Values {
            connector_profile: self.connector_profile.clone(),
            owner_id: self.owner_id.clone(),
            owner_name: self.owner_name.clone(),
            ..Values::default()
        };
        let holder = self.key.holder(&context, flags, false).await?;
        let (owner_id, owner_name) = owner(&holder)?;
        let meant = holder.values.connector_profile.value.clone();
        let profile = making::profile(&context, &holder, meant.as_deref()).await?;
        self.look_first(&context, &holder, &owner_id).await?;
        let session = SessionRequest {
            owner_id,
            owner_name,
            expires_in: self.making.seconds(&context),
            label: self.label.clone(),
            kind: self.kind.map(|kind| kind.word().to_owned()),
            multiple: self.multiple,
            ..SessionRequest::default()
        };
        let order = making::order(&holder, &profile, session);
        self.making.run(&context, &holder, order).await
    }
}

/// For whom the link is.
fn owner(holder: &Holder) -> Result<(String, String), Failure> {
    let values = &holder.values;
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let owner_id = text(&values.owner_id.value);
    let owner_name = text(&values.owner_name.value);
    owner_id.zip(owner_name).ok_or_else(|| {
        Failure::not_configured("there is nobody to make a link for").next(
            "Give --owner-id and --owner-name, or name a saved connection that has them with --profile.",
        )
    })
}

impl Link {
    /// Shows what the owner has already: an active account, or a link that is under way.
    async fn look_first(
        &self,
        context: &Context,
        holder: &Holder,
        owner_id: &str,
    ) -> Result<(), Failure> {
        for link in in_flight(context, holder) {
            if link.owner_id.as_str() == owner_id && link.relinks.is_none() {
                eprint_line(&format!(
                    "stackday: a link of this owner is under way already; stackday links show {} shows it",
                    link.id
                ));
                break;
            }
        }
        let client = &context.services.stackone;
        let key = &holder.request.api_key;
        let (listed, interrupted) =
            interruptible(async |cancel| client.accounts_of(key, owner_id, &cancel).await).await;
        let listed = match listed {
            Err(_) if interrupted => return Err(Failure::interrupted()),
            listed => listed.map_err(|diagnosis| Failure::from(&diagnosis))?,
        };
        if let Some(caveat) = listed.caveat("accounts of this owner") {
            eprint_line(&format!("stackday: {caveat}"));
        }
        let active: Vec<_> = listed.items.iter().filter(|it| it.is_active()).collect();
        if active.is_empty() {
            return Ok(());
        }
        let lines = active_words(&active);
        if self.multiple || self.yes {
            eprint_line(&lines);
        }
        Confirmation {
            is_given: self.multiple || self.yes,
            lines: &lines,
            phrase: "link",
            undone: &format!("no link is made: {lines}"),
            flags: "--multiple for one more account, or --yes to leave it to StackOne",
        }
        .ask()
    }
}

fn active_words(active: &[&Account]) -> String {
    let named: Vec<_> = active
        .iter()
        .take(5)
        .map(|account| {
            let label = account.label.as_ref();
            let label = label.map_or_else(String::new, |label| {
                format!(", “{}”", text::line(label.as_str(), 60))
            });
            format!("{}{label}", account.id)
        })
        .collect();
    let more = match active.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let accounts = if active.len() == 1 {
        "an active account"
    } else {
        "active accounts"
    };
    format!(
        "this owner has {accounts} already: {}{more}",
        named.join("; ")
    )
}
