//! The options of `stackday scopes`.

use clap::{Args, Subcommand};

use super::{ActionList, PersonalList, PresetList, ScopeList};

const EXAMPLES: &str = "\
Examples:
  stackday scopes                       Planday's scopes, and what proves each
  stackday scopes list pay              those that have to do with pay
  stackday scopes actions shift         StackOne's actions for shifts
  stackday scopes require --actions planday_list_shifts
                                        what to tick, before the app is created
  stackday scopes diff --preset scheduling
                                        what the Token grants of that
  stackday scopes prove --json          every scope in all four columns
  stackday scopes request               whether Planday takes the request at all

The Token and the API key come from the environment (STACKDAY_TOKEN_SECRET,
STACKDAY_STACKONE_API_KEY) or from standard input; actions and scopes also from
STACKDAY_ACTIONS, STACKDAY_SCOPES and the config file.";

const LIST_EXAMPLES: &str = "\
Examples:
  stackday scopes list                    all 79
  stackday scopes list employee create    where every word is found
  stackday scopes list --json | jq -r '.scopes[].scope'

Words are looked for in names, meanings, data and presets. Nobody is asked.";

const ACTIONS_EXAMPLES: &str = "\
Examples:
  stackday scopes actions                  all of StackOne's actions for Planday
  stackday scopes actions absence balance  where every word is found
  stackday scopes actions --fresh --json   ask StackOne, however young the list

The list is kept for a day (keep_actions in the config file); without a key, or
offline, a kept list of any age is used. Its age is told.";

const REQUIRE_EXAMPLES: &str = "\
Examples:
  stackday scopes require --actions planday_list_shifts,planday_get_payroll
  stackday scopes require --preset scheduling --json
  stackday scopes require --preset scheduling | tail -1    the scopes alone

Presets: employee-directory, scheduling, time-and-absence, everything-readable.

It works without an API key: then scopes are proposed from the actions' names.
An action that nobody can place is named, and is no failure. Where a key is given
and StackOne cannot be asked, the exit code says why.";

const DIFF_EXAMPLES: &str = "\
Examples:
  stackday scopes diff --actions planday_list_shifts,planday_get_payroll
  pass planday/token | stackday scopes diff --token-stdin --preset scheduling

It exchanges the Token and compares. Nothing is read from the portal, unless the
answer names no scopes: then calls tell, as in stackday scopes prove.

Exit codes: 0 everything required is granted, 5 something required is missing,
1 that stays unknown; where no action and no preset is chosen, what is wanted
counts as required. Others as in stackday --help.";

const PROVE_EXAMPLES: &str = "\
Examples:
  stackday scopes prove --preset scheduling
  stackday scopes prove --actions planday_list_employees --read-personal employee
  stackday scopes prove --read-personal all --json

Personal data is read only with leave: one record for a scope, never shown and
never kept. Nothing is written: scopes that write are shown from what the Token
says.

Exit codes: 0 every required and wanted scope is granted or proven, and no call
was refused; 5 one is missing; 1 one is refused although granted, or stays
unknown. Others as in stackday --help.";

const REQUEST_EXAMPLES: &str = "\
Examples:
  stackday scopes request --app-id … --scopes scheduling
  stackday scopes request --redirect-uri https://api.stackone.com/connect/oauth2/planday/callback/
                                        what the app shows, beside what it must be

Nobody signs in and nothing is granted: Planday is asked whether it would send the
request on to its login page, and the same with one impossible value at a time. That
is an observation, not proof.

Exit codes: 0 App Id, redirect URI and scopes are accepted, and the redirect URI given
is the expected one; 5 scopes are refused; 1 something else is refused, differs or stays
unknown. Others as in stackday --help.";

