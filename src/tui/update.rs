//! The one function that changes the model, and what keys do on every screen.

use crate::tui::screens::profiles;
use crate::tui::screens::scopes;
use crossterm::event::{Event, KeyEvent};
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use crate::domain::{Input, text as safe_text};
use crate::secret::Secret;
use crate::tui::keys::{self, Action};
use crate::tui::message::{Effect, Message, Stamped};
use crate::tui::model::{Detail, Focus, Model, Notice, Overlay, Screen};
use crate::tui::overlays::misplaced;
use crate::tui::screens::scopes::commands::ScopesCommand;
use crate::tui::screens::setup;
use crate::tui::screens::setup::items::value_name;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::{Job, JobId};
use crate::tui::{form, paste, results};

/// Takes a message in and says what is to be done outside.
pub fn update(model: &mut Model, stamped: Stamped) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.at(stamped.at);
    match stamped.message {
        Message::Key(event) => key(model, event, &mut effects),
        Message::Paste(text) => paste::paste(model, &text),
        Message::Begin => profiles::commands::begin(model, &mut effects),
        Message::Resize(columns, rows) => model.size = (columns, rows),
        Message::TaskEvent(news) => results::take(model, news, &mut effects),
        Message::Log(entries, lost) => {
            model.log.lost += lost;
            for entry in entries {
                results::log(model, entry);
            }
        }
        Message::LogNotWritten(why) => {
            model.refuse(format!(
                "the log file cannot be written ({why}); the lines here are kept in memory alone"
            ));
            model.log.unwritten = true;
        }
        Message::Tick => model.ticks = model.ticks.wrapping_add(1),
        Message::Busy(id) => {
            model.running.retain(|_, running| running.id != id);
            model.refuse("too much is running; wait a moment and press the key again");
        }
        Message::NotCopied(why) => model.refuse(format!("not copied: {why}")),
        Message::NotSuspended(why) => model.refuse(why),
        Message::NoBrowser(page) => {
            let text = if page.shown {
                format!("no browser here; open {} yourself", page.url.expose())
            } else {
                "no browser here; press y to copy the link".to_owned()
            };
            model.say(text);
        }
    }
    misplaced::sweep(model);
    profiles::results::hand_over(model, &mut effects);
    profiles::results::show_selected(model, &mut effects);
    effects.extend(model.superseded.drain(..).map(Effect::Cancel));
    effects
}

impl Model {
    /// Answers the last key.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: false,
        });
    }

    /// Answers the last key with what is in the way.
    pub(crate) fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: true,
        });
    }

    /// Starts a job; one of the same kind that runs is cancelled first, the newest wish wins.
    pub(crate) fn start(
        &mut self,
        slot: TaskKind,
        what: &'static str,
        job: Job,
        effects: &mut Vec<Effect>,
    ) {
        self.stop(slot, effects);
        if job.may_need_unlocking() {
            self.awaiting_unlock = Some((slot, what, job.clone()));
        }
        self.last_job += 1;
        let id = JobId(self.last_job);
        let running = crate::tui::tasks::RunningTask {
            id,
            what,
            at: String::new(),
            check: None,
        };
        self.running.insert(slot, running);
        effects.push(Effect::Start(id, job));
    }

    /// Cancels a job. Nothing that still comes of it is listened to.
    pub(crate) fn stop(&mut self, slot: TaskKind, effects: &mut Vec<Effect>) {
        if let Some(running) = self.running.remove(&slot) {
            effects.push(Effect::Cancel(running.id));
        }
        if self.running.is_empty() {
            self.wait = None;
        }
    }
}

fn key(model: &mut Model, event: KeyEvent, effects: &mut Vec<Effect>) {
    model.notice = None;
    match keys::action(model, event) {
        Ok(Some(action)) => act(model, action, effects),
        Ok(None) => edit(model, event),
        // A letter belongs to the field that is being typed in, whatever else it may mean.
        Err(why) => model.refuse(why),
    }
}

