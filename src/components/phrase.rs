//! A finding in two or three words, for the list and the palette. The whole fact is a click away.

use cluster_health::{Kind, Severity};

/// What a finding is called where there is no room for its fact.
pub fn phrase(kind: Kind, severity: Severity) -> &'static str {
    match kind {
        Kind::Degraded => "Degraded",
        Kind::Identity => "Identity check failed",
        Kind::NoReadyBackup => "No READY backup",
        Kind::OldBackup => "Old backup",
        Kind::NoHsm => "No active HSM",
        Kind::SingleHsm => "Single HSM",
        Kind::SingleZone => "Single AZ",
        Kind::ZoneWithoutHsm => "AZ without an HSM",
        Kind::Certificate if severity == Severity::Bad => "Certificate expired",
        Kind::Certificate => "Certificate expires",
        Kind::EndOfSupport => "End of support",
        Kind::BackupEnds => "Backup expires",
        Kind::BackupsStay => "Backups never expire",
        Kind::FirstHsm => "No CSR yet",
        Kind::Csr => "CSR not signed",
        Kind::Activation => "Not activated",
        Kind::Restored => "Restored, not ACTIVE",
        Kind::UnknownState => "Unknown state",
        Kind::Unreadable => "Partly unreadable",
    }
}
