//! The signing backend: it holds the AWS credentials, so that the browser does not.
//!
//! Owns: who may call, what may be asked, the guard before every deletion, the signature, the audit
//! log. Must not know: what the console looks like, and the emulator, which is AWS to it.
#![warn(missing_docs)]

mod app;
pub mod audit;
pub mod clock;
pub mod endpoint;
mod failure;
pub mod forward;
pub mod guard;
mod hex;
pub mod http;
mod identity;
mod input;
mod metrics;
mod operations;
mod private_file;
mod random;
mod routes;
mod session_token;

pub use app::{Backend, Console, Settings, app};
pub use failure::Failure;
pub use identity::Identity;
pub use metrics::metrics_app;
pub use operations::OperationPolicy;
pub use private_file::NotPrivate;
pub use random::NoRandomness;
pub use routes::{Route, table as routes};
pub use session_token::{SessionToken, TokenFileError};
