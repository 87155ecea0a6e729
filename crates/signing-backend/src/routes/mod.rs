//! A route a file. Each turns a request into a call of what does the work.

mod health;
mod operation;
mod region;
mod session;

pub(crate) use health::{healthz, readyz};
pub(crate) use operation::operation;
pub(crate) use session::session;
