//! The flags of what is entered of a connection.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::lists::UnknownScopes;
use crate::domain::scope;
use crate::library::Connection;
use crate::output::eprint_line;
use crate::workflow::{ConnectionValues, FieldProblem, judge_name};

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
    /// What is done about scopes that stackday does not know.
    #[command(flatten)]
    pub unknown: UnknownScopes,
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

impl Values {
    /// The flags that are given, taken into a connection; an empty value clears.
    pub(super) fn taken_into(&self, settings: Connection) -> Result<Connection, Failure> {
        let values = ConnectionValues {
            portal: self.portal.clone(),
            app_name: self.app_name.clone(),
            app_id: self.app_id.clone(),
            scopes: self.scopes.clone(),
            actions: self.actions.clone(),
            read_personal: self.read_personal.clone(),
            project: self.project.clone(),
            connector_profile: self.connector_profile.clone(),
            owner_id: self.owner_id.clone(),
            owner_name: self.owner_name.clone(),
            tags: self.tags.clone(),
            notes: self.notes.clone(),
        };
        if let Some(list) = &self.scopes {
            // What the connection holds already stays as it is.
            self.unknown
                .refuse(&scope::read(list).unknown, &settings.scopes)?;
        }
        let flag = |problem: &FieldProblem| {
            let flag = problem.field.replace('_', "-");
            format!("--{flag}: {}", problem.problem)
        };
        let mut doubts = Vec::new();
        let judged = values.judge(settings, &mut doubts);
        for doubt in &doubts {
            eprint_line(&format!("stackday: {}", flag(doubt)));
        }
        judged.map_err(|wrong| Failure::usage(flag(&wrong)))
    }
}

/// A name that can be shown and that no profile has; but the one of `own`, which is to have it.
pub(super) fn free_name(
    context: &Context,
    argument: &str,
    raw: &str,
    own: Option<&str>,
) -> Result<String, Failure> {
    let judged = judge_name(raw, &mut Vec::new());
    let name = judged.map_err(|wrong| Failure::usage(format!("{argument}: {}", wrong.problem)))?;
    let taken = context.library()?.named(&name);
    match taken.map_err(|error| Failure::from(&error))? {
        Some(other) if own != Some(&other.name) => Err(Failure::usage(format!(
            "{argument}: a profile is named “{}” already",
            other.name
        ))),
        _ => Ok(name),
    }
}
