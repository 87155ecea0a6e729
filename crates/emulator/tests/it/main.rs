//! The emulator seen from outside: signed requests in, AWS's answers out.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail a test")]
#![allow(clippy::float_cmp, reason = "what is measured is counted, and whole numbers are exact")]

mod certificates;
mod client;
mod cloudtrail;
mod cloudwatch;
mod control;
mod ec2;
mod fleet;
mod kms;
mod life_cycle;
mod metric_pages;
mod metrics;
mod operations;
mod paging;
mod quotas;
mod services;
mod signatures;
mod story;
mod sts;