/// The options of `stackday scopes`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Scopes {
    /// What to do; nothing said, Planday's scopes are listed.
    #[command(subcommand)]
    pub what: Option<What>,
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do about scopes.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum What {
    /// List Planday's scopes: what each is for, what it opens, and the call that proves it.
    #[command(after_help = LIST_EXAMPLES)]
    List(List),
    /// List `StackOne`'s actions for Planday, each with the scopes that it needs.
    #[command(
        after_help = ACTIONS_EXAMPLES,
        about = "List StackOne's actions for Planday, each with the scopes that it needs"
    )]
    Actions(Actions),
    /// Say which scopes an app needs for these actions and presets.
    #[command(after_help = REQUIRE_EXAMPLES)]
    Require(Require),
    /// Compare the required and wanted scopes with what the Token grants.
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(Compare),
    /// Prove scopes by calls, and show every scope as required, wanted, granted and proven.
    #[command(after_help = PROVE_EXAMPLES)]
    Prove(Compare),
    /// Ask whether Planday takes App Id, redirect URI and scopes, before anybody signs in.
    #[command(after_help = REQUEST_EXAMPLES)]
    Request(Request),
}

/// The options of `stackday scopes list`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct List {
    /// Only what all these words are in.
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
}

/// The options of `stackday scopes actions`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Actions {
    /// Only what all these words are in.
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// How `StackOne` is asked.
    #[command(flatten)]
    pub asking: Asking,
}

/// The options of `stackday scopes require`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Require {
    /// What the integration will do.
    #[command(flatten)]
    pub doing: Doing,
    /// How `StackOne` is asked.
    #[command(flatten)]
    pub asking: Asking,
}

/// The options of `stackday scopes diff` and `stackday scopes prove`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Compare {
    /// What the integration will do.
    #[command(flatten)]
    pub doing: Doing,
    /// The wanted scopes, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        help = "The wanted scopes, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// Consent to prove scopes by reading personal data: resources, separated by commas, or all.
    #[arg(
        long,
        value_name = "LIST",
        help = "Leave to prove scopes by reading personal data: resources, separated by commas, or all"
    )]
    pub read_personal: Option<PersonalList>,
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// Read the Token from standard input instead of `STACKDAY_TOKEN_SECRET`.
    #[arg(
        long,
        conflicts_with = "api_key_stdin",
        help = "Read the Token from standard input instead of STACKDAY_TOKEN_SECRET"
    )]
    pub token_stdin: bool,
    /// How `StackOne` is asked.
    #[command(flatten)]
    pub asking: Asking,
    /// Show every scope, also those that nobody asks for and the Token does not grant.
    #[arg(long)]
    pub all: bool,
}

/// The options of `stackday scopes request`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Request {
    /// The App Id; else `STACKDAY_APP_ID` or the profile's.
    #[arg(
        long,
        value_name = "ID",
        help = "The App Id; else STACKDAY_APP_ID or the profile's"
    )]
    pub app_id: Option<String>,
    /// The scopes to ask for, separated by commas or spaces; else `STACKDAY_SCOPES` or the profile's.
    #[arg(
        long,
        value_name = "LIST",
        help = "The scopes to ask for, separated by commas or spaces; else STACKDAY_SCOPES or the profile's"
    )]
    pub scopes: Option<ScopeList>,
    /// The redirect URI that the app in Planday shows, to compare with the expected one.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<String>,
}

/// What the integration will do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Doing {
    /// The actions that it will use, separated by commas; else `STACKDAY_ACTIONS`, the profile's or the file's.
    #[arg(
        long,
        value_name = "LIST",
        help = "The actions it will use, separated by commas; else STACKDAY_ACTIONS, the profile's or the file's"
    )]
    pub actions: Option<ActionList>,
    /// Presets whose scopes are required, separated by commas.
    #[arg(long, value_name = "LIST")]
    pub preset: Option<PresetList>,
}

/// How `StackOne` is asked for its actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Asking {
    /// Ask `StackOne` for its actions, however young the kept list is.
    #[arg(
        long,
        help = "Ask StackOne for its actions, however young the kept list is"
    )]
    pub fresh: bool,
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
}
