//! What lies over a screen and has the keyboard first.

pub mod action_picker;
pub mod commands;
pub(crate) mod detail;
pub mod entry_form;
pub(crate) mod guide;
pub mod help;
pub mod misplaced;
pub(crate) mod palette;
pub mod prompt;
pub mod question;
pub(crate) mod quit;
pub mod scope_picker;
pub mod theme_picker;
pub(crate) mod view;
