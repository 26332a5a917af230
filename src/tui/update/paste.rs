//! Pasted text: a line break in it never acts, and is never passed by in silence.

use crate::domain::Input;
use crate::domain::guard::Guard;
use crate::domain::{scope, text};
use crate::secret::Secret;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::misplaced;
use crate::tui::overlays::scope_picker::Listed;
use crate::tui::shared::Shared;
use crate::tui::widgets::text_field::{Edit, Pasted};

/// Takes pasted text in.
pub(crate) fn paste(model: &mut Model, pasted: &Secret) {
    let shared = &mut model.shared;
    shared.notice = None;
    let guard = shared.form.guard().clone();
    match (shared.layers.top_mut(), entries(pasted.expose())) {
        (Some(Overlay::Scopes(picker)), Some(list)) => {
            let listed = picker.tick_listed(&list);
            say(shared, ticked(listed, "scope"));
        }
        (Some(Overlay::Actions(picker)), Some(list)) => {
            let listed = picker.tick_listed(&list);
            say(shared, ticked(listed, "action"));
        }
        (Some(Overlay::Prompt(prompt)), _) => prompt.paste(&guard, pasted.expose()),
        (Some(Overlay::Form(form)), _) => {
            if let Err(why) = form.paste(&guard, pasted.expose()) {
                shared.refuse(why);
            }
        }
        _ => match model.typing() {
            Some(input) => into_field(model, input, pasted.expose()),
            None => into_filter(model, &guard, pasted.expose()),
        },
    }
}

/// A line, and whether it is good news.
fn say(shared: &mut Shared, (text, good): (String, bool)) {
    if good {
        shared.say(text);
    } else {
        shared.refuse(text);
    }
}

/// What became of a paste. That it was cut is no good news.
fn say_of(shared: &mut Shared, pasted: &Pasted, before: Option<&str>) {
    let said: Vec<_> = before
        .map(str::to_owned)
        .into_iter()
        .chain(pasted.sentence())
        .collect();
    if !said.is_empty() {
        say(shared, (said.join(" "), pasted.is_whole()));
    }
}

fn into_field(model: &mut Model, input: Input, text: &str) {
    let shared = &mut model.shared;
    let (pasted, replaced) = shared.form.paste(input, text);
    let before = replaced.then_some("the paste replaced what stood here.");
    say_of(shared, &pasted, before);
    misplaced::ask(shared, input);
    // What is pasted to be compared is compared at once: it is whole.
    if input == Input::RedirectUri {
        model.setup.leave_item(&mut model.shared);
    }
}

/// Into the filter that has the keyboard. It is not masked, so no secret is taken into one.
fn into_filter(model: &mut Model, guard: &Guard, text: &str) {
    // In a choice a paste is a filter, whichever part of it has the keyboard.
    if let Some(overlay) = model.shared.layers.top_mut() {
        overlay.set_filtering(true);
    }
    let line = zeroize::Zeroizing::new(text::line(text, usize::MAX));
    let found = guard.suspect(&line).or_else(|| guard.suspect(text));
    let mut pasted = None;
    let has_filter = super::text::edit(model, |filter| {
        if found.is_some() {
            return Edit::Moved;
        }
        let became = filter.paste(text);
        let edit = if became.taken > 0 {
            Edit::Changed
        } else {
            Edit::Moved
        };
        pasted = Some(became);
        edit
    });
    let shared = &mut model.shared;
    match (has_filter, found, pasted) {
        (None, ..) => shared.refuse("choose a field first (Tab), then paste"),
        (_, Some(form), _) => shared.refuse(format!(
            "The paste holds {}, so the filter does not take it.",
            form.words()
        )),
        (_, _, Some(pasted)) => say_of(shared, &pasted, None),
        _ => {}
    }
}

/// The entries, where the text is a list of them and no words to filter by.
fn entries(pasted: &str) -> Option<Vec<String>> {
    let is_a_list = pasted.trim().contains(['\n', '\r', '\t', ',', ';'])
        || pasted
            .split_whitespace()
            .filter(|word| word.contains(':'))
            .count()
            > 1;
    is_a_list.then(|| {
        let entries = pasted.split(scope::separates);
        let entries = entries.filter(|entry| !entry.is_empty());
        entries.map(str::to_lowercase).collect()
    })
}

/// In words, and whether it is good news.
fn ticked(listed: Listed, what: &str) -> (String, bool) {
    let Listed { ticked, unknown } = listed;
    let word = if ticked == 1 { "is" } else { "are" };
    let plural = if ticked == 1 { "" } else { "s" };
    let done = format!("{ticked} {what}{plural} of the pasted list {word} ticked");
    let Some(first) = unknown.first() else {
        return (done, true);
    };
    // A long word may be a credential in the wrong place.
    let first = if first.contains(':') || first.chars().count() < 16 {
        text::line(first, 40)
    } else {
        "a word that is not repeated here".to_owned()
    };
    let more = match unknown.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    (format!("{done}; not in this list: {first}{more}"), false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::overlays::prompt::{Prompt, PromptKind};

    /// As many characters as an answer takes.
    const LONGEST: usize = 4_096;

    #[test]
    fn a_list_is_told_from_words_to_filter_by() {
        let list = Some(vec!["employee:read".to_owned(), "shift:read".to_owned()]);
        for pasted in [
            "employee:read\nshift:read\n",
            "employee:read\r\nshift:read",
            "employee:read,shift:read",
            "Employee:read; shift:read",
            "employee:read\tshift:read",
            "employee:read shift:read",
        ] {
            assert_eq!(entries(pasted), list, "{pasted:?}");
        }
        for pasted in ["shift", "shift:read\n", " pay read ", ""] {
            assert_eq!(entries(pasted), None, "{pasted:?}");
        }
    }

    #[test]
    fn a_passphrase_is_taken_whole_or_not_at_all() {
        let ask = || Prompt::new(PromptKind::Passphrase { new: true }, "", "");
        for pasted in ["correct horse\nbattery", &"x".repeat(LONGEST + 1)] {
            let mut prompt = ask();
            prompt.paste(&Guard::default(), pasted);
            assert_eq!(prompt.text(), "");
            assert!(
                prompt
                    .problem
                    .as_deref()
                    .expect("said")
                    .contains("nothing is taken over")
            );
        }
        for pasted in ["correct horse\n", &"x".repeat(300)] {
            let mut prompt = ask();
            prompt.paste(&Guard::default(), pasted);
            assert_eq!((prompt.text(), &prompt.problem), (pasted.trim_end(), &None));
        }
        let mut notes = Prompt::new(
            PromptKind::Rename(crate::domain::ProfileId::random()),
            "",
            "",
        );
        notes.paste(&Guard::default(), &format!("a\n{}", "x".repeat(LONGEST)));
        assert_eq!(notes.text().chars().count(), LONGEST);
        assert!(notes.problem.as_deref().expect("said").contains("was cut"));
    }
}
