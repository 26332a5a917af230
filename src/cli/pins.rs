//! The options of `stackday pins`.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  stackday pins Planday                 its versions, its pin, what it resolves to
  stackday pins Planday --set 1.2.x     latest, 1.x.x, 1.2.x or 1.2.0
  stackday pins Planday --clear         follow the newest again

A pin takes effect for every account that is linked through the connector profile. The
version in use is told before and after.";

/// The options of `stackday pins`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Pins {
    /// The connector profile in `StackOne`, by name or id.
    #[arg(
        value_name = "CONNECTOR_PROFILE",
        help = "The connector profile in StackOne, by name or id"
    )]
    pub connector: String,
    /// Pin it to this version.
    #[arg(long, value_name = "VERSION", conflicts_with = "clear")]
    pub set: Option<String>,
    /// Clear its pin.
    #[arg(long)]
    pub clear: bool,
    /// Print one JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
}
