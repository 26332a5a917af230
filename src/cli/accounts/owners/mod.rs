//! `stackday accounts link --owners`: one link and one message for each customer of a table, resumable.

mod known;
mod results;
mod table;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::in_flight::in_flight;
use super::key::Holder;
use super::key::Key;
use super::making::{self, ready_store};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, unwritable};
use crate::cli::interrupt::{interruptible, settle};
use crate::domain::Link;
use crate::domain::account::Account;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::output::{eprint_line, print};
use crate::secret::Secret;
use crate::stackone::{ConnectorProfile, SessionRequest};
use crate::storage::write_atomically;
use crate::workflow::{LinkOrder, MadeLink, Values, link_message, link_url, make_link};
use crate::zone;

use known::{active, by_owner, bytes_of, earlier_of};
use results::{OwnerResult, Row, header, whole};
use table::Owner;

/// What is wanted for the owners of a table.
pub(super) struct Options<'a> {
    /// The table; with -, standard input.
    pub(super) file: &'a Path,
    /// The file that the links are written to, where not to standard output.
    pub(super) out: Option<&'a PathBuf>,
    /// Whether no link is made.
    pub(super) dry_run: bool,
    /// Whether owners with an active account get one more.
    pub(super) multiple: bool,
    /// How long the links work, in seconds.
    pub(super) seconds: u64,
    /// The connector profile, by name or id.
    pub(super) connector_profile: Option<&'a String>,
    /// Where the API key comes from.
    pub(super) key: Key,
}

/// What is done for the owners of a table.
struct Run<'a> {
    context: &'a Context,
    holder: &'a Holder,
    options: &'a Options<'a>,
    profile: &'a ConnectorProfile,
    /// Active accounts by owner id.
    active: HashMap<String, Account>,
    /// Links that are under way by owner id.
    in_flight: HashMap<String, Link>,
    /// Addresses that an earlier run wrote to the same file, by the link's id.
    earlier: HashMap<String, Secret>,
}

/// The JSON.
#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    dry_run: bool,
    line: &'a str,
    /// The file that the links are in; then they are not in here.
    file: Option<String>,
    owners: &'a [Row],
    exit: u8,
}

/// Makes a link for each owner of the table that has none.
pub(super) async fn run(context: &Context, options: &Options<'_>) -> Result<Exit, Failure> {
    let file = options.file;
    let is_stdin = file == Path::new("-");
    let shown = if is_stdin {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    };
    let wrong = |problem: &dyn std::fmt::Display| {
        Failure::failed(format!("{shown}: {problem}")).next("Nothing was sent.")
    };
    if is_stdin && options.key.api_key_stdin {
        return Err(Failure::usage(
            "standard input brings the table or the API key, not both",
        ));
    }
    let bytes = bytes_of(file).map_err(|error| wrong(&error))?;
    let owners =
        table::read(&bytes, context.services.guard()).map_err(|problem| wrong(&problem))?;
    let flags = Values {
        connector_profile: options.connector_profile.cloned(),
        ..Values::default()
    };
    let holder = options.key.holder(context, flags, false).await?;
    let meant = holder.values.connector_profile.value.clone();
    let profile = making::profile(context, &holder, meant.as_deref()).await?;
    let of_before = options.out.map(|out| earlier_of(out)).transpose()?;
    let run = Run {
        context,
        holder: &holder,
        options,
        profile: &profile,
        active: active(context, &holder).await?,
        in_flight: by_owner(in_flight(context, &holder)),
        earlier: of_before.unwrap_or_default(),
    };
    if !options.dry_run {
        ready_store(context).await?;
    }
    let (rows, interrupted) = interruptible(async |cancel| run.all(&owners, &cancel).await).await;
    settle(&context.services.planday).await;
    run.conclude(&rows?, interrupted)
}

