//! The options of `stackday rotate`.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  stackday rotate Acme                               type the new Token; nothing shows
  pass planday/acme-new | stackday rotate Acme --token-stdin
  stackday rotate Acme --revoke-old --confirm Acme   the old Token dies for everybody
  stackday rotate Acme --forget-old                  the old Token lives on at Planday

The new Token is proven before it is used: Planday exchanges it, it opens the same
portal, and it grants the wanted scopes. Whatever fails, the old one stays in use.

Exit codes: 0 done and proven, 3 no such connection, or a store is locked, 4 Planday
refuses the Token, 5 it lacks a scope, 1 refused here or something else failed.";

/// The options of `stackday rotate`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rotate {
    /// The saved connection, by its name.
    #[arg(value_name = "PROFILE")]
    pub name: String,
    /// Print one JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// Read the new Token from standard input instead of asking for it.
    #[arg(long, conflicts_with_all = ["revoke_old", "forget_old"])]
    pub token_stdin: bool,
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
