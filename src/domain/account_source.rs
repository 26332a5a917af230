//! Whose linked accounts they are: those of one API key at one address of `StackOne`'s API.

/// Where accounts and auth links belong. Without a secret: the API key is named by a keyed hash of it.
///
/// The sandbox answers at another address, so nothing of it is ever taken for something real.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountSource {
    /// The address of the API.
    pub api: String,
    /// The `StackOne` project: the name of an API key. None where it has none.
    pub project: Option<String>,
    /// The keyed hash of the API key, in hexadecimal digits. The library that made it is the only one that can repeat it.
    pub key: String,
}
