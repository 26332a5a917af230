//! The command line: what can be asked for, and what is refused before anything starts.
//!
//! A secret is never an argument, because arguments stand in the process list and in the shell's history. Whoever
//! passes one anyway is told where it goes instead, and the value is not repeated: that message may end in a log.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

mod lists;
mod pins;
mod profiles;
mod refused;
mod rotate;
mod scopes;
mod secrets;

pub use lists::{ActionList, PersonalList, PresetList, ScopeList};
pub use pins::Pins;
pub use profiles::{
    OneProfile, ProfileCopy, ProfileEdit, ProfileRemoval, ProfileValues, Profiles, ProfilesExport,
    ProfilesImport, ProfilesList, ProfilesVerify, ProfilesWhat, Values,
};
use refused::{Refused, without_values};
pub use rotate::Rotate;
pub use scopes::{Actions, Asking, Compare, Doing, List, Request, Require, Scopes, What};
pub use secrets::{Move, Named, SecretKind, Secrets, SecretsWhat, Set, SetWhat};

use crate::config::{ColorChoice, Overrides, StoreChoice};
use crate::sandbox::Scenario;
use crate::secret::PassphraseSource;

const EXAMPLES: &str = "\
Examples:
  stackday                          the dashboard
  stackday --sandbox                the dashboard against both services played on this machine
  stackday --read-only              look, and refuse everything that would change something
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
  5 scope missing   6 network   7 rate limited   130 interrupted";

const SANDBOX_EXAMPLES: &str = "\
Examples:
  stackday sandbox                  on any free port; the addresses are printed
  stackday sandbox --port 4010      identity on 4010, Planday's API on 4011, StackOne's on 4012, the web sites after them";

const REHEARSE_EXAMPLES: &str = "\
Examples:
  stackday rehearse                 walk through the setup and print each step
  stackday rehearse --json          the same for a script";

const VERIFY_EXAMPLES: &str = "\
Examples:
  STACKDAY_APP_ID=… STACKDAY_TOKEN_SECRET=… stackday verify --scopes employee:read,shift:read
  pass planday/token | stackday verify --app-id … --token-stdin --json
  stackday verify --scopes employee:read --api-key-stdin < key      the other credential this way
  stackday verify --all                                             every saved connection, a line each
  stackday verify --tag nordic --json                               those with this tag, for a script

Of many, the exit code is the worst: what a person has most to do about.";

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
    pub scenario: Vec<Scenario>,
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
    /// Start with this saved profile, or with this one of the configuration file.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Keep connections and secrets in this folder instead of the usual one.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Keep new secrets in this store.
    #[arg(long, global = true, value_name = "STORE", value_enum)]
    pub secret_store: Option<StoreChoice>,
    /// Allow a file with secrets that anybody can use who can read it.
    #[arg(long, global = true)]
    pub plaintext_secrets: bool,
    /// Read the encrypted file's passphrase from this file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "passphrase_fd"
    )]
    pub passphrase_file: Option<PathBuf>,
    /// Read it from this open file descriptor (Linux).
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<u32>,
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
            data_dir: self.data_dir.clone(),
            secret_store: self.secret_store,
            plaintext_secrets: self.plaintext_secrets,
            passphrase: self
                .passphrase_file
                .clone()
                .map(PassphraseSource::File)
                .or(self.passphrase_fd.map(PassphraseSource::Descriptor)),
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
    /// Put a new Token in the place of an old one, and do away with the old one.
    Rotate(Rotate),
    /// Know which scopes are needed before the app is created, and prove them after.
    Scopes(Scopes),
    /// See where secrets are kept, keep them, move them, and find out why a store does not work.
    Secrets(Secrets),
    /// See and change the version that a connector profile is pinned to.
    Pins(Pins),
    /// Keep connections: list, add, change, delete, verify, pass on.
    Profiles(Profiles),
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
    pub scenario: Vec<Scenario>,
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
    pub scenario: Vec<Scenario>,
}

