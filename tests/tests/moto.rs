//! moto answers like AWS, but not quite: ids that are UUIDs, times without a zone, empty strings
//! for absent certificates, `null` for absent members, an unknown mode. The backend must carry all
//! of it, and its guard must work with it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use backend_api::WarningCode;
use cloudhsm_api::{CertificateSlot, ClusterMode, Operation};
use end_to_end::{Moto, Python, Stack, StackOptions, confirmation, permit};
use serde_json::json;

const REGION: &str = "us-west-2";

#[tokio::test]
async fn lists_shows_and_deletes_clusters_of_moto() {
    let moto = Moto::start().await;
    let keys = [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")];
    let created = Python::script("moto_clusters.py").arg(moto.url()).arg(REGION).arg("2");
    let created = keys.iter().fold(created, |script, (name, value)| script.env(name, value));
    let ids: Vec<String> = serde_json::from_value(created.json()).unwrap();

    let options = StackOptions { endpoint: Some(moto.url().to_owned()), ..Default::default() };
    let options = options.args(["--region", REGION]);
    let options = keys.iter().fold(options, |options, (name, value)| options.env(name, value));
    let stack = Stack::start(&options);

    let clusters = stack.clusters(REGION).await;
    let listed: Vec<_> = clusters.iter().map(|cluster| cluster.cluster_id.clone()).collect();
    assert_eq!(listed, ids);
    let odd = &clusters[0];
    assert_eq!(odd.name(), Some("moto 0"));
    assert_eq!(odd.mode, Some(ClusterMode::Unknown("DEFAULT".to_owned())));
    assert_eq!(odd.certificate(CertificateSlot::ClusterCsr), None);
    assert!(odd.create_timestamp.is_some(), "{odd:?}");

    let backups = stack.call(REGION, Operation::DescribeBackups, &json!({})).await.expect(200);
    assert!(backups.text().contains(&ids[0]), "{}", backups.text());

    let plan = stack.plan(REGION, &ids[0]).await;
    assert_eq!(plan.type_to_confirm, ids[0]);
    // moto's KMS has no key stores to describe: that is not "none".
    let unknown = plan.warnings.iter().find(|it| it.code == WarningCode::KeyStoresUnknown);
    assert!(unknown.is_some_and(|it| !it.acknowledge), "{:?}", plan.warnings);
    let deleted =
        stack.delete(REGION, &ids[0], Some(permit(&plan)), Some(&confirmation(&plan))).await;
    assert!(deleted.expect(200).text().contains(&ids[0]));

    let left: Vec<_> =
        stack.clusters(REGION).await.into_iter().map(|cluster| cluster.cluster_id).collect();
    assert_eq!(left, ids[1..]);
}
