//! Paths in arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::config::{expand, home};

/// Reads a path: `~` is the home folder, for a shell replaces it only at the start of a word.
pub(super) fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().try_map(|raw: OsString| expand(raw, home().as_deref()))
}
