//! CloudWatch and EC2 beside the cloud: they answer as AWS does, or as they are told.

use aws_services::{
    Dimension, GetMetricDataInput, Lookup, Metric, ec2,
    ec2::{
        AvailabilityZone, Ec2Error, Ec2Form, NetworkInterface, SecurityGroup, SecurityGroupRule,
        Subnet,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{CLUSTER, OTHER};

/// What one HSM measured. The last value is that of the present period.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) metric: &'static str,
    pub(crate) hsm: &'static str,
    pub(crate) values: Vec<Option<u32>>,
}

/// A change to the `n`th page of an output.
pub(crate) type Twist = fn(usize, &mut Value);

/// What CloudWatch answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum CloudWatch {
    /// It isn't spoken.
    #[default]
    Absent,
    /// This, on two pages of values and up to two of metrics.
    Has(Vec<Measured>),
    /// The same, with a change to each page of values.
    Odd(Vec<Measured>, Twist),
    /// To one lookup this status and body; the other one finds these.
    Says(Lookup, u16, Value, Vec<Measured>),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

/// What EC2 answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum Ec2 {
    /// It isn't spoken.
    #[default]
    Absent,
    /// This network, an element a page.
    Has(Network),
    /// To one lookup, or all, this status and body; the others find these.
    Says(Option<Lookup>, u16, String, Network),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

/// What EC2 has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) interfaces: Vec<NetworkInterface>,
    pub(crate) groups: Vec<SecurityGroup>,
    pub(crate) rules: Vec<SecurityGroupRule>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) zones: Vec<AvailabilityZone>,
}

/// EC2's refusal.
pub(crate) fn ec2_error(code: &str) -> String {
    let (code, message) = (code.to_owned(), Some("no".to_owned()));
    Ec2Error { code, message, request_id: Some("request-4".to_owned()) }.write().unwrap()
}

/// How a question ends.
pub(super) enum Reply {
    Json(Value),
    Raw(u16, String),
    Unreachable,
    Hangs,
}

impl CloudWatch {
    pub(super) fn answer(&self, lookup: Lookup, body: &[u8]) -> Reply {
        let unchanged: Twist = |_, _| ();
        let (has, twist) = match self {
            Self::Absent => {
                return Reply::Raw(400, json!({"__type": "UnknownOperationException"}).to_string());
            }
            Self::Unreachable => return Reply::Unreachable,
            Self::Hangs => return Reply::Hangs,
            Self::Says(to, status, body, _) if *to == lookup => {
                return Reply::Raw(*status, body.to_string());
            }
            Self::Has(has) | Self::Says(_, _, _, has) => (has, unchanged),
            Self::Odd(has, twist) => (has, *twist),
        };
        let input: Value = serde_json::from_slice(body).unwrap();
        let page: usize = input["NextToken"].as_str().map_or(0, |token| token.parse().unwrap());
        if lookup == Lookup::ListMetrics {
            assert_eq!(input["Namespace"], "AWS/CloudHSM");
            // Of one cluster, or of the region.
            let cluster = input["Dimensions"][0]["Value"].as_str();
            if let Some(cluster) = cluster {
                assert_eq!(input["Dimensions"], json!([{"Name": "ClusterId", "Value": cluster}]));
            }
            let size = has.len().div_ceil(2).max(1);
            let listed = has.iter().skip(page * size).take(size);
            let of = |it| metric(it, cluster.unwrap_or(owner(it)));
            let metrics: Vec<_> = listed.map(of).collect();
            let next = ((page + 1) * size < has.len()).then(|| (page + 1).to_string());
            return Reply::Json(json!({"Metrics": metrics, "NextToken": next}));
        }
        let input: GetMetricDataInput = serde_json::from_value(input).unwrap();
        assert!((1..=500).contains(&input.metric_data_queries.len()));
        let mut output = values(has, &input, page);
        twist(page, &mut output);
        Reply::Json(output)
    }
}

/// Whose HSM it is, where nobody asked for a cluster.
fn owner(of: &Measured) -> &'static str {
    if of.hsm.starts_with("other") { OTHER } else { CLUSTER }
}

fn metric(of: &Measured, cluster: &str) -> Metric {
    let dimension = |name: &str, value: &str| Dimension { name: name.into(), value: value.into() };
    Metric {
        namespace: Some("AWS/CloudHSM".to_owned()),
        metric_name: Some(of.metric.to_owned()),
        dimensions: vec![
            dimension("ClusterId", cluster),
            dimension("HsmId", of.hsm),
            dimension("Region", "us-east-1"),
        ],
        ..Metric::default()
    }
}

