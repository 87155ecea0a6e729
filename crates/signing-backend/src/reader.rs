//! Readings of clusters and backups, page by page, strict about what comes back.
//!
//! An answer without the list that was asked for is an error: only a list that is there can say
//! that something isn't.

use backend_api::ApiErrorCode;
use bytes::Bytes;
use cloudhsm_api::{ClusterState, ErrorCode, Operation};
use serde_json::{Value, json};

use crate::{
    Failure,
    forward::{Call, Upstream},
};

/// More pages than any cluster has backups for: an upstream that never ends its list.
const MOST_PAGES: usize = 200;

/// Reads one region, in the name of one access key where that matters.
pub(crate) struct Reader<'a> {
    pub(crate) upstream: &'a dyn Upstream,
    pub(crate) region: &'a str,
    /// Sign with this access key, or not at all.
    pub(crate) only_with: Option<String>,
}

impl Reader<'_> {
    pub(crate) async fn cluster(&self, cluster_id: &str) -> Result<Option<Value>, Failure> {
        let input = json!({ "Filters": { "clusterIds": [cluster_id] } });
        let found = self.pages(Operation::DescribeClusters, input, "Clusters").await?;
        Ok(found.into_iter().find(|cluster| text(cluster, "ClusterId") == Some(cluster_id)))
    }

    /// All clusters of the region.
    pub(crate) async fn clusters(&self) -> Result<Vec<Value>, Failure> {
        self.pages(Operation::DescribeClusters, json!({}), "Clusters").await
    }

    pub(crate) async fn backup(&self, backup_id: &str) -> Result<Option<Value>, Failure> {
        let found = self.backups("backupIds", backup_id).await?;
        Ok(found.into_iter().find(|backup| text(backup, "BackupId") == Some(backup_id)))
    }

    pub(crate) async fn backups(&self, filter: &str, id: &str) -> Result<Vec<Value>, Failure> {
        let input = json!({ "Filters": { filter: [id] } });
        let mut found = self.pages(Operation::DescribeBackups, input, "Backups").await?;
        // An upstream that does not know the filter must not lend another cluster's backups.
        if filter == "clusterIds" {
            found.retain(|backup| text(backup, "ClusterId").is_none_or(|own| own == id));
        }
        Ok(found)
    }

    /// A backup, its cluster, and the cluster's other backups.
    pub(crate) async fn around_backup(
        &self,
        backup_id: &str,
    ) -> Result<(Option<Value>, Vec<Value>), Failure> {
        let Some(backup) = self.backup(backup_id).await? else { return Ok((None, Vec::new())) };
        let Some(cluster_id) = text(&backup, "ClusterId").map(str::to_owned) else {
            return Ok((None, vec![backup]));
        };
        let (cluster, siblings) =
            tokio::join!(self.cluster(&cluster_id), self.backups("clusterIds", &cluster_id));
        let mut backups = siblings?;
        backups.retain(|other| text(other, "BackupId") != Some(backup_id));
        backups.push(backup);
        Ok((cluster?, backups))
    }

    /// Whether the first page has no other cluster that is alive; `None` if it can't be read.
    pub(crate) async fn is_last_cluster(&self, cluster_id: &str) -> Option<bool> {
        let page = self.page(Operation::DescribeClusters, &json!({})).await.ok()?;
        let clusters = page.get("Clusters")?.as_array()?;
        let alive = |cluster: &&Value| {
            text(cluster, "ClusterId") != Some(cluster_id)
                && text(cluster, "State") != Some(ClusterState::Deleted.as_str())
        };
        let more = text(&page, "NextToken").is_some_and(|token| !token.is_empty());
        Some(!more && !clusters.iter().any(|cluster| alive(&cluster)))
    }

    /// The resource policy; `None` where there is none, or where it can't be read.
    pub(crate) async fn policy(&self, arn: &str) -> Option<Value> {
        let input = json!({ "ResourceArn": arn });
        let answer = self.page(Operation::GetResourcePolicy, &input).await.ok()?;
        serde_json::from_str(text(&answer, "Policy")?).ok()
    }

    /// The text of a resource policy; `None` where there is none. That it can't be read is an error.
    pub(crate) async fn policy_text(&self, arn: &str) -> Result<Option<String>, Failure> {
        let input = json!({ "ResourceArn": arn });
        let answer = match self.page(Operation::GetResourcePolicy, &input).await {
            Err(failure)
                if failure.error.code.as_str() == ErrorCode::CloudHsmResourceNotFound.as_str() =>
            {
                return Ok(None);
            }
            other => other?,
        };
        match answer.get("Policy") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(garbled("The resource policy isn’t text.")),
        }
    }

    async fn pages(
        &self,
        operation: Operation,
        mut input: Value,
        member: &str,
    ) -> Result<Vec<Value>, Failure> {
        let mut found = Vec::new();
        let mut tokens = Vec::new();
        for _ in 0..MOST_PAGES {
            let mut page = match self.page(operation, &input).await {
                Ok(page) => page,
                Err(failure)
                    if failure.error.code.as_str()
                        == ErrorCode::CloudHsmResourceNotFound.as_str() =>
                {
                    return Ok(found);
                }
                Err(failure) => return Err(failure),
            };
            match page.get_mut(member).map(Value::take) {
                Some(Value::Array(elements)) => found.extend(elements),
                _ => return Err(garbled(format!("The response to {operation} has no {member}."))),
            }
            let token = text(&page, "NextToken").filter(|token| !token.is_empty());
            let Some(token) = token.map(str::to_owned) else { return Ok(found) };
            if tokens.contains(&token) {
                break;
            }
            input["NextToken"] = Value::from(token.clone());
            tokens.push(token);
        }
        Err(garbled(format!("AWS kept returning more pages of {operation}; stopped.")))
    }

    async fn page(&self, operation: Operation, input: &Value) -> Result<Value, Failure> {
        let call = Call {
            region: self.region.to_owned(),
            operation,
            body: Bytes::from(input.to_string()),
            only_with: self.only_with.clone(),
            send_before: None,
        };
        let answer = self
            .upstream
            .call(call)
            .await
            .map_err(|error| error.into_failure(operation.class()))?;
        if let Some(error) = answer.error() {
            return Err(Failure::service(error));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|error| garbled(format!("The answer of {operation} is not JSON: {error}.")))
    }
}

/// AWS's answer can't be used.
pub(crate) fn garbled(message: impl Into<String>) -> Failure {
    Failure::network(ApiErrorCode::UpstreamGarbled, message)
}

/// A member that is text.
pub(crate) fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member)?.as_str()
}
