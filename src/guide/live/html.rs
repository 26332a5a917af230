//! The little HTML that stands in Markdown: its tags go, its text stays.

/// What a tag means for the text around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// A new line.
    Break,
    /// Bold begins.
    Strong,
    /// Bold ends.
    StrongEnd,
    /// A member of a list.
    Item,
    /// A picture, with its words.
    Picture(Option<String>),
    /// Nothing.
    Other,
}

/// What a whole tag, with its angle brackets, means.
pub(super) fn tag(raw: &str) -> Tag {
    let inner = raw.trim_start_matches('<');
    let (inner, ends) = match inner.strip_prefix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let name: String = inner
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    match (name.as_str(), ends) {
        ("b" | "strong", false) => Tag::Strong,
        ("b" | "strong", true) => Tag::StrongEnd,
        ("li", false) => Tag::Item,
        ("img", _) => Tag::Picture(words(inner)),
        (
            "br" | "p" | "div" | "tr" | "li" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6",
            _,
        ) => Tag::Break,
        _ => Tag::Other,
    }
}

/// The words of a picture: the value of its `alt`.
fn words(inner: &str) -> Option<String> {
    let behind = inner.split_once("alt=")?.1;
    let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (words, _) = behind[1..].split_once(quote)?;
    Some(words.to_owned())
}

/// A block of HTML as Markdown without tags. Comments go, and what a browser does not show: scripts and styles.
pub(super) fn without_tags(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(length) = length(rest) else {
            // A sign that opens no tag is text.
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let (whole, behind) = rest.split_at(length);
        rest = behind;
        match tag(whole) {
            Tag::Break => out.push_str("\n\n"),
            Tag::Item => out.push_str("\n- "),
            Tag::Strong | Tag::StrongEnd => out.push_str("**"),
            Tag::Picture(words) => {
                out.push('[');
                out.push_str(&words.unwrap_or_default());
                out.push(']');
            }
            Tag::Other => {}
        }
        for hidden in ["script", "style"] {
            if begins(whole, hidden) {
                rest = behind_end(rest, hidden);
            }
        }
    }
    out.push_str(rest);
    out
}

/// How long the tag or the comment is that begins here, if one does.
fn length(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return Some(rest.find("-->").map_or(rest.len(), |at| at + 3));
    }
    let second = rest.chars().nth(1)?;
    if !(second.is_ascii_alphabetic() || matches!(second, '/' | '!' | '?')) {
        return None;
    }
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn begins(tag: &str, name: &str) -> bool {
    tag.get(1..=name.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
}

/// What stands behind the end of this element; nothing, if it has none.
fn behind_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let lower = rest.to_ascii_lowercase();
    let end = lower.find(&format!("</{name}"));
    let behind = end.and_then(|at| rest[at..].find('>').map(|close| at + close + 1));
    behind.map_or("", |at| &rest[at..])
}
