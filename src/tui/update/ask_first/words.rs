//! The words of the questions: what goes, what stays, what the keys do.

use crate::tui::change::{Change, Loss};
use crate::tui::model::Model;
use crate::tui::overlays::question::Question;

/// Says that what goes is nowhere else.
const UNSAVED: &str = "not saved anywhere";

/// The question about this change.
pub(super) fn question(model: &Model, change: Change, loss: Loss) -> Question {
    let Words {
        title,
        lines,
        yes,
        no,
    } = words(model, &change, &loss);
    Question {
        title,
        lines,
        yes,
        no,
        change,
        loss,
    }
}

struct Words {
    title: String,
    lines: Vec<String>,
    yes: &'static str,
    no: &'static str,
}

impl Words {
    fn new(title: impl Into<String>, yes: &'static str, no: &'static str) -> Self {
        Self {
            title: title.into(),
            lines: Vec::new(),
            yes,
            no,
        }
    }

    fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    fn lines(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.lines.extend(lines);
        self
    }
}

fn words(model: &Model, change: &Change, loss: &Loss) -> Words {
    let shared = &model.shared;
    let back = "{app.undo} undoes it, until the next such change.";
    match change {
        Change::NewApp => {
            let kept = if shared.library.open.is_some() && shared.evidence_of().is_some() {
                let name = &shared.session.name;
                format!("They stay saved in “{name}” until {{setup.save}} saves over them.")
            } else {
                format!("They are {UNSAVED}.")
            };
            Words::new("Begin a new app?", "begin a new app", "keep the old one")
                .line(format!("{} leave the form.", loss.names()))
                .line(kept)
                .line("Nothing changes in Planday. The steps A2, A3, B1 and B2 are open again.")
                .line(back)
        }
        Change::AddConnection => leaving("Add a connection?", "add a connection", loss),
        Change::OpenConfigured(name) => leaving(format!("Open “{name}”?"), "open it", loss),
        Change::OpenSaved(id) => {
            let found = shared.library.contents.find(*id);
            let name = found.map_or("it", |found| found.name.as_str());
            let words = leaving(format!("Open “{name}”?"), "open it", loss);
            if shared.connection() == shared.session.base {
                words
            } else {
                words.line("The rest of what you entered stays as a draft.")
            }
        }
        Change::DiscardDraft => Words::new("Discard the draft?", "discard it", "keep the draft")
            .line(goes(loss))
            .line(match shared.library.open {
                Some(_) => format!("“{}” is shown as it is saved.", shared.session.name),
                None => "The form is empty afterwards.".to_owned(),
            })
            .line(back),
        Change::AllowAllPersonal => Words::new(
            "Allow personal data of all resources?",
            "allow it",
            "read none",
        )
        .line(
            "A check may then read one record of each resource, pay and bank accounts among them.",
        )
        .line("It proves the scopes that no other call proves. Nothing of a record is kept.")
        .line("{scopes.allow_personal} allows it for the selected resource alone."),
        Change::DropTicks => Words::new(
            "Leave without the changed ticks?",
            "drop the changes",
            "back to the list",
        )
        .lines(ticks(loss))
        .line("Enter in the list takes them."),
        Change::DropAnswer => {
            Words::new("Leave without saving?", "drop the text", "back to the text").line(format!(
                "What you typed goes: {}. It is {UNSAVED}.",
                loss.names()
            ))
        }
        Change::UseNewToken => Words::new(
            "Use the new Token?",
            "use the new Token",
            "keep what is typed",
        )
        .line("The Token Secret that you typed goes. It is not saved.")
        .line("The Token that Planday returned takes its place.")
        .line(back),
        Change::MoveSecret => Words::new("Move the secret?", "move it", "leave it")
            .line(format!(
                "It takes the place of {}, which goes.",
                loss.names()
            ))
            .line(back),
        Change::NewLink => Words::new(
            "Create another auth link?",
            "create a new link",
            "keep this link",
        )
        .line("The auth link of this run goes from the screen.")
        .line(
            "Whoever has it can still open it until it ends, but its result is not followed here.",
        ),
    }
}

/// Another connection comes into the forms.
fn leaving(title: impl Into<String>, yes: &'static str, loss: &Loss) -> Words {
    Words::new(title, yes, "stay here")
        .line(goes(loss))
        .line("{setup.save} in Setup saves it first.")
        .line("{app.undo} brings all of it back, until the next such change.")
}

fn goes(loss: &Loss) -> String {
    let (verb, are) = if loss.len() == 1 {
        ("goes", "It is")
    } else {
        ("go", "They are")
    };
    format!("{} {verb}. {are} {UNSAVED}.", loss.names())
}

/// How many ticks go, and the first of them.
fn ticks(loss: &Loss) -> [String; 1] {
    [match loss.len() {
        1 => format!("1 changed tick goes: {}.", loss.names()),
        count => format!("{count} changed ticks go: {}.", loss.names()),
    }]
}
