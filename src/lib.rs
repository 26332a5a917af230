//! stackday connects Planday to `StackOne` from a terminal and proves that it works.
//!
//! This is the map of the house. One direction round:
//!
//! ```text
//! keys, paste, resize ─► tui::update(model, message) ─► model ─► tui::draw ─► frame
//!                             ▲            │
//!                          Message       Effect
//!                             │            ▼
//!                          worker (tokio task) ─► workflow ─► planday / stackone ─► http ─► network or sandbox
//! headless commands ───────────────────────────► workflow …            library, secret ◄─► disk, keyring
//! ```
//!
//! | room | what lives there |
//! | --- | --- |
//! | [`domain`] | the words of the field as types: ids, scopes, steps, evidence and what ticks a step, diagnosis, consent, exit codes, safe text; it imports nothing of ours |
//! | [`guide`] | the documented steps as data, `StackOne`'s own guide beside them, and the evidence of one connection |
//! | [`query`] | the one language that every list and the command line are filtered by |
//! | [`input`] | what a person types, tidied and checked before anything is sent |
//! | [`planday`], [`stackone`] | one typed client each: wire types, and what a refusal means |
//! | [`http`] | the one door: TLS, timeouts, retry, rate budget, read-only mode, redaction, and what a failure means |
//! | [`scopes`] | which scopes are required, wanted, granted and proven, what is wrong between the four, and the way out |
//! | [`workflow`] | check the request, verify one or many, save and open connections, replace a Token, pin, link, rehearse: without a screen |
//! | [`library`] | the database of saved connections, their evidence, history and drafts, and of where each secret is kept; no secret among them |
//! | [`storage`] | what both the database and the encrypted file stand on: private folders, files replaced whole, locks, reading with a limit |
//! | [`cache`] | `StackOne`'s list of actions, kept on disk between runs |
//! | [`tui`] | the dashboard: the model, the one function that changes it, the event loop, the worker that does what takes time, and one folder a screen |
//! | [`terminal`] | taking the terminal over, and giving it back whatever happens; the way of a frame to it, signals and job control |
//! | [`cli`], [`config`] | the command line, one file a command: its options and its run; the settings |
//! | [`sandbox`] | both services as a local server with mishaps on demand; only [`cli`] starts it, and nothing else knows it |
//! | [`sandbox_user`] | the clicks that no API can do, as a vocabulary, for the sandbox to do them |
//! | [`secret`] | secret values, and the stores that keep them: keyring, encrypted file, external command |
//! | [`journal`] | the log, and the record of every exchange in it |
//! | [`zone`] | the time zone of this machine |
//! | [`output`] | writing to standard output and standard error |
//!
//! What a comment calls "facts" are the public documents of the two services, gathered with their sources beside the project.

pub mod cache;
pub mod cli;
pub mod config;
pub mod domain;
pub mod guide;
pub mod http;
pub mod input;
pub mod journal;
pub mod library;
pub mod output;
pub mod planday;
pub mod query;
pub mod sandbox;
pub mod sandbox_user;
pub mod scopes;
pub mod secret;
pub mod stackone;
pub mod storage;
pub mod terminal;
pub mod tui;
pub mod workflow;
pub mod zone;
