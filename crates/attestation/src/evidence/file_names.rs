//! The names of the bundle's files.

use crate::verify::Slot;

/// The names of the bundle's files; AWS's guide names them so.
#[derive(Debug, Clone)]
pub(crate) struct FileNames {
    prefix: String,
}

impl FileNames {
    /// Cluster IDs are input from outside, and are used in shell commands.
    pub(crate) fn new(cluster_id: &str) -> Self {
        let safe = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let id: String = cluster_id.chars().filter(safe).take(64).collect();
        let id = id.trim_start_matches('-');
        Self { prefix: if id.is_empty() { "cluster".to_owned() } else { id.to_owned() } }
    }

    pub(crate) fn slot(&self, slot: Slot) -> String {
        let extension = if slot == Slot::ClusterCsr { "csr" } else { "crt" };
        format!("{}_{}.{extension}", self.prefix, slot.name())
    }

    pub(crate) fn original(&self, slot: Slot) -> String {
        format!("{}_{}.original.txt", self.prefix, slot.name())
    }

    /// The folder that the archive unpacks into, and the archive's name without its ending.
    pub(crate) fn folder(&self) -> String {
        format!("{}-evidence", self.prefix)
    }

    /// The anchors of the report are numbered from 1.
    pub(crate) fn anchor(index: usize) -> String {
        format!("anchor-{}.crt", index + 1)
    }
}
