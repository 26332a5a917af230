//! What the catalogue says of an action.

/// How an action reads from the Open API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The path; `{}` is an id.
    pub path: &'static str,
    /// Whether it gives pages.
    pub list: bool,
    /// What is asked when the caller did not say.
    pub defaults: &'static [(&'static str, &'static str)],
}

/// One action.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its connector's key.
    pub connector: &'static str,
    /// Its id.
    pub id: &'static str,
    /// Its label.
    pub label: &'static str,
    /// The scopes it needs, where they are told.
    pub scopes: &'static [&'static str],
    /// How it reads; `None` for an action that writes.
    pub read: Option<Read>,
}
