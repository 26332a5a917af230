//! No core file: a program that ends in the middle of its work leaves its memory behind there, secrets and all.

/// Switches core files off for this process, as far as the system lets it. No other program of the same user can read its memory
/// from then on, either.
#[cfg(unix)]
pub fn leave_no_core_file() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        ..getrlimit(Resource::Core)
    };
    // A system that refuses leaves nothing else to try.
    setrlimit(Resource::Core, none).ok();
    // A system that hands core files to a program does so whatever the limit is.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).ok();
    }
}

/// There are none here.
#[cfg(not(unix))]
pub fn leave_no_core_file() {}
