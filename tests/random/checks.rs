//! What holds after every step, whatever happened.

use crossterm::event::{KeyCode, MouseEvent};
use stackday::domain::{Input, Standing, StepId, depends_on};
use stackday::tui::command::Availability;
use stackday::tui::form::TEXT_FIELDS;
use stackday::tui::message::Effect;
use stackday::tui::model::Model;
use stackday::tui::mouse::Target;
use stackday::tui::registry::{Meaning, bindings};
use stackday::tui::screen::Screen;
use stackday::tui::screens::accounts::{Focus, Standing as AccountStanding};
use stackday::tui::screens::setup::Focus as SetupFocus;
use unicode_width::UnicodeWidthStr as _;

use super::answers::May;
use super::linked::tag;
use super::person::typed;
use super::pointer::mouse;
use super::state::{Keyboard, Known, State};

/// How wide the words of a command in the footer may be, in cells.
const WIDEST_HINT: usize = 40;

/// What happened.
pub enum What {
    /// A key, and the command that it meant.
    Key(crossterm::event::KeyEvent, Option<Meaning>),
    /// A paste.
    Paste,
    /// The mouse, and what it was on.
    Mouse(MouseEvent, Option<Target>),
    /// Nothing that a person did.
    Other(May),
}

/// A step, from before to after.
pub struct Step<'a> {
    pub what: &'a What,
    pub before: &'a State,
    pub after: &'a State,
    pub effects: &'a [Effect],
    pub model: &'a Model,
    /// The fields that hold what a person typed and did not save.
    pub typed: &'a [Input],
    /// What was known of each step at any time before.
    pub known: &'a [Vec<Known>],
}

pub type Found = Result<(), String>;

/// Says what does not hold, if something does not.
pub fn demand(holds: bool, what: impl FnOnce() -> String) -> Found {
    if holds { Ok(()) } else { Err(what()) }
}

/// Looks whether everything holds.
pub fn check(step: &Step<'_>) -> Found {
    match step.what {
        What::Key(event, binding) => {
            unavailable(step, binding.as_ref())?;
            if let Some(c) = typed(*event)
                && !(c == ' ' && binding.is_some())
            {
                letter(step, c)?;
            }
            let ctrl_or_named = binding.is_none() && typed(*event).is_none();
            if ctrl_or_named {
                only_the_line(step)?;
            }
            if event.code == KeyCode::Esc {
                esc(step)?;
            }
        }
        What::Paste => only_the_line(step)?,
        What::Mouse(event, target) => mouse(step, *event, *target)?,
        What::Other(may) => {
            keyboard_stays(step, may)?;
            fields_stay(step, may)?;
        }
    }
    accounts(step.model)?;
    links(step)?;
    evidence(step)
}

/// What the footer says of a command fits it.
pub fn hints(model: &Model) -> Found {
    let bindings = bindings(model).into_iter();
    let mut long =
        bindings.filter(|binding| binding.hint.rank > 0 && binding.hint.text.width() > WIDEST_HINT);
    long.next().map_or(Ok(()), |binding| {
        let (id, text) = (binding.command.id, binding.hint.text);
        Err(format!("{id} is called {text:?} in the footer"))
    })
}

/// A key whose command is off does nothing.
fn unavailable(step: &Step<'_>, binding: Option<&Meaning>) -> Found {
    let Some(binding) =
        binding.filter(|binding| matches!(binding.availability, Availability::No(_)))
    else {
        return Ok(());
    };
    let id = binding.command.id;
    demand(step.effects.is_empty(), || {
        format!("{id} is off and acted: {:?}", step.effects)
    })?;
    same(step, &format!("{id} is off and acted"))
}

pub fn same(step: &Step<'_>, why: &str) -> Found {
    demand(step.before == step.after, || {
        let (before, after) = (format!("{:#?}", step.before), format!("{:#?}", step.after));
        let lines = before.lines().zip(after.lines());
        let other: Vec<_> = lines.filter(|(one, two)| one != two).take(6).collect();
        format!("{why}: {other:#?}")
    })
}

