//! The door against real sockets on this machine.

mod answers;
mod cancelling;
mod failures;
mod proxies;
mod secrets;
mod support;
mod surroundings;
mod tls;
