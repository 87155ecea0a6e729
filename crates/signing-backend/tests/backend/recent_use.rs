//! Who used a cluster and who could: what a plan says of every answer of CloudWatch and EC2, and that
//! neither is asked again before the request is sent.

use std::time::Duration;

use aws_services::{
    Lookup, Service,
    ec2::{Attachment, Ec2Tag, GroupIdentifier, NetworkInterface},
};
use backend_api::{ApiErrorCode, DeletionPlan, Warning, WarningCode, routes};
use serde_json::{Value, json};
use signing_backend::{Settings, dependents::Looks};

use crate::support::{
    Bench, CLUSTER, CloudWatch, Ec2, Kms, Measured, Network, REGION, ec2_error, settings,
};

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

/// What a plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Used(&'static str),
    Unknown(&'static str),
    Clients(&'static str),
}

fn check(plan: &DeletionPlan, production: bool, expected: Said, what: &str) {
    use WarningCode::{PossibleClients, UseUnknown, UsedLately};
    let found: Vec<_> = [UsedLately, UseUnknown, PossibleClients]
        .into_iter()
        .filter_map(|code| warning(plan, code))
        .collect();
    let (code, words, acknowledge) = match expected {
        Said::Nothing => return assert!(found.is_empty(), "{what}: {found:?}"),
        Said::Used(words) => (UsedLately, words, true),
        Said::Unknown(words) => (UseUnknown, words, production),
        Said::Clients(words) => (PossibleClients, words, false),
    };
    let [one] = found.as_slice() else { panic!("{what}: {found:?}") };
    assert_eq!((one.code, one.acknowledge), (code, acknowledge), "{what}");
    assert!(one.message.contains(words), "{what}: {}", one.message);
    let unknown = one.message.contains("isn’t known");
    assert_eq!(unknown, code == UseUnknown, "{what}: {}", one.message);
}

fn status(page: usize, output: &mut Value, status: Option<&str>) {
    if page == 1 {
        output["MetricDataResults"][0]["StatusCode"] = status.into();
        output["MetricDataResults"][0]["Messages"] = json!([{"Code": "c", "Value": "AWS’s words"}]);
    }
}

/// What CloudWatch can answer, and what is to be said of it. "Not used" is only said of a complete
/// answer with data.
fn of_cloudwatch() -> Vec<(&'static str, CloudWatch, Said)> {
    use CloudWatch::{Has, Odd, Says};
    use Lookup::{GetMetricData, ListMetrics};
    use Said::{Nothing, Unknown, Used};
    let refused = json!({"__type": "AccessDeniedException", "Message": "no"});
    let throttled = json!({"__type": "ThrottlingException", "Message": "Rate exceeded"});
    vec![
        ("two sessions all the time", Has(idle()), Nothing),
        ("no metric, and no HSM", Has(vec![]), Nothing),
        ("metrics without data", Has(vec![sessions("hsm-1", &[]), keys(&[])]), Nothing),
        ("no data of keys", Has(vec![sessions("hsm-1", &[Some(2)])]), Unknown("a part")),
        ("no data of sessions", Has(vec![keys(&[Some(0)])]), Unknown("a part")),
        (
            "seven sessions",
            Has(vec![sessions("hsm-1", &[Some(7), Some(2), None]), keys(&[Some(12), Some(12)])]),
            // An hour before the hour before the present one: the clock is at 08:00.
            Used(
                "14 days: up to 7 sessions on one HSM, last on 2027-01-15 06:00:00 UTC; 12 token keys.",
            ),
        ),
        ("a token key", Has(vec![keys(&[None, Some(1)])]), Used("14 days: 1 token key.")),
        (
            "an HSM that was replaced",
            Has(vec![
                sessions("hsm-0", &[Some(3), None]),
                sessions("hsm-1", &[None, Some(2)]),
                keys(&[Some(0)]),
            ]),
            Used("up to 3 sessions on one HSM, last on 2027-01-15 07:00:00 UTC."),
        ),
        ("not spoken", CloudWatch::Absent, Unknown("Asking CloudWatch failed")),
        (
            "may not list",
            Says(ListMetrics, 400, refused.clone(), idle()),
            Unknown("isn’t allowed cloudwatch:ListMetrics."),
        ),
        (
            "may not read",
            Says(GetMetricData, 403, refused, idle()),
            Unknown("isn’t allowed cloudwatch:GetMetricData."),
        ),
        ("throttled", Says(GetMetricData, 400, throttled, idle()), Unknown("Rate exceeded")),
        ("failing", Says(ListMetrics, 500, json!({}), idle()), Unknown("HTTP 500")),
        (
            "a page of a proxy",
            Says(ListMetrics, 200, json!("<html>"), idle()),
            Unknown("can’t be read"),
        ),
        ("no list", Says(ListMetrics, 200, json!({}), idle()), Unknown("can’t be read")),
        ("no values", Says(GetMetricData, 200, json!({}), idle()), Unknown("can’t be read")),
        (
            "none of the answers",
            Says(GetMetricData, 200, json!({"MetricDataResults": []}), idle()),
            Unknown("doesn’t say HsmSessionCount of hsm-1"),
        ),
        (
            "the same page again",
            Says(ListMetrics, 200, json!({"Metrics": [], "NextToken": "t"}), idle()),
            Unknown("kept returning"),
        ),
        (
            "forbidden",
            Odd(idle(), |page, it| status(page, it, Some("Forbidden"))),
            Unknown("isn’t allowed cloudwatch:GetMetricData."),
        ),
        (
            "an error inside",
            Odd(idle(), |page, it| status(page, it, Some("InternalError"))),
            Unknown("InternalError: AWS’s words."),
        ),
        (
            "more, not where",
            Odd(idle(), |page, it| status(page, it, Some("PartialData"))),
            Unknown("more values, and doesn’t say where: AWS’s words."),
        ),
        (
            "a status of later",
            Odd(idle(), |page, it| status(page, it, Some("Late"))),
            Unknown("Late"),
        ),
        ("no status", Odd(idle(), |page, it| status(page, it, None)), Unknown("no status")),
        (
            "a part is missing",
            Odd(idle(), |_, it| it["Messages"] = json!([{"Value": "Too many metrics."}])),
            Unknown("incomplete: Too many metrics."),
        ),
        (
            "a time without a value",
            Odd(idle(), |page, it| {
                if page == 0 {
                    it["MetricDataResults"][0]["Values"] = json!([]);
                }
            }),
            Unknown("can’t be read"),
        ),
        (
            "a time that is none",
            Odd(idle(), |page, it| {
                if page == 0 {
                    it["MetricDataResults"][0]["Timestamps"][0] = "soon".into();
                }
            }),
            Unknown("can’t be read"),
        ),
        ("out of reach", CloudWatch::Unreachable, Unknown("connection refused")),
        ("hanging", CloudWatch::Hangs, Unknown("within 3 seconds")),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_answer_of_cloudwatch_is_in_the_plan_as_what_it_is() {
    for (what, cloudwatch, expected) in of_cloudwatch() {
        for production in [false, true] {
            let bench = bench(production);
            bench.cloud.cloudwatch(cloudwatch.clone());
            let plan = bench.plan(CLUSTER).await;
            check(&plan, production, expected, what);
            let asked = bench.cloud.asked_of(Service::CloudWatch).len();
            let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
            assert_eq!(reply.status, 200, "{what}, {production}: {:?}", reply.json());
            assert_eq!(bench.cloud.asked_of(Service::CloudWatch).len(), asked, "{what}");
        }
    }
}

/// What EC2 can answer, and what is to be said of it.
fn of_ec2() -> Vec<(&'static str, Ec2, Said)> {
    use Ec2::{Has, Says};
    use Said::{Clients, Nothing, Unknown};
    let has = |interfaces: Vec<NetworkInterface>| Has(Network { interfaces, ..Network::default() });
    let says = |status, body: &str| Says(None, status, body.to_owned(), Network::default());
    let many: Vec<_> = (1..=7).map(|number| interface(&format!("eni-{number}"))).collect();
    let mut elsewhere = interface("eni-1");
    elsewhere.group_set[0].group_id = Some("sg-2".to_owned());
    vec![
        ("nobody", has(vec![]), Nothing),
        ("another group's", has(vec![elsewhere]), Nothing),
        ("one", has(vec![interface("eni-1")]), Clients("A network interface beside the HSMs’ own")),
        ("seven", has(many), Clients("7 network interfaces")),
        ("not spoken", Ec2::Absent, Unknown("Asking EC2 failed: InvalidAction")),
        (
            "not allowed",
            says(403, &ec2_error("UnauthorizedOperation")),
            Unknown("isn’t allowed ec2:DescribeNetworkInterfaces."),
        ),
        (
            "throttled",
            says(503, &ec2_error("RequestLimitExceeded")),
            Unknown("RequestLimitExceeded: no."),
        ),
        ("a proxy's 403", says(403, "<html>no</html>"), Unknown("HTTP 403")),
        ("a page of a proxy", says(200, "<html><body>no</body></html>"), Unknown("can’t be read")),
        ("JSON", says(200, "{}"), Unknown("can’t be read")),
        ("nothing", says(200, ""), Unknown("can’t be read")),
        ("half", says(200, "<R><networkInterfaceSet><item>"), Unknown("can’t be read")),
        (
            "the same page again",
            says(200, "<R><networkInterfaceSet/><nextToken>t</nextToken></R>"),
            Unknown("kept returning"),
        ),
        ("out of reach", Ec2::Unreachable, Unknown("connection refused")),
        ("hanging", Ec2::Hangs, Unknown("within 3 seconds")),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_answer_of_ec2_is_in_the_plan_as_what_it_is() {
    for (what, ec2, expected) in of_ec2() {
        for production in [false, true] {
            let bench = bench(production);
            bench.cloud.ec2(ec2.clone());
            let plan = bench.plan(CLUSTER).await;
            check(&plan, production, expected, what);
            let asked = bench.cloud.asked_of(Service::Ec2).len();
            let reply = bench.send(bench.deletion(&plan, CLUSTER)).await;
            assert_eq!(reply.status, 200, "{what}, {production}: {:?}", reply.json());
            assert_eq!(bench.cloud.asked_of(Service::Ec2).len(), asked, "{what}");
        }
    }
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

/// Only what takes the keys away from everybody is worth the money.
#[tokio::test]
async fn only_where_it_matters_is_anything_asked() {
    let bench = bench(false);
    let asked = || {
        bench.cloud.asked_of(Service::CloudWatch).len() + bench.cloud.asked_of(Service::Ec2).len()
    };
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "ACTIVE"}]);
    });
    bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
    bench.plan_at(&routes::backup_deletion_plan(REGION, "backup-aaaaaaaaaaa")).await;
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([]);
        cluster["State"] = "UNINITIALIZED".into();
    });
    bench.cloud.cloudwatch(CloudWatch::Unreachable);
    let plan = bench.plan(CLUSTER).await;
    check(&plan, false, Said::Nothing, "never initialized");
    assert_eq!(asked(), 0);
    hsm(&bench);
    bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
    assert!(asked() > 0);
}