/// The options of `stackday verify`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = VERIFY_EXAMPLES)]
pub struct Verify {
    /// Print one JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// Saved connections instead of one that is given here.
    #[command(flatten)]
    pub many: Many,
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "of_many",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// The scopes to prove, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        conflicts_with = "of_many",
        help = "The scopes to prove, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// The actions that the integration will use: their scopes are required; else `STACKDAY_ACTIONS` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        conflicts_with = "of_many",
        help = "The actions the integration will use: their scopes are required; else STACKDAY_ACTIONS or the profile's"
    )]
    pub actions: Option<ActionList>,
    /// Consent to prove scopes by reading personal data: resources, separated by commas, or all.
    #[arg(
        long,
        value_name = "LIST",
        conflicts_with = "of_many",
        help = "Leave to prove scopes by reading personal data: resources, separated by commas, or all"
    )]
    pub read_personal: Option<PersonalList>,
    /// Read the Token from standard input instead of `STACKDAY_TOKEN_SECRET`.
    #[arg(
        long,
        conflicts_with_all = ["api_key_stdin", "of_many"],
        help = "Read the Token from standard input instead of STACKDAY_TOKEN_SECRET"
    )]
    pub token_stdin: bool,
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        conflicts_with = "of_many",
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
    /// The connector profile in `StackOne` to check as well.
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "of_many",
        help = "The connector profile in StackOne to check as well"
    )]
    pub connector_profile: Option<String>,
}

