//! What a change changes, member by member, before and after.

use backend_api::PlannedChange;
use cloudhsm_api::{BackupRetentionPolicy, ClusterState};

use super::{Change, backups, certificates};
use crate::guard::snapshot::Snapshot;

/// In AWS's words.
pub(crate) fn effects(snapshot: &Snapshot, change: &Change) -> Vec<PlannedChange> {
    let cluster = snapshot.cluster.as_ref();
    let one = |what: &str, before: Option<String>, after: &str| PlannedChange {
        what: what.to_owned(),
        before,
        after: Some(after.to_owned()),
    };
    let state = || cluster.and_then(|it| it.state.as_ref()).map(ClusterState::as_str);
    match change {
        Change::CreateCluster(new) => {
            let mut all = vec![one("HsmType", None, &new.hsm_type)];
            let mut add = |what: &str, after: Option<&str>| {
                all.extend(after.map(|after| one(what, None, after)));
            };
            add("SubnetIds", Some(&new.subnets.join(", ")));
            add("SourceBackupId", new.source_backup.as_deref());
            add("Mode", new.mode.as_deref());
            add("NetworkType", new.network_type.as_deref());
            add("BackupRetentionPolicy", Some(&days(new.retention_days.unwrap_or(90))));
            let tags = new.tags.iter().map(|(key, value)| [key, "=", value].concat());
            let tags: Vec<_> = tags.collect();
            add("TagList", (!tags.is_empty()).then(|| tags.join(", ")).as_deref());
            all
        }
        Change::Backup(change) => backups::effects(snapshot, change),
        Change::CreateHsm { zone, ip, .. } => {
            let there = cluster.map_or(0, |it| it.present_hsms().count());
            let where_it_is = match ip {
                Some(ip) => format!("{} – one more in {zone} at {ip}", there + 1),
                None => format!("{} – one more in {zone}", there + 1),
            };
            vec![one("Hsms", Some(there.to_string()), &where_it_is)]
        }
        Change::Initialize { signed_cert, trust_anchor, .. } => vec![
            one("State", state().map(str::to_owned), ClusterState::Initialized.as_str()),
            one("SignedCert", None, &certificates::named(signed_cert)),
            one("TrustAnchor", None, &certificates::named(trust_anchor)),
        ],
        Change::Retention { days: wanted, .. } => {
            let policy = cluster.and_then(|it| it.backup_retention_policy.as_ref());
            let now =
                policy.map(|it| it.days().map_or_else(|| BackupRetentionPolicy::as_sent(it), days));
            vec![one("BackupRetentionPolicy", now, &days(*wanted))]
        }
        Change::HsmType { hsm_type, .. } => {
            vec![one("HsmType", cluster.and_then(|it| it.hsm_type.clone()), hsm_type)]
        }
    }
}

fn days(days: u32) -> String {
    format!("{days} days")
}
