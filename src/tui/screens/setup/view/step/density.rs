//! How much room a step has.

/// How much room there is: what can be left out where it is little.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Density {
    /// Everything, with empty lines between.
    Roomy,
    /// What a field is for is told of the focused one alone; the empty lines go.
    Tight,
}
