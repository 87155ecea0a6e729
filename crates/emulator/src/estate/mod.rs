//! What exists: clusters, HSMs and backups by region, and what is under way with them.
//!
//! Must not know HTTP, JSON or who calls.

mod addresses;
mod agenda;
mod ids;
mod region;

pub(crate) use addresses::{BLOCKS, third_octet};
pub(crate) use agenda::{Change, Pace, RESTORABLE_DAYS};
pub(crate) use ids::Ids;
pub(crate) use region::{ClusterRecord, Region};
