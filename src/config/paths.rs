//! Paths as people write them: `~` is the home folder, wherever a path is set.
//!
//! The shell replaces `~` only where it stands alone at the start of a word: not in `--data-dir=~/x`, not in a file, and not
//! in a variable that a service manager sets. Left as it is, it would make a folder of that name.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The home folder of whoever runs this.
#[must_use]
pub fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|folders| folders.home_dir().to_owned())
}

/// The path that is meant. The error does not repeat it.
pub fn expand(raw: impl AsRef<OsStr>, home: Option<&Path>) -> Result<PathBuf, String> {
    let path = Path::new(raw.as_ref());
    if let Some(text) = path.to_str() {
        let quoted = |quote| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
        if quoted('"') || quoted('\'') {
            return Err("the path stands in quotes: leave them out".to_owned());
        }
    }
    let mut parts = path.components();
    let Some(Component::Normal(first)) = parts.next() else {
        return Ok(path.to_owned());
    };
    if !first.as_encoded_bytes().starts_with(b"~") {
        return Ok(path.to_owned());
    }
    if first != "~" {
        return Err(
            "only ~ itself is read as the home folder, not ~ with a name: write the path in full (or ./~… for a file that is called so)"
                .to_owned(),
        );
    }
    match home {
        Some(home) => Ok(home.join(parts.as_path())),
        None => {
            Err("~ is the home folder, and this user has none: write the path in full".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_folder_stands_for_its_sign() {
        let home = Path::new("/home/kari");
        let expand = |raw: &str| expand(raw, Some(home));
        for (raw, expected) in [
            ("~", "/home/kari"),
            ("~/", "/home/kari"),
            ("~/sd/x", "/home/kari/sd/x"),
            ("~//sd", "/home/kari/sd"),
            ("./~/sd", "./~/sd"),
            ("./~kari", "./~kari"),
            ("/a/~/b", "/a/~/b"),
            ("a~", "a~"),
            ("a", "a"),
            ("", ""),
        ] {
            assert_eq!(expand(raw), Ok(PathBuf::from(expected)), "{raw}");
        }
        for raw in ["~kari", "~kari/sd", "~+", "~~/x"] {
            let said = expand(raw).expect_err(raw);
            assert!(said.contains("in full") && !said.contains("kari"), "{said}");
        }
        for raw in ["\"~/sd\"", "'/a'"] {
            assert!(expand(raw).expect_err(raw).contains("quotes"));
        }
        assert!(super::expand("~/sd", None).is_err());
        assert_eq!(super::expand("/sd", None), Ok("/sd".into()));
    }
}
