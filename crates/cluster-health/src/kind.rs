//! What findings are about, and the words by which a filter names them.

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The cluster or one of its HSMs is DEGRADED.
    Degraded,
    /// No backup is READY.
    NoReadyBackup,
    /// No active HSM.
    NoHsm,
    /// Only one active HSM.
    SingleHsm,
    /// All HSMs are in one Availability Zone.
    SingleZone,
    /// A zone of the subnet mapping has no HSM.
    ZoneWithoutHsm,
    /// A certificate ends soon, or has ended.
    Certificate,
    /// A backup ends soon.
    BackupEnds,
    /// No HSM yet, or no CSR yet.
    FirstHsm,
    /// The CSR isn't signed yet.
    Csr,
    /// Not activated yet.
    Activation,
    /// Restored from a backup, and not ACTIVE yet.
    Restored,
    /// The cluster or one of its HSMs is in a state that this version does not know.
    UnknownState,
    /// AWS sent something in a form that can't be read.
    Unreadable,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Degraded,
        Self::NoReadyBackup,
        Self::NoHsm,
        Self::SingleHsm,
        Self::SingleZone,
        Self::ZoneWithoutHsm,
        Self::Certificate,
        Self::BackupEnds,
        Self::FirstHsm,
        Self::Csr,
        Self::Activation,
        Self::Restored,
        Self::UnknownState,
        Self::Unreadable,
    ];

    /// The word in a filter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Degraded => "degraded",
            Self::NoReadyBackup => "no-backup",
            Self::NoHsm => "no-hsm",
            Self::SingleHsm => "single-hsm",
            Self::SingleZone => "single-az",
            Self::ZoneWithoutHsm => "az-without-hsm",
            Self::Certificate => "certificate",
            Self::BackupEnds => "backup-ends",
            Self::FirstHsm => "first-hsm",
            Self::Csr => "csr",
            Self::Activation => "activation",
            Self::Restored => "restored",
            Self::UnknownState => "unknown-state",
            Self::Unreadable => "unreadable",
        }
    }

    pub(crate) fn bit(self) -> u16 {
        1 << self as u16
    }
}
