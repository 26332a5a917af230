//! Lists that come in pages: read element by element, up to limits, and never taken for whole where they are not.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use serde::Serialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};
use tokio::time::Instant;

use super::lenient::{Any, Member, Name, Reader, Scalar, fill, reading};
use super::reply::{Reply, Shape};

/// How much of a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListLimits {
    /// The most elements kept.
    pub items: usize,
    /// The most bytes received.
    pub bytes: usize,
    /// The most pages.
    pub pages: usize,
    /// The longest time.
    pub time: Duration,
}

impl Default for ListLimits {
    fn default() -> Self {
        Self {
            items: 100_000,
            bytes: 64 << 20,
            pages: 1_000,
            time: Duration::from_secs(5 * 60),
        }
    }
}

/// Why a list is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Incomplete {
    /// It has more elements than are kept.
    Items,
    /// It is larger than is read.
    Bytes,
    /// It has more pages than are read.
    Pages,
    /// It took longer than is waited for.
    Time,
    /// The service said once more where it had been already.
    Repeated,
    /// The service named more elements than it sent.
    Fewer,
    /// Nothing tells one page from another.
    NoIds,
    /// Elements of it could not be read.
    Odd,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Items => "it has more than 100,000 entries",
            Self::Bytes => "it is larger than 64 MiB",
            Self::Pages => "it has more than 1,000 pages",
            Self::Time => "it took longer than 5 minutes",
            Self::Repeated => "the service sent the same page again",
            Self::Fewer => "the service named more entries than it sent",
            Self::NoIds => "its entries name no ids, so that one page cannot be told from another",
            Self::Odd => "some of its entries could not be read",
        })
    }
}

/// A list as far as it was read. Whoever shows it says so where it is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Listed<T> {
    /// What was read.
    pub items: Vec<T>,
    /// How many elements could not be read at all.
    pub odd: usize,
    /// Whether that is all of it.
    pub complete: Result<(), Incomplete>,
}

impl<T> Listed<T> {
    /// A whole list.
    pub fn whole(items: Vec<T>) -> Self {
        Self {
            items,
            odd: 0,
            complete: Ok(()),
        }
    }

    /// What is to be said beside the list, in one sentence; `None` where nothing is.
    #[must_use]
    pub fn caveat(&self, what: &str) -> Option<String> {
        let odd = match self.odd {
            0 => None,
            1 => Some("1 entry could not be read".to_owned()),
            odd => Some(format!("{odd} entries could not be read")),
        };
        match (self.complete, odd) {
            (Err(why), None) => Some(format!("The list of {what} is incomplete: {why}.")),
            (Err(why), Some(odd)) => Some(format!(
                "The list of {what} is incomplete: {why}, and {odd}."
            )),
            (Ok(()), Some(odd)) => Some(format!("In the list of {what}, {odd}.")),
            (Ok(()), None) => None,
        }
    }
}

/// What a page says of itself, beside its elements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// How many elements it has, kept or not.
    pub found: usize,
    /// Where the next page is, where the service says so.
    pub next: Option<String>,
    /// Whether it says so at all: a cursor that is null is the end of a list that is paged by cursors.
    pub names_next: bool,
    /// How many elements there are in all.
    pub total: Option<usize>,
    /// How many elements a page has.
    pub page_size: Option<usize>,
}

/// How much of a list was read at one time.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    items: usize,
    odd: usize,
}

/// A list in the making.
pub struct Lister<T> {
    limits: ListLimits,
    until: Instant,
    items: Vec<T>,
    odd: usize,
    bytes: usize,
    pages: usize,
    seen: HashSet<String>,
    cut: Option<Incomplete>,
}

impl<T: Member> Default for Lister<T> {
    fn default() -> Self {
        Self::new(ListLimits::default())
    }
}

impl<T: Member> Lister<T> {
    /// An empty list; its time begins now.
    #[must_use]
    pub fn new(limits: ListLimits) -> Self {
        Self {
            limits,
            until: Instant::now() + limits.time,
            items: Vec::new(),
            odd: 0,
            bytes: 0,
            pages: 0,
            seen: HashSet::new(),
            cut: None,
        }
    }

    /// What was read so far.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Fetches a page within the time of the list. `None` where that is over; the list is cut then.
    pub async fn fetch<F: Future>(&mut self, page: F) -> Option<F::Output> {
        let fetched = tokio::time::timeout_at(self.until, page).await.ok();
        if fetched.is_none() {
            self.cut(Incomplete::Time);
        }
        fetched
    }

