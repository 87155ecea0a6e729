//! What each operation does to what is there.

use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::forward::Answer;

use super::{
    Region, State,
    answering::{refusal, success},
};

impl State {
    pub(super) fn carry_out(&mut self, operation: Operation, input: &Value) -> Answer {
        match operation {
            Operation::DescribeClusters => {
                self.delete_hsms_on();
                page(&self.clusters, input, &[("clusterIds", "ClusterId")], "Clusters", 25)
            }
            Operation::DescribeBackups => {
                let filters = [("clusterIds", "ClusterId"), ("backupIds", "BackupId")];
                // Small pages, so that whoever reads only the first is found out.
                page(&self.backups, input, &filters, "Backups", 2)
            }
            Operation::DeleteCluster => {
                let Some(found) =
                    self.clusters.iter_mut().find(|it| it["ClusterId"] == input["ClusterId"])
                else {
                    return refusal("CloudHsmResourceNotFoundException", "No such cluster.");
                };
                found["State"] = "DELETE_IN_PROGRESS".into();
                success(&json!({ "Cluster": found }))
            }
            Operation::DeleteHsm => {
                let hsms = self.clusters.iter_mut().filter_map(|it| it["Hsms"].as_array_mut());
                for hsm in hsms.flatten().filter(|hsm| hsm["HsmId"] == input["HsmId"]) {
                    hsm["State"] = "DELETE_IN_PROGRESS".into();
                    hsm["Readings"] = 3.into();
                }
                success(&json!({ "HsmId": input["HsmId"] }))
            }
            Operation::DeleteBackup | Operation::RestoreBackup => {
                let Some(found) =
                    self.backups.iter_mut().find(|it| it["BackupId"] == input["BackupId"])
                else {
                    return refusal("CloudHsmResourceNotFoundException", "No such backup.");
                };
                let deleted = operation == Operation::DeleteBackup;
                found["BackupState"] = if deleted { "PENDING_DELETION" } else { "READY" }.into();
                success(&json!({ "Backup": found }))
            }
            Operation::CreateCluster => self.create_cluster(input),
            Operation::CreateHsm | Operation::ModifyCluster | Operation::InitializeCluster => {
                self.change_cluster(operation, input)
            }
            Operation::TagResource | Operation::UntagResource => self.change_tags(input),
            Operation::GetResourcePolicy => match &self.policy {
                Some(policy) => success(&json!({ "Policy": policy.to_string() })),
                None => refusal("CloudHsmResourceNotFoundException", "No policy."),
            },
            Operation::PutResourcePolicy => {
                let policy = input["Policy"].clone();
                self.policy = serde_json::from_str(policy.as_str().unwrap()).ok();
                success(&json!({ "ResourceArn": input["ResourceArn"], "Policy": policy }))
            }
            Operation::DeleteResourcePolicy => {
                self.policy = None;
                success(&json!({ "ResourceArn": input["ResourceArn"] }))
            }
            Operation::ModifyBackupAttributes => {
                let is_it = |it: &&mut Value| it["BackupId"] == input["BackupId"];
                let found = self.backups.iter_mut().find(is_it).unwrap();
                found["NeverExpires"] = input["NeverExpires"].clone();
                success(&json!({ "Backup": found }))
            }
            Operation::CopyBackupToRegion => self.copy_backup(input),
            Operation::ListTags => success(&json!({})),
        }
    }
}

impl State {
    /// What is being deleted is gone after a few readings.
    fn delete_hsms_on(&mut self) {
        for hsms in self.clusters.iter_mut().filter_map(|it| it["Hsms"].as_array_mut()) {
            for hsm in hsms.iter_mut() {
                if let Some(left) = hsm["Readings"].as_u64() {
                    hsm["Readings"] = left.saturating_sub(1).into();
                }
            }
            hsms.retain(|hsm| hsm["Readings"] != 0);
        }
    }

