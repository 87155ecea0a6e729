//! What the deletion of a backup loses.

use backend_api::WarningCode;
use cloudhsm_api::{Backup, BackupState, ClusterState};
use serde_json::Value;

use super::{snapshot::Snapshot, warning_list::Warnings};

pub(super) fn of_backup(warnings: &mut Warnings, snapshot: &Snapshot, backup_id: &str) {
    let Some(backup) = snapshot.backup(backup_id) else { return };
    let gone = snapshot.cluster.as_ref().is_none_or(|it| it.state == Some(ClusterState::Deleted));
    last_one(warnings, snapshot, backup, gone);
    if backup.never_expires == Some(true) {
        warnings.require_acknowledgement(
            WarningCode::NeverExpires,
            "This backup is set to never expire. Someone meant to keep it.",
            vec![],
        );
    }
    if let Some(policy) = &snapshot.policy {
        warnings.require_acknowledgement(
            WarningCode::SharedBackup,
            "A resource policy shares this backup. The accounts it names can no longer create \
             clusters from it.",
            principals(policy),
        );
    }
    copied(warnings, backup);
    if backup.backup_state == Some(BackupState::CreateInProgress) {
        warnings.in_transition("backup", Some(BackupState::CreateInProgress.as_str()));
    }
}

fn last_one(warnings: &mut Warnings, snapshot: &Snapshot, backup: &Backup, cluster_gone: bool) {
    let others = snapshot.backups.iter().filter(|it| it.backup_id != backup.backup_id);
    let others: Vec<_> = others.filter(|it| it.is_ready()).map(|it| it.backup_id.clone()).collect();
    if backup.is_ready() && others.is_empty() {
        let message = if cluster_gone {
            "This is the last READY backup in this region, and its cluster no longer exists. You \
             can restore it for 7 days; after that its keys are lost for good."
        } else {
            "This is the last READY backup of its cluster in this region. You can restore it for 7 \
             days. After that it is purged."
        };
        let cluster = backup.cluster_id.clone().into_iter().collect();
        warnings.require_acknowledgement(WarningCode::LastBackup, message, cluster);
    } else if cluster_gone && !others.is_empty() {
        warnings.info(
            WarningCode::ClusterGone,
            "The backup’s cluster no longer exists. Afterwards only these backups in this region \
             have its keys.",
            others,
        );
    }
}

fn copied(warnings: &mut Warnings, backup: &Backup) {
    let text = |member: &Option<String>| member.clone().filter(|text| !text.is_empty());
    let source = text(&backup.source_backup);
    let region = text(&backup.source_region);
    if source.is_some() || region.is_some() {
        let from = region.as_deref().unwrap_or("another region");
        warnings.info(
            WarningCode::CopiedBackup,
            format!(
                "This is a copy from {from}. The original is not deleted. Check in that region \
                 whether it still exists."
            ),
            source.into_iter().collect(),
        );
    }
}

/// Whom a resource policy names, in any of the forms that IAM allows:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
fn principals(policy: &Value) -> Vec<String> {
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let mut found = Vec::new();
    for principal in statements.iter().filter_map(|it| it.get("Principal")) {
        collect(principal, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn collect(principal: &Value, found: &mut Vec<String>) {
    match principal {
        Value::String(name) => found.push(name.clone()),
        Value::Array(names) => names.iter().for_each(|name| collect(name, found)),
        Value::Object(kinds) => kinds.values().for_each(|names| collect(names, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_of_a_principal_is_read() {
        let policy = json!({"Statement": [
            {"Principal": {"AWS": ["arn:aws:iam::1:root", "2"], "Service": "s.amazonaws.com"}},
            {"Principal": "*"},
            {"Principal": {"AWS": "2"}},
            {"Action": "cloudhsm:DescribeBackups"},
        ]});
        assert_eq!(principals(&policy), ["*", "2", "arn:aws:iam::1:root", "s.amazonaws.com"]);
        assert_eq!(principals(&json!({"Statement": {"Principal": "*"}})), ["*"]);
        assert!(principals(&json!([])).is_empty());
    }
}
