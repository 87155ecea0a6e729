//! Creating clusters: what is refused, and what a cluster gets.

use emulator::Config;
use serde_json::{Value, json};

use crate::{
    client::Client,
    ec2::subnet,
    life::{INVALID, LIMIT, NOT_FOUND, VALIDATION, at_once, create, new_cluster, refused},
};

const ARN: &str = "arn:aws:cloudhsm:us-east-1:111122223333:backup/backup-abcdefg2345";

#[tokio::test]
async fn a_cluster_is_in_subnets_of_one_vpc_one_a_zone() {
    let client = at_once();
    let id = create(&client, json!({ "TagList": [{ "Key": "Name", "Value": "new" }] })).await;
    let cluster = client.cluster(&id).await.unwrap();
    let (a, b) = (
        subnet(&client, "shared-services", "a").await,
        subnet(&client, "shared-services", "b").await,
    );
    assert_eq!(cluster["SubnetMapping"], json!({ "us-east-1a": a, "us-east-1b": b }));
    assert_eq!((&cluster["State"], &cluster["Mode"]), (&json!("UNINITIALIZED"), &json!("FIPS")));
    assert_eq!(cluster["TagList"], json!([{ "Key": "Name", "Value": "new" }]));
    assert_eq!(cluster["BackupRetentionPolicy"], json!({ "Type": "DAYS", "Value": "90" }));
    let other = create(&client, json!({})).await;
    assert_eq!(client.cluster(&other).await.unwrap()["VpcId"], cluster["VpcId"]);
    // A subnet remains when its cluster is gone.
    let staging = client.cluster_named("staging-signing").await;
    let path = format!("/_emulator/clusters/{}", staging["ClusterId"].as_str().unwrap());
    client.control("DELETE", &path, Value::Null).await;
    let subnets: Vec<_> = staging["SubnetMapping"].as_object().unwrap().values().collect();
    let again = create(&client, json!({ "SubnetIds": subnets })).await;
    let again = client.cluster(&again).await.unwrap();
    assert_eq!(again["SubnetMapping"], staging["SubnetMapping"]);
    assert_eq!(again["VpcId"], staging["VpcId"]);
}

#[tokio::test]
async fn each_rule_refuses() {
    let client = at_once();
    let own = |name: &'static str, letter: &'static str| subnet(&client, name, letter);
    let (a, second_a) =
        (own("shared-services", "a").await, own("shared-services second", "a").await);
    let (b, dual_b) = (own("shared-services", "b").await, own("dual-stack", "b").await);
    let staging = client.cluster_named("staging-signing").await["ClusterId"].clone();
    let backup = client.backups_of(staging.as_str().unwrap()).await[0].clone();
    let retention =
        |days: &str| json!({ "BackupRetentionPolicy": { "Type": "DAYS", "Value": days } });
    for (change, code, words) in [
        (json!({ "HsmType": null }), VALIDATION, "'hsmType'"),
        (json!({ "HsmType": "hsm9.medium" }), INVALID, "hsm9.medium is not available"),
        (json!({ "HsmType": format!("hsm2m.{}", "m".repeat(40)) }), VALIDATION, "'hsmType'"),
        (json!({ "HsmType": "hsm1.medium" }), INVALID, "can no longer be created"),
        (json!({ "Mode": null }), INVALID, "Mode must be specified"),
        (json!({ "Mode": "fips" }), VALIDATION, "[FIPS, NON_FIPS]"),
        (json!({ "NetworkType": "IPV6" }), VALIDATION, "[IPV4, DUALSTACK]"),
        (json!({ "NetworkType": "DUALSTACK" }), INVALID, "no IPv6"),
        (json!({ "SubnetIds": [] }), VALIDATION, "'subnetIds'"),
        (json!({ "SubnetIds": vec![a.clone(); 11] }), VALIDATION, "'subnetIds'"),
        (json!({ "SubnetIds": ["subnet-x"] }), VALIDATION, "'subnetIds.member'"),
        (json!({ "SubnetIds": ["subnet-0a1b2c3d"] }), INVALID, "does not exist"),
        (json!({ "SubnetIds": [a, second_a] }), INVALID, "one subnet a zone"),
        (json!({ "SubnetIds": [a, a] }), INVALID, "one subnet a zone"),
        (json!({ "SubnetIds": [a, dual_b] }), INVALID, "same VPC"),
        (retention("6"), INVALID, "between 7 and 379"),
        (retention("380"), INVALID, "between 7 and 379"),
        (retention("many"), VALIDATION, "'backupRetentionPolicy.value'"),
        (
            json!({ "BackupRetentionPolicy": { "Type": "WEEKS", "Value": "9" } }),
            VALIDATION,
            "[DAYS]",
        ),
        (
            json!({ "TagList": [{ "Key": "aws:x", "Value": "" }] }),
            "CloudHsmTagException",
            "reserved",
        ),
        (json!({ "SourceBackupId": "backup-abcdefg2345" }), NOT_FOUND, "not found"),
        (json!({ "SourceBackupId": ARN }), NOT_FOUND, "not found"),
        (json!({ "SourceBackupId": "arn:aws:cloudhsm:x" }), VALIDATION, "'sourceBackupId'"),
        (
            json!({ "SourceBackupId": backup["BackupId"], "Mode": "NON_FIPS" }),
            INVALID,
            "its own mode",
        ),
    ] {
        let input = new_cluster(&client, change.clone()).await;
        let answer = client.call("CreateCluster", input).await;
        assert_eq!(answer.code(), code, "{change} {}", answer.body);
        refused(&answer, code, words);
    }
    assert!(!b.is_empty());
}

