//! The screens, one folder each.

pub mod logs;
pub mod profiles;
pub mod scopes;
pub mod setup;
