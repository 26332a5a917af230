//! Notes in an editor on the real terminal: the editor has the keys, and afterwards the dashboard has them again.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use stackday::library::{Connection, Guard, Library};

use crate::ended;
use crate::screen::Program;

/// An editor that shows its file, and appends the lines that are typed until a dot.
const EDITOR: &str = "#!/bin/sh
trap '' INT
echo \"editing $2 on $1:\"
cat \"$2\"
while read -r line; do
    [ \"$line\" = . ] && exit 0
    printf '\\n%s' \"$line\" >> \"$2\"
    echo \"taken: <$line>\"
done
";

fn library(folder: &Path) -> Library {
    Library::new(folder, Guard::default())
}

#[test]
fn the_editor_has_the_keys_and_then_the_dashboard_has_them_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let notes = Connection {
        notes: "first line".to_owned(),
        ..Connection::default()
    };
    let before = library(&data);
    (before.import(vec![("acme".to_owned(), notes)])).expect("imported");
    before.close().expect("closed");
    let editor = folder.path().join("my editor");
    fs::write(&editor, EDITOR).expect("written");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).expect("made a program");
    // A command with arguments, as a shell takes it.
    let command = format!("'{}' --wait", editor.display());
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    let data = data.to_str().expect("UTF-8").to_owned();
    let mut program = Program::start_in(
        &["--sandbox", "--data-dir", &data],
        &[
            ("EDITOR", &command),
            ("TMPDIR", temporary.to_str().expect("UTF-8")),
        ],
        120,
        40,
    );
    program.sees("Access API Settings");
    program.press("2");
    program.sees("acme");
    program.press("/acme\rM");
    program.sees("Ctrl-O editor");
    program.press("\x0f");
    program.sees("on --wait:");
    program.sees("first line");
    assert!(!program.is_alternate_screen());
    // Every key of these is the editor's: in the dashboard they would type into the notes, or quit.
    for line in ["q", "second line", "qqqq", "third"] {
        program.press(line);
        program.press("\r");
        program.sees(&format!("taken: <{line}>"));
    }
    // Interrupts the editor, which does not mind; the dashboard goes on as well.
    program.press("\x03");
    program.press("fourth\r");
    program.sees("taken: <fourth>");
    program.press(".\r");
    program.sees("Notes on “acme”");
    assert!(program.is_alternate_screen());
    program.press("!\r");
    program.sees("the notes of “acme” are saved");
    program.press("\x03");
    assert_eq!(ended(&program.ends()), 0);
    program.is_restored();
    let saved = library(Path::new(&data)).load().expect("read");
    let notes = &saved.named("acme").expect("saved").settings.notes;
    assert_eq!(notes, "first line\nq\nsecond line\nqqqq\nthird\nfourth!");
    let left: Vec<_> = fs::read_dir(&temporary).expect("a folder").collect();
    assert!(left.is_empty(), "{left:?}");
}
