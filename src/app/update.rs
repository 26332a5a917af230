//! The one function that changes the state, and what keys do on every screen.

use crossterm::event::{Event, KeyEvent};
use tui_input::InputRequest;
use tui_input::backend::crossterm::to_input_request;

use super::characters::Takes;
use super::keeping;
use super::keys::{self, Action};
use super::misplaced;
use super::scopes::{OnScopes, doing};
use super::state::{Focus, Notice, Overlay, Screen, Slot, State, Told, value_name};
use super::{Effect, Message, Stamped, news, paste, setup};
use crate::domain::Input;
use crate::secret::Secret;
use crate::worker::{Job, JobId};

/// Takes a message in and says what is to be done outside.
pub fn update(state: &mut State, stamped: Stamped) -> Vec<Effect> {
    let mut effects = Vec::new();
    state.at(stamped.at);
    match stamped.message {
        Message::Key(event) => key(state, event, &mut effects),
        Message::Paste(text) => paste::paste(state, &text),
        Message::Begin => keeping::begin(state, &mut effects),
        Message::Resize(columns, rows) => state.size = (columns, rows),
        Message::News(news) => news::take(state, news, &mut effects),
        Message::Log(entries, lost) => {
            state.log.lost += lost;
            for entry in entries {
                news::log(state, entry);
            }
        }
        Message::LogNotWritten(why) => {
            state.refuse(format!(
                "the log file cannot be written ({why}); the lines here are kept in memory alone"
            ));
            state.log.unwritten = true;
        }
        Message::Tick => state.ticks = state.ticks.wrapping_add(1),
        Message::Busy(id) => {
            state.running.retain(|_, running| running.id != id);
            state.refuse("too much is running; wait a moment and press the key again");
        }
        Message::NotCopied(why) => state.refuse(format!("not copied: {why}")),
        Message::NotSuspended(why) => state.refuse(why),
        Message::NoBrowser(page) => {
            let text = if page.shown {
                format!("no browser here; open {} yourself", page.url.expose())
            } else {
                "no browser here; press y to copy the link".to_owned()
            };
            state.say(text);
        }
    }
    misplaced::sweep(state);
    keeping::hand_over(state, &mut effects);
    keeping::show_selected(state, &mut effects);
    effects.extend(state.unwanted.drain(..).map(Effect::Cancel));
    effects
}

impl State {
    /// Answers the last key.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: false,
        });
    }

    /// Answers the last key with what is in the way.
    pub(super) fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            bad: true,
        });
    }

    /// Starts a job; one of the same kind that runs is cancelled first, the newest wish wins.
    pub(super) fn start(
        &mut self,
        slot: Slot,
        what: &'static str,
        job: Job,
        effects: &mut Vec<Effect>,
    ) {
        self.stop(slot, effects);
        if job.may_need_unlocking() {
            self.retry = Some((slot, what, job.clone()));
        }
        self.last_job += 1;
        let id = JobId(self.last_job);
        let running = super::state::Running {
            id,
            what,
            at: String::new(),
            check: None,
        };
        self.running.insert(slot, running);
        effects.push(Effect::Start(id, job));
    }

    /// Cancels a job. Nothing that still comes of it is listened to.
    pub(super) fn stop(&mut self, slot: Slot, effects: &mut Vec<Effect>) {
        if let Some(running) = self.running.remove(&slot) {
            effects.push(Effect::Cancel(running.id));
        }
        if self.running.is_empty() {
            self.wait = None;
        }
    }
}

fn key(state: &mut State, event: KeyEvent, effects: &mut Vec<Effect>) {
    state.notice = None;
    match keys::action(state, event) {
        Ok(Some(action)) => act(state, action, effects),
        Ok(None) => edit(state, event),
        // A letter belongs to the field that is being typed in, whatever else it may mean.
        Err(why) => state.refuse(why),
    }
}

/// A key without a binding belongs to whatever is being typed in.
fn edit(state: &mut State, event: KeyEvent) {
    let Some(request) = to_input_request(&Event::Key(event)) else {
        return;
    };
    if let InputRequest::InsertChar(c) = request
        && !takes(state).typed(c)
    {
        return;
    }
    match &mut state.overlay {
        Some(Overlay::Scopes(picker)) => return picker.edit(request),
        Some(Overlay::Actions(picker)) => return picker.edit(request),
        Some(Overlay::Ask(ask)) => return ask.edit(request),
        _ => {}
    }
    if let Some(input) = state.typing() {
        state.form.edit(input, request);
    } else if state.screen == Screen::Profiles && state.profiles.filtering {
        if let Some(filter) = edited(&state.profiles.filter, request) {
            state.filter_profiles(filter);
        }
    } else if state.screen == Screen::Scopes && state.scopes.filtering {
        if let Some(filter) = edited(&state.scopes.filter, request) {
            state.scopes.set_filter(filter);
        }
    } else if state.screen == Screen::Logs
        && state.log.filtering
        && let Some(filter) = edited(&state.log.filter, request)
    {
        state.log.set_filter(filter);
    }
}

