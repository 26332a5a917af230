//! The dashboard: an event loop round one function.
//!
//! [`update()`] takes a [`Message`], changes the [`Model`] and returns [`Effect`]s. It does no I/O and asks no clock;
//! [`draw()`] shows the model. [`event_loop`] runs the two, [`worker`] does what takes time.
//!
//! How the screens look is one page: [`look`].
//!
//! A screen is one folder below [`screens`]: its model, its commands, what a task's answer means to it, and its drawing.

pub mod accounts_data;
pub mod autosave;
pub mod change;
pub mod command;
pub mod context;
pub mod draw;
pub mod event_loop;
pub mod form;
pub mod general;
pub(crate) mod glyphs;
pub mod guide_view;
pub(crate) mod input_words;
pub mod keymap;
pub mod layers;
pub mod library_view;
pub mod look;
pub mod message;
pub mod model;
pub mod mouse;
pub(crate) mod moved;
pub mod overlays;
pub mod registry;
pub mod remote;
pub mod screen;
pub(crate) mod screen_view;
pub mod screens;
pub mod session;
pub mod shared;
pub(crate) mod size_class;
pub mod tasks;
pub mod theme;
pub(crate) mod ui;
pub mod undo;
pub mod update;
pub(crate) mod widgets;
pub mod worker;

pub use draw::{draw, draw_with_regions, last_scroll};
pub use message::{Effect, Message, Page, Stamped};
pub use model::Model;
pub use update::update;
