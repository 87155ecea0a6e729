//! The subnets of a region, to choose from for a new cluster.

use crate::{
    dependents::{Source, Subnet},
    wire::wire_struct,
};

wire_struct! {
    /// The subnets of a region that are available, and how far that is known.
    #[derive(Eq)]
    RegionSubnets {
        /// The region.
        region: String = "region",
        /// What EC2 was asked, and what came of it.
        source: Source = "source",
        /// By VPC; `null` when EC2 did not say. Only an empty list says that there is none.
        vpcs: Option<Vec<VpcSubnets>> = "vpcs",
    }
}

wire_struct! {
    /// The subnets of one VPC. A cluster is in one VPC, with at most one subnet a zone.
    #[derive(Eq)]
    VpcSubnets {
        /// `vpc-…`; empty if EC2 does not name it.
        id: String = "id",
        /// By zone, then by ID.
        subnets: Vec<Subnet> = "subnets",
    }
}
