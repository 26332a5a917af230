//! A program that knows secrets: a password manager, say. It is asked, and its answer is taken; nothing is kept.

mod process;

use std::process::Stdio;
use std::time::Duration;

use super::entered::{Unfit, entered_bytes};
use super::{Secret, VaultError};
use crate::domain::{guard, text};
use process::{Printed, Terminal, Trouble};

/// How long a program may take: a password manager may ask its person for a fingerprint first.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many lines of what a program complains of are shown, and how long each may be.
const LINES: usize = 5;
const LONGEST_LINE: usize = 200;

/// How long a word of its answer is at least for it to be hidden in what it complains of: shorter ones are of a sentence.
const SHORTEST_WORD: usize = 8;

/// What stands in a secret's place.
const HIDDEN: &str = "[redacted]";

/// Takes secrets out of a text: those that the program knows, and those beside it, which it may not know yet.
pub type Hide<'a> = &'a (dyn Fn(&str, &[Secret]) -> String + Sync);

/// What of this program's environment is a secret, and no business of another program.
const OURS: [&str; 3] = [
    "STACKDAY_TOKEN_SECRET",
    "STACKDAY_STACKONE_API_KEY",
    "STACKDAY_PASSPHRASE",
];

/// What kind of secret a program is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A Planday Token.
    Token,
    /// An API key of `StackOne`.
    ApiKey,
}

impl Kind {
    /// What `{kind}` stands for.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::ApiKey => "api-key",
        }
    }
}

/// The secret that a program is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `{kind}`.
    pub kind: Kind,
    /// `{profile}`: the profile's name.
    pub profile: Option<String>,
    /// `{app_id}`: its App Id.
    pub app_id: Option<String>,
    /// `{project}`: the name of its `StackOne` project.
    pub project: Option<String>,
}

impl Asked {
    fn value(&self, placeholder: &str) -> Option<&str> {
        match placeholder {
            "kind" => Some(self.kind.word()),
            "profile" => self.profile.as_deref(),
            "app_id" => self.app_id.as_deref(),
            _ => self.project.as_deref(),
        }
    }
}

/// The placeholders that there are.
const PLACEHOLDERS: [&str; 4] = ["kind", "profile", "app_id", "project"];

/// A part of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Placeholder(&'static str),
}

/// The setting `secret_command`: a program with its arguments, run without a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    program: String,
    arguments: Vec<Vec<Part>>,
    patience: Duration,
    terminal: Terminal,
}

impl Command {
    /// Takes the words of the setting: the program, then its arguments with `{kind}`, `{profile}`, `{app_id}` and
    /// `{project}` in them.
    ///
    /// The error says what is wrong with them. `{kind}` must be among them: without it one secret would be taken for
    /// the other, and sent to the wrong service.
    pub fn new(words: Vec<String>) -> Result<Self, String> {
        let mut words = words.into_iter();
        let program = words
            .next()
            .filter(|program| !program.trim().is_empty())
            .ok_or("a program and its arguments were expected")?;
        let arguments: Vec<_> = words
            .map(|word| parts(&word))
            .collect::<Result<_, String>>()?;
        if !arguments
            .iter()
            .flatten()
            .any(|part| *part == Part::Placeholder("kind"))
        {
            return Err(
                "one argument must have {kind} in it, which becomes \"token\" or \"api-key\": \
                 else the program would answer with the same secret for both services"
                    .to_owned(),
            );
        }
        Ok(Self {
            program,
            arguments,
            patience: PATIENCE,
            terminal: Terminal::Shared,
        })
    }

    /// The same program with another time limit.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same program for a time in which the terminal is the dashboard's: it cannot ask there.
    #[must_use]
    pub fn beside_a_screen(self) -> Self {
        Self {
            terminal: Terminal::Taken,
            ..self
        }
    }

    /// Whether the program can be asked: whether everything is known that its arguments name.
    #[must_use]
    pub fn knows(&self, asked: &Asked) -> bool {
        self.arguments.iter().flatten().all(|part| match part {
            Part::Text(_) => true,
            Part::Placeholder(name) => asked.value(name).is_some(),
        })
    }