#[tokio::test]
async fn what_is_not_asked_is_not_known() {
    for production in [false, true] {
        let looks: Looks = "kms".parse().unwrap();
        let bench = with(Settings { looks, ..settings() }, production);
        let plan = bench.plan(CLUSTER).await;
        let words = "This backend doesn’t ask CloudWatch (--look). It isn’t known who";
        check(&plan, production, Said::Unknown(words), "not asked");
        let none = bench.cloud.asked_of(Service::CloudWatch).is_empty();
        assert!(none && bench.cloud.asked_of(Service::Ec2).is_empty());
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

/// While another HSM works, nobody asks. When it fails, the plan for what is now the last one says that
/// it isn't known.
#[tokio::test]
async fn what_the_plan_before_had_no_need_to_ask_is_not_known() {
    let bench = bench(true);
    bench.cloud.cloudwatch(CloudWatch::Has(vec![sessions("hsm-1", &[Some(9)])]));
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "ACTIVE"}]);
    });
    let path = routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1");
    let plan = bench.plan_at(&path).await;
    check(&plan, true, Said::Nothing, "another one works");
    bench.cloud.change(CLUSTER, |cluster| cluster["Hsms"][1]["State"] = "DEGRADED".into());
    let reply = bench.send(bench.deletion(&plan, "hsm-1")).await;
    assert_eq!(reply.code(), ApiErrorCode::PlanChanged);
    let next: DeletionPlan = serde_json::from_value(reply.json()["error"]["plan"].clone()).unwrap();
    let said = warning(&next, WarningCode::UseUnknown).unwrap();
    assert!(said.acknowledge && said.message.contains("weren’t asked for this plan"), "{said:?}");
    let refreshed = bench.plan_at(&path).await;
    assert!(warning(&refreshed, WarningCode::UsedLately).is_some(), "{refreshed:?}");
}

