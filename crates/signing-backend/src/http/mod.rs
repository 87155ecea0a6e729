//! What every request passes before a route sees it, and every answer before it leaves.
//!
//! From the outside in: envelope and log, security headers, load limit, the form of the head, `Host`,
//! then for `/api` `Origin`, session token, body limit.

pub(crate) mod bearer;
pub(crate) mod body;
pub(crate) mod console_files;
#[cfg(feature = "embedded-console")]
mod embedded;
pub(crate) mod envelope;
mod folder;
pub(crate) mod head;
pub(crate) mod headers;
mod hosts;
pub(crate) mod limits;
mod origins;
mod user;

pub use hosts::{Hosts, MalformedHost, OverTls};
pub use limits::Limits;
pub use origins::{MalformedOrigin, Origins};
pub use user::{Peer, TrustedUser};

pub(crate) use hosts::check_host;
pub(crate) use origins::{check_origin, cors};
