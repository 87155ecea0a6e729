//! The change of the HSM type: there, back, and AWS's own way back.

use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    life::{INVALID, create_hsm, hsms, in_time, refused, state},
};

const OLD: &str = "hsm1.medium";
const NEW: &str = "hsm2m.medium";

/// An active cluster of the old type with two HSMs.
async fn old_cluster(client: &Client) -> String {
    client.cluster_named("pki-root-ca").await["ClusterId"].as_str().unwrap().to_owned()
}

async fn change(client: &Client, id: &str, hsm_type: &str) -> Answer {
    client.call("ModifyCluster", json!({ "ClusterId": id, "HsmType": hsm_type })).await
}

fn types(hsms: &[(String, String, String)]) -> Vec<&str> {
    hsms.iter().map(|hsm| hsm.1.as_str()).collect()
}

fn places(hsms: &[(String, String, String)]) -> Vec<&str> {
    hsms.iter().map(|hsm| hsm.2.as_str()).collect()
}

#[tokio::test]
async fn it_takes_an_hsm_after_the_other() {
    let client = in_time();
    client.rules(json!({ "migration_seconds": 100 })).await;
    let id = old_cluster(&client).await;
    let before = hsms(&client, &id).await;
    let backups = client.backups_of(&id).await.len();
    let answer = change(&client, &id, NEW).await.json();
    let cluster = &answer["Cluster"];
    assert_eq!(
        (&cluster["State"], &cluster["HsmType"]),
        (&json!("MODIFY_IN_PROGRESS"), &json!(NEW))
    );
    let ends = client.clock.now_millis() / 1000 + 86_400;
    assert_eq!(cluster["HsmTypeRollbackExpiration"].as_i64(), Some(ends));
    assert_eq!(client.backups_of(&id).await.len(), backups + 1);
    assert_eq!(client.backups_of(&id).await[0]["HsmType"], OLD);

    client.wait(99);
    assert_eq!(types(&hsms(&client, &id).await), [OLD, OLD]);
    refused(&create_hsm(&client, &id, "a").await, INVALID, "MODIFY_IN_PROGRESS");
    client.wait(1);
    let half = hsms(&client, &id).await;
    assert_eq!(types(&half), [NEW, OLD]);
    assert!(half[0].0 != before[0].0 && half[1].0 == before[1].0);
    assert_eq!(state(&client, &id).await, "MODIFY_IN_PROGRESS");
    assert_eq!(client.backups_of(&id).await.len(), backups + 2);
    client.wait(100);
    let after = hsms(&client, &id).await;
    assert_eq!(types(&after), [NEW, NEW]);
    assert_eq!(places(&after), places(&before));
    assert_eq!(state(&client, &id).await, "ACTIVE");
    create_hsm(&client, &id, "a").await.json();
}

