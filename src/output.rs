//! Lines for standard output and standard error.
//!
//! `println!` panics when the reader is gone (`stackday verify | head -1`); here that is a quiet end.

use std::io::{self, Write};

/// Writes the text and a line break to standard output. `false` means that nobody reads any more.
pub fn print(text: &str) -> io::Result<bool> {
    line(&mut io::stdout().lock(), text)
}

/// Writes the text and a line break to standard error. There is nowhere left to tell of a failure.
pub fn eprint_line(text: &str) {
    line(&mut io::stderr().lock(), text).ok();
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
