//! How well a text answers what is typed into the palette or the help.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// The better the higher.
    pub(crate) score: u32,
    /// Which characters of the title were found, in their order.
    pub(crate) hits: Vec<usize>,
}

/// Looks for what is typed.
pub(crate) struct Finder {
    pattern: Option<Pattern>,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Finder {
    /// Looks for these words, each of whose letters may stand apart.
    pub(crate) fn new(typed: &str) -> Self {
        let pattern = || {
            Pattern::new(
                typed,
                CaseMatching::Ignore,
                Normalization::Smart,
                AtomKind::Fuzzy,
            )
        };
        Self {
            pattern: (!typed.trim().is_empty()).then(pattern),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// Looks in a title, and where it does not have the words, in its other texts as well; none where neither does.
    /// Everything answers no word at all.
    pub(crate) fn find(&mut self, title: &str, others: &[&str]) -> Option<Found> {
        let Some(pattern) = &self.pattern else {
            return Some(Found::default());
        };
        let mut hits = Vec::new();
        let text = Utf32Str::new(title, &mut self.buffer);
        if let Some(score) = pattern.indices(text, &mut self.matcher, &mut hits) {
            hits.sort_unstable();
            hits.dedup();
            let hits = hits.into_iter();
            return Some(Found {
                // What stands in the title comes first.
                score: score + 1_000,
                hits: hits.filter_map(|at| usize::try_from(at).ok()).collect(),
            });
        }
        let all = format!("{title} {}", others.join(" "));
        let text = Utf32Str::new(&all, &mut self.buffer);
        let score = pattern.score(text, &mut self.matcher)?;
        Some(Found {
            score,
            hits: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_a_title_before_other_texts() {
        let mut ver = Finder::new("ver");
        let in_title = ver.find("Verify this connection", &[]).expect("found");
        assert_eq!(in_title.hits, [0, 1, 2]);
        let mut id = Finder::new("profiles del");
        let in_id = id.find("Remove it", &["profiles.delete"]).expect("found");
        assert!(in_id.score < in_title.score && in_id.hits.is_empty());
        assert!(
            Finder::new("zzz")
                .find("Verify", &["setup.verify"])
                .is_none()
        );
        assert!(Finder::new("  ").find("Verify", &[]).is_some());
    }
}
