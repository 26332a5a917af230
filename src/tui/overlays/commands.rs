//! The commands of questions, of the palette and of the help.

use crate::tui::change::Change;
use crate::tui::command::{Active, Availability, Command, Context, Hint, Run};
use crate::tui::form;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::misplaced;
use crate::tui::overlays::prompt::PromptKind;
use crate::tui::overlays::theme_picker;
use crate::tui::screens::profiles::prompts;

use Context::{Help, Misplaced, Palette, Prompt, Question, QuitQuestion, ThemePicker};

/// The commands.
pub const COMMANDS: &[Command] = &[
    Command::new(
        "prompt.answer",
        "Answer the question",
        &["Enter"],
        &[Prompt],
        Run::Shared(prompts::answer),
    )
    .hint_now(answer_hint),
    Command::new(
        "prompt.editor",
        "Edit the notes in your editor (VISUAL, EDITOR)",
        &["Ctrl-O"],
        &[Prompt],
        Run::Shared(prompts::edit_notes),
    )
    .hint("editor", 7)
    .when(|model| Availability::shown(asks_for_notes(model))),
    Command::new(
        "question.yes",
        "Do what the question is about",
        &["Enter"],
        &[Question],
        Run::Active(Active::Confirm),
    )
    .hint_now(question_hint),
    Command::new(
        "misplaced.move",
        "Move the secret to its own field",
        &["m"],
        &[Misplaced],
        Run::Shared(|shared| shared.change = Some(Change::MoveSecret)),
    )
    .when(|model| Availability::shown(misplaced_home(model).is_some()))
    .hint_now(|model| Hint {
        text: match misplaced_home(model) {
            Some(home) => format!("move it to {home}").into(),
            None => "move it".into(),
        },
        rank: 9,
    }),
    Command::new(
        "misplaced.no_secret",
        "This is not a secret",
        &["n"],
        &[Misplaced],
        Run::Shared(misplaced::no_secret),
    )
    .hint("this is not a secret", 8)
    .when(|model| Availability::shown(may_be_no_secret(model))),
    Command::new(
        "misplaced.empty",
        "Empty the field with the secret",
        &["e"],
        &[Misplaced],
        Run::Shared(misplaced::empty),
    )
    .hint("empty the field", 7),
    Command::new(
        "theme.keep",
        "Keep the theme",
        &["Enter"],
        &[ThemePicker],
        Run::Shared(theme_picker::keep),
    )
    .hint("keep it", 9),
    Command::new(
        "quit.yes",
        "Quit, and lose what is not saved",
        &["y", "q", "Enter"],
        &[QuitQuestion],
        Run::Shared(|shared| shared.quit = true),
    )
    .hint("quit", 9),
    Command::new(
        "quit.no",
        "Do not quit",
        &["n"],
        &[QuitQuestion],
        Run::Active(Active::Back),
    )
    .hint("stay", 8),
    Command::new(
        "palette.run",
        "Run the selected command",
        &["Enter"],
        &[Palette, Help],
        Run::Active(Active::RunSelected),
    )
    .hint("run", 9),
];

fn answer_hint(model: &Model) -> Hint {
    let text = match model.shared.layers.top() {
        Some(Overlay::Prompt(prompt)) => match prompt.kind {
            PromptKind::SaveAs | PromptKind::Tags(_) | PromptKind::Notes(_) => "save",
            PromptKind::Rename(_) => "rename",
            PromptKind::Duplicate(_) => "duplicate",
            PromptKind::Remove(_) | PromptKind::DeleteAccounts(_) => "delete",
            PromptKind::RevokeOld(_) => "revoke",
            PromptKind::Passphrase { new: false } => "unlock",
            PromptKind::Passphrase { new: true } => "set it",
            PromptKind::PassphraseAgain(_) => "confirm",
            PromptKind::NewToken(_) => "prove it",
            PromptKind::ExportLog => "export",
            PromptKind::OverwriteLog(_) => "replace it",
            PromptKind::Pin(_) => "pin it, or clear the pin",
            PromptKind::ApiKey => "list the actions",
        },
        _ => "go on",
    };
    Hint {
        text: text.into(),
        rank: 9,
    }
}

fn asks_for_notes(model: &Model) -> bool {
    matches!(model.shared.layers.top(), Some(Overlay::Prompt(prompt)) if matches!(prompt.kind, PromptKind::Notes(_)))
}

fn question_hint(model: &Model) -> Hint {
    let text = match model.shared.layers.top() {
        Some(Overlay::Question(question)) => question.yes,
        _ => "go on",
    };
    Hint {
        text: text.into(),
        rank: 9,
    }
}

/// The field that the secret can be moved to. Not with Enter: a person who presses it after a paste means the field, and
/// moving takes the place of what stands there.
fn misplaced_home(model: &Model) -> Option<&'static str> {
    match model.shared.layers.top() {
        Some(Overlay::Misplaced(input)) => {
            misplaced::target(&model.shared, *input).map(form::label)
        }
        _ => None,
    }
}

fn may_be_no_secret(model: &Model) -> bool {
    match model.shared.layers.top() {
        Some(Overlay::Misplaced(input)) => {
            let found = model.shared.form.misplaced(*input);
            found.is_some_and(|form| !form.is_certain())
        }
        _ => false,
    }
}
