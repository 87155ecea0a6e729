//! A route a file. Each turns a request into a call of what does the work.

mod activity;
mod attempts;
mod change_plan;
mod deletion_plan;
mod dependents;
mod filling_plan;
mod fleet;
mod health;
mod history;
mod hsms;
mod operation;
mod posture;
mod region;
mod region_use;
mod session;
mod subnets;
mod table;
mod usage;

pub(crate) use activity::activity;
pub(crate) use attempts::{attempt, attempts, receipt, stop_attempt};
pub(crate) use change_plan::change_plan;
pub(crate) use deletion_plan::{
    backup_deletion_plan, backup_unprotection_plan, cluster_deletion_plan,
    cluster_unprotection_plan, hsm_deletion_plan,
};
pub(crate) use dependents::dependents;
pub(crate) use fleet::{fleet, refresh_fleet};
pub(crate) use health::{healthz, readyz};
pub(crate) use history::history;
pub(crate) use hsms::{hsms_deletion, hsms_deletion_plan};
pub(crate) use operation::operation;
pub(crate) use posture::posture;
pub(crate) use region_use::region_use;
pub(crate) use session::session;
pub(crate) use subnets::subnets;
pub(crate) use table::names;
pub use table::{Route, table};
pub(crate) use usage::usage;
