//! A cluster's family: clusters and backups that stem from it, or it from them, and with whom its
//! backups are shared. Region by region, because a region that didn't answer is not an empty one.

use cloudhsm_api::{BackupState, ClusterState, Timestamp};

use crate::{
    SourceStatus,
    wire::{closed_enum, wire_struct},
};

wire_struct! {
    /// The clusters and backups with the same keys, or some of them, as far as they are known.
    Families {
        /// The regions, and how far each is known: all that the backend is started with.
        regions: Vec<FamilyRegion> = "regions",
        /// The clusters, without the one that was asked about.
        clusters: Vec<RelatedCluster> = "clusters",
        /// The backups, without the cluster's own in its own region; of a related cluster the newest
        /// READY one in each region.
        backups: Vec<RelatedBackup> = "backups",
        /// With whom the cluster's own READY backups are shared.
        sharing: Sharing = "sharing",
    }
}

wire_struct! {
    /// One region, and how far it is known what it has. Asking needs `cloudhsm:DescribeClusters` and
    /// `cloudhsm:DescribeBackups` there.
    #[derive(Eq)]
    FamilyRegion {
        /// Its name.
        region: String = "region",
        /// What came of asking it. `failed` also where it has more than is read at once.
        status: SourceStatus = "status",
        /// How long ago it was asked; `null` if it was not.
        age_seconds: Option<u32> = "ageSeconds",
        /// AWS's request IDs, one for each page of its answers.
        request_ids: Vec<String> = "requestIds",
        /// AWS's name of its error.
        code: Option<String> = "code",
        /// Why it is not known.
        message: Option<String> = "message",
    }
}

closed_enum! {
    /// How a cluster or a backup is related to a cluster.
    Relation {
        /// The cluster was created from it, or from a backup of it.
        Source = "source",
        /// It was created from a backup of the cluster.
        CreatedFrom = "created-from",
        /// It is a backup of the cluster, copied to another region.
        Copy = "copy",
        /// It has the same cluster certificate.
        SameCertificate = "same-certificate",
        /// It is related to another one that is.
        Indirect = "indirect",
    }
}

wire_struct! {
    /// A cluster of the family.
    RelatedCluster {
        /// Its region.
        region: String = "region",
        /// `cluster-…`
        cluster_id: String = "clusterId",
        /// The value of its `Name` tag.
        name: Option<String> = "name",
        /// Its state.
        state: Option<ClusterState> = "state",
        /// How it is related; never empty.
        relations: Vec<Relation> = "relations",
    }
}

wire_struct! {
    /// A backup of the family.
    RelatedBackup {
        /// Its region.
        region: String = "region",
        /// `backup-…`
        backup_id: String = "backupId",
        /// Its state.
        state: Option<BackupState> = "state",
        /// When it was made.
        create_timestamp: Option<Timestamp> = "createTimestamp",
        /// The cluster that was backed up, if AWS reports it.
        cluster_id: Option<String> = "clusterId",
        /// How it is related; never empty.
        relations: Vec<Relation> = "relations",
        /// Whether another account shares it with this one.
        shared_by_others: bool = "sharedByOthers",
    }
}

wire_struct! {
    /// With whom the READY backups of a cluster are shared, by their resource policies. Each is a call of
    /// its own, so only the newest are asked about.
    #[derive(Eq)]
    Sharing {
        /// What came of asking: `known` if each of those that were asked about answered.
        status: SourceStatus = "status",
        /// How many were asked about.
        asked: u32 = "asked",
        /// How many there are.
        of: u32 = "of",
        /// Those that have a policy.
        backups: Vec<SharedBackup> = "backups",
        /// How long ago; `null` if nothing was asked.
        age_seconds: Option<u32> = "ageSeconds",
        /// AWS's request IDs.
        request_ids: Vec<String> = "requestIds",
        /// AWS's name of its error.
        code: Option<String> = "code",
        /// Why it is not known.
        message: Option<String> = "message",
    }
}

wire_struct! {
    /// A backup with a resource policy.
    #[derive(Eq)]
    SharedBackup {
        /// `backup-…`
        backup_id: String = "backupId",
        /// Whom the policy names, such as accounts; empty if it can't be read.
        principals: Vec<String> = "principals",
        /// The policy as AWS has it, if no principal can be read in it.
        policy: Option<String> = "policy",
    }
}
