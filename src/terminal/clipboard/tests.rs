use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;

/// Folders with programs that note what they are given.
struct Machine {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Machine {
    fn new(programs: &[(&str, &str)], variables: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, script) in programs {
            let file = folder.path().join(name);
            let noted = folder.path().join(format!("{name}.noted"));
            let script = script.replace("NOTED", &noted.to_string_lossy());
            fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a program");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("runs");
        }
        let path = folder.path().to_string_lossy().into_owned();
        let mut variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        variables.push(("PATH", path));
        Self { folder, variables }
    }

    fn env(&self, name: &str) -> Option<String> {
        let known = self.variables.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| value.clone())
    }

    fn way(&self) -> Way {
        Way::of(&|name| self.env(name))
    }

    fn noted(&self, name: &str) -> String {
        let file = self.folder.path().join(format!("{name}.noted"));
        fs::read_to_string(file).unwrap_or_default()
    }
}

const NOTES: &str = "{ echo \"$@\"; /bin/cat; } > NOTED";

fn secret() -> Secret {
    Secret::new("VxLtcy_OWkWoPKqs4uFhTg".to_owned())
}

#[tokio::test]
async fn the_program_of_the_desktop_in_use_gets_the_secret_by_its_input_alone() {
    let programs = [("wl-copy", NOTES), ("xclip", NOTES), ("pbcopy", NOTES)];
    for (variables, name, arguments) in [
        (&[("WAYLAND_DISPLAY", "wayland-0")][..], "wl-copy", ""),
        (
            &[("DISPLAY", ":0"), ("SSH_CONNECTION", "x")][..],
            "xclip",
            "-selection clipboard",
        ),
        (&[][..], "pbcopy", ""),
    ] {
        let machine = Machine::new(&programs, variables);
        let copied = by_program(&machine.way(), &secret()).await;
        assert_eq!(copied, Ok(format!("by {name}")));
        assert_eq!(
            machine.noted(name),
            format!("{arguments}\nVxLtcy_OWkWoPKqs4uFhTg")
        );
    }
}

#[test]
fn a_program_whose_screen_nobody_sees_is_passed_by() {
    let programs = [("wl-copy", NOTES), ("pbcopy", NOTES), ("clip.exe", NOTES)];
    let far = Machine::new(&programs, &[("SSH_CONNECTION", "10.0.0.1 22 10.0.0.2 22")]);
    assert!(far.way().helper.is_none(), "{:?}", far.way());
    assert!(
        Machine::new(&[], &[("DISPLAY", ":0")])
            .way()
            .helper
            .is_none()
    );
}

#[tokio::test]
async fn a_program_that_fails_is_named() {
    let machine = Machine::new(&[("wl-copy", "exit 1")], &[("WAYLAND_DISPLAY", "w")]);
    let copied = by_program(&machine.way(), &secret()).await;
    assert_eq!(copied, Err("wl-copy failed".to_owned()));
}

#[tokio::test]
async fn tmux_is_told_of_where_it_keeps_what_is_copied() {
    for (setting, expected) in [
        ("on", "by tmux (OSC 52)"),
        (
            "off",
            "set-clipboard is off. “tmux set -g set-clipboard on”",
        ),
        ("external", "set-clipboard is external. “tmux set"),
        ("", "unless its set-clipboard is off"),
    ] {
        let script = format!("echo \"$@\" > NOTED; echo {setting}");
        let machine = Machine::new(&[("tmux", &script)], &[("TMUX", "/tmp/tmux,1,0")]);
        let said = by_terminal(&machine.way()).await;
        assert!(said.contains(expected), "{said}");
        assert_eq!(machine.noted("tmux"), "show -gv set-clipboard\n");
    }
    let outside = Machine::new(&[("tmux", "echo off")], &[]);
    let said = by_terminal(&outside.way()).await;
    assert!(said.starts_with("by the terminal (OSC 52)"), "{said}");
}

#[test]
fn inside_tmux_the_terminal_around_it_is_asked_as_well() {
    let text = Secret::new("hello".to_owned());
    let plain = b"\x1b]52;c;aGVsbG8=\x1b\\";
    assert_eq!(sequence(&text, false), plain);
    let both = sequence(&text, true);
    assert_eq!(
        both,
        [
            &plain[..],
            b"\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\x1b\x1b\\\x1b\\"
        ]
        .concat()
    );
}

#[test]
fn the_program_of_windows_reads_utf_16() {
    assert_eq!(
        bytes_for(Path::new("/w/clip.exe"), "ø"),
        [0xff, 0xfe, 0xf8, 0]
    );
    assert_eq!(bytes_for(Path::new("/w/xclip"), "ø"), "ø".as_bytes());
}
