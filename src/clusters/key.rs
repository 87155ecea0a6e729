//! What identifies a cluster among those of all regions.

/// Region and ID in one text: no other row of the list has the same.
pub fn key(region: &str, cluster_id: &str) -> String {
    [region, " ", cluster_id].concat()
}
