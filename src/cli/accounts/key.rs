//! Whose linked accounts a command is about: the API key, and the saved connections beside it.

use clap::Args;

use crate::cli::context::{Context, Stdin};
use crate::cli::failure::Failure;
use crate::library::LibrarySnapshot;
use crate::output::eprint_line;
use crate::workflow::{AccountsRequest, ResolvedValues, Values, Wanted};

/// Where the API key comes from, where not from the environment or a store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
pub struct Key {
    /// Read the `StackOne` API key from standard input instead of `STACKDAY_STACKONE_API_KEY`.
    #[arg(
        long,
        help = "Read the StackOne API key from standard input instead of STACKDAY_STACKONE_API_KEY"
    )]
    pub api_key_stdin: bool,
}

/// Whose accounts they are, and what is known beside them.
pub(in crate::cli) struct Holder {
    /// The API key and its project.
    pub(in crate::cli) request: AccountsRequest,
    /// What flags, environment, saved profile and configuration say.
    pub(in crate::cli) values: ResolvedValues,
    /// What is saved; nothing where it cannot be read, which was said then.
    pub(in crate::cli) saved: LibrarySnapshot,
}

impl Key {
    /// Finds out whose accounts are meant. Without an API key nobody can be asked.
    pub(in crate::cli) async fn holder(
        self,
        context: &Context,
        flags: Values,
        all_connectors: bool,
    ) -> Result<Holder, Failure> {
        let stdin = Stdin {
            api_key: self.api_key_stdin,
            token: false,
        };
        let resolved = context.resolve(flags, stdin, Wanted::API_KEY).await?;
        let api_key = resolved.api_key.ok_or_else(|| {
            Failure::not_configured("linked accounts need a StackOne API key").next(
                "Set STACKDAY_STACKONE_API_KEY, give --api-key-stdin, or name a saved connection with --profile.",
            )
        })?;
        let saved = saved(context);
        let chosen = context.settings.chosen_profile();
        let profile = chosen.and_then(|(_, profile)| profile.id);
        let profile = profile.and_then(|id| saved.find(id));
        let project = profile.and_then(|profile| profile.settings.project.clone());
        let request = AccountsRequest {
            api_key: api_key.secret,
            project: project.or_else(|| saved.default_project.clone()),
            all_connectors,
        };
        Ok(Holder {
            request,
            values: resolved.values,
            saved,
        })
    }
}

/// What is saved. Accounts can be read without it, so a library that cannot be read is said and no failure.
fn saved(context: &Context) -> LibrarySnapshot {
    let Some(library) = &context.services.library else {
        return LibrarySnapshot::default();
    };
    match library.load() {
        Ok(saved) => saved,
        Err(error) => {
            eprint_line(&format!(
                "stackday: the saved connections are left out: {error}"
            ));
            LibrarySnapshot::default()
        }
    }
}
