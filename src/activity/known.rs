//! What is known of deletions and changes: the audit log, and what the backend says now.

use backend_api::{Activity, ApiError, AuditRecord};

use super::attempt::Present;
use crate::{api::Client, route::Place};

/// The log, and what the backend says about the attempts in it.
#[derive(Debug, PartialEq)]
pub(super) struct Known {
    pub(super) activity: Activity,
    pub(super) present: Vec<Present>,
}

/// Reads it: all, or what belongs to a cluster.
pub(super) async fn known(client: Client, of: Option<Place>) -> Result<Known, ApiError> {
    let mut activity = client.activity().await?;
    if let Some(cluster) = of {
        activity.records.retain(|record| belongs(record, &cluster));
    }
    // How often each was checked changes all the time, and is not shown here.
    // Without it, the log still says what was recorded.
    let present = client.attempts().await.unwrap_or_default();
    let present = present.into_iter().map(Present::from).collect();
    Ok(Known { activity, present })
}

/// Whether a record is about the cluster, or about an HSM or backup of it.
fn belongs(record: &AuditRecord, cluster: &Place) -> bool {
    let is_named = record.resource == cluster.id || record.cluster.as_ref() == Some(&cluster.id);
    is_named && record.region == cluster.region
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_clusters_record_has_what_belongs_to_it() {
        let cluster = Place::new("us-east-1", "cluster-a");
        let record = |region: &str, resource: &str, of: Option<&str>| AuditRecord {
            region: region.into(),
            resource: resource.into(),
            cluster: of.map(str::to_owned),
            ..samples::record()
        };
        assert!(belongs(&record("us-east-1", "cluster-a", None), &cluster));
        assert!(belongs(&record("us-east-1", "hsm-1", Some("cluster-a")), &cluster));
        assert!(!belongs(&record("us-east-1", "hsm-2", Some("cluster-b")), &cluster));
        assert!(!belongs(&record("eu-west-1", "cluster-a", None), &cluster));
    }
}
