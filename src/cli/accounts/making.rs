//! Making one link: the connector profile, the store for its address, and what is printed of it.

use clap::Args;
use serde::Serialize;

use super::find;
use super::key::Holder;
use crate::cli::context::{Context, conclude};
use crate::cli::failure::{Failure, unwritable};
use crate::cli::interrupt::{interruptible, settle};
use crate::cli::links::expiry::Expiry;
use crate::cli::links::row::{LinkRow, name_of};
use crate::cli::links::wait::to_its_end;
use crate::cli::prompt::{can_ask, open_file};
use crate::domain::SecretStoreKind;
use crate::domain::exit::Exit;
use crate::output::{eprint_line, print, print_json};
use crate::secret::VaultError;
use crate::stackone::{ConnectorProfile, SessionRequest};
use crate::workflow::{LinkOrder, MadeLink, judge_profile, link_message, make_link};
use crate::zone;

/// How a link is made and what is printed of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
pub struct Making {
    /// How long the link works: 30m, 12h, 7d or seconds; else `expires_in_seconds` of the config file.
    #[arg(
        long,
        value_name = "TIME",
        help = "How long the link works: 30m, 12h, 7d or seconds; else expires_in_seconds of the config file"
    )]
    pub expires: Option<Expiry>,
    /// Print the message for the customer, with the link in it, instead of the link alone.
    #[arg(long)]
    pub message: bool,
    /// Follow the link to an active account and one proven read.
    #[arg(long)]
    pub wait: bool,
}

/// The JSON of a link that was made.
#[derive(Serialize)]
struct Made<'a> {
    ok: bool,
    link: LinkRow<'a>,
    /// The address: whoever has it can connect an account.
    url: &'a str,
    message: &'a str,
    /// Why the address is kept nowhere; `null` where a store keeps it.
    not_kept: Option<&'a str>,
}

impl Making {
    /// How long the link works, in seconds.
    pub(super) fn seconds(self, context: &Context) -> u64 {
        let configured = context.settings.link.expires_in.as_secs();
        self.expires.map_or(configured, |expires| expires.0)
    }

    /// Makes the link, prints its address, and follows it where that is asked for.
    pub(super) async fn run(
        self,
        context: &Context,
        holder: &Holder,
        order: LinkOrder,
    ) -> Result<Exit, Failure> {
        ready_store(context).await?;
        let (made, interrupted) =
            interruptible(async |cancel| make_link(&context.services, &order, &cancel).await).await;
        let made = match made {
            Ok(made) => made,
            Err(_) if interrupted => return Err(Failure::interrupted()),
            Err(diagnosis) => return Err((&diagnosis).into()),
        };
        settle(&context.services.planday).await;
        self.print(context, &made)?;
        if interrupted || !self.wait {
            return Ok(if interrupted {
                Exit::Interrupted
            } else {
                Exit::Success
            });
        }
        let followed = to_its_end(context, holder, &made).await;
        let printed = if context.json {
            print_json(&serde_json::to_string(&followed.row()).unwrap_or_default())
        } else {
            print(&followed.told())
        };
        printed.map_err(|error| Failure::failed(unwritable(&error)))?;
        Ok(followed.exit())
    }

    /// Prints the address, or the message with it, on standard output; what is to be known beside it on standard error.
    fn print(self, context: &Context, made: &MadeLink) -> Result<(), Failure> {
        let (link, zone) = (&made.link, zone::local());
        let message = link_message(&made.url, link.expires_at, &zone);
        let document = Made {
            ok: true,
            link: LinkRow::of(link),
            url: made.url.expose(),
            message: message.expose(),
            not_kept: made.not_kept.as_deref(),
        };
        if !context.json {
            eprint_line(&format!(
                "A link for {} ({}) with the profile {}. It works until {}.",
                name_of(link),
                link.owner_id,
                link.profile_name,
                zone::in_full(link.expires_at, &zone)
            ));
            if let Some(why) = &made.not_kept {
                eprint_line(&format!(
                    "! Its address is kept nowhere, so copy it now: {why}"
                ));
            }
        }
        if context.json && self.wait {
            // The first of two lines.
            let printed = print_json(&serde_json::to_string(&document).unwrap_or_default());
            return printed
                .map(|_| ())
                .map_err(|error| Failure::failed(unwritable(&error)));
        }
        let shown = |document: &Made<'_>| {
            let asked_for = if self.message {
                document.message
            } else {
                document.url
            };
            asked_for.to_owned()
        };
        conclude(context.json, &document, shown, Exit::Success).map(|_| ())
    }
}

/// The connector profile that is meant, if it can be used.
pub(super) async fn profile(
    context: &Context,
    holder: &Holder,
    meant: Option<&str>,
) -> Result<ConnectorProfile, Failure> {
    let (profiles, interrupted) =
        interruptible(async |cancel| find::profiles(context, holder, &cancel).await).await;
    let profiles = match profiles {
        Err(_) if interrupted => return Err(Failure::interrupted()),
        profiles => profiles.map_err(|diagnosis| Failure::from(&diagnosis))?,
    };
    let judged = judge_profile(&profiles, meant).cloned();
    judged.map_err(|diagnosis| Failure::from(&diagnosis))
}

/// The order for a link with this profile.
pub(super) fn order(
    holder: &Holder,
    profile: &ConnectorProfile,
    session: SessionRequest,
) -> LinkOrder {
    LinkOrder {
        api_key: holder.request.api_key.clone(),
        project: holder.request.project.clone(),
        session: SessionRequest {
            profile_id: profile.id.to_string(),
            ..session
        },
        profile_name: profile.name.to_string(),
        alone: false,
    }
}

/// Opens the encrypted file where links' addresses go there and its passphrase can be had. Where it stays locked, the address
/// is in this program's memory alone, which is said with the link.
pub(super) async fn ready_store(context: &Context) -> Result<(), Failure> {
    let vault = &context.services.vault;
    if vault.choice().await.place != SecretStoreKind::File {
        return Ok(());
    }
    match vault.open().await {
        Err(VaultError::Locked { .. }) if can_ask() => open_file(vault).await,
        _ => Ok(()),
    }
}
