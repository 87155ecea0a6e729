//! Reading before a plan, and again before a deletion.
//!
//! Must not know: what a plan says of it.

use std::time::{Duration, SystemTime};

use cloudhsm_api::Cluster;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    Change, GuardRules, Target,
    asked::{self, Asked, FoundCluster, awaited},
    canonical,
    change::{self, Beside},
    elsewhere::Elsewhere,
    key_store_state::KEY_STORES,
    seen::Seen,
    snapshot::Snapshot,
};
use crate::{
    Failure,
    clock::Clock,
    dependents::{Asking, LIMIT},
    forward::Upstream,
    reader::{Reader, garbled, text},
};

/// The IDs of all clusters of the region, where one is to be created.
const CLUSTERS: &str = "clusters";

/// How much is read.
#[derive(Debug, Clone)]
pub(crate) enum Depth {
    /// For a plan: also what is asked once, and not again before the request is sent.
    Plan,
    /// What can change. What was asked once is as it was in the plan.
    Again(Option<Seen>, Option<Box<Elsewhere>>),
}

/// What gets each state of a reading that has all that CloudHSM says of the target, and not yet what
/// all others say.
pub(crate) type Show<'a> = &'a mut (dyn FnMut(&Snapshot) + Send);

/// Reads the state. [`Snapshot::holds`] says whether the target itself is in it.
#[expect(clippy::too_many_arguments, reason = "all of them are what a reading depends on")]
pub(crate) async fn read(
    upstream: &dyn Upstream,
    region: &str,
    target: &Target,
    only_with: Option<String>,
    clock: &dyn Clock,
    rules: &GuardRules,
    depth: Depth,
    show: Show<'_>,
) -> Result<Snapshot, Failure> {
    let looks = &rules.looks;
    let asking = Asking { upstream, region, only_with, looks, clock, limit: LIMIT };
    let (tell, told) = watch::channel(None);
    let since = clock.monotonic();
    let is_for_plan = matches!(depth, Depth::Plan);
    let mut asked = Asked::begin(&asking, &rules.regions, target, is_for_plan, since, &told);
    let mut early = Vec::new();
    let mut snapshot = {
        let own = read_own(&asking, target, rules, &depth, &tell);
        tokio::pin!(own);
        loop {
            tokio::select! {
                own = &mut own => break own?,
                Some(answer) = asked.next() => early.push(answer),
            }
        }
    };
    // What waits for the cluster knows by now whether there is one.
    drop(tell);
    if let Depth::Again(seen, elsewhere) = depth {
        (snapshot.seen, snapshot.elsewhere) = (seen, elsewhere.map(|it| *it));
    }
    if is_for_plan {
        // Without the target, the others don't matter.
        if !snapshot.holds(target) {
            return Ok(snapshot);
        }
        snapshot.asking = awaited(&snapshot, target);
    }
    for answer in early {
        answer.put_into(&mut snapshot, target, clock.monotonic());
    }
    while let Some(answer) = {
        if !snapshot.asking.is_empty() {
            show(&snapshot);
        }
        asked.next().await
    } {
        answer.put_into(&mut snapshot, target, clock.monotonic());
    }
    Ok(snapshot)
}

