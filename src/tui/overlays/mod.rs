//! What lies over a screen and has the keyboard first.

pub mod action_picker;
pub(crate) mod detail;
pub(crate) mod guide;
pub(crate) mod help;
pub mod misplaced;
pub mod prompt;
pub(crate) mod quit;
pub mod scope_picker;
pub(crate) mod view;
