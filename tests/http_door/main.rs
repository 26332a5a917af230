//! The door against real sockets on this machine.

mod answers;
mod cancelling;
mod failures;
mod secrets;
mod support;
mod surroundings;
mod tls;
