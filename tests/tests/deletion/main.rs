//! The guarded deletion in a browser: each way that it can go, what the page says to it, and what
//! was sent to AWS.
//!
//! Everywhere: `DeleteCluster` is never sent twice by one confirmation, and never without an intent
//! in the audit log.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod activity;
mod backups;
mod changed;
mod confirming;
mod filling;
mod happy;
mod hsms;
mod in_view;
mod key_stores;
mod keyboard;
mod listings;
mod lost;
mod outcomes;
mod permits;
mod plans;
mod reading;
mod receipt;
mod retirement;
mod scene;
mod sudden;
