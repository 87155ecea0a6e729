//! From what was read of a region to its part of the report.

use std::collections::{BTreeMap, BTreeSet};

use backend_api::{
    ApiError, LatestBackup, PostureCluster, PostureFinding, PostureRegion, carries_protection,
};
use cloudhsm_api::{Backup, Cluster};
use cluster_health::{CertificateFacts, Subject, findings, staying, triage};

use super::{backup_facts, evidence::Evidence};
use crate::{
    fleet::identity::{Certificates, Identities, Verdict},
    guard::ProductionTags,
};

/// What decides beside the facts.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) identities: Identities,
    pub(super) deletion_protection: (String, String),
    pub(super) production_tags: ProductionTags,
    pub(super) now_millis: i64,
}

/// A region's part of the report. The most urgent clusters come first, then by name.
pub(super) fn judge(
    region: String,
    clusters: Vec<Cluster>,
    backups: Result<Vec<Backup>, ApiError>,
    rules: &Rules,
) -> PostureRegion {
    let (backups, backups_error) = match backups {
        Ok(backups) => (Some(backups), None),
        Err(error) => (None, Some(error)),
    };
    let mut of_cluster: BTreeMap<String, Vec<Backup>> = BTreeMap::new();
    let listed = backups.is_some();
    for backup in backups.into_iter().flatten() {
        of_cluster.entry(backup.cluster_id.clone().unwrap_or_default()).or_default().push(backup);
    }
    let (mut judged, mut seen, mut without_id) = (Vec::new(), BTreeSet::new(), 0);
    for cluster in &clusters {
        if cluster.cluster_id.is_empty() {
            without_id += 1;
        } else if seen.insert(&cluster.cluster_id) {
            let own = of_cluster.remove(&cluster.cluster_id).unwrap_or_default();
            let backups = listed.then_some(&own[..]);
            judged.push(of(cluster, backups, rules));
        }
    }
    let place = |cluster: &PostureCluster| {
        let group = cluster_health::Triage::ALL.iter().position(|it| it.as_str() == cluster.triage);
        (group, cluster.name.clone(), cluster.cluster_id.clone())
    };
    judged.sort_by_key(place);
    let left: Vec<_> = of_cluster.into_values().flatten().collect();
    let backups = staying(&left)
        .map(|finding| PostureFinding { finding, evidence: backup_facts::staying(&left) });
    PostureRegion {
        region,
        error: None,
        backups_error,
        without_id,
        clusters: judged,
        backups: backups.into_iter().collect(),
    }
}

fn of(cluster: &Cluster, backups: Option<&[Backup]>, rules: &Rules) -> PostureCluster {
    let certificates = CertificateFacts::of(cluster);
    let now_seconds = rules.now_millis.div_euclid(1000);
    let Verdict { identity, roots } = Certificates::of(cluster)
        .map_or_else(Verdict::no_certificates, |it| rules.identities.check(it, now_seconds));
    let production = !rules.production_tags.among(&cluster.tag_list).is_empty();
    let found = findings(&Subject {
        cluster,
        certificates: &certificates,
        backups,
        identity: &identity,
        production,
        now_millis: rules.now_millis,
    });
    let group = triage(cluster.state.as_ref(), &found);
    let known = Evidence {
        cluster,
        backups: backups.unwrap_or_default(),
        certificates: &certificates,
        identity: &identity,
        roots: &roots,
    };
    let findings = found
        .into_iter()
        .map(|finding| PostureFinding { evidence: known.of(finding.kind), finding })
        .collect();
    PostureCluster {
        cluster_id: cluster.cluster_id.clone(),
        name: cluster.name().map(str::to_owned),
        state: cluster.state.clone(),
        triage: group.as_str().to_owned(),
        hsm_type: cluster.hsm_type.clone(),
        production,
        protected: carries_protection(&cluster.tag_list, &rules.deletion_protection),
        latest_backup: backups.map_or(LatestBackup::Unavailable, LatestBackup::of),
        identity,
        findings,
    }
}
