//! What is read before a plan, and again before a deletion.

use std::time::SystemTime;

use backend_api::code;
use bytes::Bytes;
use cloudhsm_api::{Backup, Cluster, ClusterState, ErrorCode, Hsm, Operation, Tag};
use serde_json::{Value, json};

use super::{Target, canonical};
use crate::{
    Failure,
    forward::{Call, Upstream},
};

/// More pages than any cluster has backups for: an upstream that never ends its list.
const MOST_PAGES: usize = 200;

/// The state of a resource and of what hangs together with it, at one time.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// When reading it began.
    pub(crate) read_at: SystemTime,
    /// The cluster; `None` for a backup whose cluster is gone.
    pub(crate) cluster: Option<Cluster>,
    /// The cluster's backups, and the one that is aimed at.
    pub(crate) backups: Vec<Backup>,
    /// The region has no other cluster; `None` if that could not be read.
    pub(crate) last_cluster: Option<bool>,
    /// The resource policy of the backup that is aimed at, if it has one and it could be read.
    pub(crate) policy: Option<Value>,
    /// The canonical form of cluster and backups, as AWS sent them.
    pub(crate) state: Value,
    /// The digest of that.
    pub(crate) digest: String,
}

impl Snapshot {
    /// Whether the target itself is there.
    pub(crate) fn holds(&self, target: &Target) -> bool {
        match target {
            // Whether the tag is there, the blockers tell.
            Target::Cluster { .. } | Target::ClusterProtection { .. } => self.cluster.is_some(),
            Target::Hsm { hsm_id, .. } => self.hsm(hsm_id).is_some(),
            Target::Backup { backup_id } | Target::BackupProtection { backup_id, .. } => {
                self.backup(backup_id).is_some()
            }
        }
    }

    /// The HSM that is aimed at.
    pub(crate) fn hsm(&self, hsm_id: &str) -> Option<&Hsm> {
        self.cluster.as_ref()?.hsms.iter().find(|hsm| hsm.hsm_id == hsm_id)
    }

    /// The tags of what carries, or could carry, the target's protection.
    pub(crate) fn tags_of(&self, target: &Target) -> &[Tag] {
        let tags = match target.backup_id() {
            Some(id) => self.backup(id).map(|it| &it.tag_list),
            None => self.cluster.as_ref().map(|it| &it.tag_list),
        };
        tags.map_or(&[], Vec::as_slice)
    }

    /// The backup of this id.
    pub(crate) fn backup(&self, backup_id: &str) -> Option<&Backup> {
        self.backups.iter().find(|backup| backup.backup_id == backup_id)
    }
}

/// Reads the state. Whether the target itself is in it, [`Snapshot::holds`] tells.
pub(crate) async fn read(
    upstream: &dyn Upstream,
    region: &str,
    target: &Target,
    read_at: SystemTime,
) -> Result<Snapshot, Failure> {
    let reader = Reader { upstream, region };
    let (mut last_cluster, mut policy) = (None, None);
    let (cluster, backups) = match target {
        Target::Cluster { cluster_id } => {
            let (cluster, backups, last) = tokio::join!(
                reader.cluster(cluster_id),
                reader.backups("clusterIds", cluster_id),
                reader.is_last_cluster(cluster_id),
            );
            last_cluster = last;
            (cluster?, backups?)
        }
        Target::Hsm { cluster_id, .. } | Target::ClusterProtection { cluster_id, .. } => {
            let (cluster, backups) =
                tokio::join!(reader.cluster(cluster_id), reader.backups("clusterIds", cluster_id));
            (cluster?, backups?)
        }
        Target::Backup { backup_id } => {
            let (cluster, backups) = reader.around_backup(backup_id).await?;
            let is_it = |backup: &&Value| text(backup, "BackupId") == Some(backup_id);
            let arn = backups.iter().find(is_it).and_then(|backup| text(backup, "BackupArn"));
            if let Some(arn) = arn {
                policy = reader.policy(arn).await;
            }
            (cluster, backups)
        }
        Target::BackupProtection { backup_id, .. } => reader.around_backup(backup_id).await?,
    };
    let mut snapshot = assemble(cluster, backups, read_at)?;
    (snapshot.last_cluster, snapshot.policy) = (last_cluster, policy);
    Ok(snapshot)
}

fn assemble(
    cluster: Option<Value>,
    backups: Vec<Value>,
    read_at: SystemTime,
) -> Result<Snapshot, Failure> {
    let garbled = |error: serde_json::Error| {
        Failure::network(code::UPSTREAM_GARBLED, format!("AWS's answer can't be read: {error}."))
    };
    let typed_cluster: Option<Cluster> =
        cluster.clone().map(serde_json::from_value).transpose().map_err(garbled)?;
    let typed_backups =
        backups.iter().cloned().map(serde_json::from_value).collect::<Result<_, _>>();
    let state = canonical::canonical(json!({ "cluster": cluster, "backups": backups }));
    Ok(Snapshot {
        read_at,
        cluster: typed_cluster,
        backups: typed_backups.map_err(garbled)?,
        last_cluster: None,
        policy: None,
        digest: canonical::digest(&state),
        state,
    })
}

