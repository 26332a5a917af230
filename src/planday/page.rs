//! The visible words of a web page, as far as a refusal needs them: its first sentence.

/// Elements whose content nobody sees, or that are not what the page has to say.
const UNSEEN: [&str; 7] = [
    "head", "nav", "noscript", "script", "style", "svg", "template",
];

/// Elements that stand within a line: all others end one.
const INLINE: [&str; 11] = [
    "a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "u", "wbr",
];

/// So much of a page is read, in characters: what it says first stands at its beginning.
const READ: usize = 64 * 1024;

/// The first sentence of a page (or of plain text), up to its full stop. A heading goes before it with a colon; banners
/// and logos above the heading are not what the page has to say. Not made safe: whoever keeps it makes a [`Text`](crate::domain::text::Text) of it.
pub(super) fn first_sentence(page: &str) -> Option<String> {
    let mut said = String::new();
    let page: String = page.chars().take(READ).collect();
    // Lower case in ASCII keeps every offset.
    let lower = page.to_ascii_lowercase();
    let begins = lower.find("<main").or_else(|| lower.find("<h1"));
    for line in visible(&page[begins.unwrap_or(0)..]) {
        if !said.is_empty() {
            said.push_str(": ");
        }
        let end = line
            .match_indices(['.', '!', '?'])
            .map(|(at, _)| at + 1)
            .find(|end| line[*end..].starts_with(' ') || *end == line.len());
        said.push_str(&line[..end.unwrap_or(line.len())]);
        if end.is_some() {
            break;
        }
    }
    (!said.is_empty()).then_some(said)
}

/// The lines that a person sees, white space as one space.
fn visible(page: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once('<') {
        line.push_str(before);
        let Some((tag, behind)) = behind.split_once('>').filter(|(tag, _)| {
            tag.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
        }) else {
            // Less than: text like any other.
            line.push('<');
            rest = behind;
            continue;
        };
        rest = behind;
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if !INLINE.contains(&name.as_str()) {
            lines.push(std::mem::take(&mut line));
        }
        if tag.starts_with("!--") {
            rest = behind_comment(tag, rest);
        } else if UNSEEN.contains(&name.as_str()) && !tag.starts_with('/') && !tag.ends_with('/') {
            rest = behind_end(rest, &name);
        }
    }
    line.push_str(rest);
    lines.push(line);
    lines
        .iter()
        .map(|line| {
            decoded(line)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|line| !line.is_empty())
        .collect()
}

/// What follows a comment that may have a `>` in it.
fn behind_comment<'a>(tag: &str, rest: &'a str) -> &'a str {
    if tag.len() >= 5 && tag.ends_with("--") {
        return rest;
    }
    rest.split_once("-->").map_or("", |(_, behind)| behind)
}

/// What follows the end of this element.
fn behind_end<'a>(rest: &'a str, name: &str) -> &'a str {
    // Lower case in ASCII keeps every offset.
    let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
    end.map_or("", |at| &rest[at..])
}

/// The few entities that sentences hold.
fn decoded(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        // Last, so that nothing is decoded twice.
        ("&amp;", "&"),
    ];
    pairs
        .into_iter()
        .fold(text.to_owned(), |text, (entity, plain)| {
            text.replace(entity, plain)
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_is_seen_counts() {
        let page = "<!DOCTYPE html><head><title>No</title></head><!-- <b>no</b> --><nav>Menu</nav>\
            <SCRIPT>if (1 < 2) { no }</SCRIPT><p>Invalid <b>scope</b> &lt;x&gt;\n here</p><footer>Late</footer>";
        assert_eq!(
            first_sentence(page).as_deref(),
            Some("Invalid scope <x> here: Late")
        );
    }

    #[test]
    fn what_stands_above_the_heading_is_not_the_message() {
        let page = "<body><p>Acme</p><H1 class=x>Sorry</H1><p>No such scope. Bye.</p>";
        assert_eq!(
            first_sentence(page).as_deref(),
            Some("Sorry: No such scope.")
        );
    }

    #[test]
    fn a_sentence_ends_at_its_stop_and_not_within_a_name() {
        assert_eq!(
            first_sentence("No api.stackone.com here. More.").as_deref(),
            Some("No api.stackone.com here.")
        );
        assert_eq!(first_sentence("a < b"), Some("a < b".to_owned()));
        assert_eq!(first_sentence(" <p> </p>"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_page_makes_it_fail(page in "(<[/!a-z-]{0,6}>?|-->|&[a-z#0-9]{0,4};|[ .!<>é]|\\PC){0,40}") {
            let _ = first_sentence(&page);
        }
    }
}