/// A key without a binding belongs to whatever is being typed in.
fn edit(model: &mut Model, event: KeyEvent) {
    let Some(request) = to_input_request(&Event::Key(event)) else {
        return;
    };
    if let InputRequest::InsertChar(c) = request
        && !takes(model, c)
    {
        return;
    }
    match &mut model.overlay {
        Some(Overlay::Scopes(picker)) => return picker.edit(request),
        Some(Overlay::Actions(picker)) => return picker.edit(request),
        Some(Overlay::Prompt(ask)) => return ask.edit(request),
        _ => {}
    }
    if let Some(input) = model.typing() {
        model.form.edit(input, request);
    } else if model.screen == Screen::Profiles && model.profiles.filtering {
        if let Some(filter) = edited(&model.profiles.filter, request) {
            model.filter_profiles(filter);
        }
    } else if model.screen == Screen::Scopes && model.scopes.filtering {
        if let Some(filter) = edited(&model.scopes.filter, request) {
            model.scopes.set_filter(filter);
        }
    } else if model.screen == Screen::Logs
        && model.log.filtering
        && let Some(filter) = edited(&model.log.filter, request)
    {
        model.log.set_filter(filter);
    }
}

/// Whether the character has a place where it is typed or pasted: one that cannot be seen has none, but in a masked answer, which
/// must be what it was when it was set, and in what is tidied or compared as a whole.
fn takes(model: &Model, c: char) -> bool {
    if c.is_control() {
        return false;
    }
    let keeps = match &model.overlay {
        Some(Overlay::Prompt(ask)) => ask.masked,
        _ => (model.typing())
            .is_some_and(|input| input == Input::RedirectUri || form::is_secret(input)),
    };
    keeps || !safe_text::steers(c)
}

/// A filter is a short word: characters are added and taken away at its end.
fn edited(filter: &str, request: InputRequest) -> Option<String> {
    let mut filter = filter.to_owned();
    match request {
        InputRequest::InsertChar(c) => filter.push(c),
        InputRequest::DeletePrevChar => _ = filter.pop(),
        InputRequest::DeletePrevWord | InputRequest::DeleteLine => filter.clear(),
        _ => return None,
    }
    Some(filter)
}

fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Quit if !model.would_lose().is_empty() => model.overlay = Some(Overlay::Quit),
        Action::Quit | Action::QuitNow => model.quit = true,
        Action::Help => model.overlay = Some(Overlay::Help { scroll: 0 }),
        Action::Go(screen) => go(model, screen, effects),
        Action::Cancel => cancel(model, effects),
        Action::Move(by) => step(model, by),
        Action::Page(by) => step(model, by.saturating_mul(page(model))),
        Action::First => step(model, isize::MIN / 2),
        Action::Last => step(model, isize::MAX / 2),
        Action::Back => back(model),
        Action::Tick => match &mut model.overlay {
            Some(Overlay::Scopes(picker)) => picker.tick(),
            Some(Overlay::Actions(picker)) => picker.tick(),
            _ if model.screen == Screen::Scopes => scopes::commands::tick(model),
            _ if model.screen == Screen::Profiles => model.mark_profile(),
            _ => setup::tick(model),
        },
        Action::Clear => clear(model),
        Action::Filter => match model.screen {
            Screen::Logs => model.log.filtering = true,
            Screen::Scopes => model.scopes.filtering = true,
            Screen::Profiles | Screen::Setup => model.profiles.filtering = true,
        },
        Action::Level => model.log.next_level(),
        Action::Follow => {
            let follow = !model.log.follow;
            model.log.set_follow(follow);
        }
        Action::Sort => model.sort_profiles(),
        Action::Reverse => model.reverse_profiles(),
        Action::Refresh if matches!(model.overlay, Some(Overlay::Actions(_))) => {
            scopes::commands::list_actions(model, true, effects);
        }
        Action::Refresh => setup::list_profiles(model, effects),
        Action::MarkAll => model.mark_profiles(),
        Action::Scopes(wish) => scopes::commands::act(model, wish, effects),
        Action::Saved(wish) => profiles::commands::act(model, wish, effects),
        Action::Misplaced(answer) => misplaced::answer(model, answer),
        Action::Verify => setup::verify(model, effects),
        Action::Click => setup::click(model, effects),
        Action::WholeGuide => model.overlay = Some(Overlay::Guide { scroll: 0 }),
        Action::Guide => model.guide.turn(model.step),
        Action::Open => setup::open(model, effects),
        Action::Reveal => match model.typing() {
            Some(input) => {
                let shown = !model.form.field(input).is_revealed();
                model.form.reveal(input, shown);
            }
            None => model.remote.link_shown = !model.remote.link_shown,
        },
        Action::NextFocus if model.screen == Screen::Profiles => model.turn_profiles(),
        Action::NextFocus => setup::focus_next(model, 1),
        Action::PreviousFocus => setup::focus_next(model, -1),
        Action::Copy => copy(model, effects),
        Action::Act => match model.screen {
            Screen::Setup => setup::act(model, effects),
            Screen::Profiles if model.profiles.filtering => model.profiles.filtering = false,
            Screen::Profiles => {
                model.overlay = Some(Overlay::Detail {
                    of: Detail::Profile,
                    scroll: 0,
                });
            }
            Screen::Scopes if model.scopes.filtering => model.scopes.filtering = false,
            Screen::Scopes => scopes::commands::act(model, ScopesCommand::Detail, effects),
            Screen::Logs if model.log.filtering => model.log.filtering = false,
            Screen::Logs => {
                model.log.detail = if model.log.detail.is_some() {
                    None
                } else {
                    Some(0)
                }
            }
        },
    }
}

fn go(model: &mut Model, screen: Screen, effects: &mut Vec<Effect>) {
    setup::leave_item(model);
    model.screen = screen;
    if screen == Screen::Scopes {
        scopes::commands::enter(model, effects);
    }
    if screen == Screen::Profiles {
        model.profiles_changed();
        let asked =
            model.remote.profiles_at.is_some() || model.running.contains_key(&TaskKind::Profiles);
        if !asked && model.form.secret(Input::ApiKey).is_some() {
            setup::list_profiles(model, effects);
        }
    }
}

fn cancel(model: &mut Model, effects: &mut Vec<Effect>) {
    let cancelled = model.running.iter();
    let cancelled = cancelled.filter(|(slot, _)| slot.can_be_cancelled());
    let what: Vec<_> = cancelled.map(|(_, running)| running.what).collect();
    for slot in TaskKind::ALL
        .into_iter()
        .filter(|slot| slot.can_be_cancelled())
    {
        model.stop(slot, effects);
    }
    model.say(format!("cancelled: {}", what.join(", ")));
}

/// Moves by lines in whatever has the keyboard.
fn step(model: &mut Model, by: isize) {
    if let Some(from) = model.scrolled() {
        let last = model.last_scroll;
        let from = from.min(last).saturating_add_signed(by).min(last);
        return scroll_to(model, from);
    }
    match &mut model.overlay {
        Some(Overlay::Scopes(picker)) => picker.step(by),
        Some(Overlay::Actions(picker)) => picker.step(by),
        Some(
            Overlay::Help { .. }
            | Overlay::Guide { .. }
            | Overlay::Detail { .. }
            | Overlay::Prompt(_)
            | Overlay::Misplaced(_)
            | Overlay::Quit,
        ) => {}
        None => match model.screen {
            Screen::Profiles => model.profiles.step(by),
            Screen::Scopes => model.scopes.step(by),
            Screen::Logs => model.log.step(by),
            Screen::Setup if model.focus == Focus::Log => model.log.step(by),
            Screen::Setup => setup::select_step(model, by),
        },
    }
}

