//! `secret_command`: what it complains of, and that it can be cancelled.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::interrupted::{ended, signal};
use crate::support::{Ran, Stage, run};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn config(folder: &Path, script: &str) -> String {
    let path = folder.join("command.toml");
    let words = serde_json::json!(["/bin/sh", "-c", script, "{kind}"]);
    std::fs::write(&path, format!("[secrets]\nsecret_command = {words}\n")).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

/// The program with everything of the sandbox but the secrets, which the script gives.
fn verify(stage: &Stage, script: &str) -> std::process::Command {
    let config = config(stage.home.path(), script);
    let mut command = stage.addressed(&["verify", "--json", "--config", &config]);
    command
        .env(
            "STACKDAY_APP_ID",
            stage.ready.app_id.as_deref().expect("an App Id"),
        )
        .env("STACKDAY_SCOPES", "department:read");
    command
}

#[tokio::test]
async fn an_agent_that_is_left_behind_is_not_waited_for() {
    let stage = Stage::new(&[]).await;
    let (token, key) = (
        stage.ready.token.as_deref().expect("a Token"),
        &stage.ready.stackone_api_key,
    );
    let pid = stage.home.path().join("agent");
    let script = format!(
        "sleep 600 & echo $! > {}; if [ $0 = token ]; then echo {token}; else echo {key}; fi",
        pid.display()
    );
    let begun = Instant::now();
    let ran = run(verify(&stage, &script)).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(begun.elapsed() < PATIENCE, "it was waited for");
    let agent = std::fs::read_to_string(&pid).expect("a number");
    let killed = std::process::Command::new("kill")
        .arg(agent.trim())
        .status()
        .expect("kill");
    assert!(killed.success(), "the agent lives on");
}

#[tokio::test]
async fn what_it_complains_of_is_told_cleaned_and_without_secrets() {
    let stage = Stage::new(&[]).await;
    let token = stage.ready.token.clone().expect("a Token");
    let script = format!(
        "echo {token}; printf 'first\\n\\033[31mthe vault is locked: {token}\\n' >&2; exit 1"
    );
    let ran = run(verify(&stage, &script)).await;
    let (out, err) = (&ran.out, &ran.err);
    assert_ne!(ran.code, Some(0), "{ran:?}");
    assert!(err.contains("the vault is locked: [redacted]"), "{ran:?}");
    assert!(
        !out.contains(&token) && !err.contains(&token) && !err.contains('\u{1b}'),
        "{ran:?}"
    );
}

#[tokio::test]
async fn the_first_signal_ends_it_with_what_it_started() {
    let stage = Stage::new(&[]).await;
    let pid = stage.home.path().join("child");
    let script = format!("sleep 600 & echo $! > {}; wait", pid.display());
    let begun = Instant::now();
    let child = verify(&stage, &script).spawn().expect("it starts");
    let number = loop {
        let number = std::fs::read_to_string(&pid).unwrap_or_default();
        if number.ends_with('\n') {
            break number.trim().to_owned();
        }
        assert!(begun.elapsed() < PATIENCE, "it was not asked");
        tokio::task::yield_now().await;
    };
    signal(&child, "INT");
    let ran: Ran = ended(child).await;
    assert_eq!(ran.code, Some(130), "{ran:?}");
    assert_eq!(ran.json()["exit"], 130);
    assert!(begun.elapsed() < PATIENCE);
    // One that has ended and that nobody asked for is still listed.
    let gone = || {
        std::fs::read_to_string(format!("/proc/{number}/stat"))
            .map_or(true, |about| about.contains(") Z "))
    };
    while !gone() {
        assert!(begun.elapsed() < PATIENCE, "{number} lives on");
        tokio::task::yield_now().await;
    }
}

#[test]
fn no_core_file_is_left() {
    let home = crate::support::home();
    // As far as the system allows, core files are on before it starts.
    let script = "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$0\" sandbox --scenario fresh";
    let mut child = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_stackday")])
        .env_clear()
        .env("HOME", home.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("a pipe");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).expect("a line");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("limits");
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .expect("a limit");
    let soft = core["Max core file size".len()..].split_whitespace().next();
    signal(&child, "TERM");
    child.wait().expect("it ends");
    assert_eq!(soft, Some("0"), "{core}");
}
