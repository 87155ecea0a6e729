//! The facts of the API that a finding rests on.

use backend_api::{EndOfValidity, FindingKind, Identity, PostureEvidence};
use cloudhsm_api::{Backup, Cluster, ClusterState, HsmState, Timestamp};
use cluster_health::CertificateFacts;

use super::backup_facts;

/// What is known of a cluster.
pub(super) struct Evidence<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) backups: &'a [Backup],
    pub(super) certificates: &'a CertificateFacts,
    pub(super) identity: &'a Identity,
    pub(super) roots: &'a [EndOfValidity],
}

fn fact(name: &str, value: impl Into<String>) -> PostureEvidence {
    PostureEvidence { name: name.to_owned(), value: value.into() }
}

impl Evidence<'_> {
    /// What a finding of this kind rests on.
    pub(super) fn of(&self, kind: FindingKind) -> Vec<PostureEvidence> {
        use FindingKind as Kind;
        let mut facts = vec![self.state()];
        match kind {
            Kind::Degraded | Kind::UnknownState => facts.extend(self.hsms()),
            Kind::NoHsm | Kind::SingleHsm | Kind::SingleZone | Kind::ZoneWithoutHsm => {
                facts.extend(self.hsms());
                let zones = self.cluster.subnet_mapping.iter();
                let zones: Vec<_> =
                    zones.map(|(zone, subnet)| format!("{zone}: {subnet}")).collect();
                facts.push(fact("SubnetMapping", or_none(zones.join(", "))));
            }
            Kind::NoReadyBackup | Kind::OldBackup | Kind::BackupEnds => {
                facts.extend(
                    self.cluster
                        .backup_retention_policy
                        .as_ref()
                        .map(|policy| fact("BackupRetentionPolicy", policy.as_sent())),
                );
                facts.extend(backup_facts::listed(self.backups));
            }
            Kind::BackupsStay => facts.extend(backup_facts::staying(self.backups)),
            Kind::Identity | Kind::Certificate => facts.extend(self.validity()),
            Kind::EndOfSupport => {
                facts.push(fact(
                    "HsmType",
                    or_none(self.cluster.hsm_type.clone().unwrap_or_default()),
                ));
            }
            Kind::FirstHsm | Kind::Csr | Kind::Activation | Kind::Restored => {
                facts.extend(self.hsms());
                let csr = if self.certificates.has_csr { "present" } else { "none" };
                facts.push(fact("ClusterCsr", csr));
                facts.extend(self.cluster.source_backup().map(|id| fact("SourceBackupId", id)));
                facts.push(fact("Identity check", identity(self.identity)));
            }
            Kind::Unreadable => {
                facts.extend(self.cluster.unreadable.iter().map(|it| fact("Unreadable", it)));
            }
        }
        facts
    }

    fn state(&self) -> PostureEvidence {
        let state = self.cluster.state.as_ref().map_or("none", ClusterState::as_str);
        let message = self.cluster.state_message.as_deref().filter(|it| !it.is_empty());
        let said = message.map_or_else(|| state.to_owned(), |said| format!("{state}: {said}"));
        fact("State", said)
    }

    fn hsms(&self) -> Vec<PostureEvidence> {
        if self.cluster.hsms.is_empty() {
            return vec![fact("Hsms", "none")];
        }
        let hsm = |hsm: &cloudhsm_api::Hsm| {
            let state = hsm.state.as_ref().map_or("no state", HsmState::as_str);
            let zone = hsm.availability_zone.as_deref().unwrap_or("an unknown zone");
            fact(&hsm.hsm_id, format!("{state} in {zone}"))
        };
        self.cluster.hsms.iter().map(hsm).collect()
    }

    fn validity(&self) -> Vec<PostureEvidence> {
        let mut facts = vec![fact("Identity check", identity(self.identity))];
        let ends = self.certificates.ends.iter().map(|&(slot, millis)| {
            fact(slot.name(), format!("ends {}", Timestamp::EpochMillis(millis).to_rfc3339()))
        });
        facts.extend(ends);
        let roots = self.roots.iter();
        facts.extend(
            roots.map(|it| fact(&it.name, format!("root, ends {}", it.ends_at.to_rfc3339()))),
        );
        facts
    }
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

/// The verdict of the identity check in words.
pub(super) fn identity(identity: &Identity) -> String {
    match identity {
        Identity::Incomplete { reason } | Identity::Failed { reason } => {
            format!("{}: {reason}", identity.in_words())
        }
        known => known.in_words().to_owned(),
    }
}
