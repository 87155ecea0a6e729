//! Limits for what tests wait for: a condition, a program's output, a test as a whole.
//!
//! Owns: the waiting of all tests. Whatever runs out of time panics and says what it waited for, and
//! what was there instead.
//! Must not know: what is tested.
#![warn(missing_docs)]
// Everything here runs inside a test, where a panic with a good message is the right answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)]
#![allow(clippy::print_stderr)]

mod command;
mod condition;
mod program;
mod watchdog;

pub use command::{PROGRAM, Run};
pub use condition::{PATIENCE, eventually, eventually_or, eventually_within, in_time};
pub use program::Program;
pub use watchdog::{TEST, allow, restart, test_name, watch};
