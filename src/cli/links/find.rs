//! Which kept link is meant.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::domain::Link;

/// The shortest beginning of an id that names a link.
const SHORTEST: usize = 4;

/// The links of the service that this run speaks with, the newest first; and how many there are of others.
pub(super) fn all(context: &Context) -> Result<(Vec<Link>, usize), Failure> {
    let links = context.library()?.links();
    let mut links = links.map_err(|error| Failure::from(&error))?;
    let (all, api) = (links.len(), context.services.stackone.address().as_str());
    let same = |address: &str| address.trim_end_matches('/') == api.trim_end_matches('/');
    links.retain(|link| same(&link.source.api));
    let others = all - links.len();
    Ok((links, others))
}

/// The link whose id begins so; else the newest of this owner.
pub(super) fn one(context: &Context, word: &str) -> Result<Link, Failure> {
    let (links, _) = all(context)?;
    if links.is_empty() {
        return Err(Failure::not_configured("no link is kept yet")
            .next("stackday accounts link makes one."));
    }
    let word = word.trim();
    let begins = |link: &&Link| {
        word.len() >= SHORTEST && link.id.to_string().starts_with(&word.to_lowercase())
    };
    let meant: Vec<_> = links.iter().filter(begins).collect();
    match meant.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let mut of_owner = links.iter().filter(|link| link.owner_id.as_str() == word);
            of_owner.next().cloned().ok_or_else(|| {
                Failure::usage("no link has an id that begins so, and none has that owner id")
                    .next("stackday links list shows them.")
            })
        }
        several => Err(Failure::usage(format!(
            "{} links have an id that begins so",
            several.len()
        ))
        .next("Give more of it.")),
    }
}
