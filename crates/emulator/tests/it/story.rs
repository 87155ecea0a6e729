//! The story of the demo fleet, as KMS, CloudWatch and EC2 report it: each cluster one thing, and
//! none of them in contradiction to the others.

use std::collections::BTreeSet;

use aws_services::{
    Lookup,
    ec2::{
        DescribeSecurityGroupRulesOutput, DescribeSubnetsOutput, Ec2Question, Ec2Tag,
        NetworkInterface,
    },
};
use serde_json::json;

use crate::{
    client::Client,
    ec2::{answered, ask, interfaces_in},
    metrics::{DAY, HOUR, NOW, cluster_and_hsms, metric, metrics_of, series},
};

const TWO_WEEKS: (i64, i64) = (NOW - 14 * DAY, NOW);

async fn clients_of(client: &Client, name: &str) -> Vec<NetworkInterface> {
    let cluster = client.cluster_named(name).await;
    let group = cluster["SecurityGroup"].as_str().unwrap();
    let all = interfaces_in(client, group).await;
    let hsms = cluster["Hsms"].to_string();
    let is_hsm = |it: &NetworkInterface| hsms.contains(it.network_interface_id.as_ref().unwrap());
    all.into_iter().filter(|it| !is_hsm(it)).collect()
}

async fn values(client: &Client, name: &str, hsm: usize, measure: &str) -> Vec<(i64, f64)> {
    let (id, hsms) = cluster_and_hsms(client, name).await;
    series(client, &metric(&id, &hsms[hsm], measure), (300, "Maximum"), TWO_WEEKS).await
}

#[tokio::test]
async fn staging_signing_is_idle() {
    let client = Client::default();
    for hsm in [0, 1] {
        let sessions = values(&client, "staging-signing", hsm, "HsmSessionCount").await;
        assert_eq!(sessions.len(), 14 * 288);
        assert!(sessions.iter().all(|(_, value)| *value == 2.0));
        for keys in ["HsmKeysTokenOccupied", "HsmKeysSessionOccupied", "HsmUnhealthy"] {
            let found = values(&client, "staging-signing", hsm, keys).await;
            assert!(found.len() == 14 * 288 && found.iter().all(|(_, value)| *value == 0.0));
        }
    }
    assert_eq!(clients_of(&client, "staging-signing").await, []);
}

#[tokio::test]
async fn zahlungsverkehr_prod_has_a_connected_key_store_clients_and_keys() {
    let client = Client::default().in_region("eu-central-1");
    let kms = client.of_service("kms");
    let request = kms.request_to("TrentService.DescribeCustomKeyStores", "{}");
    let stores = kms.send(request).await.json();
    let (id, _) = cluster_and_hsms(&client, "zahlungsverkehr-prod").await;
    let own = stores["CustomKeyStores"].as_array().unwrap().iter();
    let own: Vec<_> = own.filter(|it| it["CloudHsmClusterId"] == id.as_str()).collect();
    assert!(own.len() == 1 && own[0]["ConnectionState"] == "CONNECTED", "{own:?}");
    let sessions = values(&client, "zahlungsverkehr-prod", 0, "HsmSessionCount").await;
    // KMS's own never end; clients work on working days.
    assert!(sessions.iter().all(|(_, value)| *value >= 4.0));
    assert!(sessions.iter().any(|(_, value)| *value > 12.0));
    let keys = values(&client, "zahlungsverkehr-prod", 0, "HsmKeysTokenOccupied").await;
    assert_eq!((keys[0].1, keys.last().unwrap().1), (398.0, 412.0));
    let clients = clients_of(&client, "zahlungsverkehr-prod").await;
    let managed: Vec<_> = clients.iter().filter(|it| it.requester_managed == Some(true)).collect();
    assert_eq!((clients.len(), managed.len()), (3, 1));
    assert_eq!(managed[0].interface_type.as_deref(), Some("lambda"));
    let named: BTreeSet<_> =
        clients.iter().filter_map(|it| Ec2Tag::name_among(&it.tag_set)).collect();
    assert_eq!(named, ["überweisung-1", "überweisung-2"].into());
    let attached = |it: &NetworkInterface| it.attachment.as_ref()?.instance_id.clone();
    assert_eq!(clients.iter().filter_map(attached).count(), 2);
}

