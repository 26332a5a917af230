//! The options of `stackday secrets`.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use crate::config::StoreChoice;

const EXAMPLES: &str = "\
Examples:
  stackday secrets list                      where each secret is kept, and since when
  stackday secrets set token Acme            type it; nothing shows
  pass planday/acme | stackday secrets set token Acme
  stackday secrets move --to keyring --all   copied, compared, and only then deleted
  stackday secrets doctor                    which stores work here, and what to do

No command prints a secret. The environment beats the store, the store beats
secret_command in the config file.";

const LIST_EXAMPLES: &str = "\
Examples:
  stackday secrets list
  stackday secrets list --json | jq -r '.secrets[] | select(.place == null).name'";

const SET_EXAMPLES: &str = "\
Examples:
  stackday secrets set token Acme
  stackday secrets set api-key main --default < key
  stackday secrets set token Acme --store file --passphrase-file ~/.stackday-passphrase

The secret is read from standard input, or typed. The profile of a Token must be
saved; the project of an API key is made. The first project becomes the default:
the one of profiles that name none.

Exit codes: 0 kept and read back, 3 no such profile, or the store is locked or
cannot be used, 1 something else failed.";

const RM_EXAMPLES: &str = "\
Examples:
  stackday secrets rm token Acme
  stackday secrets rm api-key main

It is removed here. To make it worthless, revoke it where it was made.";

const MOVE_EXAMPLES: &str = "\
Examples:
  stackday secrets move --to keyring --all
  stackday secrets move --to file Acme main
  stackday secrets move --to plaintext --plaintext-secrets Acme

A NAME is a profile (its Token, and the old one) or a project (its API key). Each is
copied, read back and compared, and deleted from the old store at the very end.

Exit codes: 0 all are where they should be, 3 a store is locked or cannot be used,
1 something else failed. Whatever failed is still where it was.";

const DOCTOR_EXAMPLES: &str = "\
Examples:
  stackday secrets doctor
  stackday secrets doctor --secret-store keyring --json

Nobody is asked for a passphrase.

Exit codes: 0 nothing is wrong, 3 a store that is needed cannot be used, 1 a secret
that is recorded is gone.";

/// The options of `stackday secrets`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = false)]
pub struct Secrets {
    /// What to do.
    #[command(subcommand)]
    pub what: SecretsWhat,
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do about secrets.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum SecretsWhat {
    /// List where each secret is kept, and since when.
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Keep a secret: read from standard input, or typed.
    #[command(after_help = SET_EXAMPLES)]
    Set(Set),
    /// Remove a secret from its store.
    #[command(after_help = RM_EXAMPLES)]
    Rm(Named),
    /// Move secrets to another store.
    #[command(after_help = MOVE_EXAMPLES)]
    Move(Move),
    /// Say of each store whether it works, and what to do if not.
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor,
}

/// What kind of secret is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecretKind {
    /// The Token of a profile.
    Token,
    /// The Token that a rotation replaced.
    OldToken,
    /// The API key of a project.
    ApiKey,
}

/// The options of `stackday secrets set`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Set {
    /// What it is, and of what.
    #[command(subcommand)]
    pub what: SetWhat,
}

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum SetWhat {
    /// The Token of a profile.
    #[command(after_help = SET_EXAMPLES)]
    Token {
        /// The profile's name.
        #[arg(value_name = "PROFILE")]
        name: String,
        /// Keep it in this store.
        #[arg(long, value_name = "STORE", value_enum)]
        store: Option<StoreChoice>,
    },
    /// The API key of a project.
    #[command(after_help = SET_EXAMPLES)]
    ApiKey {
        /// The project's name here.
        #[arg(value_name = "PROJECT")]
        name: String,
        /// Make this the project of profiles that name none.
        #[arg(long)]
        default: bool,
        /// Keep it in this store.
        #[arg(long, value_name = "STORE", value_enum)]
        store: Option<StoreChoice>,
    },
}

/// The options of `stackday secrets rm`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Named {
    /// What it is.
    #[arg(value_enum)]
    pub kind: SecretKind,
    /// The name of the profile or project.
    pub name: String,
}

/// The options of `stackday secrets move`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["names", "all"]))]
pub struct Move {
    /// The store to move them to.
    #[arg(long, value_name = "STORE", value_enum)]
    pub to: StoreChoice,
    /// Move every secret.
    #[arg(long)]
    pub all: bool,
    /// The names of profiles and projects.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
}
