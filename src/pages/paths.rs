//! The paths of pages, so that links and routes agree.

/// The list.
pub const CLUSTERS: &str = "/clusters";
/// The audit log.
pub const ACTIVITY: &str = "/activity";

/// A cluster's page, on one of its tabs.
pub fn cluster(region: &str, cluster_id: &str, tab: &str) -> String {
    format!("/regions/{}/clusters/{}/{tab}", segment(region), segment(cluster_id))
}

/// The guarded deletion of a cluster.
pub fn cluster_deletion(region: &str, cluster_id: &str) -> String {
    cluster(region, cluster_id, "delete")
}

/// Escapes one segment of a path: ids that break AWS's pattern must not break ours.
fn segment(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            for part in ["%", &format!("{byte:02X}")] {
                escaped.push_str(part);
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_ids_stay_one_segment() {
        assert_eq!(
            cluster("us-east-1", "a/b ?#é", "tags"),
            "/regions/us-east-1/clusters/a%2Fb%20%3F%23%C3%A9/tags"
        );
    }
}
