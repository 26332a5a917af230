//! `stackday rotate`: a new Token for a saved connection, and the end of the old one.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use clap::Args;

use super::context::{Context, find, unless};
use super::failure::Failure;
use super::global::Global;
use super::hits;
use super::interrupt::{interruptible, settle};
use super::prompt::{can_ask, open_file};
use super::registry::RunCommand;
use super::stdin::secret_from_stdin;
use super::table::explain;
use crate::domain::ProfileId;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::input::{self, Judged};
use crate::output::eprint_line;
use crate::secret::Secret;
use crate::workflow::{self, RevokeReport, RotateReport, drop_old, needs_unlocking, revoke_old};

const EXAMPLES: &str = "\
Examples:
  stackday rotate Acme                               type the new Token; nothing shows
  pass planday/acme-new | stackday rotate Acme --token-stdin
  stackday rotate Acme --revoke-old --confirm Acme   the old Token dies for everybody
  stackday rotate Acme --forget-old                  the old Token lives on at Planday
  stackday rotate Acme --dry-run                     which linked accounts it hits

The new Token is proven before it is used: Planday exchanges it, it opens the same
portal, and it grants the wanted scopes. Whatever fails, the old one stays in use.

Exit codes: 0 done and proven, 2 no such connection, 3 nothing is saved or a store is
locked, 4 Planday refuses the Token, 5 it lacks a scope, 1 refused here or something
else failed.";

/// Put a new Token in the place of an old one, and do away with the old one.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rotate {
    /// The saved connection, by its name.
    #[arg(value_name = "PROFILE")]
    pub name: String,
    /// Read the new Token from standard input instead of asking for it.
    #[arg(long, conflicts_with_all = ["revoke_old", "forget_old"])]
    pub token_stdin: bool,
    /// Show which linked accounts it hits, and change nothing.
    #[arg(long, conflicts_with = "token_stdin")]
    pub dry_run: bool,
    /// The old Token instead of a new one.
    #[command(flatten)]
    pub old: Replaced,
}

/// What becomes of the Token that a rotation replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Replaced {
    /// Revoke the Token that a rotation replaced: it dies for everybody who uses it.
    #[arg(long, requires = "confirm", conflicts_with = "forget_old")]
    pub revoke_old: bool,
    /// The connection's name once more, to confirm the revocation.
    #[arg(long, value_name = "NAME", requires = "revoke_old")]
    pub confirm: Option<String>,
    /// Forget the Token that a rotation replaced, without revoking it.
    #[arg(long)]
    pub forget_old: bool,
}

impl RunCommand for Rotate {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let saved = context.saved()?;
        let profile = find(&saved, &self.name)?;
        if self.dry_run || !self.old.forget_old {
            let hits = hits::tell_of_connection(&context, &saved, profile).await;
            if self.dry_run {
                let nothing = |_: &hits::Hits| "Nothing was changed.".to_owned();
                return context.conclude(&hits, nothing, Exit::Success);
            }
        }
        let ended = if self.old.revoke_old || self.old.forget_old {
            self.end_old(&context, profile.id).await
        } else {
            let token = self.new_token()?;
            if context
                .environment()
                .token_for(&saved, Some(profile))
                .is_some()
            {
                eprint_line(
                    "stackday: STACKDAY_TOKEN_SECRET is set and belongs to this connection: it beats the store, so change it there as well",
                );
            }
            switch(&context, profile.id, token).await
        };
        settle(&context.services.planday).await;
        ended
    }
}

impl Rotate {
    /// Revokes the old Token, or forgets it.
    async fn end_old(&self, context: &Context, id: ProfileId) -> Result<Exit, Failure> {
        let services = &context.services;
        if needs_unlocking(services, &[id], false).await.is_some() {
            open_file(&services.vault).await?;
        }
        let reporter = context.reporter();
        let (report, interrupted) = interruptible(async |cancel| {
            if self.old.forget_old {
                return drop_old(services, id, &reporter).await;
            }
            let confirmation = self.old.confirm.as_deref().unwrap_or_default();
            revoke_old(services, id, confirmation, &reporter, &cancel).await
        })
        .await;
        let exit = unless(interrupted && !report.ok, report.exit());
        context.conclude(&report, revoked, exit)
    }

    /// The new Token, typed or piped in; never an argument.
    fn new_token(&self) -> Result<Secret, Failure> {
        if self.token_stdin {
            return judged(&secret_from_stdin("the new Token")?);
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "the new Token is typed at a terminal, or piped in with --token-stdin",
            ));
        }
        let typed = rpassword::prompt_password("New Token (nothing shows): ");
        let typed = typed.map_err(|error| {
            Failure::failed(format!("the new Token could not be read: {error}"))
        })?;
        let typed = zeroize::Zeroizing::new(typed);
        if typed.trim().is_empty() {
            return Err(Failure::not_configured(
                "nothing was entered, so nothing was changed",
            ));
        }
        judged(&Secret::new(typed.as_str()))
    }
}

/// The new Token, if it can be one.
fn judged(typed: &Secret) -> Result<Secret, Failure> {
    let Judged { value, tidied, .. } = input::token_secret(typed.expose());
    if let Some(tidied) = tidied {
        eprint_line(&format!("stackday: the new Token: {tidied}"));
    }
    value.map_err(|problem| Failure::usage(format!("the new Token: {problem}")))
}

/// Puts the new Token in the place of the old one, once it is proven.
async fn switch(context: &Context, id: ProfileId, token: Secret) -> Result<Exit, Failure> {
    let services = &context.services;
    if let Some(new) = needs_unlocking(services, &[id], true).await
        && (!new || can_ask())
    {
        open_file(&services.vault).await?;
    }
    let reporter = context.reporter();
    let (report, interrupted) = interruptible(async |cancel| {
        workflow::rotate(services, id, token, &reporter, &cancel).await
    })
    .await;
    // What is done is done, whenever the signal came.
    let exit = unless(interrupted && !report.ok, report.exit());
    context.conclude(&report, rotated, exit)
}

fn rotated(report: &RotateReport) -> String {
    let mut text = String::new();
    for note in &report.notes {
        let _ = writeln!(text, "       {note}");
    }
    ended(
        report.ok,
        &report.name,
        &report.line,
        report.diagnosis.as_ref(),
        &mut text,
    );
    text
}

fn revoked(report: &RevokeReport) -> String {
    let mut text = String::new();
    ended(
        report.ok,
        &report.name,
        &report.line,
        report.diagnosis.as_ref(),
        &mut text,
    );
    text
}

fn ended(ok: bool, name: &str, line: &str, diagnosis: Option<&Diagnosis>, text: &mut String) {
    let mark = if ok { "[ok]  " } else { "[FAIL]" };
    let _ = write!(text, "{mark} {name}: {line}");
    if let Some(diagnosis) = diagnosis {
        let _ = write!(
            text,
            "\n       {}\n{}",
            diagnosis.summary,
            explain(diagnosis)
        );
    }
}
