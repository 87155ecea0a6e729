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
        let _ = storage.set_item(&key(region, cluster_id), &whole_millis().to_string());
    }
}

/// When the deletion of a cluster was sent from this browser.
pub fn deletion_sent_at(region: &str, cluster_id: &str) -> Option<f64> {
    let text = storage::of_browser()?.get_item(&key(region, cluster_id)).ok().flatten()?;
    #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
    text.parse::<i64>().ok().map(|millis| millis as f64)
}

/// The time without a fraction: the code that writes fractions weighs kilobytes in WebAssembly.
#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn whole_millis() -> i64 {
    now_millis() as i64
}

/// Forgets a deletion that did not happen.
pub fn forget_deletion(region: &str, cluster_id: &str) {
    if let Some(storage) = storage::of_browser() {
        let _ = storage.remove_item(&key(region, cluster_id));
    }
}
