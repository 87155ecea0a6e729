//! Who is asked for a plan beside the target's own listing, side by side, and each answer as it comes.
//!
//! Must not know: what an answer means to a deletion.

use std::{pin::Pin, time::Duration};

use aws_services::{Lookup, Service};
use backend_api::{PlanSource, RecentUse, SourceName, SourceStatus};
use cloudhsm_api::Cluster;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use serde_json::Value;
use tokio::sync::watch;

use super::{
    Target, canonical,
    elsewhere::{self, Elsewhere, InRegions},
    key_store_state::{self, KEY_STORES},
    recent_use::missing_data,
    seen::{self, Clients, Seen},
    snapshot::Snapshot,
};
use crate::dependents::{Asking, KeyStores, LIMIT, Outcome, Root, key_stores, recent_use};

/// What one of them said.
#[derive(Debug)]
pub(super) enum Answer {
    KeyStores(KeyStores),
    Used(Outcome<RecentUse>),
    Clients(Outcome<Clients>),
    Regions(InRegions),
}

impl Answer {
    pub(super) fn of(&self) -> SourceName {
        match self {
            Self::KeyStores(_) => SourceName::Kms,
            Self::Used(_) => SourceName::CloudWatch,
            Self::Clients(_) => SourceName::Ec2Interfaces,
            Self::Regions(_) => SourceName::Regions,
        }
    }

    /// Puts an answer in its place. KMS's changes the state, and with it the digest.
    pub(super) fn put_into(self, snapshot: &mut Snapshot, target: &Target, now: Duration) {
        snapshot.asking.retain(|name| *name != self.of());
        match self {
            Self::KeyStores(stores) => {
                let mut state = std::mem::take(&mut snapshot.state);
                state[KEY_STORES] = key_store_state::state(&stores).unwrap_or_default();
                snapshot.state = canonical::canonical(state);
                snapshot.digest = canonical::digest(&snapshot.state);
                snapshot.key_stores = Some(stores);
            }
            Self::Used(used) => seen_at(snapshot, now).used = Some(used),
            Self::Clients(clients) => seen_at(snapshot, now).clients = Some(clients),
            Self::Regions(read) => {
                let own = Root { cluster: snapshot.cluster.as_ref(), backups: &snapshot.backups };
                snapshot.elsewhere = Some(Elsewhere::of(&read, &own, target, now));
            }
        }
    }
}

fn seen_at(snapshot: &mut Snapshot, now: Duration) -> &mut Seen {
    let seen = snapshot.seen.get_or_insert(Seen { used: None, clients: None, asked: now });
    seen.asked = now;
    seen
}

/// The cluster, once it was read: whom else to ask for follows from it.
pub(super) type FoundCluster = watch::Sender<Option<Box<Cluster>>>;

/// Nothing is an answer that doesn't matter.
type Question<'a> = Pin<Box<dyn Future<Output = Option<Answer>> + Send + 'a>>;

/// All who are asked.
pub(super) struct Asked<'a>(FuturesUnordered<Question<'a>>);

impl<'a> Asked<'a> {
    /// Begins to ask. `since` is when the whole reading began: who has to wait for the cluster has the
    /// rest of the time.
    pub(super) fn begin(
        asking: &'a Asking<'a>,
        regions: &'a [String],
        target: &'a Target,
        is_for_plan: bool,
        since: Duration,
        cluster: &watch::Receiver<Option<Box<Cluster>>>,
    ) -> Self {
        let mut questions: Vec<Question<'a>> = Vec::new();
        let cluster_id = match target {
            Target::Cluster { cluster_id }
            | Target::Hsm { cluster_id, .. }
            | Target::Hsms { cluster_id, .. } => Some(cluster_id),
            _ => None,
        };
        if let Some(cluster_id) = cluster_id {
            questions.push(Box::pin(async move {
                Some(Answer::KeyStores(key_stores(asking).await.of_cluster(cluster_id)))
            }));
        }
        if is_for_plan && cluster_id.is_some() {
            let rest = move || {
                let passed = asking.clock.monotonic().saturating_sub(since);
                Asking { limit: LIMIT.saturating_sub(passed), ..asking.clone() }
            };
            let mut told = cluster.clone();
            questions.push(Box::pin(async move {
                let cluster = matters(&mut told, target).await?;
                Some(Answer::Used(recent_use(&rest(), &cluster).await.outcome))
            }));
            let mut told = cluster.clone();
            questions.push(Box::pin(async move {
                let cluster = matters(&mut told, target).await?;
                Some(Answer::Clients(seen::clients_of(&rest(), &cluster).await.outcome))
            }));
        }
        if is_for_plan && elsewhere::matters(target) {
            questions.push(Box::pin(async move {
                Some(Answer::Regions(elsewhere::ask(asking, regions).await))
            }));
        }
        Self(questions.into_iter().collect())
    }

