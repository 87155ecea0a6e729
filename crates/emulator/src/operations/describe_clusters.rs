//! `DescribeClusters`.

use cloudhsm_api::{Cluster, DescribeClustersInput, DescribeClustersOutput, Filters};

use super::{Call, input::Check, paging::Pager};
use crate::fault::Fault;

const FILTERS: [&str; 3] = ["clusterIds", "vpcIds", "states"];

pub(super) fn run(
    call: &mut Call<'_>,
    input: DescribeClustersInput,
) -> Result<DescribeClustersOutput, Fault> {
    Check::default().page(input.max_results, 25, input.next_token.as_deref()).done()?;
    check_filter_names(&input.filters, &FILTERS)?;
    let list = format!("clusters {}", call.region.name);
    let pager = Pager::new(&list, input.max_results, 25, input.next_token.as_deref())?;
    let (records, next_token) = pager
        .page(&call.region.clusters, |record| matches_filters(&record.cluster, &input.filters));
    let clusters = records.into_iter().map(|record| record.cluster.clone()).collect();
    Ok(DescribeClustersOutput { clusters, next_token, ..Default::default() })
}

/// All filters must match, and of each filter one value.
fn matches_filters(cluster: &Cluster, filters: &Filters) -> bool {
    filters.iter().all(|(name, values)| {
        let own = match name.as_str() {
            "clusterIds" => Some(cluster.cluster_id.as_str()),
            "vpcIds" => cluster.vpc_id.as_deref(),
            _ => cluster.state.as_ref().map(cloudhsm_api::ClusterState::as_str),
        };
        own.is_some_and(|own| values.iter().any(|value| value == own))
    })
}

/// AWS refuses a filter that it doesn't know rather than ignoring it.
pub(super) fn check_filter_names(filters: &Filters, known: &[&str]) -> Result<(), Fault> {
    match filters.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Fault::invalid_request(format!(
            "Filter {name} is not valid. Valid filters are: {}.",
            known.join(", ")
        ))),
    }
}
