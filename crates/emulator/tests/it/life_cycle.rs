//! What happens by itself, as time goes by.

use std::time::Duration;

use emulator::Config;
use serde_json::{Value, json};

use crate::{client::Client, ec2::subnet};

fn id_of(cluster: &Value) -> String {
    cluster["ClusterId"].as_str().unwrap().to_owned()
}

fn hsm_ids(cluster: &Value) -> Vec<String> {
    let hsms = cluster["Hsms"].as_array().unwrap();
    hsms.iter().map(|hsm| hsm["HsmId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_cluster_goes_after_its_hsms() {
    let client = Client::default();
    let cluster = client.cluster_named("staging-signing").await;
    let id = id_of(&cluster);
    let backups_before = client.backups_of(&id).await.len();

    let refused = client.call("DeleteCluster", json!({ "ClusterId": id })).await;
    assert_eq!(refused.code(), "CloudHsmInvalidRequestException");

    let hsms = hsm_ids(&cluster);
    assert_eq!(hsms.len(), 2);
    for hsm in &hsms {
        let input = json!({ "ClusterId": id, "HsmId": hsm });
        let deleted = client.call("DeleteHsm", input.clone()).await.json();
        assert_eq!(deleted["HsmId"], json!(hsm));
        let again = client.call("DeleteHsm", input).await;
        assert_eq!(again.code(), "CloudHsmInvalidRequestException");
    }
    let going = client.cluster(&id).await.unwrap();
    assert_eq!(going["State"], "ACTIVE");
    assert!(
        going["Hsms"].as_array().unwrap().iter().all(|hsm| hsm["State"] == "DELETE_IN_PROGRESS")
    );
    assert_eq!(client.backups_of(&id).await.len(), backups_before + 2);
    assert_eq!(client.backups_of(&id).await[0]["BackupState"], "CREATE_IN_PROGRESS");
    assert_eq!(
        client.call("DeleteCluster", json!({ "ClusterId": id })).await.code(),
        "CloudHsmInvalidRequestException"
    );

    client.wait(3);
    assert_eq!(client.backups_of(&id).await[0]["BackupState"], "READY");
    assert_eq!(hsm_ids(&client.cluster(&id).await.unwrap()).len(), 2, "the backup comes first");
    client.wait(1);
    assert_eq!(hsm_ids(&client.cluster(&id).await.unwrap()).len(), 0);

    let answer = client.call("DeleteCluster", json!({ "ClusterId": id })).await.json();
    assert_eq!(answer["Cluster"]["State"], "DELETE_IN_PROGRESS");
    assert_eq!(answer["Cluster"]["Hsms"], json!([]));
    let again = client.call("DeleteCluster", json!({ "ClusterId": id })).await;
    assert_eq!(again.code(), "CloudHsmInvalidRequestException");
    client.wait(4);
    assert_eq!(client.cluster(&id).await.unwrap()["State"], "DELETE_IN_PROGRESS");
    client.wait(1);
    assert_eq!(client.cluster(&id).await.unwrap()["State"], "DELETED");
    client.wait(20);
    assert_eq!(client.cluster(&id).await, None);
    let gone = client.call("DeleteCluster", json!({ "ClusterId": id })).await;
    assert_eq!(gone.code(), "CloudHsmResourceNotFoundException");
    assert_eq!(client.backups_of(&id).await.len(), backups_before + 2, "backups outlive it");
}

#[tokio::test]
async fn time_can_be_stretched_and_dropped() {
    let slow = Client::new(Config { time_scale: 10.0, ..Config::default() });
    let id = id_of(&slow.cluster_named("sandbox-empty").await);
    slow.call("DeleteCluster", json!({ "ClusterId": id })).await.json();
    slow.wait(49);
    assert_eq!(slow.cluster(&id).await.unwrap()["State"], "DELETE_IN_PROGRESS");
    slow.wait(1);
    assert_eq!(slow.cluster(&id).await.unwrap()["State"], "DELETED");

    let fast = Client::new(Config { time_scale: 0.0, ..Config::default() });
    fast.call("DeleteCluster", json!({ "ClusterId": id })).await.json();
    assert_eq!(fast.cluster(&id).await, None);

    let straight = Config { deleted_visible: Duration::ZERO, ..Config::default() };
    let absent = Client::new(straight);
    absent.call("DeleteCluster", json!({ "ClusterId": id })).await.json();
    absent.wait(5);
    assert_eq!(absent.cluster(&id).await, None);
}

#[tokio::test]
async fn an_hsm_is_named_in_exactly_one_of_three_ways() {
    let client = Client::default();
    let cluster = client.cluster_named("payments-prod").await;
    let id = id_of(&cluster);
    let [first, second, third] = cluster["Hsms"].as_array().unwrap().as_slice() else { panic!() };
    for input in [
        json!({ "ClusterId": id }),
        json!({ "ClusterId": id, "HsmId": first["HsmId"], "EniId": first["EniId"] }),
    ] {
        assert_eq!(client.call("DeleteHsm", input).await.code(), "CloudHsmInvalidRequestException");
    }
    let elsewhere = client.cluster_named("pki-root-ca").await;
    let input = json!({ "ClusterId": id_of(&elsewhere), "HsmId": first["HsmId"] });
    assert_eq!(client.call("DeleteHsm", input).await.code(), "CloudHsmResourceNotFoundException");
    for (hsm, input) in [
        (first, json!({ "ClusterId": id, "HsmId": first["HsmId"] })),
        (second, json!({ "ClusterId": id, "EniId": second["EniId"] })),
        (third, json!({ "ClusterId": id, "EniIp": third["EniIp"] })),
    ] {
        assert_eq!(client.call("DeleteHsm", input).await.json()["HsmId"], hsm["HsmId"]);
    }
}

#[tokio::test]
async fn a_cluster_is_created_gets_its_csr_and_is_initialized() {
    let client = Client::default();
    let created = client
        .call(
            "CreateCluster",
            json!({
                "HsmType": "hsm2m.medium",
                "Mode": "FIPS",
                "SubnetIds": [subnet(&client, "shared-services", "a").await],
            }),
        )
        .await
        .json();
    let id = id_of(&created["Cluster"]);
    assert_eq!(created["Cluster"]["State"], "CREATE_IN_PROGRESS");
    assert_eq!(created["Cluster"]["BackupRetentionPolicy"]["Value"], "90");
    client.wait(4);
    let cluster = client.cluster(&id).await.unwrap();
    assert_eq!(
        (&cluster["State"], &cluster["Certificates"]),
        (&json!("UNINITIALIZED"), &json!({}))
    );

    let hsm = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a" });
    client.call("CreateHsm", hsm.clone()).await.json();
    let second = client.call("CreateHsm", hsm.clone()).await;
    assert_eq!(second.code(), "CloudHsmInvalidRequestException");
    assert_eq!(client.cluster(&id).await.unwrap()["Certificates"], json!({}));
    client.wait(5);
    let with_hsm = client.cluster(&id).await.unwrap();
    let csr = with_hsm["Certificates"]["ClusterCsr"].as_str().unwrap();
    assert!(with_hsm["PreCoPassword"].is_string());

    // Another HSM, another CSR.
    let input = json!({ "ClusterId": id, "HsmId": hsm_ids(&with_hsm)[0] });
    client.call("DeleteHsm", input).await.json();
    client.wait(4);
    assert_eq!(client.cluster(&id).await.unwrap()["Certificates"], json!({}));
    assert_eq!(client.backups_of(&id).await.len(), 0, "only an ACTIVE cluster is backed up");
    client.call("CreateHsm", hsm).await.json();
    client.wait(5);
    let replaced = client.cluster(&id).await.unwrap();
    assert_ne!(replaced["Certificates"]["ClusterCsr"].as_str().unwrap(), csr);
}

#[tokio::test]
async fn a_deleted_backup_can_be_restored_for_seven_days() {
    let client = Client::default();
    let id = id_of(&client.cluster_named("staging-signing").await);
    let backup = client.backups_of(&id).await[0]["BackupId"].clone();
    let input = json!({ "BackupId": backup });
    let deleted = client.call("DeleteBackup", input.clone()).await.json();
    assert_eq!(deleted["Backup"]["BackupState"], "PENDING_DELETION");
    let ends = deleted["Backup"]["DeleteTimestamp"].as_i64().unwrap();
    assert_eq!(ends, client.clock.now_millis() / 1000 + 7 * 86_400);
    assert_eq!(
        client.call("DeleteBackup", input.clone()).await.code(),
        "CloudHsmInvalidRequestException"
    );

    client.wait(6 * 86_400);
    let restored = client.call("RestoreBackup", input.clone()).await.json();
    assert_eq!(restored["Backup"]["BackupState"], "READY");
    assert!(restored["Backup"].get("DeleteTimestamp").is_none());
    client.wait(2 * 86_400);
    assert_eq!(client.backups_of(&id).await.len(), 2);

    client.call("DeleteBackup", input.clone()).await.json();
    client.wait(7 * 86_400);
    assert_eq!(client.backups_of(&id).await.len(), 1);
    assert_eq!(
        client.call("RestoreBackup", input).await.code(),
        "CloudHsmResourceNotFoundException"
    );
}

#[tokio::test]
async fn what_is_stuck_stays_stuck() {
    let client = Client::default();
    let id = id_of(&client.cluster_named("retired-gateway-2019").await);
    client.wait(86_400);
    assert_eq!(client.cluster(&id).await.unwrap()["State"], "DELETE_IN_PROGRESS");
}