fn scroll_to(model: &mut Model, from: usize) {
    match &mut model.overlay {
        Some(
            Overlay::Help { scroll } | Overlay::Guide { scroll } | Overlay::Detail { scroll, .. },
        ) => *scroll = from,
        _ => model.log.detail = Some(from),
    }
}

/// How many lines a page has, roughly: screens differ, and a page that overlaps by some lines is what people expect.
fn page(model: &Model) -> isize {
    let rows = isize::try_from(model.size.1).unwrap_or(24);
    (rows - 8).max(4)
}

fn back(model: &mut Model) {
    match model.overlay.take() {
        Some(Overlay::Scopes(picker)) => setup::take_scopes(model, &picker),
        Some(Overlay::Actions(picker)) => scopes::commands::take_actions(model, &picker),
        Some(
            Overlay::Help { .. }
            | Overlay::Guide { .. }
            | Overlay::Detail { .. }
            | Overlay::Prompt(_)
            | Overlay::Misplaced(_)
            | Overlay::Quit,
        ) => {}
        None => match model.screen {
            Screen::Setup => {
                setup::leave_item(model);
                model.focus = Focus::Checklist;
            }
            Screen::Profiles if model.profiles.filtering || !model.profiles.filter.is_empty() => {
                model.profiles.filtering = false;
                model.filter_profiles(String::new());
            }
            Screen::Scopes if model.scopes.filtering || !model.scopes.filter.is_empty() => {
                model.scopes.filtering = false;
                model.scopes.set_filter(String::new());
            }
            Screen::Logs if model.log.detail.is_some() => model.log.detail = None,
            Screen::Logs if model.log.filtering || !model.log.filter.is_empty() => {
                model.log.filtering = false;
                model.log.set_filter(String::new());
            }
            Screen::Profiles | Screen::Scopes | Screen::Logs => model.screen = Screen::Setup,
        },
    }
}

fn clear(model: &mut Model) {
    match &mut model.overlay {
        Some(Overlay::Scopes(picker)) => return picker.clear(),
        Some(Overlay::Actions(picker)) => return picker.clear(),
        Some(Overlay::Prompt(ask)) => return ask.clear(),
        _ => {}
    }
    if let Some(input) = model.typing() {
        model.form.clear(input);
    } else if model.screen == Screen::Profiles {
        model.filter_profiles(String::new());
    } else if model.screen == Screen::Scopes {
        model.scopes.set_filter(String::new());
    } else if model.screen == Screen::Logs {
        model.log.set_filter(String::new());
    }
}

/// Copies the value under the cursor.
pub(crate) fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    let (name, value) = match model.screen {
        Screen::Setup => match keys::value_to_copy(model) {
            Some(value) => (value_name(value), model.value(value)),
            None => return model.refuse("nothing to copy in this step"),
        },
        Screen::Profiles => (
            setup::name_of_id(model),
            setup::id_of_row(model).map(Secret::new),
        ),
        Screen::Scopes => {
            let list = model.scopes.to_tick();
            let table = (!list.is_empty()).then(|| Secret::new(crate::scopes::table(&list)));
            ("the table of the boxes to tick", table)
        }
        Screen::Logs => (
            "the line",
            model
                .log
                .get(model.log.selected)
                .map(|entry| Secret::new(entry.text.clone())),
        ),
    };
    hand_over(model, name, value, effects);
}

/// Sends a value to the clipboard, if it is there, and says so.
pub(crate) fn hand_over(
    model: &mut Model,
    name: &str,
    value: Option<Secret>,
    effects: &mut Vec<Effect>,
) {
    match value {
        Some(value) => {
            if model.remote.new_token.as_ref() == Some(&value) {
                // Whoever copies the renewed Token has seen that there is one.
                model.remote.new_token = None;
            }
            effects.push(Effect::Copy(value));
            model.say(format!("{name} sent to the clipboard (OSC 52; if it does not arrive, your terminal refuses it)"));
        }
        None => model.refuse(format!("{name} is not there yet")),
    }
}
