//! What the help of several commands about linked accounts shows.

/// The examples.
pub(super) const EXAMPLES: &str = "\
Examples:
  stackday accounts                          the linked accounts for Planday
  stackday accounts list is:failed           those that need a person
  stackday accounts show cust-1003           everything about one, and what to do
  stackday accounts link --owner-id cust-1 --owner-name 'Acme ApS' --wait
  stackday accounts relink 4233              bring a broken one back; it keeps its id
  stackday accounts edit 4233 --label 'Main portal'
  stackday accounts delete 4233 --dry-run    whom it would hit; nothing is sent

The API key comes from STACKDAY_STACKONE_API_KEY, from a saved connection (--profile NAME)
or from standard input (--api-key-stdin).";
