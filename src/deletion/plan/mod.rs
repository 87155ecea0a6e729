//! The plan of a cluster's deletion: what is deleted, what blocks it, what is lost, and what survives.

mod asked;
pub(super) mod blockers;
pub(super) mod loss;
mod part;
pub(super) mod picture;
mod retirement;
pub(super) mod state;
pub(super) mod survivors;
pub(super) mod target_summary;
pub(super) mod view;
mod waiting;
pub(super) mod watch;
