//! Lists whose pages are asked for by number, with or without a total (facts: stackone.md, section 9), or by the cursor
//! that a page names all the same.

use std::collections::HashSet;

use url::Url;

use super::answer::take;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::http::{Incomplete, Lister, Member, Reply};

/// How many records to ask for on a page.
pub(super) const PAGE_SIZE: usize = 100;

/// How many records a page has by default (facts: stackone.md, section 9).
const DEFAULT_SIZE: usize = 25;

/// No service is thought to cut its pages down to fewer records than this: where neither a total nor a cursor is named,
/// only a shorter page is the last one for sure.
const SMALLEST_PAGE: usize = 10;

/// Which page to ask for.
#[derive(Debug, Clone)]
pub(super) enum Which {
    /// By its number.
    Number(usize),
    /// By the cursor that the page before named.
    Cursor(String),
}

impl Which {
    /// Whether it is the first one.
    pub(super) fn is_first(&self) -> bool {
        matches!(self, Self::Number(1))
    }

    /// Names it in the address.
    pub(super) fn ask(&self, url: &mut Url) {
        let mut query = url.query_pairs_mut();
        match self {
            Self::Number(number) => query.append_pair("page", &number.to_string()),
            Self::Cursor(cursor) => query.append_pair("next", cursor),
        };
        query.append_pair("page_size", &PAGE_SIZE.to_string());
    }
}

/// The pages of a list that are asked for by number.
#[derive(Default)]
pub(super) struct Pages {
    asked: usize,
    /// Elements that came so far, kept or not, each counted once.
    found: usize,
    /// Their ids: a server that ignores `page` must not make one count twice.
    ids: HashSet<Text>,
    cursor: Option<String>,
    /// Whether a page named a cursor: then the last one is the one without.
    by_cursor: bool,
    ended: bool,
}

impl Pages {
    /// The page to ask for, if there may be another.
    pub(super) fn next<T: Member>(&mut self, list: &mut Lister<T>) -> Option<Which> {
        if self.ended || self.asked > 0 && !list.goes_on(self.cursor.as_deref()) {
            return None;
        }
        self.asked += 1;
        Some(match self.cursor.take() {
            Some(cursor) => Which::Cursor(cursor),
            None => Which::Number(self.asked),
        })
    }

    /// Takes a page in. A list ends with its last cursor, with as many elements as its total names, or with an empty page;
    /// one that names neither total nor cursor also with a page that is too short for another to follow. What ends
    /// otherwise is not taken for whole.
    pub(super) fn take<T: Member>(
        &mut self,
        list: &mut Lister<T>,
        reply: &Reply,
        id: impl Fn(&T) -> &Text,
        keep: impl Fn(&T) -> bool,
    ) -> Result<(), Diagnosis> {
        let known = self.ids.len();
        let before = list.mark();
        let mut again = 0;
        let ids = &mut self.ids;
        let page = take(list, reply, |item| {
            let id = id(item);
            let is_new = id.is_empty() || ids.insert(id.clone());
            again += usize::from(!is_new);
            is_new && keep(item)
        })?;
        let any_new = self.ids.len() > known;
        // The same page again: what names no id in it came before as well.
        let repeated = again > 0 && !any_new && known > 0;
        if repeated {
            list.back_to(before);
        } else {
            self.found += page.found.saturating_sub(again);
        }
        if page.next.is_some() {
            // An empty page with a cursor is legal; the same cursor again is not, which the list itself sees.
            self.cursor = page.next;
            self.by_cursor = true;
            return Ok(());
        }
        let wanting = page.total.is_some_and(|total| total > self.found);
        let is_last = self.by_cursor || (page.names_next && page.total.is_none());
        if page.found == 0 || is_last {
            self.ended = true;
            if wanting {
                list.cut(Incomplete::Fewer);
            }
            return Ok(());
        }
        let shortest = page.page_size.unwrap_or(PAGE_SIZE).min(SMALLEST_PAGE);
        self.ended = match page.total {
            // A total that is less than what came is no total.
            Some(total) => self.found == total,
            None => page.found < shortest,
        };
        if self.ended || any_new {
            return Ok(());
        }
        if known == 0 {
            list.cut(Incomplete::NoIds);
        } else if wanting || page.found >= DEFAULT_SIZE {
            // There may be more, or not.
            list.cut(Incomplete::Repeated);
        } else {
            // Shorter than a page is by default, and always the same: the server pays no heed to the number, and that is all.
            self.ended = true;
        }
        Ok(())
    }
}
