//! A row of the list: a cluster in its region, with the text that the filter looks through.

use std::sync::Arc;

use cloudhsm_api::Cluster;

use crate::{letters::lower_case, order::in_order};

/// A cluster in its region. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Row {
    /// The region.
    pub region: Arc<str>,
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// All that the filter can find, in lower case.
    haystack: Arc<str>,
    /// The name that the order goes by: the `Name` tag in lower case.
    name: Option<Arc<str>>,
}

impl PartialEq for Row {
    /// Rows are the same when they hold the same allocation: the fleet keeps that of every cluster
    /// that did not change.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.cluster, &other.cluster)
    }
}

impl Row {
    /// A row of a cluster.
    pub fn new(region: Arc<str>, cluster: Arc<Cluster>) -> Self {
        let haystack = haystack(&region, &cluster).into();
        let name = cluster.name().map(|name| lower_case(name).into());
        Self { region, cluster, haystack, name }
    }

    /// The name that the order goes by.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Where in memory the cluster is: another place when the cluster changed.
    fn place(&self) -> usize {
        Arc::as_ptr(&self.cluster) as usize
    }

    /// Whether every term is found.
    pub fn matches(&self, terms: &[String]) -> bool {
        terms.iter().all(|term| self.haystack.contains(term.as_str()))
    }
}

fn haystack(region: &str, cluster: &Cluster) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut parts = vec![
        region.to_owned(),
        cluster.cluster_id.clone(),
        cluster.state.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(&cluster.state_message),
        text(&cluster.hsm_type),
        cluster.mode.as_ref().map(ToString::to_string).unwrap_or_default(),
        cluster.network_type.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(&cluster.vpc_id),
        text(&cluster.security_group),
    ];
    for (zone, subnet) in &cluster.subnet_mapping {
        parts.extend([zone.clone(), subnet.clone()]);
    }
    for hsm in &cluster.hsms {
        parts.extend([hsm.hsm_id.clone(), text(&hsm.eni_id), text(&hsm.eni_ip)]);
        parts.extend(hsm.state.as_ref().map(ToString::to_string));
    }
    for tag in &cluster.tag_list {
        parts.push(format!("{}={}", tag.key, tag.value));
    }
    lower_case(&parts.join("\n"))
}

/// The words of a filter; a row must have all of them.
pub fn terms(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(lower_case).collect()
}

/// Rows of all listings; those of unchanged clusters are taken over from `old`.
pub fn rows(listings: &[(Arc<str>, Vec<Arc<Cluster>>)], old: &[Row]) -> Vec<Row> {
    let known = in_order(old, |a, b| a.place().cmp(&b.place()));
    let mut rows = Vec::new();
    for (region, clusters) in listings {
        for cluster in clusters {
            let place = Arc::as_ptr(cluster) as usize;
            let found = known.binary_search_by(|row| row.place().cmp(&place)).ok();
            rows.push(match found.and_then(|index| known.get(index)) {
                Some(row) => row.clone(),
                None => Row::new(Arc::clone(region), Arc::clone(cluster)),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{ClusterState, Tag};

    fn row() -> Row {
        let cluster = Cluster {
            cluster_id: "cluster-AbC".into(),
            state: Some(ClusterState::Active),
            tag_list: vec![Tag::new("Name", "支払い Payments"), Tag::new("env", "prod")],
            subnet_mapping: [("us-east-1a".to_owned(), "subnet-1".to_owned())].into(),
            ..Cluster::default()
        };
        Row::new("us-east-1".into(), Arc::new(cluster))
    }

    #[test]
    fn every_word_must_be_found_in_any_case_and_script() {
        for filter in ["", "  ", "abc", "active PAYMENTS", "支払い", "env=prod us-east-1a"] {
            assert!(row().matches(&terms(filter)), "{filter:?}");
        }
        for filter in ["abc nothing", "env=staging", "eu-west-1"] {
            assert!(!row().matches(&terms(filter)), "{filter:?}");
        }
    }

    #[test]
    fn rows_of_unchanged_clusters_are_kept() {
        let row = row();
        let listing = [(Arc::clone(&row.region), vec![Arc::clone(&row.cluster)])];
        let again = rows(&listing, std::slice::from_ref(&row));
        assert!(Arc::ptr_eq(&again[0].haystack, &row.haystack));
    }
}
