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

fn hide(text: &str, secrets: &[Secret]) -> String {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(text.to_owned(), |text, secret| {
        text.replace(secret.expose(), "[hidden]")
    })
}

#[cfg(unix)]
#[tokio::test]
async fn what_it_complains_of_is_told_without_secrets() {
    let script = "for i in 1 2 3 4 5 6 7; do echo \"line $i\" >&2; done; echo hush; printf '\\033[31mno hush\\n\\n' >&2; exit 2";
    let said = shell(script)
        .read(&asked(), &hide)
        .await
        .expect_err("failed");
    assert_eq!(
        said.to_string(),
        "sh failed (exit status: 2). It said: line 4 / line 5 / line 6 / line 7 / \u{fffd}[31mno [hidden] \
         Run it by hand to see why."
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_among_other_words_and_one_that_nobody_knows_are_not_repeated() {
    const TOKEN: &str = "QkR7zt_9PwLmXv4bN2cYhA";
    const OTHER: &str = "VxLtcy_OWkWoPKqs4uFhTg";
    const KEY: &str = "v1.us1.Fk9reKeyOfSomebodyElse77Zz42Qw";
    const JWT: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJlMTIz";
    for (printed, said, hidden) in [
        (
            "password: pa55-word",
            "debug: password was pa55-word",
            "pa55-word",
        ),
        (
            r#"{"value":"correcthorse"}"#,
            "sent value correcthorse",
            "correcthorse",
        ),
        (
            TOKEN,
            "cannot lock after giving QkR7zt_9PwLmXv4bN2cYhA",
            TOKEN,
        ),
        ("nothing", &format!("db error: {OTHER}"), OTHER),
        ("nothing", &format!("key={KEY}"), KEY),
        ("nothing", &format!("sent {JWT}"), JWT),
        (
            "nothing",
            "Authorization: Bearer Zx81Qm-OpaqueAccess",
            "OpaqueAccess",
        ),
        (
            "nothing",
            "-----BEGIN PRIVATE KEY-----\nMIIEpAIB\nAAKC",
            "AAKC",
        ),
    ] {
        let script = format!("echo '{printed}'; echo '{said}' >&2; exit 1");
        let told = shell(&script).read(&asked(), &hide).await;
        let told = told.expect_err("failed").to_string();
        assert!(told.contains("It said: "), "{told}");
        assert!(!told.contains(hidden), "{told}");
    }
}

/// A program in `script` writes a process number to the file; it is waited for, and whether the process ends.
#[cfg(unix)]
async fn ends(file: &std::path::Path) -> bool {
    let number = || {
        std::fs::read_to_string(file)
            .ok()?
            .trim()
            .parse::<i32>()
            .ok()
    };
    let pid = rustix::process::Pid::from_raw(number().expect("a number")).expect("a process");
    for _ in 0..500 {
        // One that has ended and that nobody asked for is still listed.
        let about = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
        let is_dead = about.is_ok_and(|about| about.contains(") Z "));
        if is_dead || rustix::process::test_kill_process(pid).is_err() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[cfg(unix)]
#[tokio::test]
async fn an_answer_counts_when_the_program_has_ended_and_its_agent_lives_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("agent");
    let script = format!("sleep 600 & echo $! > {}; echo hush-$0", file.display());
    let secret = shell(&script).read(&asked(), &hide).await.expect("read");
    assert_eq!(secret.expose(), "hush-token");
    let number = std::fs::read_to_string(&file).expect("a number");
    let number: i32 = number.trim().parse().expect("a number");
    let agent = rustix::process::Pid::from_raw(number).expect("a process");
    assert!(rustix::process::test_kill_process(agent).is_ok());
    rustix::process::kill_process(agent, rustix::process::Signal::KILL).expect("killed");
}

#[cfg(unix)]
#[tokio::test]
async fn what_a_program_started_ends_with_it_where_it_is_given_up() {
    for beside in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("child");
        let script = format!("sleep 600 & echo $! > {}; wait", file.display());
        let late = shell(&script).patient_for(Duration::from_millis(500));
        let late = if beside { late.beside_a_screen() } else { late };
        let said = late.read(&asked(), &hide).await.expect_err("given up");
        assert!(said.to_string().contains("did not answer"), "{said}");
        assert!(ends(&file).await, "at the limit, {beside}");

        std::fs::remove_file(&file).expect("removed");
        let unwanted = shell(&script);
        let unwanted = if beside {
            unwanted.beside_a_screen()
        } else {
            unwanted
        };
        let started = async {
            while std::fs::read_to_string(&file)
                .unwrap_or_default()
                .is_empty()
            {
                tokio::task::yield_now().await;
            }
        };
        let asked = asked();
        tokio::select! {
            answer = unwanted.read(&asked, &hide) => panic!("{answer:?}"),
            () = started => {}
        }
        assert!(ends(&file).await, "cancelled, {beside}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_answer_is_what_the_program_prints() {
    let secret = shell("echo \" hush-$0 \"; echo 'noise' >&2")
        .read(&asked(), &hide)
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
        let error = shell(script).read(&asked(), &hide).await.expect_err(script);
        let said = format!("{error} {error:?}");
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
    let absent = Command::new(words(&["/nowhere/op", "{kind}"])).expect("a command");
    let said = absent
        .read(&asked(), &hide)
        .await
        .expect_err("absent")
        .to_string();
    assert!(said.starts_with("op could not be started"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_hangs_is_given_up() {
    let hanging = shell("exec sleep 600").patient_for(Duration::from_millis(50));
    let said = hanging.read(&asked(), &hide).await.expect_err("given up");
    assert!(said.to_string().contains("did not answer"), "{said}");
}
