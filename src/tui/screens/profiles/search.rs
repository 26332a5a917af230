//! Finding a row by some of its letters.

/// What a row can be found by, in small letters: made once when the row changes, not with every key.
#[derive(Debug, Default)]
pub(crate) struct Haystack {
    /// The name: what is found in it comes first.
    name: String,
    /// Other short texts.
    others: Vec<String>,
    /// Ids and addresses: their letters mean little, so they are found by whole pieces alone.
    ids: Vec<String>,
    tags: Vec<String>,
    /// Prose: every word of it for itself, or any letters would be found in it.
    notes: String,
}

impl Haystack {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_lowercase(),
            ..Self::default()
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn other(mut self, text: Option<&str>) -> Self {
        self.others.extend(text.map(str::to_lowercase));
        self
    }

    pub(crate) fn id(mut self, text: Option<&str>) -> Self {
        self.ids.extend(text.map(str::to_lowercase));
        self
    }

    /// A portal: all of them stand below one address, so only what comes before that tells them apart.
    pub(crate) fn portal(self, address: Option<&str>) -> Self {
        // Not read as a URL: that takes its time with thousands of them, and nothing here hangs on it.
        let host = address.map(|address| {
            let behind = address.split_once("://").map_or(address, |(_, rest)| rest);
            behind.split('/').next().unwrap_or(behind)
        });
        let first = host.and_then(|host| host.split('.').next());
        self.other(first).id(host)
    }

    pub(crate) fn tags<'a>(mut self, tags: impl IntoIterator<Item = &'a String>) -> Self {
        self.tags
            .extend(tags.into_iter().map(|tag| tag.to_lowercase()));
        self
    }

    pub(crate) fn notes(mut self, notes: &str) -> Self {
        self.notes = notes.to_lowercase();
        self
    }

    /// How well it answers all words of a filter; none where one of them is not answered.
    pub(crate) fn score(&self, filter: &Filter) -> Option<u32> {
        filter.0.iter().map(|word| self.word(word)).sum()
    }

    fn word(&self, word: &str) -> Option<u32> {
        if let Some(tag) = word.strip_prefix('#') {
            // As long as nothing stands behind the sign, no tag is asked for.
            let found = tag.is_empty() || self.tags.iter().any(|found| found.starts_with(tag));
            return found.then_some(0);
        }
        let name = score(&self.name, word).map(|points| points + IN_NAME);
        let others = self.others.iter().chain(&self.tags);
        let others = others.filter_map(|text| score(text, word));
        let ids = self.ids.iter();
        let ids = ids.filter(|id| word.len() >= PIECE && id.contains(word));
        let ids = ids.filter_map(|id| score(id, word));
        let notes = self.notes.split_whitespace();
        let notes = notes.filter_map(|found| score(found, word).map(|points| points / 2));
        name.into_iter().chain(others).chain(ids).chain(notes).max()
    }
}

/// The words of a filter, in small letters. A row must answer all of them; a word behind a `#` asks for a tag that
/// begins so.
#[derive(Debug)]
pub(crate) struct Filter(Vec<String>);

impl Filter {
    pub(crate) fn new(typed: &str) -> Self {
        let words = typed.split_whitespace();
        Self(words.map(str::to_lowercase).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// From so many letters on, a piece of an id is worth looking for.
const PIECE: usize = 3;

/// What a name is preferred by.
const IN_NAME: u32 = 150;

/// How well a word stands in a text: all of its letters, in their order. In one piece is better than scattered, at a
/// beginning better than inside, in a short text better than in a long one. None where a letter is missing.
fn score(text: &str, word: &str) -> Option<u32> {
    let short = 50_u32.saturating_sub(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    if let Some(at) = text.find(word) {
        return Some(short + if at == 0 { 900 } else { 700 } + u32::from(begins(at)) * 100);
    }
    let (mut points, mut run) = (0, 0);
    let mut letters = text.char_indices();
    for wanted in word.chars() {
        let (at, _) = letters.find(|(_, letter)| {
            run = if *letter == wanted { run + 1 } else { 0 };
            run > 0
        })?;
        points += run.min(4) * 8 + u32::from(begins(at)) * 20;
    }
    Some(short + points.min(500))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, word: &str) -> bool {
        score(text, word).is_some()
    }

    fn better(word: &str, texts: &[&str]) {
        for pair in texts.windows(2) {
            let points = [score(pair[0], word), score(pair[1], word)];
            assert!(points[0] > points[1], "{word}: {pair:?} {points:?}");
        }
    }

    #[test]
    fn letters_are_found_in_their_order_alone() {
        assert!(found("acme nord", "acno") && found("acme nord", ""));
        assert!(!found("acme nord", "noac") && !found("acme", "acmee"));
        assert!(found("smørrebrød", "sørød") && !found("smørrebrød", "sord"));
    }

    #[test]
    fn what_stands_together_or_at_a_beginning_is_better() {
        better("nor", &["nor", "nord", "acme nord", "minor", "n o r"]);
        better("nor", &["nor x", "x nor", "xxnor"]);
        better("an", &["acme nord", "xaxxn xord"]);
        better("abc", &["ab xxc", "a xbxxc"]);
    }

    fn row() -> Haystack {
        Haystack::new("Acme Nord")
            .portal(Some("https://nordic.planday.com/"))
            .id(Some("0a1b2c3d-3ffe"))
            .tags(&["Prod".to_owned(), "retail".to_owned()])
            .notes("Ask Mette\nbefore a rotation.")
    }

    #[test]
    fn every_word_must_be_answered_somewhere() {
        let found = |typed: &str| row().score(&Filter::new(typed)).is_some();
        assert!(found("ACME") && found("nord mette") && found("retail planday"));
        assert!(found("noic") && !found("npl"), "of a portal its own name");
        assert!(!found("nord lise"));
        assert!(found("2c3d") && !found("0b3f"), "ids are found by pieces");
        assert!(found("rotn") && !found("mb"), "notes are found by words");
    }

    #[test]
    fn a_sign_asks_for_a_tag() {
        let found = |typed: &str| row().score(&Filter::new(typed)).is_some();
        assert!(found("#prod") && found("#RET acme") && found("#"));
        assert!(!found("#acme") && !found("#prod lise") && !found("#rod"));
    }

    #[test]
    fn the_name_comes_before_the_rest() {
        let filter = Filter::new("nord");
        let named = Haystack::new("nord").score(&filter);
        let noted = Haystack::new("x").notes("nord").score(&filter);
        let other = Haystack::new("x").other(Some("nord")).score(&filter);
        assert!(named > other && other > noted);
    }
}
