//! The options of `stackday profiles`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  stackday profiles                          the saved connections
  stackday profiles show Acme                everything about one
  stackday profiles add Acme --portal acme.planday.com --app-id … --scopes scheduling
  stackday secrets set token Acme            its Token, typed or piped in
  stackday profiles verify Acme              prove it
  stackday profiles export connections.json  without secrets, fit for git
  stackday profiles import connections.json --dry-run

No secret is an argument, and none is ever printed.";

const RM_EXAMPLES: &str = "\
Examples:
  stackday profiles rm Acme                  asks for the name once more
  stackday profiles rm Acme --confirm Acme   for scripts

Its Token goes with it. Nothing changes at Planday or StackOne.";

const EDIT_EXAMPLES: &str = "\
Examples:
  stackday profiles edit Acme --tags north,live
  stackday profiles edit Acme --rename 'Acme North'
  stackday profiles edit Acme --notes ''     an empty value clears

What is not named stays as it is.";

const IMPORT_EXAMPLES: &str = "\
Examples:
  stackday profiles import connections.json --dry-run    what would change
  stackday profiles import connections.json              do it

Nothing is deleted, Tokens and evidence stay, and the same file twice changes nothing.";

/// The options of `stackday profiles`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Profiles {
    /// What to do; without it, list them.
    #[command(subcommand)]
    pub what: Option<ProfilesWhat>,
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do about profiles.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum ProfilesWhat {
    /// List the saved connections.
    #[command(after_help = EXAMPLES)]
    List(ProfilesList),
    /// Show everything that is known of one.
    #[command(after_help = EXAMPLES)]
    Show(OneProfile),
    /// Save a new one.
    #[command(after_help = EXAMPLES)]
    Add(ProfileValues),
    /// Change one.
    #[command(after_help = EDIT_EXAMPLES)]
    Edit(ProfileEdit),
    /// Copy one: without its Token, without its evidence.
    #[command(after_help = EXAMPLES)]
    Duplicate(ProfileCopy),
    /// Delete one, with its Token.
    #[command(after_help = RM_EXAMPLES)]
    Rm(ProfileRemoval),
    /// Verify some, or all.
    #[command(after_help = EXAMPLES)]
    Verify(ProfilesVerify),
    /// Write them to a file, or to standard output: without secrets.
    #[command(after_help = EXAMPLES)]
    Export(ProfilesExport),
    /// Take them from a file.
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ProfilesImport),
}

/// Which profiles to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct ProfilesList {
    /// Only those with this tag.
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
}

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct OneProfile {
    /// Its name.
    pub name: String,
}

/// A profile with what is entered of it.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfileValues {
    /// Its name.
    pub name: String,
    /// What is entered of it.
    #[command(flatten)]
    pub values: Values,
}

/// A change to a profile.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfileEdit {
    /// Its name.
    pub name: String,
    /// Another name for it.
    #[arg(long, value_name = "NEW")]
    pub rename: Option<String>,
    /// What is entered of it.
    #[command(flatten)]
    pub values: Values,
}

/// What is entered of a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Values {
    /// The customer's Planday site.
    #[arg(long, value_name = "ADDRESS")]
    pub portal: Option<String>,
    /// What the Planday app is called.
    #[arg(long, value_name = "NAME")]
    pub app_name: Option<String>,
    /// The App Id.
    #[arg(long, value_name = "ID")]
    pub app_id: Option<String>,
    /// The scopes that the app is to have; presets too.
    #[arg(long, value_name = "LIST")]
    pub scopes: Option<String>,
    /// The actions that the integration will use.
    #[arg(long, value_name = "LIST")]
    pub actions: Option<String>,
    /// Consent to prove scopes by reading personal data.
    #[arg(long, value_name = "LIST")]
    pub read_personal: Option<String>,
    /// Words to find it by, separated by commas.
    #[arg(long, value_name = "LIST")]
    pub tags: Option<String>,
    /// What to remember about it.
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// The customer's id in your own system.
    #[arg(long, value_name = "ID")]
    pub owner_id: Option<String>,
    /// The customer's name.
    #[arg(long, value_name = "NAME")]
    pub owner_name: Option<String>,
    /// The connector profile in `StackOne`, by name or id.
    #[arg(
        long,
        value_name = "NAME",
        help = "The connector profile in StackOne, by name or id"
    )]
    pub connector_profile: Option<String>,
    /// The name of its API key.
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,
}

/// A copy of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfileCopy {
    /// The profile to copy.
    pub name: String,
    /// The name of the copy.
    pub new: String,
}

/// A profile to delete.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfileRemoval {
    /// Its name.
    pub name: String,
    /// Its name once more, where nobody can be asked.
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
}

/// Which profiles to verify.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfilesVerify {
    /// Their names.
    #[arg(required_unless_present = "all")]
    pub names: Vec<String>,
    /// All of them.
    #[arg(long, conflicts_with = "names")]
    pub all: bool,
}

/// Where to write profiles to.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfilesExport {
    /// The file; else standard output.
    pub file: Option<PathBuf>,
}

/// Where to take profiles from.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ProfilesImport {
    /// The file.
    pub file: PathBuf,
    /// Only say what would change.
    #[arg(long)]
    pub dry_run: bool,
}
