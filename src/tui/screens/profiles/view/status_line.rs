//! What is to be said about the list: why it is empty, what is on its way, what went wrong, what came of it.

use ratatui::text::{Line, Span};

use crate::domain::Input;
use crate::tui::registry::key_of;
use crate::tui::screens::profiles::Part;
use crate::tui::screens::setup::view::step;
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// What is wrong with the file of saved connections: it stands above what of it can be read.
pub(crate) fn trouble(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    match &ui.shared.library.trouble {
        Some(trouble) if ui.model.profiles.part == Part::Connections => {
            let text = format!("{} {trouble}", ui.glyphs.wrong());
            words::wrap(&[Span::styled(text, ui.theme.bad())], width, 2)
        }
        _ => Vec::new(),
    }
}

/// What stands below the list.
pub(crate) fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let view = &ui.model.profiles;
    let mut lines = match view.part {
        Part::Connections => connections(ui, width),
        Part::Connectors => connectors(ui, width),
    };
    if !view.filter.query().is_empty() && view.rows().is_empty() && view.total() > 0 {
        lines.extend(no_match(ui));
    }
    lines
}

/// That the filter finds nothing, what each of its words finds alone, and the key that empties it.
fn no_match(ui: Ui<'_>) -> Vec<Line<'static>> {
    let view = &ui.model.profiles;
    let (muted, strong) = (ui.theme.muted(), ui.theme.strong());
    let mut lines = vec![
        Line::default(),
        Line::styled("   No match.".to_owned(), strong),
    ];
    for (word, count) in view.alone() {
        let word = Span::styled(format!("   {word}"), ui.theme.key());
        let text = Span::styled(format!(" alone matches {count}."), muted);
        lines.push(Line::from(vec![word, text]));
    }
    if let Some(key) = key_of(ui.model, "app.back") {
        lines.push(Line::default());
        let key = Span::styled(format!("   {}", words::fill(&key, 8)), ui.theme.key());
        lines.push(Line::from(vec![key, Span::raw("Clear the filter")]));
    }
    lines
}

fn say(ui: Ui<'_>, width: usize, text: impl Into<String>) -> Vec<Line<'static>> {
    words::wrap(&[Span::styled(text.into(), ui.theme.muted())], width, 0)
}

fn connections(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let saved = &ui.shared.library;
    let mut lines = Vec::new();
    if saved.contents.profiles.is_empty() && saved.trouble.is_none() {
        let text = if saved.loaded {
            none_saved(ui)
        } else {
            "The saved connections have not been read yet.".to_owned()
        };
        lines.extend(say(ui, width, text));
    }
    lines
}

/// That no connection is saved, and the keys that change it.
fn none_saved(ui: Ui<'_>) -> String {
    let key = |id| key_of(ui.model, id);
    let ways = [
        key("profiles.add").map(|key| format!("{key} adds one")),
        key("setup.save").map(|key| format!("{key} on Setup saves this one")),
    ];
    let ways: Vec<_> = ways.into_iter().flatten().collect();
    if ways.is_empty() {
        "No connection is saved yet.".to_owned()
    } else {
        format!("No connection is saved yet: {}.", ways.join(", "))
    }
}

fn connectors(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let say = |text: String| say(ui, width, text);
    if ui.shared.tasks.runs(TaskKind::Profiles) {
        return say(format!(
            "{} asking StackOne for its connector profiles",
            ui.spinner()
        ));
    }
    if let Some(trouble) = &ui.shared.remote.profiles_trouble {
        let mut lines = words::wrap(
            &[Span::styled(
                format!(
                    "{} The list could not be read: {}",
                    ui.glyphs.wrong(),
                    trouble.summary
                ),
                ui.theme.bad(),
            )],
            width,
            2,
        );
        lines.extend(step::diagnosis(ui, trouble, width));
        return lines;
    }
    if ui.shared.form.secret(Input::ApiKey).is_none() {
        return say(
            "Enter a StackOne API key in step C1 to see its connector profiles here.".into(),
        );
    }
    if ui.shared.remote.profiles_at.is_none() {
        return say(match key_of(ui.model, "profiles.refresh") {
            Some(key) => {
                format!("StackOne has not been asked yet: {key} asks for its connector profiles.")
            }
            None => "StackOne has not been asked yet for its connector profiles.".into(),
        });
    }
    if let Some(caveat) = &ui.shared.remote.profiles_caveat {
        return words::wrap(&[Span::styled(caveat.clone(), ui.theme.warn())], width, 0);
    }
    if ui.shared.remote.profiles.is_empty() {
        return say(
            "StackOne lists no connector profile for Planday yet: step C2 creates it.".into(),
        );
    }
    Vec::new()
}