struct Reader<'a> {
    upstream: &'a dyn Upstream,
    region: &'a str,
}

impl Reader<'_> {
    async fn cluster(&self, cluster_id: &str) -> Result<Option<Value>, Failure> {
        let input = json!({ "Filters": { "clusterIds": [cluster_id] } });
        let found = self.pages(Operation::DescribeClusters, input, "Clusters").await?;
        Ok(found.into_iter().find(|cluster| text(cluster, "ClusterId") == Some(cluster_id)))
    }

    async fn backups(&self, filter: &str, id: &str) -> Result<Vec<Value>, Failure> {
        let input = json!({ "Filters": { filter: [id] } });
        let mut found = self.pages(Operation::DescribeBackups, input, "Backups").await?;
        // An upstream that does not know the filter must not lend another cluster's backups.
        if filter == "clusterIds" {
            found.retain(|backup| text(backup, "ClusterId").is_none_or(|own| own == id));
        }
        Ok(found)
    }

    /// A backup, its cluster, and the cluster's other backups.
    async fn around_backup(&self, backup_id: &str) -> Result<(Option<Value>, Vec<Value>), Failure> {
        let found = self.backups("backupIds", backup_id).await?;
        let is_it = |backup: &Value| text(backup, "BackupId") == Some(backup_id);
        let Some(backup) = found.into_iter().find(is_it) else {
            return Ok((None, Vec::new()));
        };
        let Some(cluster_id) = text(&backup, "ClusterId").map(str::to_owned) else {
            return Ok((None, vec![backup]));
        };
        let (cluster, siblings) =
            tokio::join!(self.cluster(&cluster_id), self.backups("clusterIds", &cluster_id));
        let mut backups = siblings?;
        backups.retain(|other| !is_it(other));
        backups.push(backup);
        Ok((cluster?, backups))
    }

    /// Whether the first page has no other cluster that is alive. A courtesy: errors are none.
    async fn is_last_cluster(&self, cluster_id: &str) -> Option<bool> {
        let page = self.page(Operation::DescribeClusters, &json!({})).await.ok()?;
        let clusters = page.get("Clusters")?.as_array()?;
        let alive = |cluster: &&Value| {
            text(cluster, "ClusterId") != Some(cluster_id)
                && text(cluster, "State") != Some(ClusterState::Deleted.as_str())
        };
        let more = text(&page, "NextToken").is_some_and(|token| !token.is_empty());
        Some(!more && !clusters.iter().any(|cluster| alive(&cluster)))
    }

    /// The resource policy. A courtesy: errors are none, such as AWS's for there being no policy,
    /// and a role's for not being allowed to read it.
    async fn policy(&self, arn: &str) -> Option<Value> {
        let input = json!({ "ResourceArn": arn });
        let answer = self.page(Operation::GetResourcePolicy, &input).await.ok()?;
        serde_json::from_str(text(&answer, "Policy")?).ok()
    }

    async fn pages(
        &self,
        operation: Operation,
        mut input: Value,
        member: &str,
    ) -> Result<Vec<Value>, Failure> {
        let mut found = Vec::new();
        let mut last_token = None;
        for _ in 0..MOST_PAGES {
            let mut page = match self.page(operation, &input).await {
                Ok(page) => page,
                Err(failure)
                    if failure.error.code == ErrorCode::CloudHsmResourceNotFound.as_str() =>
                {
                    return Ok(found);
                }
                Err(failure) => return Err(failure),
            };
            if let Some(Value::Array(elements)) = page.get_mut(member).map(Value::take) {
                found.extend(elements);
            }
            let token = text(&page, "NextToken").filter(|token| !token.is_empty());
            let Some(token) = token.map(str::to_owned) else { return Ok(found) };
            if last_token.as_ref() == Some(&token) {
                break;
            }
            input["NextToken"] = Value::from(token.clone());
            last_token = Some(token);
        }
        let message = format!("{operation} does not come to the end of its pages.");
        Err(Failure::network(code::UPSTREAM_GARBLED, message))
    }

    async fn page(&self, operation: Operation, input: &Value) -> Result<Value, Failure> {
        let call = Call {
            region: self.region.to_owned(),
            operation,
            body: Bytes::from(input.to_string()),
        };
        let answer = self
            .upstream
            .call(call)
            .await
            .map_err(|error| error.into_failure(operation.class()))?;
        if let Some(error) = answer.error() {
            return Err(Failure::service(error));
        }
        serde_json::from_slice(&answer.body).map_err(|error| {
            let message = format!("The answer of {operation} is not JSON: {error}.");
            Failure::network(code::UPSTREAM_GARBLED, message)
        })
    }
}

fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member)?.as_str()
}
