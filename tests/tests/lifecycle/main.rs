//! The steps of a cluster's life in a browser: each way that one can go, what the page says to it, and
//! what was sent to AWS.
//!
//! Everywhere: only what was confirmed is sent, and nothing is sent twice.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod backups;
mod blocked;
mod create;
mod initialize;
mod keyboard;
mod lost;
mod modify;
mod not_allowed;
mod park;
mod scene;
mod steps;
mod views;
mod whole_life;