#[tokio::test]
async fn it_can_be_taken_back_for_a_day() {
    for (hours, is_accepted) in [(23, true), (24, false)] {
        let client = in_time();
        let id = old_cluster(&client).await;
        let before = hsms(&client, &id).await;
        change(&client, &id, NEW).await.json();
        client.wait(hours * 3600);
        assert_eq!(state(&client, &id).await, "ACTIVE");
        let answer = change(&client, &id, OLD).await;
        if !is_accepted {
            refused(&answer, INVALID, "no longer");
            continue;
        }
        assert_eq!(answer.json()["Cluster"]["State"], "ROLLBACK_IN_PROGRESS");
        refused(&create_hsm(&client, &id, "a").await, INVALID, "ROLLBACK_IN_PROGRESS");
        client.wait(16);
        let after = hsms(&client, &id).await;
        assert_eq!((types(&after), places(&after)), (vec![OLD, OLD], places(&before)));
        assert!(after.iter().zip(&before).all(|(new, old)| new.0 != old.0));
        let cluster = client.cluster(&id).await.unwrap();
        assert_eq!((&cluster["State"], &cluster["HsmType"]), (&json!("ACTIVE"), &json!(OLD)));
        assert!(cluster.get("HsmTypeRollbackExpiration").is_none());
        // And there once more, with a day of its own.
        change(&client, &id, NEW).await.json();
    }
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html#cluster-rollback-datasync>
#[tokio::test]
async fn it_can_be_taken_back_while_it_is_under_way_and_nothing_else_can_be_changed_then() {
    // Before the first HSM is of the new type, and when one of two is.
    for (seconds, there) in [(0, [OLD, OLD]), (8, [NEW, OLD])] {
        let client = in_time();
        let id = old_cluster(&client).await;
        let before = hsms(&client, &id).await;
        change(&client, &id, NEW).await.json();
        client.wait(seconds);
        assert_eq!(types(&hsms(&client, &id).await), there);
        let retention = json!({ "Type": "DAYS", "Value": "30" });
        for more in [json!({}), json!({ "HsmType": OLD })] {
            let mut input = json!({ "ClusterId": id, "BackupRetentionPolicy": retention });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let answer = client.call("ModifyCluster", input).await;
            refused(&answer, INVALID, "MODIFY_IN_PROGRESS");
        }
        refused(&change(&client, &id, NEW).await, INVALID, "MODIFY_IN_PROGRESS");
        let cluster = change(&client, &id, OLD).await.json()["Cluster"].clone();
        assert_eq!(
            (&cluster["State"], &cluster["HsmType"]),
            (&json!("ROLLBACK_IN_PROGRESS"), &json!(OLD))
        );
        assert!(cluster["HsmTypeRollbackExpiration"].is_number());
        refused(&change(&client, &id, OLD).await, INVALID, "ROLLBACK_IN_PROGRESS");
        client.wait(8);
        let after = hsms(&client, &id).await;
        assert_eq!((types(&after), places(&after)), (vec![OLD, OLD], places(&before)));
        let ended = client.cluster(&id).await.unwrap();
        assert_eq!((&ended["State"], &ended["HsmType"]), (&json!("ACTIVE"), &json!(OLD)));
        assert!(ended.get("HsmTypeRollbackExpiration").is_none());
    }
}

#[tokio::test]
async fn aws_rolls_back_by_itself() {
    let client = in_time();
    let id = old_cluster(&client).await;
    let too_early = client.happens(&id, "roll-back").await;
    assert!(too_early.body.contains("ACTIVE"), "{}", too_early.body);
    change(&client, &id, NEW).await.json();
    client.wait(8);
    assert_eq!(types(&hsms(&client, &id).await), [NEW, OLD]);
    let rolled = client.happens(&id, "roll-back").await.json();
    assert_eq!(rolled["State"], "ROLLBACK_IN_PROGRESS");
    assert!(rolled["StateMessage"].is_string());
    client.wait(8);
    assert_eq!(types(&hsms(&client, &id).await), [OLD, OLD]);
    assert_eq!(state(&client, &id).await, "ACTIVE");
}

#[tokio::test]
async fn each_rule_refuses() {
    let client = in_time();
    let id = old_cluster(&client).await;
    let force = async |change: Value| {
        client.control("POST", &format!("/_emulator/clusters/{id}"), change).await.json();
    };
    refused(&change(&client, &id, "hsm3.medium").await, INVALID, "can't be changed");
    let staging = client.cluster_named("staging-signing").await["ClusterId"].clone();
    refused(
        &change(&client, staging.as_str().unwrap(), OLD).await,
        INVALID,
        "can't be rolled back",
    );
    for state in ["INITIALIZED", "DEGRADED", "UNINITIALIZED"] {
        force(json!({ "State": state })).await;
        refused(&change(&client, &id, NEW).await, INVALID, "ACTIVE only");
    }
    let hsm = |number: usize| json!({ "HsmId": format!("hsm-abcdefgh{number:03}"), "State": "ACTIVE", "HsmType": OLD });
    let many = |count: usize| -> Vec<_> { (0..count).map(hsm).collect() };
    force(json!({ "State": "ACTIVE", "Hsms": many(28) })).await;
    refused(&change(&client, &id, NEW).await, INVALID, "at most 27");
    force(json!({ "Hsms": many(27) })).await;
    change(&client, &id, NEW).await.json();
}

#[tokio::test]
async fn a_cluster_without_hsms_changes_too_and_the_same_type_changes_nothing() {
    let client = in_time();
    let empty = client.cluster_named("code-signing-2023").await;
    let id = empty["ClusterId"].as_str().unwrap();
    assert_eq!(change(&client, id, OLD).await.json()["Cluster"]["State"], "ACTIVE");
    change(&client, id, NEW).await.json();
    client.wait(4);
    assert_eq!(state(&client, id).await, "ACTIVE");
}
