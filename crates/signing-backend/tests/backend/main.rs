//! The backend as its callers see it: the router without a socket, and the program itself.
//!
//! Behind the router stands a cloud in memory that notes every call, so that "nothing was sent" can
//! be asserted.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's helpers are the test")]

mod activity;
mod audit_file;
mod backups_followed;
mod change_plans;
mod change_plans_backups;
mod change_plans_policies;
mod change_rules;
mod changes;
mod changes_after_restart;
mod credentials;
mod dependents;
mod elsewhere;
#[cfg(feature = "embedded-console")]
mod embedded;
mod families;
mod filling;
mod fleet;
mod forwarding;
mod guard;
mod handover;
mod health;
mod history;
mod http2;
mod iam;
mod identity;
mod interleavings;
mod listed_again;
mod network;
mod notify;
mod numbers;
mod openapi;
mod outcomes;
mod pages;
mod plans;
mod posture;
mod program;
mod protection;
mod quotas;
mod receipt;
mod recent_use;
mod refusals;
mod region_use;
mod removal;
mod resilience;
mod self_check;
mod sudden_death;
mod support;
mod usage;
mod wire;