/// Asked side by side: as long as the longest way, not as long as all of them.
#[tokio::test(start_paused = true)]
async fn a_plan_with_all_sources_takes_less_than_two_seconds() {
    let bench = bench(true);
    bench.cloud.pace(Duration::from_millis(300));
    let began = tokio::time::Instant::now();
    let plan = bench.plan(CLUSTER).await;
    let took = began.elapsed();
    check(&plan, true, Said::Nothing, "all known");
    // The cluster, two pages of metrics, two of values.
    assert!(took < Duration::from_millis(1600), "{took:?}");
}

/// However slow several of them are.
#[tokio::test(start_paused = true)]
async fn sources_that_hang_cost_three_seconds_together() {
    let bench = bench(false);
    bench.cloud.kms(Kms::Hangs);
    bench.cloud.cloudwatch(CloudWatch::Hangs);
    bench.cloud.ec2(Ec2::Hangs);
    let began = tokio::time::Instant::now();
    let plan = bench.plan(CLUSTER).await;
    assert!(began.elapsed() < Duration::from_millis(3100), "{:?}", began.elapsed());
    assert!(plan.permit.is_some());
    let unknown = warning(&plan, WarningCode::UseUnknown).unwrap();
    assert!(unknown.message.contains("CloudWatch did not answer"), "{}", unknown.message);
    assert!(unknown.message.contains("EC2 did not answer"), "{}", unknown.message);
    assert!(warning(&plan, WarningCode::KeyStoresUnknown).is_some());
}
