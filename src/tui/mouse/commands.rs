//! The command that asks for the mouse, or leaves it to the terminal.

use crate::tui::command::{Command, Context, Run};
use crate::tui::message::Effect;
use crate::tui::shared::Shared;

/// The commands.
pub(crate) const COMMANDS: &[Command] = &[Command::new(
    "ui.mouse",
    "Use the mouse, or leave it to the terminal",
    &["Ctrl-G"],
    &[Context::Everywhere],
    Run::Shared(switch),
)];

fn switch(shared: &mut Shared) {
    shared.mouse = !shared.mouse;
    shared.effects.push(Effect::UseMouse(shared.mouse));
    shared.say(if shared.mouse {
        "The mouse is on. To select text, hold Shift (on a Mac: Option)."
    } else {
        "The mouse is off here. The terminal selects text again."
    });
}