/// Which saved connections are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Many {
    /// Verify every saved connection, and write down what is found.
    #[arg(long, group = "of_many")]
    pub all: bool,
    /// Verify the saved connections with this tag; may be given more than once, then any of them will do.
    #[arg(
        long,
        value_name = "TAG",
        group = "of_many",
        help = "Verify the saved connections with this tag; may be given more than once"
    )]
    pub tag: Vec<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "VxLtcy_OWkWoPKqs4uFhTg";

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::read(std::iter::once("stackday").chain(line.split_whitespace()))
    }

    fn refusal(line: &str) -> String {
        let error = read(line).expect_err("refused");
        assert_eq!(error.exit_code(), 2, "{line}");
        error.render().to_string()
    }

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn nothing_at_all_is_the_dashboard() {
        let cli = read("").expect("fine");
        assert_eq!((cli.command, cli.sandbox), (None, false));
        assert_eq!(cli.global.overrides(), Overrides::default());
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        for line in [
            "--config c --read-only --color never --ca-file a --log-file l --profile p --data-dir d --secret-store file --plaintext-secrets --passphrase-fd 3 verify",
            "verify --config c --read-only --color never --ca-file a --log-file l --profile p --data-dir d --secret-store file --plaintext-secrets --passphrase-fd 3",
        ] {
            let cli = read(line).expect("fine");
            assert_eq!(
                cli.global.overrides(),
                Overrides {
                    config: Some("c".into()),
                    read_only: true,
                    color: Some(ColorChoice::Never),
                    ca_file: Some("a".into()),
                    log_file: Some("l".into()),
                    profile: Some("p".into()),
                    data_dir: Some("d".into()),
                    secret_store: Some(StoreChoice::File),
                    plaintext_secrets: true,
                    passphrase: Some(PassphraseSource::Descriptor(3)),
                }
            );
        }
    }

    #[test]
    fn each_command_takes_its_options() {
        assert_eq!(
            read("sandbox --port 4010 --scenario slow --scenario flaky")
                .expect("fine")
                .command,
            Some(Command::Sandbox(Sandbox {
                port: 4010,
                scenario: vec![Scenario::Slow, Scenario::Flaky]
            }))
        );
        assert_eq!(
            read("verify --json --app-id x --scopes a:read,b:read --token-stdin --connector-profile c")
                .expect("fine")
                .command,
            Some(Command::Verify(Verify {
                json: true,
                many: Many::default(),
                app_id: Some("x".into()),
                scopes: Some(ScopeList(vec!["a:read".into(), "b:read".into()])),
                actions: None,
                read_personal: None,
                token_stdin: true,
                api_key_stdin: false,
                connector_profile: Some("c".into()),
            }))
        );
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for line in [
            "--scenario slow",
            "--sandbox verify",
            "verify --token-stdin --api-key-stdin",
            "verify --all --token-stdin",
            "verify --all --tag x",
            "verify --tag x --app-id y",
            "rotate",
            "rotate Acme --revoke-old",
            "rotate Acme --confirm Acme",
            "rotate Acme --revoke-old --confirm Acme --token-stdin",
            "rotate Acme --forget-old --revoke-old --confirm Acme",
            "verify --scopes ,",
            "verify --actions ,",
            "verify --read-personal departments",
            "scopes lst",
            "secrets",
            "secrets set",
            "secrets set password acme",
            "secrets move",
            "secrets move --to keyring",
            "secrets move --to keyring --all acme",
            "secrets set token acme --default",
            "--passphrase-file a --passphrase-fd 3",
            "scopes require --preset payroll",
            "scopes diff --token-stdin --api-key-stdin",
            "sandbox --port 70000",
            "--color pink",
            "nonsense",
        ] {
            refusal(line);
        }
    }

    #[test]
    fn a_secret_among_the_arguments_is_refused_and_not_repeated() {
        for (line, instead) in [
            (format!("--token {SECRET}"), "--token-stdin"),
            (format!("--token={SECRET} verify"), "--token-stdin"),
            (format!("verify --token-secret {SECRET}"), "--token-stdin"),
            (format!("verify --token -{SECRET}"), "--token-stdin"),
            ("verify --token".to_owned(), "STACKDAY_TOKEN_SECRET"),
            (format!("verify --api-key {SECRET}"), "--api-key-stdin"),
            (format!("verify --token-stdin={SECRET}"), "--token-stdin"),
            (format!("verify --token-stdin {SECRET}"), ""),
            (format!("verify --tokn={SECRET}"), ""),
            (format!("verify {SECRET}"), ""),
            (format!("verify --read-personal {SECRET}"), "employee, "),
            (format!("scopes {SECRET}"), ""),
            (format!("scopes diff --token {SECRET}"), "--token-stdin"),
            (
                format!("scopes require --preset {SECRET}"),
                "the nearest is",
            ),
            (SECRET.to_owned(), ""),
            (format!("secrets set token acme {SECRET}"), ""),
            (
                format!("secrets set token acme --token {SECRET}"),
                "secrets set",
            ),
            (format!("--passphrase {SECRET}"), "STACKDAY_PASSPHRASE"),
            (
                format!("secrets set token acme --passphrase-fd {SECRET}"),
                "",
            ),
            (format!("--color {SECRET}"), ""),
        ] {
            let said = refusal(&line);
            assert!(
                !said.contains(&SECRET[..8]) && said.contains(instead),
                "{line}: {said}"
            );
        }
    }

    #[test]
    fn a_command_that_says_too_little_is_told_what_there_is() {
        let said = refusal("secrets");
        assert!(
            said.contains("'stackday secrets' requires a subcommand"),
            "{said}"
        );
    }

    #[test]
    fn the_help_shows_no_refused_option_and_no_markup() {
        for line in [
            "--help",
            "verify --help",
            "sandbox --help",
            "rehearse --help",
            "scopes --help",
            "scopes list --help",
            "scopes actions --help",
            "scopes require --help",
            "scopes diff --help",
            "scopes prove --help",
            "pins --help",
            "profiles --help",
            "profiles add --help",
            "profiles edit --help",
            "profiles rm --help",
            "profiles import --help",
            "secrets --help",
            "secrets list --help",
            "secrets set --help",
            "secrets rm --help",
            "secrets move --help",
            "secrets doctor --help",
            "rotate --help",
        ] {
            let error = read(line).expect_err("help");
            assert_eq!(error.exit_code(), 0);
            let help = error.render().to_string();
            assert!(
                help.contains("Examples:") && !help.contains('`') && !help.contains("--token "),
                "{help}"
            );
        }
    }
}
