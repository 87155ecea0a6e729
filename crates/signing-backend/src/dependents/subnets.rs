//! The subnets of a cluster's mapping, as EC2 knows them.

use aws_services::{
    Service,
    ec2::{DescribeSubnetsOutput, Subnet},
};
use cloudhsm_api::Cluster;

use super::{
    ec2,
    reading::{Asking, Reading, RequestIds},
};

/// What EC2 says of them.
pub(super) type Subnets = Reading<Vec<Subnet>>;

/// The subnets of the mapping; one that is missing is gone.
pub(super) async fn subnets(asking: &Asking<'_>, cluster: &Cluster) -> Subnets {
    let mut wanted: Vec<_> = cluster.subnet_mapping.values().cloned().collect();
    wanted.retain(|id| !id.trim().is_empty());
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() {
        let message = "CloudHSM doesn’t report the cluster’s subnets.";
        return asking.cannot_ask(Service::Ec2, message);
    }
    of_ids(asking, wanted).await
}

/// How many addresses of a subnet are free, asked anew: for plans. Known is what EC2 answered, be it
/// without a number.
pub(crate) async fn free_addresses(asking: &Asking<'_>, id: &str) -> Reading<Option<u32>> {
    let found = of_ids(asking, vec![id.to_owned()]).await;
    found.map(|found| found.first().and_then(|it| it.available_ip_address_count))
}

/// Those of these IDs that there are.
pub(super) async fn of_ids(asking: &Asking<'_>, wanted: Vec<String>) -> Subnets {
    let ids = RequestIds::default();
    let asked = async {
        let values = wanted.clone();
        let mut found =
            ec2::all::<DescribeSubnetsOutput>(asking, "subnet-id", values, &ids).await?;
        // What stands in for EC2 may not know the filter.
        found.retain(|it| it.subnet_id.as_ref().is_some_and(|id| wanted.contains(id)));
        Ok(found)
    };
    asking.read(Service::Ec2, &ids, asked).await
}
