//! What the console tells the palette: where it is, which clusters it has, and what may be done.

use crate::{api::Client, route::Route};

/// A cluster that the console has listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCluster {
    /// Its region.
    pub region: String,
    /// Its id.
    pub id: String,
    /// Its name, or nothing.
    pub name: String,
}

/// What the console knows.
#[derive(Debug, Clone)]
pub struct Known {
    /// Where the console is.
    pub route: Route,
    /// The clusters that it has listed.
    pub clusters: Vec<KnownCluster>,
    /// The regions that it has not listed to their end.
    pub unlisted: Vec<String>,
    /// The backend signs changes of tags.
    pub can_tag: bool,
    /// The backend signs deletions of clusters.
    pub can_delete: bool,
    /// Lists the other regions.
    pub client: Client,
}
