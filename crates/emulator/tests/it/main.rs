//! The emulator seen from outside: signed requests in, AWS's answers out.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail a test")]
#![allow(clippy::float_cmp, reason = "what is measured is counted, and whole numbers are exact")]

mod cbor;
mod certificates;
mod client;
mod cloudtrail;
mod cloudwatch;
mod control;
mod copies;
mod create;
mod customer;
mod ec2;
mod fleet;
mod hsms;
mod initialize;
mod kms;
mod life;
mod life_cycle;
mod lost;
mod metric_pages;
mod metrics;
mod migration;
mod operations;
mod paging;
mod policies;
mod quotas;
mod retention;
mod services;
mod signatures;
mod story;
mod sts;
