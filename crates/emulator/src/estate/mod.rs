//! What exists: clusters, HSMs and backups by region, and what is under way with them.
//!
//! Must not know HTTP, JSON or who calls.

mod addresses;
mod agenda;
mod backups;
mod ids;
mod migration;
mod region;
mod rules;

pub(crate) use addresses::{OWN_BLOCK, third_octet};
pub(crate) use agenda::{Change, Pace, RESTORABLE_DAYS};
pub(crate) use ids::Ids;
pub(crate) use migration::{NEW_TYPE, OLD_TYPE};
pub(crate) use region::{ClusterRecord, Region};
pub(crate) use rules::Rules;
