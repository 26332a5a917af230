//! Secrets that were passed as arguments: refused, and not repeated.

use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use clap::builder::TypedValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command};
use zeroize::Zeroizing;

use crate::domain::guard::Guard;

/// The variables of the environment that bring a secret; the passphrase may be an ordinary word.
const SECRETS: [&str; 2] = ["STACKDAY_TOKEN_SECRET", "STACKDAY_STACKONE_API_KEY"];

/// A secret shorter than this would be found in ordinary arguments.
const SHORTEST: usize = 8;

/// From how many characters on a word that nobody asked for is taken for a credential.
const LIKE_A_CREDENTIAL: usize = 16;

/// Options that exist only to be refused with a better sentence than "unexpected argument".
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(super) struct Refused {
    #[arg(long = "token", global = true, hide = true, num_args = 0..=1, default_missing_value = "",
        allow_hyphen_values = true, aliases = ["token-secret", "access-token", "refresh-token", "secret"],
        value_parser = Never { instead: "STACKDAY_TOKEN_SECRET in the environment, verify --token-stdin, or secrets set token" })]
    token: Option<String>,
    #[arg(long = "api-key", global = true, hide = true, num_args = 0..=1, default_missing_value = "",
        allow_hyphen_values = true, aliases = ["stackone-api-key", "key"],
        value_parser = Never { instead: "STACKDAY_STACKONE_API_KEY in the environment, verify --api-key-stdin, or secrets set api-key" })]
    api_key: Option<String>,
    #[arg(long = "passphrase", global = true, hide = true, num_args = 0..=1, default_missing_value = "",
        allow_hyphen_values = true, aliases = ["password"],
        value_parser = Never { instead: "STACKDAY_PASSPHRASE in the environment, or --passphrase-file" })]
    passphrase: Option<String>,
}

/// Refuses whatever it is given, without repeating it.
#[derive(Debug, Clone)]
struct Never {
    instead: &'static str,
}

impl TypedValueParser for Never {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        _: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let option = arg.and_then(Arg::get_long).unwrap_or_default();
        Err(clap::Error::raw(
            ErrorKind::ValueValidation,
            format!(
                "--{option}: a secret is not taken as an argument, where others can read it; use {}\n",
                self.instead
            ),
        )
        .with_cmd(command))
    }
}

/// Whether it is the error of an option that exists only to be refused.
pub(super) fn is_refusal(error: &clap::Error) -> bool {
    // No context: the sentence is the whole of it.
    error.kind() == ErrorKind::ValueValidation && error.context().next().is_none()
}

/// Says which argument holds a secret, if one does. What is said does not repeat it: it may end in a log.
///
/// Recognised is what the environment brings as a secret, and what has an unmistakable form. What only may be a Token is
/// refused where it would be kept: here it may be the name of something.
pub(super) fn secret_among(
    arguments: &[OsString],
    env: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let known: Vec<_> = SECRETS
        .iter()
        .filter_map(|name| env(name))
        .map(|value| Zeroizing::new(value.trim().to_owned()))
        .filter(|value| value.len() >= SHORTEST)
        .collect();
    let guard = Guard::new(Arc::new(move |text| {
        !known.iter().any(|known| text.contains(known.as_str()))
    }));
    let words: Vec<_> = arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    words.iter().enumerate().skip(1).find_map(|(at, word)| {
        let form = guard.find(word)?;
        let option = |word: &str| {
            let name = word.split_once('=').map_or(word, |(name, _)| name);
            (name.starts_with("--") && guard.find(name).is_none()).then(|| name.to_owned())
        };
        let place = option(word)
            .or_else(|| option(&words[at - 1]))
            .unwrap_or_else(|| "an argument".to_owned());
        Some(format!(
            "{place}: this holds {}, and a secret is not taken as an argument, where others can read it. {}",
            form.words(),
            form.belongs()
        ))
    })
}

/// Takes out of a message what looks like a credential that landed in the wrong place.
pub(super) fn without_values(mut error: clap::Error) -> clap::Error {
    // Its context is this program's own command.
    if error.kind() == ErrorKind::MissingSubcommand {
        return error;
    }
    let hidden = || ContextValue::String("[hidden]".to_owned());
    // `--token-stdin=VALUE`: the option is a known one, so nothing is lost with the value.
    if error.kind() == ErrorKind::TooManyValues {
        error.insert(ContextKind::InvalidValue, hidden());
    }
    for kind in [
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
        ContextKind::InvalidValue,
    ] {
        // A known option is this program's own word, and one that is near it was mistyped; any other long word may be a secret.
        let is_near = error.kind() != ErrorKind::UnknownArgument
            || error.get(ContextKind::SuggestedArg).is_some();
        let suspicious = matches!(error.get(kind), Some(ContextValue::String(word))
            if !(is_near && word.starts_with("--")) && word.chars().count() >= LIKE_A_CREDENTIAL);
        if suspicious {
            error.insert(kind, hidden());
        }
    }
    error
}
