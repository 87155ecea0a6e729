//! The reading operations, page by page where AWS pages.

use backend_api::{Activity, ApiError, code, routes};
use cloudhsm_api::{
    Backup, Cluster, DescribeBackupsInput, DescribeBackupsOutput, DescribeClustersInput,
    DescribeClustersOutput, Operation,
};

use super::{Client, client::parse};

/// The end of a listing: absent and empty are alike.
fn next(token: Option<String>) -> Option<String> {
    token.filter(|token| !token.is_empty())
}

/// A service that never ends its pages must not keep the console busy for good. 25 clusters a page:
/// far beyond any quota.
const MOST_PAGES: usize = 2000;

fn endless() -> ApiError {
    ApiError::network(code::UPSTREAM_GARBLED, "The listing does not end: its pages go on and on.")
}

impl Client {
    /// All clusters of a region; `on_page` gets each page as it arrives.
    pub async fn clusters(
        &self,
        region: &str,
        mut on_page: impl FnMut(Vec<Cluster>),
    ) -> Result<(), ApiError> {
        let mut input = DescribeClustersInput::default();
        for _ in 0..MOST_PAGES {
            let output: DescribeClustersOutput =
                self.operation(region, Operation::DescribeClusters, &input, &[]).await?;
            on_page(output.clusters);
            input.next_token = next(output.next_token);
            if input.next_token.is_none() {
                return Ok(());
            }
        }
        Err(endless())
    }

    /// One cluster; `None` when the region has no such cluster.
    pub async fn cluster(
        &self,
        region: &str,
        cluster_id: &str,
    ) -> Result<Option<Cluster>, ApiError> {
        let input = DescribeClustersInput::one(cluster_id);
        let output: DescribeClustersOutput =
            self.operation(region, Operation::DescribeClusters, &input, &[]).await?;
        // Some implementations ignore filters.
        Ok(output.clusters.into_iter().find(|cluster| cluster.cluster_id == cluster_id))
    }

    /// All backups of a cluster.
    pub async fn backups(&self, region: &str, cluster_id: &str) -> Result<Vec<Backup>, ApiError> {
        let mut input = DescribeBackupsInput::of_cluster(cluster_id);
        let mut backups = Vec::new();
        for _ in 0..MOST_PAGES {
            let output: DescribeBackupsOutput =
                self.operation(region, Operation::DescribeBackups, &input, &[]).await?;
            backups.extend(output.backups);
            input.next_token = next(output.next_token);
            if input.next_token.is_none() {
                return Ok(backups);
            }
        }
        Err(endless())
    }

    /// The newest audit records.
    pub async fn activity(&self) -> Result<Activity, ApiError> {
        parse(&self.send("GET", routes::ACTIVITY, None, &[]).await?)
    }
}
