//! Whether a request is signed as AWS demands it (Signature Version 4, in the headers).
//!
//! Owns: reading the `Authorization` header, the order of AWS's refusals and their words. The
//! signature itself is computed afresh by `aws-sigv4` over the request as it arrived.
//! Must not know the operations, nor how a refusal is written to the wire.

mod authorization;
mod refusal;
mod verify;

pub(crate) use authorization::Authorization;
pub(crate) use refusal::Refusal;
pub(crate) use verify::{Caller, SignedRequest, verify};
