//! A backup of the first region, of which the second one has a copy and a cluster.

use cloudhsm_api::{Certificates, Cluster, Timestamp};

use crate::estate::Region;

/// The cluster that is rehearsed to be lost.
const NAME: &str = "payments-prod";

/// The backup, and what the copy and its cluster have of it.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) region: String,
    pub(super) cluster_id: String,
    pub(super) backup_id: String,
    pub(super) made: Option<Timestamp>,
    /// A cluster from a backup has the cluster certificate of the one that was backed up.
    pub(super) certificates: Certificates,
}

/// The oldest backup of the cluster with the name.
pub(super) fn of(region: &Region) -> Option<Origin> {
    let cluster: &Cluster =
        region.clusters.values().map(|it| &it.cluster).find(|it| it.name() == Some(NAME))?;
    let made = |made: &Option<Timestamp>| made.as_ref().and_then(Timestamp::epoch_millis);
    let backups = region.backups.values();
    let own = backups.filter(|it| it.cluster_id.as_ref() == Some(&cluster.cluster_id));
    let backup = own.min_by_key(|it| made(&it.create_timestamp))?;
    let cluster_certificate = cluster.certificates.as_ref()?.cluster_certificate.clone();
    Some(Origin {
        region: region.name.clone(),
        cluster_id: cluster.cluster_id.clone(),
        backup_id: backup.backup_id.clone(),
        made: backup.create_timestamp.clone(),
        certificates: Certificates { cluster_certificate, ..Certificates::default() },
    })
}
