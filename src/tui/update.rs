//! The one function that changes the model: a key means a command, a paste goes where the keyboard is, a task's report to whom
//! it concerns.

mod active;
mod ask_first;
pub(crate) mod dispatch;
mod mouse;
mod paste;
mod sweep;
mod task_events;
mod text;
pub(crate) mod ui_settings;
mod undo;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::journal::{Entry, Level};
use crate::tui::command::Availability;
use crate::tui::layers::Overlay;
use crate::tui::message::{Effect, Message, Stamped};
use crate::tui::model::Model;
use crate::tui::moved;
use crate::tui::overlays::{help, palette};
use crate::tui::registry::{self, Meaning};
use crate::tui::screen::Screen;
use crate::tui::screens::{accounts, logs, profiles};
use crate::tui::shared::Entered;
use crate::tui::tasks::Wait;
use crate::tui::widgets::text_field::Edit;

/// Takes a message in and says what is to be done outside.
pub fn update(model: &mut Model, stamped: Stamped) -> Vec<Effect> {
    model.shared.at(stamped.at);
    let said_before = model.shared.notice.clone();
    let answers_a_key = matches!(
        stamped.message,
        Message::Key(_) | Message::Mouse(_) | Message::Paste(_)
    );
    match stamped.message {
        Message::Key(event) => key(model, event),
        Message::Mouse(event) => mouse::mouse(model, event),
        Message::Paste(text) => paste::paste(model, &text),
        Message::Begin => {
            profiles::saving::begin(&mut model.shared);
            accounts::links::load(&mut model.shared);
        }
        Message::Resize(columns, rows) => model.shared.size = (columns, rows),
        Message::TaskEvent(event) => task_events::take(model, event),
        Message::Log(entries, lost) => {
            model.logs.lost += lost;
            for entry in entries {
                log(model, entry);
            }
        }
        Message::LogNotWritten(why) => {
            model.shared.refuse(format!(
                "the log file cannot be written ({why}); the lines here are kept in memory alone"
            ));
            model.logs.unwritten = true;
        }
        Message::Alarm => {
            let (view, shared) = model.view_mut();
            view.woken(shared);
        }
        Message::Tick => model.shared.ticks = model.shared.ticks.wrapping_add(1),
        Message::Busy(id) => {
            model.shared.tasks.drop_unstarted(id);
            model
                .shared
                .refuse("too much is running; wait a moment and press the key again");
        }
        Message::Copied(Ok(how)) => model.shared.say_how_copied(&how),
        Message::Copied(Err(why)) | Message::NotCopied(why) => {
            model.shared.accounts.note_not_copied();
            model.shared.refuse(format!("not copied: {why}"));
        }
        Message::Edited(edited) => profiles::prompts::take_edited(&mut model.shared, edited),
        Message::NotSuspended(why) => model.shared.refuse(why),
        Message::NoMouse(why) => {
            model.shared.mouse = false;
            model
                .shared
                .refuse(format!("The terminal does not give the mouse: {why}"));
        }
        Message::NoBrowser(page) => {
            let text = if page.shown {
                format!("no browser here; open {} yourself", page.url.expose())
            } else {
                "no browser here; press {setup.copy} to copy the link".to_owned()
            };
            model.shared.say(text);
        }
    }
    let effects = settle(model);
    if model.shared.notice != said_before {
        keep_message(model, answers_a_key);
    }
    for entry in std::mem::take(&mut model.shared.decisions) {
        model.logs.push(entry);
    }
    effects
}

/// Keeps what the message line says as a line of the log, where it is found when something else is said there. What a key
/// cannot do now is no failure of the program.
fn keep_message(model: &mut Model, answers_a_key: bool) {
    let Some(notice) = &model.shared.notice else {
        return;
    };
    let level = if notice.bad && !answers_a_key {
        Level::Error
    } else {
        Level::Info
    };
    // How it was copied is said in a moment, and kept then.
    if model.shared.copying.as_ref() == Some(&notice.text) {
        return;
    }
    let text = registry::with_keys(model, &notice.text);
    let newest = match model.shared.decisions.last() {
        Some(entry) => Some((entry.level, entry.text.as_str())),
        None => model.logs.newest(),
    };
    if newest == Some((level, text.as_str())) {
        return;
    }
    model.shared.log(level, text);
}

