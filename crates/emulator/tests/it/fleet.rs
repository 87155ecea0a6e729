//! The seeded fleet: repeatable, within AWS's patterns, and with every oddity in it.

use std::collections::BTreeSet;

use cloudhsm_api::{BackupState, Cluster, ClusterState};
use emulator::{Config, StartError, app};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::Client;

async fn whole_fleet(client: &Client) -> Vec<Value> {
    let mut all = client.clusters().await;
    all.extend(client.in_region("eu-central-1").clusters().await);
    all
}

async fn whole_backups(client: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    for region in ["us-east-1", "eu-central-1"] {
        let page = client.in_region(region).call("DescribeBackups", json!({})).await.json();
        all.extend(page["Backups"].as_array().unwrap().clone());
    }
    all
}

fn shapes(fleet: &[Value]) -> Vec<Cluster> {
    fleet.iter().map(|one| serde_json::from_value(one.clone()).unwrap()).collect()
}

fn is_id(
    text: &str,
    prefix: &str,
    alphabet: impl Fn(char) -> bool,
    length: (usize, usize),
) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        (length.0..=length.1).contains(&rest.len()) && rest.chars().all(alphabet)
    })
}

fn is_base32(char: char) -> bool {
    char.is_ascii_alphabetic() || ('2'..='7').contains(&char)
}

fn is_hex(char: char) -> bool {
    char.is_ascii_hexdigit()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_same_seed_makes_the_same_fleet(seed: u64, extra in 0_usize..40) {
        let config = || Config { seed, extra_clusters: extra, ..Config::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (one, same) = (Client::new(config()), Client::new(config()));
            assert_eq!(one.credentials, same.credentials);
            assert_eq!(whole_fleet(&one).await, whole_fleet(&same).await);
            assert_eq!(whole_backups(&one).await, whole_backups(&same).await);
            assert_eq!(one.app.trust_anchors(), same.app.trust_anchors());
            let other = Client::new(Config { seed: seed.wrapping_add(1), ..config() });
            assert_ne!(whole_fleet(&one).await, whole_fleet(&other).await);
        });
    }

    #[test]
    fn ids_follow_the_patterns_and_are_unique(seed: u64) {
        let client = Client::new(Config { seed, extra_clusters: 200, ..Config::default() });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let fleet = shapes(&runtime.block_on(whole_fleet(&client)));
        let ids: BTreeSet<_> = fleet.iter().map(|one| &one.cluster_id).collect();
        prop_assert_eq!(ids.len(), 222);
        for cluster in &fleet {
            prop_assert!(is_id(&cluster.cluster_id, "cluster-", is_base32, (11, 16)));
            prop_assert!(is_id(cluster.security_group.as_ref().unwrap(), "sg-", is_hex, (8, 17)));
            prop_assert!(is_id(cluster.vpc_id.as_ref().unwrap(), "vpc-", is_hex, (8, 17)));
            for subnet in cluster.subnet_mapping.values() {
                prop_assert!(is_id(subnet, "subnet-", is_hex, (8, 17)));
            }
            for hsm in &cluster.hsms {
                prop_assert!(is_id(&hsm.hsm_id, "hsm-", is_base32, (11, 16)));
                prop_assert!(is_id(hsm.eni_id.as_ref().unwrap(), "eni-", is_hex, (8, 17)));
                let zone = hsm.availability_zone.as_ref().unwrap();
                prop_assert_eq!(cluster.subnet_mapping.get(zone), hsm.subnet_id.as_ref());
                let ip: Result<std::net::Ipv4Addr, _> = hsm.eni_ip.as_ref().unwrap().parse();
                prop_assert!(ip.is_ok());
            }
        }
    }
}

