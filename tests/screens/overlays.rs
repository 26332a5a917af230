//! What lies over the screens.

use crossterm::event::KeyCode;

use super::build::*;

#[test]
fn help() {
    let run = Run::filled().keys("?");
    shot("help_120", &run.text(120, 40));
    let run = run.keys("jjjjj");
    shot("help_80", &run.text(80, 24));
}

#[test]
fn scopes() {
    let run = Run::filled()
        .step(1)
        .key(KeyCode::Enter)
        .tabs(1)
        .key(KeyCode::Enter);
    shot("scopes_120", &run.text(120, 40));
    let run = run.keys("pay").key(KeyCode::Down).key(KeyCode::Down);
    shot("scopes_80", &run.text(80, 24));
}

#[test]
fn quit() {
    let run = Run::filled().verify().keys("q");
    shot("quit_80", &run.text(80, 24));
}

#[test]
fn too_small() {
    shot("too_small", &Run::filled().text(59, 16));
}
