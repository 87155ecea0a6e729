//! Key stores and use of all clusters of a region at once, for the list. CloudWatch is asked for all of them
//! in as few calls as possible, and only when somebody opens what shows it, because each metric costs money.

use std::collections::BTreeMap;

use aws_services::{CustomKeyStore, Lookup, Service};
use backend_api::{ClusterUse, RegionUse, SourceName};
use cloudhsm_api::Cluster;

use super::{
    Dependents,
    answers::METRICS_LIMIT,
    key_stores::key_stores,
    metrics::{CLUSTER, HSM, SESSIONS, Series, TOKEN_KEYS, listed, values},
    reading::{Asking, LIMIT, Reading, RequestIds},
    recent_use::{RANGE, Uses, judged},
    report,
    window::Window,
};
use crate::{Failure, reader::Reader};

/// The states of a connection that ask for a person, the worst first.
const WORST: [&str; 4] = ["FAILED", "DISCONNECTED", "DISCONNECTING", "CONNECTING"];
const BEST: &str = "CONNECTED";
/// In place of a state that KMS doesn't have.
const NO_STATE: &str = "UNKNOWN";

impl Dependents {
    /// Key stores and use of the clusters of one of the regions.
    pub(crate) async fn of_region(&self, region: &str) -> Result<RegionUse, Failure> {
        let key = self.upstream.caller().await.access_key_id;
        let reader = Reader { upstream: self.upstream.as_ref(), region, only_with: key.clone() };
        let clusters = reader.clusters().await?;
        let clusters: Vec<_> =
            clusters.iter().map(|it| Cluster::salvaged(&it.to_string())).collect();
        let (plain, patient) = (
            self.asking(region, key.clone(), LIMIT),
            self.asking(region, key.clone(), METRICS_LIMIT),
        );
        let (place, key) = (|| region.to_owned(), key.as_deref());
        let (stores, used) = tokio::join!(
            self.key_stores.or_ask(place(), key, key_stores(&plain)),
            self.uses.or_ask(place(), key, uses(&patient, &clusters)),
        );
        let now = self.clock.monotonic();
        Ok(RegionUse {
            region: place(),
            sources: vec![
                report::source(SourceName::Kms, Lookup::DescribeCustomKeyStores, &stores, now),
                report::source(SourceName::CloudWatch, Lookup::GetMetricData, &used, now),
            ],
            clusters: by_cluster(&clusters, stores.known(), used.known()),
        })
    }
}

/// Whether each of these clusters was used lately.
async fn uses(asking: &Asking<'_>, clusters: &[Cluster]) -> Reading<Uses> {
    let ids = RequestIds::default();
    let window = Window::until(asking.clock.now(), RANGE);
    let asked = async {
        let metrics = listed(asking, None, &[SESSIONS, TOKEN_KEYS], &ids).await?;
        let mut hsms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for metric in &metrics {
            if let (Some(cluster), Some(hsm)) = (metric.dimension(CLUSTER), metric.dimension(HSM)) {
                hsms.entry(cluster.to_owned()).or_default().push(hsm.to_owned());
            }
        }
        let series = values(asking, &metrics, window, &ids).await?;
        let used = clusters.iter().map(|cluster| {
            let hsms = hsms.get(&cluster.cluster_id).map(Vec::as_slice).unwrap_or_default();
            let own: Vec<&Series> = series.iter().filter(|it| hsms.contains(&it.hsm_id)).collect();
            (cluster.cluster_id.clone(), judged(&own, window, cluster))
        });
        Ok(used.collect())
    };
    asking.read(Service::CloudWatch, &ids, asked).await
}

/// In the order of their IDs, each once.
fn by_cluster(
    clusters: &[Cluster],
    stores: Option<&Vec<CustomKeyStore>>,
    used: Option<&Uses>,
) -> Vec<ClusterUse> {
    let mut states: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for store in stores.into_iter().flatten() {
        if let Some(cluster) = store.cloud_hsm_cluster_id.as_deref() {
            let state = store.connection_state.as_ref().map_or(NO_STATE, |it| it.as_str());
            states.entry(cluster).or_default().push(state.to_owned());
        }
    }
    for states in states.values_mut() {
        states.sort_by_key(|state| gravity(state));
    }
    let of = |cluster: &Cluster| {
        let id = cluster.cluster_id.as_str();
        let used = used.and_then(|all| all.get(id));
        ClusterUse {
            cluster_id: id.to_owned(),
            key_stores: stores.map(|_| states.get(id).cloned().unwrap_or_default()),
            used: used.and_then(|it| it.used),
            most_sessions: used.and_then(|it| it.most_sessions),
            most_token_keys: used.and_then(|it| it.most_token_keys),
            last_used: used.and_then(|it| it.last_used.clone()),
        }
    };
    let mut all: Vec<_> = clusters.iter().map(of).collect();
    all.sort_by(|a, b| a.cluster_id.cmp(&b.cluster_id));
    all.dedup_by(|a, b| a.cluster_id == b.cluster_id);
    all
}

/// The place of a connection's state among the others, the worst first.
fn gravity(state: &str) -> usize {
    let unknown = WORST.len();
    let known = WORST.iter().position(|worst| *worst == state);
    known.unwrap_or(if state == BEST { unknown + 1 } else { unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(cluster: &str, state: Option<&str>) -> CustomKeyStore {
        CustomKeyStore {
            cloud_hsm_cluster_id: Some(cluster.to_owned()),
            connection_state: state.map(|it| serde_json::from_value(it.into()).unwrap()),
            ..CustomKeyStore::default()
        }
    }

    #[test]
    fn no_key_store_is_not_the_same_as_no_answer_and_the_worst_state_comes_first() {
        let cluster = |id: &str| Cluster { cluster_id: id.to_owned(), ..Cluster::default() };
        let clusters = ["cluster-b", "cluster-a", "cluster-b"].map(cluster);
        let stores = vec![
            store("cluster-a", Some("CONNECTED")),
            store("cluster-a", Some("SUSPENDED")),
            store("cluster-a", None),
            store("cluster-a", Some("DISCONNECTED")),
            store("cluster-a", Some("FAILED")),
            store("cluster-z", Some("CONNECTED")),
        ];
        let all = by_cluster(&clusters, Some(&stores), None);
        let ids: Vec<_> = all.iter().map(|it| it.cluster_id.as_str()).collect();
        assert_eq!(ids, ["cluster-a", "cluster-b"]);
        let states = ["FAILED", "DISCONNECTED", "SUSPENDED", NO_STATE, "CONNECTED"];
        assert_eq!(all[0].key_stores.as_ref().unwrap(), &states);
        assert_eq!(all[1].key_stores, Some(vec![]));
        assert!(by_cluster(&clusters, None, None).iter().all(|it| it.key_stores.is_none()));
        assert!(all.iter().all(|it| it.used.is_none() && it.most_sessions.is_none()));
    }
}
