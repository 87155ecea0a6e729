//! All that can be found: what the console knows when the palette opens, and what comes while it is open.

use std::{mem, sync::Arc};

use leptos::prelude::*;

use super::{
    Known,
    entry::Fixed,
    listed::Listed,
    results::{Among, Results, results},
};
use crate::{api::Remembered, sorting::each_once, state::spawn_scoped};

/// All that can be found, and what is typed.
pub(super) struct Search {
    fixed: Vec<Fixed>,
    clusters: Vec<Listed>,
    /// So many of them were there when they were searched last, each once.
    searched: usize,
    /// Those of which something fitted what was typed last.
    among: Option<Among>,
    pub(super) text: String,
}

impl Search {
    pub(super) fn new(fixed: Vec<Fixed>, clusters: Vec<Listed>) -> Self {
        Self { fixed, clusters, searched: 0, among: None, text: String::new() }
    }

    pub(super) fn results(&mut self) -> Results {
        if self.clusters.len() != self.searched {
            self.clusters = each_once(mem::take(&mut self.clusters), Listed::compare);
            self.searched = self.clusters.len();
            self.among = None;
        }
        let among = self.among.take();
        let (results, among) = results(&self.fixed, &self.clusters, among, &self.text);
        self.among = among;
        results
    }

    /// Whether so many came since the last search that another one is worth it: with as many as there were,
    /// all searches together take only about twice as long as the last.
    fn is_worth_it(&self) -> bool {
        self.clusters.len() >= 2 * self.searched
    }
}

/// The clusters that the console has listed.
pub(super) fn listed(known: &Known) -> Vec<Listed> {
    let mut all = Vec::new();
    for region in known.fleet.regions() {
        region.clusters.with_untracked(|rows| {
            all.extend(
                rows.iter().map(|row| Listed::new(&region.region, &row.cluster.0, Some(row))),
            );
        });
    }
    all
}

/// The regions that the console has not listed to their end.
pub(super) fn unlisted(known: &Known) -> Vec<String> {
    let regions = known.fleet.regions().into_iter();
    let unlisted = regions.filter(|it| it.arrived.with_untracked(Option::is_none));
    unlisted.map(|it| it.region.to_string()).collect()
}

/// Searches again, and shows what fits now.
pub(super) fn find(search: StoredValue<Search>, shown: RwSignal<Results>) {
    if let Some(results) = search.try_update_value(Search::results) {
        shown.set(results);
    }
}

/// Asks for the clusters that the console has not listed; ends with the dialog.
pub(super) fn list_the_rest(
    known: &Known,
    unlisted: Vec<String>,
    search: StoredValue<Search>,
    shown: RwSignal<Results>,
) {
    for region in unlisted {
        let client = known.connected.client.clone();
        spawn_scoped(async move {
            let place: Arc<str> = region.as_str().into();
            let add = |clusters: Vec<Arc<cloudhsm_api::Cluster>>| {
                let new = clusters.iter().map(|cluster| Listed::new(&place, cluster, None));
                search.update_value(|search| search.clusters.extend(new));
                if search.with_value(Search::is_worth_it) {
                    find(search, shown);
                }
            };
            // The list tells what went wrong with a region.
            let _ = client.clusters(&region, &Remembered::default(), add).await;
            find(search, shown);
        });
    }
}
