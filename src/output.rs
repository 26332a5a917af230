//! Lines for standard output and standard error.
//!
//! Everything that is not drawn goes through here, and nothing that steers a terminal comes through: an argument, a path or the
//! name of a file may hold what a server's answer may. `println!` would not do for another reason too: it panics when the reader is
//! gone (`stackday verify | head -1`), and here that is a quiet end.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::domain::text;

/// Writes the text and a line break to standard output. `false` means that nobody reads any more.
pub fn print(text: &str) -> io::Result<bool> {
    line(&mut io::stdout().lock(), &text::lines(text, usize::MAX))
}

/// The same for JSON: what would steer a terminal is escaped, so that every value stays what it is.
pub fn print_json(json: &str) -> io::Result<bool> {
    line(&mut io::stdout().lock(), &escaped(json))
}

/// Writes the text and a line break to standard error. There is nowhere left to tell of a failure.
pub fn eprint_line(text: &str) {
    line(&mut io::stderr().lock(), &text::lines(text, usize::MAX)).ok();
}

/// Writes a question to standard error; the answer is typed behind it.
pub fn eprint_question(text: &str) -> io::Result<()> {
    let mut out = io::stderr().lock();
    out.write_all(text::lines(text, usize::MAX).as_bytes())?;
    out.flush()
}

/// JSON in which characters that steer a terminal stand as `\u....`. Outside of its strings there are none but white space.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if text::steers(c) && !matches!(c, '\n' | '\r' | '\t') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn line(out: &mut impl Write, text: &str) -> io::Result<bool> {
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_values_and_steers_nothing() {
        let value = serde_json::json!({ "a\u{9b}": ["Zoë\u{202e}", "\u{e0041}\u{200b}", 1], "b": "\u{1b}[2J\n" });
        for text in [
            value.to_string(),
            serde_json::to_string_pretty(&value).expect("JSON"),
        ] {
            let shown = escaped(&text);
            assert!(!shown.contains(|c| c != '\n' && text::steers(c)), "{shown}");
            assert!(shown.contains("Zoë"));
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"),
                value
            );
        }
    }

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_error_and_a_full_disk_is() {
        assert!(!line(&mut Broken(io::ErrorKind::BrokenPipe), "x").expect("quiet"));
        assert!(line(&mut Broken(io::ErrorKind::StorageFull), "x").is_err());
        let mut out = Vec::new();
        assert!(line(&mut out, "x").expect("written"));
        assert_eq!(out, b"x\n");
    }
}
