//! The commands of every screen: screens, movement, help, palette, cancel, quit.

use crate::tui::command::{Active, Availability, Command, Context, Hint, Run};
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::theme_picker;
use crate::tui::screen::Screen;
use crate::tui::screens::every_screen;
use crate::tui::shared::{Entered, Shared};
use crate::tui::size_class::SizeClass;
use crate::tui::tasks::TaskKind;
use crate::tui::undo::Before;

use Context::{Everywhere, Field, Filter, Lines, Prompt, Screens, Text};

/// Wherever one types.
const TEXTS: &[Context] = &[
    Field,
    Filter,
    Prompt,
    Context::Form,
    Context::Palette,
    Context::Help,
];

macro_rules! leads {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// The commands that lead to the screens.
        pub const SCREENS: &[Command] = &[
            $(
                Command::new(
                    concat!("screens.", stringify!($module)),
                    concat!("Go to ", $title),
                    &[concat!($digit), concat!("Alt-", $digit)],
                    &[Screens, Everywhere],
                    Run::Shared(|shared| go(shared, Screen::$screen)),
                )
                .hint($title, 0)
                .when(can_go),
            )*
        ];
    };
}

every_screen!(leads);

/// The commands.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "tasks.cancel",
        "Cancel what runs",
        &["x", "Ctrl-X"],
        &[Screens, Field],
        Run::Shared(cancel),
    )
    .when(can_cancel)
    .hint_now(cancel_hint),
    Command::new(
        "palette.open",
        "Show all commands",
        &[":", "Ctrl-P"],
        &[Screens, Field, Filter],
        Run::Shared(|shared| shared.layers.open(Overlay::palette())),
    )
    .hint("commands", 1)
    // Over the filter of a choice no command of the screen below has a meaning.
    .when(|model| Availability::shown(model.shared.layers.is_empty())),
    Command::new(
        "help.open",
        "Show the help",
        &["?", "F1"],
        &[Screens, Everywhere],
        Run::Shared(|shared| shared.layers.open(Overlay::help())),
    )
    .hint("help", 2)
    .when(|model| {
        let open = |overlay: &Overlay| matches!(overlay, Overlay::Help(_));
        Availability::shown(!model.shared.layers.has(open))
    }),
    Command::new(
        "app.undo",
        "Undo the last change that dropped something",
        &["u"],
        &[Screens],
        Run::Active(Active::Undo),
    )
    .hint("undo", 0)
    .when(can_undo),
    Command::new(
        "ui.theme",
        "Choose a theme (colours)",
        &[],
        &[Screens],
        Run::Shared(theme_picker::open),
    ),
    Command::new("app.quit", "Quit", &["q"], &[Screens], Run::Shared(quit)).hint("quit", 2),
    Command::new(
        "app.quit_now",
        "Quit at once, without a question",
        &[],
        &[Everywhere],
        Run::Shared(|shared| shared.quit = true),
    ),
    Command::new(
        "pane.zoom",
        "Zoom the pane, or show all panes again",
        &["z"],
        &[Screens],
        Run::Shared(|shared| shared.panes.zoom()),
    )
    .hint_now(|model| Hint {
        text: if model.shared.panes.zoomed {
            "all panes".into()
        } else {
            "zoom".into()
        },
        // The way back is always in sight.
        rank: if model.shared.panes.zoomed { 11 } else { 2 },
    })
    .when(|model| Availability::shown(model.view().has_panes())),
    Command::new(
        "pane.divider_left",
        "Move the divider to the left",
        &["Ctrl-Left"],
        &[Screens],
        Run::Shared(|shared| shared.panes.move_divider(-1)),
    )
    .when(can_move_divider),
    Command::new(
        "pane.divider_right",
        "Move the divider to the right",
        &["Ctrl-Right"],
        &[Screens],
        Run::Shared(|shared| shared.panes.move_divider(1)),
    )
    .when(can_move_divider),
    Command::new(
        "list.down",
        "Move down",
        &["Down", "j"],
        &[Lines],
        Run::Active(Active::Move(1)),
    ),
    Command::new(
        "list.up",
        "Move up",
        &["Up", "k"],
        &[Lines],
        Run::Active(Active::Move(-1)),
    ),
    Command::new(
        "list.half_page_down",
        "Move down half a page",
        &["Ctrl-D"],
        &[Lines],
        Run::Active(Active::HalfPages(1)),
    ),
    Command::new(
        "list.half_page_up",
        "Move up half a page",
        &["Ctrl-U"],
        &[Lines],
        Run::Active(Active::HalfPages(-1)),
    ),
    Command::new(
        "list.page_down",
        "Move down a page",
        &["PageDown", "Ctrl-F"],
        &[Lines],
        Run::Active(Active::HalfPages(2)),
    ),
    Command::new(
        "list.page_up",
        "Move up a page",
        &["PageUp", "Ctrl-B"],
        &[Lines],
        Run::Active(Active::HalfPages(-2)),
    ),
    Command::new(
        "list.first",
        "Move to the first line",
        &["Home", "g"],
        &[Lines],
        Run::Active(Active::First),
    ),
    Command::new(
        "list.last",
        "Move to the last line",
        &["End", "G"],
        &[Lines],
        Run::Active(Active::Last),
    ),
    Command::new(
        "list.next_failure",
        "Go to the next failure or open step",
        &["n"],
        &[Screens],
        Run::Active(Active::Failure(1)),
    )
    .hint_now(next_hint),
    Command::new(
        "list.previous_failure",
        "Go to the previous failure or open step",
        &["N"],
        &[Screens],
        Run::Active(Active::Failure(-1)),
    ),
    Command::new(
        "list.filter",
        "Filter the list",
        &["/"],
        &[Screens, Context::ScopePicker, Context::ActionPicker],
        Run::Active(Active::Filter),
    )
    .hint("filter", 5)
    .when(|model| {
        let layers = &model.shared.layers;
        let in_choice = matches!(layers.top(), Some(Overlay::Scopes(_) | Overlay::Actions(_)));
        let has_none = !in_choice && model.view().list_filter().is_none();
        Availability::unless(has_none.then_some("this screen has no list to filter"))
    }),
    Command::new(
        "filter.keep",
        "Keep the filter",
        &["Enter"],
        &[Filter],
        Run::Active(Active::KeepFilter),
    )
    .hint("keep the filter", 9),
    Command::new(
        "field.empty",
        "Empty the field",
        &["Ctrl-U"],
        TEXTS,
        Run::Active(Active::EmptyText),
    )
    .hint("empty it", 4),
    Command::new(
        "field.undo",
        "Undo the last change of the text",
        // Terminals send the same byte for Ctrl-/ and Ctrl-7.
        &["Ctrl-/", "Ctrl-7"],
        TEXTS,
        Run::Active(Active::UndoText),
    ),
    Command::new(
        "app.back",
        "Step back",
        &["Esc"],
        &[
            Screens,
            Field,
            Filter,
            Text,
            Prompt,
            Context::Form,
            Context::FormChoice,
            Context::ScopePicker,
            Context::ActionPicker,
            Context::Question,
            Context::Misplaced,
            Context::QuitQuestion,
            Context::ThemePicker,
            Context::Palette,
            Context::Help,
        ],
        Run::Active(Active::Back),
    )
    .hint_now(back_hint),
    Command::new(
        "text.close",
        "Close the text",
        &["Enter", "q"],
        &[Text],
        Run::Active(Active::Back),
    ),
];

