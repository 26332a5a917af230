//! `stackday sandbox`: both services on this machine, until a signal.

use crate::cli;
use crate::exit::Exit;
use crate::output::{complain, print};
use crate::sandbox::{Options, Sandbox};
use crate::terminal;

pub(super) async fn run(options: &cli::Sandbox) -> Exit {
    let signals = terminal::interrupted();
    let port = (options.port != 0).then_some(options.port);
    let options = Options {
        port,
        scenarios: options.scenario.clone(),
        ..Options::default()
    };
    let sandbox = match Sandbox::start(options).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            complain(&format!(
                "stackday: the sandbox could not be started: {error}"
            ));
            return Exit::Failed;
        }
    };
    let ready = serde_json::to_string(sandbox.ready()).unwrap_or_default();
    match print(&ready) {
        // Whoever asked for it does not listen any more, and nobody else knows the ports.
        Ok(false) if port.is_none() => {}
        Ok(_) => _ = signals.await,
        Err(error) => {
            complain(&format!(
                "stackday: standard output cannot be written: {error}"
            ));
            return Exit::Failed;
        }
    }
    sandbox.stop().await;
    // Being stopped is how this command ends.
    Exit::Success
}
