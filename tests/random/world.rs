//! The program with everything around it: a person, the services, other programs, the clock.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use stackday::config::{Credentials, Settings};
use stackday::domain::guard::Guard;
use stackday::domain::{Input, StepId};
use stackday::journal::Level;
use stackday::secret::Secret;
use stackday::tui::autosave::AutosaveRequest;
use stackday::tui::draw::last_scroll;
use stackday::tui::form::TEXT_FIELDS;
use stackday::tui::message::{Effect, Message, Page, Stamped};
use stackday::tui::model::Model;
use stackday::tui::registry::{Binding, bindings, meant};
use stackday::tui::screens::accounts::Focus;
use stackday::tui::update;
use stackday::tui::worker::{JobId, TaskEvent};
use stackday::workflow::secrets::Source;

use super::answers::May;
use super::build::{APP_ID, entry, environment, lines, settings};
use super::checks::{Step, What, check, hints};
use super::disk::{Disk, api_key, secrets_in, token};
use super::person;
use super::rng::Rng;
use super::screen;
use super::services::Services;
use super::state::{Keyboard, Known, State};

/// How many of the last steps a failure names.
const TOLD: usize = 25;

/// More jobs than ever run at once or follow from one another.
const JOBS_AT_REST: usize = 400;

pub struct World {
    seed: u64,
    rng: Rng,
    model: Model,
    services: Services,
    now: Timestamp,
    state: State,
    typed: Vec<Input>,
    /// What was known of each step at any time.
    known: Vec<Vec<Known>>,
    /// Secrets of which a person made something else: a part of one, or what is said to be none.
    spoiled: BTreeSet<usize>,
    told: VecDeque<String>,
    steps: usize,
    /// Another connection was read while something had the keyboard, and is shown later.
    arrived: bool,
    /// What the person sets out to do.
    plan: VecDeque<person::Doing>,
}

