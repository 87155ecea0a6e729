//! The plan of a deletion and its confirmation: what is deleted, what blocks it, what is lost, and the
//! exact request.

pub(super) mod blockers;
pub(super) mod confirmation;
pub(super) mod loss;
pub(super) mod page;
pub(super) mod picture;
pub(super) mod plain_blockers;
pub(super) mod refusal;
pub(super) mod rehearsal;
pub(super) mod request;
mod retirement;
pub(super) mod send;
pub(super) mod state;
pub(super) mod survivors;
pub(super) mod target_summary;
pub(super) mod view;
pub(super) mod warnings;
pub(super) mod watch;
