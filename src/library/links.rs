//! Auth links: what was made, how far each came, and where its address is kept.
//!
//! A link is noted before it is asked for, so that none is ever made that nothing here knows of. The change that ends a link
//! and the one that gives up its address are one transaction; what is then still in a secret store is a leftover.

use jiff::Timestamp;

use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use super::link_rows::{self as rows, LinkRow};
use super::records::{Leftover, leave_link};
use crate::domain::clock;
use crate::domain::{Link, LinkId, LinkState};

/// What came of a change of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLink {
    /// The link as it is now.
    pub link: Link,
    /// Whether anything but the time of the look is otherwise than before.
    pub changed: bool,
    /// What is to be removed from its store: the link is over.
    pub left: Vec<Leftover>,
}

impl Library {
    /// Every link that is kept, the newest first. One that cannot be read is left out. Blocks.
    pub fn links(&self) -> Result<Vec<Link>, LibraryError> {
        let found = self.read_with(|open| rows::all(&open.connection))?;
        let (found, _) = found.unwrap_or_default();
        Ok(found.into_iter().map(|row| row.link).collect())
    }

    /// One link; none where it is not kept. Blocks.
    pub fn link(&self, id: LinkId) -> Result<Option<Link>, LibraryError> {
        let found = self.read_with(|open| rows::find(&open.connection, id))?;
        Ok(found.flatten().map(|row| row.link))
    }

    /// Keeps a new link. Where its address is kept is not taken from it: that is what its secret's record says. Blocks.
    pub fn add_link(&self, link: &Link) -> Result<(), LibraryError> {
        let maker = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            if rows::insert(tx, link, &maker)? {
                return Ok(());
            }
            let twice = "This link is kept already; nothing was changed.".to_owned();
            Err(LibraryError::Refused(twice).into())
        })
    }

    /// Keeps a new link, unless one for the same owner is under way already with the same API key, or is being made by a
    /// program that has not ended: then nothing is changed, and that one is the answer. Both in one step, so that of two
    /// programs one alone makes a link. Blocks.
    pub fn add_link_alone(&self, link: &Link) -> Result<Option<Link>, LibraryError> {
        let maker = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            let (known, _) = rows::all(tx)?;
            let mut known = known.into_iter();
            let rival = known.find(|row| self.is_rival(row, link));
            if let Some(rival) = rival {
                return Ok(Some(rival.link));
            }
            rows::insert(tx, link, &maker)?;
            Ok(None)
        })
    }

    /// Whether whoever has the kept link needs none like the new one.
    fn is_rival(&self, row: &LinkRow, new: &Link) -> bool {
        let known = &row.link;
        let is_same = known.source == new.source
            && known.owner_id == new.owner_id
            && known.relinks == new.relinks;
        let is_under_way = match known.state {
            LinkState::Making => self.is_alive(&row.maker),
            state => !state.is_over() && (state.is_agreed() || known.expires_at > new.created_at),
        };
        is_same && is_under_way
    }

    /// Changes a link to what was seen of it at this time. Blocks.
    ///
    /// The change is made on the newest state. A link that is over stays as it is, and so does one that was looked at later.
    /// Its identity, its source and the times of its making are never changed. Refused where the link is not kept any more.
    pub fn change_link(
        &self,
        id: LinkId,
        at: Timestamp,
        change: impl FnOnce(&mut Link),
    ) -> Result<ChangedLink, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let before = existing(tx, id)?;
            let is_older = before.looked_at > at && !clock::is_far_ahead(before.looked_at);
            if before.state.is_over() || is_older {
                return Ok(unchanged(before));
            }
            let mut after = before.clone();
            change(&mut after);
            put(tx, &before, after, at)
        })
    }

    /// A person stops a link, whatever was seen of it by then. One that is over stays as it is. Refused where the link is not
    /// kept any more. Blocks.
    pub fn stop_link(&self, id: LinkId, at: Timestamp) -> Result<ChangedLink, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let before = existing(tx, id)?;
            if before.state.is_over() {
                return Ok(unchanged(before));
            }
            let mut after = before.clone();
            after.reach(LinkState::Stopped, at);
            after.trouble = None;
            put(tx, &before, after, at.max(before.looked_at))
        })
    }

    /// A person wants a link followed again that was stopped: it is where it was before. Another state is left as it is.
    /// Refused where the link is not kept any more, or was never made. Blocks.
    pub fn resume_link(&self, id: LinkId, at: Timestamp) -> Result<ChangedLink, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let before = existing(tx, id)?;
            if before.state != LinkState::Stopped {
                return Ok(unchanged(before));
            }
            if before.session.is_none() {
                let never = "This link was never made. Make a new one.".to_owned();
                return Err(LibraryError::Refused(never).into());
            }
            let mut after = before.clone();
            let state = match (&before.account, before.opened_at) {
                (Some(_), _) => LinkState::SignedIn,
                (None, Some(_)) => LinkState::Opened,
                (None, None) => LinkState::Sent,
            };
            after.reach(state, at);
            after.trouble = None;
            put(tx, &before, after, at.max(before.looked_at))
        })
    }

    /// Removes a link, whatever became of it. What is left of its address is returned, to be removed from its store. Blocks.
    pub fn remove_link(&self, id: LinkId) -> Result<Vec<Leftover>, LibraryError> {
        self.write_with(Backup::Daily, |tx| {
            let left = leave_link(tx, id)?;
            rows::delete(tx, id)?;
            Ok(left.into_iter().collect())
        })
    }

    /// This run follows these links from now on: no other one calls them expired. Blocks.
    pub fn begin_following(&self, ids: &[LinkId]) -> Result<(), LibraryError> {
        let follower = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            ids.iter()
                .try_for_each(|id| rows::set_follower(tx, *id, Some(&follower)))
        })
    }

    /// This run does not follow these links any more. Blocks.
    pub fn end_following(&self, ids: &[LinkId]) -> Result<(), LibraryError> {
        let follower = self.session().to_owned();
        self.write_with(Backup::Daily, |tx| {
            ids.iter()
                .try_for_each(|id| rows::drop_follower(tx, *id, &follower))
        })
    }
}

/// A link, which must be there.
fn existing(tx: &Tx<'_>, id: LinkId) -> Outcome<Link> {
    let found = rows::find(tx, id)?;
    Ok(found.ok_or_else(LibraryError::link_gone)?.link)
}

fn unchanged(link: Link) -> ChangedLink {
    ChangedLink {
        link,
        changed: false,
        left: Vec::new(),
    }
}

/// Writes what became of a link at this time; of one that is over, the address is given up with it.
fn put(tx: &Tx<'_>, before: &Link, mut after: Link, at: Timestamp) -> Outcome<ChangedLink> {
    // What is never changed.
    after.id = before.id;
    after.source.clone_from(&before.source);
    after.created_at = before.created_at;
    after.url.clone_from(&before.url);
    after.looked_at = before.looked_at;
    let changed = after != *before;
    after.looked_at = at;
    rows::update(tx, &after)?;
    let left = if after.state.is_over() {
        leave_link(tx, after.id)?
    } else {
        None
    };
    if left.is_some() {
        after.url = None;
    }
    Ok(ChangedLink {
        link: after,
        changed,
        left: left.into_iter().collect(),
    })
}
