//! A text in the person's own editor, on a private file of its own.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;
use tokio::process::Command;

/// The longest text that is taken back, in bytes.
const LONGEST: u64 = 1 << 20;

/// Edits a text in the program that `VISUAL` or `EDITOR` names, and gives it back. The terminal belongs to that program
/// meanwhile: nothing may draw, and nothing may read keys.
///
/// # Errors
///
/// Why it is as it was, in sentences. What was written and could not be taken is kept, and the file named.
pub async fn edit(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let named = |name| env(name).filter(|command| !command.trim().is_empty());
    let Some(editor) = named("VISUAL").or_else(|| named("EDITOR")) else {
        return Err("No editor is named. Set EDITOR, for example: export EDITOR=nano.".to_owned());
    };
    let folder = private_folder().map_err(|error| not_written(&error))?;
    let file = folder.path().join("notes.txt");
    fs::write(&file, text).map_err(|error| not_written(&error))?;
    // As git does it: a command with arguments, by the rules of the shell; the file is one more argument. A key that
    // interrupts is the editor's: the shell around it stays, and gives on how the editor ended.
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("trap : INT QUIT; {editor} \"$@\""))
        .arg(&editor)
        .arg(&file)
        .kill_on_drop(true)
        .status()
        .await;
    let problem = match status {
        Ok(status) if status.success() => None,
        Ok(status) => Some(match status.code() {
            Some(126 | 127) => {
                format!("The editor ({editor}) cannot be started. Set EDITOR to one that is here.")
            }
            Some(code) => format!("The editor ({editor}) ended with status {code}."),
            None => format!("The editor ({editor}) was killed."),
        }),
        Err(error) => Some(format!("No shell to start the editor: {error}.")),
    };
    let read = read(&file);
    match (problem, read) {
        (None, Ok(edited)) => Ok(without_last_break(text, edited)),
        (None, Err(why)) => Err(format!("{why} The text is as it was. {}", kept(folder))),
        (Some(problem), Ok(edited)) if edited == text => {
            Err(format!("{problem} The text is as it was."))
        }
        (Some(problem), _) => Err(format!("{problem} The text is as it was. {}", kept(folder))),
    }
}

/// A folder for this user alone: the editor puts more files beside the one it edits.
fn private_folder() -> io::Result<TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("stackday-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        folder.permissions(fs::Permissions::from_mode(0o700));
    }
    folder.tempdir()
}

fn not_written(error: &io::Error) -> String {
    format!("No file for the editor: {error}. Look at TMPDIR, and at the room on its disk.")
}

/// Keeps what was written, and says where it is.
fn kept(folder: TempDir) -> String {
    let file = folder.keep().join("notes.txt");
    format!("What was written is in {}.", file.display())
}

/// The file as the editor left it: it may be another one under the same name.
fn read(file: &Path) -> Result<String, String> {
    let bytes = crate::storage::read_limited(file, LONGEST)
        .map_err(|error| format!("The editor's file cannot be read: {error}."))?
        .ok_or("The editor's file is gone.")?;
    if bytes.len() as u64 > LONGEST {
        return Err("The editor's file is too long.".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "The editor's file is not UTF-8.".to_owned())
}

/// Editors end the last line with a break that nobody typed.
fn without_last_break(before: &str, mut edited: String) -> String {
    if !before.ends_with('\n') && edited.ends_with('\n') {
        edited.pop();
        if edited.ends_with('\r') {
            edited.pop();
        }
    }
    edited
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn with(editor: &str, text: &str) -> Result<String, String> {
        edit(text, &|name| (name == "EDITOR").then(|| editor.to_owned())).await
    }

    #[tokio::test]
    async fn a_command_with_arguments_edits_a_private_file_that_is_gone_afterwards() {
        let place = tempfile::tempdir().expect("a folder");
        let seen = place.path().join("seen");
        // The shell's own words: quotes, and the file as the last argument.
        let editor = format!(
            "sh -c 'ls -ld \"$(dirname \"$1\")\" > {0}; echo \"$1\" >> {0}; printf \"two  words\\nmore\\n\" >> \"$1\"' 'an editor'",
            seen.display()
        );
        let edited = with(&editor, "notes\n").await;
        assert_eq!(edited.as_deref(), Ok("notes\ntwo  words\nmore\n"));
        let told = fs::read_to_string(&seen).expect("seen");
        let mut lines = told.lines();
        assert!(
            lines
                .next()
                .is_some_and(|mode| mode.starts_with("drwx------")),
            "{told}"
        );
        assert!(!Path::new(lines.next().expect("a file")).exists(), "{told}");
        // A break that only the editor made.
        assert_eq!(
            with("sh -c 'echo >> \"$1\"' e", "one").await.as_deref(),
            Ok("one")
        );
    }

    #[tokio::test]
    async fn nothing_is_lost_where_the_editor_is_missing_or_fails() {
        let none = edit("x", &|_| None).await.expect_err("none");
        assert!(none.starts_with("No editor is named. Set EDITOR"), "{none}");
        let missing = with("/nowhere/ed -x", "x").await.expect_err("missing");
        assert_eq!(
            missing,
            "The editor (/nowhere/ed -x) cannot be started. Set EDITOR to one that is here. The text is as it was."
        );
        let given_up = with("false", "x").await.expect_err("failed");
        assert_eq!(
            given_up,
            "The editor (false) ended with status 1. The text is as it was."
        );
        let crashed = with("sh -c 'echo long work > \"$1\"; exit 3' e", "x").await;
        let crashed = crashed.expect_err("failed");
        let (_, file) = crashed
            .split_once("What was written is in ")
            .expect("where it is");
        let file = Path::new(file.trim_end_matches('.'));
        assert_eq!(fs::read_to_string(file).expect("kept"), "long work\n");
        fs::remove_dir_all(file.parent().expect("its folder")).expect("removed");
    }
}
