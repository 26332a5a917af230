//! stackday connects Planday to `StackOne` from a terminal and proves that it works.
//!
//! This is the map of the house. One direction round:
//!
//! ```text
//! keys, paste, resize ─► app::update(state, message) ─► state ─► ui::draw ─► frame
//!                             ▲            │
//!                          Message       Effect
//!                             │            ▼
//!                          worker (tokio task) ─► workflow ─► planday / stackone ─► http ─► network or sandbox
//! headless commands ───────────────────────────► workflow …            profile, secret ◄─► disk, keyring
//! ```
//!
//! | room | what lives there |
//! | --- | --- |
//! | [`guide`] | the documented steps as data, `StackOne`'s own guide beside them, and the rules of evidence that tick them |
//! | [`input`] | what a person types, tidied and judged before anything is sent |
//! | [`planday`], [`stackone`] | one typed client each: wire types, and what a refusal means |
//! | [`http`] | the one door: TLS, timeouts, retry, rate budget, read-only mode, redaction, the record of every exchange |
//! | [`scopes`] | which scopes are required, wanted, granted and proven, what is wrong between the four, and the way out |
//! | [`workflow`] | check the request, verify one or many, save and open connections, replace a Token, pin, link, rehearse: without a screen |
//! | [`profile`] | saved connections with their evidence, and the file that keeps them; no secret among them |
//! | [`cache`] | `StackOne`'s list of actions, kept on disk between runs |
//! | [`keeper`] | keeps what is typed and not saved on disk while a person works |
//! | [`worker`] | the background task: orders in, news out, cancel by number |
//! | [`app`] | state, messages, effects, the key table, and the one function that changes the state |
//! | [`ui`] | pure drawing of the state |
//! | [`run`] | the event loop between them |
//! | [`terminal`] | taking the terminal over, and giving it back whatever happens |
//! | [`commands`], [`cli`], [`config`] | what `main` calls, the command line, the settings |
//! | [`sandbox`] | both services as a local server with mishaps on demand; only [`commands`] starts it, and nothing else knows it |
//! | [`person`] | the clicks that no API can do, as a vocabulary |
//! | [`secret`] | secret values, and the stores that keep them: keyring, encrypted file, external command |
//! | [`text`], [`diagnosis`], [`journal`], [`exit`], [`output`] | words shared by all: safe text, who failed and what to do, the log, exit codes |
//!
//! What a comment calls "facts" are the public documents of the two services, gathered with their sources beside the project.

pub mod app;
pub mod cache;
pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnosis;
pub mod exit;
pub mod guide;
pub mod http;
pub mod input;
pub mod journal;
pub mod keeper;
pub mod output;
pub mod person;
pub mod planday;
pub mod profile;
pub mod run;
pub mod sandbox;
pub mod scopes;
pub mod secret;
pub mod stackone;
pub mod terminal;
pub mod text;
pub mod ui;
pub mod worker;
pub mod workflow;