/// What follows from every message: secrets in filters are let go of, a change that a key asked for is
/// done or asked about, a connection that was read is shown once nothing has the
/// keyboard, screens go where they were led, drafts and settings of the screens are handed over, and a question that waits is asked once nothing else has the keyboard.
fn settle(model: &mut Model) -> Vec<Effect> {
    sweep::sweep(model);
    ask_first::settle(model);
    if let Some(to) = model.shared.export.take() {
        logs::export::start(&model.logs, &mut model.shared, to);
    }
    match model.shared.entered.take() {
        None => {}
        Some(Entered::Screen(screen)) => enter(model, screen),
        Some(Entered::Exchange) => {
            enter(model, Screen::Logs);
            model.logs.detail = model.logs.selected_exchange().map(|_| 0);
        }
    }
    if model.shared.place.is_none() && model.shared.layers.is_empty() && !model.is_typing() {
        profiles::results::open_arrived(&mut model.shared);
    }
    model.setup.follow(&mut model.shared);
    accounts::results::settle(&mut model.accounts, &mut model.shared);
    accounts::links::settle(&mut model.shared);
    model.refresh();
    profiles::results::autosave(&mut model.shared);
    ui_settings::settle(model);
    profiles::results::show_selected(&model.profiles, &mut model.shared);
    let is_typing = model.is_typing();
    model.shared.layers.settle(is_typing);
    relist(model);
    let cancelled = model.shared.tasks.take_cancelled();
    let shared = &mut model.shared;
    shared
        .effects
        .extend(cancelled.into_iter().map(Effect::Cancel));
    std::mem::take(&mut shared.effects)
}

/// Takes a line of the log in.
fn log(model: &mut Model, entry: Entry) {
    if let Some(until) = entry.waits_until
        && until > model.shared.now
    {
        model.shared.tasks.wait = Some(Wait {
            until,
            text: format!("{}: {}", entry.source, entry.text),
        });
    }
    model.logs.push(entry);
}

/// Shows another screen, and does what its first look needs.
fn enter(model: &mut Model, screen: Screen) {
    model.setup.leave_item(&mut model.shared);
    model.shared.screen = screen;
    let (view, shared) = model.view_mut();
    view.enter(shared);
}

fn key(model: &mut Model, event: KeyEvent) {
    let before = model.shared.notice.take();
    let meant = registry::meant(model, event);
    let moves = meant.as_ref().is_some_and(|meant| meant.command.moves());
    press(model, event, meant);
    // An error stays until the next action: looking around is none.
    if moves && model.shared.notice.is_none() {
        model.shared.notice = before.filter(|notice| notice.bad);
    }
}

fn press(model: &mut Model, event: KeyEvent, meant: Option<Meaning>) {
    // Always, whatever has the keyboard and whatever the configuration says.
    if event.code == KeyCode::Char('c') && event.modifiers == KeyModifiers::CONTROL {
        model.shared.quit = true;
        return;
    }
    let Some(binding) = meant else {
        if !edit(model, event)
            && let Some((_, text)) = moved::words(model, event)
        {
            model.shared.refuse(text);
        }
        return;
    };
    let moved = moved::words(model, event);
    let works = binding.availability == Availability::Yes;
    dispatch::obey(model, binding.command, binding.availability);
    // Once in a run is enough: the key is not wrong.
    if works
        && let Some((id, text)) = moved
        && model.shared.notice.is_none()
        && model.shared.change.is_none()
        && model.shared.moved_keys_told.insert(id)
    {
        model.shared.say(text);
    }
}

/// A key without a command belongs to the text that has the keyboard. Says whether there is such a text.
fn edit(model: &mut Model, event: KeyEvent) -> bool {
    match text::edit(model, |field| field.key(event)) {
        None => return false,
        Some(Edit::Refused(why)) => model.shared.refuse(why),
        Some(Edit::Changed | Edit::Moved | Edit::Ignored) => {}
    }
    true
}

/// The palette and the help list what is so now.
fn relist(model: &mut Model) {
    match model.shared.layers.top() {
        Some(Overlay::Palette(_)) => {
            let items = palette::items(model);
            if let Some(Overlay::Palette(list)) = model.shared.layers.top_mut() {
                list.set_items(items);
            }
        }
        Some(Overlay::Help(_)) => {
            let items = help::items(model);
            if let Some(Overlay::Help(list)) = model.shared.layers.top_mut() {
                list.set_items(items);
            }
        }
        _ => {}
    }
}
