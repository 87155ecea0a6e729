//! What a deletion loses, or what the person should know first.
//!
//! What loses keys, or affects production, must be acknowledged by name. The rest informs: a dialog
//! that requires a tick for everything teaches people to tick without reading.

use backend_api::{
    BackupExpiry, LastHsm, SurvivingBackup, Warning, WarningCode, newest_ready, survives,
};
use cloudhsm_api::{Backup, BackupState, Cluster, ClusterState, HsmState, Tag, Timestamp};
use cluster_health::words;

use super::{
    GuardRules, Target,
    backup_warnings::of_backup,
    change, copies,
    evidence_lost::evidence,
    key_stores, recent_use,
    seen::is_without_keys,
    snapshot::Snapshot,
    survivors::created,
    warning_list::{TAGGED_AS_PRODUCTION, Warnings},
};

/// The warnings of a plan, those to acknowledge first.
pub(crate) fn warnings(
    snapshot: &Snapshot,
    target: &Target,
    survivors: &[SurvivingBackup],
    rules: &GuardRules,
) -> Vec<Warning> {
    let mut warnings = Warnings::default();
    match (target, &snapshot.cluster) {
        (Target::Cluster { .. }, Some(cluster)) => {
            of_cluster(&mut warnings, snapshot, cluster, survivors);
        }
        (Target::Hsm { hsm_id, .. }, Some(cluster)) => {
            of_hsms(&mut warnings, snapshot, cluster, &[hsm_id]);
        }
        (Target::Hsms { hsms, .. }, Some(cluster)) => {
            let ids: Vec<_> = hsms.as_slice().iter().map(String::as_str).collect();
            of_hsms(&mut warnings, snapshot, cluster, &ids);
        }
        (Target::Backup { backup_id }, _) => of_backup(&mut warnings, snapshot, backup_id),
        (Target::Change(change), _) => {
            change::warn(&mut warnings, snapshot, change, rules);
            return warnings.sorted();
        }
        _ => {}
    }
    let can_have_keys = snapshot.cluster.as_ref().is_some_and(|it| !is_without_keys(it));
    key_stores::warn(&mut warnings, snapshot, target, rules, can_have_keys);
    recent_use::warn(&mut warnings, snapshot, target, rules);
    let can_have_keys = can_have_keys || target.backup_id().is_some();
    copies::warn(&mut warnings, snapshot, target, rules, can_have_keys);
    production(&mut warnings, snapshot, target, rules);
    warnings.sorted()
}

fn of_cluster(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    cluster: &Cluster,
    survivors: &[SurvivingBackup],
) {
    if is_without_keys(cluster) {
        not_initialized(warnings, cluster);
    } else {
        match newest_ready(&snapshot.backups) {
            None => warnings.require_acknowledgement(
                WarningCode::NoReadyBackup,
                [words::NO_READY_BACKUP, &copies::fate(snapshot)].join(" "),
                vec![],
            ),
            Some(newest) => {
                outdated(warnings, snapshot, cluster, newest);
                unknown_state(warnings, cluster, newest);
            }
        }
    }
    let expiring: Vec<_> = survivors
        .iter()
        .filter_map(|backup| match &backup.expiry {
            BackupExpiry::Retention { expires_at, .. } => {
                Some(format!("{}: retention ends {}", backup.backup_id, expires_at.to_rfc3339()))
            }
            _ => None,
        })
        .collect();
    if !expiring.is_empty() {
        warnings.info(
            WarningCode::BackupsExpire,
            "The backups are kept, but the retention policy deletes some of them later.",
            expiring,
        );
    }
    evidence(warnings, cluster);
    warnings.in_transition("cluster", cluster.state.as_ref().map(ClusterState::as_str));
    if snapshot.last_cluster == Some(true) {
        let message = "This is the last cluster of the region.";
        warnings.info(WarningCode::LastCluster, message, vec![]);
    }
}