/// Every other value on each of two pages.
fn values(has: &[Measured], input: &GetMetricDataInput, page: usize) -> Value {
    let end = input.end_time.epoch_millis().unwrap() / 1000;
    let start = input.start_time.epoch_millis().unwrap() / 1000;
    let results = input.metric_data_queries.iter().map(|query| {
        let stat = query.metric_stat.as_ref().unwrap();
        assert_eq!(stat.stat, "Maximum");
        assert_eq!(stat.metric.dimensions.len(), 3, "all that were listed");
        let (name, hsm) = (stat.metric.metric_name.as_deref(), stat.metric.dimension("HsmId"));
        let is_it = |it: &&Measured| name == Some(it.metric) && hsm == Some(it.hsm);
        let found = has.iter().find(is_it).map(|it| it.values.as_slice()).unwrap_or_default();
        let points: Vec<(i64, u32)> = found
            .iter()
            .rev()
            .zip(1..)
            .filter_map(|(value, back)| Some((end - back * i64::from(stat.period), (*value)?)))
            .filter(|(time, _)| *time >= start && on_page(time / i64::from(stat.period), page))
            .collect();
        json!({
            "Id": query.id,
            "Timestamps": points.iter().map(|it| it.0).collect::<Vec<_>>(),
            "Values": points.iter().map(|it| f64::from(it.1)).collect::<Vec<_>>(),
            "StatusCode": if page == 0 { "PartialData" } else { "Complete" },
        })
    });
    let next = (page == 0).then_some("1");
    json!({"MetricDataResults": results.collect::<Vec<_>>(), "NextToken": next})
}

/// Even periods first.
fn on_page(period: i64, page: usize) -> bool {
    (period % 2 == 0) == (page == 0)
}

impl Ec2 {
    pub(super) fn answer(&self, lookup: Lookup, body: &[u8]) -> Reply {
        let network = match self {
            Self::Absent => return Reply::Raw(400, ec2_error("InvalidAction")),
            Self::Unreachable => return Reply::Unreachable,
            Self::Hangs => return Reply::Hangs,
            Self::Says(to, status, body, _) if to.is_none_or(|to| to == lookup) => {
                return Reply::Raw(*status, body.clone());
            }
            Self::Has(network) | Self::Says(_, _, _, network) => network,
        };
        let form = Ec2Form::read(body).unwrap();
        assert_eq!(
            (form.action.as_str(), form.version.as_str()),
            (lookup.name(), ec2::EC2_VERSION)
        );
        if lookup == Lookup::DescribeAvailabilityZones {
            assert_eq!(
                form.question,
                ec2::Ec2Question::default(),
                "it has neither pages nor a filter"
            );
            let (request_id, availability_zones) =
                (Some("request-5".to_owned()), network.zones.clone());
            let output = ec2::DescribeAvailabilityZonesOutput { request_id, availability_zones };
            return Reply::Raw(200, write(lookup, &output));
        }
        let filters = form.question.filters.as_slice();
        // Only the subnets of a region are asked for without a filter.
        let all_subnets = (Lookup::DescribeSubnets, ec2::Ec2Filter::default());
        let filter = match filters {
            [filter] => filter,
            [] if lookup == all_subnets.0 => &all_subnets.1,
            _ => panic!("{form:?}"),
        };
        let page: usize = form.question.next_token.map_or(0, |token| token.parse().unwrap());
        let passes = |id: &Option<String>| id.as_ref().is_some_and(|id| filter.values.contains(id));
        let request_id = Some("request-5".to_owned());
        let xml = match lookup {
            Lookup::DescribeNetworkInterfaces => {
                assert_eq!(filter.name, "group-id");
                let in_group =
                    |it: &&NetworkInterface| it.group_set.iter().any(|it| passes(&it.group_id));
                let all: Vec<_> = network.interfaces.iter().filter(in_group).cloned().collect();
                let (network_interfaces, next_token) = one(&all, page);
                write(
                    lookup,
                    &ec2::DescribeNetworkInterfacesOutput {
                        request_id,
                        network_interfaces,
                        next_token,
                    },
                )
            }
            Lookup::DescribeSecurityGroups => {
                assert_eq!(filter.name, "group-id");
                let groups = network.groups.iter().filter(|it| passes(&it.group_id));
                let security_groups = groups.cloned().collect();
                write(
                    lookup,
                    &ec2::DescribeSecurityGroupsOutput {
                        request_id,
                        security_groups,
                        next_token: None,
                    },
                )
            }
            Lookup::DescribeSecurityGroupRules => {
                assert_eq!(filter.name, "group-id");
                let all: Vec<_> =
                    network.rules.iter().filter(|it| passes(&it.group_id)).cloned().collect();
                let (security_group_rules, next_token) = one(&all, page);
                write(
                    lookup,
                    &ec2::DescribeSecurityGroupRulesOutput {
                        request_id,
                        security_group_rules,
                        next_token,
                    },
                )
            }
            Lookup::DescribeSubnets => {
                let of_region = filters.is_empty();
                assert!(of_region || filter.name == "subnet-id");
                let asked_for = |it: &&ec2::Subnet| of_region || passes(&it.subnet_id);
                let all: Vec<_> = network.subnets.iter().filter(asked_for).cloned().collect();
                let (subnets, next_token) = one(&all, page);
                write(lookup, &ec2::DescribeSubnetsOutput { request_id, subnets, next_token })
            }
            other => panic!("{other} is no question for EC2"),
        };
        Reply::Raw(200, xml)
    }
}

/// One element a page.
fn one<T: Clone>(all: &[T], page: usize) -> (Vec<T>, Option<String>) {
    let next = (page + 1 < all.len()).then(|| (page + 1).to_string());
    (all.iter().skip(page).take(1).cloned().collect(), next)
}

fn write(lookup: Lookup, output: &impl Serialize) -> String {
    ec2::write(lookup, output).unwrap()
}
