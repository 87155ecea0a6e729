//! The security group that CloudHSM makes for a cluster, and its rules.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/configure-sg.html>: from itself and to
//! itself, TCP 2223 to 2225.

use aws_services::ec2::{ReferencedGroup, SecurityGroup, SecurityGroupRule};
use cloudhsm_api::Cluster;

use crate::{credentials::ACCOUNT, estate::Ids, fleet::Story};

/// The group's name.
pub(super) fn name_of(cluster: &Cluster) -> String {
    format!("cloudhsm-{}-sg", cluster.cluster_id)
}

pub(super) fn of(cluster: &Cluster) -> Option<SecurityGroup> {
    let group_id = cluster.security_group.clone()?;
    Some(SecurityGroup {
        owner_id: Some(ACCOUNT.to_owned()),
        group_id: Some(group_id),
        group_name: Some(name_of(cluster)),
        group_description: Some(format!("CloudHSM cluster {}", cluster.cluster_id)),
        vpc_id: cluster.vpc_id.clone(),
        ..SecurityGroup::default()
    })
}

pub(super) fn rules_of(cluster: &Cluster, story: &Story, seed: u64) -> Vec<SecurityGroupRule> {
    let Some(group_id) = cluster.security_group.clone() else { return Vec::new() };
    let mut ids = Ids::new(seed, &format!("rules of {group_id}"));
    let mut rule = |is_egress| SecurityGroupRule {
        security_group_rule_id: Some(ids.security_group_rule()),
        group_id: Some(group_id.clone()),
        group_owner_id: Some(ACCOUNT.to_owned()),
        is_egress: Some(is_egress),
        ip_protocol: Some("tcp".to_owned()),
        from_port: Some(2223),
        to_port: Some(2225),
        ..SecurityGroupRule::default()
    };
    let mut rules = Vec::new();
    for is_egress in [false, true] {
        rules.push(SecurityGroupRule {
            referenced_group_info: Some(ReferencedGroup {
                group_id: Some(group_id.clone()),
                user_id: Some(ACCOUNT.to_owned()),
                ..ReferencedGroup::default()
            }),
            ..rule(is_egress)
        });
    }
    for (range, description) in story.surroundings.open_to {
        let (ipv4, ipv6) =
            if range.contains(':') { (None, Some(range)) } else { (Some(range), None) };
        rules.push(SecurityGroupRule {
            cidr_ipv4: ipv4.map(|range| (*range).to_owned()),
            cidr_ipv6: ipv6.map(|range| (*range).to_owned()),
            description: Some((*description).to_owned()),
            ..rule(false)
        });
    }
    rules
}
