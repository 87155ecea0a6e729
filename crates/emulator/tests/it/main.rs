//! The emulator seen from outside: signed requests in, AWS's answers out.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail a test")]

mod certificates;
mod client;
mod control;
mod fleet;
mod kms;
mod life_cycle;
mod operations;
mod paging;
mod signatures;
mod sts;
