//! Removing the HSMs of a cluster, one or all, each through its own plan and permit.

mod ask;
mod list;
mod run;
mod stage;
mod view;

pub(super) use self::{list::hsm_list, run::Removal, view::RemovalView};
