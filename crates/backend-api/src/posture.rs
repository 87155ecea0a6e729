//! The posture report: the findings of all regions at one moment, each with what it rests on.
//!
//! `cloudhsm-console posture --format json` prints it, and `GET /api/posture` answers it. Must not know
//! how it is made, nor what it looks like as text.

use cloudhsm_api::{ClusterState, Timestamp};

use crate::{ApiError, Finding, Identity, LatestBackup, Mode, Severity, wire::wire_struct};

wire_struct! {
    /// The findings of all regions at one moment.
    PostureReport {
        /// When the regions were read.
        time: Timestamp = "time",
        /// The version of the program that judged them.
        version: String = "version",
        /// What was read: AWS or an emulator.
        mode: Mode = "mode",
        /// The AWS account, if STS told.
        account: Option<String> = "account",
        /// Each configured region, also one that can't be read.
        regions: Vec<PostureRegion> = "regions",
    }
}

wire_struct! {
    /// One region of a posture report.
    PostureRegion {
        /// The region.
        region: String = "region",
        /// Why its clusters can't be listed; then it has none here.
        error: Option<ApiError> = "error",
        /// Why its backups can't be listed; then nothing is said of backups.
        backups_error: Option<ApiError> = "backupsError",
        /// Clusters of which not even the ID can be read. They are not judged.
        without_id: u64 = "withoutId",
        /// Its clusters, the most urgent first.
        clusters: Vec<PostureCluster> = "clusters",
        /// What there is to say of backups whose cluster isn't in this region.
        backups: Vec<PostureFinding> = "backups",
    }
}

wire_struct! {
    /// A cluster of a posture report.
    PostureCluster {
        /// Its ID.
        cluster_id: String = "clusterId",
        /// The value of its `Name` tag.
        name: Option<String> = "name",
        /// Its state.
        state: Option<ClusterState> = "state",
        /// Its group: `problem`, `warning`, `to-do`, `in-progress`, `healthy` or `gone`.
        triage: String = "triage",
        /// Such as `hsm2m.medium`.
        hsm_type: Option<String> = "hsmType",
        /// Its tags say that it is production.
        production: bool = "production",
        /// It carries the deletion-protection tag.
        protected: bool = "protected",
        /// Whether its hardware is proven to be genuine.
        identity: Identity = "identity",
        /// Its newest READY backup.
        latest_backup: LatestBackup = "latestBackup",
        /// What is wrong with it or to be done, the most severe first.
        findings: Vec<PostureFinding> = "findings",
    }
}

wire_struct! {
    /// A finding, and what it rests on.
    #[derive(Eq)]
    PostureFinding {
        /// The finding.
        finding: Finding = "finding",
        /// The facts of the API that it rests on.
        evidence: Vec<PostureEvidence> = "evidence",
    }
}

wire_struct! {
    /// A fact of the API that a finding rests on.
    #[derive(Eq)]
    PostureEvidence {
        /// What it is: a member as AWS names it, or an ID.
        name: String = "name",
        /// Its value.
        value: String = "value",
    }
}

impl PostureReport {
    /// Every finding with its region and, unless it is about backups alone, its cluster.
    pub fn findings(
        &self,
    ) -> impl Iterator<Item = (&PostureRegion, Option<&PostureCluster>, &PostureFinding)> {
        self.regions.iter().flat_map(|region| {
            let of_clusters = region.clusters.iter().flat_map(move |cluster| {
                cluster.findings.iter().map(move |found| (region, Some(cluster), found))
            });
            of_clusters.chain(region.backups.iter().map(move |found| (region, None, found)))
        })
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|(_, _, found)| found.finding.severity == severity).count()
    }

    /// A region, or its backups, could not be read: the report is not complete.
    pub fn is_incomplete(&self) -> bool {
        self.regions
            .iter()
            .any(|it| it.error.is_some() || it.backups_error.is_some() || it.without_id > 0)
    }
}
