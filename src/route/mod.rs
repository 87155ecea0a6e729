//! Which page an address shows, and the address of each page.
//!
//! A router of the console's own: its few addresses don't need nested routes or matching in types,
//! and a general router would take a quarter of the first load's budget.

mod links;
mod navigation;
mod segment;
mod unsaved;

pub use links::{
    ASK_ABOUT_HSM, CREATE_FROM_BACKUP, CREATE_IN_REGION, cluster_creation, clusters_with_tag,
    hsm_deletion, hsms_deletion, last_list, remember_list, tag_filter,
};
pub use navigation::{Navigation, go_to, go_to_address, use_navigation};

/// Before the ID of a cluster in an address.
const CLUSTERS: &str = "/clusters/";
/// Before the ID of a backup.
const BACKUPS: &str = "/backups/";

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The list.
    Clusters,
    /// A cluster's page, on one of its tabs.
    Cluster(Place, Tab),
    /// The guarded deletion of a cluster.
    DeleteCluster(Place),
    /// The tag that forbids the deletion of a cluster.
    Protection(Place),
    /// The guarded deletion of a backup, and how it is restored.
    DeleteBackup(Place),
    /// Changing a cluster's tags.
    EditTags(Place),
    /// A new cluster; its region and its backup are in the query: [`cluster_creation`].
    CreateCluster,
    /// One step of a cluster's life or of a backup's, each planned and confirmed.
    Change(Place, Step),
    /// The audit log.
    Activity,
    /// The receipt of one attempt.
    Receipt(String),
    /// Another backend or token.
    Connect,
    /// Every component in its states, for those who work on the console.
    #[cfg(debug_assertions)]
    Gallery,
    /// None of the console's addresses.
    Unknown,
}

/// A cluster, or a backup, in its region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The region.
    pub region: String,
    /// Its id.
    pub id: String,
}

impl Place {
    /// A cluster or a backup in its region.
    pub fn new(region: impl Into<String>, id: impl Into<String>) -> Self {
        Self { region: region.into(), id: id.into() }
    }
}

/// A step of a cluster's life, or of a backup's, that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One more HSM.
    AddHsm,
    /// The certificate that makes it its owner's.
    Initialize,
    /// How long its backups are kept.
    Retention,
    /// Another HSM type, and its rollback.
    Migrate,
    /// Without HSMs for a while.
    Park,
    /// With the HSMs that it had.
    Wake,
    /// A backup, once more in another region.
    CopyBackup,
    /// Whether retention ends a backup.
    KeepBackup,
    /// Which other accounts can use a backup.
    ShareBackup,
    /// A backup that was deleted.
    RestoreBackup,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AddHsm,
        Self::Initialize,
        Self::Retention,
        Self::Migrate,
        Self::Park,
        Self::Wake,
        Self::CopyBackup,
        Self::KeepBackup,
        Self::ShareBackup,
        Self::RestoreBackup,
    ];

    /// Whether it is one of a backup's, whose ID the address then has.
    pub fn is_of_backup(self) -> bool {
        matches!(
            self,
            Self::CopyBackup | Self::KeepBackup | Self::ShareBackup | Self::RestoreBackup
        )
    }

    fn kind(self) -> &'static str {
        if self.is_of_backup() { BACKUPS } else { CLUSTERS }
    }

    fn segment(self) -> &'static str {
        match self {
            Self::AddHsm => "add-hsm",
            Self::Initialize => "initialize",
            Self::Retention => "retention",
            Self::Migrate => "migrate",
            Self::Park => "park",
            Self::Wake => "wake",
            Self::CopyBackup => "copy",
            Self::KeepBackup => "keep",
            Self::ShareBackup => "share",
            Self::RestoreBackup => "restore",
        }
    }
}

/// A part of a cluster's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What it is and how it does.
    Overview,
    /// Its HSMs.
    Hsms,
    /// Whether it is used: what its HSMs measured.
    Usage,
    /// Its subnet mapping, and what EC2 knows of it.
    Network,
    /// Its certificates and CSR.
    Certificates,
    /// Its tags.
    Tags,
    /// Its backups.
    Backups,
    /// What was done to it, and by whom.
    History,
    /// AWS's answer.
    Json,
}