fn can_cancel(model: &Model) -> Availability {
    let tasks = &model.shared.tasks;
    if tasks.in_sight().next().is_none() {
        Availability::No("Nothing is running.".into())
    } else if tasks.can_cancel() {
        Availability::Yes
    } else {
        Availability::No("what runs reads or writes what is saved, and ends by itself".into())
    }
}

/// There is something to bring back, and nothing on its way that would be written over.
fn can_undo(model: &Model) -> Availability {
    let shared = &model.shared;
    Availability::unless(match &shared.undo {
        None => Some("Nothing to undo."),
        Some(undo)
            if matches!(undo.before, Before::Connection(_))
                && shared.tasks.runs(TaskKind::Keep) =>
        {
            Some("A connection is being read or written. Press the key again after that.")
        }
        Some(_) => None,
    })
}

fn cancel_hint(model: &Model) -> Hint {
    let rank = if model.shared.tasks.can_cancel() {
        10
    } else {
        0
    };
    Hint {
        text: "cancel".into(),
        rank,
    }
}

/// Cancels what can be cancelled, and says what was done by then.
fn cancel(shared: &mut Shared) {
    let cancelled = shared.tasks.cancel();
    let mut words = Vec::new();
    for (kind, task) in cancelled {
        let mut text = task.what.to_owned();
        if kind == TaskKind::Many
            && let Some(progress) = shared.library.progress.take()
        {
            text = format!(
                "{text} ({} of {} done, and kept)",
                progress.done, progress.total
            );
            shared.library.busy.clear();
        }
        if kind == TaskKind::Link && shared.remote.link.is_some() {
            text = format!("{text} (the auth link stays valid; step D2 follows it again)");
        }
        words.push(text);
    }
    shared.say(format!("Cancelled: {}", words.join(", ")));
}

