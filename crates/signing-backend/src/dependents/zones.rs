//! The availability zones of a region, as EC2 knows them.

use aws_services::{
    Lookup, Service,
    ec2::{AvailabilityZone, DescribeAvailabilityZonesOutput, Ec2Question},
};

use super::reading::{Asking, Reading, RequestIds};

/// What EC2 says of them.
pub(crate) type Zones = Reading<Vec<AvailabilityZone>>;

/// The zones that the account can use, local ones among them. EC2 lists them without pages.
pub(crate) async fn zones(asking: &Asking<'_>) -> Zones {
    let ids = RequestIds::default();
    let asked = async {
        let (question, lookup) = (Ec2Question::default(), Lookup::DescribeAvailabilityZones);
        let (answer, request_id) =
            asking.ask_ec2::<DescribeAvailabilityZonesOutput>(lookup, &question, &ids).await?;
        ids.push(request_id.or(answer.request_id));
        Ok(answer.availability_zones)
    };
    asking.read(Service::Ec2, &ids, asked).await
}
