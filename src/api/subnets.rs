//! The subnets of a region, to choose from for a new cluster.

use backend_api::{ApiError, RegionSubnets, routes};

use super::{Client, client::parse};

impl Client {
    /// The subnets of a region, as EC2 has them.
    pub async fn subnets(&self, region: &str) -> Result<RegionSubnets, ApiError> {
        parse(&self.send("GET", &routes::subnets(region), None, &[]).await?)
    }
}
