//! Drafts as they were kept in files, one for each profile and one for the new profile that has no id yet.

use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::ProfileId;
use crate::library::drafts::Draft;
use crate::library::tidy;
use crate::library::wire::WireConnection;

/// What the file says that it is.
const FORMAT: &str = "stackday draft";

/// The version of its form.
const VERSION: u64 = 1;

/// The largest draft that is read, in bytes.
pub(super) const LARGEST: u64 = 1024 * 1024;

/// A draft in its file.
#[derive(Deserialize)]
struct WireDraft {
    format: String,
    version: u64,
    of: Option<Uuid>,
    name: Option<String>,
    #[serde(default)]
    base_revision: u64,
    at: Timestamp,
    settings: WireConnection,
}

/// The draft in a file; nothing if it cannot be read.
pub(super) fn read(bytes: &[u8]) -> Option<Draft> {
    let wire: WireDraft = serde_json::from_slice(bytes).ok()?;
    if wire.format != FORMAT || wire.version != VERSION {
        return None;
    }
    let mut draft = Draft {
        id: None,
        of: wire.of.map(ProfileId::from),
        name: wire.name,
        base_revision: wire.base_revision,
        settings: wire.settings.into(),
        at: wire.at,
    };
    draft.name.iter_mut().for_each(tidy::line);
    tidy::connection(&mut draft.settings);
    Some(draft)
}
