//! The command that creates a cluster like the one that goes, from a backup that stays.

use backend_api::{DeletionPlan, shell_word};
use cloudhsm_api::Cluster;

/// The command, with everything in it that the API told of the cluster.
pub(super) fn command(plan: &DeletionPlan, backup_id: &str) -> String {
    let nothing = Cluster::default();
    let cluster = plan.cluster.as_deref().unwrap_or(&nothing);
    let mut words = vec!["aws cloudhsmv2 create-cluster".to_owned()];
    words.push(["--source-backup-id ", &shell_word(backup_id)].concat());
    let hsm_type = cluster.hsm_type.as_deref().unwrap_or("HSM_TYPE");
    words.push(["--hsm-type ", &shell_word(hsm_type)].concat());
    let subnets: Vec<_> =
        cluster.subnet_mapping.values().map(|subnet| shell_word(subnet)).collect();
    let subnets = if subnets.is_empty() { "SUBNET_ID".to_owned() } else { subnets.join(" ") };
    words.push(["--subnet-ids ", &subnets].concat());
    if let Some(mode) = &cluster.mode {
        words.push(["--mode ", &shell_word(mode.as_str())].concat());
    }
    if let Some(network) = &cluster.network_type {
        words.push(["--network-type ", &shell_word(network.as_str())].concat());
    }
    if let Some(policy) = &cluster.backup_retention_policy
        && let (Some(kind), Some(value)) = (&policy.r#type, &policy.value)
    {
        let policy = ["Type=", kind, ",Value=", value].concat();
        words.push(["--backup-retention-policy ", &shell_word(&policy)].concat());
    }
    if let Some(tags) = tags(cluster) {
        words.push(["--tag-list ", &shell_word(&tags)].concat());
    }
    words.push(["--region ", &shell_word(&plan.region)].concat());
    words.push(options(plan));
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// In JSON: the CLI's shorthand gives commas and equals signs a meaning.
fn tags(cluster: &Cluster) -> Option<String> {
    // AWS's own tags can't be set.
    let own = cluster.tag_list.iter().filter(|tag| !tag.key.starts_with("aws:"));
    let tags: Vec<_> =
        own.map(|tag| serde_json::json!({ "Key": tag.key, "Value": tag.value })).collect();
    (!tags.is_empty()).then(|| serde_json::Value::Array(tags).to_string())
}

/// What the backend adds to its own commands after the region: a profile, an endpoint.
fn options(plan: &DeletionPlan) -> String {
    let region = ["--region ", &shell_word(&plan.region)].concat();
    let rest = plan.request.cli.rsplit_once(region.as_str()).map(|(_, rest)| rest.trim());
    rest.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::PlannedRequest;
    use cloudhsm_api::{BackupRetentionPolicy, ClusterMode, Tag};

    #[test]
    fn everything_that_is_known_is_in_the_command() {
        let policy = BackupRetentionPolicy {
            r#type: Some("DAYS".into()),
            value: Some("90".into()),
            ..BackupRetentionPolicy::default()
        };
        let subnets = [("us-east-1a", "subnet-1"), ("us-east-1b", "subnet-2")];
        let cluster = Cluster {
            hsm_type: Some("hsm2m.medium".into()),
            mode: Some(ClusterMode::Fips),
            subnet_mapping: subnets.map(|(zone, id)| (zone.into(), id.into())).into(),
            backup_retention_policy: Some(policy),
            tag_list: vec![Tag::new("aws:x", "y"), Tag::new("Name", "it's one, of two")],
            ..Cluster::default()
        };
        let cli = "aws cloudhsmv2 delete-cluster --cluster-id c --region us-east-1 --profile audit";
        let plan = DeletionPlan {
            region: "us-east-1".into(),
            cluster: Some(Box::new(cluster)),
            request: PlannedRequest { cli: cli.into(), ..PlannedRequest::default() },
            ..DeletionPlan::default()
        };
        assert_eq!(
            command(&plan, "backup-1"),
            "aws cloudhsmv2 create-cluster --source-backup-id backup-1 --hsm-type hsm2m.medium \
             --subnet-ids subnet-1 subnet-2 --mode FIPS --backup-retention-policy Type=DAYS,Value=90 \
             --tag-list '[{\"Key\":\"Name\",\"Value\":\"it'\\''s one, of two\"}]' --region us-east-1 \
             --profile audit"
        );
        let poor = DeletionPlan { region: "r".into(), ..DeletionPlan::default() };
        assert_eq!(
            command(&poor, "b; rm -rf ~"),
            "aws cloudhsmv2 create-cluster --source-backup-id 'b; rm -rf ~' --hsm-type HSM_TYPE \
             --subnet-ids SUBNET_ID --region r"
        );
    }
}
