//! The fleet: the lines of `GET /api/fleet`, one JSON object a line.
//!
//! A reader keeps a map of rows by region and cluster ID. [`FleetEvent::Snapshot`] says that every row
//! comes anew: rows that were not sent until the next [`FleetEvent::At`] are gone.
//! [`FleetEvent::Resumed`] says that only changes come. After each `At` the reader has the fleet as the
//! backend knew it at that sequence number, and can come back with it.

mod listed_cluster;

use std::sync::Arc;

use cloudhsm_api::{Backup, Timestamp};

use crate::{
    ApiError, Attempt, Finding, Unread, newest_ready,
    wire::{tagged_enum, wire_struct},
};

pub use listed_cluster::ListedCluster;

tagged_enum! {
    /// Whether the certificates prove that the cluster's hardware is genuine.
    #[derive(Eq, Default)]
    Identity by "verdict", unknown: Identity::unknown {
        /// Not checked yet, or by a word that this version doesn't know.
        #[default]
        Unchecked = "unchecked",
        /// The cluster has no certificates.
        NoCertificates = "no-certificates",
        /// Both chains end in pinned roots, and the key is the HSM's.
        Genuine = "genuine",
        /// As genuine as the roots that somebody supplied.
        GenuineIfRootsAre = "genuine-if-roots-are",
        /// Everything fits, and it is an emulator's.
        Emulated = "emulated",
        /// Nothing failed, but not enough could be checked.
        Incomplete = "incomplete" {
            /// Why, in words.
            reason: String = "reason",
        },
        /// A check failed.
        Failed = "failed" {
            /// Which one and why, in words.
            reason: String = "reason",
        },
    }
}

impl Identity {
    fn unknown(_: &str) -> Self {
        Self::Unchecked
    }

    /// The verdict in a few words, for pages and reports alike.
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::Unchecked => "not checked yet",
            Self::NoCertificates => "no certificates to check",
            Self::Genuine => "genuine",
            Self::GenuineIfRootsAre => "proven by a supplied root",
            Self::Emulated => "proven for an emulator",
            Self::Incomplete { .. } => "not checkable",
            Self::Failed { .. } => "not proven genuine",
        }
    }

    /// What the verdict rests on, where there is something to say.
    pub fn why(&self) -> Option<&str> {
        let why = match self {
            Self::Unchecked | Self::NoCertificates | Self::GenuineIfRootsAre => "",
            Self::Genuine => "Both chains end in pinned roots.",
            Self::Emulated => "Its roots are the emulator’s own.",
            Self::Incomplete { reason } | Self::Failed { reason } => reason,
        };
        Some(why).filter(|why| !why.is_empty())
    }
}

tagged_enum! {
    /// The newest READY backup of a cluster.
    #[derive(Default)]
    LatestBackup by "status", unknown: LatestBackup::unknown {
        /// The region's backups have not been listed yet.
        #[default]
        Unknown = "unknown",
        /// The region's backups can't be listed; the region's status has the error.
        Unavailable = "unavailable",
        /// There is no READY backup.
        None = "none",
        /// There is one.
        Ready = "ready" {
            /// Its ID.
            backup_id: String = "backupId",
            /// When it was made, if AWS reports it.
            created: Option<Timestamp> = "created",
        },
    }
}

impl LatestBackup {
    /// Of all backups of a cluster.
    pub fn of(backups: &[Backup]) -> Self {
        newest_ready(backups).map_or(Self::None, |backup| Self::Ready {
            backup_id: backup.backup_id.clone(),
            created: backup.create_timestamp.clone(),
        })
    }

    fn unknown(_: &str) -> Self {
        Self::Unknown
    }
}

wire_struct! {
    /// When something ends: a certificate, or a root that the identity check rests on.
    EndOfValidity {
        /// The slot's name, or the root's label.
        name: String = "name",
        /// The end of its validity.
        ends_at: Timestamp = "endsAt",
    }
}

wire_struct! {
    /// A cluster, and what the backend knows about it.
    FleetRow {
        /// As DescribeClusters returns it, but without `Certificates` and `PreCoPassword`.
        cluster: ListedCluster = "cluster",
        /// What of it could not be read, and what was expected.
        unreadable: Vec<String> = "unreadable"; optional,
        /// What is wrong with it or to be done, the most severe first.
        findings: Arc<[Finding]> = "findings",
        /// Whether its hardware is proven to be genuine.
        identity: Identity = "identity",
        /// The ends of the certificates in its slots; of several in one slot, the earliest.
        certificates: Vec<EndOfValidity> = "certificates",
        /// The ends of the roots that its identity check rests on.
        roots: Vec<EndOfValidity> = "roots",
        /// Its newest READY backup.
        latest_backup: LatestBackup = "latestBackup",
        /// It carries the deletion-protection tag.
        protected: bool = "protected",
        /// Its tags say that it is production.
        production: bool = "production",
    }
}

wire_struct! {
    /// How well the backend knows a region.
    RegionStatus {
        /// The region.
        region: String = "region",
        /// When the newest complete listing of its clusters ended; `null` before the first one.
        listed_at: Option<Timestamp> = "listedAt",
        /// A listing of its clusters is under way.
        listing: bool = "listing",
        /// What the newest try failed with; `null` after one that succeeded.
        error: Option<ApiError> = "error",
        /// When the backend tries again after an error.
        next_try_at: Option<Timestamp> = "nextTryAt",
        /// Clusters in the newest listing of which not even the ID can be read. They have no row.
        without_id: u64 = "withoutId",
        /// When the newest complete listing of its backups ended.
        backups_listed_at: Option<Timestamp> = "backupsListedAt",
        /// Why its backups can't be listed.
        backups_error: Option<ApiError> = "backupsError",
    }
}

tagged_enum! {
    /// One line of the stream.
    FleetEvent by "event", unknown: FleetEvent::unknown {
        /// Every row, region and attempt comes anew. Rows that are not sent before the next `at` are
        /// gone.
        Snapshot = "snapshot" {
            /// Names this run of the backend. Sequence numbers of another one mean nothing.
            stream: String = "stream",
        },
        /// What changed since the sequence number that the reader came with.
        Resumed = "resumed" {
            /// The same as before.
            stream: String = "stream",
        },
        /// Rows that are new or changed.
        Rows = "rows" {
            /// Their region.
            region: String = "region",
            /// The rows; each replaces the one before it.
            rows: Vec<FleetRow> = "rows",
        },
        /// Clusters that AWS no longer lists.
        Gone = "gone" {
            /// Their region.
            region: String = "region",
            /// Their IDs.
            clusters: Vec<String> = "clusters",
        },
        /// What is known of a region changed.
        Region = "region" {
            /// All of it.
            status: Box<RegionStatus> = "status",
        },
        /// Attempts that are new or changed.
        Attempts = "attempts" {
            /// Each replaces the one with its ID.
            attempts: Unread<Vec<Attempt>> = "attempts",
        },
        /// The reader has everything up to here. Also sent when nothing happened for a while.
        At = "at" {
            /// The sequence number to come back with.
            sequence: u64 = "sequence",
            /// The backend's clock.
            time: Timestamp = "time",
        },
        /// The backend ends the stream. The reader comes back, unless the session is over.
        End = "end" {
            /// Why, in words.
            reason: String = "reason",
        },
        /// A line of a later version.
        Unknown = "unknown",
    }
}

impl FleetEvent {
    fn unknown(_: &str) -> Self {
        Self::Unknown
    }
}
