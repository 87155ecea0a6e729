//! Reads all regions once.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, Mode, PostureRegion, PostureReport, TrustAnchor};
use cloudhsm_api::{Backup, Cluster, Operation};

use super::judge::{Rules, judge};
use crate::{
    Settings,
    clock::{Clock, epoch_millis, timestamp},
    fleet::{identity::Identities, listing::Listing},
    forward::Upstream,
    guard::ProductionTags,
};

/// What a survey needs to know.
#[derive(Debug, Clone)]
pub struct Survey {
    /// What stands behind the upstream.
    pub mode: Mode,
    /// The regions to read.
    pub regions: Vec<String>,
    /// Roots to verify certificates with, beside the pinned ones.
    pub trust_anchors: Vec<TrustAnchor>,
    /// The tag that protects a resource from deletion.
    pub deletion_protection: (String, String),
    /// The tags that say that something is production.
    pub production_tags: ProductionTags,
}

impl From<&Settings> for Survey {
    fn from(settings: &Settings) -> Self {
        Self {
            mode: settings.mode,
            regions: settings.regions.clone(),
            trust_anchors: settings.trust_anchors.clone(),
            deletion_protection: settings.deletion_protection.clone(),
            production_tags: settings.production_tags.clone(),
        }
    }
}

/// Reads all regions, all at the same time, and judges what is there.
pub async fn survey(
    survey: Survey,
    upstream: Arc<dyn Upstream>,
    clock: Arc<dyn Clock>,
) -> PostureReport {
    let time = clock.now();
    let rules = Arc::new(Rules {
        identities: Identities::new(survey.mode, &survey.trust_anchors),
        deletion_protection: survey.deletion_protection,
        production_tags: survey.production_tags,
        now_millis: epoch_millis(time),
    });
    let tasks: Vec<_> = survey
        .regions
        .iter()
        .map(|region| {
            let (upstream, rules, region) = (upstream.clone(), rules.clone(), region.clone());
            tokio::spawn(async move { read(upstream, rules, region).await })
        })
        .collect();
    let mut regions = Vec::new();
    for (task, region) in tasks.into_iter().zip(survey.regions) {
        regions.push(task.await.unwrap_or_else(|_| unread(region, defect())));
    }
    PostureReport {
        time: timestamp(time),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mode: survey.mode,
        account: upstream.caller().await.account,
        regions,
    }
}

async fn read(upstream: Arc<dyn Upstream>, rules: Arc<Rules>, region: String) -> PostureRegion {
    let clusters = all(&*upstream, &region, Operation::DescribeClusters, Cluster::salvaged);
    let backups = all(&*upstream, &region, Operation::DescribeBackups, Backup::salvaged);
    let (clusters, backups) = tokio::join!(clusters, backups);
    let clusters = match clusters {
        Ok(clusters) => clusters,
        Err(error) => return unread(region, error),
    };
    // To verify certificates takes the processor some time.
    let name = region.clone();
    tokio::task::spawn_blocking(move || judge(region, clusters, backups, &rules))
        .await
        .unwrap_or_else(|_| unread(name, defect()))
}

/// Everything of a region, each element by itself: one that is malformed must not hide the others.
async fn all<T: Send>(
    upstream: &dyn Upstream,
    region: &str,
    operation: Operation,
    read: impl Fn(&str) -> T + Send + Sync,
) -> Result<Vec<T>, ApiError> {
    let list = if operation == Operation::DescribeBackups { "Backups" } else { "Clusters" };
    let mut found = Vec::new();
    let listing = Listing { upstream, region, operation, list, cluster_ids: None };
    let pages = listing.read(|page| found.extend(page.iter().map(|text| read(text)))).await;
    pages.map(|_| found).map_err(|error| *error)
}

/// A region that is in the report, so that nobody takes it for one without findings.
fn unread(region: String, error: ApiError) -> PostureRegion {
    PostureRegion {
        region,
        error: Some(error),
        backups_error: None,
        without_id: 0,
        clusters: Vec::new(),
        backups: Vec::new(),
    }
}

fn defect() -> ApiError {
    let message = "The backend failed. See its log for details.";
    ApiError::backend(ApiErrorCode::InternalError, message)
}
