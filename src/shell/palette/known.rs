//! What the console tells the palette: where it is, which clusters it has, and what may be done.

use serde_json::{Value, json};

use crate::route::Route;

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

impl Known {
    /// As a text between the two programs.
    pub fn write(&self) -> String {
        let clusters: Vec<_> =
            self.clusters.iter().map(|it| json!([it.region, it.id, it.name])).collect();
        json!([self.route.path(), clusters, self.unlisted, self.can_tag, self.can_delete])
            .to_string()
    }

    /// Reads it; what is no such text knows nothing.
    pub(super) fn read(text: &str) -> Self {
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |at: usize| value[at].as_array().map(Vec::as_slice).unwrap_or_default();
        let cluster = |it: &Value| KnownCluster {
            region: string(&it[0]),
            id: string(&it[1]),
            name: string(&it[2]),
        };
        Self {
            route: Route::parse(&string(&value[0])),
            clusters: list(1).iter().map(cluster).collect(),
            unlisted: list(2).iter().map(string).collect(),
            can_tag: value[3] == true,
            can_delete: value[4] == true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Place, Tab};

    #[test]
    fn it_reads_back() {
        let known = Known {
            route: Route::Cluster(Place::new("us-east-1", "cluster-a"), Tab::Tags),
            clusters: vec![KnownCluster {
                region: "us-east-1".into(),
                id: "cluster-a".into(),
                name: "a \"name\"\twith\nanything".into(),
            }],
            unlisted: vec!["eu-west-1".into()],
            can_tag: true,
            can_delete: false,
        };
        assert_eq!(Known::read(&known.write()), known);
        assert_eq!(Known::read("nonsense").clusters, []);
    }
}