/// Which characters the line takes that has the keyboard. A filter is for reading.
fn takes(state: &State) -> Takes {
    match &state.overlay {
        Some(Overlay::Ask(ask)) => Takes::of_answer(ask.masked),
        _ => state.typing().map_or(Takes::Visible, Takes::of),
    }
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

fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Quit if !state.would_lose().is_empty() => state.overlay = Some(Overlay::Quit),
        Action::Quit | Action::QuitNow => state.quit = true,
        Action::Help => state.overlay = Some(Overlay::Help { scroll: 0 }),
        Action::Go(screen) => go(state, screen, effects),
        Action::Cancel => cancel(state, effects),
        Action::Move(by) => step(state, by),
        Action::Page(by) => step(state, by.saturating_mul(page(state))),
        Action::First => step(state, isize::MIN / 2),
        Action::Last => step(state, isize::MAX / 2),
        Action::Back => back(state),
        Action::Tick => match &mut state.overlay {
            Some(Overlay::Scopes(picker)) => picker.tick(),
            Some(Overlay::Actions(picker)) => picker.tick(),
            _ if state.screen == Screen::Scopes => doing::tick(state),
            _ if state.screen == Screen::Profiles => state.mark_profile(),
            _ => setup::tick(state),
        },
        Action::Clear => clear(state),
        Action::Filter => match state.screen {
            Screen::Logs => state.log.filtering = true,
            Screen::Scopes => state.scopes.filtering = true,
            Screen::Profiles | Screen::Setup => state.profiles.filtering = true,
        },
        Action::Level => state.log.next_level(),
        Action::Follow => {
            let follow = !state.log.follow;
            state.log.set_follow(follow);
        }
        Action::Sort => state.sort_profiles(),
        Action::Reverse => state.reverse_profiles(),
        Action::Refresh if matches!(state.overlay, Some(Overlay::Actions(_))) => {
            doing::list_actions(state, true, effects);
        }
        Action::Refresh => setup::list_profiles(state, effects),
        Action::MarkAll => state.mark_profiles(),
        Action::Scopes(wish) => doing::act(state, wish, effects),
        Action::Saved(wish) => keeping::act(state, wish, effects),
        Action::Misplaced(answer) => misplaced::answer(state, answer),
        Action::Verify => setup::verify(state, effects),
        Action::Click => setup::click(state, effects),
        Action::WholeGuide => state.overlay = Some(Overlay::Guide { scroll: 0 }),
        Action::Guide => state.guide.turn(state.step),
        Action::Open => setup::open(state, effects),
        Action::Reveal => match state.typing() {
            Some(input) => {
                let shown = !state.form.field(input).is_revealed();
                state.form.reveal(input, shown);
            }
            None => state.seen.link_shown = !state.seen.link_shown,
        },
        Action::NextFocus if state.screen == Screen::Profiles => state.turn_profiles(),
        Action::NextFocus => setup::focus_next(state, 1),
        Action::PreviousFocus => setup::focus_next(state, -1),
        Action::Copy => copy(state, effects),
        Action::Act => match state.screen {
            Screen::Setup => setup::act(state, effects),
            Screen::Profiles if state.profiles.filtering => state.profiles.filtering = false,
            Screen::Profiles => {
                state.overlay = Some(Overlay::Told {
                    of: Told::Profile,
                    scroll: 0,
                });
            }
            Screen::Scopes if state.scopes.filtering => state.scopes.filtering = false,
            Screen::Scopes => doing::act(state, OnScopes::Detail, effects),
            Screen::Logs if state.log.filtering => state.log.filtering = false,
            Screen::Logs => {
                state.log.detail = if state.log.detail.is_some() {
                    None
                } else {
                    Some(0)
                }
            }
        },
    }
}

fn go(state: &mut State, screen: Screen, effects: &mut Vec<Effect>) {
    setup::leave_item(state);
    state.screen = screen;
    if screen == Screen::Scopes {
        doing::enter(state, effects);
    }
    if screen == Screen::Profiles {
        state.profiles_changed();
        let asked = state.seen.profiles_at.is_some() || state.running.contains_key(&Slot::Profiles);
        if !asked && state.form.secret(Input::ApiKey).is_some() {
            setup::list_profiles(state, effects);
        }
    }
}

fn cancel(state: &mut State, effects: &mut Vec<Effect>) {
    let cancelled = state.running.iter();
    let cancelled = cancelled.filter(|(slot, _)| slot.can_be_cancelled());
    let what: Vec<_> = cancelled.map(|(_, running)| running.what).collect();
    for slot in Slot::ALL.into_iter().filter(|slot| slot.can_be_cancelled()) {
        state.stop(slot, effects);
    }
    state.say(format!("cancelled: {}", what.join(", ")));
}