impl Tab {
    /// All of them, in the order on screen.
    pub const ALL: [Self; 9] = [
        Self::Overview,
        Self::Hsms,
        Self::Usage,
        Self::Network,
        Self::Certificates,
        Self::Tags,
        Self::Backups,
        Self::History,
        Self::Json,
    ];

    /// The one before it on screen.
    pub fn before(self) -> Option<Self> {
        Self::ALL.into_iter().take_while(|tab| *tab != self).last()
    }

    /// The one after it on screen.
    pub fn after(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|tab| *tab != self).nth(1)
    }

    /// What it is called on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Hsms => "HSMs",
            Self::Usage => "Usage",
            Self::Network => "Network",
            Self::Certificates => "Certificates",
            Self::Tags => "Tags",
            Self::Backups => "Backups",
            Self::History => "History",
            Self::Json => "JSON",
        }
    }

    fn segment(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Hsms => "hsms",
            Self::Usage => "usage",
            Self::Network => "network",
            Self::Certificates => "certificates",
            Self::Tags => "tags",
            Self::Backups => "backups",
            Self::History => "history",
            Self::Json => "raw",
        }
    }
}

impl Route {
    /// Reads a path, without the base that the console is hosted below.
    pub fn parse(path: &str) -> Self {
        let segments: Vec<_> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [] | ["clusters"] => Self::Clusters,
            ["clusters", "create"] => Self::CreateCluster,
            ["activity"] => Self::Activity,
            ["activity", attempt] if attempt.bytes().all(|it| it.is_ascii_alphanumeric()) => {
                Self::Receipt((*attempt).to_owned())
            }
            ["connect"] => Self::Connect,
            #[cfg(debug_assertions)]
            ["gallery"] => Self::Gallery,
            ["regions", region, "backups", id, "delete"] => {
                Self::DeleteBackup(Place::new(segment::decode(region), segment::decode(id)))
            }
            ["regions", region, "backups", id, name] => {
                step(Place::new(segment::decode(region), segment::decode(id)), name, true)
            }
            ["regions", region, "clusters", id, rest @ ..] => {
                let place = Place::new(segment::decode(region), segment::decode(id));
                match rest {
                    [] => Self::Cluster(place, Tab::Overview),
                    ["tags", "edit"] => Self::EditTags(place),
                    ["delete"] => Self::DeleteCluster(place),
                    ["protection"] => Self::Protection(place),
                    // As it was called before AWS’s record was part of it.
                    ["activity"] => Self::Cluster(place, Tab::History),
                    [name] => part(place, name),
                    _ => Self::Unknown,
                }
            }
            _ => Self::Unknown,
        }
    }

    /// The path, without the base that the console is hosted below.
    pub fn path(&self) -> String {
        let below = |place: &Place, kind: &str, last: &str| {
            let (region, id) = (segment::encode(&place.region), segment::encode(&place.id));
            ["/regions/", &region, kind, &id, "/", last].concat()
        };
        match self {
            Self::Clusters | Self::Unknown => "/clusters".to_owned(),
            Self::Cluster(place, tab) => below(place, CLUSTERS, tab.segment()),
            Self::DeleteCluster(place) => below(place, CLUSTERS, "delete"),
            Self::Protection(place) => below(place, CLUSTERS, "protection"),
            Self::DeleteBackup(place) => below(place, BACKUPS, "delete"),
            Self::EditTags(place) => below(place, CLUSTERS, "tags/edit"),
            Self::CreateCluster => "/clusters/create".to_owned(),
            Self::Change(place, step) => below(place, step.kind(), step.segment()),
            Self::Activity => "/activity".to_owned(),
            Self::Receipt(attempt) => ["/activity/", attempt].concat(),
            Self::Connect => "/connect".to_owned(),
            #[cfg(debug_assertions)]
            Self::Gallery => "/gallery".to_owned(),
        }
    }

    /// The address for a link.
    pub fn href(&self) -> String {
        navigation::base_path() + &self.path()
    }

    /// The address of the list with a filter.
    pub fn filtered_list(filter: &str) -> String {
        [&Self::Clusters.href(), "?q=", &segment::encode(filter)].concat()
    }

    /// The route whose page shows this one too: tabs are parts of one page.
    #[must_use]
    pub fn page(&self) -> Self {
        match self {
            Self::Cluster(place, _) => Self::Cluster(place.clone(), Tab::Overview),
            other => other.clone(),
        }
    }
}

