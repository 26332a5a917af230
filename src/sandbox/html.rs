//! Plain pages: writing them, and reading them as a browser would.

use axum::http::StatusCode;
use axum::response::Response;

use super::call::{see_other, web_page};

/// Text that is safe inside an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn unescape(text: &str) -> String {
    let plain = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:0 1rem 3rem;color:#222;background:#fff}\
.sandbox{background:#b45309;color:#fff;text-align:center;padding:.25rem;margin:0 -1rem 1rem;font-weight:600}\
nav a{margin-right:1rem}a{color:#1d4ed8}table{border-collapse:collapse}td,th{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #ddd}\
.tile{border:1px solid #ccc;border-radius:.5rem;padding:.5rem 1rem;margin:1rem 0}form{display:inline-block;margin:.25rem .5rem .25rem 0}\
label{display:block;margin:.5rem 0}td label{display:inline;margin:0}input[type=text],textarea{width:100%;max-width:36rem;font:inherit;padding:.25rem}\
button{font:inherit;padding:.25rem .9rem;cursor:pointer}code{background:#f3f4f6;padding:.1rem .3rem;overflow-wrap:anywhere}\
.error{border-left:.3rem solid #b91c1c;padding:.25rem 1rem}.done{border-left:.3rem solid #15803d;padding:.25rem 1rem}";

/// A whole page around this body, which must be safe already.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"same-origin\">\
         <title>{}</title><style>{STYLE}</style></head>\n\
         <body><p class=\"sandbox\">SANDBOX – nothing here is real</p>\n{body}\n</body></html>\n",
        escape(title)
    )
}

/// The pages of a web site, each with the site's navigation on top.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    nav: &'static str,
}

impl Pages {
    /// Pages with this navigation, which must be safe already.
    pub const fn new(nav: &'static str) -> Self {
        Self { nav }
    }

    /// A page that shows this.
    pub fn shown(self, title: &str, body: &str) -> Response {
        self.with(StatusCode::OK, title, body)
    }

    /// The page of a form that could not be taken, with the form on it once more.
    pub fn again(self, title: &str, body: &str) -> Response {
        self.with(StatusCode::BAD_REQUEST, title, body)
    }

    /// What an address that leads nowhere shows.
    pub fn not_found(self) -> Response {
        self.with(
            StatusCode::NOT_FOUND,
            "Not found",
            &problem("There is no such page."),
        )
    }

    /// On to this address, if what a button asked for was done; it is not when what it was about is gone.
    pub fn back_if(self, done: bool, to: &str) -> Response {
        if done {
            see_other(to)
        } else {
            self.not_found()
        }
    }

    fn with(self, status: StatusCode, title: &str, body: &str) -> Response {
        web_page(status, page(title, &format!("{}{body}", self.nav)))
    }
}

/// A sentence that says what went wrong, or nothing for an empty one.
pub fn problem(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!("<p class=\"error\" data-error>{}</p>", escape(words))
    }
}

/// A form with one button and nothing to fill in.
pub fn button(id: &str, action: &str, label: &str) -> String {
    format!(
        "<form data-form=\"{}\" method=\"post\" action=\"{}\"><button>{}</button></form>",
        escape(id),
        escape(action),
        escape(label)
    )
}

/// A tag with its attributes, as read from a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The element's name; closing tags start with a slash.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The tags of a page in order. Enough for this sandbox's own pages, whose attributes are all in double quotes.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let Some(end) = end else { break };
        tags.push(tag(&rest[..end]));
        rest = &rest[end + 1..];
    }
    tags
}

fn tag(inside: &str) -> Tag {
    let (name, mut rest) = inside
        .split_once(char::is_whitespace)
        .unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        if end == 0 {
            break;
        }
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let value = rest
            .strip_prefix("=\"")
            .and_then(|after| after.split_once('"'));
        if let Some((value, after)) = value {
            attributes.push((key, unescape(value)));
            rest = after;
        } else {
            attributes.push((key, String::new()));
            rest = rest.strip_prefix('=').unwrap_or(rest);
        }
    }
    Tag {
        name: name.to_owned(),
        attributes,
    }
}

/// The text between the tag with this attribute and the next tag.
pub fn text_of(page: &str, attribute: &str) -> Option<String> {
    let (_, after) = page.split_once(attribute)?;
    let (_, inside) = after.split_once('>')?;
    Some(unescape(
        inside.split('<').next().unwrap_or_default().trim(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "<script>\"x\" & 'y' > &lt;</script>";

    #[test]
    fn what_is_escaped_can_be_read_back_and_holds_no_markup() {
        let safe = escape(NASTY);
        assert!(!safe.contains(['<', '>', '"', '\'']));
        assert_eq!(unescape(&safe), NASTY);
    }

    #[test]
    fn tags_are_read_with_their_attributes() {
        let page = format!(
            "<p>a</p><li class=\"tile\" data-name=\"{}\" hidden data-token=\"t\">x</li>",
            escape(NASTY)
        );
        let tags = tags(&page);
        assert_eq!(tags[2].get("data-name"), Some(NASTY));
        assert_eq!(
            (
                tags[2].get("hidden"),
                tags[2].get("data-token"),
                tags[2].get("none")
            ),
            (Some(""), Some("t"), None)
        );
        assert_eq!(tags[3].name, "/li");
    }

    #[test]
    fn half_a_tag_is_no_tag() {
        assert_eq!(tags("a < b").len(), 0);
        assert_eq!(
            text_of("<p data-error=\"\">No &amp; no</p>", "data-error"),
            Some("No & no".to_owned())
        );
    }
}
