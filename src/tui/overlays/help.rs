//! The help: every command of the screen below with its keys, the signs, the words. One types to search, and runs a command
//! from it.

pub(crate) mod texts;
pub(crate) mod view;

use crate::tui::command::Context;
use crate::tui::model::Model;
use crate::tui::overlays::found::Finder;
use crate::tui::overlays::search::Search;
use crate::tui::registry::{self, Binding};

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// What the lines below it are about.
    Heading(&'static str),
    /// A command that works on the screen below.
    Command {
        /// Its id.
        id: &'static str,
        /// Its keys.
        keys: String,
        /// What it does.
        text: String,
        /// Why it does not work now, if it does not.
        off: Option<String>,
    },
    /// A sign or a word, and what it means.
    Meaning(String, String),
}

/// The lines that answer what is searched for, under their headings.
pub(crate) fn rows(search: &Search, model: &Model) -> Vec<Entry> {
    let mut finder = Finder::new(search.text.text());
    let mut commands: Vec<_> = registry::bindings_in(model, &registry::screen_contexts(model))
        .into_iter()
        .filter(|binding| !binding.chords.is_empty())
        .collect();
    // What leads back is known, and its rank here is that of the help itself.
    let rank = |binding: &Binding| match binding.command.id {
        "app.back" => 0,
        _ => binding.hint.rank,
    };
    commands.sort_by_key(|binding| std::cmp::Reverse(rank(binding)));
    let (mut here, mut everywhere, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for binding in commands {
        let text = binding.command.title;
        let off = binding.off().map(|why| registry::with_keys(model, why));
        let others = [binding.command.id, &binding.hint.text, &binding.labels()];
        if finder.find(text, &others).is_none() {
            continue;
        }
        let entry = Entry::Command {
            id: binding.command.id,
            keys: binding.labels(),
            text: text.to_owned(),
            off,
        };
        let contexts = binding.command.contexts;
        let section = if contexts.contains(&Context::Lines) {
            &mut lists
        } else if contexts.contains(&Context::Screens) || contexts.contains(&Context::Everywhere) {
            &mut everywhere
        } else {
            &mut here
        };
        section.push(entry);
    }
    let quit = "Quit at once, whatever has the keyboard";
    if finder.find(quit, &["Ctrl-C"]).is_some() {
        everywhere.push(Entry::Meaning("Ctrl-C".to_owned(), quit.to_owned()));
    }
    let mut meanings = |of: Vec<(String, String)>| -> Vec<Entry> {
        of.into_iter()
            .filter(|(word, text)| finder.find(text, &[word]).is_some())
            .map(|(word, text)| Entry::Meaning(word, text))
            .collect()
    };
    let signs = meanings(texts::signs(model));
    let words = meanings(texts::words());
    let parts = [
        ("Keys here", here),
        ("Signs", signs),
        ("Everywhere", everywhere),
        ("Lists and texts", lists),
        ("Words", words),
    ];
    let mut rows = Vec::new();
    for (heading, part) in parts {
        if !part.is_empty() {
            rows.push(Entry::Heading(heading));
            rows.extend(part);
        }
    }
    rows
}

/// The id of the selected command.
pub(crate) fn selected(search: &Search, model: &Model) -> Option<&'static str> {
    match rows(search, model).get(search.at) {
        Some(Entry::Command { id, .. }) => Some(id),
        _ => None,
    }
}
