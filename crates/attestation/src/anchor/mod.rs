//! Trust anchors: the pinned roots, the ones that others supply, and who supplied which.
//!
//! A pinned anchor can only come from this crate: callers can supply anchors, but have no way to call
//! them pinned.

mod origin;
mod pinned;
mod problem;
mod requirements;
mod root;
mod set;
mod supplied;

pub use self::{
    origin::{AnchorKind, AnchorOrigin, SuppliedBy},
    pinned::pinned,
    problem::AnchorProblem,
    root::AnchorSummary,
    supplied::SuppliedAnchor,
};
pub(crate) use self::{root::Anchor, set::AnchorSet};
