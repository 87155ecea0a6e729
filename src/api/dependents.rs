//! Who depends on a cluster, and what its HSMs measured.

use backend_api::{ApiError, Dependents, History, RegionUse, Usage, UsageRange, routes};

use super::{Client, client::parse};

impl Client {
    /// Who depends on a cluster, as AWS's other services say.
    pub async fn dependents(&self, region: &str, id: &str) -> Result<Dependents, ApiError> {
        parse(&self.send("GET", &routes::dependents(region, id), None, &[]).await?)
    }

    /// Which clusters of a region have key stores, and which are used. Asking costs money at AWS.
    pub async fn region_use(&self, region: &str) -> Result<RegionUse, ApiError> {
        parse(&self.send("GET", &routes::region_use(region), None, &[]).await?)
    }

    /// What was done to a cluster, as far as AWS's own record is known by now.
    pub async fn history(&self, region: &str, id: &str) -> Result<History, ApiError> {
        parse(&self.send("GET", &routes::history(region, id), None, &[]).await?)
    }

    /// What the HSMs of a cluster measured. Asking costs money at AWS: nothing polls it.
    pub async fn usage(
        &self,
        region: &str,
        id: &str,
        range: UsageRange,
    ) -> Result<Usage, ApiError> {
        parse(&self.send("GET", &routes::usage(region, id, range), None, &[]).await?)
    }
}
