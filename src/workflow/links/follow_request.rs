//! Which links are followed, and with what.

use crate::domain::scope::Scopes;
use crate::domain::{Link, LinkId};
use crate::secret::Secret;

/// Which links are followed.
#[derive(Debug, Clone)]
pub struct FollowLinks {
    /// The API key.
    pub api_key: Secret,
    /// The name of its `StackOne` project here, where it has one.
    pub project: Option<String>,
    /// The granted scopes, where known: the read that proves a link must not need another.
    pub granted: Scopes,
    /// These links alone, also where an earlier key of the project made them; none: all links of this key.
    pub only: Option<Vec<LinkId>>,
    /// Links that the library does not keep, which are followed too.
    pub unkept: Vec<Link>,
}
