//! What is read before a change is planned, and again before it is sent.

use serde_json::{Value, json};

use super::{Beside, Change, Room, backups};
use crate::{
    Failure,
    dependents::{Asking, quotas},
    reader::{Reader, text},
};

/// As AWS sent it.
#[derive(Debug, Default)]
pub(crate) struct ReadForChange {
    pub(crate) cluster: Option<Value>,
    /// The cluster's backups, or the one that a new cluster is made from.
    pub(crate) backups: Vec<Value>,
    /// The IDs of the region's clusters, where one is to be created: it is found by comparison.
    pub(crate) clusters: Option<Value>,
    /// Asked once, for the plan.
    pub(crate) room: Option<Room>,
    /// What belongs to the change of a backup.
    pub(crate) beside: Option<Beside>,
}

/// Reads it. `regions`: where this backend may read. `is_for_plan`: also what is asked once.
pub(crate) async fn read_for(
    asking: &Asking<'_>,
    reader: &Reader<'_>,
    change: &Change,
    regions: &[String],
    is_for_plan: bool,
) -> Result<ReadForChange, Failure> {
    if let Change::Backup(change) = change {
        let (cluster, backups, beside) = backups::read_for(reader, change, regions).await?;
        let beside = Some(beside);
        return Ok(ReadForChange { cluster, backups, beside, ..ReadForChange::default() });
    }
    let Some(id) = change.cluster_id() else {
        let source = async {
            match change.source_backup().filter(|id| id.starts_with("backup-")) {
                Some(id) => reader.backup(id).await,
                None => Ok(None),
            }
        };
        let quotas = async { if is_for_plan { Some(quotas(asking).await) } else { None } };
        let (clusters, source, quotas) = tokio::join!(reader.clusters(), source, quotas);
        let clusters = clusters?;
        return Ok(ReadForChange {
            cluster: None,
            backups: source?.into_iter().collect(),
            clusters: Some(ids(&clusters)),
            room: quotas.map(|quotas| Room::of_new_cluster(quotas, &clusters)),
            beside: None,
        });
    };
    let with_room = async {
        let cluster = reader.cluster(id).await?;
        let room =
            if is_for_plan { Room::ask(asking, change, cluster.as_ref()).await } else { None };
        Ok::<_, Failure>((cluster, room))
    };
    let (with_room, backups) = tokio::join!(with_room, reader.backups("clusterIds", id));
    let (cluster, room) = with_room?;
    Ok(ReadForChange { cluster, backups: backups?, clusters: None, room, beside: None })
}

/// The IDs of all clusters of the region, sorted.
pub(crate) async fn cluster_ids(reader: &Reader<'_>) -> Result<Value, Failure> {
    Ok(ids(&reader.clusters().await?))
}

fn ids(clusters: &[Value]) -> Value {
    let mut ids: Vec<_> = clusters.iter().filter_map(|it| text(it, "ClusterId")).collect();
    ids.sort_unstable();
    json!(ids)
}
