//! Lists in one argument. What is refused is not repeated: it may be a credential in the wrong place.

use std::str::FromStr;

use clap::Args;

use super::failure::Failure;
use crate::config::split_scopes;
use crate::domain::PersonalDataConsent;
use crate::domain::scope::{self, Preset, Scopes, UnknownScope};
use crate::scopes::{Chosen, keys_of};

/// A list of scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeList(pub Vec<String>);

impl FromStr for ScopeList {
    type Err = &'static str;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let scopes = split_scopes(list);
        if scopes.is_empty() {
            return Err("at least one scope was expected, such as employee:read");
        }
        Ok(Self(scopes))
    }
}

impl ScopeList {
    /// The scopes, presets spelled out.
    fn read(&self) -> scope::Read {
        scope::read(&self.0.join(" "))
    }
}

/// What is done about scopes that stackday does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
pub struct UnknownScopes {
    /// Take scopes that are not in stackday's list of Planday's scopes.
    #[arg(long)]
    pub allow_unknown_scope: bool,
}

impl UnknownScopes {
    /// The scopes of a list; refused where one is unknown and nobody allowed that.
    pub(super) fn judge(self, list: Option<&ScopeList>) -> Result<Option<scope::Read>, Failure> {
        let read = list.map(ScopeList::read);
        if let Some(read) = &read {
            self.refuse(&read.unknown, &Scopes::new())?;
        }
        Ok(read)
    }

    /// Refuses the unknown ones, but for those that are `kept` already.
    pub(super) fn refuse(self, unknown: &[UnknownScope], kept: &Scopes) -> Result<(), Failure> {
        let new = |unknown: &&UnknownScope| !kept.contains(&unknown.name);
        match unknown.iter().find(new) {
            Some(unknown) if !self.allow_unknown_scope => {
                Err(Failure::usage(format!("--scopes: {unknown}")).next(
                    "stackday scopes list names them all. If Planday has a new one, --allow-unknown-scope takes it as it stands.",
                ))
            }
            _ => Ok(()),
        }
    }
}

/// A list of `StackOne`'s actions, by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionList(pub Chosen);

impl FromStr for ActionList {
    type Err = &'static str;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let actions = keys_of(list);
        if actions.is_empty() {
            return Err("at least one action was expected, such as planday_list_shifts");
        }
        Ok(Self(actions))
    }
}

/// A list of presets.
#[derive(Debug, Clone)]
pub struct PresetList(pub Vec<&'static Preset>);

impl PartialEq for PresetList {
    fn eq(&self, other: &Self) -> bool {
        let keys = |list: &Self| -> Vec<&str> {
            list.0.iter().map(|preset| preset.key.as_str()).collect()
        };
        keys(self) == keys(other)
    }
}

impl Eq for PresetList {}

impl FromStr for PresetList {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let presets: Vec<_> = split_scopes(list)
            .iter()
            .map(|word| scope::preset(word))
            .collect::<Result<_, _>>()?;
        if presets.is_empty() {
            return Err("at least one preset was expected, such as scheduling".to_owned());
        }
        Ok(Self(presets))
    }
}

/// A list of resources whose personal data may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalList(pub PersonalDataConsent);

impl FromStr for PersonalList {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let words = split_scopes(list);
        match PersonalDataConsent::read(words.iter().map(String::as_str)) {
            Ok(leave) if !words.is_empty() => Ok(Self(leave)),
            _ => Err(format!(
                "resources were expected: {}",
                PersonalDataConsent::words()
            )),
        }
    }
}
