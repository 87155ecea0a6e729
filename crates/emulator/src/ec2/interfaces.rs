//! What carries the security group of a cluster: its HSMs, and its clients.
//!
//! AWS documents neither the description nor the requester of an HSM's interface; these are the
//! emulator's.

use aws_services::ec2::{Attachment, Ec2Tag, GroupIdentifier, NetworkInterface};
use cloudhsm_api::{Cluster, Hsm};

use super::groups::name_of;
use crate::{
    credentials::ACCOUNT,
    estate::{ClusterRecord, Ids, third_octet},
    fleet::{Client, ClientKind, Story},
};

/// The first host of a client: HSMs of the fleet have lower ones.
const FIRST_CLIENT: usize = 101;

pub(super) fn of(record: &ClusterRecord, story: &Story, seed: u64) -> Vec<NetworkInterface> {
    let cluster = &record.cluster;
    let mut all: Vec<_> = cluster.present_hsms().filter_map(|hsm| of_hsm(cluster, hsm)).collect();
    if cluster.security_group.is_some() {
        for (index, client) in story.surroundings.clients.iter().enumerate() {
            all.extend(of_client(record, client, index, seed));
        }
    }
    all
}

fn of_hsm(cluster: &Cluster, hsm: &Hsm) -> Option<NetworkInterface> {
    let id = hsm.eni_id.clone()?;
    Some(NetworkInterface {
        network_interface_id: Some(id.clone()),
        subnet_id: hsm.subnet_id.clone(),
        availability_zone: hsm.availability_zone.clone(),
        description: Some(format!("CloudHSM interface of {}", hsm.hsm_id)),
        requester_id: Some("cloudhsm".to_owned()),
        requester_managed: Some(true),
        private_ip_address: hsm.eni_ip.clone(),
        attachment: Some(Attachment {
            attachment_id: Some(id.replacen("eni-", "eni-attach-", 1)),
            instance_owner_id: Some("amazon-aws".to_owned()),
            status: Some("attached".to_owned()),
            ..Attachment::default()
        }),
        interface_type: Some("interface".to_owned()),
        ..in_group(cluster)
    })
}

/// `None` for a cluster without subnets.
fn of_client(
    record: &ClusterRecord,
    client: &Client,
    index: usize,
    seed: u64,
) -> Option<NetworkInterface> {
    let cluster = &record.cluster;
    let mut subnets = cluster.subnet_mapping.iter();
    let (zone, subnet) =
        subnets.clone().find(|(zone, _)| zone.ends_with(client.zone)).or_else(|| subnets.next())?;
    let mut ids = Ids::new(seed, &format!("client {} of {}", client.name, cluster.cluster_id));
    let id = ids.eni();
    let host = FIRST_CLIENT + index;
    let attachment = Attachment {
        attachment_id: Some(id.replacen("eni-", "eni-attach-", 1)),
        status: Some("attached".to_owned()),
        ..Attachment::default()
    };
    let interface = NetworkInterface {
        network_interface_id: Some(id),
        subnet_id: Some(subnet.clone()),
        availability_zone: Some(zone.clone()),
        private_ip_address: Some(format!("10.0.{}.{host}", third_octet(record.block, zone))),
        ..in_group(cluster)
    };
    Some(match client.kind {
        ClientKind::Instance => NetworkInterface {
            requester_managed: Some(false),
            attachment: Some(Attachment {
                instance_id: Some(ids.instance()),
                instance_owner_id: Some(ACCOUNT.to_owned()),
                ..attachment
            }),
            interface_type: Some("interface".to_owned()),
            tag_set: vec![Ec2Tag { key: "Name".to_owned(), value: client.name.to_owned() }],
            ..interface
        },
        ClientKind::Function => NetworkInterface {
            description: Some(format!("AWS Lambda VPC ENI-{}-{}", client.name, ids.request())),
            requester_id: Some(format!("AROAEMULATOR:awslambda_{}", client.name)),
            requester_managed: Some(true),
            attachment: Some(Attachment {
                instance_owner_id: Some("amazon-aws".to_owned()),
                ..attachment
            }),
            interface_type: Some("lambda".to_owned()),
            ..interface
        },
    })
}

/// What all of them have.
fn in_group(cluster: &Cluster) -> NetworkInterface {
    let group = cluster
        .security_group
        .clone()
        .map(|id| GroupIdentifier { group_id: Some(id), group_name: Some(name_of(cluster)) });
    NetworkInterface {
        vpc_id: cluster.vpc_id.clone(),
        owner_id: Some(ACCOUNT.to_owned()),
        status: Some("in-use".to_owned()),
        group_set: group.into_iter().collect(),
        ..NetworkInterface::default()
    }
}
