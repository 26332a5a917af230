//! `stackday sandbox`: both services on this machine, until a signal.

use clap::Args;

use super::failure::{Failure, unwritable};
use super::global::Global;
use super::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::output::print_json;
use crate::sandbox::{self, Options, Scenario};
use crate::terminal;

const EXAMPLES: &str = "\
Examples:
  stackday sandbox                  on any free port; the addresses are printed
  stackday sandbox --port 4010      identity on 4010, Planday's API on 4011, StackOne's on 4012, the web sites after them";

/// Play both services on this machine until interrupted.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Sandbox {
    /// The port to listen on; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// A mishap to play; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<Scenario>,
}

impl RunCommand for Sandbox {
    async fn run(&self, _: &Global) -> Result<Exit, Failure> {
        let signals = terminal::interrupted();
        let port = (self.port != 0).then_some(self.port);
        let options = Options {
            port,
            scenarios: self.scenario.clone(),
            ..Options::default()
        };
        let sandbox = sandbox::Sandbox::start(options).await.map_err(|error| {
            Failure::failed(format!("the sandbox could not be started: {error}"))
        })?;
        let ready = serde_json::to_string(sandbox.ready()).unwrap_or_default();
        match print_json(&ready) {
            // Whoever asked for it does not listen any more, and nobody else knows the ports.
            Ok(false) if port.is_none() => {}
            Ok(_) => _ = signals.await,
            Err(error) => return Err(Failure::failed(unwritable(&error))),
        }
        sandbox.stop().await;
        // Being stopped is how this command ends.
        Ok(Exit::Success)
    }
}
