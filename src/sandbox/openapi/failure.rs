//! Why a request is not answered with data.

/// Why a request was not answered with data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// 400: this parameter is wrong, in these words.
    Parameter(&'static str, String),
    /// 404: no record with this id.
    Missing(&'static str),
    /// 403: the scope of a field that was asked for is not held.
    Forbidden,
}
