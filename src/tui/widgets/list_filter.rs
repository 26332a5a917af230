//! The filter of a list: its text, whether it is being typed, and what the text means.

use crate::query::{Query, QueryError, Vocabulary};
use crate::tui::widgets::text_field::{Edit, Kind, TextField};

/// The filter of a list.
pub struct ListFilter {
    field: TextField,
    is_typed: bool,
    vocabulary: &'static Vocabulary,
    query: Query,
    mistake: Option<QueryError>,
}

impl std::fmt::Debug for ListFilter {
    /// Never the text: a secret may be typed in any field.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListFilter")
            .field("is_typed", &self.is_typed)
            .finish_non_exhaustive()
    }
}

impl ListFilter {
    /// An empty filter of a list that understands these words.
    pub(crate) fn new(vocabulary: &'static Vocabulary) -> Self {
        Self {
            field: TextField::new(Kind::Filter),
            is_typed: false,
            vocabulary,
            query: Query::default(),
            mistake: None,
        }
    }

    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// The cursor, in characters.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.field.cursor()
    }

    /// Whether it has the keyboard.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.is_typed
    }

    /// Whether its line is shown: it has the keyboard or a text.
    pub(crate) fn is_shown(&self) -> bool {
        self.is_typed || !self.field.is_empty()
    }

    /// Gives it the keyboard, or takes it back.
    pub(crate) fn set_typed(&mut self, is_typed: bool) {
        self.is_typed = is_typed;
    }

    /// What rows must hold for. What is not understood in the text is left out.
    pub(crate) fn query(&self) -> &Query {
        &self.query
    }

    /// What is not understood in the text: a hint while it is being typed, a mistake afterwards.
    pub(crate) fn mistake(&self) -> Option<&QueryError> {
        self.mistake.as_ref()
    }

    /// Its text field, to draw it.
    pub(crate) fn field(&self) -> &TextField {
        &self.field
    }

    /// Edits the text. The list must be made anew where it is [`Edit::Changed`].
    pub(crate) fn edit(&mut self, act: impl FnOnce(&mut TextField) -> Edit) -> Edit {
        let edit = act(&mut self.field);
        if edit == Edit::Changed {
            (self.query, self.mistake) = Query::parse_typed(self.field.text(), self.vocabulary);
        }
        edit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::CONNECTION_WORDS;

    #[test]
    fn the_query_follows_the_text_and_the_text_is_never_in_debug() {
        let mut filter = ListFilter::new(&CONNECTION_WORDS);
        assert!(!filter.is_shown());
        assert_eq!(
            filter.edit(|field| field.replace("is:fai acme")),
            Edit::Changed
        );
        assert_eq!(filter.query().to_string(), "acme");
        assert!(filter.mistake().is_some() && filter.is_shown());
        assert!(!format!("{filter:?}").contains("acme"));
        assert_eq!(
            filter.edit(|field| field.replace("is:failed")),
            Edit::Changed
        );
        assert_eq!(filter.query().to_string(), "is:failed");
        assert!(filter.mistake().is_none());
        assert_eq!(filter.edit(TextField::clear), Edit::Changed);
        assert!(filter.query().is_empty() && !filter.is_shown());
        filter.set_typed(true);
        assert!(filter.is_shown(), "before anything is typed");
    }
}
