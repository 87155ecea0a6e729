//! Pairs of files that the openssl binary made: what is said about them before an initialization,
//! and what openssl says.

#![allow(clippy::expect_used)] // Helpers of tests may fail as tests do.

mod judge;
mod maker;
#[allow(dead_code)] // The tests of chains need more of it.
#[path = "../chains/openssl.rs"]
mod openssl;
mod pairs;
mod properties;
mod rows;
mod table;
mod wire;
