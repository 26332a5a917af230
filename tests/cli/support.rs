//! Running the program, with nothing of this machine's surroundings in it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stackday::sandbox::{Options, Ready, Sandbox, Scenario};
use tempfile::TempDir;

/// The checks of a verification, in order.
pub const CHECKS: [&str; 6] = [
    "credentials.format",
    "planday.token",
    "planday.portal",
    "planday.scopes",
    "stackone.api_key",
    "stackone.profile",
];

/// The program with these arguments, in an empty home and without any environment.
pub fn stackday(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackday"));
    command
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        // The keyring of whoever runs the tests is none of theirs.
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// An empty home.
pub fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// How a run ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }
}

impl Ran {
    /// Standard output as the one JSON document that it must be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The kind of the failure that standard output tells of, in the one form that there is for it.
    pub fn failure(&self) -> String {
        let json = self.json();
        assert_eq!(json["ok"], false, "{self:?}");
        assert_eq!(json["exit"].as_i64(), self.code.map(i64::from), "{self:?}");
        let (error, message) = (&json["error"], text(&json["error"]["message"]));
        assert!(self.err.contains(&message), "said on both: {self:?}");
        assert!(
            error["next"].is_null() || error["next"].is_string(),
            "{self:?}"
        );
        text(&error["kind"])
    }

    /// The state of each check.
    pub fn states(&self) -> Vec<(String, String)> {
        let json = self.json();
        let checks = json["checks"].as_array().expect("a list of checks");
        checks
            .iter()
            .map(|check| (text(&check["id"]), text(&check["state"])))
            .collect()
    }

    /// The states of the checks, in order.
    pub fn standings(&self) -> String {
        let states: Vec<_> = self.states().into_iter().map(|(_, state)| state).collect();
        states.join(" ")
    }

    /// One check.
    pub fn check(&self, id: &str) -> Value {
        let json = self.json();
        let mut checks = json["checks"].as_array().expect("a list of checks").iter();
        checks.find(|check| check["id"] == id).expect(id).clone()
    }
}

pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

/// Runs the command to its end, while the servers of this test go on answering.
pub async fn run(mut command: Command) -> Ran {
    let output = tokio::task::spawn_blocking(move || command.output());
    output.await.expect("no panic").expect("it starts").into()
}

/// The program with the command alone, to its end.
pub async fn bare(arguments: &[&str]) -> Ran {
    let home = home();
    run(stackday(home.path(), arguments)).await
}

/// A sandbox in this process, and a home for the program that is run against it.
pub struct Stage {
    /// Answers until it is closed.
    sandbox: Option<Sandbox>,
    pub ready: Ready,
    pub home: TempDir,
}

impl Stage {
    pub async fn new(scenarios: &[Scenario]) -> Self {
        Self::with(Options {
            scenarios: scenarios.to_vec(),
            // A slow answer is tried, not waited for.
            delay: std::time::Duration::from_millis(1),
            ..Options::default()
        })
        .await
    }

    pub async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let ready = sandbox.ready().clone();
        Self {
            sandbox: Some(sandbox),
            ready,
            home: home(),
        }
    }

    /// From now on nobody answers at the same addresses.
    pub async fn close(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop().await;
        }
    }

    /// The program with everything that opens the sandbox in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let ready = &self.ready;
        let mut command = self.addressed(arguments);
        command
            .env(
                "STACKDAY_APP_ID",
                ready.app_id.as_deref().unwrap_or_default(),
            )
            .env(
                "STACKDAY_TOKEN_SECRET",
                ready.token.as_deref().unwrap_or_default(),
            )
            .env("STACKDAY_SCOPES", ready.scopes.join(" "))
            .env("STACKDAY_STACKONE_API_KEY", &ready.stackone_api_key);
        command
    }

    /// The program with the sandbox's addresses in its environment, and no credentials.
    pub fn addressed(&self, arguments: &[&str]) -> Command {
        let mut command = stackday(self.home.path(), arguments);
        command
            .env("STACKDAY_PLANDAY_IDENTITY_URL", &self.ready.identity_url)
            .env("STACKDAY_PLANDAY_API_URL", &self.ready.planday_url)
            .env("STACKDAY_STACKONE_API_URL", &self.ready.stackone_url);
        command
    }

    pub async fn run(&self, arguments: &[&str]) -> Ran {
        run(self.command(arguments)).await
    }

    /// A configuration file where the program looks for one that nobody names.
    pub fn configure(&self, text: &str) -> std::path::PathBuf {
        let folder = self.home.path().join(".config/stackday");
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("config.toml");
        std::fs::write(&file, text).expect("written");
        file
    }
}