#[tokio::test]
async fn payments_prod_has_an_hsm_whose_id_began_three_days_ago() {
    let client = Client::default();
    let (id, hsms) = cluster_and_hsms(&client, "payments-prod").await;
    let listed = metrics_of(&client, &id).await;
    let measured: BTreeSet<_> = listed.iter().filter_map(|it| it.dimension("HsmId")).collect();
    let gone: Vec<_> = measured.iter().filter(|hsm| !hsms.contains(&(**hsm).to_owned())).collect();
    let [gone] = gone.as_slice() else { panic!("{measured:?}") };
    let of = async |hsm: &str| {
        let metric = metric(&id, hsm, "HsmSessionCount");
        series(&client, &metric, (300, "Maximum"), TWO_WEEKS).await
    };
    let (before, since, whole) = (of(gone).await, of(&hsms[2]).await, of(&hsms[0]).await);
    let change = NOW - 3 * DAY;
    assert!(before.iter().all(|(at, _)| *at < change) && since.iter().all(|(at, _)| *at >= change));
    assert_eq!(before.len() + since.len(), whole.len());
    // It is not recently active: the last data is from three days ago.
    let recent =
        json!({ "RecentlyActive": "PT3H", "Dimensions": [{ "Name": "HsmId", "Value": gone }] });
    assert_eq!(crate::metrics::list_all(&client, recent).await, []);
    assert_eq!(clients_of(&client, "payments-prod").await.len(), 4);
}

#[tokio::test]
async fn pki_root_ca_has_a_gap_and_shared_subnets() {
    let client = Client::default();
    let sessions = values(&client, "pki-root-ca", 0, "HsmSessionCount").await;
    assert_eq!(sessions.len(), 12 * 288);
    let in_gap = |at: i64| (NOW - 9 * DAY..NOW - 7 * DAY).contains(&at);
    assert!(!sessions.iter().any(|(at, _)| in_gap(*at)));
    let busy: BTreeSet<_> =
        sessions.iter().filter(|(_, value)| *value > 2.0).map(|(at, _)| at % DAY / HOUR).collect();
    assert_eq!(busy, [1, 2].into());
    let cluster = client.cluster_named("pki-root-ca").await;
    let ids = cluster["SubnetMapping"].as_object().unwrap().values();
    let ids = ids.map(|id| id.as_str().unwrap().to_owned()).collect();
    let answer = ask(&client, Lookup::DescribeSubnets, &Ec2Question::by("subnet-id", ids)).await;
    let subnets = answered::<DescribeSubnetsOutput>(&answer).subnets;
    assert_eq!(subnets.len(), 2);
    for subnet in subnets {
        assert_eq!(subnet.owner_id.as_deref(), Some("444455556666"));
        assert_eq!(subnet.tag_set, []);
    }
}

#[tokio::test]
async fn tls_offload_prod_has_a_failing_hsm_in_a_full_subnet() {
    let client = Client::default();
    let unhealthy = values(&client, "tls-offload-prod", 1, "HsmUnhealthy").await;
    assert!(unhealthy.iter().all(|(at, value)| (*at >= NOW - 11 * HOUR) == (*value == 1.0)));
    let sessions = values(&client, "tls-offload-prod", 1, "HsmSessionCount").await;
    assert_eq!(sessions.last().unwrap().1, 0.0);
    assert!(sessions[0].1 > 2.0);
    let other = values(&client, "tls-offload-prod", 0, "HsmSessionCount").await;
    assert!(other.iter().all(|(_, value)| *value > 2.0));
    let answer = ask(&client, Lookup::DescribeSubnets, &Ec2Question::default()).await;
    let subnets = answered::<DescribeSubnetsOutput>(&answer).subnets;
    let full: Vec<_> =
        subnets.iter().filter(|it| it.available_ip_address_count == Some(0)).collect();
    let cluster = client.cluster_named("tls-offload-prod").await;
    assert_eq!(full.len(), 1);
    assert_eq!(full[0].subnet_id.as_deref(), cluster["Hsms"][1]["SubnetId"].as_str());
}

#[tokio::test]
async fn legacy_import_alone_is_open_to_the_world() {
    let mut open = Vec::new();
    for region in ["us-east-1", "eu-central-1"] {
        let client = Client::default().in_region(region);
        let answer =
            ask(&client, Lookup::DescribeSecurityGroupRules, &Ec2Question::default()).await;
        let rules = answered::<DescribeSecurityGroupRulesOutput>(&answer).security_group_rules;
        open.extend(
            rules.into_iter().filter(|it| it.cidr_ipv4.is_some() || it.cidr_ipv6.is_some()),
        );
    }
    let cluster = Client::default().cluster_named("legacy-import").await;
    assert_eq!(open.len(), 2);
    for rule in &open {
        assert_eq!(rule.group_id.as_deref(), cluster["SecurityGroup"].as_str());
        assert_eq!(rule.is_egress, Some(false));
    }
}
