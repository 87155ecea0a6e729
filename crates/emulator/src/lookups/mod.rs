//! What the services beside CloudHSM share: how each behaves, and how it refuses.
//!
//! Must not know HTTP, nor what any of them answers.

mod conduct;
mod error;

pub(crate) use conduct::{Behaviour, Conduct, Conducts};
pub(crate) use error::LookupError;
