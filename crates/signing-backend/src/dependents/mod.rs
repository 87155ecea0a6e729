//! Who depends on a cluster, asked of the AWS services that know.
//!
//! Owns: what is asked of which service, and what its answer says. "Not allowed to look" is never
//! "nothing there": only a complete answer is known.
//! Must not know: the guard, HTTP, the page.

mod kept;
mod key_stores;
mod looks;
mod reading;
mod report;

pub(crate) use kept::Dependents;
pub(crate) use key_stores::{KeyStores, is_in_use, key_stores};
pub use looks::{Looks, UnknownLooks};
pub(crate) use reading::{Asking, Outcome};
pub use report::sources;