/// A letter while a text has the keyboard changes that text, and nothing else.
fn letter(step: &Step<'_>, c: char) -> Found {
    let (before, after) = (step.before, step.after);
    if !before.keyboard.is_text() {
        return Ok(());
    }
    only_the_line(step)?;
    let emptied = said_emptied(step.model);
    let with = |text: &str, at: usize| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.insert(at.min(letters.len()), c);
        letters.into_iter().collect::<String>()
    };
    match before.keyboard {
        Keyboard::Field(input) => {
            let cursor = before.fields.iter().find(|(field, _)| *field == input);
            let cursor = cursor.map_or(0, |(_, line)| line.cursor);
            let expected = with(before.text(input), cursor);
            let is = after.text(input);
            demand(is == expected || full(step, before.text(input), is), || {
                format!("{c:?} did not reach the field of {input:?}")
            })
        }
        Keyboard::Filter(screen) => {
            let line = before.filter(screen);
            let expected = with(&line.text, line.cursor);
            let is = &after.filter(screen).text;
            let reached = *is == expected || (emptied && is.is_empty());
            demand(reached || full(step, &line.text, is), || {
                format!("{c:?} did not reach the filter: {is:?}")
            })
        }
        Keyboard::Line => {
            let (Some(one), Some(two)) = (before.layers.last(), after.layers.last()) else {
                return Err(format!("{c:?} closed the layer"));
            };
            let searched = matches!(one.what.as_str(), "palette" | "help");
            let reached = if searched {
                one.line != two.line || step.model.shared.notice.is_some()
            } else {
                two.line.text == with(&one.line.text, one.line.cursor)
                    || (emptied && two.line.text.is_empty())
                    || full(step, &one.line.text, &two.line.text)
            };
            demand(reached, || {
                format!("{c:?} did not reach {}: {:?}", one.what, two.line)
            })
        }
        Keyboard::Layer | Keyboard::Commands => Ok(()),
    }
}

/// How many characters fit into the shortest text.
const SHORTEST_LIMIT: usize = 200;

/// Whether a text stayed as it was because no more fits into it, and that was said.
fn full(step: &Step<'_>, before: &str, after: &str) -> bool {
    let refused = step.model.shared.notice.as_ref();
    before == after
        && before.chars().count() >= SHORTEST_LIMIT
        && refused.is_some_and(|notice| notice.bad)
}

fn said_emptied(model: &Model) -> bool {
    let notice = model.shared.notice.as_ref();
    notice.is_some_and(|notice| notice.text.ends_with("was emptied"))
}

/// What is typed or pasted changes the text that has the keyboard alone; where none has it, nothing.
fn only_the_line(step: &Step<'_>) -> Found {
    let (before, after) = (step.before, step.after);
    let pastes = matches!(step.what, What::Paste);
    if pastes && before.in_choice() {
        // A list ticks what it names, anything else goes into the filter: the fields below stay.
        return demand(before.fields == after.fields, || {
            "a paste into a choice changed a field".into()
        });
    }
    if !before.keyboard.is_text() {
        demand(step.effects.is_empty(), || {
            format!("no text, and effects: {:?}", step.effects)
        })?;
        return same(step, "nothing has the keyboard, and something changed");
    }
    let autosaves = |effect: &Effect| matches!(effect, Effect::Autosave(_) | Effect::Show(_));
    demand(step.effects.iter().all(autosaves), || {
        format!("what is typed acts: {:?}", step.effects)
    })?;
    let own = match before.keyboard {
        Keyboard::Field(input) => Some(input),
        _ => None,
    };
    let others: Vec<_> = before
        .changed_fields(after)
        .into_iter()
        .filter(|input| Some(*input) != own)
        .collect();
    demand(others.is_empty(), || {
        format!("other fields changed: {others:?}")
    })?;
    let place = |state: &State| {
        (
            state.screen,
            state.step,
            state.focus,
            state.quit,
            state.open,
        )
    };
    demand(place(before) == place(after), || {
        format!(
            "the place changed: {:?} to {:?}",
            place(before),
            place(after)
        )
    })?;
    let layers = |state: &State| -> Vec<String> {
        state
            .layers
            .iter()
            .map(|layer| layer.what.clone())
            .collect()
    };
    let (mut shown, now) = (layers(before), layers(after));
    if pastes && own.is_some() && now.len() > shown.len() {
        // A person pasted a secret into a field that is not for it, and is asked at once.
        shown.extend(
            now.last()
                .cloned()
                .filter(|what| what.starts_with("Misplaced")),
        );
    }
    demand(shown == now, || {
        format!("layers changed: {shown:?} to {now:?}")
    })?;
    if own.is_some() || before.keyboard == Keyboard::Line {
        let emptied = said_emptied(step.model);
        demand(emptied || before.filters == after.filters, || {
            "a filter below changed".into()
        })?;
        demand(pastes || before.rest == after.rest, || {
            format!("more changed:\n{}\n{}", before.rest, after.rest)
        })?;
    }
    Ok(())
}

