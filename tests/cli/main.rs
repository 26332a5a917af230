//! The built program, run as a script would run it, against the sandbox in this process.

mod arguments;
mod echo;
mod hostile;
mod inputs;
mod interrupted;
mod layers;
mod leaks;
mod library;
mod log_file;
mod machine;
mod one_document;
mod pins;
mod profiles;
mod refused;
mod rehearse;
mod resolver;
mod rotate;
mod scopes;
mod secret_stores;
mod secrets;
mod sources;
mod support;
mod surroundings;
mod tap;
mod verify;
mod verify_all;
