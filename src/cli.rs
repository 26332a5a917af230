//! The command line: what can be asked for, and what is refused before anything starts.
//!
//! A secret is never an argument, because arguments stand in the process list and in the shell's history. Whoever
//! passes one anyway is told where it goes instead, and the value is not repeated: that message may end in a log.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::TypedValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command as ClapCommand, CommandFactory, Parser, Subcommand};

use crate::config::{ColorChoice, Overrides, split_scopes};

/// A mishap that the sandbox can be asked to play.
pub type ScenarioName = crate::sandbox::Scenario;

/// From how many characters on an argument nobody asked for is taken for a credential and not repeated.
const LIKE_A_CREDENTIAL: usize = 16;

const EXAMPLES: &str = "\
Examples:
  stackday                          the dashboard
  stackday --sandbox                the dashboard against both services played on this machine
  stackday --read-only              look, and refuse everything that would change something
  stackday verify --json            check App Id, Token and scopes without a screen
  stackday rehearse                 walk through the whole setup against the sandbox

Credentials come from the environment or are typed into the form, never from arguments or the file:
  STACKDAY_APP_ID, STACKDAY_TOKEN_SECRET, STACKDAY_SCOPES, STACKDAY_STACKONE_API_KEY

Exit codes:
  0 proven   1 failed   2 wrong usage   3 not configured   4 credentials rejected
  5 scope missing   6 network   7 rate limited   130 interrupted";

const SANDBOX_EXAMPLES: &str = "\
Examples:
  stackday sandbox                  on any free port; the addresses are printed
  stackday sandbox --port 4010      on this one";

const REHEARSE_EXAMPLES: &str = "\
Examples:
  stackday rehearse                 walk through the setup and print each step
  stackday rehearse --json          the same for a script";

const VERIFY_EXAMPLES: &str = "\
Examples:
  STACKDAY_APP_ID=… STACKDAY_TOKEN_SECRET=… stackday verify --scopes employee:read,shift:read
  pass planday/token | stackday verify --app-id … --token-stdin --json
  stackday verify --scopes employee:read --api-key-stdin < key      the other credential this way";

/// Connects Planday to `StackOne`, and proves that it works.
///
/// Without a command it opens the dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(name = "stackday", version, after_help = EXAMPLES,
    about = "Connects Planday to StackOne, and proves that it works",
    long_about = "Connects Planday to StackOne, and proves that it works.\n\nWithout a command it opens the dashboard.")]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// Open the dashboard against both services played on this machine.
    #[arg(long)]
    pub sandbox: bool,
    /// A mishap for the sandbox to play; may be given more than once.
    #[arg(long, value_name = "NAME", requires = "sandbox")]
    pub scenario: Vec<ScenarioName>,
    /// What to do instead of opening the dashboard.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command understands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Global {
    /// Read this configuration file instead of the usual one.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Refuse everything that would change something.
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Whether to use colour.
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<ColorChoice>,
    /// Trust the certificates in this PEM file as well.
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Append the log to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Start with this profile of the configuration file.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    #[command(flatten)]
    refused: Refused,
}

impl Global {
    /// What these flags say about the settings.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            read_only: self.read_only,
            color: self.color,
            ca_file: self.ca_file.clone(),
            log_file: self.log_file.clone(),
            profile: self.profile.clone(),
        }
    }
}

/// What to do without a screen.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Play both services on this machine until interrupted.
    Sandbox(Sandbox),
    /// Walk through the whole setup against the sandbox, and say of each step whether it worked.
    Rehearse(Rehearse),
    /// Check App Id, Token and every scope, and say what is missing.
    Verify(Verify),
}

/// The options of `stackday sandbox`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = SANDBOX_EXAMPLES)]
pub struct Sandbox {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// A mishap to play; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<ScenarioName>,
}

/// The options of `stackday rehearse`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = REHEARSE_EXAMPLES)]
pub struct Rehearse {
    /// Print one JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// A mishap to play; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<ScenarioName>,
}

/// The options of `stackday verify`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = VERIFY_EXAMPLES)]
pub struct Verify {
    /// Print one JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// The scopes to prove, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        help = "The scopes to prove, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// Read the Token from standard input instead of `STACKDAY_TOKEN_SECRET`.
    #[arg(
        long,
        conflicts_with = "api_key_stdin",
        help = "Read the Token from standard input instead of STACKDAY_TOKEN_SECRET"
    )]
    pub token_stdin: bool,
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
    /// The connector profile in `StackOne` to check as well.
    #[arg(
        long,
        value_name = "NAME",
        help = "The connector profile in StackOne to check as well"
    )]
    pub connector_profile: Option<String>,
}

/// A list of scopes in one argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeList(pub Vec<String>);

impl FromStr for ScopeList {
    type Err = &'static str;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let scopes = split_scopes(list);
        if scopes.is_empty() {
            return Err("at least one scope was expected, such as employee:read");
        }
        Ok(Self(scopes))
    }
}

/// Options that exist only to be refused with a better sentence than "unexpected argument".
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
struct Refused {
    #[arg(long = "token", global = true, hide = true, num_args = 0..=1, default_missing_value = "",
        allow_hyphen_values = true, aliases = ["token-secret", "access-token", "refresh-token", "secret"],
        value_parser = Never { instead: "STACKDAY_TOKEN_SECRET in the environment, or verify --token-stdin" })]
    token: Option<String>,
    #[arg(long = "api-key", global = true, hide = true, num_args = 0..=1, default_missing_value = "",
        allow_hyphen_values = true, aliases = ["stackone-api-key", "key"],
        value_parser = Never { instead: "STACKDAY_STACKONE_API_KEY in the environment, or verify --api-key-stdin" })]
    api_key: Option<String>,
}

/// Refuses whatever it is given, without repeating it.
#[derive(Debug, Clone)]
struct Never {
    instead: &'static str,
}

impl TypedValueParser for Never {
    type Value = String;

    fn parse_ref(
        &self,
        command: &ClapCommand,
        arg: Option<&Arg>,
        _: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let option = arg.and_then(Arg::get_long).unwrap_or_default();
        Err(clap::Error::raw(
            ErrorKind::ValueValidation,
            format!(
                "--{option}: a secret is not taken as an argument, where others can read it; use {}\n",
                self.instead
            ),
        )
        .with_cmd(command))
    }
}

impl Cli {
    /// Reads the arguments, the program's own name first.
    ///
    /// The error prints itself ([`clap::Error::exit`]) and carries the exit code: 2, or 0 for help and version.
    pub fn read<I, T>(arguments: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<OsString> + Clone,
    {
        let cli = Self::try_parse_from(arguments).map_err(without_values)?;
        // clap would take these before a command and nobody would look at them again.
        if cli.sandbox && cli.command.is_some() {
            return Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                "--sandbox opens the dashboard, so it does not go with a command",
            ));
        }
        Ok(cli)
    }
}

/// Takes out of a message what looks like a credential that landed in the wrong place.
fn without_values(mut error: clap::Error) -> clap::Error {
    let hidden = || ContextValue::String("[hidden]".to_owned());
    // `--token-stdin=VALUE`: the option is a known one, so nothing is lost with the value.
    if error.kind() == ErrorKind::TooManyValues {
        error.insert(ContextKind::InvalidValue, hidden());
    }
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
        let suspicious = matches!(error.get(kind), Some(ContextValue::String(word))
            if !word.starts_with("--") && word.chars().count() >= LIKE_A_CREDENTIAL);
        if suspicious {
            error.insert(kind, hidden());
        }
    }
    error
}
