//! The signs of the steps, which the lines of the log name.

pub(crate) use crate::tui::screens::setup::view::signs::signs;
