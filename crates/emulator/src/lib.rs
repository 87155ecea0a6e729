//! AWS CloudHSM v2 as a local service, for development and tests.
//!
//! Owns: a server that speaks AWS's JSON 1.1 protocol on one loopback port for all its regions,
//! verifies Signature Version 4 as AWS does, and keeps a seeded fleet of clusters, HSMs and backups
//! that changes with time.
//! Must not know: the clients that call it. It has no demo mode for any of them.
#![warn(missing_docs)]

mod clock;
mod config;
mod control;
mod credentials;
mod emulator;
mod estate;
mod fault;
mod fleet;
mod http;
mod operations;
mod pki;
mod service;
mod sigv4;

pub use clock::Clock;
pub use config::{Config, StartError};
pub use credentials::Credentials;
pub use emulator::{App, Emulator, app};
pub use pki::{Anchor, AnchorKind};
