//! Who depends on a cluster, asked of the AWS services that know.
//!
//! Owns: what is asked of which service, and what its answer says. "Not allowed to look" is never
//! "nothing there": only a complete answer is known.
//! Must not know: the guard, HTTP, the page.

mod answers;
mod clients;
mod ec2;
mod families;
mod history;
mod kept;
mod key_stores;
mod looks;
mod metrics;
mod quotas;
mod reading;
mod recent_use;
mod region_subnets;
mod report;
mod rules;
mod security_group;
mod self_check;
mod subnets;
mod use_in_region;
mod window;
mod zones;

pub(crate) use answers::Dependents;
pub(crate) use clients::{clients, named as named_client};
pub(crate) use families::{CUT, Extent, Listed, Member, Root, in_regions, kin, principals};
pub(crate) use history::History;
pub(crate) use key_stores::{KeyStores, is_in_use, key_stores};
pub use looks::{Looks, UnknownLooks};
pub(crate) use quotas::{Allowed, Quotas, quota, quota_beside, quotas};
pub(crate) use reading::{Asking, LIMIT, Outcome, Reading};
pub(crate) use recent_use::{OWN_SESSIONS, recent_use};
pub use self_check::sources;
pub(crate) use subnets::free_addresses;
