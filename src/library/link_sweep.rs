//! What is put in order among the auth links: half-made ones, those whose end passed unseen, and old ones.

use jiff::{SignedDuration, Timestamp};

use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::link_rows::{self as rows, LinkRow};
use super::records::{Leftover, leave_link};
use crate::domain::{Link, LinkState};

/// How long after its end a link that nobody follows is left alone: the customer may just be completing it.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// How long a link is kept after it is over.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What was put in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SweptLinks {
    /// Links whose program ended before it was known whether `StackOne` made them: they are removed.
    pub half_made: Vec<Link>,
    /// Links that nobody followed to their end: they are expired.
    pub expired: Vec<Link>,
    /// Links that were over long ago: they are removed.
    pub removed: Vec<Link>,
    /// What is to be removed from secret stores.
    pub left: Vec<Leftover>,
}

impl SweptLinks {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.half_made.is_empty()
            && self.expired.is_empty()
            && self.removed.is_empty()
            && self.left.is_empty()
    }
}

/// What is to become of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    HalfMade,
    Old,
    Expired,
    /// The customer has agreed, so it is followed on; its address is of no more use.
    Used,
}

impl Library {
    /// Puts the links in order. A link that a program makes or follows that has not ended is left to it. Blocks.
    pub fn sweep_links(&self, now: Timestamp) -> Result<SweptLinks, LibraryError> {
        let seen = self.read_with(|open| rows::all(&open.connection))?;
        let (seen, _) = seen.unwrap_or_default();
        if !seen.iter().any(|row| self.fate(row, now).is_some()) {
            return Ok(SweptLinks::default());
        }
        self.write_with(Backup::Daily, |tx| {
            let mut swept = SweptLinks::default();
            for row in rows::all(tx)?.0 {
                if let Some(fate) = self.fate(&row, now) {
                    carry_out(tx, row.link, fate, now, &mut swept)?;
                }
            }
            Ok(swept)
        })
    }

    /// What [`Self::sweep_links`] would do now, without a change. What is left in secret stores is not looked for. Blocks.
    pub fn links_to_sweep(&self, now: Timestamp) -> Result<SweptLinks, LibraryError> {
        let seen = self.read_with(|open| rows::all(&open.connection))?;
        let (seen, _) = seen.unwrap_or_default();
        let mut swept = SweptLinks::default();
        for row in seen {
            match self.fate(&row, now) {
                Some(Fate::HalfMade) => swept.half_made.push(row.link),
                Some(Fate::Old) => swept.removed.push(row.link),
                Some(Fate::Expired) => swept.expired.push(row.link),
                Some(Fate::Used) | None => {}
            }
        }
        Ok(swept)
    }

    fn fate(&self, row: &LinkRow, now: Timestamp) -> Option<Fate> {
        let link = &row.link;
        if link.state == LinkState::Making {
            return (!self.is_alive(&row.maker)).then_some(Fate::HalfMade);
        }
        if link.state.is_over() {
            let is_old = now.duration_since(link.state_at) > REMEMBERED;
            return is_old.then_some(Fate::Old);
        }
        if !link.ended_before(now, GRACE) {
            return None;
        }
        let follower = row.follower.as_deref();
        if follower.is_some_and(|follower| self.is_alive(follower)) {
            return None;
        }
        if link.ended_before(now, REMEMBERED) {
            Some(Fate::Old)
        } else if !link.state.is_agreed() {
            Some(Fate::Expired)
        } else {
            link.url.is_some().then_some(Fate::Used)
        }
    }
}

fn carry_out(
    tx: &Tx<'_>,
    mut link: Link,
    fate: Fate,
    now: Timestamp,
    swept: &mut SweptLinks,
) -> Outcome<()> {
    swept.left.extend(leave_link(tx, link.id)?);
    link.url = None;
    match fate {
        Fate::HalfMade => {
            rows::delete(tx, link.id)?;
            swept.half_made.push(link);
        }
        Fate::Old => {
            rows::delete(tx, link.id)?;
            swept.removed.push(link);
        }
        Fate::Expired => {
            link.reach(LinkState::Expired, now);
            link.looked_at = link.looked_at.max(now);
            rows::update(tx, &link)?;
            swept.expired.push(link);
        }
        Fate::Used => {}
    }
    Ok(())
}
