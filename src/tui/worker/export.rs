//! Writes the log to a file of its owner.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use crate::config::{expand, home};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::http::Door;
use crate::storage::write_atomically;
use crate::tui::worker::jobs::{ExportRequest, Exported};

/// Writes the lines, unless a file is there that may not be replaced. What the door knows to be a secret by now is taken out,
/// also where it was none yet when the line was written.
pub(super) async fn export(door: Door, request: ExportRequest) -> Result<Exported, Diagnosis> {
    let path = request.path.clone();
    let written = tokio::task::spawn_blocking(move || write(&door, &request)).await;
    let failed = |why: String| {
        let summary = format!("The log could not be exported to {path}: {why}.");
        let next = "Choose another file, then export again.";
        Diagnosis::new(Party::Input, Kind::Failed, summary, next)
    };
    match written {
        Ok(Ok(exported)) => Ok(exported),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

fn write(door: &Door, request: &ExportRequest) -> io::Result<Exported> {
    let path = expand(&request.path, home().as_deref()).map_err(io::Error::other)?;
    let mut text = String::new();
    for entry in &request.lines {
        text.push_str(&door.redact(&serde_json::to_string(entry)?));
        text.push('\n');
    }
    let shown = path.display().to_string();
    if request.overwrite {
        write_atomically(&path, text.as_bytes())?;
    } else {
        match new_file(&path) {
            Ok(mut file) => file.write_all(text.as_bytes())?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Ok(Exported::Exists { path: shown });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Exported::Written {
        path: shown,
        lines: request.lines.len(),
    })
}

/// A file that was not there, for its owner alone.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::http::DoorOptions;
    use crate::journal::{Entry, Journal, Level, OWN};
    use crate::secret::Secret;

    #[tokio::test]
    async fn the_file_is_private_redacted_and_replaced_only_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log.ndjson");
        let door = Door::new(DoorOptions::default(), Journal::silent(None));
        let line = |text: &str| Entry::new(Timestamp::UNIX_EPOCH, Level::Info, OWN, text);
        let request = |text: &str, overwrite| ExportRequest {
            path: path.display().to_string(),
            lines: vec![line(text), line("two")],
            overwrite,
        };
        door.protect(&Secret::new("geheim-4711-token"));
        let written = export(door.clone(), request("geheim-4711-token", false)).await;
        let shown = path.display().to_string();
        let expected = Exported::Written {
            path: shown.clone(),
            lines: 2,
        };
        assert_eq!(written.expect("written"), expected);
        let text = std::fs::read_to_string(&path).expect("text");
        assert!(
            text.contains("[redacted]") && !text.contains("geheim"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = path.metadata().expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let again = export(door.clone(), request("other", false)).await;
        assert_eq!(again.expect("a question"), Exported::Exists { path: shown });
        assert_eq!(
            std::fs::read_to_string(&path).expect("text"),
            text,
            "untouched"
        );
        export(door.clone(), request("other", true))
            .await
            .expect("replaced");
        let text = std::fs::read_to_string(&path).expect("text");
        assert!(text.contains("other"), "{text}");
        let nowhere = ExportRequest {
            path: folder.path().join("no/where").display().to_string(),
            ..request("other", false)
        };
        let failed = export(door, nowhere).await.expect_err("no folder");
        assert!(failed.summary.contains("could not be exported"));
    }
}
