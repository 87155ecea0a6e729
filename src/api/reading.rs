//! The reading operations, page by page where AWS pages.

use backend_api::{Activity, ApiError, code, routes};
use cloudhsm_api::{Backup, Cluster, DescribeBackupsOutput, DescribeClustersOutput, Operation};
use serde_json::{Map, Value};

use super::{Client, client::parse};

/// A service that never ends its pages must not keep the console busy for good. 25 clusters a page:
/// far beyond any quota.
const MOST_PAGES: usize = 2000;

/// The input of a listing: of one cluster, or of all, from where the last page ended.
///
/// Written by hand: the backend checks it against AWS's shape, and a map of lists compiled for this
/// alone would weigh a kilobyte.
fn input(cluster_id: Option<&str>, next_token: Option<String>) -> Value {
    let mut input = Map::new();
    if let Some(id) = cluster_id {
        let mut filters = Map::new();
        filters.insert("clusterIds".to_owned(), Value::Array(vec![id.into()]));
        input.insert("Filters".to_owned(), Value::Object(filters));
    }
    if let Some(token) = next_token {
        input.insert("NextToken".to_owned(), token.into());
    }
    Value::Object(input)
}

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
        let mut next_token = None;
        for _ in 0..MOST_PAGES {
            let output: DescribeClustersOutput = self
                .operation(region, Operation::DescribeClusters, input(None, next_token), &[])
                .await?;
            on_page(output.clusters);
            // Absent and empty are alike.
            next_token = output.next_token.filter(|token| !token.is_empty());
            if next_token.is_none() {
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
        let input = input(Some(cluster_id), None);
        let output: DescribeClustersOutput =
            self.operation(region, Operation::DescribeClusters, input, &[]).await?;
        // Some implementations ignore filters.
        Ok(output.clusters.into_iter().find(|cluster| cluster.cluster_id == cluster_id))
    }

    /// All backups of a cluster, or of the region.
    pub async fn backups(
        &self,
        region: &str,
        cluster_id: Option<&str>,
    ) -> Result<Vec<Backup>, ApiError> {
        let mut next_token = None;
        let mut backups = Vec::new();
        for _ in 0..MOST_PAGES {
            let output: DescribeBackupsOutput = self
                .operation(region, Operation::DescribeBackups, input(cluster_id, next_token), &[])
                .await?;
            backups.extend(output.backups);
            next_token = output.next_token.filter(|token| !token.is_empty());
            if next_token.is_none() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::DescribeClustersInput;

    #[test]
    fn the_inputs_are_those_of_the_api() {
        let one = serde_json::to_value(DescribeClustersInput::one("cluster-a")).unwrap();
        assert_eq!(input(Some("cluster-a"), None), one);
        let next = DescribeClustersInput {
            next_token: Some("t".into()),
            ..DescribeClustersInput::default()
        };
        assert_eq!(input(None, Some("t".into())), serde_json::to_value(next).unwrap());
    }
}
