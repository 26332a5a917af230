//! What the integration will do, and what is said of the scopes that it takes.

use clap::Args;

use crate::cli::context::{Context, Stdin};
use crate::cli::lists::{ActionList, PresetList};
use crate::cli::table::ago;
use crate::domain::clock;
use crate::output::eprint_line;
use crate::scopes::{Chosen, Origin, Required};
use crate::secret::Secret;
use crate::workflow::{RequireRequest, Requirement, Source};

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

impl Asking {
    /// What is read from standard input, where the API key alone may be.
    pub(super) fn stdin(&self) -> Stdin {
        Stdin {
            api_key: self.api_key_stdin,
            token: false,
        }
    }
}

impl Doing {
    /// The request for what is required. `actions` are the resolved ones.
    pub(super) fn request(
        &self,
        actions: Chosen,
        api_key: Option<Secret>,
        asking: &Asking,
    ) -> RequireRequest {
        let presets = self.preset.as_ref().map(|list| list.0.clone());
        RequireRequest {
            actions,
            presets: presets.unwrap_or_default(),
            api_key,
            fresh: asking.fresh,
        }
    }
}

/// Says what stackday warned of, and what is not certain about what is required.
pub(super) fn tell(context: &mut Context, requirement: &Requirement, chosen: &Chosen) {
    context.pass_on_warnings();
    if chosen.is_empty() {
        return;
    }
    match (&requirement.catalogue, &requirement.trouble) {
        (Some(source), _) => tell_source(source),
        (None, Some(trouble)) => eprint_line(&format!(
            "stackday: StackOne's list of actions could not be had, so scopes are proposed from the actions' names: {} {}",
            trouble.summary, trouble.next
        )),
        (None, None) => eprint_line(
            "stackday: without an API key (STACKDAY_STACKONE_API_KEY) and a kept list of StackOne's actions, scopes are proposed from the actions' names",
        ),
    }
    name_odd_actions(&requirement.required);
}

/// Says where the list of actions comes from, and how old it is.
pub(super) fn tell_source(source: &Source) {
    let count = source.count;
    match source.origin {
        Origin::Asked => eprint_line(&format!(
            "stackday: StackOne lists {count} actions for Planday, asked just now"
        )),
        Origin::Kept => eprint_line(&format!(
            "stackday: StackOne's {count} actions for Planday as kept {} ({}); --fresh asks anew",
            ago(source.read_at, clock::now()),
            source.read_at.strftime("%Y-%m-%d %H:%M UTC"),
        )),
    }
    if let Some(why) = source.incomplete {
        eprint_line(&format!(
            "stackday: that list is incomplete: {why}; an action that is not in it may exist all the same"
        ));
    }
}

/// Names the chosen actions of which nothing, or nothing certain, is known.
pub(in crate::cli) fn name_odd_actions(required: &Required) {
    if !required.unlisted.is_empty() {
        eprint_line(&format!(
            "stackday: StackOne does not list {}; check the spelling (stackday scopes actions), scopes are proposed from the names",
            required.unlisted.join(", ")
        ));
    }
    if !required.unplaced.is_empty() {
        eprint_line(&format!(
            "stackday: neither StackOne nor the name says which scopes are needed by {}",
            required.unplaced.join(", ")
        ));
    }
}

/// Whether every word is in one of the texts.
pub(super) fn is_about<'a>(words: &[String], texts: impl IntoIterator<Item = &'a str>) -> bool {
    let text = texts
        .into_iter()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    words.iter().all(|word| text.contains(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_found_whatever_its_case() {
        let words = |list: &str| list.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let texts = ["employee:read", "read Employees"];
        assert!(is_about(&words("READ employees"), texts));
        assert!(!is_about(&words("read shift"), texts));
        assert!(is_about(&[], texts));
    }
}
