//! Deletions that this browser sent, so that a reload or a new tab goes on tracking them.
//!
//! Only where and when: nothing that could send one again.

use super::storage;
use crate::time::now_millis;

fn key(region: &str, cluster_id: &str) -> String {
    format!("cloudhsm-console.deletion.{region}.{cluster_id}")
}

/// Remembers that the deletion of a cluster is about to be sent.
pub fn remember_deletion(region: &str, cluster_id: &str) {
    if let Some(storage) = storage::of_browser() {
        // Full or forbidden: the tracker then knows what AWS tells, but not since when.
        let _ = storage.set_item(&key(region, cluster_id), &now_millis().to_string());
    }
}

/// When the deletion of a cluster was sent from this browser.
pub fn deletion_sent_at(region: &str, cluster_id: &str) -> Option<f64> {
    storage::of_browser()?.get_item(&key(region, cluster_id)).ok().flatten()?.parse().ok()
}

/// Forgets a deletion that did not happen.
pub fn forget_deletion(region: &str, cluster_id: &str) {
    if let Some(storage) = storage::of_browser() {
        let _ = storage.remove_item(&key(region, cluster_id));
    }
}
