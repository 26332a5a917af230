//! The screens, one folder each: their state, their commands, what a task's answer means to them, and their drawing.
//!
//! To add one: its folder, and its lines here. What the rest of the program needs to know of a screen is made from them: the
//! field in the [model](crate::tui::Model), the [name](crate::tui::screen::Screen), the command that leads to it and the
//! commands that it brings.

pub mod accounts;
pub mod logs;
pub mod profiles;
pub mod scopes;
pub mod setup;

/// Calls a macro with every screen: module (and field of the model), name in code, digit, title, state.
macro_rules! every_screen {
    ($with:ident) => {
        $with! {
            setup Setup '1' "Setup" SetupView;
            profiles Profiles '2' "Profiles" ProfilesView;
            accounts Accounts '3' "Accounts" AccountsView;
            scopes Scopes '4' "Scopes" ScopesView;
            logs Logs '5' "Logs" LogView;
        }
    };
}

pub(crate) use every_screen;