    /// The next that comes; nothing once all have answered.
    pub(super) async fn next(&mut self) -> Option<Answer> {
        loop {
            match self.0.next().await {
                Some(Some(answer)) => return Some(answer),
                Some(None) => {}
                None => return None,
            }
        }
    }
}

/// The cluster, if it matters who used it and who could.
async fn matters(
    told: &mut watch::Receiver<Option<Box<Cluster>>>,
    target: &Target,
) -> Option<Box<Cluster>> {
    // Without the cluster, no source is asked.
    let cluster = told.wait_for(Option::is_some).await.ok()?.clone()?;
    seen::matters(&cluster, target).then_some(cluster)
}

/// Passes a cluster on that was read. One that can't be read fails the plan.
pub(super) fn found(to: &FoundCluster, cluster: &Value) {
    if let Ok(cluster) = serde_json::from_value(cluster.clone()) {
        to.send_replace(Some(Box::new(cluster)));
    }
}

/// Those whose answer a plan waits for, once the cluster is known.
pub(super) fn awaited(snapshot: &Snapshot, target: &Target) -> Vec<SourceName> {
    let mut names = Vec::new();
    if let Some(cluster) = &snapshot.cluster {
        if matches!(target, Target::Cluster { .. } | Target::Hsm { .. } | Target::Hsms { .. }) {
            names.push(SourceName::Kms);
        }
        if seen::matters(cluster, target) {
            names.extend([SourceName::CloudWatch, SourceName::Ec2Interfaces]);
        }
    }
    if elsewhere::matters(target) {
        names.push(SourceName::Regions);
    }
    names
}

/// What a plan says of each that was asked for it, or is being asked.
pub(super) fn sources(snapshot: &Snapshot) -> Vec<PlanSource> {
    let seen = snapshot.seen.as_ref();
    let stores = snapshot.key_stores.as_ref().map(|it| &it.outcome);
    let used = seen.and_then(|it| it.used.as_ref());
    let clients = seen.and_then(|it| it.clients.as_ref());
    let asking = snapshot.asking.iter();
    let asking = asking.map(|name| source(*name, SourceStatus::Asking, String::new()));
    let elsewhere = snapshot.elsewhere.as_ref().map(|it| {
        let whys: Vec<_> = it.unknown.iter().map(|(name, why)| format!("{name}: {why}")).collect();
        let status = match whys.len() {
            0 => SourceStatus::Known,
            unknown if unknown == it.refused => SourceStatus::NotAllowed,
            _ => SourceStatus::Failed,
        };
        source(SourceName::Regions, status, whys.join(" "))
    });
    let answered = [
        stores.map(|it| of(SourceName::Kms, Service::Kms, Lookup::DescribeCustomKeyStores, it)),
        used.map(|it| {
            let gap = match (it, &snapshot.cluster) {
                (Outcome::Known(lately), Some(cluster)) => missing_data(lately, cluster),
                _ => None,
            };
            match gap {
                Some(why) => source(SourceName::CloudWatch, SourceStatus::Failed, why.to_owned()),
                None => of(SourceName::CloudWatch, Service::CloudWatch, Lookup::GetMetricData, it),
            }
        }),
        clients.map(|it| {
            of(SourceName::Ec2Interfaces, Service::Ec2, Lookup::DescribeNetworkInterfaces, it)
        }),
        elsewhere,
    ];
    let mut all: Vec<_> = asking.chain(answered.into_iter().flatten()).collect();
    // In the same order in each plan.
    all.sort_by_key(|it| it.name);
    all
}

fn of<T>(name: SourceName, service: Service, lookup: Lookup, outcome: &Outcome<T>) -> PlanSource {
    let status = match outcome {
        Outcome::Known(_) => SourceStatus::Known,
        Outcome::NotAllowed(_) => SourceStatus::NotAllowed,
        Outcome::Failed(_) => SourceStatus::Failed,
        Outcome::NotAsked => SourceStatus::NotAsked,
    };
    source(name, status, outcome.why(service, lookup))
}

fn source(name: SourceName, status: SourceStatus, why: String) -> PlanSource {
    PlanSource { name, status, message: Some(why).filter(|it| !it.is_empty()) }
}
