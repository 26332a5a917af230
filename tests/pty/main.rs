//! The real program in a real pseudo-terminal: what only a terminal can show.

mod accounts;
mod asking;
mod background;
mod bare;
mod bursts;
mod code;
mod editor;
mod ending;
mod mouse;
mod picture;
mod quitting;
mod saved;
mod screen;
mod services;

use portable_pty::ExitStatus;
use screen::Program;

fn ended(status: &ExitStatus) -> u32 {
    status.exit_code()
}

#[test]
fn it_starts_quits_and_leaves_the_terminal_as_it_was() {
    let mut program = Program::start(&["--sandbox"], 120, 40);
    program.sees("Access API Settings");
    assert!(program.is_alternate_screen());
    program.press("q");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
    program.leaves_the_mouse_alone();
}

#[test]
fn ctrl_c_quits_even_inside_a_field() {
    let mut program = Program::start(&["--sandbox"], 80, 24);
    program.sees("Access API Settings");
    program.press("\t");
    program.press("\x03");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
}

#[test]
fn a_hung_server_does_not_delay_the_end() {
    let mut program = Program::start(&["--sandbox", "--scenario", "slow"], 100, 30);
    program.sees("Access API Settings");
    program.press("v");
    program.sees("Verifying");
    program.press("\x03");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
}

#[test]
fn resizing_redraws_and_a_tiny_terminal_says_what_it_needs() {
    let mut program = Program::start(&["--sandbox"], 120, 40);
    program.sees("Access API Settings");
    program.resize(50, 12);
    program.sees("Needs 60x16, this is 50x12.");
    program.resize(80, 24);
    program.sees("Access API Settings");
    program.press("q");
    program.ends();
}

/// Answers the questions of a command that keeps an API key in a new encrypted file.
fn answer(passphrases: [&str; 2]) -> Program {
    let arguments = [
        "secrets",
        "set",
        "api-key",
        "main",
        "--secret-store",
        "file",
    ];
    let mut program = Program::start(&arguments, 100, 24);
    for (question, answer) in [
        ("StackOne API key: ", "v1.eu1.cGxhbmRheS1jYW5hcnktZm9y"),
        ("Choose its passphrase: ", passphrases[0]),
        ("The same once more: ", passphrases[1]),
    ] {
        program.sees(question);
        // The terminal stops repeating what is typed only after the question is out.
        program.picture();
        program.press(answer);
        program.press("\r");
    }
    program
}

#[test]
fn a_secret_and_a_new_passphrase_are_typed_unseen() {
    let mut program = answer(["correct horse", "correct horse"]);
    program.sees("read back and right");
    assert_eq!(ended(&program.ends()), 0);
    let shown = program.everything();
    assert!(
        !shown.contains("v1.eu1") && !shown.contains("horse"),
        "{shown}"
    );
}

#[test]
fn two_different_passphrases_keep_nothing() {
    let mut program = answer(["correct horse", "corect horse"]);
    program.sees("two different passphrases");
    assert_eq!(ended(&program.ends()), 3);
}

/// Walks from a fresh sandbox to an active account; `at` is told of the moments worth a picture.
fn walk(program: &mut Program, mut at: impl FnMut(&Program, &str)) {
    program.sees("Access API Settings");
    at(program, "start");
    program.press("s");
    program.sees("opened the page");
    program.press("\r");
    program.sees("Employee directory");
    program.press("directory");
    program.press(" ");
    program.sees("[x] Read the staff list");
    at(program, "scopes");
    program.press("\r");
    program.sees("4 scopes: 4 read");
    program.sees("open this step");
    for seen in ["created the app", "authorized", "copied App Id and Token"] {
        program.press("s");
        program.sees(seen);
    }
    at(program, "credentials");
    program.press("v");
    // As it is said at the end: the count beside the steps is there before that.
    program.sees(": 5 of 11 proven, ");
    program.press("s");
    program.sees("created the key");
    program.press("v");
    program.sees(": 6 of 11 proven, ");
    program.press("s");
    program.sees("is there");
    program.press("\r");
    program.press("acme-1\r");
    program.press("Acme A/S\r");
    program.press("\r");
    program.sees("Waiting until Acme A/S opens the link.");
    at(program, "link");
    program.press("s");
    program.sees("is active and answered one read");
    program.sees("11/11");
    at(program, "proven");
}

#[test]
fn the_happy_path_from_a_fresh_sandbox_to_an_active_account() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut program = Program::start(&["--sandbox"], columns, rows);
        walk(&mut program, |_, _| ());
        program.press("q");
        program.sees("Quit");
        program.press("y");
        assert_eq!(ended(&program.ends()), 0);
        program.is_restored();
    }
}

