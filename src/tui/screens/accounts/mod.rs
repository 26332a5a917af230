//! The Accounts screen: `StackOne`'s linked accounts, one customer's connection each.

pub(crate) mod commands;
pub(crate) mod screen;
pub(crate) mod view;

/// The accounts and how they are looked at.
#[derive(Debug, Default)]
pub struct AccountsView {}