/// Esc closes at most one layer, and at least one where there are any.
fn esc(step: &Step<'_>) -> Found {
    let (before, after) = (step.before.layers.len(), step.after.layers.len());
    if before == 0 {
        return Ok(());
    }
    let next = before == 1 && after == 1 && step.before.waits;
    // Out of the filter of a choice first; and what would be lost is asked about.
    let within = before == after && step.before.in_choice() && step.before != step.after;
    let asks = after == before + 1 && step.after.asks();
    // A connection that was read meanwhile is shown as soon as nothing has the keyboard, and may need its passphrase.
    let shown = before == 1
        && after == 1
        && step.before.layers != step.after.layers
        && step.after.layers[0].what.starts_with("Passphrase");
    demand(
        after + 1 == before || next || within || asks || shown,
        || {
            format!(
                "Esc led from {before} layers to {after}: {:?}",
                step.after.layers
            )
        },
    )
}

/// What nobody did never takes the keyboard away, and changes no line that has it.
fn keyboard_stays(step: &Step<'_>, may: &May) -> Found {
    let (before, after) = (step.before, step.after);
    demand(before.quit == after.quit, || "it quits by itself".into())?;
    let emptied = said_emptied(step.model);
    demand(emptied || before.filters == after.filters, || {
        format!(
            "a filter changed: {:?} to {:?}",
            before.filters, after.filters
        )
    })?;
    if before.keyboard == Keyboard::Commands {
        let asked = after.layers.len() <= 1;
        let stays = may.replace || before.screen == after.screen;
        return demand(asked && stays, || {
            format!("{:?}, {:?}", after.screen, after.layers)
        });
    }
    demand(before.keyboard == after.keyboard, || {
        format!(
            "the keyboard went from {:?} to {:?}",
            before.keyboard, after.keyboard
        )
    })?;
    // In a smaller window there is no log pane to have the keyboard.
    let (columns, rows) = step.model.shared.size;
    let focus = |focus: SetupFocus| match focus {
        SetupFocus::Log if columns < 100 || rows < 30 => SetupFocus::Checklist,
        other => other,
    };
    let place = |state: &State| (state.screen, state.step, focus(state.focus));
    demand(place(before) == place(after), || {
        format!(
            "the place changed: {:?} to {:?}",
            place(before),
            place(after)
        )
    })?;
    let one = before.layers.iter().map(|layer| (&layer.what, &layer.line));
    let two = after.layers.iter().map(|layer| (&layer.what, &layer.line));
    demand(
        one.eq(two) || (emptied && before.layers.len() == after.layers.len()),
        || format!("layers changed: {:?} to {:?}", before.layers, after.layers),
    )
}

/// What nobody did changes no text that a person typed.
fn fields_stay(step: &Step<'_>, may: &May) -> Found {
    let (before, after) = (step.before, step.after);
    for input in before.changed_fields(after) {
        let typed = step.typed.contains(&input);
        let secret = matches!(input, Input::TokenSecret | Input::ApiKey);
        let renewed = input == Input::TokenSecret
            && may
                .renew
                .as_ref()
                .is_some_and(|sent| !typed || sent == before.text(input));
        let allowed = may.fill.contains(&input)
            || renewed
            || (may.refresh && secret && !typed)
            || (may.replace && before.keyboard == Keyboard::Commands)
            || (may.follow && !typed);
        demand(allowed, || {
            let (typed, saved) = (step.typed, may.saved);
            format!("{input:?} changed by itself (typed: {typed:?}, saved: {saved}, {may:?})")
        })?;
    }
    Ok(())
}

