//! The subnets of a region, from which one chooses for a new cluster.

use std::collections::BTreeMap;

use aws_services::{
    Service,
    ec2::{DescribeSubnetsOutput, Ec2Question, Subnet},
};
use backend_api::VpcSubnets;

use super::{
    ec2,
    reading::{Asking, RequestIds},
    report,
    subnets::Subnets,
};

/// All that are available.
pub(super) async fn of_region(asking: &Asking<'_>) -> Subnets {
    let ids = RequestIds::default();
    let asked = async {
        let all = Ec2Question::default();
        let mut found = ec2::every::<DescribeSubnetsOutput>(asking, all, &ids).await?;
        // Others are on their way, or fail.
        found.retain(|it| it.state.as_deref().is_none_or(|state| state == "available"));
        Ok(found)
    };
    asking.read(Service::Ec2, &ids, asked).await
}

/// By VPC; within it by zone, then by ID. What has no ID can't be chosen.
pub(super) fn by_vpc(subnets: &[Subnet]) -> Vec<VpcSubnets> {
    let mut vpcs = BTreeMap::<String, Vec<_>>::new();
    for subnet in subnets.iter().filter(|it| it.subnet_id.is_some()) {
        let vpc = subnet.vpc_id.clone().unwrap_or_default();
        vpcs.entry(vpc).or_default().push(report::subnet(subnet));
    }
    let sorted = |(id, mut subnets): (String, Vec<backend_api::Subnet>)| {
        subnets.sort_by(|one, other| (&one.zone, &one.id).cmp(&(&other.zone, &other.id)));
        VpcSubnets { id, subnets }
    };
    vpcs.into_iter().map(sorted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subnets_are_grouped_by_vpc_and_sorted_by_zone() {
        let subnet = |vpc: Option<&str>, zone: &str, id: &str| Subnet {
            vpc_id: vpc.map(str::to_owned),
            availability_zone: Some(zone.to_owned()),
            subnet_id: Some(id.to_owned()),
            ..Subnet::default()
        };
        let found = by_vpc(&[
            subnet(Some("vpc-2"), "b", "s-1"),
            subnet(Some("vpc-1"), "b", "s-4"),
            subnet(Some("vpc-1"), "b", "s-2"),
            subnet(Some("vpc-1"), "a", "s-3"),
            Subnet { vpc_id: Some("vpc-1".to_owned()), ..Subnet::default() },
            subnet(None, "a", "s-5"),
        ]);
        let ids: Vec<_> = found
            .iter()
            .map(|vpc| (vpc.id.as_str(), vpc.subnets.iter().map(|it| it.id.as_str()).collect()))
            .collect::<Vec<(_, Vec<_>)>>();
        assert_eq!(
            ids,
            [("", vec!["s-5"]), ("vpc-1", vec!["s-3", "s-2", "s-4"]), ("vpc-2", vec!["s-1"])]
        );
    }
}
