//! What several screens are drawn with.

pub(crate) mod columns;
pub(crate) mod filter_line;
pub(crate) mod filter_list;
pub(crate) mod footer;
pub(crate) mod gauge;
pub(crate) mod guide_text;
pub(crate) mod header;
pub(crate) mod linked;
pub(crate) mod list_filter;
pub(crate) mod message_line;
pub(crate) mod page;
pub(crate) mod pane;
pub(crate) mod panel;
pub(crate) mod qr;
pub(crate) mod rows;
pub(crate) mod selection;
pub(crate) mod text_field;
pub(crate) mod tick_list;
pub(crate) mod when;
pub(crate) mod words;
