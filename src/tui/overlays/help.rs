//! The help: every command of the screen below with its keys, the signs, the words. One types to search, and runs a command
//! from it.

pub mod entry;
pub(crate) mod texts;
pub(crate) mod view;

use crate::tui::command::Context;
use crate::tui::model::Model;
use crate::tui::overlays::help::entry::Entry;
use crate::tui::registry::{self, Binding};
use crate::tui::screen::Screen;
use crate::tui::screens::every_screen;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_list::{Heading, Item};

/// The lines under their headings, as they stand now.
pub(crate) fn items(model: &Model) -> Vec<Item<Entry>> {
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
        let contexts = binding.command.contexts;
        let section = if contexts.contains(&Context::Lines) {
            &mut lists
        } else if contexts.contains(&Context::Screens) || contexts.contains(&Context::Everywhere) {
            &mut everywhere
        } else {
            &mut here
        };
        section.push(command(model, &binding));
    }
    let quit = "Quit at once, whatever has the keyboard";
    everywhere.push(meaning(("Ctrl-C".to_owned(), quit.to_owned())));
    let signs = signs(Ui::new(model)).into_iter().map(meaning).collect();
    let words = texts::words().into_iter().map(meaning).collect();
    let parts = [
        ("Keys here", here),
        ("Signs", signs),
        ("Everywhere", everywhere),
        ("Lists and texts", lists),
        ("Words", words),
    ];
    let mut items = Vec::new();
    for (heading, part) in parts {
        items.push(Item::heading(Entry::Heading(heading), Heading::Passive));
        items.extend(part);
    }
    items
}

macro_rules! of_screens {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// The signs of the screen below, and what they mean.
        fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
            match ui.shared.screen {
                $(Screen::$screen => crate::tui::screens::$module::view::signs::signs(ui),)*
            }
        }
    };
}

every_screen!(of_screens);

fn command(model: &Model, binding: &Binding) -> Item<Entry> {
    let text = binding.command.title;
    let keys = binding.labels();
    let texts = [text, binding.command.id, &binding.hint.text, &keys].map(str::to_owned);
    let entry = Entry::Command {
        id: binding.command.id,
        off: binding.off().map(|why| registry::with_keys(model, why)),
        keys,
        text: text.to_owned(),
    };
    Item::new(entry, texts)
}

fn meaning((word, text): (String, String)) -> Item<Entry> {
    let (name, about) = (word.clone(), text.clone());
    Item::new(Entry::Meaning(word, text), [name]).prose(about)
}
