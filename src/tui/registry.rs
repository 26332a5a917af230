//! All commands, and which of them a key means as things stand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crossterm::event::KeyEvent;

use crate::tui::command::{Availability, Command, Context, Hint};
use crate::tui::general;
use crate::tui::keymap::{Chord, Keymap};
use crate::tui::layers::{Detail, Overlay};
use crate::tui::model::Model;
use crate::tui::mouse;
use crate::tui::overlays;
use crate::tui::screens::every_screen;
use crate::tui::widgets::list_filter::ListFilter;

macro_rules! tables {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// The commands of every screen and layer, those of a particular place before the general ones.
        fn tables() -> impl Iterator<Item = &'static [Command]> {
            [
                $(crate::tui::screens::$module::commands::COMMANDS,)*
                overlays::commands::COMMANDS,
                general::SCREENS,
                general::COMMANDS,
                mouse::commands::COMMANDS,
            ]
            .into_iter()
        }
    };
}

every_screen!(tables);

/// All commands.
pub fn commands() -> impl Iterator<Item = &'static Command> {
    tables().flatten()
}

impl Default for Keymap {
    fn default() -> Self {
        Self::written(commands().map(|command| (command.id, command.keys)))
    }
}

/// The commands with their keys as a table in Markdown, for the README.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from("| keys | what | where | id |\n| --- | --- | --- | --- |\n");
    let keymap = Keymap::default();
    for context in Context::ALL {
        for command in commands().filter(|command| command.contexts.first() == Some(context)) {
            let chords = keymap.chords(command.id);
            let keys: Vec<_> = chords.iter().map(|chord| format!("`{chord}`")).collect();
            let places: Vec<_> = command.contexts.iter().map(|at| at.words()).collect();
            let (title, id) = (command.title, command.id);
            let _ = writeln!(
                text,
                "| {} | {title} | {} | `{id}` |",
                keys.join(" ").replace('|', "\\|"),
                places.join(", ")
            );
        }
    }
    text
}

/// The command with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Command> {
    commands().find(|command| command.id == id)
}

/// What has the keyboard, the most particular first.
#[must_use]
pub fn contexts(model: &Model) -> Vec<Context> {
    match model.shared.layers.top() {
        Some(Overlay::Help(_)) => vec![Context::Help, Context::Lines, Context::Everywhere],
        Some(Overlay::Palette(_)) => vec![Context::Palette, Context::Lines, Context::Everywhere],
        Some(Overlay::Guide { .. }) => vec![Context::Text, Context::Lines, Context::Everywhere],
        Some(Overlay::Detail {
            of: Detail::Profile,
            ..
        }) => vec![
            Context::ProfileDetail,
            Context::Text,
            Context::Lines,
            Context::Everywhere,
        ],
        Some(Overlay::Detail {
            of: Detail::Account,
            ..
        }) => vec![
            Context::AccountDetail,
            Context::Text,
            Context::Lines,
            Context::Everywhere,
        ],
        Some(Overlay::Detail { .. }) => vec![
            Context::ScopeDetail,
            Context::Text,
            Context::Lines,
            Context::Everywhere,
        ],
        // The filter of a choice is typed in as any other is.
        Some(overlay) if overlay.is_filtering() => {
            vec![Context::Filter, Context::Lines, Context::Everywhere]
        }
        Some(Overlay::Scopes(_)) => {
            vec![Context::ScopePicker, Context::Lines, Context::Everywhere]
        }
        Some(Overlay::Actions(_)) => {
            vec![Context::ActionPicker, Context::Lines, Context::Everywhere]
        }
        Some(Overlay::Prompt(_)) => vec![Context::Prompt, Context::Everywhere],
        Some(Overlay::Form(form)) if form.is_typing() => {
            vec![Context::Form, Context::Everywhere]
        }
        Some(Overlay::Form(_)) => vec![Context::FormChoice, Context::Everywhere],
        Some(Overlay::Question(_)) => vec![Context::Question, Context::Everywhere],
        Some(Overlay::Misplaced(_)) => vec![Context::Misplaced, Context::Everywhere],
        Some(Overlay::Themes(_)) => {
            vec![Context::ThemePicker, Context::Lines, Context::Everywhere]
        }
        Some(Overlay::Quit) => vec![Context::QuitQuestion, Context::Everywhere],
        None => screen_contexts(model),
    }
}

