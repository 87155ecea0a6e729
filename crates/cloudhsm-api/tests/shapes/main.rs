//! What AWS and its imitators send is read without loss, and nothing makes the types panic.

mod generated;

use cloudhsm_api::{
    Backup, BackupRetentionPolicy, Certificates, Cluster, ClusterState, DescribeBackupsOutput,
    DescribeClustersOutput, Hsm, ListTagsOutput, Operation, OperationClass, Secret, Tag,
};
use generated::{backup, cluster, json_value};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

proptest! {
    #[test]
    fn a_cluster_survives_the_wire(cluster in cluster()) {
        let json = serde_json::to_string(&cluster).unwrap();
        prop_assert_eq!(serde_json::from_str::<Cluster>(&json).unwrap(), cluster);
    }

    #[test]
    fn a_backup_survives_the_wire(backup in backup()) {
        let json = serde_json::to_string(&backup).unwrap();
        prop_assert_eq!(serde_json::from_str::<Backup>(&json).unwrap(), backup);
    }

    /// Reading, writing and reading again gives the same: nothing is lost by our own forms.
    #[test]
    fn whatever_is_read_is_written_back(value in json_value()) {
        macro_rules! check {
            ($($shape:ty),+) => { $(
                if let Ok(first) = serde_json::from_value::<$shape>(value.clone()) {
                    let written = serde_json::to_value(&first).unwrap();
                    prop_assert_eq!(serde_json::from_value::<$shape>(written).unwrap(), first);
                }
            )+ };
        }
        check!(Cluster, Hsm, Backup, Certificates, Tag, DescribeClustersOutput,
               DescribeBackupsOutput, ListTagsOutput, BackupRetentionPolicy);
    }

    /// What can be read as a whole is read the same element by element; of the rest nothing that came
    /// is lost that could be written again.
    #[test]
    fn salvaging_agrees_with_reading(value in json_value()) {
        let text = value.to_string();
        let salvaged = Cluster::salvaged(&text);
        if let Ok(read) = serde_json::from_str::<Cluster>(&text) {
            prop_assert_eq!(salvaged, read);
        } else {
            prop_assert!(!salvaged.unreadable.is_empty());
            if let Ok(Value::Object(members)) = serde_json::from_str(&text) {
                for (name, value) in &salvaged.extra {
                    prop_assert_eq!(Some(value), members.get(name));
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..256)) {
        let _ = serde_json::from_slice::<DescribeClustersOutput>(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = cloudhsm_api::ListingPage::split(&text, "Clusters");
        let _ = Cluster::salvaged(&text);
        let _ = cloudhsm_api::ServiceError::read(400, None, None, &bytes);
    }

    #[test]
    fn the_password_never_prints(password in "[a-z]{12,24}") {
        let cluster = Cluster { pre_co_password: Some(Secret::new(&password)), ..Cluster::default() };
        let printed = format!("{cluster:?}");
        prop_assert!(!printed.contains(&password));
        let shown = serde_json::to_string(&cluster.without_secrets()).unwrap();
        prop_assert!(!shown.contains(&password));
        prop_assert!(shown.contains("***"));
    }
}

/// In whatever member it is: a slot, a tag, or one that this version does not know.
#[test]
fn a_private_key_is_never_in_json_without_secrets() {
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    let key = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    for json in [
        json!({ "Certificates": { "HsmCertificate": key } }),
        json!({ "Certificates": { "ClusterCsr": format!("text\n{body}") } }),
        json!({ "Certificates": { "NewCertificate": key } }),
        json!({ "TagList": [{ "Key": "note", "Value": key }] }),
        json!({ "NewMember": [key] }),
    ] {
        let cluster: Cluster = serde_json::from_value(json).unwrap();
        let shown = cluster.to_json_without_secrets().to_string();
        assert!(!shown.contains(body) && shown.contains("PRIVATE KEY"), "{shown}");
        if cluster.certificates.is_some() {
            assert!(!cluster.without_secrets().to_json().to_string().contains(body));
        }
    }
}

#[test]
fn null_and_absent_are_alike() {
    let with_nulls: Cluster = serde_json::from_value(json!({
        "ClusterId": "cluster-abcdefghijk", "State": null, "Hsms": null, "TagList": null,
        "SubnetMapping": null, "Certificates": null, "BackupRetentionPolicy": null,
        "CreateTimestamp": null, "HsmTypeRollbackExpiration": null, "PreCoPassword": null,
    }))
    .unwrap();
    let without: Cluster =
        serde_json::from_value(json!({"ClusterId": "cluster-abcdefghijk"})).unwrap();
    assert_eq!(with_nulls.hsms, without.hsms);
    assert_eq!(with_nulls.state, without.state);
    assert_eq!(with_nulls.certificates, without.certificates);
    assert_eq!(with_nulls.tag_list, without.tag_list);
    assert_eq!(with_nulls.create_timestamp, without.create_timestamp);
    assert_eq!(with_nulls, without);
}

#[test]
fn an_answer_without_its_list_is_no_empty_listing() {
    for text in [
        "{}",
        r#"{"Clusters": null, "Backups": null}"#,
        r#"{"__type": "CloudHsmServiceException", "Message": "no"}"#,
        r#"{"NextToken": "a"}"#,
    ] {
        let error = serde_json::from_str::<DescribeClustersOutput>(text).unwrap_err();
        assert_eq!(error.to_string(), "Clusters: expected a list", "{text}");
        let error = serde_json::from_str::<DescribeBackupsOutput>(text).unwrap_err();
        assert_eq!(error.to_string(), "Backups: expected a list", "{text}");
    }
    let none: DescribeClustersOutput = serde_json::from_str(r#"{"Clusters": []}"#).unwrap();
    assert_eq!(none, DescribeClustersOutput::default());
}

#[test]
fn retention_is_text_or_a_number() {
    for (value, days) in [(json!("90"), Some(90)), (json!(400), Some(400)), (json!("soon"), None)] {
        let policy: BackupRetentionPolicy =
            serde_json::from_value(json!({"Type": "DAYS", "Value": value})).unwrap();
        assert_eq!(policy.days(), days);
    }
}

#[test]
fn only_plain_positive_days_are_days() {
    for (policy, as_sent) in [
        (json!({"Type": "MOONS", "Value": "9"}), "9 MOONS"),
        (json!({"Value": "30"}), "30 (no type)"),
        (json!({"Type": "DAYS", "Value": "0"}), "0 DAYS"),
        (json!({"Type": "DAYS", "Value": "07"}), "07 DAYS"),
        (json!({"Type": "DAYS", "Value": "+7"}), "+7 DAYS"),
        (json!({"Type": "DAYS", "Value": " 7"}), " 7 DAYS"),
        (json!({"Type": "DAYS", "Value": 7.5}), "7.5 DAYS"),
        (json!({"Type": "DAYS", "Value": "99999999999"}), "99999999999 DAYS"),
        (json!({"Type": "DAYS"}), "no value DAYS"),
    ] {
        let policy: BackupRetentionPolicy = serde_json::from_value(policy).unwrap();
        assert_eq!((policy.days(), policy.as_sent()), (None, as_sent.to_owned()));
    }
}

#[test]
fn a_deleted_hsm_is_not_there() {
    let cluster: Cluster = serde_json::from_value(json!({
        "ClusterId": "cluster-abcdefghijk",
        "Hsms": [
            {"HsmId": "hsm-1", "State": "DELETED"},
            {"HsmId": "hsm-2", "State": "DELETE_IN_PROGRESS"},
            {"HsmId": "hsm-3"},
        ],
    }))
    .unwrap();
    let present: Vec<_> = cluster.present_hsms().map(|hsm| hsm.hsm_id.as_str()).collect();
    assert_eq!(present, ["hsm-2", "hsm-3"]);
}

#[test]
fn a_copy_is_known_by_its_source_or_its_time() {
    for (member, is_copy) in [
        (json!({"SourceRegion": "eu-west-1"}), true),
        (json!({"SourceBackup": "backup-abcdefghijk"}), true),
        (json!({"CopyTimestamp": 1_700_000_000}), true),
        (json!({"SourceRegion": "", "SourceBackup": null, "CopyTimestamp": null}), false),
    ] {
        let backup: Backup = serde_json::from_value(member.clone()).unwrap();
        assert_eq!(backup.is_copy(), is_copy, "{member}");
    }
}

#[test]
fn unknown_values_and_members_are_kept() {
    let raw = json!({
        "ClusterId": "moto says hello", "State": "HIBERNATED", "Hsms": [], "TagList": [],
        "SubnetMapping": {}, "Certificates": {"ClusterCsr": "", "PqCertificate": "x"},
        "QuantumMode": {"on": true},
    });
    let cluster: Cluster = serde_json::from_value(raw.clone()).unwrap();
    assert_eq!(cluster.state, Some(ClusterState::Unknown("HIBERNATED".into())));
    assert_eq!(cluster.certificate(cloudhsm_api::CertificateSlot::ClusterCsr), None);
    assert_eq!(serde_json::to_value(&cluster).unwrap(), raw);
}

#[test]
fn exactly_the_three_deletions_destroy() {
    let destroying: Vec<_> = Operation::ALL
        .iter()
        .filter(|operation| operation.class() == OperationClass::Destroying)
        .map(|operation| operation.name())
        .collect();
    assert_eq!(destroying, ["DeleteBackup", "DeleteCluster", "DeleteHsm"]);
    assert_eq!(Operation::ALL.len(), 18);
}
