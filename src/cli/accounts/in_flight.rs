//! The links of an API key that are under way, as the library has them.

use super::key::Holder;
use crate::cli::context::Context;
use crate::domain::{Link, LinkState, clock};
use crate::output::eprint_line;

/// The links of this API key that are under way, the newest first. A library that cannot be read is said.
pub(super) fn in_flight(context: &Context, holder: &Holder) -> Vec<Link> {
    let Some(library) = &context.services.library else {
        return Vec::new();
    };
    let request = &holder.request;
    let api = context.services.stackone.address();
    let source = library.account_source(api, request.project.as_deref(), &request.api_key);
    let links = source.and_then(|source| {
        let mut links = library.links()?;
        links.retain(|link| link.source == source);
        Ok(links)
    });
    let now = clock::now();
    match links {
        Ok(mut links) => {
            links.retain(|link| {
                !link.state.is_over()
                    && link.state != LinkState::Making
                    && (link.expires_at > now || link.state.is_agreed())
            });
            links
        }
        Err(error) => {
            eprint_line(&format!(
                "stackday: which links are under way is not known: {error}"
            ));
            Vec::new()
        }
    }
}
