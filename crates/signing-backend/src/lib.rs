//! The signing backend: it holds the AWS credentials, so that the browser does not.
//!
//! Owns: who may call, what may be asked, the guard before every deletion, the signature, the audit
//! log. Must not know: what the console looks like, and the emulator, which is AWS to it.
#![warn(missing_docs)]

mod app;
pub mod audit;
mod backend;
pub mod clock;
pub mod dependents;
pub mod endpoint;
mod failure;
mod fleet;
pub mod forward;
pub mod guard;
mod hex;
pub mod http;
mod identity;
mod input;
mod metrics;
mod metrics_app;
pub mod notify;
mod operations;
pub mod posture;
mod private_file;
mod random;
mod reader;
mod routes;
mod session_token;
mod settings;

pub use app::app;
pub use backend::Backend;
pub use failure::Failure;
pub use identity::Identity;
pub use metrics_app::metrics_app;
pub use operations::{DEFAULT_SETS, OperationPolicy};
pub use private_file::NotPrivate;
pub use random::NoRandomness;
pub use routes::{Route, table as routes};
pub use session_token::{SessionToken, TokenFileError};
pub use settings::{Console, Settings};
