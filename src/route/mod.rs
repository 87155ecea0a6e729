//! Which page an address shows, and the address of each page.
//!
//! A router of the console's own: its few addresses don't need nested routes or matching in types,
//! and a general router would take a quarter of the first load's budget.

mod links;
mod navigation;
mod segment;
mod step;
mod tab;
mod unsaved;

pub use links::{
    ASK_ABOUT_HSM, CREATE_FROM_BACKUP, CREATE_IN_REGION, cluster_creation, clusters_with_tag,
    hsm_deletion, hsms_deletion, last_list, remember_list, tag_filter,
};
pub use navigation::{Navigation, go_to, go_to_address, use_navigation};
pub use step::Step;
pub use tab::Tab;

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
mod tests;