impl Drop for World {
    /// Whatever fails: which run it was, and how to see it again.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let told: Vec<_> = self.told.iter().map(String::as_str).collect();
            let seed = self.seed;
            println!(
                "seed {seed}; again: STACKDAY_SEED={seed} cargo test --test random\n{}",
                told.join("\n")
            );
        }
    }
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut env = environment();
        env.rehearsal = rng.below(2) == 0;
        env.read_only = rng.below(4) == 0;
        env.ascii = rng.below(4) == 0;
        env.has_store = rng.below(8) > 0;
        env.keeps = env.has_store && rng.below(4) > 0;
        let count = [0, 3, 3, 3, 300][rng.below(5)];
        let filled = rng.below(2) == 0;
        let credentials = Credentials {
            app_id: filled.then(|| APP_ID.to_owned()),
            token_secret: filled.then(|| Secret::new(token(1))),
            api_key: filled.then(|| Secret::new(api_key(2))),
            ..Credentials::default()
        };
        let settings = if filled {
            settings()
        } else {
            Settings::default()
        };
        let now = Timestamp::now();
        let mut model = Model::new(env, &settings, &credentials, now);
        if rng.below(2) == 0 {
            let is_clean = |text: &str| secrets_in(text).is_empty();
            model.shared.form.guard_with(Guard::new(Arc::new(is_clean)));
        }
        let state = State::of(&model);
        let mut world = Self {
            seed,
            rng,
            model,
            services: Services::new(Disk::new(count)),
            now,
            state,
            typed: Vec::new(),
            known: vec![Vec::new(); StepId::ALL.len()],
            spoiled: BTreeSet::new(),
            told: VecDeque::new(),
            steps: 0,
            arrived: false,
            plan: VecDeque::new(),
        };
        world.note_known();
        world.send(
            Message::Begin,
            &What::Other(May::default()),
            "the program begins".into(),
        );
        world
    }

    /// Something happens, and everything still holds.
    pub fn step(&mut self) {
        match self.rng.below(100) {
            0..70 => match self.next_key() {
                person::Doing::Press(event) => self.press(event),
                person::Doing::Paste => self.paste(),
                person::Doing::Wait => self.event(),
            },
            70..85 => self.event(),
            85..88 => self.mouse(),
            88 => {
                for _ in 0..10 {
                    // Whether changed ticks go is asked on the way out of a choice: Esc leads back to it.
                    let key = if self.state.asks() { "Enter" } else { "Esc" };
                    self.press(person::key(key));
                }
                let left = &self.state.layers;
                assert!(
                    left.is_empty(),
                    "ten times Esc, and these are left: {left:?}"
                );
            }
            _ => self.around(),
        }
    }

    /// What a person does next: mostly what was set out to do.
    fn next_key(&mut self) -> person::Doing {
        if self.plan.is_empty() && self.rng.below(4) > 0 {
            self.plan = person::plan(&mut self.rng).into();
        }
        match self.rng.below(12) {
            0 => person::Doing::Press(person::press(&mut self.rng)),
            1 if self.rng.below(2) == 0 => person::Doing::Paste,
            _ => match self.plan.pop_front() {
                Some(doing) => doing,
                None => person::Doing::Press(person::press(&mut self.rng)),
            },
        }
    }

    /// A few events of the mouse, on what was drawn a while ago or just now.
    fn mouse(&mut self) {
        self.model.shared.mouse = self.rng.below(20) > 0;
        for _ in 0..=self.rng.below(4) {
            if self.rng.below(4) > 0 {
                screen::draw(&mut self.model);
                // The frame may let go of a list that a click held.
                self.state = State::of(&self.model);
            }
            let event = person::mouse(&mut self.rng, &self.model);
            let mut under = self.model.pointer.regions().at(event.column, event.row);
            let target = under.next().map(|region| region.target);
            drop(under);
            let told = format!("mouse {event:?} on {target:?}");
            self.send(Message::Mouse(event), &What::Mouse(event, target), told);
        }
    }

    fn paste(&mut self) {
        let text = person::paste(&mut self.rng, &self.model, &mut self.services.disk);
        let told = format!("paste {text:.60?}");
        self.send(person::pasted(&text), &What::Paste, told);
    }

    /// Nobody presses a key, and whatever runs comes to its end: then nothing runs any more.
    pub fn rest(&mut self) {
        let left = (0..JOBS_AT_REST).find(|_| {
            let Some((event, may)) = self.services.ends(&mut self.rng, self.now) else {
                return true;
            };
            let told = format!("at rest: {event:.200?}");
            self.happens(event, may, told);
            false
        });
        assert!(
            left.is_some(),
            "what ends begins anew, with nobody at the keys"
        );
    }

    /// Ctrl-C ends the program, whatever has the keyboard.
    pub fn end(&mut self) {
        self.told.push_back("Ctrl-C".into());
        let event = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        self.update(Message::Key(event));
        assert!(self.model.shared.quit, "Ctrl-C did not quit");
    }

    fn press(&mut self, event: KeyEvent) {
        if event == person::key("Ctrl-C") {
            return;
        }
        let binding = meant(&self.model, event);
        // What the footer and the help say of a key is what it does.
        let has_key = |binding: &Binding| binding.chords.iter().any(|chord| chord.is(event));
        let listed = bindings(&self.model).into_iter().find(has_key);
        assert_eq!(
            binding.as_ref().map(|binding| binding.command.id),
            listed.map(|binding| binding.command.id),
            "{event:?}"
        );
        let means = binding
            .as_ref()
            .map_or("nothing", |binding| binding.command.id);
        let told = format!("press {:?} {:?}: {means}", event.code, event.modifiers);
        self.send(Message::Key(event), &What::Key(event, binding), told);
    }

    fn event(&mut self) {
        let open = self.model.shared.library.open;
        let (event, may) = self.services.event(&mut self.rng, self.now, open);
        let told = match &event {
            TaskEvent::Library(changes) => {
                let names: Vec<_> = changes
                    .profiles
                    .iter()
                    .map(|profile| &profile.name)
                    .take(3)
                    .collect();
                format!(
                    "the library changed: {names:?}, gone {}",
                    changes.removed.len()
                )
            }
            other => format!("{other:.200?}"),
        };
        self.happens(event, may, told);
    }

    fn happens(&mut self, event: TaskEvent, mut may: May, told: String) {
        let is_free = self.state.keyboard == Keyboard::Commands;
        (self.arrived, may.replace) = (
            (self.arrived || may.replace) && !is_free,
            self.arrived || may.replace,
        );
        self.send(Message::TaskEvent(event), &What::Other(may), told);
    }

    /// The clock, the window, the log, and what cannot be done outside.
    fn around(&mut self) {
        let message = match self.rng.below(11) {
            0..3 => Message::Tick,
            3 => {
                let seconds = [1, 12, 61, 3_600, 90_000][self.rng.below(5)];
                let later = SignedDuration::from_secs(seconds);
                self.now = self.now.checked_add(later).expect("a time");
                Message::Tick
            }
            4..7 => {
                let sizes = [
                    (20, 5),
                    (59, 15),
                    (60, 16),
                    (60, 16),
                    (80, 24),
                    (80, 24),
                    (100, 30),
                    (200, 60),
                ];
                let (columns, rows) = sizes[self.rng.below(sizes.len())];
                Message::Resize(columns, rows)
            }
            7 => Message::Log(lines(), 0),
            8 => Message::Log(vec![entry(5, Level::Warn, "stackone", "429: wait")], 3),
            9 => match self.services.busy(&mut self.rng) {
                Some(id) => Message::Busy(id),
                None => Message::Busy(JobId(77_777)),
            },
            _ => match self.rng.below(5) {
                0 => Message::NotCopied("no terminal".into()),
                4 => Message::Copied(Ok("by xclip".into())),
                1 => Message::NotSuspended("no shell".into()),
                2 => Message::LogNotWritten("the disk is full".into()),
                _ => Message::NoBrowser(Page {
                    url: Secret::new(format!(
                        "https://app.stackone.com/connect?token={}",
                        token(8)
                    )),
                    shown: false,
                }),
            },
        };
        let told = format!("{message:.80?}");
        self.send(message, &What::Other(May::default()), told);
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        if self.model.scrolled().is_some() {
            self.model.shared.last_scroll = last_scroll(&self.model);
        }
        let at = self.now;
        update(&mut self.model, Stamped { at, message })
    }

    fn note_known(&mut self) {
        for (known, now) in self.known.iter_mut().zip(&self.state.steps) {
            if !known.contains(now) {
                known.push(now.clone());
            }
        }
    }

    fn send(&mut self, message: Message, what: &What, told: String) {
        self.told.push_back(told);
        if self.told.len() > TOLD {
            self.told.pop_front();
        }
        // Drawing takes most of the time of a step: what a paste or another size shows is always looked at.
        self.steps += 1;
        let shows = matches!(message, Message::Paste(_) | Message::Resize(..));
        let draws = shows || self.steps.is_multiple_of(4);
        let unsaved = self.unsaved();
        let effects = self.update(message);
        let after = State::of(&self.model);
        let before = std::mem::replace(&mut self.state, after);
        let step = Step {
            what,
            before: &before,
            after: &self.state,
            effects: &effects,
            model: &self.model,
            typed: &unsaved,
            known: &self.known,
        };
        let found = check(&step).and_then(|()| if draws { hints(&self.model) } else { Ok(()) });
        let found = found.and_then(|()| self.no_secret_shown(&effects, draws));
        if let Err(found) = found {
            panic!("{found}");
        }
        self.note_known();
        self.note_typed(what, &before);
        for effect in effects {
            match effect {
                Effect::Start(id, job) => {
                    let token = self.state.text(Input::TokenSecret);
                    self.services.start(id, job, token);
                }
                Effect::Cancel(id) => self.services.cancel(id),
                Effect::Show(id) => self.services.show(id),
                Effect::Autosave(AutosaveRequest::Steps {
                    id,
                    revision,
                    steps,
                }) => self.services.disk.keep_steps(id, revision, steps),
                Effect::Copy(_) | Effect::Open(_) | Effect::Autosave(_) | Effect::UseMouse(_) => {}
            }
        }
        // The run goes on where the program would have ended.
        self.model.shared.quit = false;
        self.state.quit = false;
    }

    /// The fields that hold what a person typed and that is not saved.
    fn unsaved(&self) -> Vec<Input> {
        let shared = &self.model.shared;
        let unsaved = |input: &&Input| match **input {
            secret @ (Input::TokenSecret | Input::ApiKey) => {
                let emptied = self.state.text(secret).is_empty();
                let has_keyboard = self.state.keyboard == Keyboard::Field(secret);
                shared.source(secret) == Some(Source::Typed) || (emptied && has_keyboard)
            }
            Input::RedirectUri => true,
            other => shared.library.changed || shared.form.misplaced(other).is_some(),
        };
        self.typed.iter().filter(unsaved).copied().collect()
    }

    fn note_typed(&mut self, what: &What, before: &State) {
        let own = match (what, before.keyboard) {
            (What::Key(..) | What::Paste, Keyboard::Field(input)) => Some(input),
            _ => None,
        };
        for input in before.changed_fields(&self.state) {
            self.typed.retain(|typed| *typed != input);
            if own == Some(input) {
                self.typed.push(input);
            }
        }
    }

    /// No secret stands on the screen unless its field is revealed, and none leaves but in a job or by copying.
    fn no_secret_shown(&mut self, effects: &[Effect], draws: bool) -> Result<(), String> {
        let shared = &self.model.shared;
        let guard = shared.form.guard();
        for text in self.state.plain_texts() {
            // A part of one, or one of which a person says that it is none, is a text like any other.
            if guard.suspect(text).is_none() {
                self.spoiled.extend(secrets_in(text));
            }
        }
        let mut shown = self.spoiled.clone();
        for input in TEXT_FIELDS {
            let field = shared.form.field(input);
            if field.is_revealed() {
                shown.extend(secrets_in(field.text()));
            }
        }
        if shared.remote.link_shown {
            shown.insert(8);
        }
        if let Focus::Link(id) = self.model.accounts.focus
            && self.model.accounts.shows_url
        {
            let url = shared.accounts.urls.get(&id);
            shown.extend(url.map(|url| secrets_in(url.expose())).unwrap_or_default());
        }
        let mut texts: Vec<String> = effects.iter().map(|effect| format!("{effect:?}")).collect();
        texts.extend(shared.notice.as_ref().map(|notice| notice.text.clone()));
        let mut screen = String::new();
        if draws {
            let (columns, rows) = shared.size;
            let (rows, joined) = screen::text(&self.model, columns, rows);
            screen = rows;
            texts.push(joined);
        }
        for text in &texts {
            let leaked: Vec<_> = secrets_in(text)
                .into_iter()
                .filter(|number| !shown.contains(number))
                .filter(|number| guard.suspect(&token(*number)).is_some())
                .collect();
            if !leaked.is_empty() {
                return Err(format!(
                    "secrets {leaked:?} can be read in {text:.300}\n{screen}"
                ));
            }
        }
        Ok(())
    }
}
