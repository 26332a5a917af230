//! Making an auth link: noted before it is asked for, its address put into a store, and only then called sent.

use std::panic::resume_unwind;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::address::keep_url;
use super::kept;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::domain::{AccountSource, Link, LinkId, LinkState};
use crate::http::Failure;
use crate::journal::{about, connection};
use crate::secret::Secret;
use crate::stackone::SessionRequest;
use crate::workflow::Services;
use crate::workflow::library::{on_library, tidy};

/// What link is to be made.
#[derive(Debug, Clone)]
pub struct LinkOrder {
    /// The API key.
    pub api_key: Secret,
    /// The name of its `StackOne` project here, where it has one.
    pub project: Option<String>,
    /// What the connect session is made from.
    pub session: SessionRequest,
    /// The connector profile's name.
    pub profile_name: String,
    /// Whether none is made while one for the same owner is under way, whichever program makes or follows it.
    pub alone: bool,
}

/// A link that was made.
#[derive(Debug, Clone)]
pub struct MadeLink {
    /// The link.
    pub link: Link,
    /// Its address: it carries a token.
    pub url: Secret,
    /// Why the address is in this program's memory only, in one sentence; none where a store keeps it.
    pub not_kept: Option<String>,
    /// Whether the library keeps the link. If not, it is followed by [`FollowLinks::unkept`](super::FollowLinks::unkept).
    pub is_noted: bool,
}

/// Makes an auth link. Without a library, or with one that cannot be written, nothing of it is kept.
///
/// Cancelling ends it before `StackOne` is asked. After that it runs to its end, whoever stops waiting: a link that was made
/// is noted, and the program does not end before that.
pub async fn make_link(
    services: &Services,
    order: &LinkOrder,
    cancel: &CancellationToken,
) -> Result<MadeLink, Diagnosis> {
    let under_way = services.planday.under_way();
    let (services, order, cancel) = (services.clone(), order.clone(), cancel.clone());
    let making = tokio::spawn(about(connection(), async move {
        let made = make(&services, &order, &cancel).await;
        drop(under_way);
        made
    }));
    match making.await {
        Ok(made) => made,
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        Err(_) => Err(Failure::Cancelled.diagnosis(Party::StackOne)),
    }
}

async fn make(
    services: &Services,
    order: &LinkOrder,
    cancel: &CancellationToken,
) -> Result<MadeLink, Diagnosis> {
    let (link, mut not_kept) = reserve(services, order).await?;
    let (client, key) = (&services.stackone, &order.api_key);
    let made = client.create_session_to_its_end(key, &order.session, cancel);
    let session = match made.await {
        Ok(session) => session,
        Err(diagnosis) => {
            if not_kept.is_none() {
                take_back(services, link.id).await;
            }
            return Err(diagnosis);
        }
    };
    // The answer names no end: it is this long after the session was made (facts: stackone.md, section 4.1). Counted on
    // this machine's clock, which the end is compared with.
    let made_at = clock::now();
    let expires_at = end(made_at, order.session.expires_in);
    let url = session.auth_link_url;
    let is_noted = not_kept.is_none();
    let mut record = None;
    if is_noted {
        match keep_url(services, link.id, &url).await {
            Ok((kept, warning)) => {
                record = Some(kept);
                not_kept = warning;
            }
            Err(why) => not_kept = Some(why),
        }
    }
    let sent = {
        let session = session.id;
        move |link: &mut Link| {
            link.session = Some(session);
            link.expires_at = expires_at;
            link.reach(LinkState::Sent, made_at);
        }
    };
    let mut in_memory = Link {
        // A clock that was set back in between must not make this the older state.
        looked_at: made_at.max(link.looked_at),
        url: record,
        ..link
    };
    sent(&mut in_memory);
    if is_noted {
        match finish(services, &in_memory).await {
            Ok(link) => {
                return Ok(MadeLink {
                    link,
                    url,
                    not_kept,
                    is_noted,
                });
            }
            Err(why) => {
                // Half-made it would be swept away one day, while the customer has it.
                take_back(services, in_memory.id).await;
                in_memory.url = None;
                not_kept = Some(why);
            }
        }
    }
    Ok(MadeLink {
        link: in_memory,
        url,
        not_kept,
        is_noted: false,
    })
}

/// Notes that a link is about to be made. Where that cannot be, why not. The error is that one is under way which is not to be
/// joined by another.
async fn reserve(
    services: &Services,
    order: &LinkOrder,
) -> Result<(Link, Option<String>), Diagnosis> {
    let source = kept::source(services, order.project.as_deref(), &order.api_key).await;
    let (source, mut not_kept) = match source {
        Ok(source) => (source, None),
        Err(error) => {
            let source = AccountSource {
                api: services.stackone.address().to_string(),
                project: order.project.clone(),
                key: String::new(),
            };
            (source, Some(error.to_string()))
        }
    };
    let link = making(order, source);
    if not_kept.is_none() {
        let (reserved, alone) = (link.clone(), order.alone);
        let added = on_library(services, move |library| {
            if alone {
                return library.add_link_alone(&reserved);
            }
            library.add_link(&reserved).map(|()| None)
        });
        match added.await {
            Ok(None) => {}
            Ok(Some(rival)) => return Err(under_way(&rival)),
            Err(error) => not_kept = Some(error.to_string()),
        }
    }
    Ok((link, not_kept))
}

/// Another link is under way, so none was made.
fn under_way(rival: &Link) -> Diagnosis {
    Diagnosis::new(
        Party::Input,
        Kind::Failed,
        format!(
            "Another program has made a link for {} meanwhile; no second one was made.",
            rival.owner_name
        ),
        "Run this again: that link is in the result then.",
    )
}

fn making(order: &LinkOrder, source: AccountSource) -> Link {
    let (session, now) = (&order.session, clock::now());
    let text = |text: &Option<String>| text.as_deref().map(Text::new);
    Link {
        profile_id: Text::new(&session.profile_id),
        profile_name: Text::new(&order.profile_name),
        owner_id: Text::new(&session.owner_id),
        owner_name: Text::new(&session.owner_name),
        label: text(&session.label),
        kind: text(&session.kind),
        multiple: session.multiple,
        relinks: text(&session.account_id),
        seconds: session.expires_in,
        ..Link::new(LinkId::random(), source, now, end(now, session.expires_in))
    }
}

fn end(from: Timestamp, seconds: u64) -> Timestamp {
    let life = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    from.checked_add(life).unwrap_or(Timestamp::MAX)
}

/// Calls the link sent, as it is in memory. The error is one sentence.
async fn finish(services: &Services, made: &Link) -> Result<Link, String> {
    let sent = made.clone();
    let finished = kept::change(services, made.id, made.looked_at, move |link| *link = sent);
    finished.await.map_err(|error| error.to_string())
}

/// Removes what was noted of a link that was not made, or that cannot be noted as made.
async fn take_back(services: &Services, id: LinkId) {
    if let Ok(left) = on_library(services, move |library| library.remove_link(id)).await {
        tidy(services, left).await;
    }
}
