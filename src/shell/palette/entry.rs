//! What can be chosen, and in which order it is offered.

use super::{
    known::{Known, KnownCluster},
    rank::Findable,
};
use crate::{
    route::{Place, Route, Tab},
    sorting::in_order,
};

/// More are not drawn: who looks for one of them types another letter.
pub(super) const MOST: usize = 50;

/// What choosing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Goes to a page.
    Go(Route),
    /// Copies an id.
    Copy(String),
    /// Fetches again what the page shows.
    Refresh,
    /// Puts on the next theme.
    NextTheme,
    /// Puts on the other density.
    NextDensity,
    /// Opens the preferences.
    OpenPreferences,
    /// Opens the sheet that explains the keys.
    OpenShortcuts,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) deed: Deed,
    findable: Findable,
}

impl Entry {
    fn new(title: impl Into<String>, detail: impl Into<String>, deed: Deed) -> Self {
        let (title, detail) = (title.into(), detail.into());
        Self { findable: Findable::new(&title, &detail), title, detail, deed }
    }

    pub(super) fn cluster(KnownCluster { region, id, name }: &KnownCluster) -> Self {
        let title = if name.is_empty() { id } else { name };
        let detail = if name.is_empty() { region.clone() } else { [id, " ", region].concat() };
        let deed = Deed::Go(Route::Cluster(Place::new(region, id), Tab::Overview));
        Self::new(title, detail, deed)
    }
}

/// Everything that can be chosen: first what belongs to the cluster that is open, then pages and
/// actions, then the clusters.
pub(super) fn entries(known: &Known) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Route::Cluster(place, _)
    | Route::EditTags(place)
    | Route::DeleteCluster(place)
    | Route::Protection(place) = &known.route
    {
        let open = known.clusters.iter().find(|it| it.id == place.id && it.region == place.region);
        let name = open.map_or("", |it| &it.name);
        let name = if name.is_empty() { &place.id } else { name };
        let mut add = |title: &str, deed| entries.push(Entry::new(title, name, deed));
        for tab in Tab::ALL {
            add(tab.title(), Deed::Go(Route::Cluster(place.clone(), tab)));
        }
        add("Copy cluster ID", Deed::Copy(place.id.clone()));
        if known.can_tag {
            add("Edit tags…", Deed::Go(Route::EditTags(place.clone())));
            add("Deletion protection…", Deed::Go(Route::Protection(place.clone())));
        }
        if known.can_delete {
            add("Delete cluster…", Deed::Go(Route::DeleteCluster(place.clone())));
        }
    }
    let mut add = |title: &str, detail: &str, deed| entries.push(Entry::new(title, detail, deed));
    add("Clusters", "Page", Deed::Go(Route::Clusters));
    add("Activity", "Page", Deed::Go(Route::Activity));
    add("Connect", "Page", Deed::Go(Route::Connect));
    for (title, deed) in [
        ("Refresh", Deed::Refresh),
        ("Next theme", Deed::NextTheme),
        ("Change the density", Deed::NextDensity),
        ("Preferences", Deed::OpenPreferences),
        ("Keyboard shortcuts", Deed::OpenShortcuts),
    ] {
        add(title, "Action", deed);
    }
    entries.extend(known.clusters.iter().map(Entry::cluster));
    entries
}

/// Those that fit, the best first, and how many there are. Those that fit alike stay in their order.
pub(super) fn found(entries: &[Entry], query: &str) -> (Vec<Entry>, usize) {
    let fits: Vec<_> =
        entries.iter().filter_map(|entry| Some((entry.findable.fit(query)?, entry))).collect();
    let best = in_order(&fits, |a, b| b.0.cmp(&a.0));
    (best.iter().take(MOST).map(|(_, entry)| (*entry).clone()).collect(), fits.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(route: Route, can_delete: bool) -> Known {
        let cluster = |region: &str, id: &str, name: &str| KnownCluster {
            region: region.into(),
            id: id.into(),
            name: name.into(),
        };
        Known {
            route,
            clusters: vec![
                cluster("us-east-1", "cluster-a", "payments-prod"),
                cluster("eu-west-1", "cluster-b", ""),
            ],
            unlisted: Vec::new(),
            can_tag: true,
            can_delete,
            client: Client::new("", SessionToken::new("token").unwrap()),
        }
    }

    fn titles(known: &Known, query: &str) -> Vec<String> {
        found(&entries(known), query).0.into_iter().map(|entry| entry.title).collect()
    }

    #[test]
    fn a_cluster_is_found_by_name_id_and_region() {
        let known = known(Route::Clusters, true);
        assert_eq!(titles(&known, "pay")[0], "payments-prod");
        assert_eq!(titles(&known, "cluster-a")[0], "payments-prod");
        assert_eq!(titles(&known, "eu west")[0], "cluster-b");
        assert!(!titles(&known, "delete").contains(&"Delete cluster…".to_owned()), "none is open");
    }

    #[test]
    fn what_is_open_can_be_acted_on_as_far_as_the_backend_lets() {
        let place = Place::new("us-east-1", "cluster-a");
        let open = Route::Cluster(place.clone(), Tab::Overview);
        let offered = entries(&known(open.clone(), true));
        assert_eq!(offered[1].deed, Deed::Go(Route::Cluster(place, Tab::Hsms)));
        assert_eq!(offered[1].detail, "payments-prod");
        assert_eq!(titles(&known(open.clone(), true), "delete")[0], "Delete cluster…");
        assert!(!titles(&known(open, false), "delete").contains(&"Delete cluster…".to_owned()));
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let mut many = known(Route::Clusters, true);
        many.clusters = (0..5000)
            .map(|n| KnownCluster {
                region: "r".into(),
                id: format!("cluster-{n}"),
                name: String::new(),
            })
            .collect();
        let (shown, all) = found(&entries(&many), "cluster-");
        assert_eq!((shown.len(), all), (MOST, 5000));
    }
}
