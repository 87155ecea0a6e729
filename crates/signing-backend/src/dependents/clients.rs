//! The network interfaces that carry a cluster's security group: its possible clients.

use aws_services::{
    Service,
    ec2::{DescribeNetworkInterfacesOutput, Ec2Tag, NetworkInterface},
};
use cloudhsm_api::Cluster;

use super::{
    ec2,
    reading::{Asking, Reading, RequestIds},
};

/// What EC2 says of them.
pub(crate) type Clients = Reading<Vec<NetworkInterface>>;

/// All interfaces in a security group.
pub(super) async fn in_group(asking: &Asking<'_>, group_id: &str) -> Clients {
    let ids = RequestIds::default();
    let asked = async {
        let values = vec![group_id.to_owned()];
        let found =
            ec2::all::<DescribeNetworkInterfacesOutput>(asking, "group-id", values, &ids).await;
        found.map(|mut found| {
            // What stands in for EC2 may not know the filter.
            found.retain(|it| {
                let mut groups = it.group_set.iter();
                it.group_set.is_empty() || groups.any(|it| it.group_id.as_deref() == Some(group_id))
            });
            found
        })
    };
    asking.read(Service::Ec2, &ids, asked).await
}

/// Those of a cluster's security group, without those of its HSMs.
pub(crate) async fn clients(asking: &Asking<'_>, cluster: &Cluster) -> Clients {
    match group_of(cluster) {
        Some(group_id) => without_hsms(in_group(asking, group_id).await, cluster),
        None => asking.cannot_ask(Service::Ec2, NO_GROUP),
    }
}

/// Why nothing of a security group is known.
pub(super) const NO_GROUP: &str = "CloudHSM doesn’t report the cluster’s security group.";

/// The cluster's security group.
pub(super) fn group_of(cluster: &Cluster) -> Option<&str> {
    cluster.security_group.as_deref().filter(|id| !id.trim().is_empty())
}

/// Without the interfaces of the cluster's own HSMs, which CloudHSM names.
pub(super) fn without_hsms(reading: Clients, cluster: &Cluster) -> Clients {
    reading.map(|mut found| {
        found.retain(|it| {
            let id = it.network_interface_id.as_deref();
            id.is_none() || !cluster.hsms.iter().any(|hsm| hsm.eni_id.as_deref() == id)
        });
        found
    })
}

/// Whom an interface belongs to, in a few words.
pub(crate) fn named(client: &NetworkInterface) -> String {
    let instance = client.attachment.as_ref().and_then(|it| it.instance_id.as_deref());
    let id = client.network_interface_id.as_deref().unwrap_or("an interface without an ID");
    let id = match instance {
        Some(instance) => format!("{instance} ({id})"),
        None => id.to_owned(),
    };
    let description = client.description.as_deref();
    match Ec2Tag::name_among(&client.tag_set).or(description) {
        Some(name) => format!("{name}: {id}"),
        None => id,
    }
}
