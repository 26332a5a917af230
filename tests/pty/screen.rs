//! A program in a pseudo-terminal, with the screen as a person sees it.

use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// Far longer than anything here takes: a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Output {
    parser: Option<vt100::Parser>,
    bytes: Vec<u8>,
    closed: bool,
}

/// How long nothing must have been drawn for a picture.
const SETTLED: Duration = Duration::from_millis(300);

/// What the reader thread and the test share.
type Shared = Arc<(Mutex<Output>, Condvar)>;

pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Shared,
    reader: Option<JoinHandle<()>>,
    _home: tempfile::TempDir,
}

/// Sends a signal to the process.
pub fn signal_to(id: &str, name: &str) {
    let sent = Command::new("kill")
        .args(["-s", name, id])
        .status()
        .expect("kill runs");
    assert!(sent.success());
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a size")
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The theme in which the README's pictures are drawn; none in tests.
static THEME: Mutex<Option<&str>> = Mutex::new(None);

fn lock_theme() -> std::sync::MutexGuard<'static, Option<&'static str>> {
    THEME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets every program from now on draw in this theme.
pub fn draw_in(theme: &'static str) {
    *lock_theme() = Some(theme);
}

impl Program {
    pub fn start(arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_in(arguments, &[], columns, rows)
    }

    /// With more in its environment than a terminal.
    pub fn start_in(
        arguments: &[&str],
        environment: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let program = env!("CARGO_BIN_EXE_stackday");
        Self::start_as(program, arguments, environment, columns, rows)
    }

    /// Another program: a shell, in which stackday is started. Its prompt counts its commands.
    pub fn start_program(program: &str, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_as(program, arguments, &[("PS1", "\\#$ ")], columns, rows)
    }

    fn start_as(
        program: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            // The keyring of whoever runs the tests is none of theirs.
            ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus"),
        ] {
            command.env(name, value);
        }
        if let Some(theme) = *lock_theme() {
            command.env("COLORTERM", "truecolor");
            command.env("STACKDAY_THEME", theme);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        command.env("HOME", home.path());
        command.cwd(home.path());
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        // Held open here, the reader would never see the end.
        drop(pair.slave);
        let parser = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        let output: Shared = Arc::default();
        lock(&output).parser = Some(parser);
        let mut source = pair.master.try_clone_reader().expect("a reader");
        let shared = Arc::clone(&output);
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 8_192];
            loop {
                let read = source.read(&mut buffer);
                let mut output = lock(&shared);
                match read {
                    Ok(count) if count > 0 => {
                        output.bytes.extend_from_slice(&buffer[..count]);
                        if let Some(parser) = &mut output.parser {
                            parser.process(&buffer[..count]);
                        }
                    }
                    // A pseudo-terminal whose program has gone reads as an error on Linux.
                    _ => output.closed = true,
                }
                let closed = output.closed;
                drop(output);
                shared.1.notify_all();
                if closed {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().expect("a writer");
        Self {
            child,
            master: pair.master,
            keys,
            output,
            reader: Some(reader),
            _home: home,
        }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys arrive");
        self.keys.flush().expect("keys arrive");
    }

    /// Presses so many keys at once that the terminal may have no room for all of them: whoever does not take them in
    /// fails the test, and does not hang it.
    pub fn floods(&mut self, keys: &str) {
        let mut writer = std::mem::replace(&mut self.keys, Box::new(std::io::sink()));
        let (written, all_written) = std::sync::mpsc::channel();
        let keys = keys.to_owned();
        std::thread::spawn(move || {
            let result = writer.write_all(keys.as_bytes());
            written.send((result, writer)).ok();
        });
        let (result, writer) = all_written
            .recv_timeout(6 * PATIENCE)
            .expect("the keys are taken in");
        result.expect("keys arrive");
        self.keys = writer;
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        if let Some(parser) = &mut lock(&self.output).parser {
            parser
                .screen_mut()
                .set_size(nonzero(rows), nonzero(columns));
        }
        self.master
            .resize(pty_size(columns, rows))
            .expect("another size");
    }

    pub fn signal(&self, name: &str) {
        signal_to(&self.child.process_id().expect("it runs").to_string(), name);
    }

    /// What the system tells others of the process: its arguments and its environment, where it tells them.
    pub fn told_to_others(&self) -> String {
        let of = |name: &str| {
            let process = self.child.process_id().unwrap_or_default();
            std::fs::read(format!("/proc/{process}/{name}")).unwrap_or_default()
        };
        let bytes = [of("cmdline"), of("environ")].concat();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits until the screen shows the text.
    pub fn sees(&self, text: &str) {
        self.waits(&format!("{text:?} on the screen"), |output| {
            contents(output).contains(text)
        });
    }

    /// Waits until the shell has its own lines back.
    pub fn leaves_the_alternate_screen(&self) {
        self.waits("the shell's own lines", |output| {
            let parser = output.parser.as_ref();
            parser.is_some_and(|parser| !parser.screen().alternate_screen())
        });
    }

    fn waits(&self, what: &str, mut is_so: impl FnMut(&Output) -> bool) {
        let guard = lock(&self.output);
        let (guard, waited) = self
            .output
            .1
            .wait_timeout_while(guard, PATIENCE, |output| !output.closed && !is_so(output))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            !waited.timed_out() && is_so(&guard),
            "waited for {what}; the screen was:\n{}",
            contents(&guard)
        );
    }

    /// The screen as SVG, once nothing has been drawn for a moment: a frame comes in pieces.
    pub fn picture(&self) -> String {
        let mut output = lock(&self.output);
        loop {
            let before = output.bytes.len();
            let (after, waited) = self
                .output
                .1
                .wait_timeout_while(output, SETTLED, |output| output.bytes.len() == before)
                .unwrap_or_else(PoisonError::into_inner);
            output = after;
            // While something waits its spinner goes on: then what there is will do.
            if waited.timed_out() || contents(&output).contains("Waiting until") {
                break;
            }
        }
        crate::picture::svg(output.parser.as_ref().expect("a screen").screen())
    }

    /// What a phone reads: the text of the QR code that is drawn, once there is one.
    pub fn code(&self) -> String {
        let mut text = None;
        self.waits("a QR code on the screen", |output| {
            let screen = output.parser.as_ref().map(vt100::Parser::screen);
            text = screen.and_then(crate::code::read);
            text.is_some()
        });
        text.expect("it was read")
    }

    pub fn is_alternate_screen(&self) -> bool {
        lock(&self.output)
            .parser
            .as_ref()
            .is_some_and(|parser| parser.screen().alternate_screen())
    }

    /// Waits for the program's end and for the last of its output.
    pub fn ends(&mut self) -> ExitStatus {
        let status = self.child.wait().expect("an exit status");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader ends");
        }
        status
    }

    /// Every byte that came, as text.
    pub fn everything(&self) -> String {
        String::from_utf8_lossy(&lock(&self.output).bytes).into_owned()
    }

    /// Asserts that everything that was switched on is off again.
    pub fn is_restored(&self) {
        let output = lock(&self.output);
        let screen = output.parser.as_ref().expect("a screen").screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is still on");
        assert!(!has_mouse(screen), "the mouse is still the program's");
        let text = String::from_utf8_lossy(&output.bytes);
        assert!(!text.contains("panicked"), "{text}");
    }

    /// Waits until the program has the mouse, or the terminal has it back.
    pub fn has_the_mouse(&self, has: bool) {
        self.waits(&format!("the mouse to be the program's: {has}"), |output| {
            let parser = output.parser.as_ref();
            parser.is_some_and(|parser| has_mouse(parser.screen()) == has)
        });
    }

    /// Asserts that the mouse was never asked for.
    pub fn leaves_the_mouse_alone(&self) {
        let text = self.everything();
        for mouse in ["\x1b[?1000h", "\x1b[?1002h", "\x1b[?1003h"] {
            assert!(
                !text.contains(mouse),
                "the mouse belongs to the terminal, for selecting text"
            );
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A test that failed leaves no program behind.
        self.child.kill().ok();
    }
}

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Output> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn has_mouse(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
}

fn contents(output: &Output) -> String {
    output
        .parser
        .as_ref()
        .map(|parser| parser.screen().contents())
        .unwrap_or_default()
}
