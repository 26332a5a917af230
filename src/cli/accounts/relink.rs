//! `stackday accounts relink`: a link that brings a broken account back. It keeps its id.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::find;
use super::key::Key;
use super::making::{self, Making};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::domain::text::Text;
use crate::output::eprint_line;
use crate::stackone::SessionRequest;
use crate::workflow::Values;

const EXAMPLES: &str = "\
Examples:
  stackday accounts relink 4233 --expires 7d --message
  stackday accounts relink 4233 --wait --json

The account keeps its id, its owner and its profile. Verify the connection first: a link does
not help where the profile in StackOne holds a dead Token.

Exit codes with --wait: 0 an active account and one proven read, 1 an error, 8 cancelled by the
customer (the link still works), 9 the link expired.";

/// Make a link that brings an account back: it keeps its id.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Relink {
    /// Its id.
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub id: String,
    /// Another connector profile than its own, by name or id.
    #[arg(long, value_name = "NAME")]
    pub connector_profile: Option<String>,
    /// How it is made.
    #[command(flatten)]
    pub making: Making,
    /// Where the API key comes from.
    #[command(flatten)]
    pub key: Key,
}

impl RunCommand for Relink {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open(global)?;
        let flags = Values {
            connector_profile: self.connector_profile.clone(),
            ..Values::default()
        };
        let holder = self.key.holder(&context, flags, true).await?;
        let accounts = find::by_ids(&context, &holder, std::slice::from_ref(&self.id)).await?;
        let Some(account) = accounts.first() else {
            return Err(Failure::usage("no account is named"));
        };
        // Its own goes before the saved connection's; one that is named goes before its own.
        let own = account.connector_profile_id.as_ref().map(Text::as_str);
        let configured = holder.values.connector_profile.value.as_deref();
        let meant = self.connector_profile.as_deref().or(own).or(configured);
        let profile = making::profile(&context, &holder, meant).await?;
        if account.is_active() {
            eprint_line(&format!(
                "stackday: the account {} is active: it may need no new link",
                account.id
            ));
        }
        let session = SessionRequest {
            owner_id: account.origin_owner_id.to_string(),
            owner_name: account.origin_owner_name.to_string(),
            expires_in: self.making.seconds(&context),
            account_id: Some(account.id.to_string()),
            ..SessionRequest::default()
        };
        let order = making::order(&holder, &profile, session);
        self.making.run(&context, &holder, order).await
    }
}