#[tokio::test]
async fn the_old_type_can_be_had_where_a_test_says_so() {
    let client = at_once();
    client.rules(json!({ "new_hsm1_clusters": true })).await;
    let old = json!({ "HsmType": "hsm1.medium", "Mode": null });
    let id = create(&client, old).await;
    assert_eq!(client.cluster(&id).await.unwrap()["Mode"], "FIPS");
    let change = json!({ "HsmType": "hsm1.medium", "Mode": "NON_FIPS" });
    let input = new_cluster(&client, change).await;
    refused(&client.call("CreateCluster", input).await, INVALID, "NON_FIPS");
    // In the other region the rule is as it was.
    let other = client.in_region("eu-central-1");
    let input = new_cluster(&other, json!({ "HsmType": "hsm1.medium" })).await;
    refused(&other.call("CreateCluster", input).await, INVALID, "no longer");
}

#[tokio::test]
async fn there_is_a_quota_if_a_test_sets_one() {
    let client = at_once();
    let count = client.clusters().await.len();
    client.rules(json!({ "clusters": count + 1 })).await;
    create(&client, json!({})).await;
    let input = new_cluster(&client, json!({})).await;
    refused(&client.call("CreateCluster", input).await, LIMIT, "quota");
    client.rules(json!({ "clusters": null })).await;
    create(&client, json!({})).await;
}

#[tokio::test]
async fn a_dual_stack_cluster_has_addresses_of_both_kinds() {
    let client = at_once();
    let subnets = [subnet(&client, "dual-stack", "a").await];
    let id = create(&client, json!({ "NetworkType": "DUALSTACK", "SubnetIds": subnets })).await;
    let hsm = crate::life::create_hsm(&client, &id, "a").await.json()["Hsm"].clone();
    assert!(hsm["EniIp"].as_str().unwrap().starts_with("10.0.240."), "{hsm}");
    assert!(hsm["EniIpV6"].as_str().unwrap().starts_with("2001:db8:0:f0::"), "{hsm}");
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/create-cluster-from-backup.html>
#[tokio::test]
async fn a_cluster_from_a_backup_has_its_certificate_before_it_is_active() {
    let client = crate::life::in_time();
    let source = client.cluster_named("pki-root-ca").await;
    let backup = client.backups_of(source["ClusterId"].as_str().unwrap()).await[0].clone();
    let change = json!({
        "SourceBackupId": backup["BackupId"], "HsmType": "hsm2m.medium", "Mode": backup["Mode"]
    });
    let input = new_cluster(&client, change).await;
    let made = client.call("CreateCluster", input).await.json()["Cluster"].clone();
    let certificate = &source["Certificates"]["ClusterCertificate"];
    assert_eq!(made["Certificates"], json!({ "ClusterCertificate": certificate }));
    assert_eq!((&made["State"], &made["Hsms"]), (&json!("CREATE_IN_PROGRESS"), &json!([])));
    let id = made["ClusterId"].as_str().unwrap();
    client.wait(3);
    assert_eq!(client.cluster(id).await.unwrap()["State"], "CREATE_IN_PROGRESS");
    client.wait(1);
    let ready = client.cluster(id).await.unwrap();
    assert_eq!(
        (&ready["State"], &ready["Certificates"]),
        (&json!("ACTIVE"), &made["Certificates"])
    );
}

#[tokio::test]
async fn another_account_s_backup_is_named_by_its_arn() {
    let client = at_once();
    let path = "/_emulator/regions/us-east-1/shared-backups";
    let shared = json!([{
        "BackupId": "backup-abcdefg2345", "BackupArn": ARN, "BackupState": "READY",
        "Mode": "FIPS", "HsmType": "hsm2m.medium",
    }]);
    client.control("POST", path, shared).await;
    let listed = async |client: &Client, shared: bool| {
        let page = client.call("DescribeBackups", json!({ "Shared": shared })).await.json();
        page["Backups"].as_array().unwrap().iter().any(|it| it["BackupArn"] == ARN)
    };
    assert!(listed(&client, true).await && !listed(&client, false).await);
    assert!(!listed(&client.in_region("eu-central-1"), true).await);
    let by_id = new_cluster(&client, json!({ "SourceBackupId": "backup-abcdefg2345" })).await;
    refused(&client.call("CreateCluster", by_id).await, NOT_FOUND, "not found");
    let id = create(&client, json!({ "SourceBackupId": ARN })).await;
    let cluster = client.cluster(&id).await.unwrap();
    assert_eq!(
        (&cluster["State"], &cluster["SourceBackupId"]),
        (&json!("ACTIVE"), &json!("backup-abcdefg2345"))
    );
}

#[tokio::test]
async fn an_empty_emulator_has_room_for_the_first_cluster() {
    let config = Config { named_clusters: false, new_hsm1_clusters: true, ..Config::default() };
    let client = Client::new(config);
    for region in ["us-east-1", "eu-central-1"] {
        let client = client.in_region(region);
        assert_eq!(client.clusters().await, [] as [Value; 0]);
        let backups = client.call("DescribeBackups", json!({})).await.json();
        assert_eq!(backups["Backups"], json!([]));
        create(&client, json!({ "HsmType": "hsm1.medium" })).await;
        assert_eq!(client.clusters().await.len(), 1);
    }
}
