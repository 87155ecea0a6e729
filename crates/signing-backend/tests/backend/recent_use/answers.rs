//! Every answer of CloudWatch and EC2, and what a plan says of it.

use aws_services::{Lookup, Service, ec2::NetworkInterface};
use backend_api::{DeletionPlan, WarningCode};
use serde_json::{Value, json};

use super::{bench, idle, interface, keys, sessions, warning};
use crate::support::{CLUSTER, CloudWatch, Ec2, Network, ec2_error};

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

/// What a plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    Used(&'static str),
    Unknown(&'static str),
    Clients(&'static str),
}

pub(super) fn check(plan: &DeletionPlan, production: bool, expected: Said, what: &str) {
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