/// A screen can be left from anywhere but a question, which would be lost.
fn can_go(model: &Model) -> Availability {
    match model.shared.layers.top() {
        None
        | Some(
            Overlay::Help(_) | Overlay::Guide { .. } | Overlay::Detail { .. } | Overlay::Palette(_),
        ) => Availability::Yes,
        Some(_) => Availability::No("answer this first, or close it with Esc".into()),
    }
}

/// Leads to a screen; what follows from that is `update`'s.
fn go(shared: &mut Shared, screen: Screen) {
    shared.layers.close_all();
    shared.entered = Some(Entered::Screen(screen));
}

fn quit(shared: &mut Shared) {
    if shared.would_lose().is_empty() {
        shared.quit = true;
    } else {
        shared.layers.open(Overlay::Quit);
    }
}

fn next_hint(model: &Model) -> Hint {
    Hint {
        text: model.view().next_failure_hint().into(),
        rank: 3,
    }
}

/// The divider stands between panes that are side by side.
fn can_move_divider(model: &Model) -> Availability {
    if !model.view().has_panes() {
        return Availability::Hidden;
    }
    if model.shared.panes.zoomed {
        return Availability::No("One pane fills the screen. {pane.zoom} shows the others.".into());
    }
    if !SizeClass::of(model.shared.size).is_boxed() {
        return Availability::No("The panes stand one above the other in this window.".into());
    }
    Availability::Yes
}

fn back_hint(model: &Model) -> Hint {
    let hint = |text: &'static str, rank| Hint {
        text: text.into(),
        rank,
    };
    match model.shared.layers.top() {
        Some(
            Overlay::Help(_) | Overlay::Guide { .. } | Overlay::Detail { .. } | Overlay::Palette(_),
        ) => return hint("close", 10),
        Some(Overlay::Question(question)) => return hint(question.no, 8),
        Some(Overlay::Misplaced(_)) => return hint("leave it, masked", 6),
        Some(Overlay::Themes(_)) => return hint("as it was", 8),
        Some(Overlay::Quit) => return hint("stay", 8),
        Some(overlay) if overlay.is_filtering() => return hint("no filter", 8),
        Some(Overlay::Scopes(picker)) if !picker.filter_text().is_empty() => {
            return hint("no filter", 8);
        }
        Some(Overlay::Actions(picker)) if !picker.filter_text().is_empty() => {
            return hint("no filter", 8);
        }
        Some(Overlay::Scopes(_) | Overlay::Actions(_)) => return hint("cancel", 7),
        Some(_) => return hint("cancel", 8),
        None => {}
    }
    if model.typing().is_some() {
        return hint("to the steps", 7);
    }
    let view = model.view();
    match view.list_filter() {
        Some(filter) if filter.is_typed() => hint("no filter", 8),
        Some(filter) if filter.is_shown() => hint("no filter", 3),
        _ => {
            let (text, rank) = view.back_hint();
            hint(text, rank)
        }
    }
}
