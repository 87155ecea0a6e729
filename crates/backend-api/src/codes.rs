//! The names of what can stand in the way of a deletion, and of what it can lose.

use crate::wire::closed_enum;

closed_enum! {
    /// What stands in the way of a deletion, or of a change.
    BlockerCode {
        /// `DeleteCluster` requires that every HSM is gone.
        HsmsPresent = "hsms-present",
        /// The resource is being deleted already.
        DeletionInProgress = "deletion-in-progress",
        /// The resource is deleted already.
        AlreadyDeleted = "already-deleted",
        /// The backend only reads.
        ReadOnly = "read-only",
        /// The backend does not sign this operation.
        OperationNotAllowed = "operation-not-allowed",
        /// The resource, or its cluster, carries the deletion-protection tag.
        DeletionProtection = "deletion-protection",
        /// The deletion-protection tag is to be taken off, and there is none.
        NotProtected = "not-protected",
        /// A KMS custom key store is connected to the cluster, or about to be.
        KeyStoreConnected = "key-store-connected",
        /// The cluster, or the backup, is in a state in which AWS refuses this change.
        WrongState = "wrong-state",
        /// A cluster that is not initialized takes one HSM, and has it.
        FirstHsmOnly = "first-hsm-only",
        /// The cluster has as many HSMs as AWS allows for this.
        TooManyHsms = "too-many-hsms",
        /// The cluster has no subnet in this Availability Zone.
        ZoneNotInCluster = "zone-not-in-cluster",
        /// An HSM of the cluster has this IP address.
        AddressTaken = "address-taken",
        /// It is so already.
        NothingChanges = "nothing-changes",
        /// The cluster has no CSR yet: it comes with the first HSM.
        NoCsr = "no-csr",
        /// The certificates are not those that AWS takes for this cluster.
        CertificateRejected = "certificate-rejected",
        /// HSM type, mode and backup don't go together.
        ModeMismatch = "mode-mismatch",
        /// The backup is not there, or not READY.
        BackupNotUsable = "backup-not-usable",
        /// AWS no longer rolls the migration back.
        RollbackOver = "rollback-over",
        /// AWS is changing the HSM type of the cluster, HSM by HSM.
        MigrationInProgress = "migration-in-progress",
        /// The subnet of the zone has no free IP address.
        NoFreeAddress = "no-free-address",
        /// The account has as many of these in the region as its quota allows.
        QuotaReached = "quota-reached",
        /// The backup is to be copied to the region that it is in.
        SameRegion = "same-region",
        /// The backend isn't started with the region that the backup is to be copied to.
        RegionNotConfigured = "region-not-configured",
    }
}

closed_enum! {
    /// What a deletion or a change can lose, or what the person should know first.
    WarningCode {
        /// The cluster has no READY backup: its keys are permanently lost.
        NoReadyBackup = "no-ready-backup",
        /// The newest READY backup is older than the newest change that the API shows.
        BackupOutdated = "backup-outdated",
        /// Backups survive, and some expire under the retention policy.
        BackupsExpire = "backups-expire",
        /// Tagged as production.
        ProductionTag = "production-tag",
        /// The cluster was never initialized.
        NotInitialized = "not-initialized",
        /// The cluster's state is one in which AWS may refuse.
        InTransition = "in-transition",
        /// A KMS custom key store that is not connected has its keys in the cluster.
        KmsKeyStore = "kms-key-store",
        /// Not known whether a KMS custom key store has its keys in the cluster.
        KeyStoresUnknown = "key-stores-unknown",
        /// Sessions or token keys were measured lately: somebody uses the cluster.
        UsedLately = "used-lately",
        /// Not known whether the cluster was used lately.
        UseUnknown = "use-unknown",
        /// Keys of it also exist in a backup or a cluster elsewhere.
        KeysElsewhere = "keys-elsewhere",
        /// Not known whether its keys exist elsewhere: a region didn't answer.
        CopiesUnknown = "copies-unknown",
        /// Network interfaces beside the HSMs' own carry the cluster's security group.
        PossibleClients = "possible-clients",
        /// The last cluster of the region.
        LastCluster = "last-cluster",
        /// No HSM is left afterwards, or no ACTIVE one: clients can't use any keys.
        LastHsm = "last-hsm",
        /// Deleting this HSM makes no backup, because the cluster is not ACTIVE.
        NoFinalBackup = "no-final-backup",
        /// The cluster is in a state that this version doesn't know: nobody can say whether its latest
        /// backup has all keys.
        UnknownState = "unknown-state",
        /// The last READY backup of its cluster.
        LastBackup = "last-backup",
        /// A deleted backup's cluster is gone: what backups are left are all that holds its keys.
        ClusterGone = "cluster-gone",
        /// Somebody set the backup to never expire.
        NeverExpires = "never-expires",
        /// The backup is a copy of one in another region.
        CopiedBackup = "copied-backup",
        /// A resource policy shares the backup with others.
        SharedBackup = "shared-backup",
        /// The CSR and the hardware certificates can't be read again afterwards.
        EvidenceLost = "evidence-lost",
        /// AWS charges by the hour for what is created.
        BilledByTheHour = "billed-by-the-hour",
        /// What is chosen here can't be changed for as long as the cluster is there.
        ForLife = "for-life",
        /// A shorter retention ends these backups.
        BackupsPurged = "backups-purged",
        /// Keys made since the migration began are lost.
        NewKeysLost = "new-keys-lost",
        /// While AWS changes the HSMs, clients can write little, and no HSM can be added or deleted.
        LimitedWrites = "limited-writes",
        /// The clients must be new enough; that can't be seen from here.
        ClientVersions = "client-versions",
        /// Something about the certificates may be refused, or is unusual.
        CertificateDoubts = "certificate-doubts",
        /// The source backup can't be read from here.
        BackupUnknown = "backup-unknown",
        /// Not known whether the account's quota allows another one.
        QuotaUnknown = "quota-unknown",
        /// An earlier creation's outcome is not known: this one may be a second one.
        CreationOpen = "creation-open",
        /// The cluster comes from a backup, and has the keys and users of that.
        FromBackup = "from-backup",
        /// Not known whether the subnet has a free address.
        SubnetUnknown = "subnet-unknown",
        /// The destination has a copy of the backup already.
        AlreadyCopied = "already-copied",
        /// The destination of a copy can't be read.
        DestinationUnknown = "destination-unknown",
        /// A copy has no retention: somebody deletes it by hand.
        CopyKept = "copy-kept",
        /// A resource policy gives these access to the backup.
        AccessGiven = "access-given",
        /// A resource policy gives everybody access to the backup.
        PublicAccess = "public-access",
        /// These lose their access to the backup.
        AccessLost = "access-lost",
        /// The resource policy that the backup has can't be read.
        PolicyUnknown = "policy-unknown",
    }
}
