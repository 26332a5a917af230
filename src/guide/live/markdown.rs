//! Markdown from outside, as lines of plain text with the labels and addresses in them told apart.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::line::{Kind, Line, MOST_CHARS, Piece};
use crate::domain::text;

/// The most lines that come of one text; behind them stands an ellipsis.
pub const MOST_LINES: usize = 200;

/// The longest address that is shown, in characters.
pub(super) const LONGEST_ADDRESS: usize = 300;

/// How deep lists are indented at most.
const DEEPEST: usize = 4;

/// How often HTML within HTML is looked into.
const LAYERS: usize = 3;

/// The lines of a text in Markdown. HTML tags are dropped and their text kept; a link is followed by its address; of a
/// picture its words remain, in brackets.
#[must_use]
pub fn markdown(raw: &str) -> Vec<Line> {
    let mut reader = Reader::default();
    reader.read(raw, 0);
    reader.end_line();
    reader.lines
}

#[derive(Default)]
struct Reader {
    lines: Vec<Line>,
    /// Characters so far, those of the line that is being read among them.
    chars: usize,
    full: bool,
    pieces: Vec<Piece>,
    /// The mark of a list's member, until its first line is out.
    mark: Option<String>,
    /// The numbers of the lists that are open; a list without numbers has none.
    lists: Vec<Option<u64>>,
    strong: usize,
    /// Bold by HTML, which may forget to end it: it lasts to the end of its paragraph at most.
    strong_html: usize,
    heading: bool,
    code_block: bool,
    /// The address of each link that is open, and how many characters stood before its text.
    links: Vec<(String, usize)>,
    /// The HTML block that is being read.
    html: Option<String>,
}

impl Reader {
    fn read(&mut self, raw: &str, layer: usize) {
        for event in Parser::new_ext(raw, Options::ENABLE_TABLES) {
            if self.full {
                return;
            }
            self.take(event, layer);
        }
    }