/// What has the keyboard on the screen itself, whatever lies over it.
#[must_use]
pub fn screen_contexts(model: &Model) -> Vec<Context> {
    if model.setup.field(&model.shared).is_some() {
        return vec![Context::Field, Context::Everywhere];
    }
    let view = model.view();
    if view.list_filter().is_some_and(ListFilter::is_typed) {
        return vec![Context::Filter, Context::Lines, Context::Everywhere];
    }
    let general = [Context::Screens, Context::Lines, Context::Everywhere];
    view.contexts().iter().copied().chain(general).collect()
}

/// A command as it stands now: its keys, its words, whether it works.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The command.
    pub command: &'static Command,
    /// The keys that mean it here.
    pub chords: Vec<Chord>,
    /// How it is called now, and how early it comes in the footer.
    pub hint: Hint,
    /// Whether it works now.
    pub availability: Availability,
}

impl Binding {
    /// The key that the footer names: the first.
    #[must_use]
    pub fn label(&self) -> String {
        self.chords
            .first()
            .map(Chord::to_string)
            .unwrap_or_default()
    }

    /// All of its keys.
    #[must_use]
    pub fn labels(&self) -> String {
        let all: Vec<_> = self.chords.iter().map(Chord::to_string).collect();
        all.join(" ")
    }

    /// Why it does not work now, if it does not.
    #[must_use]
    pub fn off(&self) -> Option<&str> {
        self.availability.reason()
    }
}

/// The commands of these contexts in the order in which a key is looked for among them; one of several contexts comes once for
/// each.
fn in_order(contexts: &[Context]) -> impl Iterator<Item = (Context, &'static Command)> {
    contexts.iter().flat_map(|context| {
        commands()
            .filter(|command| command.contexts.contains(context))
            .map(|command| (*context, command))
    })
}

/// The commands in force in these contexts, those of the most particular context first. Hidden ones are left out.
#[must_use]
pub fn bindings_in(model: &Model, contexts: &[Context]) -> Vec<Binding> {
    let first = contexts.first();
    let mut all: Vec<Binding> = Vec::new();
    for (context, command) in in_order(contexts) {
        if all.iter().any(|found| found.command.id == command.id) {
            continue;
        }
        let availability = command.availability(model);
        if availability == Availability::Hidden {
            continue;
        }
        let chords = model.keymap.chords(command.id);
        // A key that a more particular command has here means that one.
        let is_free = |chord: &&Chord| {
            first.is_none_or(|first| first.hears(**chord, context))
                && !all.iter().any(|found| found.chords.contains(chord))
        };
        all.push(Binding {
            command,
            chords: chords.iter().filter(is_free).copied().collect(),
            hint: command.hint_in(model),
            availability,
        });
    }
    all
}

/// The commands in force as things stand.
#[must_use]
pub fn bindings(model: &Model) -> Vec<Binding> {
    bindings_in(model, &contexts(model))
}

/// A key that means a command.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The command.
    pub command: &'static Command,
    /// Whether it works now.
    pub availability: Availability,
}

/// The command that a key means as things stand: the one whose [binding](bindings) has it, found without asking every other
/// command whether it works. `tests/random` holds the two against each other at every key.
#[must_use]
pub fn meant(model: &Model, key: KeyEvent) -> Option<Meaning> {
    let contexts = contexts(model);
    let first = *contexts.first()?;
    let mut seen: Vec<&str> = Vec::new();
    for (context, command) in in_order(&contexts) {
        let mut chords = model.keymap.chords(command.id).iter().copied();
        let Some(chord) = chords.find(|chord| chord.is(key)) else {
            continue;
        };
        if seen.contains(&command.id) {
            continue;
        }
        let availability = command.availability(model);
        if availability == Availability::Hidden {
            continue;
        }
        if first.hears(chord, context) {
            return Some(Meaning {
                command,
                availability,
            });
        }
        seen.push(command.id);
    }
    None
}

