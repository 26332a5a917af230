//! The form of the file of saved connections, and of the drafts beside it.
//!
//! `profiles.json` is one JSON document in UTF-8. Its version is 2. It is written with the header first and then one
//! project or profile per line, so that a difference is readable and a damaged file can be read line by line; it may be
//! laid out otherwise. Times are instants in RFC 3339, in UTC. A member that is not said to be required may be absent,
//! and then is empty, 0 or nothing. Unknown members are passed over, and not written again.
//!
//! ```text
//! {"format":"stackday profiles","version":2,
//! "default_project":"Main",
//! "projects":[
//! {"name":"Main","key":{"place":"keyring","at":"2026-07-01T10:00:00Z"}}
//! ],
//! "profiles":[
//! {"id":"6f0c…","name":"Café Nord",…,"settings":{…}}
//! ]}
//! ```
//!
//! | of the document | |
//! | --- | --- |
//! | `format` | required: `stackday profiles` |
//! | `version` | required: the number of this form |
//! | `default_project` | the name of the project of profiles that name none |
//! | `projects` | required: the `StackOne` projects: `name` (required, no two alike) and `key`, the place of the API key |
//! | `profiles` | required: the profiles |
//!
//! | of a profile | |
//! | --- | --- |
//! | `id` | required: a UUID, no two alike |
//! | `name` | required, not empty; no two alike, whatever the case of the letters |
//! | `revision` | how often a person has changed it |
//! | `created_at`, `changed_at` | when it was made, and when a person last changed it |
//! | `settings` | required: what a person entered; `portal`, `app_name`, `app_id`, `project`, `connector_profile`, `owner_id`, `owner_name`, `notes` are texts, `scopes`, `actions`, `read_personal`, `tags` lists of texts |
//! | `token`, `old_token` | the place of the Token, and of the one that a rotation replaced |
//! | `steps` | what is known of each step of the guide: by `A1` to `D4`, a finding |
//! | `seen` | what the last verification saw: `at` (required), `portal_name`, `granted` (how many scopes), `wanted` (how many), `missing` (a list), `connector` (`id` and `name` required, `active`, `default`, `version`, `pinned`), `accounts` (how many, by status) |
//! | `history` | the verifications, the newest first: `at` and `exit` (an exit code) are required, `line` is a text, `checks` a finding by the check's id, such as `planday.token` |
//!
//! A place is where a secret is kept: `place` (`keyring`, `file`, `plaintext` or `memory`) and `at`, since when; both
//! required. A finding is `standing` (required: `verified`, `observed`, `attested`, `stale`, `failed`, `unknown` or
//! `skipped`), `line`, a text, and `at`. No secret is in any member.
//!
//! Version 1 has no `format`; the rest of it is the same, laid out by the rules of a printer. It is read, and becomes
//! version 2 with the first change.
//!
//! A draft is a JSON document too: `format` (`stackday draft`) and `version` (1), both required, `of` (the id of a
//! profile), `name`, `base_revision`, `at` (required) and `settings` (required) as above.

use serde::Deserialize;

use crate::library::wire::{WireProfile, WireProject};

/// What the file says that it is.
pub(super) const FORMAT: &str = "stackday profiles";

/// The version of the form above. Whoever changes it changes this number, and keeps reading the older ones.
pub(super) const VERSION: u64 = 2;

/// The largest file that is read or written, in bytes: several times ten thousand profiles with all their history.
pub(super) const LARGEST: u64 = 512 * 1024 * 1024;

/// The document. What is required may be absent here, so that whoever reads can say better what is wrong.
#[derive(Deserialize)]
pub(super) struct Document {
    pub(super) format: Option<String>,
    pub(super) version: Option<u64>,
    pub(super) default_project: Option<String>,
    pub(super) projects: Option<Vec<WireProject>>,
    pub(super) profiles: Option<Vec<WireProfile>>,
}
