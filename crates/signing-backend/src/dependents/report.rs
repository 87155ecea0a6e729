//! What the sources say, on the wire.

use std::{net::IpAddr, time::Duration};

use aws_services::{
    CustomKeyStore, Lookup, ServiceQuota,
    ec2::{self, Ec2Tag, NetworkInterface},
};
use backend_api::{
    ClientInterface, KeyStore, MetricSeries, Quota, QuotaResource, SecurityGroup,
    SecurityGroupRule, Source, SourceName, SourceStatus, Subnet, Zone,
};
use cloudhsm_api::Cluster;

use super::{
    Outcome, Reading, is_in_use,
    metrics::Series,
    quotas::{Counts, limit_of, resource_of},
    rules,
    security_group::Group,
};

/// A source, which several lookups can be asked for; `lookup` is the one that allows it all.
pub(super) fn source<T>(
    name: SourceName,
    lookup: Lookup,
    reading: &Reading<T>,
    now: Duration,
) -> Source {
    let (status, refusal) = match &reading.outcome {
        Outcome::Known(_) => (SourceStatus::Known, None),
        Outcome::NotAllowed(refusal) => (SourceStatus::NotAllowed, Some(refusal)),
        Outcome::Failed(refusal) => (SourceStatus::Failed, Some(refusal)),
        Outcome::NotAsked => (SourceStatus::NotAsked, None),
    };
    let age = reading.since.map(|since| now.saturating_sub(since).as_secs());
    let lookup = refusal.and_then(|it| it.lookup).unwrap_or(lookup);
    Source {
        name,
        status,
        permission: lookup.permission().to_owned(),
        age_seconds: age.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
        request_ids: reading.request_ids.clone(),
        code: refusal.and_then(|it| it.code.clone()),
        message: refusal.map(|it| it.message.clone()),
    }
}

pub(super) fn key_store(store: &CustomKeyStore) -> KeyStore {
    KeyStore {
        id: store.custom_key_store_id.clone(),
        name: store.custom_key_store_name.clone(),
        state: store.connection_state.as_ref().map(|it| it.as_str().to_owned()),
        error: store.connection_error_code.as_ref().map(|it| it.as_str().to_owned()),
        in_use: is_in_use(store),
        created: store.creation_date.clone(),
    }
}

pub(super) fn client(interface: &NetworkInterface) -> ClientInterface {
    ClientInterface {
        id: interface.network_interface_id.clone().unwrap_or_default(),
        status: interface.status.clone(),
        description: interface.description.clone(),
        private_ip: interface.private_ip_address.clone(),
        instance_id: interface.attachment.as_ref().and_then(|it| it.instance_id.clone()),
        name: Ec2Tag::name_among(&interface.tag_set).map(str::to_owned),
        requester_managed: interface.requester_managed == Some(true),
    }
}

/// The group, judged by its rules and the addresses of the cluster's HSMs.
pub(super) fn group(group: &Group, cluster: &Cluster) -> SecurityGroup {
    let addresses = cluster.present_hsms().filter_map(|hsm| hsm.eni_ip.as_deref()?.parse().ok());
    let addresses: Vec<IpAddr> = addresses.collect();
    let ids = |is_open: fn(&ec2::SecurityGroupRule) -> bool| {
        let open = group.rules.iter().filter(move |it| is_open(it));
        open.map(|it| it.security_group_rule_id.clone().unwrap_or_default()).collect()
    };
    let exists = group.found.is_some();
    SecurityGroup {
        id: group.id.clone(),
        exists,
        name: group.found.as_ref().and_then(|it| it.group_name.clone()),
        reaches_itself: if exists {
            rules::reaches_itself(&group.id, &group.rules, &addresses)
        } else {
            Some(false)
        },
        open_to_all: ids(rules::is_open_to_all),
        open_to_prefix_lists: ids(rules::is_open_to_unknown),
        rules: group.rules.iter().map(rule).collect(),
    }
}

fn rule(rule: &ec2::SecurityGroupRule) -> SecurityGroupRule {
    SecurityGroupRule {
        id: rule.security_group_rule_id.clone().unwrap_or_default(),
        outbound: rules::is_outbound(rule),
        protocol: rule.ip_protocol.clone().unwrap_or_default(),
        ports: rules::ports(rule),
        peer: rules::peer(rule),
        description: rule.description.clone(),
    }
}

pub(super) fn subnet(subnet: &ec2::Subnet) -> Subnet {
    let ipv6 = subnet.ipv6_cidr_block_association_set.iter();
    Subnet {
        id: subnet.subnet_id.clone().unwrap_or_default(),
        name: Ec2Tag::name_among(&subnet.tag_set).map(str::to_owned),
        state: subnet.state.clone(),
        cidr: subnet.cidr_block.clone(),
        ipv6_cidrs: ipv6.filter_map(|it| it.ipv6_cidr_block.clone()).collect(),
        free_addresses: subnet.available_ip_address_count,
        zone: subnet.availability_zone.clone(),
        zone_id: subnet.availability_zone_id.clone(),
        owner: subnet.owner_id.clone(),
    }
}

pub(super) fn series(series: &Series) -> MetricSeries {
    MetricSeries {
        metric: series.metric.clone(),
        hsm_id: series.hsm_id.clone(),
        values: series.values.clone(),
    }
}

pub(super) fn zone(zone: &ec2::AvailabilityZone) -> Zone {
    Zone {
        name: zone.zone_name.clone().unwrap_or_default(),
        id: zone.zone_id.clone(),
        state: zone.zone_state.clone(),
        zone_type: zone.zone_type.clone(),
        opt_in_status: zone.opt_in_status.clone(),
        messages: zone.message_set.iter().filter_map(|it| it.message.clone()).collect(),
    }
}

/// The quotas, and what is used of those that can be counted: of the region, or of this cluster.
pub(super) fn quotas(
    listed: &[ServiceQuota],
    used: Option<&Counts>,
    cluster: &Cluster,
) -> Vec<Quota> {
    let used = |resource| match resource {
        QuotaResource::HsmsPerCluster => u32::try_from(cluster.present_hsms().count()).ok(),
        resource => used.and_then(|it| it.of(resource)),
    };
    let quota = |it: &ServiceQuota| {
        let (resource, error) = (resource_of(it), it.error_reason.as_ref());
        Quota {
            code: it.quota_code.clone(),
            name: it.quota_name.clone(),
            resource,
            limit: limit_of(it),
            used: resource.and_then(used),
            adjustable: it.adjustable,
            error: error.and_then(|it| it.error_message.clone().or_else(|| it.error_code.clone())),
        }
    };
    listed.iter().map(quota).collect()
}
