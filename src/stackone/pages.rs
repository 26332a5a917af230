//! Lists whose pages are asked for by number, with or without a total (facts: stackone.md, section 9).

use std::collections::HashSet;

use super::answer::take;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::http::{Incomplete, Lister, Member, Reply};

/// How many records to ask for on a page.
pub(super) const PAGE_SIZE: usize = 100;

/// How many records the smallest page has that a service may cut a larger one down to: the documented default (facts:
/// stackone.md, section 9). Only a shorter page is the last one for sure.
const SMALLEST_PAGE: usize = 25;

/// The pages of a list that are asked for by number.
#[derive(Default)]
pub(super) struct Pages {
    asked: usize,
    /// Elements that came so far, kept or not.
    found: usize,
    /// Their ids: a server that ignores `page` must not make one count twice.
    ids: HashSet<Text>,
    ended: bool,
}

impl Pages {
    /// The number of the page to ask for, if there may be another.
    pub(super) fn next<T: Member>(&mut self, list: &mut Lister<T>) -> Option<usize> {
        if self.ended || self.asked > 0 && !list.goes_on(None) {
            return None;
        }
        self.asked += 1;
        Some(self.asked)
    }

    /// Takes a page in. Not every list names a total; without one, a page that is short or empty is the last.
    pub(super) fn take<T: Member>(
        &mut self,
        list: &mut Lister<T>,
        reply: &Reply,
        id: impl Fn(&T) -> &Text,
        keep: impl Fn(&T) -> bool,
    ) -> Result<(), Diagnosis> {
        let known = self.ids.len();
        let ids = &mut self.ids;
        let page = take(list, reply, |item| {
            let id = id(item);
            (id.is_empty() || ids.insert(id.clone())) && keep(item)
        })?;
        let is_new = self.ids.len() > known;
        self.found += page.found;
        let shortest = page.page_size.unwrap_or(PAGE_SIZE).min(SMALLEST_PAGE);
        self.ended = match page.total {
            _ if page.found == 0 => true,
            Some(total) => self.found >= total,
            None => page.found < shortest,
        };
        // The same page again: there may be more, or not.
        if !self.ended && !is_new {
            list.cut(Incomplete::Repeated);
        }
        Ok(())
    }
}
