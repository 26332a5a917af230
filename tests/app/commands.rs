//! What holds for the registry of commands as a whole.

use std::collections::{BTreeMap, BTreeSet};

use stackday::domain::{LinkState, StepId};
use stackday::tui::command::{Availability, Command, Context};
use stackday::tui::keymap::Chord;
use stackday::tui::model::Model;
use stackday::tui::registry::{commands, find};
use stackday::tui::screen::Screen;
use stackday::tui::screens::accounts::Focus as List;
use stackday::tui::screens::setup::Focus;
use unicode_width::UnicodeWidthStr as _;

use super::build::{Run, auth_link, link_id};

/// How wide the words of a command in the footer may be. Those that depend on the state are looked at in `tests/random`.
const WIDEST_HINT: usize = 40;

const BY_LIST: &str = "one on the list of accounts, the other on the links and their pages";

/// Commands that share a key in one context: never visible at the same time, and why.
const SHARED: [(Context, &str, [&str; 2], &str); 5] = [
    (
        Context::Screen(Screen::Setup),
        "Enter",
        ["setup.act", "setup.do_step"],
        "one on an item of the step's pane or on the log, the other on the checklist",
    ),
    (
        Context::Screen(Screen::Setup),
        "Space",
        ["setup.act", "setup.tick"],
        "one on an item of the step's pane or on the log, the other on the checklist",
    ),
    (
        Context::Screen(Screen::Accounts),
        "Enter",
        ["accounts.detail", "accounts.link_page"],
        BY_LIST,
    ),
    (
        Context::Screen(Screen::Accounts),
        "o",
        ["accounts.open_page", "accounts.open_link"],
        BY_LIST,
    ),
    (
        Context::Screen(Screen::Accounts),
        "y",
        ["accounts.copy", "accounts.copy_link"],
        BY_LIST,
    ),
];

fn is_word(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

fn is_name(name: &str) -> bool {
    name.split('_').all(is_word)
}

#[test]
fn every_id_is_its_own_and_has_the_form_of_an_id() {
    let mut seen = BTreeSet::new();
    for command in commands() {
        let id = command.id;
        assert!(seen.insert(id), "{id} is there twice");
        let (home, what) = id.split_once('.').unwrap_or_default();
        assert!(is_name(home) && is_name(what), "{id}");
    }
    assert!(seen.len() > 80, "{}", seen.len());
}

#[test]
fn every_title_is_its_own_and_reads_as_a_title() {
    let mut seen = BTreeSet::new();
    for command in commands() {
        let title = command.title;
        assert!(
            seen.insert(title.to_lowercase()),
            "two commands are called {title}"
        );
        assert!(title.starts_with(char::is_uppercase), "{title}");
        assert!(!title.ends_with('.') && !title.contains(". "), "{title}");
        assert_eq!(title, title.trim());
    }
}

#[test]
fn every_key_can_be_read_and_every_command_works_somewhere() {
    for command in commands() {
        let id = command.id;
        assert!(!command.contexts.is_empty(), "{id} works nowhere");
        let contexts: BTreeSet<_> = command.contexts.iter().collect();
        assert_eq!(
            contexts.len(),
            command.contexts.len(),
            "{id} names a context twice"
        );
        for key in command.keys {
            let read = Chord::parse(key);
            assert!(read.is_ok(), "{id}: {read:?}");
        }
    }
}

/// Whether a text typed there has this key, so that the command has it elsewhere alone.
fn hears(context: Context, key: &str) -> bool {
    Chord::parse(key).is_ok_and(|chord| context.hears(chord, context))
}

#[test]
fn no_two_commands_share_a_key_in_one_context() {
    let mut owners: BTreeMap<(Context, String), Vec<&Command>> = BTreeMap::new();
    for command in commands() {
        for context in command.contexts {
            for key in command.keys.iter().filter(|key| hears(*context, key)) {
                let chord = Chord::parse(key).expect("a key").to_string();
                owners.entry((*context, chord)).or_default().push(command);
            }
        }
    }
    let shared = owners.iter().filter(|(_, commands)| commands.len() > 1);
    let shared: Vec<_> = shared
        .map(|((context, key), commands)| {
            let ids: Vec<_> = commands.iter().map(|command| command.id).collect();
            (*context, key.as_str(), ids)
        })
        .collect();
    let allowed = SHARED.map(|(context, key, ids, _)| (context, key, ids.to_vec()));
    assert_eq!(shared, allowed);
}

#[test]
fn of_two_commands_that_share_a_key_one_is_visible_at_most() {
    let mut model = Run::filled().state;
    let mut visible = BTreeSet::new();
    for step in StepId::ALL {
        model.setup.step = step;
        let items = (0..model.setup.items().len()).map(Focus::Item);
        for focus in items.chain([Focus::Checklist, Focus::Log]) {
            model.setup.focus = focus;
            visible.extend(shown_of(&model, Screen::Setup));
        }
    }
    for state in LinkState::ALL {
        let mut model = Run::filled().on_link(auth_link(1, state)).state;
        for focus in [List::Accounts, List::Links, List::Link(link_id(1))] {
            model.accounts.focus = focus;
            visible.extend(shown_of(&model, Screen::Accounts));
        }
    }
    assert_eq!(visible.len(), 9, "each of them is visible somewhere");
}

/// Those of the commands that share a key on this screen that can be seen: of each key at most one.
fn shown_of(model: &Model, screen: Screen) -> Vec<&'static str> {
    let mut visible = Vec::new();
    for (context, key, ids, _) in SHARED {
        if context != Context::Screen(screen) {
            continue;
        }
        let commands = ids.map(|id| find(id).expect("a command"));
        let shown = commands.into_iter().filter(|command| {
            let availability = command.availability(model);
            availability != Availability::Hidden
        });
        let shown: Vec<_> = shown.map(|command| command.id).collect();
        let place = (model.setup.step, model.setup.focus, model.accounts.focus);
        assert!(shown.len() < 2, "{key} at {place:?}: {shown:?}");
        visible.extend(shown);
    }
    visible
}

#[test]
fn what_the_footer_says_of_a_command_is_short() {
    for command in commands().filter(|command| command.rank > 0) {
        let width = command.hint.width();
        assert!(
            width <= WIDEST_HINT,
            "{}: {} ({width})",
            command.id,
            command.hint
        );
    }
}
