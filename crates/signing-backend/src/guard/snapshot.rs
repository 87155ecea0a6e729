//! What is read before a plan, and again before a deletion.

use std::time::{Duration, SystemTime};

use backend_api::SourceName;
use cloudhsm_api::{Backup, Cluster, Hsm, Tag};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    Change, GuardRules, Target,
    asked::{self, Answer, Asked, FoundCluster, awaited},
    canonical,
    change::{self, Beside, Room},
    elsewhere::Elsewhere,
    key_store_state::{self, KEY_STORES},
    seen::Seen,
};
use crate::{
    Failure,
    clock::Clock,
    dependents::{Asking, KeyStores, LIMIT, Root},
    forward::Upstream,
    reader::{Reader, garbled, text},
};

/// The IDs of all clusters of the region, where one is to be created.
const CLUSTERS: &str = "clusters";

/// The state of a resource and of what hangs together with it, at one time.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// When reading it began.
    pub(crate) read_at: SystemTime,
    /// The same on the monotonic clock.
    pub(crate) read_since: Duration,
    /// The cluster; `None` for a backup whose cluster is gone.
    pub(crate) cluster: Option<Cluster>,
    /// The cluster's backups, and the one that is aimed at.
    pub(crate) backups: Vec<Backup>,
    /// The region has no other cluster; `None` if that could not be read.
    pub(crate) last_cluster: Option<bool>,
    /// The resource policy of the backup that is aimed at, if it has one and it could be read.
    pub(crate) policy: Option<Value>,
    /// What KMS says of the cluster's key stores; `None` where that doesn't matter.
    pub(crate) key_stores: Option<KeyStores>,
    /// Who used the cluster and who could; `None` where that doesn't matter. Not in the state: it is
    /// asked for a plan only.
    pub(crate) seen: Option<Seen>,
    /// Where the keys also exist; `None` where that doesn't matter. Not in the state either.
    pub(crate) elsewhere: Option<Elsewhere>,
    /// Who was asked for the plan and hasn't answered yet.
    pub(crate) asking: Vec<SourceName>,
    /// Whether there is room for what is created; asked for the plan only.
    pub(crate) room: Option<Room>,
    /// What belongs to the change of a backup; `None` for everything else.
    pub(crate) beside: Option<Beside>,
    /// The canonical form of cluster, backups and key stores, as AWS sent them.
    pub(crate) state: Value,
    /// The digest of that.
    pub(crate) digest: String,
}

impl Snapshot {
    /// Puts an answer in its place. KMS's changes the state, and with it the digest.
    fn take(&mut self, answer: Answer, target: &Target, now: Duration) {
        self.asking.retain(|name| *name != answer.of());
        match answer {
            Answer::KeyStores(stores) => {
                let mut state = std::mem::take(&mut self.state);
                state[KEY_STORES] = key_store_state::state(&stores).unwrap_or_default();
                self.state = canonical::canonical(state);
                self.digest = canonical::digest(&self.state);
                self.key_stores = Some(stores);
            }
            Answer::Used(used) => self.seen_at(now).used = Some(used),
            Answer::Clients(clients) => self.seen_at(now).clients = Some(clients),
            Answer::Regions(read) => {
                let own = Root { cluster: self.cluster.as_ref(), backups: &self.backups };
                self.elsewhere = Some(Elsewhere::of(&read, &own, target, now));
            }
        }
    }

    fn seen_at(&mut self, now: Duration) -> &mut Seen {
        let seen = self.seen.get_or_insert(Seen { used: None, clients: None, asked: now });
        seen.asked = now;
        seen
    }

    /// Whether the target itself is there.
    pub(crate) fn holds(&self, target: &Target) -> bool {
        match target {
            // Whether the tag is there, the blockers tell.
            Target::Cluster { .. } | Target::ClusterProtection { .. } => self.cluster.is_some(),
            Target::Hsm { hsm_id, .. } => self.hsm(hsm_id).is_some(),
            Target::Hsms { hsms, .. } => hsms.as_slice().iter().all(|id| self.hsm(id).is_some()),
            Target::Backup { backup_id } | Target::BackupProtection { backup_id, .. } => {
                self.backup(backup_id).is_some()
            }
            Target::Change(Change::Backup(change)) => {
                let arn = change.arn();
                self.backup(&change.backup_id)
                    .is_some_and(|it| arn.is_none() || arn == it.backup_arn.as_deref())
            }
            Target::Change(change) => change.cluster_id().is_none() || self.cluster.is_some(),
        }
    }

    /// The HSM that is aimed at.
    pub(crate) fn hsm(&self, hsm_id: &str) -> Option<&Hsm> {
        self.cluster.as_ref()?.hsms.iter().find(|hsm| hsm.hsm_id == hsm_id)
    }

    /// The tags of what carries, or could carry, the target's protection.
    pub(crate) fn tags_of(&self, target: &Target) -> &[Tag] {
        let tags = match target.backup_id() {
            Some(id) => self.backup(id).map(|it| &it.tag_list),
            None => self.cluster.as_ref().map(|it| &it.tag_list),
        };
        tags.map_or(&[], Vec::as_slice)
    }

    /// The backup of this id.
    pub(crate) fn backup(&self, backup_id: &str) -> Option<&Backup> {
        self.backups.iter().find(|backup| backup.backup_id == backup_id)
    }
}

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

/// Reads the state. Whether the target itself is in it, [`Snapshot::holds`] tells.
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
    let mut asked = Asked::begin(&asking, &rules.regions, target, &depth, since, &told);
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
    let is_for_plan = match depth {
        Depth::Plan => true,
        Depth::Again(seen, elsewhere) => {
            (snapshot.seen, snapshot.elsewhere) = (seen, elsewhere.map(|it| *it));
            false
        }
    };
    if is_for_plan {
        // Without the target, nobody waits for the others.
        if !snapshot.holds(target) {
            return Ok(snapshot);
        }
        snapshot.asking = awaited(&snapshot, target);
    }
    for answer in early {
        snapshot.take(answer, target, clock.monotonic());
    }
    while let Some(answer) = {
        if !snapshot.asking.is_empty() {
            show(&snapshot);
        }
        asked.next().await
    } {
        snapshot.take(answer, target, clock.monotonic());
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
            (reader.backup(id).await?, backups.and_then(|it| it.iter().find(is_it)))
        }
        (None, None) => (Some(change::cluster_ids(&reader).await?), before.state.get(CLUSTERS)),
    };
    let now = now.map(canonical::canonical);
    Ok((since, now.is_some() && now.as_ref() == then))
}
