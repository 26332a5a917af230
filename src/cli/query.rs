//! The saved connections that are meant by words on the command line: their names, or the language of the filters.

use super::context::{Context, none_of};
use super::failure::Failure;
use crate::domain::clock;
use crate::library::{LibrarySnapshot, Profile};
use crate::query::Query;
use crate::workflow::{CONNECTION_WORDS, ConnectionFacts};

/// What `--help` says of it.
pub(super) const HELP: &str = "\
Words that are the names of saved connections mean these. Else all words must hold:
  nord             in the name, the portal, the owner, the tags or the notes, whatever the case
  is:failed        the state: ok, failed, stale, unknown, archived; is:failed,stale means either
  #retail          a tag that begins so (in quotes: the shell takes # for a comment)
  party:planday    whose failure it was: planday, stackone, network, input, other
  reason:token     in the reason; portal: project: profile: likewise
  -word            not this; write -- before the first one: stackday profiles list -- -is:ok";

/// What words on the command line mean.
pub(super) enum Meant<'a> {
    /// The connections of these names.
    Named(Vec<&'a Profile>),
    /// What the query matches, archived ones too.
    Matched(Vec<&'a Profile>),
}

impl<'a> Meant<'a> {
    /// All of them, by name.
    pub(super) fn all(self) -> Vec<&'a Profile> {
        match self {
            Self::Named(found) | Self::Matched(found) => found,
        }
    }
}

/// The connections that these words mean. None are meant by no words.
pub(super) fn meant<'a>(
    context: &Context,
    saved: &'a LibrarySnapshot,
    words: &[String],
) -> Result<Meant<'a>, Failure> {
    let named: Option<Vec<_>> = words.iter().map(|word| saved.named(word)).collect();
    if let Some(named) = named {
        return Ok(Meant::Named(named));
    }
    let query = Query::parse(&words.join(" "), &CONNECTION_WORDS).map_err(|error| {
        let next = "stackday profiles list --help shows what can be asked for.";
        Failure::usage(error.to_string()).next(next)
    })?;
    let (now, age) = (clock::now(), context.settings.ui.stale_after);
    let profiles = saved.profiles.iter();
    let found: Vec<_> = profiles
        .filter(|profile| query.matches(&ConnectionFacts::of(profile, now, age)))
        .collect();
    let asks_by_name = query.texts().next().is_some();
    if found.is_empty() && asks_by_name {
        // Perhaps a name that is mistyped: that is said, and not taken for a list that happens to be empty.
        let known = saved.profiles.iter().map(|profile| profile.name.as_str());
        return Err(none_of("profile", known));
    }
    Ok(Meant::Matched(found))
}
