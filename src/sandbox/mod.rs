//! Both services on this machine.