#[tokio::test]
async fn every_state_and_every_oddity_is_there() {
    let client = Client::default();
    let fleet = shapes(&whole_fleet(&client).await);
    let has = |what: &str, test: &dyn Fn(&Cluster) -> bool| {
        assert!(fleet.iter().any(test), "no cluster {what}");
    };
    for state in ClusterState::KNOWN {
        has(state.as_str(), &|one| one.state.as_ref() == Some(state));
    }
    let in_state = |one: &Cluster, state: ClusterState| one.state == Some(state);
    has("in an unknown state", &|one| matches!(one.state, Some(ClusterState::Unknown(_))));
    has("uninitialized with a CSR and a password", &|one| {
        one.certificates.as_ref().is_some_and(|own| own.cluster_csr.is_some())
            && one.pre_co_password.is_some()
    });
    has("uninitialized without an HSM", &|one| {
        in_state(one, ClusterState::Uninitialized)
            && one.hsms.is_empty()
            && one.certificates == Some(cloudhsm_api::Certificates::default())
    });
    has("degraded with a message", &|one| {
        in_state(one, ClusterState::Degraded) && one.state_message.is_some()
    });
    has("with 50 tags", &|one| one.tag_list.len() == 50);
    has("without tags", &|one| one.tag_list.is_empty());
    has("with tags in other scripts", &|one| one.tag_list.iter().any(|tag| !tag.value.is_ascii()));
    has("with old retention", &|one| {
        one.backup_retention_policy.as_ref().and_then(cloudhsm_api::BackupRetentionPolicy::days)
            > Some(379)
    });
    has("from a backup", &|one| one.source_backup_id.is_some());
    has("with IPv6", &|one| one.hsms.iter().any(|hsm| hsm.eni_ip_v6.is_some()));
    has("of the first generation", &|one| one.hsm_type.as_deref() == Some("hsm1.medium"));
    has("not in FIPS mode", &|one| one.mode == Some(cloudhsm_api::ClusterMode::NonFips));
    has("with a rollback", &|one| one.hsm_type_rollback_expiration.is_some());
    has("with empty certificates", &|one| {
        one.certificates.as_ref().is_some_and(|own| own.cluster_certificate.as_deref() == Some(""))
    });
    has("in one zone", &|one| one.subnet_mapping.len() == 1 && one.hsms.len() > 1);
    has("protected", &|one| {
        one.tag_list.iter().any(|tag| tag.key == "cloudhsm-console:deletion-protection")
    });

    let backups = whole_backups(&client).await;
    for state in BackupState::KNOWN {
        assert!(
            backups.iter().any(|one| one["BackupState"] == state.as_str()),
            "no backup {state}"
        );
    }
    for member in [
        "SourceRegion",
        "SourceBackup",
        "SourceCluster",
        "CopyTimestamp",
        "DeleteTimestamp",
        "BackupArn",
    ] {
        assert!(backups.iter().any(|one| !one[member].is_null()), "no backup has {member}");
    }
    let restored = fleet.iter().find_map(|one| one.source_backup_id.as_ref()).unwrap();
    assert!(backups.iter().any(|one| one["BackupId"] == restored.as_str()));
}

#[tokio::test]
async fn clusters_that_demos_rely_on() {
    let client = Client::default();
    let staging = client.cluster_named("staging-signing").await;
    assert_eq!(
        (&staging["State"], staging["Hsms"].as_array().unwrap().len()),
        (&json!("ACTIVE"), 2)
    );
    assert!(
        client
            .backups_of(staging["ClusterId"].as_str().unwrap())
            .await
            .iter()
            .any(|one| one["BackupState"] == "READY")
    );
    let without_hsms = client.cluster_named("code-signing-2023").await;
    assert_eq!((&without_hsms["State"], &without_hsms["Hsms"]), (&json!("ACTIVE"), &json!([])));
    assert_eq!(client.backups_of(without_hsms["ClusterId"].as_str().unwrap()).await.len(), 1);
}

#[tokio::test]
async fn other_regions_and_many_clusters() {
    let regions = vec!["ap-southeast-2".to_owned()];
    let client = Client::new(Config { regions, extra_clusters: 5000, ..Config::default() });
    assert_eq!(client.in_region("ap-southeast-2").clusters().await.len(), 5022);
    assert_eq!(
        client.call("DescribeClusters", json!({})).await.code(),
        "InvalidSignatureException"
    );
    let none = Config { regions: Vec::new(), ..Config::default() };
    assert!(matches!(app(&none), Err(StartError::NoRegion)));
}
