//! Attempts: everything that changes or destroys something, from its plan to its end.
//!
//! Owns the state machine and the one place that records its steps: [`verdict`] maps what came back
//! from AWS to a state, [`progress`] maps what a later reading shows, [`book`] keeps the attempts
//! that can be asked for, and [`run`] takes one attempt from state to state, in the book and in the
//! audit log at once. Must not know: HTTP, permits, and what a plan looks like.

pub(crate) mod book;
pub(crate) mod goal;
pub(crate) mod handover;
pub(crate) mod progress;
pub(crate) mod run;
pub(crate) mod verdict;