    fn take(&mut self, event: Event<'_>, layer: usize) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(TagEnd::HtmlBlock) => self.html_block(layer),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code_block => {
                for line in text.lines() {
                    self.push(Kind::Code, line);
                    self.end_line();
                }
            }
            Event::Text(text) => self.push(self.kind(Kind::Plain), &text),
            Event::Code(text) => self.push(self.kind(Kind::Code), &text),
            Event::Html(text) => match &mut self.html {
                Some(html) => html.push_str(&text),
                None => self.push(Kind::Plain, &text),
            },
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::SoftBreak => self.push(self.kind(Kind::Plain), " "),
            Event::HardBreak | Event::Rule => self.end_line(),
            // Not asked for in the options above.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.push(Kind::Plain, &text);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    /// The kind of a text as things stand.
    fn kind(&self, otherwise: Kind) -> Kind {
        if self.heading {
            Kind::Heading
        } else if self.strong + self.strong_html > 0 {
            Kind::Label
        } else {
            otherwise
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::BlockQuote(_) => self.end_line(),
            Tag::Heading { .. } => {
                self.end_line();
                self.heading = true;
            }
            Tag::CodeBlock(_) => {
                self.end_line();
                self.code_block = true;
            }
            Tag::HtmlBlock => {
                self.end_line();
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                self.end_line();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_line();
                self.mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}.");
                        *number = number.saturating_add(1);
                        Some(mark)
                    }
                    _ => Some("-".to_owned()),
                };
            }
            Tag::TableCell if !self.pieces.is_empty() => self.push(Kind::Plain, " | "),
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, .. } => {
                let address = text::line(dest_url.trim(), LONGEST_ADDRESS);
                self.links.push((address, self.chars));
            }
            Tag::Image { .. } => self.push(Kind::Plain, "["),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::TableHead | TagEnd::TableRow => self.end_line(),
            TagEnd::Heading(_) => {
                self.end_line();
                self.heading = false;
            }
            TagEnd::CodeBlock => {
                self.end_line();
                self.code_block = false;
            }
            TagEnd::List(_) => {
                self.end_line();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.end_line();
                self.mark = None;
            }
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.push(Kind::Plain, "]"),
            _ => {}
        }
    }

    /// Behind the text of a link stands its address, unless it is the text.
    fn end_link(&mut self) {
        let Some((address, from)) = self.links.pop() else {
            return;
        };
        let text = self.text_from(from);
        let text = text.trim();
        let bare = address.strip_prefix("mailto:").unwrap_or(&address);
        if address.is_empty() || address.starts_with('#') || text == address || text == bare {
            return;
        }
        if text.is_empty() {
            self.push(Kind::Address, &address);
        } else {
            self.push(Kind::Plain, " (");
            self.push(Kind::Address, &address);
            self.push(Kind::Plain, ")");
        }
    }

    /// What was read of this line since there were so many characters.
    fn text_from(&self, from: usize) -> String {
        let of_line: usize = self.pieces.iter().map(|piece| count(&piece.text)).sum();
        let before = from.saturating_sub(self.chars - of_line);
        let texts = self.pieces.iter().flat_map(|piece| piece.text.chars());
        texts.skip(before).collect()
    }

    fn inline_html(&mut self, tag: &str) {
        match html::tag(tag) {
            html::Tag::Break => self.end_line(),
            html::Tag::Strong => self.strong_html += 1,
            html::Tag::StrongEnd => self.strong_html = self.strong_html.saturating_sub(1),
            html::Tag::Picture(words) => {
                self.push(Kind::Plain, &format!("[{}]", words.unwrap_or_default()));
            }
            html::Tag::Item | html::Tag::Other => {}
        }
    }

    /// What stands between the tags of an HTML block is Markdown again, as in the pages that these texts are made for.
    fn html_block(&mut self, layer: usize) {
        let Some(raw) = self.html.take() else { return };
        let inner = html::without_tags(&raw);
        if layer < LAYERS {
            self.read(&inner, layer + 1);
        } else {
            self.push(Kind::Plain, &inner);
        }
        self.end_line();
    }

    fn push(&mut self, kind: Kind, raw: &str) {
        if self.full {
            return;
        }
        self.chars += count(raw);
        match self.pieces.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(raw),
            _ => self.pieces.push(Piece {
                kind,
                text: raw.to_owned(),
            }),
        }
        if self.chars > MOST_CHARS {
            self.end_line();
            self.stop();
        }
    }

    /// What was read becomes a line, cleaned: an entity may have been a control character.
    fn end_line(&mut self) {
        self.strong_html = 0;
        let mut pieces: Vec<Piece> = std::mem::take(&mut self.pieces)
            .into_iter()
            .map(|piece| Piece::new(piece.kind, &piece.text))
            .filter(|piece| !piece.text.is_empty())
            .collect();
        // Without the space before it, a mark would have nothing to sit on.
        while let Some(first) = pieces.first_mut() {
            let clean = text::line(first.text.trim_start(), usize::MAX);
            if clean == first.text {
                break;
            }
            if clean.is_empty() {
                pieces.remove(0);
            } else {
                first.text = clean;
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        pieces.retain(|piece| !piece.text.is_empty());
        if pieces.iter().all(|piece| piece.text.trim().is_empty()) || self.full {
            return;
        }
        let in_list = self.lists.len().saturating_sub(1);
        let depth = match &self.mark {
            // What follows in the same member stands as far in as its text.
            None if !self.lists.is_empty() => in_list + 1,
            _ => in_list,
        };
        self.lines.push(Line {
            depth: depth.min(DEEPEST),
            mark: self.mark.take(),
            pieces,
        });
        if self.lines.len() >= MOST_LINES {
            self.stop();
        }
    }

    /// Takes nothing more in, and says that there was more.
    fn stop(&mut self) {
        if !self.full {
            self.full = true;
            self.lines.push(Line {
                pieces: vec![Piece::new(Kind::Plain, "…")],
                ..Line::default()
            });
        }
    }
}

fn count(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests;
