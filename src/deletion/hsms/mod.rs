//! Deleting the HSMs of a cluster, one or several, by one plan and one confirmation. The backend
//! deletes them one after the other.

mod ask;
mod list;

pub(super) use self::list::HsmList;