/// The command that `Enter` means by default as things stand: what a click on the selected row does, whatever the configuration
/// has made of the key.
#[must_use]
pub fn entered(model: &Model) -> Option<Meaning> {
    let contexts = contexts(model);
    let enters = |(_, command): &(Context, &'static Command)| command.keys.contains(&"Enter");
    let mut meant = in_order(&contexts)
        .filter(enters)
        .map(|(_, command)| Meaning {
            command,
            availability: command.availability(model),
        });
    meant.find(|meant| meant.availability != Availability::Hidden)
}

/// The key of a command where it has one here, as the screens name it in a sentence.
#[must_use]
pub fn key_of(model: &Model, id: &str) -> Option<String> {
    let command = find(id)?;
    let chords = model.keymap.chords(command.id);
    chords.first().map(Chord::to_string)
}

/// A sentence with the keys of the commands that it names as `{profiles.add}`: those of the key map, or where a command has
/// none, its title in the palette. Other braces stay as they are.
#[must_use]
pub fn with_keys(model: &Model, text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        said.push_str(before);
        let named = behind
            .split_once('}')
            .and_then(|(id, after)| Some((find(id)?, after)));
        if let Some((command, after)) = named {
            match key_of(model, command.id) {
                Some(key) => said.push_str(&key),
                None => _ = write!(said, "“{}” in the commands", command.title),
            }
            rest = after;
        } else {
            said.push('{');
            rest = behind;
        }
    }
    said.push_str(rest);
    said
}

/// What is wrong with the keys of the configuration, at the command that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    /// The id as the configuration writes it.
    pub id: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// The keys that the configuration gives to commands.
///
/// # Errors
///
/// Every id that is unknown, every key that cannot be read, and every key that two commands would have in one place.
pub fn keymap(given: &BTreeMap<String, Vec<String>>) -> Result<Keymap, Vec<KeyError>> {
    let mut keymap = Keymap::default();
    let mut errors = Vec::new();
    for (id, written) in given {
        let mut wrong = |problem| {
            errors.push(KeyError {
                id: id.clone(),
                problem,
            });
        };
        let Some(command) = find(id) else {
            wrong(unknown(id));
            continue;
        };
        let read: Result<Vec<_>, _> = written.iter().map(|key| Chord::parse(key)).collect();
        match read {
            Ok(chords) => keymap.bind(command.id, chords),
            Err(problem) => wrong(problem),
        }
    }
    errors.extend(conflicts(&keymap, given));
    if errors.is_empty() {
        Ok(keymap)
    } else {
        Err(errors)
    }
}

fn unknown(id: &str) -> String {
    let nearest = commands()
        .map(|command| (strsim::jaro_winkler(command.id, id), command.id))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match nearest {
        Some((likeness, near)) if likeness > 0.7 => {
            format!("no command is called so; the nearest is {near}")
        }
        _ => "no command is called so; stackday keys lists them".to_owned(),
    }
}

/// The keys that two commands would have in one context, where the configuration named one of the two.
fn conflicts(keymap: &Keymap, given: &BTreeMap<String, Vec<String>>) -> Vec<KeyError> {
    let mut errors = Vec::new();
    let mut owners: BTreeMap<(Context, String), &'static Command> = BTreeMap::new();
    for command in commands() {
        let chords = keymap.chords(command.id);
        for (context, chord) in command
            .contexts
            .iter()
            .flat_map(|context| chords.iter().map(move |chord| (*context, *chord)))
        {
            if !context.hears(chord, context) {
                continue;
            }
            let Some(other) = owners.insert((context, chord.to_string()), command) else {
                continue;
            };
            let (named, against) = if given.contains_key(command.id) {
                (command, other)
            } else if given.contains_key(other.id) {
                (other, command)
            } else {
                // Of the defaults a test sees to it; two of which one is hidden may share a key.
                continue;
            };
            let problem = format!(
                "{chord} is the key of {} as well ({}); give that command another key, or none",
                against.id,
                context.words()
            );
            let error = KeyError {
                id: named.id.to_owned(),
                problem,
            };
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
    }
    errors
}
