//! A plan and its confirmation: what blocks it, what to know first, the exact request, and what came of
//! it.

mod action_status;
pub(crate) mod confirmation;
pub(crate) mod page;
pub(crate) mod plain_blockers;
pub(crate) mod refusal;
pub(crate) mod rehearsal;
pub(crate) mod request;
pub(crate) mod send;
pub(crate) mod warnings;
