//! What the help of several commands about profiles shows.

/// The examples.
pub(super) const EXAMPLES: &str = "\
Examples:
  stackday profiles                          the saved connections
  stackday profiles show Acme                everything about one
  stackday profiles add Acme --portal acme.planday.com --app-id … --scopes scheduling
  stackday secrets set token Acme            its Token, typed or piped in
  stackday profiles show Acme --timeline     what changed when
  stackday profiles verify Acme              prove it
  stackday profiles verify is:failed         all that failed, once more
  stackday profiles list is:failed --sort verified
  stackday profiles export connections.json  without secrets, fit for git
  stackday profiles import connections.json --dry-run

No secret is an argument, and none is ever printed.";
