//! The command that recreates a deleted cluster from one of its backups.

use cloudhsm_api::{BackupRetentionPolicy, Cluster, Operation};
use serde_json::{Map, Value, json};

use super::command::command;

/// The command of the AWS CLI, with everything that the API reports about the cluster. What is
/// required and not reported is a placeholder in capitals.
pub(crate) fn recreate_command(
    cluster: &Cluster,
    backup_id: &str,
    region: &str,
    options: &[String],
) -> String {
    command(Operation::CreateCluster, &input(cluster, backup_id), region, options)
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_CreateCluster.html>
fn input(cluster: &Cluster, backup_id: &str) -> Map<String, Value> {
    let mut input = Map::new();
    let mut add = |member: &str, value: Value| input.insert(member.to_owned(), value);
    add("SourceBackupId", backup_id.into());
    add("HsmType", cluster.hsm_type.as_deref().unwrap_or("HSM_TYPE").into());
    let mut subnets: Vec<&str> = cluster.subnet_mapping.values().map(String::as_str).collect();
    if subnets.is_empty() {
        subnets.push("SUBNET_ID");
    }
    add("SubnetIds", subnets.into());
    if let Some(mode) = &cluster.mode {
        add("Mode", mode.as_str().into());
    }
    if let Some(network) = &cluster.network_type {
        add("NetworkType", network.as_str().into());
    }
    if let Some(BackupRetentionPolicy { r#type: Some(kind), value: Some(value), .. }) =
        &cluster.backup_retention_policy
    {
        add("BackupRetentionPolicy", json!({ "Type": kind, "Value": value }));
    }
    // AWS's own tags can't be set.
    let own = cluster.tag_list.iter().filter(|tag| !tag.key.starts_with("aws:"));
    let tags: Vec<_> = own.map(|tag| json!({ "Key": tag.key, "Value": tag.value })).collect();
    if !tags.is_empty() {
        add("TagList", tags.into());
    }
    input
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use cloudhsm_api::{ClusterMode, NetworkType, Tag};
    use proptest::prelude::*;

    use super::*;

    /// The words as a shell passes them on.
    fn words(command: &str) -> Vec<String> {
        let script = format!("for word in {command}; do printf '%s\\0' \"$word\"; done");
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        assert!(output.status.success(), "{command}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    /// The values of an option.
    fn values<'a>(words: &'a [String], option: &str) -> Vec<&'a str> {
        let after = words.iter().skip_while(|word| *word != option).skip(1);
        after.take_while(|word| !word.starts_with("--")).map(String::as_str).collect()
    }

    #[test]
    fn what_was_not_told_is_left_to_the_person() {
        assert_eq!(
            recreate_command(&Cluster::default(), "b; rm -rf ~", "r", &[]),
            "aws cloudhsmv2 create-cluster --hsm-type HSM_TYPE --source-backup-id 'b; rm -rf ~' \
             --subnet-ids SUBNET_ID --region r"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever the cluster is like, the shell passes each of its members on, whole.
        #[test]
        fn every_member_arrives(
            hsm_type in "hsm[12]m?\\.medium",
            fips in any::<bool>(),
            dual in any::<bool>(),
            subnets in prop::collection::btree_map("[a-z]-1[a-f]", "subnet-[0-9a-f]{8}", 1..4),
            days in 7..=379_u16,
            tags in prop::collection::vec(("[^\\x00]{1,12}", "[^\\x00]{0,12}"), 0..4),
        ) {
            let policy = BackupRetentionPolicy {
                r#type: Some("DAYS".into()),
                value: Some(days.to_string()),
                ..BackupRetentionPolicy::default()
            };
            let tags: Vec<_> = tags.iter().map(|(key, value)| Tag::new(key, value)).collect();
            let mode = if fips { ClusterMode::Fips } else { ClusterMode::NonFips };
            let network = if dual { NetworkType::Dualstack } else { NetworkType::Ipv4 };
            let cluster = Cluster {
                hsm_type: Some(hsm_type.clone()),
                mode: Some(mode.clone()),
                network_type: Some(network.clone()),
                subnet_mapping: subnets.clone().into_iter().collect(),
                backup_retention_policy: Some(policy),
                tag_list: [vec![Tag::new("aws:x", "y")], tags.clone()].concat(),
                ..Cluster::default()
            };
            let options = ["--profile".to_owned(), "it's mine".to_owned()];
            let words = words(&recreate_command(&cluster, "backup-1", "us-east-1", &options));
            let of = |option| values(&words, option);
            prop_assert_eq!(&words[..3], ["aws", "cloudhsmv2", "create-cluster"]);
            prop_assert_eq!(of("--source-backup-id"), ["backup-1"]);
            prop_assert_eq!(of("--hsm-type"), [hsm_type]);
            prop_assert_eq!(of("--subnet-ids"), subnets.values().collect::<Vec<_>>());
            prop_assert_eq!(of("--mode"), [mode.as_str()]);
            prop_assert_eq!(of("--network-type"), [network.as_str()]);
            prop_assert_eq!(of("--region"), ["us-east-1"]);
            prop_assert_eq!(of("--profile"), ["it's mine"]);
            let policy: Value = serde_json::from_str(of("--backup-retention-policy")[0]).unwrap();
            prop_assert_eq!(policy, json!({"Type": "DAYS", "Value": days.to_string()}));
            let own: Vec<_> = tags.iter().filter(|tag| !tag.key.starts_with("aws:")).collect();
            match of("--tag-list").first() {
                None => prop_assert!(own.is_empty()),
                Some(list) => {
                    let list: Vec<Tag> = serde_json::from_str(list).unwrap();
                    prop_assert_eq!(list.iter().collect::<Vec<_>>(), own);
                }
            }
        }
    }
}