/// The selection stands on a row that is there, marks are on accounts that are there, nothing is of another key, and only a
/// whole list calls an account gone.
fn accounts(model: &Model) -> Found {
    let (view, data) = (&model.accounts, &model.shared.accounts);
    let report = data.report.as_ref();
    let listed = report.map_or(&[][..], |report| &report.accounts);
    demand(view.total() == listed.len(), || {
        format!("{} rows of {} accounts", view.total(), listed.len())
    })?;
    demand(view.selected < view.len().max(1), || {
        format!("row {} of {} is selected", view.selected, view.len())
    })?;
    let links = data.links.len();
    demand(view.selected_link < links.max(1), || {
        format!("link {} of {links} is selected", view.selected_link)
    })?;
    if let Focus::Link(id) = view.focus {
        demand(data.link(id).is_some(), || format!("no link {id} is there"))?;
    }
    for id in &view.marked {
        let is_there = listed.iter().any(|kept| kept.account.id == *id);
        demand(is_there, || format!("{id} is marked and not listed"))?;
    }
    let Some(report) = report else { return Ok(()) };
    let Some(of) = &data.of else {
        return Err("a list of no key is shown".into());
    };
    let tag = tag(of.api_key.expose());
    let other = listed
        .iter()
        .find(|kept| !kept.account.id.as_str().starts_with(&tag));
    demand(other.is_none(), || format!("{other:?} is of another key"))?;
    // A key that is being typed is none yet.
    if model.shared.screen == Screen::Accounts {
        let key = model.shared.form.secret(Input::ApiKey);
        demand(key.as_ref() == Some(&of.api_key), || {
            "the list that is shown is of another key than that in the forms".into()
        })?;
    }
    let gone = view.count(AccountStanding::Gone);
    demand(report.is_whole || gone == 0, || {
        format!("{gone} are called gone by a list that is not whole")
    })
}

/// What is over stays over, unless a person follows it again; and no link is lost.
fn links(step: &Step<'_>) -> Found {
    let resumes = match step.what {
        What::Other(may) => may.resumes,
        _ => None,
    };
    for (id, state) in &step.before.links {
        let now = step.after.links.iter().find(|(other, _)| other == id);
        let Some((_, now)) = now else {
            return Err(format!("the link {id} is lost"));
        };
        let stays = !state.is_over() || now.is_over() || resumes == Some(*id);
        demand(stays, || format!("the link {id} was {state} and is {now}"))?;
    }
    Ok(())
}

/// What is verified stays so, until something that it rests on changes; what nobody did changes evidence only where it brings
/// newer.
fn evidence(step: &Step<'_>) -> Found {
    let (before, after) = (step.before, step.after);
    for (at, id) in StepId::ALL.into_iter().enumerate() {
        let (one, two) = (&before.steps[at], &after.steps[at]);
        let fell = one.standing == Standing::Verified && two.standing != Standing::Verified;
        let by_itself = matches!(step.what, What::Other(_));
        if one == two || !(fell || by_itself) {
            continue;
        }
        let other_connection =
            before.open != after.open || before.evidence_revision != after.evidence_revision;
        let allowed = match step.what {
            // What is undone comes back with what was known of it.
            What::Key(_, Some(meaning)) if meaning.command.id == "app.undo" => {
                step.known[at].contains(two)
            }
            // A person leaves a field that was changed, or begins another connection.
            What::Key(..) | What::Paste | What::Mouse(..) => {
                let rests = |input: &Input| depends_on(*input).contains(&id);
                let by_input = TEXT_FIELDS.iter().chain(&[Input::Scopes]).any(rests)
                    && two.line.starts_with("Changed since the last check");
                by_input || other_connection || two.line == "not checked yet"
            }
            What::Other(may) => {
                // A tick by hand has the time of the real clock, which is ahead of the one here; a proof counts for more.
                let newer = two.at > one.at
                    || (one.standing == Standing::Attested && two.standing == Standing::Verified);
                may.lower.contains(&id)
                    || may.replace
                    || (may.follow && (newer || other_connection))
            }
        };
        demand(allowed, || format!("{id:?} went from {one:?} to {two:?}"))?;
    }
    Ok(())
}
