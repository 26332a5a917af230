//! The screens by name.

/// The screens of this program, with the digit that switches to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The checklist, the step, the log.
    Setup,
    /// Connections and connector profiles.
    Profiles,
    /// Scopes: required, wanted, granted, proven.
    Scopes,
    /// The log in full.
    Logs,
}

impl Screen {
    /// All screens: digit, name, screen. The digits between are kept for screens that design.md names.
    pub const ALL: [(char, &'static str, Self); 4] = [
        ('1', "Setup", Self::Setup),
        ('2', "Profiles", Self::Profiles),
        ('4', "Scopes", Self::Scopes),
        ('5', "Logs", Self::Logs),
    ];
}