impl Run<'_> {
    /// One owner after another; cancelled between two.
    async fn all(&self, owners: &[Owner], cancel: &CancellationToken) -> Result<Vec<Row>, Failure> {
        let streams = !self.context.json && self.options.out.is_none();
        if streams {
            put(&header())?;
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut ends = false;
        for owner in owners {
            let row = if ends || cancel.is_cancelled() {
                Row::of(owner, OwnerResult::NotTried)
            } else {
                self.one(owner, cancel).await.unwrap_or_else(|diagnosis| {
                    ends = diagnosis.stops_the_rest();
                    failed(owner, &diagnosis)
                })
            };
            if streams {
                // At once: what was made must not be lost if this ends in the middle.
                put(&row.csv())?;
            }
            let is_made = row.result == OwnerResult::Made;
            if !self.context.json {
                eprint_line(&format!(
                    "… {} of {}, line {}, {}: {}",
                    rows.len() + 1,
                    owners.len(),
                    owner.line,
                    owner.name,
                    row.result.words()
                ));
            }
            rows.push(row);
            if is_made {
                self.write(&rows)?;
            }
        }
        if !self.options.dry_run {
            self.write(&rows)?;
        }
        Ok(rows)
    }

    async fn one(&self, owner: &Owner, cancel: &CancellationToken) -> Result<Row, Diagnosis> {
        if let Some(link) = self.in_flight.get(&owner.id) {
            return Ok(self.under_way(owner, link).await);
        }
        if let Some(account) = self
            .active
            .get(&owner.id)
            .filter(|_| !self.options.multiple)
        {
            return Ok(Row {
                account: Some(account.id.to_string()),
                ..Row::of(owner, OwnerResult::Linked)
            });
        }
        if self.options.dry_run {
            return Ok(Row::of(owner, OwnerResult::ToMake));
        }
        let session = SessionRequest {
            owner_id: owner.id.clone(),
            owner_name: owner.name.clone(),
            expires_in: self.options.seconds,
            label: owner.label.clone(),
            kind: owner.kind.clone(),
            multiple: self.options.multiple,
            ..SessionRequest::default()
        };
        let order = LinkOrder {
            // The same table may be run twice at once.
            alone: true,
            ..making::order(self.holder, self.profile, session)
        };
        let made = make_link(&self.context.services, &order, cancel).await?;
        Ok(row_of(owner, &made))
    }

    /// An owner whose link of before is under way: its address comes from its store, else from the file of that time.
    async fn under_way(&self, owner: &Owner, link: &Link) -> Row {
        let id = link.id.to_string();
        let stores = link.url.iter().map(|record| record.place);
        let opened = if self.options.dry_run {
            Ok(())
        } else {
            self.context.open_stores(stores).await
        };
        let (kept, problem) = match opened {
            Ok(()) => match link_url(&self.context.services, link).await {
                Ok(url) => (url, None),
                Err(error) => (None, Some(error.to_string())),
            },
            Err(_) => (None, Some("the encrypted file is locked".to_owned())),
        };
        let url = kept.or_else(|| self.earlier.get(&id).cloned());
        let lost = "its address is not kept; stackday links stop lets a new link be made";
        let problem = problem.or_else(|| Some(lost.to_owned()));
        Row {
            problem: problem.filter(|_| url.is_none()),
            message: url.as_ref().map(|url| message(url, link)),
            url,
            link: Some(id),
            account: link.account.as_ref().map(ToString::to_string),
            expires_at: Some(link.expires_at),
            ..Row::of(owner, OwnerResult::InFlight)
        }
    }

    /// Writes the file that was asked for, as far as it is known by now: whole, and for its owner alone.
    fn write(&self, rows: &[Row]) -> Result<(), Failure> {
        let Some(out) = self.options.out else {
            return Ok(());
        };
        write_atomically(out, whole(rows).as_bytes()).map_err(|error| {
            Failure::failed(format!("{}: {error}", out.display())).next(
                "The links that were made are kept: run it again with another file, and they are in it.",
            )
        })
    }

    fn conclude(&self, rows: &[Row], interrupted: bool) -> Result<Exit, Failure> {
        let count = |result: OwnerResult| rows.iter().filter(|row| row.result == result).count();
        let left = count(OwnerResult::NotTried);
        let exits = rows.iter().map(|row| row.exit);
        let exit = exits.fold(Exit::Success, Exit::worst);
        let exit = match (left, interrupted) {
            (0, _) => exit,
            (_, true) => Exit::Interrupted,
            (_, false) => exit.worst(Exit::Failed),
        };
        let line = summary(rows, self.options.dry_run);
        let file = self.options.out.filter(|_| !self.options.dry_run);
        let file = file.map(|file| file.display().to_string());
        if !self.context.json {
            eprint_line(&line);
            for row in rows {
                if let Some(problem) = &row.problem {
                    eprint_line(&format!(
                        "! line {}, {}: {problem}",
                        row.line, row.owner_name
                    ));
                }
            }
            if let Some(file) = &file {
                eprint_line(&format!("The links are in {file}, for you alone to read."));
            }
            return Ok(exit);
        }
        let document = Document {
            ok: exit == Exit::Success,
            dry_run: self.options.dry_run,
            line: &line,
            file,
            owners: rows,
            exit: exit.code(),
        };
        self.context.conclude(&document, |_| String::new(), exit)
    }
}

/// Prints a line on standard output.
fn put(line: &str) -> Result<(), Failure> {
    let printed = print(line);
    printed
        .map(|_| ())
        .map_err(|error| Failure::failed(unwritable(&error)))
}

/// An owner for whom a link was made.
fn row_of(owner: &Owner, made: &MadeLink) -> Row {
    let link = &made.link;
    Row {
        link: Some(link.id.to_string()),
        expires_at: Some(link.expires_at),
        message: Some(message(&made.url, link)),
        url: Some(made.url.clone()),
        problem: made
            .not_kept
            .as_ref()
            .map(|why| format!("the address is kept nowhere but here: {why}")),
        ..Row::of(owner, OwnerResult::Made)
    }
}

fn message(url: &Secret, link: &Link) -> Secret {
    let zone = zone::local();
    link_message(url, link.expires_at, &zone)
}

fn failed(owner: &Owner, diagnosis: &Diagnosis) -> Row {
    let result = if diagnosis.is_cancelled() {
        OwnerResult::NotTried
    } else {
        OwnerResult::Failed
    };
    Row {
        problem: Some(format!("{} {}", diagnosis.summary, diagnosis.next)),
        exit: diagnosis.kind.exit(),
        ..Row::of(owner, result)
    }
}

/// What came of all, in one line.
fn summary(rows: &[Row], dry_run: bool) -> String {
    let count = |result: OwnerResult| rows.iter().filter(|row| row.result == result).count();
    let made = if dry_run {
        format!("{} would be made", count(OwnerResult::ToMake))
    } else {
        format!("{} made", count(OwnerResult::Made))
    };
    let mut parts = vec![format!("{} owners: {made}", rows.len())];
    for (result, words) in [
        (OwnerResult::InFlight, "under way already"),
        (OwnerResult::Linked, "linked already"),
        (OwnerResult::Failed, "failed"),
        (OwnerResult::NotTried, "not tried"),
    ] {
        if count(result) > 0 {
            parts.push(format!("{} {words}", count(result)));
        }
    }
    let mut line = format!("{}.", parts.join(", "));
    let left = rows
        .iter()
        .filter(|row| matches!(row.result, OwnerResult::Failed | OwnerResult::NotTried));
    if left.count() > 0 {
        line.push_str(" Run it again for the rest: no owner gets a second link.");
    }
    line
}