/// Walks from a scope that is missing to the new app and a matrix without a fault.
fn walk_scopes(program: &mut Program, mut at: impl FnMut(&Program, &str)) {
    program.sees("Access API Settings");
    program.press("4");
    program.sees("12 ticked, not checked yet");
    program.press("c");
    program.sees("0 of 69 actions");
    // Typed words filter; out of the filter a space ticks.
    program.press("/list");
    program.sees("/ list");
    at(program, "actions");
    program.press(" contract rules");
    program.sees("List Contract Rules");
    program.press("\r ");
    program.sees("1 of 69 actions");
    program.press("\r");
    program.sees("1 action is chosen");
    program.press("v");
    program.sees("The Planday app was created without this scope.");
    program.sees("planday_list_contract_rules fails.");
    at(program, "matrix-missing");
    program.press("F");
    program.sees("What to do");
    program.sees("Tab the selected scope");
    at(program, "way-out");
    program.press("a");
    program.sees("Begin a new app?");
    program.press("\r");
    program.sees("Create New Application");
    for seen in ["created the app", "authorized", "copied App Id and Token"] {
        program.press("s");
        program.sees(seen);
    }
    program.press("v");
    program.sees("1 to check again (C2)");
    program.press("4");
    program.sees("granted, ");
    program.press("P");
    program.sees("Allow personal data of all resources?");
    program.press("\r");
    program.sees("Allowed for all");
    program.press("v");
    program.sees("1 needed: 1 granted, 1 proven");
    program.sees("Verified ");
    at(program, "matrix-proven");
}

#[test]
fn from_a_missing_scope_to_a_new_app_and_a_green_matrix() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let arguments = ["--sandbox", "--scenario", "missing-scopes"];
        let mut program = Program::start(&arguments, columns, rows);
        walk_scopes(&mut program, |_, _| ());
        program.press("\x03");
        assert_eq!(ended(&program.ends()), 0);
        program.is_restored();
    }
}

/// Draws the README's pictures from the running program: `cargo test --test pty -- --ignored pictures`.
#[test]
#[ignore = "writes into assets: run it after a change of the screens"]
fn pictures() {
    // In the light theme those alone that README shows in both.
    const LIGHT: [&str; 4] = ["proven", "start", "missing-scope", "profiles"];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    std::fs::create_dir_all(&folder).expect("a folder");
    let keep = |name: String, program: &Program| {
        std::fs::write(folder.join(format!("{name}.svg")), program.picture()).expect("a picture");
    };
    screen::draw_in("dark");
    draw_all(|program, name| keep(name.to_owned(), program));
    screen::draw_in("light");
    draw_all(|program, name| {
        if LIGHT.contains(&name) {
            keep(format!("{name}-light"), program);
        }
    });
}

/// Goes to every screen that README shows.
fn draw_all(mut keep: impl FnMut(&Program, &str)) {
    saved::walk(120, 40, &mut keep);
    accounts::walk_link(120, 40, &mut keep);
    accounts::walk_repair(120, 40, &mut keep);
    accounts::walk_disabled(120, 40, &mut keep);
    let mut program = Program::start(&["--sandbox"], 120, 40);
    walk(&mut program, &mut keep);
    program.press("5");
    program.sees("following the newest");
    // The newest line is what was said; the one before it is an exchange.
    program.press("k");
    program.sees("copies as curl");
    keep(&program, "logs");
    program.press("1");
    program.sees("What next");
    program.press(":ver");
    program.sees("Verify all connections");
    keep(&program, "palette");
    let mut program = Program::start(&["--sandbox", "--scenario", "missing-scopes"], 120, 40);
    program.sees("Access API Settings");
    program.press("v");
    program.sees("Cause");
    keep(&program, "missing-scope");
    let mut program = Program::start(&["--sandbox", "--scenario", "missing-scopes"], 120, 40);
    walk_scopes(&mut program, &mut keep);
    let arguments = ["--sandbox", "--scenario", "slipped-redirect"];
    let mut program = Program::start(&arguments, 120, 40);
    program.sees("Access API Settings");
    program.press("jjj\t\t");
    program.sees("▌ [ Check the request ]");
    program.press("\r");
    program.sees("Planday refuses the redirect URI");
    program.sees("? help");
    keep(&program, "request");
    let mut program = Program::start(&["--sandbox", "--scenario", "guide-changed"], 120, 40);
    program.sees("Access API Settings");
    program.press("v");
    program.sees("it differs from this checklist");
    program.press("\x1b[Hj");
    program.sees("StackOne's own text");
    program.sees("? help");
    keep(&program, "guide");
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_stackday"))
        .arg("--sandbox")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("stackday verify --json"), "{said}");
}
