//! What a change costs, ends or can't take back.

use backend_api::{WarningCode, ended_by_retention};
use cloudhsm_api::{Backup, Cluster, Timestamp};

use super::{Change, NewCluster, backups, certificates, migration};
use crate::{
    clock::epoch_millis,
    guard::{
        GuardRules,
        evidence_lost::evidence,
        snapshot::Snapshot,
        warning_list::{TAGGED_AS_PRODUCTION, Warnings},
    },
};

/// Puts them on the list.
pub(crate) fn warn(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    change: &Change,
    rules: &GuardRules,
) {
    if let Change::Backup(change) = change {
        return backups::warn(warnings, snapshot, change, rules);
    }
    match &snapshot.room {
        Some(room) => room.warn(warnings),
        None if matches!(change, Change::CreateCluster(_) | Change::CreateHsm { .. }) => {
            let message =
                "Service Quotas and EC2 weren’t asked for this plan. Refresh it to ask them.";
            warnings.info(WarningCode::QuotaUnknown, message, vec![]);
        }
        None => {}
    }
    if let Change::CreateCluster(new) = change {
        return creation(warnings, snapshot, new);
    }
    let Some(cluster) = &snapshot.cluster else { return };
    match change {
        Change::CreateCluster(_) | Change::Backup(_) => {}
        Change::CreateHsm { .. } => {
            billed(warnings, "AWS bills the HSM by the hour, from now until it is deleted.");
        }
        Change::Initialize { signed_cert, trust_anchor, .. } => {
            warnings.require_acknowledgement(
                WarningCode::ForLife,
                "A cluster is initialized once. The trust anchor can’t be changed later, and every \
                 client needs it, also after a restore from a backup. Keep the CA’s certificate for \
                 as long as there are backups.",
                vec![],
            );
            if let Some(backup) = cluster.source_backup() {
                warnings.require_acknowledgement(
                    WarningCode::FromBackup,
                    "The cluster was created from a backup, and gets its keys, users and certificate \
                     from that. AWS’s guide initializes new clusters only.",
                    vec![backup.to_owned()],
                );
            }
            certificates::doubts(warnings, snapshot, signed_cert, trust_anchor);
            evidence(warnings, cluster);
        }
        Change::Retention { days, .. } => backups_end(warnings, snapshot, cluster, *days, rules),
        Change::HsmType { hsm_type, .. } => hsm_type_change(warnings, cluster, hsm_type, rules),
    }
    let state = cluster.state.as_ref().map(cloudhsm_api::ClusterState::as_str);
    if !super::is_migrating(cluster)
        && let Some(state) = state.filter(|it| it.ends_with("_IN_PROGRESS"))
    {
        let message =
            format!("The cluster is {state}. AWS may refuse the change until that is done.");
        warnings.info(WarningCode::InTransition, message, vec![state.to_owned()]);
    }
}

fn billed(warnings: &mut Warnings, message: &str) {
    warnings.info(
        WarningCode::BilledByTheHour,
        message,
        vec!["https://aws.amazon.com/cloudhsm/pricing/".to_owned()],
    );
}

/// Which backups a shorter retention ends, by ID and day.
fn backups_end(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    cluster: &Cluster,
    days: u32,
    rules: &GuardRules,
) {
    let made = |backup: &&Backup| {
        let made = backup.create_timestamp.as_ref().map(Timestamp::utc);
        format!("{}: made on {}", backup.backup_id, made.as_deref().unwrap_or("an unknown day"))
    };
    let now = epoch_millis(snapshot.read_at);
    let ended = ended_by_retention(&snapshot.backups, cluster, days, now);
    let ended: Vec<_> = ended.iter().map(made).collect();
    if ended.is_empty() {
        return;
    }
    let message = match ended.len() {
        1 => format!("With {days} days, the retention of one backup is over. AWS deletes it."),
        count => {
            format!("With {days} days, the retention of {count} backups is over. AWS deletes them.")
        }
    };
    warnings.require_acknowledgement(WarningCode::BackupsPurged, message, ended);
    let tags = rules.production_tags.among(&cluster.tag_list);
    warnings.production(&tags, TAGGED_AS_PRODUCTION);
}

fn hsm_type_change(warnings: &mut Warnings, cluster: &Cluster, hsm_type: &str, rules: &GuardRules) {
    let count = cluster.present_hsms().count();
    let is_back = migration::is_rollback(cluster, hsm_type);
    let time = format!(
        "AWS replaces {} one after the other, about 30 minutes each; each gets a new ID and keeps its \
         IP address. Meanwhile clients can write little, and no HSM can be added or deleted.",
        if count == 1 { "the HSM".to_owned() } else { format!("the {count} HSMs") }
    );
    warnings.require_acknowledgement(WarningCode::LimitedWrites, time, vec![]);
    if is_back {
        warnings.require_acknowledgement(
            WarningCode::NewKeysLost,
            "Keys, users and other changes made since the migration began are lost: AWS restores the \
             backup from before it.",
            vec![],
        );
    } else {
        warnings.require_acknowledgement(
            WarningCode::ClientVersions,
            "AWS requires that all clients of the last 7 days have SDK 5.9 or newer (5.13 for ECDSA \
             verify). That can’t be seen from here: check your clients.",
            vec![],
        );
        warnings.info(
            WarningCode::ForLife,
            "For 24 hours from its start the migration can be rolled back. Afterwards it can’t.",
            vec![],
        );
    }
    let tags = rules.production_tags.among(&cluster.tag_list);
    warnings.production(&tags, TAGGED_AS_PRODUCTION);
}

fn creation(warnings: &mut Warnings, snapshot: &Snapshot, new: &NewCluster) {
    warnings.info(
        WarningCode::ForLife,
        "Mode, network type and subnets can’t be changed later.",
        vec![],
    );
    billed(warnings, "A cluster without HSMs costs nothing. AWS bills each HSM by the hour.");
    if let Some(arn) = new.source_backup.as_deref().filter(|id| snapshot.backup(id).is_none()) {
        warnings.info(
            WarningCode::BackupUnknown,
            "The backup belongs to another account or can’t be read, so its state and mode aren’t \
             checked here.",
            vec![arn.to_owned()],
        );
    }
}
