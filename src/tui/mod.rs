//! The dashboard: an event loop round one function.
//!
//! [`update()`] takes a [`Message`], changes the [`Model`] and returns [`Effect`]s. It does no I/O and asks no clock;
//! [`draw()`] shows the model. [`event_loop`] runs the two, [`worker`] does what takes time.
//!
//! A screen is one folder below [`screens`]: its model, its commands, what a task's answer means to it, and its drawing.

pub mod autosave;
pub mod draw;
pub mod event_loop;
pub mod form;
pub(crate) mod glyphs;
pub mod keys;
pub mod library_view;
pub mod message;
pub mod model;
pub mod overlays;
pub(crate) mod paste;
pub mod remote;
pub(crate) mod results;
pub mod screens;
pub mod session;
pub mod tasks;
pub(crate) mod theme;
pub mod update;
pub(crate) mod widgets;
pub mod worker;

pub use draw::{draw, last_scroll};
pub use message::{Effect, Message, Page, Stamped};
pub use model::Model;
pub use update::update;
