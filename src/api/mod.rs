//! The typed client over fetch: the one place of the console that knows URLs and headers.
//!
//! A [`Client`] is always authorized: it can't be made without a session token, so a call without
//! one does not compile.

mod attestation;
mod change;
mod client;
mod deletion;
mod dependents;
mod early;
mod evidence;
mod fleet;
mod initialization;
mod pages;
mod reading;
mod remembered;
mod sharing;
mod sheet;
mod subnets;
mod tagging;
mod transport;
mod unknown;

pub use attestation::{AttestationWorker, Reply};
pub use client::{Client, SessionToken};
pub use deletion::PlanTarget;
pub use evidence::evidence;
pub use initialization::{CheckedFiles, CheckedText, FileFinding};
pub use reading::Listed;
pub use remembered::Remembered;
pub use unknown::is_outcome_unknown;
