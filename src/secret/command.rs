//! A program that knows secrets: a password manager, say. It is asked, and its answer is taken; nothing is kept.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use zeroize::Zeroizing;

use super::entered::{Unfit, entered_bytes};
use super::{Secret, VaultError};
use crate::domain::text;

/// How long a program may take: a password manager may ask its person for a fingerprint first.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is taken, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

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
        })
    }

    /// The same program with another time limit.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Whether the program can be asked: whether everything is known that its arguments name.
    #[must_use]
    pub fn knows(&self, asked: &Asked) -> bool {
        self.arguments.iter().flatten().all(|part| match part {
            Part::Text(_) => true,
            Part::Placeholder(name) => asked.value(name).is_some(),
        })
    }

    /// Runs the program and takes what it prints, without the white space around it.
    pub async fn read(&self, asked: &Asked) -> Result<Secret, VaultError> {
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
            // What it complains of may repeat a secret, and would spoil the screen.
            .stderr(Stdio::null())
            .kill_on_drop(true);
        for name in OURS {
            command.env_remove(name);
        }
        let mut child = command.spawn().map_err(|error| {
            let why = format!("could not be started: {error}.");
            self.failed(&why, "Check secret_command in the config file.")
        })?;
        let mut stdout = child
            .stdout
            .take()
            .ok_or_else(|| self.failed("has no output.", "Try again."))?
            .take(LONGEST_ANSWER as u64 + 1);
        // As large as it can get: growing would leave copies behind.
        let mut answer = Zeroizing::new(Vec::with_capacity(LONGEST_ANSWER + 1));
        let work = async {
            while stdout.read_buf(&mut *answer).await? > 0 {}
            if answer.len() > LONGEST_ANSWER {
                return Ok(None);
            }
            child.wait().await.map(Some)
        };
        let ended: std::io::Result<Option<ExitStatus>> = tokio::time::timeout(self.patience, work)
            .await
            .map_err(|_| {
                let why = format!("did not answer within {} s.", self.patience.as_secs());
                self.failed(
                    &why,
                    "Unlock it, or run it by hand to see what it waits for.",
                )
            })?;
        match ended {
            Err(error) => Err(self.failed(&format!("could not be read: {error}."), "Try again.")),
            Ok(None) => Err(self.failed(
                "printed more than 64 KiB.",
                "A secret alone was expected; check its arguments.",
            )),
            Ok(Some(status)) if !status.success() => {
                Err(self.failed(&format!("failed ({status})."), "Run it by hand to see why."))
            }
            Ok(Some(_)) => self.judge(&answer),
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
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn asked() -> Asked {
        Asked {
            kind: Kind::Token,
            profile: Some("Acme {app_id}".to_owned()),
            app_id: None,
            project: Some("-x".to_owned()),
        }
    }

    fn shell(script: &str) -> Command {
        Command::new(words(&["/bin/sh", "-c", script, "{kind}"])).expect("a command")
    }

    #[test]
    fn placeholders_are_checked_when_the_setting_is_read() {
        for (setting, expected) in [
            (&[][..], "a program"),
            (&[" "], "a program"),
            (&["op", "read"], "{kind}"),
            (&["op", "{kind}", "{profil}"], "not known"),
        ] {
            let problem = Command::new(words(setting)).expect_err("wrong");
            assert!(problem.contains(expected), "{setting:?}: {problem}");
        }
        let braces = words(&["awk", "{print $1}{}", "{kind}{"]);
        assert!(Command::new(braces).is_ok());
    }

    #[test]
    fn a_value_is_put_in_once_and_never_as_an_option() {
        let command = Command::new(words(&["op", "op://{profile}/{kind}", "{project}"]));
        let command = command.expect("a command");
        let filled = command
            .fill(&command.arguments[0], &asked())
            .expect("filled");
        assert_eq!(filled, "op://Acme {app_id}/token");
        assert!(command.fill(&command.arguments[1], &asked()).is_err());
        assert!(command.knows(&asked()));
        let other = Command::new(words(&["op", "{kind}{app_id}"])).expect("a command");
        assert!(!other.knows(&asked()));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_answer_is_what_the_program_prints() {
        let secret = shell("echo \" hush-$0 \"; echo 'noise' >&2")
            .read(&asked())
            .await;
        assert_eq!(secret.expect("read").expose(), "hush-token");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_failure_names_the_program_and_repeats_nothing() {
        for (script, expected) in [
            ("echo hush; exit 3", "sh failed (exit status: 3)."),
            ("true", "sh printed nothing."),
            ("printf 'hush\\nhush\\n'", "more than one line"),
            ("printf '\\377'", "neither UTF-8"),
            ("yes hush | head -c 70000", "more than 64 KiB"),
        ] {
            let error = shell(script).read(&asked()).await.expect_err(script);
            let said = format!("{error} {error:?}");
            assert!(said.contains(expected), "{said}");
            assert!(!said.contains("hush"), "{said}");
        }
        let absent = Command::new(words(&["/nowhere/op", "{kind}"])).expect("a command");
        let said = absent.read(&asked()).await.expect_err("absent").to_string();
        assert!(said.starts_with("op could not be started"), "{said}");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_that_hangs_is_given_up() {
        let hanging = shell("exec sleep 600").patient_for(Duration::from_millis(50));
        let said = hanging.read(&asked()).await.expect_err("given up");
        assert!(said.to_string().contains("did not answer"), "{said}");
    }
}
