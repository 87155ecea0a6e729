//! Who used a cluster and who could: what a plan says of every answer of CloudWatch and EC2, and that
//! neither is asked again before the request is sent.

mod answers;
mod where_it_matters;

use answers::{Said, check};
use aws_services::{
    Service,
    ec2::{Attachment, Ec2Tag, GroupIdentifier, NetworkInterface},
};
use backend_api::{ApiErrorCode, DeletionPlan, Warning, WarningCode, routes};
use serde_json::{Value, json};
use signing_backend::Settings;

use crate::support::{Bench, CLUSTER, CloudWatch, Ec2, Kms, Measured, Network, REGION, settings};

const GROUP: &str = "sg-1";

fn sessions(hsm: &'static str, values: &[Option<u32>]) -> Measured {
    Measured { metric: "HsmSessionCount", hsm, values: values.to_vec() }
}

fn keys(values: &[Option<u32>]) -> Measured {
    Measured { metric: "HsmKeysTokenOccupied", hsm: "hsm-1", values: values.to_vec() }
}

fn idle() -> Vec<Measured> {
    vec![sessions("hsm-1", &[Some(2); 30]), keys(&[Some(0); 30])]
}

pub(crate) fn interface(id: &str) -> NetworkInterface {
    let group = GroupIdentifier { group_id: Some(GROUP.to_owned()), group_name: None };
    NetworkInterface {
        network_interface_id: Some(id.to_owned()),
        group_set: vec![group],
        ..NetworkInterface::default()
    }
}

/// A cluster with a security group and no HSM, of which CloudWatch and EC2 know that nobody uses it.
fn bench(production: bool) -> Bench {
    with(settings(), production)
}

fn with(settings: Settings, production: bool) -> Bench {
    let bench = Bench::with(settings);
    bench.cloud.change(CLUSTER, |cluster| cluster["SecurityGroup"] = GROUP.into());
    if production {
        bench.cloud.tag(CLUSTER, "env", "prod");
    }
    bench.cloud.kms(Kms::Has(vec![]));
    bench.cloud.cloudwatch(CloudWatch::Has(idle()));
    bench.cloud.ec2(Ec2::Has(Network::default()));
    bench
}

fn hsm(bench: &Bench) {
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE", "EniId": "eni-hsm-1"}]);
    });
}

fn warning(plan: &DeletionPlan, code: WarningCode) -> Option<&Warning> {
    plan.warnings.iter().find(|it| it.code == code)
}

#[tokio::test]
async fn clients_are_named_by_what_is_known_of_them_and_hsms_are_none() {
    let bench = bench(false);
    hsm(&bench);
    let mut attached = interface("eni-1");
    let instance_id = Some("i-1".to_owned());
    attached.attachment = Some(Attachment { instance_id, ..Attachment::default() });
    attached.tag_set = vec![Ec2Tag { key: "Name".to_owned(), value: "w".repeat(256) }];
    let mut described = interface("eni-2");
    described.description = Some("AWS Lambda VPC ENI".to_owned());
    let mut all = vec![interface("eni-hsm-1"), attached, described];
    all.extend((3..=7).map(|number| interface(&format!("eni-{number}"))));
    bench.cloud.ec2(Ec2::Has(Network { interfaces: all, ..Network::default() }));
    let plan = bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
    let told = warning(&plan, WarningCode::PossibleClients).unwrap();
    let name = "w".repeat(256);
    assert_eq!(
        told.subjects,
        [
            format!("{name}: i-1 (eni-1)"),
            "AWS Lambda VPC ENI: eni-2".to_owned(),
            "eni-3".to_owned(),
            "eni-4".to_owned(),
            "eni-5".to_owned(),
        ]
    );
    assert!(
        told.message.starts_with("7 network interfaces") && told.message.ends_with("The first 5:")
    );
}

#[tokio::test]
async fn no_data_of_a_cluster_with_hsms_is_not_no_use() {
    for (measured, words) in [
        (vec![], "CloudWatch has no data of its HSMs."),
        (vec![sessions("hsm-1", &[]), keys(&[None])], "CloudWatch has no data of its HSMs."),
    ] {
        let bench = bench(true);
        hsm(&bench);
        bench.cloud.cloudwatch(CloudWatch::Has(measured));
        let plan = bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
        check(&plan, true, Said::Unknown(words), words);
    }
}

#[tokio::test]
async fn a_cluster_without_a_security_group_has_unknown_clients() {
    let bench = bench(false);
    bench.cloud.change(CLUSTER, |cluster| cluster["SecurityGroup"] = Value::Null);
    let plan = bench.plan(CLUSTER).await;
    check(&plan, false, Said::Unknown("doesn’t report the cluster’s security group"), "no group");
}

/// What was acknowledged is bound to the permit: it counts when the request is sent, and what changed
/// since is no difference.
#[tokio::test]
async fn use_must_be_acknowledged_though_it_is_not_asked_for_again() {
    let bench = bench(false);
    bench.cloud.cloudwatch(CloudWatch::Has(vec![sessions("hsm-1", &[Some(9)])]));
    let plan = bench.plan(CLUSTER).await;
    let asked = bench.cloud.asked_of(Service::CloudWatch).len();
    bench.cloud.cloudwatch(CloudWatch::Has(idle()));
    bench.cloud.ec2(Ec2::Unreachable);
    let reply = bench.send(bench.deletion_with(&plan, CLUSTER, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(reply.json()["error"]["allowed"], json!(["used-lately"]));
    assert!(bench.cloud.destroyed().is_empty());
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!(reply.status, 200, "{:?}", reply.json());
    assert_eq!(bench.cloud.asked_of(Service::CloudWatch).len(), asked);
}

/// The plan that a change brings has the figures of the one before.
#[tokio::test]
async fn a_plan_after_a_change_says_what_the_one_before_said() {
    let bench = bench(false);
    bench.cloud.cloudwatch(CloudWatch::Has(vec![sessions("hsm-1", &[Some(9)])]));
    let plan = bench.plan(CLUSTER).await;
    let asked = bench.cloud.asked_of(Service::CloudWatch).len();
    bench.cloud.tag(CLUSTER, "owner", "somebody");
    let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
    assert_eq!(reply.code(), ApiErrorCode::PlanChanged);
    let differences = reply.json()["error"]["differences"].as_array().unwrap().len();
    assert_eq!(differences, 1);
    let next: DeletionPlan = serde_json::from_value(reply.json()["error"]["plan"].clone()).unwrap();
    assert_eq!(warning(&next, WarningCode::UsedLately), warning(&plan, WarningCode::UsedLately));
    assert_eq!(bench.cloud.asked_of(Service::CloudWatch).len(), asked);
    let reply = bench.send(bench.deletion_with(&next, CLUSTER, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
}
