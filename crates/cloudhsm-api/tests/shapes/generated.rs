//! Shapes as AWS and its imitators may send them, and JSON of any kind.

use cloudhsm_api::{
    Backup, BackupRetentionPolicy, BackupState, Certificates, Cluster, ClusterMode, ClusterState,
    Hsm, HsmState, NetworkType, Secret, Tag, Timestamp,
};
use proptest::{collection::btree_map, collection::vec, option::of, prelude::*};
use serde_json::{Value, json};

fn text() -> impl Strategy<Value = Option<String>> {
    of("\\PC{0,24}")
}

fn time() -> impl Strategy<Value = Option<Timestamp>> {
    of(prop_oneof![
        (0_i64..4_102_444_800_000).prop_map(Timestamp::EpochMillis),
        "[a-z]{1,8}".prop_map(|text| Timestamp::Unrecognized(Value::String(text))),
    ])
}

fn tags() -> impl Strategy<Value = Vec<Tag>> {
    vec(("\\PC{1,12}", "\\PC{0,12}").prop_map(|(key, value)| Tag { key, value }), 0..4)
}

/// Members of a future API version: names that no shape has.
fn extra() -> impl Strategy<Value = cloudhsm_api::Extra> {
    btree_map(
        "future[A-Z][a-z]{1,6}",
        prop_oneof![Just(json!(null)), Just(json!([1, {"a": "b"}]))],
        0..3,
    )
    .prop_map(|map| map.into_iter().collect())
}

fn state<T>(known: &'static [&'static str]) -> impl Strategy<Value = Option<T>>
where
    T: for<'a> From<&'a str> + std::fmt::Debug + Clone,
{
    of(prop_oneof![prop::sample::select(known).prop_map(str::to_owned), "[A-Z_]{1,12}"])
        .prop_map(|text| text.map(|text| T::from(text.as_str())))
}

prop_compose! {
    fn hsm()(
        hsm_id in "\\PC{0,20}",
        state in state::<HsmState>(&["ACTIVE", "DEGRADED"]),
        texts in prop::array::uniform8(text()),
        extra in extra(),
    ) -> Hsm {
        let [state_message, availability_zone, cluster_id, subnet_id, eni_id, eni_ip, eni_ip_v6, hsm_type] = texts;
        Hsm { hsm_id, state, state_message, availability_zone, cluster_id, subnet_id, eni_id, eni_ip, eni_ip_v6, hsm_type, extra, unreadable: Vec::new() }
    }
}

prop_compose! {
    fn certificates()(texts in prop::array::uniform5(text()), extra in extra()) -> Certificates {
        let [cluster_csr, hsm_certificate, aws_hardware_certificate, manufacturer_hardware_certificate, cluster_certificate] = texts;
        Certificates { cluster_csr, hsm_certificate, aws_hardware_certificate, manufacturer_hardware_certificate, cluster_certificate, extra, unreadable: Vec::new() }
    }
}

prop_compose! {
    pub(crate) fn cluster()(
        cluster_id in "\\PC{0,20}",
        state in state::<ClusterState>(&["ACTIVE", "DELETE_IN_PROGRESS"]),
        mode in state::<ClusterMode>(&["FIPS"]),
        network_type in state::<NetworkType>(&["DUALSTACK"]),
        hsms in vec(hsm(), 0..3),
        subnet_mapping in btree_map("[a-z0-9-]{1,10}", "subnet-[0-9a-f]{8}", 0..3),
        texts in prop::array::uniform7(text()),
        times in (time(), time()),
        retention in of((text(), text(), extra())),
        certificates in of(certificates()),
        tag_list in tags(),
        extra in extra(),
    ) -> Cluster {
        let [state_message, hsm_type, vpc_id, security_group, backup_policy, source_backup_id, password] = texts;
        Cluster {
            cluster_id, state, state_message, hsms, hsm_type, mode, network_type, vpc_id,
            hsm_type_rollback_expiration: times.0,
            create_timestamp: times.1,
            subnet_mapping: subnet_mapping.into_iter().collect(), security_group, backup_policy, source_backup_id,
            backup_retention_policy: retention.map(|(r#type, value, extra)| BackupRetentionPolicy { r#type, value, extra, unreadable: Vec::new() }),
            pre_co_password: password.map(Secret::new),
            certificates, tag_list, extra, unreadable: Vec::new(),
        }
    }
}

prop_compose! {
    pub(crate) fn backup()(
        backup_id in "\\PC{0,20}",
        backup_state in state::<BackupState>(&["READY", "PENDING_DELETION"]),
        mode in state::<ClusterMode>(&["FIPS"]),
        never_expires in of(any::<bool>()),
        texts in prop::array::uniform6(text()),
        times in (time(), time(), time()),
        tag_list in tags(),
        extra in extra(),
    ) -> Backup {
        let [backup_arn, cluster_id, source_region, source_backup, source_cluster, hsm_type] = texts;
        Backup {
            backup_id, backup_arn, backup_state, cluster_id, never_expires, source_region,
            source_backup, source_cluster, hsm_type, mode, tag_list, extra, unreadable: Vec::new(),
            create_timestamp: times.0, copy_timestamp: times.1, delete_timestamp: times.2,
        }
    }
}

/// Any JSON, with names that the shapes know among its keys.
pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        prop::sample::select(
            &[
                "Clusters",
                "Hsms",
                "State",
                "Certificates",
                "TagList",
                "Key",
                "SubnetMapping",
                "BackupRetentionPolicy",
                "Value",
                "CreateTimestamp",
                "Backups",
                "NextToken"
            ][..]
        )
        .prop_map(str::to_owned),
        "[A-Za-z]{0,6}",
    ];
    leaf.prop_recursive(4, 48, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(key.clone(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
