//! Pasted text: a line break in it never acts, and is never passed by in silence.

use tui_input::InputRequest;

use super::ask::{Ask, Asking};
use super::characters::{LONGEST, Takes, one_line};
use super::form::apart;
use super::misplaced;
use super::picker::Listed;
use super::setup;
use super::state::{Overlay, State};
use crate::domain::guard::Guard;
use crate::domain::scope;
use crate::domain::{Input, text};
use crate::secret::Secret;

/// The longest text that a list is filtered by, in characters.
const LONGEST_FILTER: usize = 200;

/// Takes pasted text in.
pub(super) fn paste(state: &mut State, pasted: &Secret) {
    state.notice = None;
    let guard = state.form.guard().clone();
    let said = match &mut state.overlay {
        Some(Overlay::Scopes(picker)) => match entries(pasted.expose()) {
            None => {
                filter(&guard, pasted).for_each(|request| picker.edit(request));
                None
            }
            Some(list) => Some(ticked(picker.tick_listed(&list), "scope")),
        },
        Some(Overlay::Actions(picker)) => match entries(pasted.expose()) {
            None => {
                filter(&guard, pasted).for_each(|request| picker.edit(request));
                None
            }
            Some(list) => Some(ticked(picker.tick_listed(&list), "action")),
        },
        Some(Overlay::Ask(ask)) => {
            into_answer(ask, &guard, pasted.expose());
            None
        }
        _ => return into_field(state, pasted),
    };
    match said {
        Some((text, true)) => state.say(text),
        Some((text, false)) => state.refuse(text),
        None => {}
    }
}

fn into_field(state: &mut State, pasted: &Secret) {
    let Some(input) = state.typing() else {
        return state.refuse("choose a field first (Tab), then paste");
    };
    let (line, lines) = one_line(pasted.expose(), Takes::of(input));
    let replaced = state.form.paste(input, line.expose());
    match (replaced, said_of_lines(lines)) {
        (true, None) => state.say("the paste replaced what stood here"),
        (true, Some(said)) => state.say(format!("the paste replaced what stood here; {said}")),
        (false, Some(said)) => state.say(said),
        (false, None) => {}
    }
    misplaced::ask(state, input);
    // What is pasted to be compared is compared at once: it is whole.
    if input == Input::RedirectUri {
        setup::leave_item(state);
    }
}

fn into_answer(ask: &mut Ask, guard: &Guard, pasted: &str) {
    let takes = Takes::of_answer(ask.masked);
    let (line, lines) = one_line(pasted, takes);
    let count = line.expose().chars().count();
    if matches!(
        ask.asking,
        Asking::Passphrase { .. } | Asking::PassphraseAgain(_)
    ) {
        // Nobody could see what became of it.
        let problem = match (lines, count) {
            (2.., _) => Some(format!(
                "a passphrase is one line, and {lines} were pasted: nothing is taken over"
            )),
            (_, count) if count > LONGEST => Some(format!(
                "at most {LONGEST} characters are taken, and {count} were pasted: nothing is taken over"
            )),
            _ => None,
        };
        if problem.is_some() {
            ask.problem = problem;
            return;
        }
    }
    let line = if ask.is_empty_or_asks_for_a_secret() {
        line
    } else {
        Secret::new(apart(guard, line.expose()))
    };
    for c in line
        .expose()
        .chars()
        .filter(|c| takes.pasted(*c))
        .take(LONGEST)
    {
        ask.edit(InputRequest::InsertChar(c));
    }
    ask.problem = if count > LONGEST {
        Some(format!("the paste was cut at {LONGEST} characters"))
    } else {
        said_of_lines(lines)
    };
}

fn said_of_lines(lines: usize) -> Option<String> {
    (lines > 1).then(|| format!("{lines} lines were pasted and put on one: check the value"))
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

fn filter(guard: &Guard, pasted: &Secret) -> impl Iterator<Item = InputRequest> {
    let line = apart(guard, pasted.expose().trim());
    let typed: Vec<_> = line
        .chars()
        .filter(|c| Takes::Visible.pasted(*c))
        .take(LONGEST_FILTER)
        .map(InputRequest::InsertChar)
        .collect();
    typed.into_iter()
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
        let ask = || Ask::new(Asking::Passphrase { new: true }, "", "");
        for pasted in ["correct horse\nbattery", &"x".repeat(LONGEST + 1)] {
            let mut ask = ask();
            into_answer(&mut ask, &Guard::default(), pasted);
            assert_eq!(ask.text(), "");
            assert!(
                ask.problem
                    .as_deref()
                    .expect("said")
                    .contains("nothing is taken over")
            );
        }
        for pasted in ["correct horse\n", &"x".repeat(300)] {
            let mut ask = ask();
            into_answer(&mut ask, &Guard::default(), pasted);
            assert_eq!((ask.text(), &ask.problem), (pasted.trim_end(), &None));
        }
        let mut notes = Ask::new(Asking::Rename(crate::domain::ProfileId::random()), "", "");
        into_answer(
            &mut notes,
            &Guard::default(),
            &format!("a\n{}", "x".repeat(LONGEST)),
        );
        assert_eq!(notes.text().chars().count(), LONGEST);
        assert!(notes.problem.as_deref().expect("said").contains("was cut"));
    }

    #[test]
    fn only_several_lines_are_told() {
        assert_eq!(said_of_lines(1), None);
    }
}