/// A tab of a cluster's page, or the page of a step, by the end of its address.
fn part(place: Place, name: &str) -> Route {
    if let Some(tab) = Tab::ALL.into_iter().find(|tab| tab.segment() == name) {
        return Route::Cluster(place, tab);
    }
    step(place, name, false)
}

/// The page of a step of a cluster's or a backup's, by the end of its address.
fn step(place: Place, name: &str, is_of_backup: bool) -> Route {
    let fits = |it: &Step| it.segment() == name && it.is_of_backup() == is_of_backup;
    let step = Step::ALL.into_iter().find(fits);
    step.map_or(Route::Unknown, |step| Route::Change(place, step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_that_the_console_does_not_have_are_unknown() {
        for path in [
            "/secrets",
            "/regions/us-east-1",
            "/regions/r/clusters/c/x",
            "/regions/r/clusters/c/tags/x",
            "/regions/r/clusters/c/share",
            "/regions/r/backups/b/park",
            "/regions/r/backups/b",
        ] {
            assert_eq!(Route::parse(path), Route::Unknown, "{path}");
        }
        assert_eq!(
            Route::parse("/activity/.."),
            Route::Unknown,
            "no part of a path to the backend"
        );
        let receipt = Route::Receipt("0123abcd".into());
        assert_eq!(Route::parse(&receipt.path()), receipt);
        assert_eq!(Route::parse("/"), Route::Clusters);
        let place = Place::new("us-east-1", "cluster-a");
        assert_eq!(
            Route::parse("/regions/us-east-1/clusters/cluster-a"),
            Route::Cluster(place, Tab::Overview)
        );
    }

    #[test]
    fn whoever_hosts_the_console_knows_its_pages() {
        let place = Place::new("us-east-1", "cluster-a");
        for route in [
            Route::Clusters,
            Route::Cluster(place.clone(), Tab::Tags),
            Route::DeleteCluster(place),
            Route::CreateCluster,
            Route::Activity,
            Route::Connect,
        ] {
            let first = route.path().split('/').nth(1).unwrap_or_default().to_owned();
            assert!(page_policy::PAGES.contains(&first.as_str()), "{first}");
        }
    }

    #[test]
    fn tabs_have_a_fixed_order() {
        assert_eq!((Tab::Overview.before(), Tab::Json.after()), (None, None));
        for (left, right) in Tab::ALL.into_iter().zip(Tab::ALL.into_iter().skip(1)) {
            assert_eq!((left.after(), right.before()), (Some(right), Some(left)));
        }
    }

    proptest! {
        #[test]
        fn every_route_reads_back_whatever_the_ids(region in ".{1,12}", id in ".{1,20}", tab in 0_usize..9, step in 0_usize..10) {
            let place = Place::new(region, id);
            for route in [
                Route::Cluster(place.clone(), Tab::ALL[tab]),
                Route::DeleteCluster(place.clone()),
                Route::DeleteBackup(place.clone()),
                Route::Protection(place.clone()),
                Route::EditTags(place.clone()),
                Route::Change(place, Step::ALL[step]),
                Route::CreateCluster,
                Route::Clusters,
                Route::Activity,
                Route::Connect,
            ] {
                prop_assert_eq!(Route::parse(&route.path()), route);
            }
        }

        #[test]
        fn no_path_makes_it_panic(path in ".{0,60}") {
            let _ = Route::parse(&path);
        }
    }
}
