//! A row of the fleet: a cluster without its certificates, and what is known beside it.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use backend_api::{
    EndOfValidity, FleetRow, Identity, LatestBackup, ListedCluster, carries_protection,
};
use cloudhsm_api::{Cluster, Timestamp};
use cluster_health::{CertificateFacts, Subject, findings};

use super::{backups::ClusterBackups, identity::Verdict};
use crate::guard::ProductionTags;

/// A row, ready to be sent, and what is needed to make it anew.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The JSON of the `FleetRow`.
    json: Arc<str>,
    /// Of the cluster as AWS sent it: another one when the cluster changed.
    pub(crate) fingerprint: u64,
    /// Of what its certificates are; none without certificates.
    pub(crate) evidence: Option<[u8; 32]>,
    certificates: CertificateFacts,
    /// AWS works on it.
    pub(crate) in_transition: bool,
    /// When its findings were made, in milliseconds since the epoch.
    pub(crate) judged_millis: i64,
}

/// What is known beside the cluster when its row is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside<'a> {
    pub(crate) verdict: &'a Verdict,
    /// `None` while the region's backups are not known.
    pub(crate) backups: Option<&'a ClusterBackups>,
    /// The region's backups can't be listed.
    pub(crate) backups_refused: bool,
    pub(crate) now_millis: i64,
}

/// What the operator decided that rows show.
#[derive(Debug, Clone)]
pub(crate) struct RowRules {
    /// The tag that protects from deletion.
    pub(crate) deletion_protection: (String, String),
    /// The tags that say that something is production.
    pub(crate) production_tags: ProductionTags,
}

impl Row {
    /// The JSON of the `FleetRow`.
    pub(crate) fn json(&self) -> &Arc<str> {
        &self.json
    }

    /// A row that was written before.
    #[cfg(test)]
    pub(crate) fn of_json(json: Arc<str>) -> Self {
        Self {
            json,
            fingerprint: 0,
            evidence: None,
            certificates: CertificateFacts::default(),
            in_transition: false,
            judged_millis: 0,
        }
    }

    /// A row of a cluster as AWS sent it.
    pub(crate) fn new(
        cluster: Cluster,
        fingerprint: u64,
        evidence: Option<[u8; 32]>,
        rules: &RowRules,
        beside: Beside<'_>,
    ) -> Self {
        let certificates = CertificateFacts::of(&cluster);
        let mut cluster = cluster;
        cluster.certificates = None;
        cluster.pre_co_password = None;
        // What could not be read stays there as it came, and may be just this.
        for member in ["Certificates", "PreCoPassword"] {
            cluster.extra.remove(member);
        }
        let in_transition = cluster.is_in_work();
        let json = write(Arc::new(cluster), &certificates, rules, beside);
        let judged_millis = beside.now_millis;
        Self { json, fingerprint, evidence, certificates, in_transition, judged_millis }
    }

    /// The same cluster with what is known now; `None` if the row says all of it already.
    pub(crate) fn judged_again(&self, rules: &RowRules, beside: Beside<'_>) -> Option<Self> {
        // It was written by this program a while ago, so it can be read.
        let row: FleetRow = serde_json::from_str(&self.json).ok()?;
        let mut cluster = row.cluster.0;
        Arc::make_mut(&mut cluster).unreadable = row.unreadable;
        let json = write(cluster, &self.certificates, rules, beside);
        (json != self.json).then(|| Self {
            json,
            judged_millis: beside.now_millis,
            certificates: self.certificates.clone(),
            ..*self
        })
    }
}

fn write(
    cluster: Arc<Cluster>,
    certificates: &CertificateFacts,
    rules: &RowRules,
    beside: Beside<'_>,
) -> Arc<str> {
    let production = !rules.production_tags.among(&cluster.tag_list).is_empty();
    let subject = Subject {
        cluster: &cluster,
        certificates,
        backups: beside.backups.map(|it| it.telling.as_slice()),
        identity: &beside.verdict.identity,
        production,
        now_millis: beside.now_millis,
    };
    let latest_backup = match beside.backups {
        Some(backups) => backups.latest.clone(),
        None if beside.backups_refused => LatestBackup::Unavailable,
        None => LatestBackup::Unknown,
    };
    let ends = certificates.ends.iter().map(|(slot, ends_millis)| EndOfValidity {
        name: slot.name().to_owned(),
        ends_at: Timestamp::EpochMillis(*ends_millis),
    });
    let row = FleetRow {
        unreadable: cluster.unreadable.clone(),
        findings: findings(&subject).into(),
        identity: beside.verdict.identity.clone(),
        certificates: ends.collect(),
        roots: beside.verdict.roots.clone(),
        latest_backup,
        protected: carries_protection(&cluster.tag_list, &rules.deletion_protection),
        production,
        cluster: ListedCluster(cluster),
    };
    // Strings, numbers and JSON values: this serialization has no way to fail.
    serde_json::to_string(&row).unwrap_or_default().into()
}

/// What a cluster's text is known by, to see whether it changed.
pub(crate) fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What is known of certificates before they were looked at.
pub(crate) fn unchecked() -> Verdict {
    Verdict { identity: Identity::Unchecked, roots: Vec::new() }
}
