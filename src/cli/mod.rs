//! The command line: what can be asked for, what is refused before anything starts, and each command's run.
//!
//! One file is one command: its options and its `run`, registered by one line below. A command opens a `Context`, calls
//! one workflow and prints what comes of it; what it decides for itself belongs into [`crate::workflow`].
//!
//! A secret is never an argument, because arguments stand in the process list and in the shell's history. Whoever
//! passes one anyway is told where it goes instead, and the value is not repeated: that message may end in a log.
//!
//! With `--json` every outcome is one document on standard output; where a command has no result it is
//! `{"ok": false, "error": {"kind", "message", "next"}, "exit": N}`.

#[macro_use]
mod registry;

mod accounts;
mod browser;
mod context;
mod dashboard;
mod failure;
mod global;
mod hits;
mod interrupt;
mod keys;
mod library;
mod links;
mod lists;
mod many;
mod paths;
mod pins;
mod profiles;
mod prompt;
mod query;
mod refused;
mod rehearse;
mod reporter;
mod rotate;
mod sandbox;
mod scopes;
mod secrets;
mod services;
mod stdin;
mod table;
#[cfg(test)]
mod tests;
mod themes;
mod verify;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches as _, Parser};
use tokio::runtime::Builder;

use failure::{Failure, unwritable};
use global::Global;
use refused::{secret_among, without_values};
use registry::RunCommand as _;

use crate::domain::exit::Exit;
use crate::output::eprint_line;
use crate::sandbox::Scenario;
use crate::secret::leave_no_core_file;

commands! {
    /// What to do without a screen.
    enum Command {
        Sandbox(sandbox::Sandbox),
        Rehearse(rehearse::Rehearse),
        Verify(verify::Verify),
        Rotate(rotate::Rotate),
        Scopes(scopes::Scopes),
        Secrets(secrets::Secrets),
        Pins(pins::Pins),
        Keys(keys::Keys),
        Profiles(profiles::Profiles),
        Accounts(accounts::Accounts),
        Links(links::Links),
        Library(library::Library),
    }
}

const EXAMPLES: &str = "\
Examples:
  stackday                          the dashboard
  stackday --sandbox                the dashboard against both services played on this machine
  stackday --read-only              look, and refuse every request that changes something at Planday or StackOne
  stackday verify --json            check App Id, Token and scopes without a screen
  stackday scopes require --preset scheduling    what to tick before the app is created
  stackday secrets doctor           which secret stores work here, and which one is used
  stackday rehearse                 walk through the whole setup against the sandbox

Credentials come from the environment, a secret store or the form, never from arguments or the config file:
  STACKDAY_APP_ID, STACKDAY_TOKEN_SECRET, STACKDAY_SCOPES, STACKDAY_ACTIONS, STACKDAY_STACKONE_API_KEY
Other addresses than the real services' (config.example.toml has every setting):
  STACKDAY_PLANDAY_IDENTITY_URL, STACKDAY_PLANDAY_API_URL, STACKDAY_STACKONE_API_URL

Exit codes:
  0 proven   1 failed   2 wrong usage   3 not configured   4 credentials rejected
  5 scope missing   6 network   7 rate limited   8 cancelled by the customer
  9 link expired   130 interrupted";

/// Connects Planday to `StackOne`, and proves that it works.
///
/// Without a command it opens the dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(name = "stackday", version, after_help = EXAMPLES,
    about = "Connects Planday to StackOne, and proves that it works",
    long_about = "Connects Planday to StackOne, and proves that it works.\n\nWithout a command it opens the dashboard.")]
struct Cli {
    /// What every command understands.
    #[command(flatten)]
    global: Global,
    /// Open the dashboard against both services played on this machine.
    #[arg(long)]
    sandbox: bool,
    /// A mishap for the sandbox to play; may be given more than once.
    #[arg(long, value_name = "NAME", requires = "sandbox")]
    scenario: Vec<Scenario>,
    /// What to do instead of opening the dashboard.
    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// Reads the arguments, the program's own name first.
    ///
    /// The error carries the exit code: 2, or 0 for help and version.
    fn read<I, T>(arguments: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<OsString> + Clone,
    {
        let matches = Self::command().try_get_matches_from(arguments);
        let mut matches = matches.map_err(without_values)?;
        let command = words_of(&matches);
        let mut cli = Self::from_arg_matches_mut(&mut matches).map_err(without_values)?;
        cli.global.command = command;
        let conflict = |message| Self::command().error(ErrorKind::ArgumentConflict, message);
        // clap would take these before a command and nobody would look at them again.
        if cli.sandbox && cli.command.is_some() {
            return Err(conflict(
                "--sandbox opens the dashboard, so it does not go with a command",
            ));
        }
        if cli.global.json && cli.command.is_none() {
            return Err(conflict(
                "--json goes with a command; the dashboard prints nothing",
            ));
        }
        Ok(cli)
    }

    async fn run(&self) -> Result<Exit, Failure> {
        match &self.command {
            Some(command) => command.run(&self.global).await,
            // On the heap: the dashboard's future is large, and a command needs none of it.
            None => Box::pin(dashboard::run(&self.global, self.sandbox, &self.scenario)).await,
        }
    }
}

/// The words of the command that was given, without its arguments.
fn words_of(mut matches: &ArgMatches) -> String {
    let mut words = Vec::new();
    while let Some((word, of_it)) = matches.subcommand() {
        words.push(word);
        matches = of_it;
    }
    words.join(" ")
}

/// Does what the arguments ask for, the program's own name first.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    leave_no_core_file();
    let arguments: Vec<_> = arguments.into_iter().collect();
    let secret = secret_among(&arguments, services::env)
        .map(|problem| Cli::command().error(ErrorKind::ValueValidation, problem));
    let read = match (Cli::read(&arguments), secret) {
        (Ok(_), Some(refusal)) => Err(refusal),
        // An option that exists to be refused says better what to do, and repeats nothing. Every other error may repeat it.
        (Err(error), Some(refusal)) if !refused::is_refusal(&error) => Err(refusal),
        (read, _) => read,
    };
    match read {
        Ok(cli) => run(&cli),
        Err(error) => refuse(&error, asks_for_json(&arguments)),
    }
}

fn run(cli: &Cli) -> Exit {
    let json = cli.global.json;
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let why = format!("this machine does not let a program start its threads: {error}");
            return Failure::failed(why).end(json);
        }
    };
    let ended = runtime.block_on(cli.run());
    // A thread that still waits for a name server must not keep the shell waiting.
    runtime.shutdown_background();
    ended.unwrap_or_else(|failure| failure.end(json))
}

/// Whether the arguments ask for JSON, as far as that can be told of arguments that are wrong.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let mut options = arguments
        .iter()
        .skip(1)
        .take_while(|argument| *argument != "--");
    options.any(|argument| argument == "--json")
}

/// Says what is wrong with the arguments; or prints the help or the version that was asked for.
fn refuse(error: &clap::Error, json: bool) -> Exit {
    // Help and version go to standard output. Nothing of the arguments is in them, so they may be in colour.
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => Exit::Success,
            // Where nobody reads there is nothing left to say.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Success,
            Err(error) => Failure::failed(unwritable(&error)).end(false),
        };
    }
    let text = error.render().to_string();
    eprint_line(text.trim_end());
    let first = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<_> = first.split_whitespace().collect();
    let message = words.join(" ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    Failure::usage(message)
        .next("The same with --help shows what it takes.")
        .document(json);
    Exit::Usage
}
