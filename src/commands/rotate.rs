//! `stackday rotate`: a new Token for a saved connection, and the end of the old one.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use super::given::secret_from_stdin;
use super::passphrase::{can_ask, open_file};
use super::say::{Aloud, Silent, explain};
use super::{conclude, interruptible, live_services, log_file, settle};
use crate::cli;
use crate::config::{Credentials, Settings};
use crate::diagnosis::Diagnosis;
use crate::exit::Exit;
use crate::journal::Journal;
use crate::output::complain;
use crate::profile::{ProfileId, Saved};
use crate::secret::Secret;
use crate::workflow::secrets::Environment;
use crate::workflow::{
    RevokeReport, RotateReport, Services, drop_old, load_saved, needs_unlocking, revoke_old, rotate,
};

pub(super) async fn run(
    options: &cli::Rotate,
    settings: &Settings,
    credentials: &Credentials,
) -> Exit {
    let file = match log_file(settings) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let services = live_services(settings, Journal::silent(file));
    let (saved, id) = match found(&services, &options.name).await {
        Ok(found) => found,
        Err(problem) => {
            complain(&format!("stackday: {problem}"));
            return Exit::NotConfigured;
        }
    };
    let exit = if options.old.revoke_old || options.old.forget_old {
        away(options, &services, id).await
    } else {
        let token = match new_token(options) {
            Ok(token) => token,
            Err(problem) => {
                complain(&format!("stackday: {problem}"));
                return Exit::NotConfigured;
            }
        };
        let env = Environment::of(credentials, settings.profile.as_deref());
        if env.token_for(&saved, saved.find(id)).is_some() {
            complain(
                "stackday: STACKDAY_TOKEN_SECRET is set and belongs to this connection: it beats the store, so change it there as well",
            );
        }
        switched(options, &services, id, token).await
    };
    settle(&services.planday).await;
    exit
}

async fn switched(
    options: &cli::Rotate,
    services: &Services,
    id: ProfileId,
    token: Secret,
) -> Exit {
    if let Some(new) = needs_unlocking(services, &[id], true).await
        && (!new || can_ask())
        && let Err(exit) = open_file(&services.vault).await
    {
        return exit;
    }
    let (report, interrupted) = interruptible(async |cancel| {
        if options.json {
            rotate(services, id, token, &Silent, &cancel).await
        } else {
            rotate(services, id, token, &Aloud, &cancel).await
        }
    })
    .await;
    // What is done is done, whenever the signal came.
    let interrupted = interrupted && !report.ok;
    conclude(&report, options.json, rotated, report.exit(), interrupted)
}

/// Revokes the old Token, or forgets it.
async fn away(options: &cli::Rotate, services: &Services, id: ProfileId) -> Exit {
    if needs_unlocking(services, &[id], false).await.is_some()
        && let Err(exit) = open_file(&services.vault).await
    {
        return exit;
    }
    let (report, interrupted) = interruptible(async |cancel| {
        if options.old.forget_old {
            return drop_old(services, id, &Silent).await;
        }
        let confirmation = options.old.confirm.as_deref().unwrap_or_default();
        if options.json {
            revoke_old(services, id, confirmation, &Silent, &cancel).await
        } else {
            revoke_old(services, id, confirmation, &Aloud, &cancel).await
        }
    })
    .await;
    let interrupted = interrupted && !report.ok;
    conclude(&report, options.json, revoked, report.exit(), interrupted)
}

/// The saved connection of this name.
async fn found(services: &Services, name: &str) -> Result<(Saved, ProfileId), String> {
    let saved = load_saved(services).await?;
    match saved.named(name).map(|profile| profile.id) {
        Some(id) => Ok((saved, id)),
        None => Err(format!(
            "no saved connection is named “{name}”; the names stand in the dashboard's list of connections"
        )),
    }
}

/// The new Token, typed or piped in; never an argument.
fn new_token(options: &cli::Rotate) -> Result<Secret, String> {
    if options.token_stdin {
        return secret_from_stdin("the new Token");
    }
    if !io::stdin().is_terminal() {
        return Err(
            "the new Token is typed at a terminal, or piped in with --token-stdin".to_owned(),
        );
    }
    let typed = rpassword::prompt_password("New Token (nothing shows): ");
    let typed = typed.map_err(|error| format!("the new Token could not be read: {error}"))?;
    let typed = zeroize::Zeroizing::new(typed);
    match typed.trim() {
        "" => Err("nothing was entered, so nothing was changed".to_owned()),
        token => Ok(Secret::new(token)),
    }
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
