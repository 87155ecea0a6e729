//! The reading operations, page by page where AWS pages.

use std::sync::Arc;

use backend_api::{Activity, ApiError, ApiErrorCode, routes};
use cloudhsm_api::{Backup, Cluster, ListingError, ListingPage, Operation};
use gloo_timers::future::TimeoutFuture;
use serde_json::{Map, Value};

use super::{
    Client,
    client::parse,
    remembered::{PageOfClusters, Remembered},
    transport::excerpt,
};

/// A service that never ends its pages must not keep the console busy for good. 25 clusters a page:
/// far beyond any quota.
const MOST_PAGES: usize = 2000;

/// What AWS is asked for at most, one size after the other, when an answer was too large. AWS's own
/// sizes are 25 clusters and 50 backups.
const SMALLER_PAGES: [u32; 3] = [10, 3, 1];

/// To read a longer page takes as long as to draw what is in it, some tens of milliseconds: the browser
/// gets to do something else between the two.
const LONG_PAGE: usize = 256 * 1024;

/// What a whole listing had beside its clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// Entries of which not even the ID can be read.
    pub without_id: usize,
}

/// AWS's name of the filter by cluster.
const CLUSTERS: &str = "clusterIds";

/// What a listing is confined to: AWS's name of a filter, and its one value.
type Only<'a> = Option<(&'static str, &'a str)>;

/// The input of a listing: of one cluster or backup, or of all, from where the last page ended.
///
/// Written by hand: the backend checks it against AWS's shape, and a map of lists compiled for this
/// alone would weigh a kilobyte.
fn input(only: Only<'_>, next_token: Option<&str>, max_results: Option<u32>) -> Value {
    let mut input = Map::new();
    if let Some((name, value)) = only {
        let mut filters = Map::new();
        filters.insert(name.to_owned(), Value::Array(vec![value.into()]));
        input.insert("Filters".to_owned(), Value::Object(filters));
    }
    if let Some(token) = next_token {
        input.insert("NextToken".to_owned(), token.into());
    }
    if let Some(most) = max_results {
        input.insert("MaxResults".to_owned(), most.into());
    }
    Value::Object(input)
}

/// The next smaller page; `None` when pages can't get smaller.
fn smaller(size: Option<u32>) -> Option<u32> {
    SMALLER_PAGES.into_iter().find(|next| size.is_none_or(|size| *next < size))
}

fn garbled(words: String) -> ApiError {
    ApiError::network(ApiErrorCode::UpstreamGarbled, words)
}

/// What an answer is that is no page of the listing.
fn not_a_page(operation: Operation, error: &ListingError, text: &str) -> ApiError {
    let mut refused = match error {
        ListingError::NotJson(problem) => ApiError::network(
            ApiErrorCode::NotTheBackend,
            format!("The response isn’t the expected JSON ({problem})."),
        ),
        ListingError::NoList(..) => {
            garbled(format!("The response to {operation} has no list. {error}."))
        }
    };
    // It can be a listing all the same, with clusters whose password nobody asked to see.
    refused.raw = (!text.contains("PreCoPassword")).then(|| excerpt(text));
    refused
}

/// How a listing goes on after a page.
enum Next {
    /// Nothing more is needed.
    Enough,
    /// There are no more pages, or the next one begins here.
    Page(Option<String>),
}

/// Gets each page as it arrives, by its number, with its text.
type ReadPage<'a> = &'a mut dyn FnMut(usize, &str) -> Result<Next, ApiError>;

impl Client {
    /// The posture report, read now, in one of its formats.
    pub async fn posture(&self, format: &str) -> Result<String, ApiError> {
        self.send("GET", &[routes::POSTURE, "?format=", format].concat(), None, &[]).await
    }

    /// Reads a listing page by page.
    async fn pages(
        &self,
        region: &str,
        operation: Operation,
        only: Only<'_>,
        read: ReadPage<'_>,
    ) -> Result<(), ApiError> {
        let mut size = None;
        let mut tokens: Vec<String> = Vec::new();
        while tokens.len() < MOST_PAGES {
            let input = input(only, tokens.last().map(String::as_str), size);
            let text = match self.text_of(region, operation, input).await {
                Ok(text) => text,
                Err(error) => match smaller(size) {
                    Some(smaller) if error.code == ApiErrorCode::AnswerTooLarge => {
                        size = Some(smaller);
                        continue;
                    }
                    _ => return Err(error),
                },
            };
            let next = read(tokens.len(), &text)?;
            if text.len() > LONG_PAGE {
                TimeoutFuture::new(0).await;
            }
            match next {
                Next::Enough | Next::Page(None) => return Ok(()),
                Next::Page(Some(token)) if tokens.contains(&token) => {
                    let words =
                        format!("{operation} returned the same NextToken again. Stopped reading.");
                    return Err(garbled(words));
                }
                Next::Page(Some(token)) => tokens.push(token),
            }
        }
        Err(garbled(format!("{operation} kept returning more pages. Stopped after {MOST_PAGES}.")))
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

fn split<'a>(
    operation: Operation,
    list: &'static str,
    text: &'a str,
) -> Result<ListingPage<'a>, ApiError> {
    ListingPage::split(text, list).map_err(|error| not_a_page(operation, &error, text))
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
    use super::*;
    use cloudhsm_api::DescribeClustersInput;

    #[test]
    fn the_inputs_are_those_of_the_api() {
        let one = serde_json::to_value(DescribeClustersInput::one("cluster-a")).unwrap();
        assert_eq!(input(Some((CLUSTERS, "cluster-a")), None, None), one);
        let next = DescribeClustersInput {
            next_token: Some("t".into()),
            max_results: Some(3),
            ..DescribeClustersInput::default()
        };
        assert_eq!(input(None, Some("t"), Some(3)), serde_json::to_value(next).unwrap());
    }

    #[test]
    fn pages_get_smaller_until_there_is_one_cluster_on_each() {
        let sizes = std::iter::successors(smaller(None), |size| smaller(Some(*size)));
        assert_eq!(sizes.collect::<Vec<_>>(), SMALLER_PAGES);
    }

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
