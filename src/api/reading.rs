//! The reading operations, page by page where AWS pages.

use std::sync::Arc;

use backend_api::{Activity, ApiError, routes};
use cloudhsm_api::{Backup, Cluster, Operation};

use super::{
    Client,
    client::parse,
    pages::{Next, garbled, split},
    remembered::{PageOfClusters, Remembered},
};

/// What a whole listing had beside its clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// Entries of which not even the ID can be read.
    pub without_id: usize,
}

/// AWS's name of the filter by cluster.
const CLUSTERS: &str = "clusterIds";

impl Client {
    /// The posture report, read now, in one of its formats.
    pub async fn posture(&self, format: &str) -> Result<String, ApiError> {
        self.send("GET", &[routes::POSTURE, "?format=", format].concat(), None, &[]).await
    }

    /// All clusters of a region; `on_page` gets each page as it arrives. A cluster that is malformed is
    /// among them, with what could be read of it.
    pub async fn clusters(
        &self,
        region: &str,
        remembered: &Remembered,
        mut on_page: impl FnMut(Vec<Arc<Cluster>>),
    ) -> Result<Listed, ApiError> {
        let mut listed = Listed::default();
        self.pages(region, Operation::DescribeClusters, None, &mut |number, text| {
            let page = clusters_in(number, text, remembered)?;
            listed.without_id += page.without_id;
            on_page(page.clusters.clone());
            Ok(Next::Page(page.next_token.clone()))
        })
        .await?;
        Ok(listed)
    }

    /// One cluster; `None` when the region has no such cluster.
    pub async fn cluster(
        &self,
        region: &str,
        cluster_id: &str,
    ) -> Result<Option<Cluster>, ApiError> {
        let found = self.shared_cluster(region, cluster_id, &Remembered::default()).await?;
        Ok(found.map(Arc::unwrap_or_clone))
    }

    /// The same for whoever asks again and again.
    pub async fn shared_cluster(
        &self,
        region: &str,
        cluster_id: &str,
        remembered: &Remembered,
    ) -> Result<Option<Arc<Cluster>>, ApiError> {
        let mut found = None;
        let mut without_id = 0;
        let id = Some((CLUSTERS, cluster_id));
        self.pages(region, Operation::DescribeClusters, id, &mut |number, text| {
            let page = clusters_in(number, text, remembered)?;
            without_id += page.without_id;
            // Some implementations ignore filters.
            found = page.clusters.iter().find(|it| it.cluster_id == cluster_id).cloned();
            let enough = found.is_some();
            Ok(if enough { Next::Enough } else { Next::Page(page.next_token.clone()) })
        })
        .await?;
        if found.is_none() && without_id > 0 {
            // It may be the one: what can't be read must not pass for a cluster that is gone.
            let words = "AWS returned a cluster without a readable ClusterId.".to_owned();
            return Err(garbled(words));
        }
        Ok(found)
    }

    /// The answer that has a cluster as AWS sent it; `None` when the region has no such cluster.
    pub async fn cluster_as_sent(
        &self,
        region: &str,
        cluster_id: &str,
    ) -> Result<Option<String>, ApiError> {
        let mut found = None;
        let id = Some((CLUSTERS, cluster_id));
        self.pages(region, Operation::DescribeClusters, id, &mut |_, text| {
            let page = split(Operation::DescribeClusters, "Clusters", text)?;
            let is_it = |text: &&&str| Cluster::salvaged(text).cluster_id == cluster_id;
            found = page.elements.iter().find(is_it).map(|text| (*text).to_owned());
            Ok(if found.is_some() { Next::Enough } else { Next::Page(page.next_token) })
        })
        .await?;
        Ok(found)
    }