/// Reads what CloudHSM says in the target's own region.
async fn read_own(
    asking: &Asking<'_>,
    target: &Target,
    rules: &GuardRules,
    depth: &Depth,
    tell: &FoundCluster,
) -> Result<Snapshot, Failure> {
    let Asking { upstream, region, clock, .. } = *asking;
    let (read_at, read_since) = (clock.now(), clock.monotonic());
    let only_with = asking.only_with.clone();
    let reader = Reader { upstream, region, only_with };
    let (mut last_cluster, mut policy) = (None, None);
    let (mut clusters, mut room, mut beside) = (None, None, None);
    let cluster_of = async |cluster_id: &str| {
        let cluster = reader.cluster(cluster_id).await?;
        if let Some(cluster) = &cluster {
            asked::found(tell, cluster);
        }
        Ok::<_, Failure>(cluster)
    };
    let (cluster, backups) = match target {
        Target::Cluster { cluster_id } => {
            let (cluster, backups, last) = tokio::join!(
                cluster_of(cluster_id),
                reader.backups("clusterIds", cluster_id),
                reader.is_last_cluster(cluster_id),
            );
            last_cluster = last;
            (cluster?, backups?)
        }
        Target::Hsm { cluster_id, .. }
        | Target::Hsms { cluster_id, .. }
        | Target::ClusterProtection { cluster_id, .. } => {
            let (cluster, backups) =
                tokio::join!(cluster_of(cluster_id), reader.backups("clusterIds", cluster_id));
            (cluster?, backups?)
        }
        Target::Backup { backup_id } => {
            let (cluster, backups) = reader.around_backup(backup_id).await?;
            let is_it = |backup: &&Value| text(backup, "BackupId") == Some(backup_id);
            let arn = backups.iter().find(is_it).and_then(|backup| text(backup, "BackupArn"));
            if let Some(arn) = arn {
                policy = reader.policy(arn).await;
            }
            (cluster, backups)
        }
        Target::BackupProtection { backup_id, .. } => reader.around_backup(backup_id).await?,
        Target::Change(change) => {
            let is_for_plan = matches!(depth, Depth::Plan);
            let read = change::read_for(asking, &reader, change, &rules.regions, is_for_plan);
            let read = read.await?;
            (clusters, room, beside) = (read.clusters, read.room, read.beside);
            (read.cluster, read.backups)
        }
    };
    let more = beside.iter().flat_map(Beside::state);
    let more = more.chain(clusters.map(|it| (CLUSTERS, it))).collect();
    let mut snapshot = assemble(cluster, backups, more, read_at, read_since)?;
    (snapshot.last_cluster, snapshot.policy) = (last_cluster, policy);
    (snapshot.room, snapshot.beside) = (room, beside);
    Ok(snapshot)
}

fn assemble(
    cluster: Option<Value>,
    backups: Vec<Value>,
    more: Vec<(&'static str, Value)>,
    read_at: SystemTime,
    read_since: Duration,
) -> Result<Snapshot, Failure> {
    let garbled =
        |error: serde_json::Error| garbled(format!("AWS’s answer can’t be read: {error}."));
    let typed_cluster: Option<Cluster> =
        cluster.clone().map(serde_json::from_value).transpose().map_err(garbled)?;
    let typed_backups =
        backups.iter().cloned().map(serde_json::from_value).collect::<Result<_, _>>();
    let mut state = json!({ "cluster": cluster, "backups": backups, KEY_STORES: Value::Null });
    for (member, value) in more {
        state[member] = value;
    }
    let state = canonical::canonical(state);
    Ok(Snapshot {
        read_at,
        read_since,
        cluster: typed_cluster,
        backups: typed_backups.map_err(garbled)?,
        last_cluster: None,
        policy: None,
        key_stores: None,
        seen: None,
        elsewhere: None,
        asking: Vec::new(),
        room: None,
        beside: None,
        digest: canonical::digest(&state),
        state,
    })
}

/// Reads the target alone once more, because the first reading took long. When that began, and
/// whether it is as in the snapshot.
pub(crate) async fn read_target_again(
    upstream: &dyn Upstream,
    region: &str,
    target: &Target,
    only_with: Option<String>,
    before: &Snapshot,
    clock: &dyn Clock,
) -> Result<(Duration, bool), Failure> {
    let since = clock.monotonic();
    let reader = Reader { upstream, region, only_with };
    let (now, then) = match (target.cluster_id(), target.backup_id()) {
        (Some(id), _) => (reader.cluster(id).await?, before.state.get("cluster")),
        (None, Some(id)) => {
            let backups = before.state.get("backups").and_then(Value::as_array);
            let is_it = |backup: &&Value| text(backup, "BackupId") == Some(id);
            let beside = is_beside_as(&reader, target, before);
            let (now, is_same) = tokio::join!(reader.backup(id), beside);
            if !is_same {
                return Ok((since, false));
            }
            (now?, backups.and_then(|it| it.iter().find(is_it)))
        }
        (None, None) => (Some(change::cluster_ids(&reader).await?), before.state.get(CLUSTERS)),
    };
    let now = now.map(canonical::canonical);
    Ok((since, now.is_some() && now.as_ref() == then))
}

/// Whether what belongs to the change of a backup, and isn't the backup, is as in the snapshot.
async fn is_beside_as(reader: &Reader<'_>, target: &Target, before: &Snapshot) -> bool {
    let change = target.change().and_then(Change::backup);
    match (change, &before.beside) {
        (Some(change), Some(beside)) => {
            beside.again(reader, change).await.state() == beside.state()
        }
        _ => true,
    }
}
