//! The protocols: JSON and CBOR for CloudHSM, JSON for KMS and CloudWatch, forms for EC2 and STS, and the connections.

mod call;
mod cbor;
mod lookup_form;
mod lookups;
mod reply;
mod router;
mod server;
mod sts;
mod trail;

pub(crate) use reply::{Reply, Wire, write_fault};
pub(crate) use router::app;
pub(crate) use server::Server;

/// Tells the connection to end in a way that no well-meaning server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sabotage {
    /// The connection is dropped without an answer.
    Reset,
}
