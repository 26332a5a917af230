//! Links: made from a form, followed in the background, shown on a page of their own.

use crate::domain::LinkId;
use crate::tui::shared::Shared;

/// Reads the links that are kept, and follows those in flight.
pub(crate) fn load(_: &mut Shared) {}

/// Asks for the address of a link.
pub(crate) fn url(_: &mut Shared, _: LinkId) {}
