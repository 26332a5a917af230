//! The two typed clients and the workflows, in process, against the sandbox over HTTP.

mod account_errors;
mod accounts;
mod accounts_changes;
mod accounts_desk;
mod accounts_kept;
mod accounts_list;
mod accounts_one;
mod actions;
mod cancelling;
mod counting;
mod desk;
mod foreign;
mod gate;
mod guide;
mod interleaved;
#[path = "../cli/leaks.rs"]
mod leaks;
mod linking;
mod links;
mod links_followed;
mod many;
mod odd_answers;
mod odd_members;
mod outcomes;
mod overtaken;
mod probes;
mod profiles;
mod rehearsing;
mod renewed;
mod request;
mod rotating;
mod rotation;
mod saved;
mod scripted;
mod secrets;
mod support;
#[path = "../cli/tap.rs"]
mod tap;
mod unproven;
mod verifying;
mod waiting;
mod wire;
mod worker;