    fn create_cluster(&mut self, input: &Value) -> Answer {
        let id = format!("cluster-new{:08}", self.clusters.len());
        let subnets = input["SubnetIds"].as_array().unwrap();
        let zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
        let mapping: serde_json::Map<_, _> =
            zones.iter().map(|zone| (*zone).to_owned()).zip(subnets.iter().cloned()).collect();
        self.clusters.push(json!({
            "ClusterId": id, "State": "CREATE_IN_PROGRESS", "HsmType": input["HsmType"],
            "SubnetMapping": mapping, "Hsms": [], "TagList": [],
            "SourceBackupId": input["SourceBackupId"],
        }));
        success(&json!({ "Cluster": self.clusters.last() }))
    }

    fn change_cluster(&mut self, operation: Operation, input: &Value) -> Answer {
        let is_it = |it: &&mut Value| it["ClusterId"] == input["ClusterId"];
        let Some(found) = self.clusters.iter_mut().find(is_it) else {
            return refusal("CloudHsmResourceNotFoundException", "No such cluster.");
        };
        match operation {
            Operation::CreateHsm => {
                let hsms = found["Hsms"].as_array_mut().unwrap();
                let hsm = json!({
                    "HsmId": format!("hsm-new{:08}", hsms.len()), "State": "CREATE_IN_PROGRESS",
                    "AvailabilityZone": input["AvailabilityZone"], "EniIp": input["IpAddress"],
                });
                hsms.push(hsm.clone());
                success(&json!({ "Hsm": hsm }))
            }
            Operation::InitializeCluster => {
                found["State"] = "INITIALIZE_IN_PROGRESS".into();
                success(&json!({ "State": "INITIALIZE_IN_PROGRESS" }))
            }
            _ => {
                if !input["BackupRetentionPolicy"].is_null() {
                    found["BackupRetentionPolicy"] = input["BackupRetentionPolicy"].clone();
                }
                if !input["HsmType"].is_null() {
                    found["State"] = "MODIFY_IN_PROGRESS".into();
                }
                success(&json!({ "Cluster": found }))
            }
        }
    }

    /// AWS's answer names no copy.
    fn copy_backup(&mut self, input: &Value) -> Answer {
        let destination = input["DestinationRegion"].as_str().unwrap();
        if let Some(Region::Has(_, backups, _)) = self.regions.get_mut(destination) {
            backups.push(json!({
                "BackupId": format!("backup-copy{:07}", backups.len()),
                "BackupState": "CREATE_IN_PROGRESS", "SourceBackup": input["BackupId"],
            }));
        }
        success(&json!({ "DestinationBackup": { "SourceBackup": input["BackupId"] } }))
    }

    fn change_tags(&mut self, input: &Value) -> Answer {
        let is_it = |it: &&mut Value| {
            it["ClusterId"] == input["ResourceId"] && it.get("BackupId").is_none()
                || it["BackupId"] == input["ResourceId"]
        };
        let Some(found) = self.clusters.iter_mut().chain(&mut self.backups).find(is_it) else {
            return refusal("CloudHsmResourceNotFoundException", "No such resource.");
        };
        let tags = found["TagList"].as_array_mut().unwrap();
        let set = input["TagList"].as_array().cloned().unwrap_or_default();
        let mut gone = input["TagKeyList"].as_array().cloned().unwrap_or_default();
        gone.extend(set.iter().map(|tag| tag["Key"].clone()));
        tags.retain(|tag| !gone.contains(&tag["Key"]));
        tags.extend(set);
        success(&json!({}))
    }
}

pub(super) fn page(
    all: &[Value],
    input: &Value,
    filters: &[(&str, &str)],
    member: &str,
    size: usize,
) -> Answer {
    let matches = |element: &&Value| {
        filters.iter().all(|(filter, member)| {
            input["Filters"][filter]
                .as_array()
                .is_none_or(|values| values.contains(&element[*member]))
        })
    };
    let found: Vec<_> = all.iter().filter(matches).cloned().collect();
    let start = input["NextToken"].as_str().map_or(0, |token| token.parse().unwrap());
    let end = found.len().min(start + size);
    let next = (end < found.len()).then(|| end.to_string());
    success(&json!({ member: found[start..end], "NextToken": next }))
}