    /// Runs the program and takes what it prints, without the white space around it. What it complains of on standard error
    /// is in the error, without secrets: `hide` takes them out.
    ///
    /// It may ask on the terminal, if there is one and no screen has it. Letting go of the future ends the program and
    /// what it started.
    pub async fn read(&self, asked: &Asked, hide: Hide<'_>) -> Result<Secret, VaultError> {
        let arguments: Vec<String> = self
            .arguments
            .iter()
            .map(|parts| self.fill(parts, asked))
            .collect::<Result<_, _>>()?;
        let mut command = tokio::process::Command::new(&self.program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in OURS {
            command.env_remove(name);
        }
        let printed = process::run(command, self.terminal, self.patience)
            .await
            .map_err(|trouble| self.trouble(trouble))?;
        if printed.status.success() {
            return self.judge(&printed.answer);
        }
        if was_interrupted(&printed) {
            // By the Ctrl-C that this program has got too, and that ends it in a moment.
            tokio::time::sleep(INTERRUPTED_TOO).await;
        }
        let said = complaint(&printed, hide);
        let why = format!("failed ({}).{said}", printed.status);
        Err(self.failed(&why, "Run it by hand to see why."))
    }

    fn trouble(&self, trouble: Trouble) -> VaultError {
        match trouble {
            Trouble::NotStarted(error) => self.failed(
                &format!("could not be started: {error}."),
                "Check secret_command in the config file.",
            ),
            Trouble::NotRead(error) => {
                self.failed(&format!("could not be read: {error}."), "Try again.")
            }
            Trouble::TooMuch => self.failed(
                "printed more than 64 KiB.",
                "A secret alone was expected; check its arguments.",
            ),
            Trouble::TooLong => self.failed(
                &format!("did not answer within {} s.", self.patience.as_secs()),
                "Unlock it, or run it by hand to see what it waits for.",
            ),
            Trouble::Stopped => self.failed(
                "asked on the terminal, which is not free for it here.",
                "Unlock it first, or let it ask in a window of its own.",
            ),
        }
    }

    fn judge(&self, answer: &[u8]) -> Result<Secret, VaultError> {
        let next = "A secret alone was expected; run it by hand to see what it prints.";
        match entered_bytes(answer) {
            Ok(entered) => Ok(entered.secret),
            Err(Unfit::Empty) => Err(self.failed("printed nothing.", next)),
            Err(unfit) => Err(self.failed(&format!("gave an answer that {unfit}."), next)),
        }
    }

    fn fill(&self, parts: &[Part], asked: &Asked) -> Result<String, VaultError> {
        let mut argument = String::new();
        for part in parts {
            match part {
                Part::Text(text) => argument.push_str(text),
                Part::Placeholder(name) => {
                    let value = asked.value(name).ok_or_else(|| {
                        let why = format!("is to be told {{{name}}}, and there is none.");
                        self.failed(&why, "Enter it, or leave it out of secret_command.")
                    })?;
                    // A name must not become an option of somebody else's program.
                    if argument.is_empty() && value.starts_with('-') {
                        let why = format!("is to be told a {{{name}}} that begins with “-”.");
                        return Err(self.failed(&why, "Put text before it in secret_command."));
                    }
                    argument.push_str(value);
                }
            }
        }
        Ok(argument)
    }

    /// Only the program is named: its arguments may say more than they should.
    fn failed(&self, why: &str, next: &str) -> VaultError {
        let name = std::path::Path::new(&self.program).file_name().map_or_else(
            || self.program.clone().into(),
            |name| name.to_string_lossy(),
        );
        VaultError::Command {
            program: text::line(&name, 60),
            why: why.to_owned(),
            next: next.to_owned(),
        }
    }
}

/// How long to wait for the signal that has ended the program.
const INTERRUPTED_TOO: Duration = Duration::from_millis(200);

fn was_interrupted(printed: &Printed) -> bool {
    #[cfg(unix)]
    {
        let signal = std::os::unix::process::ExitStatusExt::signal(&printed.status);
        signal == Some(rustix::process::Signal::INT.as_raw())
    }
    #[cfg(not(unix))]
    {
        let _ = printed;
        false
    }
}

/// The last lines that the program complained with, as a sentence of their own.
fn complaint(printed: &Printed, hide: Hide<'_>) -> String {
    // It failed, but may have printed a secret before, here as well as there.
    let answer = String::from_utf8_lossy(&printed.answer);
    let words = words(&answer);
    // A word of letters alone is hidden here only: it may be of a sentence, which the rest of the run needs too.
    let (coded, plain): (Vec<&str>, Vec<&str>) = words
        .into_iter()
        .partition(|word| word.contains(|c: char| c.is_ascii_digit()));
    let secrets: Vec<Secret> = (answer.lines().map(str::trim).chain(coded))
        .map(Secret::new)
        .collect();
    // A secret of which this run knows nothing is told by its form alone; a doubt is not worth one here.
    let clean = |text: &str| {
        let text = guard::forms::masked(&hide(text, &secrets), HIDDEN);
        let text = (plain.iter()).fold(text, |text, word| text.replace(word, HIDDEN));
        guard::without_token_like(&text, HIDDEN)
    };
    let text = clean(&String::from_utf8_lossy(&printed.complaint));
    let lines: Vec<String> = text
        .lines()
        // Cleaning drops characters, and a secret that they broke up would stand whole again.
        .map(|line| text::line(&clean(&text::line(line.trim(), usize::MAX)), LONGEST_LINE))
        .filter(|line| !line.is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    if last.is_empty() {
        String::new()
    } else {
        format!(" It said: {}", last.join(" / "))
    }
}

/// The words of an answer that may be the secret, the longest first: it may stand among others (`password: …`,
/// `{"value":"…"}`).
fn words(answer: &str) -> Vec<&str> {
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ':' | '=' | ',' | '{' | '}');
    let mut words: Vec<&str> = answer
        .split(is_between)
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

/// Splits an argument at its placeholders.
fn parts(word: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = word;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let name = from[1..].split_once('}').map(|(name, _)| name);
        // Braces around anything but a word are meant for the program.
        let name = name.filter(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '_' || c == '-')
        });
        let Some(name) = name else {
            text.push('{');
            rest = &from[1..];
            continue;
        };
        let Some(known) = PLACEHOLDERS.iter().find(|known| **known == name) else {
            return Err(
                "there is a {placeholder} that is not known; known are {kind}, {profile}, {app_id} and {project}"
                    .to_owned(),
            );
        };
        if !text.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut text)));
        }
        parts.push(Part::Placeholder(known));
        rest = &from[name.len() + 2..];
    }
    text.push_str(rest);
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests;