    /// Takes a page in: a bare list, or one in `data`. Of its elements those that `keep` says yes to are kept.
    pub fn take(&mut self, reply: &Reply, keep: impl FnMut(&T) -> bool) -> Result<Page, Shape> {
        self.pages += 1;
        self.bytes = self.bytes.saturating_add(reply.len());
        let page = reply.read_with(Any(Taking { into: self, keep }))?;
        if self.bytes > self.limits.bytes {
            self.cut(Incomplete::Bytes);
        }
        page.ok_or(Shape::Mismatch("a list was expected"))
    }

    /// Whether to go on to another page, and to the one at this cursor, where the service names pages by cursors.
    pub fn goes_on(&mut self, next: Option<&str>) -> bool {
        if let Some(next) = next
            && !self.seen.insert(next.to_owned())
        {
            self.cut(Incomplete::Repeated);
        }
        if self.pages >= self.limits.pages {
            self.cut(Incomplete::Pages);
        }
        if Instant::now() >= self.until {
            self.cut(Incomplete::Time);
        }
        self.cut.is_none()
    }

    /// Says that the list is not whole; the first reason stays.
    pub fn cut(&mut self, why: Incomplete) {
        self.cut.get_or_insert(why);
    }

    /// How much was read so far, to come [back to](Self::back_to).
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            items: self.items.len(),
            odd: self.odd,
        }
    }

    /// Forgets what was read since: it was there before.
    pub fn back_to(&mut self, mark: Mark) {
        self.items.truncate(mark.items);
        self.odd = mark.odd;
    }

    /// The list as far as it was read.
    pub fn done(mut self) -> Listed<T> {
        self.items.shrink_to_fit();
        Listed {
            items: self.items,
            odd: self.odd,
            complete: self.cut.map_or(Ok(()), Err),
        }
    }

    fn elements<'de, A: SeqAccess<'de>>(
        &mut self,
        list: &mut A,
        keep: &mut impl FnMut(&T) -> bool,
    ) -> Result<usize, A::Error> {
        let mut found = 0;
        while self.items.len() < self.limits.items {
            match list.next_element_seed(reading::<T>())? {
                None => return Ok(found),
                Some(Some(element)) if !element.says_nothing() => {
                    if keep(&element) {
                        self.items.push(element);
                    }
                }
                Some(_) => self.odd += 1,
            }
            found += 1;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            found += 1;
            self.cut(Incomplete::Items);
        }
        Ok(found)
    }
}

/// Reads a page. `None` is that it is neither a list nor an object with one.
struct Taking<'a, T, F> {
    into: &'a mut Lister<T>,
    keep: F,
}

impl<T: Member, F: FnMut(&T) -> bool> Reader for Taking<'_, T, F> {
    type Value = Page;

    fn list<'de, A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Option<Page>, A::Error> {
        let found = self.into.elements(&mut list, &mut self.keep)?;
        Ok(Some(Page {
            found,
            ..Page::default()
        }))
    }

    fn object<'de, A: MapAccess<'de>>(mut self, mut object: A) -> Result<Option<Page>, A::Error> {
        let mut page = Page::default();
        let mut listed = false;
        while let Some(name) = object.next_key::<Name>()? {
            match name.0.as_str() {
                "data" => {
                    let inner = Any(Inner {
                        into: &mut *self.into,
                        keep: &mut self.keep,
                    });
                    if let Some(found) = object.next_value_seed(inner)? {
                        page.found += found;
                        listed = true;
                    }
                }
                "next" => {
                    page.names_next = true;
                    fill(&mut page.next, &mut object)?;
                }
                "total" => fill(&mut page.total, &mut object)?,
                "page_size" => fill(&mut page.page_size, &mut object)?,
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(listed.then_some(page))
    }
}

/// Reads the member that holds the list, and counts its elements; null is an empty one.
struct Inner<'a, T, F> {
    into: &'a mut Lister<T>,
    keep: F,
}

impl<T: Member, F: FnMut(&T) -> bool> Reader for Inner<'_, T, F> {
    type Value = usize;

    fn scalar(self, value: &Scalar<'_>) -> Option<usize> {
        matches!(value, Scalar::Null).then_some(0)
    }

    fn list<'de, A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Option<usize>, A::Error> {
        self.into.elements(&mut list, &mut self.keep).map(Some)
    }
}

#[cfg(test)]
mod tests;
