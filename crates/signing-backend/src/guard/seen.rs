//! Who used a cluster lately and who could, as CloudWatch and EC2 say.
//!
//! They are asked for a plan, and not again before the request is sent: CloudWatch costs money, and two
//! weeks don't change in seconds. What was acknowledged of them is bound to the permit.

use std::time::Duration;

use backend_api::RecentUse;
use cloudhsm_api::{Cluster, ClusterState};

use super::Target;
use crate::dependents::{Asking, Outcome, Reading, clients, named_client};

/// A plan that takes the place of another has what the other asked for so long.
const KEEP: Duration = Duration::from_mins(10);

/// Whether what was asked then can still be said now, in a plan that takes the place of another.
pub(super) fn is_recent(asked: Duration, now: Duration) -> bool {
    now.saturating_sub(asked) < KEEP
}

/// So many possible clients are named.
pub(super) const NAMED: usize = 5;

/// Who used a cluster and who could, as a plan asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    /// What CloudWatch says; `None` while it is asked.
    pub(super) used: Option<Outcome<RecentUse>>,
    /// What EC2 says; `None` while it is asked.
    pub(super) clients: Option<Outcome<Clients>>,
    /// When, on the monotonic clock.
    pub(super) asked: Duration,
}

/// The first of them by name, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clients {
    /// [`NAMED`] at most.
    pub(super) first: Vec<String>,
    pub(super) count: usize,
}

/// What EC2 says of who could use a cluster.
pub(super) async fn clients_of(asking: &Asking<'_>, cluster: &Cluster) -> Reading<Clients> {
    clients(asking, cluster).await.map(|all| Clients {
        first: all.iter().take(NAMED).map(named_client).collect(),
        count: all.len(),
    })
}

/// Whether it matters to what the target does: it ends the service of a cluster that somebody can have
/// used.
pub(super) fn matters(cluster: &Cluster, target: &Target) -> bool {
    let was_never_used = is_without_keys(cluster) && cluster.present_hsms().next().is_none();
    !was_never_used && target.ends_service(cluster)
}

/// It can have no keys of the customer: it was never initialized, and not created from a backup.
pub(super) fn is_without_keys(cluster: &Cluster) -> bool {
    cluster.state.as_ref().is_some_and(ClusterState::is_before_initialization)
        && cluster.source_backup_id.as_deref().is_none_or(str::is_empty)
}
