//! Whether the sources would answer, for a self-check: each lookup once, of nothing that exists.

use std::sync::Arc;

use aws_services::{CLOUDHSM_NAMESPACE, Dimension, Lookup, Metric};
use backend_api::{QuotaResource, Source, SourceName, UsageRange};
use cloudhsm_api::{Cluster, Extra};

use super::{
    Asking, LIMIT, Looks,
    clients::in_group,
    history::first_page,
    key_stores::key_stores,
    metrics::{SESSIONS, probed},
    quotas::quota,
    recent_use::recent_use,
    report::source,
    security_group::security_group,
    subnets::of_ids,
    window::Window,
    zones::zones,
};
use crate::{clock::Clock, forward::Upstream};

/// No cluster has this ID.
const CLUSTER: &str = "cluster-00000000000";

/// What the sources say in a region.
pub async fn sources(
    upstream: &dyn Upstream,
    region: &str,
    looks: &Looks,
    clock: &Arc<dyn Clock>,
) -> Vec<Source> {
    let clock = clock.as_ref();
    let asking = Asking { upstream, region, only_with: None, looks, clock, limit: LIMIT };
    let of_cluster = Dimension { name: "ClusterId".to_owned(), value: CLUSTER.to_owned() };
    let metric = Metric {
        namespace: Some(CLOUDHSM_NAMESPACE.to_owned()),
        metric_name: Some(SESSIONS.to_owned()),
        dimensions: vec![of_cluster],
        extra: Extra::new(),
    };
    let window = Window::until(clock.now(), UsageRange::Day);
    let cluster = Cluster { cluster_id: CLUSTER.to_owned(), ..Cluster::default() };
    let group_id = "sg-00000000000000000";
    let (stores, used, values, interfaces, group, subnets, zones, trail, quota) = tokio::join!(
        key_stores(&asking),
        recent_use(&asking, &cluster),
        probed(&asking, metric, window),
        in_group(&asking, group_id),
        security_group(&asking, group_id),
        of_ids(&asking, vec!["subnet-00000000000000000".to_owned()]),
        zones(&asking),
        first_page(&asking),
        quota(&asking, QuotaResource::Hsms),
    );
    let now = clock.monotonic();
    vec![
        source(SourceName::Kms, Lookup::DescribeCustomKeyStores, &stores, now),
        source(SourceName::CloudWatch, Lookup::ListMetrics, &used, now),
        source(SourceName::CloudWatch, Lookup::GetMetricData, &values, now),
        source(SourceName::Ec2Interfaces, Lookup::DescribeNetworkInterfaces, &interfaces, now),
        source(SourceName::Ec2SecurityGroup, Lookup::DescribeSecurityGroupRules, &group, now),
        source(SourceName::Ec2Subnets, Lookup::DescribeSubnets, &subnets, now),
        source(SourceName::Ec2Zones, Lookup::DescribeAvailabilityZones, &zones, now),
        source(SourceName::CloudTrail, Lookup::LookupEvents, &trail, now),
        source(SourceName::Quotas, Lookup::ListServiceQuotas, &quota, now),
    ]
}
