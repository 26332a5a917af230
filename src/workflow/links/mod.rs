//! Auth links that are kept: made, followed to a proven read, followed again after a restart, stopped, put in order.
//!
//! Every step is written to the library first and told then, so that what a person has seen is there after a restart.

mod address;
mod follow;
mod follow_request;
mod follower;
mod kept;
mod make;

pub use address::keep_link_url;
pub use follow::follow_links;
pub use follow_request::FollowLinks;
pub(super) use kept::note_session;
pub use kept::{follow_again, kept_links, link_url, remove_link, stop_following, sweep_links};
pub use make::{LinkOrder, MadeLink, make_link};
