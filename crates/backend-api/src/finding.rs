//! A finding: a fact about a cluster, how soon a person should look, and what to do about it.
//!
//! The backend makes them by the rules of `cluster-health`; the list, the cluster's page, the plan and
//! the posture report show the same ones. Must not know a rule.

use std::sync::Arc;

use crate::wire::{closed_enum, wire_struct};

closed_enum! {
    /// How severe a finding is, the most severe first.
    Severity {
        /// Something is lost or broken.
        Bad = "problem",
        /// One more failure away from that.
        Warn = "warning",
        /// The cluster waits for a person's action.
        ToDo = "to-do",
        /// Good to know.
        Info = "info",
    }
}

closed_enum! {
    /// What a finding is about; its name is also the word in a filter.
    FindingKind {
        /// The cluster or one of its HSMs is DEGRADED.
        Degraded = "degraded",
        /// The certificates don't prove that the hardware is genuine: a check failed.
        Identity = "identity",
        /// No backup is READY.
        NoReadyBackup = "no-backup",
        /// The newest READY backup is old.
        OldBackup = "old-backup",
        /// No active HSM.
        NoHsm = "no-hsm",
        /// Only one active HSM.
        SingleHsm = "single-hsm",
        /// All HSMs are in one Availability Zone.
        SingleZone = "single-az",
        /// A zone of the subnet mapping has no HSM.
        ZoneWithoutHsm = "az-without-hsm",
        /// A certificate ends soon, or has ended.
        Certificate = "certificate",
        /// AWS ends, or ended, the support of the HSM type.
        EndOfSupport = "end-of-support",
        /// A backup ends soon.
        BackupEnds = "backup-ends",
        /// Backups are kept until somebody deletes them.
        BackupsStay = "backups-stay",
        /// No HSM yet, or no CSR yet.
        FirstHsm = "first-hsm",
        /// The CSR isn't signed yet.
        Csr = "csr",
        /// Not activated yet.
        Activation = "activation",
        /// Restored from a backup, and not ACTIVE yet.
        Restored = "restored",
        /// The cluster or one of its HSMs is in a state that this version does not know.
        UnknownState = "unknown-state",
        /// AWS sent something in a form that can't be read.
        Unreadable = "unreadable",
    }
}

wire_struct! {
    /// One finding.
    #[derive(Eq)]
    Finding {
        /// What it is about.
        kind: FindingKind = "kind",
        /// How soon a person should look.
        severity: Severity = "severity",
        /// The fact, in one sentence.
        fact: String = "fact",
        // There are few of them, so a reader of many findings keeps each once.
        /// What to do about it.
        advice: Arc<str> = "advice",
    }
}
