//! A program on a pseudo-terminal that is not its controlling one, read only when the test says so.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::screen::signal_to;

/// Far longer than anything here takes: a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Bare {
    pub child: Child,
    /// Our end of the terminal; `None` once the terminal is gone.
    master: Option<File>,
    _home: tempfile::TempDir,
}

impl Bare {
    pub fn start(arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = openpt(flags).expect("a pseudo-terminal");
        grantpt(&master).expect("granted");
        unlockpt(&master).expect("unlocked");
        let name = ptsname(&master, Vec::new()).expect("its name");
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let slave = open(name, flags, Mode::empty()).expect("its other end");
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&slave, size).expect("a size");
        let end = |slave: &OwnedFd| Stdio::from(slave.try_clone().expect("another handle"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_stackday"));
        command
            .args(arguments)
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .env("HOME", home.path())
            .current_dir(home.path())
            .stdin(end(&slave))
            .stdout(end(&slave))
            .stderr(end(&slave));
        let child = command.spawn().expect("the program starts");
        Self {
            child,
            master: Some(master.into()),
            _home: home,
        }
    }

    /// Reads until the terminal has been sent this text.
    pub fn sees(&mut self, text: &str) {
        let master = self.master.as_mut().expect("the terminal is there");
        let mut seen = Vec::new();
        let mut buffer = [0; 4_096];
        while !String::from_utf8_lossy(&seen).contains(text) {
            let count = master.read(&mut buffer).expect("the program draws");
            seen.extend_from_slice(&buffer[..count]);
        }
    }

    pub fn press(&mut self, keys: &str) {
        let master = self.master.as_mut().expect("the terminal is there");
        master.write_all(keys.as_bytes()).expect("keys arrive");
    }

    /// The terminal is closed, as when the window is.
    pub fn terminal_goes(&mut self) {
        self.master = None;
    }

    pub fn signal(&self, name: &str) {
        signal_to(&self.child.id().to_string(), name);
    }

    /// Waits for the end; a program that does not end fails the test, and does not hang it.
    pub fn ends(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let (ended, end) = channel();
        let waiting = thread::spawn(move || {
            let status = self.child.wait().expect("an exit status");
            ended.send(()).ok();
            (status, self)
        });
        let in_time = end.recv_timeout(PATIENCE).is_ok();
        if !in_time {
            signal_to(&id, "KILL");
        }
        let (status, _) = waiting.join().expect("no panic");
        assert!(in_time, "it did not end");
        status
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // A test that failed leaves no program behind.
        self.child.kill().ok();
    }
}