    /// All backups of a cluster, or of the region, each once.
    pub async fn backups(
        &self,
        region: &str,
        cluster_id: Option<&str>,
    ) -> Result<Vec<Backup>, ApiError> {
        let mut backups: Vec<Backup> = Vec::new();
        let only = cluster_id.map(|id| (CLUSTERS, id));
        self.pages(region, Operation::DescribeBackups, only, &mut |_, text| {
            let page = split(Operation::DescribeBackups, "Backups", text)?;
            backups.extend(page.elements.iter().map(|text| Backup::salvaged(text)));
            Ok(Next::Page(page.next_token))
        })
        .await?;
        Ok(crate::sorting::each_once(backups, |a, b| a.backup_id.cmp(&b.backup_id)))
    }

    /// One backup; `None` when the region has no such backup.
    pub async fn backup(&self, region: &str, id: &str) -> Result<Option<Backup>, ApiError> {
        let mut found = None;
        let only = Some(("backupIds", id));
        self.pages(region, Operation::DescribeBackups, only, &mut |_, text| {
            let page = split(Operation::DescribeBackups, "Backups", text)?;
            // Some implementations ignore filters.
            let mut backups = page.elements.iter().map(|text| Backup::salvaged(text));
            found = backups.find(|backup| backup.backup_id == id);
            Ok(if found.is_some() { Next::Enough } else { Next::Page(page.next_token) })
        })
        .await?;
        Ok(found)
    }

    /// The copies of a backup that a region has, each once.
    pub async fn copies(&self, region: &str, backup_id: &str) -> Result<Vec<Backup>, ApiError> {
        let mut copies: Vec<Backup> = Vec::new();
        let only = Some(("sourceBackupIds", backup_id));
        self.pages(region, Operation::DescribeBackups, only, &mut |_, text| {
            let page = split(Operation::DescribeBackups, "Backups", text)?;
            let backups = page.elements.iter().map(|text| Backup::salvaged(text));
            // Some implementations ignore filters.
            copies.extend(backups.filter(|it| it.source_backup.as_deref() == Some(backup_id)));
            Ok(Next::Page(page.next_token))
        })
        .await?;
        Ok(crate::sorting::each_once(copies, |a, b| a.backup_id.cmp(&b.backup_id)))
    }

    /// The newest audit records.
    pub async fn activity(&self) -> Result<Activity, ApiError> {
        parse(&self.send("GET", routes::ACTIVITY, None, &[]).await?)
    }
}

/// The clusters of a page: read, or as they were read before if the text is the same.
fn clusters_in(
    number: usize,
    text: &str,
    remembered: &Remembered,
) -> Result<Arc<PageOfClusters>, ApiError> {
    if let Some(page) = remembered.page(number, text) {
        return Ok(page);
    }
    let page = split(Operation::DescribeClusters, "Clusters", text)?;
    let all = page.elements.iter().map(|text| Cluster::salvaged(text));
    let (clusters, nameless): (Vec<_>, Vec<_>) = all.partition(|it| !it.cluster_id.is_empty());
    let page = Arc::new(PageOfClusters {
        clusters: clusters.into_iter().map(Arc::new).collect(),
        without_id: nameless.len(),
        next_token: page.next_token,
    });
    remembered.remember(number, text, &page);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use backend_api::ApiErrorCode;

    use super::*;

    #[test]
    fn an_answer_without_a_list_is_never_an_empty_one() {
        let remembered = Remembered::default();
        for text in ["{}", r#"{"Clusters": null}"#, r#"{"__type": "X", "Message": "no"}"#] {
            let error = clusters_in(0, text, &remembered).unwrap_err();
            assert_eq!(error.code, ApiErrorCode::UpstreamGarbled, "{text}");
        }
        let error = clusters_in(0, "<html></html>", &remembered).unwrap_err();
        assert_eq!(error.code, ApiErrorCode::NotTheBackend);
        assert_eq!(clusters_in(0, r#"{"Clusters": []}"#, &remembered).unwrap().clusters.len(), 0);
    }

    #[test]
    fn an_entry_without_an_id_is_counted_and_not_listed() {
        let text = r#"{"Clusters": [{"ClusterId": "cluster-a"}, {"State": "ACTIVE"}, 7]}"#;
        let page = clusters_in(0, text, &Remembered::default()).unwrap();
        assert_eq!((page.clusters.len(), page.without_id), (1, 2));
    }
}
