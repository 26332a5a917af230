//! The `stackday` binary.
fn main() {}
