//! What can be seen of the program from outside, and what has the keyboard.

use jiff::Timestamp;
use ratatui::backend::Backend as _;
use stackday::domain::{Input, LinkId, LinkState, ProfileId, Standing, StepId};
use stackday::tui::form::TEXT_FIELDS;
use stackday::tui::layers::Overlay;
use stackday::tui::model::Model;
use stackday::tui::screen::Screen;
use stackday::tui::screens::setup::Focus;

use super::screen::frame;

/// What takes the letters that a person types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyboard {
    /// A text field of a step.
    Field(Input),
    /// The filter of the list on this screen.
    Filter(Screen),
    /// The line of the layer on top.
    Line,
    /// Nothing: letters are commands of the layer on top.
    Layer,
    /// Nothing: letters are commands of the screen.
    Commands,
}

impl Keyboard {
    fn of(model: &Model) -> Self {
        match model.shared.layers.top() {
            Some(Overlay::Prompt(_) | Overlay::Palette(_) | Overlay::Help(_)) => {
                return Self::Line;
            }
            Some(overlay) if overlay.is_filtering() => return Self::Line,
            Some(Overlay::Form(form)) if form.is_typing() => return Self::Line,
            Some(_) => return Self::Layer,
            None => {}
        }
        if let Some(input) = model.typing() {
            return Self::Field(input);
        }
        let screen = model.shared.screen;
        let filtering = match screen {
            Screen::Setup => false,
            Screen::Profiles => model.profiles.filter.is_typed(),
            Screen::Accounts => model.accounts.filter.is_typed(),
            Screen::Scopes => model.scopes.filter.is_typed(),
            Screen::Logs => model.logs.filter.is_typed(),
        };
        if filtering {
            Self::Filter(screen)
        } else {
            Self::Commands
        }
    }

    /// Whether letters are text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Field(_) | Self::Filter(_) | Self::Line)
    }
}

/// A line of text with its cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub cursor: usize,
}

/// A layer over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which one, and what it is about.
    pub what: String,
    /// What is typed in it.
    pub line: Line,
    /// What is selected, ticked or shown in it.
    pub chosen: String,
}

/// What is known of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub standing: Standing,
    pub at: Option<Timestamp>,
    pub line: String,
}

/// Everything that can be seen of the program from outside but the notice, the clock and the size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub keyboard: Keyboard,
    pub screen: Screen,
    pub step: StepId,
    pub focus: Focus,
    pub layers: Vec<Layer>,
    pub waits: bool,
    pub fields: Vec<(Input, Line)>,
    pub filters: [Line; 4],
    pub steps: Vec<Known>,
    pub open: Option<ProfileId>,
    pub evidence_revision: u64,
    pub quit: bool,
    /// The links, and how far each came.
    pub links: Vec<(LinkId, LinkState)>,
    /// What is selected and listed.
    pub selection: String,
    /// Whatever else can be seen.
    pub rest: String,
}

impl State {
    /// Whether a choice of scopes or of actions is on top.
    pub fn in_choice(&self) -> bool {
        let top = self.layers.last();
        top.is_some_and(|layer| layer.what.starts_with("choice of"))
    }

    /// Whether a question before a loss is on top.
    pub fn asks(&self) -> bool {
        let top = self.layers.last();
        top.is_some_and(|layer| layer.what.starts_with("Question"))
    }

    pub fn of(model: &Model) -> Self {
        let shared = &model.shared;
        let fields = TEXT_FIELDS.into_iter().map(|input| {
            let field = shared.form.field(input);
            let (text, cursor) = (field.text().to_owned(), field.cursor());
            (input, Line { text, cursor })
        });
        let steps = StepId::ALL.into_iter().map(|step| {
            let evidence = shared.ledger.of(step);
            Known {
                standing: evidence.standing,
                at: evidence.at,
                line: evidence.line.clone(),
            }
        });
        Self {
            keyboard: Keyboard::of(model),
            screen: shared.screen,
            step: model.setup.step,
            focus: model.setup.focus,
            layers: shared
                .layers
                .shown()
                .map(|overlay| layer(model, overlay))
                .collect(),
            waits: shared.layers.next_waiting().is_some(),
            fields: fields.collect(),
            filters: [
                Line {
                    text: model.profiles.filter.text().to_owned(),
                    cursor: model.profiles.filter.cursor(),
                },
                Line {
                    text: model.scopes.filter.text().to_owned(),
                    cursor: model.scopes.filter.cursor(),
                },
                Line {
                    text: model.logs.filter.text().to_owned(),
                    cursor: model.logs.filter.cursor(),
                },
                Line {
                    text: model.accounts.filter.text().to_owned(),
                    cursor: model.accounts.filter.cursor(),
                },
            ],
            steps: steps.collect(),
            open: shared.library.open,
            evidence_revision: shared.session.evidence_revision,
            quit: shared.quit,
            links: shared
                .accounts
                .links
                .iter()
                .map(|link| (link.id, link.state))
                .collect(),
            selection: selection(model),
            rest: rest(model),
        }
    }

    /// The text of a field.
    pub fn text(&self, input: Input) -> &str {
        let found = self.fields.iter().find(|(field, _)| *field == input);
        found.map_or("", |(_, line)| line.text.as_str())
    }

    /// The filter of a list.
    pub fn filter(&self, screen: Screen) -> &Line {
        match screen {
            // It has none: whoever asks has mixed screens up.
            Screen::Setup => panic!("Setup has no filter"),
            Screen::Profiles => &self.filters[0],
            Screen::Scopes => &self.filters[1],
            Screen::Logs => &self.filters[2],
            Screen::Accounts => &self.filters[3],
        }
    }

