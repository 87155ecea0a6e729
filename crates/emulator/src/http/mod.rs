//! The protocols: JSON 1.1 for CloudHSM and KMS, the query protocol for STS, and the connections.

mod json;
mod kms;
mod reply;
mod router;
mod server;
mod sts;

pub(crate) use reply::{Reply, write_fault};
pub(crate) use router::app;
pub(crate) use server::Server;

/// Tells the connection to end in a way that no well-meaning server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sabotage {
    /// The connection is dropped without an answer.
    Reset,
}