/// Moves by lines in whatever has the keyboard.
fn step(state: &mut State, by: isize) {
    if let Some(from) = state.scrolled() {
        let last = state.last_scroll;
        let from = from.min(last).saturating_add_signed(by).min(last);
        return scroll_to(state, from);
    }
    match &mut state.overlay {
        Some(Overlay::Scopes(picker)) => picker.step(by),
        Some(Overlay::Actions(picker)) => picker.step(by),
        Some(
            Overlay::Help { .. }
            | Overlay::Guide { .. }
            | Overlay::Told { .. }
            | Overlay::Ask(_)
            | Overlay::Misplaced(_)
            | Overlay::Quit,
        ) => {}
        None => match state.screen {
            Screen::Profiles => state.profiles.step(by),
            Screen::Scopes => state.scopes.step(by),
            Screen::Logs => state.log.step(by),
            Screen::Setup if state.focus == Focus::Log => state.log.step(by),
            Screen::Setup => setup::select_step(state, by),
        },
    }
}

fn scroll_to(state: &mut State, from: usize) {
    match &mut state.overlay {
        Some(
            Overlay::Help { scroll } | Overlay::Guide { scroll } | Overlay::Told { scroll, .. },
        ) => *scroll = from,
        _ => state.log.detail = Some(from),
    }
}

/// How many lines a page has, roughly: screens differ, and a page that overlaps by some lines is what people expect.
fn page(state: &State) -> isize {
    let rows = isize::try_from(state.size.1).unwrap_or(24);
    (rows - 8).max(4)
}

fn back(state: &mut State) {
    match state.overlay.take() {
        Some(Overlay::Scopes(picker)) => setup::take_scopes(state, &picker),
        Some(Overlay::Actions(picker)) => doing::take_actions(state, &picker),
        Some(
            Overlay::Help { .. }
            | Overlay::Guide { .. }
            | Overlay::Told { .. }
            | Overlay::Ask(_)
            | Overlay::Misplaced(_)
            | Overlay::Quit,
        ) => {}
        None => match state.screen {
            Screen::Setup => {
                setup::leave_item(state);
                state.focus = Focus::Checklist;
            }
            Screen::Profiles if state.profiles.filtering || !state.profiles.filter.is_empty() => {
                state.profiles.filtering = false;
                state.filter_profiles(String::new());
            }
            Screen::Scopes if state.scopes.filtering || !state.scopes.filter.is_empty() => {
                state.scopes.filtering = false;
                state.scopes.set_filter(String::new());
            }
            Screen::Logs if state.log.detail.is_some() => state.log.detail = None,
            Screen::Logs if state.log.filtering || !state.log.filter.is_empty() => {
                state.log.filtering = false;
                state.log.set_filter(String::new());
            }
            Screen::Profiles | Screen::Scopes | Screen::Logs => state.screen = Screen::Setup,
        },
    }
}

fn clear(state: &mut State) {
    match &mut state.overlay {
        Some(Overlay::Scopes(picker)) => return picker.clear(),
        Some(Overlay::Actions(picker)) => return picker.clear(),
        Some(Overlay::Ask(ask)) => return ask.clear(),
        _ => {}
    }
    if let Some(input) = state.typing() {
        state.form.clear(input);
    } else if state.screen == Screen::Profiles {
        state.filter_profiles(String::new());
    } else if state.screen == Screen::Scopes {
        state.scopes.set_filter(String::new());
    } else if state.screen == Screen::Logs {
        state.log.set_filter(String::new());
    }
}

/// Copies the value under the cursor.
pub(super) fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    let (name, value) = match state.screen {
        Screen::Setup => match keys::value_to_copy(state) {
            Some(value) => (value_name(value), state.value(value)),
            None => return state.refuse("nothing to copy in this step"),
        },
        Screen::Profiles => (
            setup::name_of_id(state),
            setup::id_of_row(state).map(Secret::new),
        ),
        Screen::Scopes => {
            let list = state.scopes.to_tick();
            let table = (!list.is_empty()).then(|| Secret::new(crate::scopes::table(&list)));
            ("the table of the boxes to tick", table)
        }
        Screen::Logs => (
            "the line",
            state
                .log
                .get(state.log.selected)
                .map(|entry| Secret::new(entry.text.clone())),
        ),
    };
    hand_over(state, name, value, effects);
}

/// Sends a value to the clipboard, if it is there, and says so.
pub(super) fn hand_over(
    state: &mut State,
    name: &str,
    value: Option<Secret>,
    effects: &mut Vec<Effect>,
) {
    match value {
        Some(value) => {
            if state.seen.new_token.as_ref() == Some(&value) {
                // Whoever copies the renewed Token has seen that there is one.
                state.seen.new_token = None;
            }
            effects.push(Effect::Copy(value));
            state.say(format!("{name} sent to the clipboard (OSC 52; if it does not arrive, your terminal refuses it)"));
        }
        None => state.refuse(format!("{name} is not there yet")),
    }
}