    /// The fields whose text is another one in `other`.
    pub fn changed_fields(&self, other: &Self) -> Vec<Input> {
        let both = self.fields.iter().zip(&other.fields);
        let changed = both.filter(|((_, one), (_, two))| one.text != two.text);
        changed.map(|((input, _), _)| *input).collect()
    }

    /// Every text that no field of a secret holds.
    pub fn plain_texts(&self) -> impl Iterator<Item = &str> {
        let secret = |input: Input| matches!(input, Input::TokenSecret | Input::ApiKey);
        let fields = self.fields.iter().filter(move |(input, _)| !secret(*input));
        let fields = fields.map(|(_, line)| line.text.as_str());
        let layers = self.layers.iter().map(|layer| layer.line.text.as_str());
        let filters = self.filters.iter().map(|line| line.text.as_str());
        fields.chain(layers).chain(filters)
    }
}

fn layer(model: &Model, overlay: &Overlay) -> Layer {
    let line = |text: &str, cursor| Line {
        text: text.to_owned(),
        cursor,
    };
    match overlay {
        Overlay::Prompt(prompt) => Layer {
            what: format!("{:?}, {}", prompt.kind, prompt.title),
            line: line(prompt.text(), prompt.cursor()),
            chosen: format!("{:?}", prompt.problem),
        },
        Overlay::Scopes(picker) => Layer {
            what: "choice of scopes".into(),
            line: line(picker.filter_text(), picker.cursor()),
            chosen: format!("{} {:?}", picker.selected(), picker.chosen()),
        },
        Overlay::Actions(picker) => Layer {
            what: "choice of actions".into(),
            line: line(picker.filter_text(), picker.cursor()),
            chosen: format!("{:?} {:?}", picker.row(), picker.chosen()),
        },
        Overlay::Form(form) => Layer {
            what: format!("form {:?}", form.kind),
            line: line(form.text(), form.cursor()),
            chosen: format!("{:?} {:?}", form.at, form.values().collect::<Vec<_>>()),
        },
        Overlay::Palette(_) | Overlay::Help(_) => Layer {
            what: match overlay {
                Overlay::Palette(_) => "palette".into(),
                _ => "help".into(),
            },
            line: searched(model),
            chosen: format!("{overlay:?}"),
        },
        Overlay::Guide { .. }
        | Overlay::Detail { .. }
        | Overlay::Question(_)
        | Overlay::Misplaced(_)
        | Overlay::Themes(_)
        | Overlay::Quit => Layer {
            what: match overlay {
                Overlay::Detail { of, .. } => format!("{of:?}"),
                Overlay::Guide { .. } => "guide".into(),
                other => format!("{other:?}"),
            },
            line: line("", 0),
            chosen: format!("{:?}", overlay.scroll()),
        },
    }
}

/// What is typed in the palette or the help: it is read from the screen, where the cursor is.
fn searched(model: &Model) -> Line {
    let mut terminal = frame(model, 120, 40);
    let cursor = terminal.backend_mut().get_cursor_position();
    let Ok(cursor) = cursor;
    let buffer = terminal.backend().buffer();
    // Beside it the screen below goes on moving.
    let inside = match model.shared.layers.top() {
        Some(Overlay::Palette(_)) => 24..96,
        _ => 18..102,
    };
    let typed: String = inside.map(|x| buffer[(x, cursor.y)].symbol()).collect();
    Line {
        text: typed.trim().to_owned(),
        cursor: usize::from(cursor.x),
    }
}

fn selection(model: &Model) -> String {
    format!(
        "{:?}",
        (
            model.profiles.selected,
            model.profiles.rows().len(),
            model.scopes.selected,
            model.scopes.lines().len(),
            // While the log is followed, the newest line is selected whatever is done: messages are lines of it too.
            (!model.logs.follow).then_some(model.logs.selected),
            model.logs.follow,
            (
                model.accounts.focus,
                model.accounts.selected,
                model.accounts.len(),
                model.accounts.selected_link,
            ),
        )
    )
}

fn rest(model: &Model) -> String {
    let shared = &model.shared;
    let revealed = TEXT_FIELDS.map(|input| shared.form.field(input).is_revealed());
    let running = shared.tasks.running.iter();
    let running: Vec<_> = running.map(|(kind, task)| (kind, task.id)).collect();
    let form = (
        shared.form.scopes(),
        &shared.form.actions,
        &shared.form.consent,
        revealed,
    );
    let lists = (
        (model.profiles.part, model.profiles.sort),
        (model.profiles.reversed, &model.profiles.marked),
        (
            model.profiles.filter.is_typed(),
            model.scopes.filter.is_typed(),
        ),
        (model.scopes.view, model.logs.filter.is_typed()),
        (model.logs.level, model.logs.detail),
    );
    let library = (
        (&shared.session.name, shared.session.revision),
        &shared.session.base,
        (&shared.library.progress, &shared.library.busy),
        (&shared.library.just_checked, &shared.library.trouble),
        shared.library.contents.change,
    );
    let accounts = (
        (
            &model.accounts.marked,
            model.accounts.sort,
            model.accounts.reversed,
        ),
        (model.accounts.shows_url, model.accounts.shows_code),
        (shared.accounts.is_paused, shared.accounts.all_connectors),
        model.accounts.filter.is_typed(),
    );
    let remote = (
        shared.remote.link_shown,
        (&shared.remote.new_token, shared.remote.new_token_in_field),
        shared.remote.renewals,
        shared.unclaimed_tokens.len(),
        (shared.remote.profiles.len(), shared.remote.verified),
    );
    format!("{form:?}\n{lists:?}\n{running:?}\n{library:?}\n{accounts:?}\n{remote:?}")
}
