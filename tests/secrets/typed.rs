//! `stackday secrets passphrase` at a terminal.

use std::io::{Read as _, Write as _};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::support::{Home, OLD};

/// In no sentence of the program.
const NEW: &str = "kept apart, 7 staples";

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether this terminal shows what is typed.
fn shows(terminal: &dyn MasterPty) -> bool {
    /// Of the local flags.
    const ECHO: u64 = 0o10;
    let settings = terminal.get_termios().expect("its settings");
    u64::from(settings.local_flags.bits()) & ECHO != 0
}

/// Types each answer when its question is there. Gives what was on the terminal, and the exit code.
fn typed(home: &Home, dialogue: &[(&str, &str)]) -> (String, u32) {
    let pty = native_pty_system()
        .openpty(PtySize::default())
        .expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_stackday"));
    command.args(["secrets", "passphrase", "--data-dir"]);
    command.arg(home.folder.path());
    command.env_clear();
    command.env("HOME", home.folder.path());
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    let mut child = pty.slave.spawn_command(command).expect("it starts");
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().expect("its output");
    let mut writer = pty.master.take_writer().expect("its input");
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 1024];
        while let Ok(length @ 1..) = reader.read(&mut bytes) {
            if sender.send(bytes[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let (mut shown, mut from) = (String::new(), 0);
    for (question, answer) in dialogue {
        while !shown[from..].contains(question) {
            let bytes = receiver.recv_timeout(PATIENCE);
            shown += &String::from_utf8_lossy(&bytes.unwrap_or_else(|_| panic!("{shown}")));
        }
        from = shown.len();
        // The question is there a little before the terminal stops showing what is typed.
        let begun = Instant::now();
        while shows(&*pty.master) && begun.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        writeln!(writer, "{answer}").expect("typed");
    }
    let exit = child.wait().expect("it ends").exit_code();
    while let Ok(bytes) = receiver.recv_timeout(Duration::from_secs(1)) {
        shown += &String::from_utf8_lossy(&bytes);
    }
    assert!(!shown.contains(OLD) && !shown.contains(NEW), "{shown}");
    (shown, exit)
}

#[test]
fn it_is_typed_twice_and_does_not_show() {
    let home = Home::with(&["one"]);
    let bytes = home.bytes("secrets.enc");
    let old = ("Passphrase of the encrypted file: ", OLD);
    let new = ("The new passphrase: ", NEW);
    let (shown, exit) = typed(&home, &[old, new, ("once more: ", "x")]);
    assert_eq!(exit, 3, "{shown}");
    assert!(shown.contains("two different passphrases"), "{shown}");
    let (shown, exit) = typed(&home, &[old, ("The new passphrase: ", "")]);
    assert_eq!(exit, 3, "{shown}");
    assert_eq!(home.bytes("secrets.enc"), bytes);
    let (shown, exit) = typed(&home, &[old, new, ("once more: ", NEW)]);
    assert_eq!(exit, 0, "{shown}");
    let held = home.held("secrets.enc", NEW, &["one"]);
    assert_eq!(held, Some(vec!["one".to_owned()]));
}
