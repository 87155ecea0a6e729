//! Deletions that this browser sent, so that a reload or a new tab goes on tracking them.
//!
//! Only where, when, and whether AWS had said yes: nothing that could send one again.

use super::storage;
use crate::time::{now_in_millis, now_millis};

/// Afterwards nobody asks any more.
const KEPT_MILLIS: f64 = 30.0 * 86_400_000.0;
const PREFIX: &str = "cloudhsm-console.deletion.";
const ACCEPTED: &str = " accepted";

/// A deletion that this browser sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentDeletion {
    /// When, in milliseconds since the epoch.
    pub at: f64,
    /// AWS had accepted it when it was noted last; else its outcome was not known.
    pub accepted: bool,
}

fn key(region: &str, cluster_id: &str) -> String {
    [PREFIX, region, ".", cluster_id].concat()
}

fn read(text: &str) -> Option<SentDeletion> {
    let (millis, accepted) = match text.strip_suffix(ACCEPTED) {
        Some(millis) => (millis, true),
        None => (text, false),
    };
    #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
    millis.parse::<i64>().ok().map(|millis| SentDeletion { at: millis as f64, accepted })
}

/// Remembers that the deletion of a cluster is about to be sent.
pub fn remember_deletion(region: &str, cluster_id: &str) {
    let Some(storage) = storage::of_browser() else { return };
    let now = now_millis();
    // From the end: removing one moves those after it.
    for index in (0..storage.length().unwrap_or_default()).rev() {
        let Some(key) = storage.key(index).ok().flatten() else { continue };
        let noted = storage.get_item(&key).ok().flatten();
        let is_old = |noted: &str| read(noted).is_none_or(|sent| now - sent.at > KEPT_MILLIS);
        if key.starts_with(PREFIX) && noted.as_deref().is_none_or(is_old) {
            let _ = storage.remove_item(&key);
        }
    }
    // Not kept, the tracker knows what AWS tells, but not since when. Without a fraction: the code
    // that writes fractions weighs kilobytes in WebAssembly.
    let text = now_in_millis().to_string();
    storage::set(Some(storage), &key(region, cluster_id), &text);
}

/// Notes that AWS accepted a remembered deletion.
pub fn note_accepted(region: &str, cluster_id: &str) {
    let key = key(region, cluster_id);
    let noted = storage::get(storage::of_browser(), &key);
    if let Some(text) = noted.filter(|text| !text.ends_with(ACCEPTED)) {
        storage::set(storage::of_browser(), &key, &(text + ACCEPTED));
    }
}

/// The deletion of a cluster, if it was sent from this browser.
pub fn sent_deletion(region: &str, cluster_id: &str) -> Option<SentDeletion> {
    read(&storage::get(storage::of_browser(), &key(region, cluster_id))?)
}

/// Forgets a deletion that did not happen.
pub fn forget_deletion(region: &str, cluster_id: &str) {
    storage::remove(storage::of_browser(), &key(region, cluster_id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_reads_back_and_nonsense_is_nothing() {
        let sent = |at, accepted| Some(SentDeletion { at, accepted });
        assert_eq!(read("1800000000000"), sent(1.8e12, false));
        assert_eq!(read("1800000000000 accepted"), sent(1.8e12, true));
        for odd in ["", "accepted", " accepted", "yesterday", "1.5"] {
            assert_eq!(read(odd), None, "{odd:?}");
        }
    }
}
