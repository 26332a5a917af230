//! Changing linked accounts: the confirmation before, the progress, and what is printed of the outcome.

use std::fmt::Write as _;

use serde::Serialize;

use super::key::Holder;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::interrupt::interruptible;
use crate::cli::prompt::{asked, can_ask};
use crate::cli::table::explain;
use crate::domain::account::Account;
use crate::domain::exit::Exit;
use crate::output::eprint_line;
use crate::workflow::{
    AccountChange, ChangeReport, ChangeRequest, ChangeTarget, Observer, Progress, change_accounts,
};

/// What is done, and to which accounts.
pub(super) struct Planned<'a, P> {
    /// What is going to be done, for JSON output.
    pub(super) plan: &'a [P],
    /// The same in lines, for a person.
    pub(super) lines: String,
    /// The accounts.
    pub(super) targets: Vec<ChangeTarget>,
    /// What is done to each.
    pub(super) change: AccountChange,
}

/// The JSON.
#[derive(Serialize)]
struct Outcome<'a, P> {
    ok: bool,
    /// Whether nothing was sent, because only the plan was asked for.
    dry_run: bool,
    line: String,
    planned: &'a [P],
    #[serde(flatten)]
    report: ChangeReport,
    exit: u8,
}

/// An account as the target of a change.
pub(super) fn target(account: &Account) -> ChangeTarget {
    ChangeTarget {
        id: account.id.clone(),
        name: account.name().into(),
    }
}

impl<P: Serialize> Planned<'_, P> {
    /// Prints what would be done. Nothing is sent: only that was asked for (`dry_run`), or there is nothing to do.
    pub(super) fn rehearse(&self, context: &Context, dry_run: bool) -> Result<Exit, Failure> {
        let line = match self.targets.len() {
            0 => "Nothing to change.".to_owned(),
            1 => format!("1 account would be {}.", self.change.done_word()),
            count => format!("{count} accounts would be {}.", self.change.done_word()),
        };
        let outcome = Outcome {
            ok: true,
            dry_run,
            line,
            planned: self.plan,
            report: ChangeReport::default(),
            exit: Exit::Success.code(),
        };
        let table = |outcome: &Outcome<'_, P>| match self.lines.as_str() {
            "" => outcome.line.clone(),
            lines => format!("{lines}\n{} Nothing was sent.", outcome.line),
        };
        context.conclude(&outcome, table, Exit::Success)
    }

    /// Does it, one after another, and prints what was done and what was not.
    pub(super) async fn run(self, context: &Context, holder: &Holder) -> Result<Exit, Failure> {
        let word = self.change.done_word();
        let request = ChangeRequest {
            of: holder.request.clone(),
            targets: self.targets,
            change: self.change,
        };
        let counter = Counter { json: context.json };
        let (report, interrupted) = interruptible(async |cancel| {
            change_accounts(&context.services, &request, &counter, &cancel).await
        })
        .await;
        let all_done = report.failed.is_empty() && report.not_tried.is_empty();
        let exit = match report.exit() {
            // What is done is done, whenever the signal came.
            _ if interrupted && !all_done => Exit::Interrupted,
            exit => exit,
        };
        let outcome = Outcome {
            ok: exit == Exit::Success,
            dry_run: false,
            line: report.line(word),
            planned: self.plan,
            report,
            exit: exit.code(),
        };
        context.conclude(&outcome, |outcome| told(outcome, word), exit)
    }
}

fn told<P>(outcome: &Outcome<'_, P>, word: &str) -> String {
    let mut text = String::new();
    for done in &outcome.report.done {
        let gone = if done.was_gone {
            ": it was gone already"
        } else {
            ""
        };
        let target = &done.target;
        // Writing to a string does not fail.
        let _ = writeln!(text, "[ok]   {} {}: {word}{gone}", target.id, target.name);
    }
    for failed in &outcome.report.failed {
        let (target, diagnosis) = (&failed.target, &failed.diagnosis);
        let _ = writeln!(
            text,
            "[FAIL] {} {}: {}\n{}",
            target.id,
            target.name,
            diagnosis.summary,
            explain(diagnosis)
        );
        if failed.may_be_done {
            text.push_str(
                "       The answer did not come: StackOne may have done it. Look at the account before you try again.\n",
            );
        }
    }
    for left in &outcome.report.not_tried {
        let _ = writeln!(text, "[-]    {} {}: not tried", left.id, left.name);
    }
    text + &outcome.line
}

/// How a change is confirmed.
pub(super) struct Confirmation<'a> {
    /// Whether a flag confirms it.
    pub(super) is_given: bool,
    /// What is shown before the question.
    pub(super) lines: &'a str,
    /// What has to be typed.
    pub(super) phrase: &'a str,
    /// What is not done without it, as the beginning of a sentence.
    pub(super) undone: &'a str,
    /// What to say where nobody can be asked.
    pub(super) flags: &'a str,
}

impl Confirmation<'_> {
    /// Has it confirmed: by the flag, else at the terminal.
    pub(super) fn ask(&self) -> Result<(), Failure> {
        if self.is_given {
            return Ok(());
        }
        if !can_ask() {
            let next = format!("Without a terminal, say {}.", self.flags);
            return Err(Failure::usage(self.undone).next(next));
        }
        eprint_line(self.lines);
        let typed = asked(&format!("Type “{}” to do it: ", self.phrase))?;
        if typed.trim() == self.phrase {
            return Ok(());
        }
        Err(Failure::usage(format!(
            "{}: what confirms it is “{}”, letter by letter",
            self.undone, self.phrase
        )))
    }
}

/// Counts on standard error; with `--json` it is quiet.
struct Counter {
    json: bool,
}

impl Observer for Counter {
    async fn tell(&self, progress: Progress) {
        match progress {
            Progress::AccountChanged { done, total } if !self.json && total > 1 => {
                eprint_line(&format!("… {done} of {total}"));
            }
            _ => {}
        }
    }
}
