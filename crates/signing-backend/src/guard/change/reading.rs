//! What is read before a change is planned, and again before it is sent.

use serde_json::{Value, json};

use super::{Change, Room};
use crate::{
    Failure,
    dependents::Asking,
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
}

/// Reads it. `is_for_plan`: also what is asked once.
pub(crate) async fn read_for(
    asking: &Asking<'_>,
    reader: &Reader<'_>,
    change: &Change,
    is_for_plan: bool,
) -> Result<ReadForChange, Failure> {
    let room = async |cluster: Option<&Value>| {
        if is_for_plan { Room::ask(asking, change, cluster).await } else { None }
    };
    let Some(id) = change.cluster_id() else {
        let source = async {
            match change.source_backup().filter(|id| id.starts_with("backup-")) {
                Some(id) => reader.backup(id).await,
                None => Ok(None),
            }
        };
        let (clusters, source, room) = tokio::join!(cluster_ids(reader), source, room(None));
        let backups = source?.into_iter().collect();
        return Ok(ReadForChange { cluster: None, backups, clusters: Some(clusters?), room });
    };
    let with_room = async {
        let cluster = reader.cluster(id).await?;
        let room = room(cluster.as_ref()).await;
        Ok::<_, Failure>((cluster, room))
    };
    let (with_room, backups) = tokio::join!(with_room, reader.backups("clusterIds", id));
    let (cluster, room) = with_room?;
    Ok(ReadForChange { cluster, backups: backups?, clusters: None, room })
}

/// The IDs of all clusters of the region, sorted.
pub(crate) async fn cluster_ids(reader: &Reader<'_>) -> Result<Value, Failure> {
    let clusters = reader.clusters().await?;
    let mut ids: Vec<_> = clusters.iter().filter_map(|it| text(it, "ClusterId")).collect();
    ids.sort_unstable();
    Ok(json!(ids))
}
