//! What deletions and changes share: a plan that the backend made, its confirmation, the one request,
//! and what came of it.
//!
//! Must not know which pages there are: what it says of the plan at hand, its caller gives. What may be
//! sent, and what came of it, the backend decides, not the page.

pub(crate) mod attempt;
pub(crate) mod confirm;
pub(crate) mod plan;
mod receipt;

pub use self::receipt::receipt_page;