fn of_hsms(warnings: &mut Warnings, snapshot: &Snapshot, cluster: &Cluster, ids: &[&str]) {
    let last = LastHsm::of(cluster, ids);
    let is_very_last = last == Some(LastHsm::NoneLeft);
    let state = cluster.state.as_ref().map_or("unknown", ClusterState::as_str);
    if is_without_keys(cluster) {
        not_initialized(warnings, cluster);
    } else {
        if cluster.state != Some(ClusterState::Active) {
            warnings.require_acknowledgement(
                WarningCode::NoFinalBackup,
                format!(
                    "The cluster is {state}. AWS only backs up ACTIVE clusters before deleting an \
                     HSM. Keys created since the last backup may be lost."
                ),
                newest_ready(&snapshot.backups)
                    .map(|it| it.backup_id.clone())
                    .into_iter()
                    .collect(),
            );
            if is_very_last && newest_ready(&snapshot.backups).is_none() {
                warnings.require_acknowledgement(
                    WarningCode::NoReadyBackup,
                    [words::NO_READY_BACKUP, "This is the last HSM. All keys are lost for good."]
                        .join(" "),
                    vec![],
                );
            }
        }
        // A cluster that was never initialized serves no keys.
        warnings.extend(last.map(LastHsm::warning));
    }
    if is_very_last && cluster.state.as_ref().is_some_and(ClusterState::is_before_initialization) {
        evidence(warnings, cluster);
    }
    warnings.in_transition("cluster", cluster.state.as_ref().map(ClusterState::as_str));
    if cluster.state.as_ref().is_none_or(|state| !state.is_in_transition()) {
        for hsm in ids.iter().filter_map(|id| snapshot.hsm(id)) {
            warnings.in_transition("HSM", hsm.state.as_ref().map(HsmState::as_str));
        }
    }
}

fn production(warnings: &mut Warnings, snapshot: &Snapshot, target: &Target, rules: &GuardRules) {
    let mut tags: Vec<&Tag> = rules.production_tags.among(snapshot.tags_of(target));
    let cluster = snapshot.cluster.as_ref().filter(|_| target.backup_id().is_some());
    tags.extend(cluster.iter().flat_map(|it| rules.production_tags.among(&it.tag_list)));
    let message = match target {
        Target::Backup { .. } => "The backup or its cluster is tagged as production.",
        _ => TAGGED_AS_PRODUCTION,
    };
    warnings.production(&tags, message);
}

fn not_initialized(warnings: &mut Warnings, cluster: &Cluster) {
    warnings.info(
        WarningCode::NotInitialized,
        "The cluster was never initialized. It has no keys of yours.",
        cluster.state.iter().map(|state| state.as_str().to_owned()).collect(),
    );
}

/// A newer backup that can't be restored, or a backup from before the cluster, is a sign that the
/// latest one that can be doesn't have everything.
fn outdated(warnings: &mut Warnings, snapshot: &Snapshot, cluster: &Cluster, newest: &Backup) {
    let made = created(newest);
    let lost: Vec<_> = snapshot
        .backups
        .iter()
        .filter(|other| {
            // A copy in progress says nothing about what its source has.
            survives(other)
                && matches!(
                    other.backup_state,
                    Some(BackupState::PendingDeletion | BackupState::CreateInProgress)
                )
                && created(other) > made
        })
        .map(|other| {
            let state = other.backup_state.as_ref().map_or("unknown", BackupState::as_str);
            format!("{} ({state})", other.backup_id)
        })
        .collect();
    let cluster_made = cluster.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    let when = newest.create_timestamp.as_ref().map(Timestamp::to_rfc3339);
    let when = when.unwrap_or_else(|| "an unknown time".to_owned());
    if !lost.is_empty() {
        warnings.require_acknowledgement(
            WarningCode::BackupOutdated,
            format!("{}. Newer backups are not READY.", words::latest_ready_backup(&when)),
            lost,
        );
    } else if made.is_some() && made < cluster_made {
        warnings.require_acknowledgement(
            WarningCode::BackupOutdated,
            format!("{}, before this cluster was created.", words::latest_ready_backup(&when)),
            vec![newest.backup_id.clone()],
        );
    }
}

/// It isn't known whether AWS still backs up a cluster in a state that this program doesn't know.
fn unknown_state(warnings: &mut Warnings, cluster: &Cluster, newest: &Backup) {
    let Some(ClusterState::Unknown(state)) = &cluster.state else { return };
    let when = newest.create_timestamp.as_ref().map(Timestamp::to_rfc3339);
    let when = when.unwrap_or_else(|| "an unknown time".to_owned());
    let in_aws_words = cluster.state_message.iter().filter(|text| !text.is_empty());
    warnings.require_acknowledgement(
        WarningCode::UnknownState,
        format!(
            "This console doesn’t know the state {state}. {}. Keys created since then may be lost.",
            words::latest_ready_backup(&when)
        ),
        in_aws_words.cloned().collect(),
    );
}
