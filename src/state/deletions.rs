//! The newest deletion that this browser confirmed for a cluster, so that a reload or another tab
//! shows it.
//!
//! Only its attempt's ID and when: nothing that could send one again. What became of it is for the
//! backend to say.

use super::storage;
use crate::time::{now_in_millis, now_millis};

/// Afterwards nobody asks any more.
const KEPT_MILLIS: f64 = 30.0 * 86_400_000.0;
const PREFIX: &str = "cloudhsm-console.attempt.";
const ASIDE: &str = "aside";

/// An attempt that was noted for a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct NotedAttempt {
    /// Its ID.
    pub id: String,
    /// When it was noted, in milliseconds since the epoch.
    pub at: f64,
    /// Somebody has read what became of it and went back to the plan.
    pub is_aside: bool,
}

fn key(region: &str, cluster_id: &str) -> String {
    [PREFIX, region, ".", cluster_id].concat()
}

fn read(text: &str) -> Option<NotedAttempt> {
    let mut words = text.split(' ');
    let (millis, id) = (words.next()?, words.next().filter(|id| !id.is_empty())?);
    let is_aside = match words.next() {
        None => false,
        Some(word) if word == ASIDE => true,
        Some(_) => return None,
    };
    #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
    let at = millis.parse::<i64>().ok()? as f64;
    Some(NotedAttempt { id: id.to_owned(), at, is_aside })
}

/// Notes the attempt of a deletion that is about to be sent.
pub fn note_attempt(region: &str, cluster_id: &str, attempt: &str) {
    forget_old(now_millis());
    write(region, cluster_id, attempt, "");
}

/// Notes that the plan is to be shown instead of this attempt.
pub fn set_attempt_aside(region: &str, cluster_id: &str, attempt: &str) {
    write(region, cluster_id, attempt, ASIDE);
}

fn write(region: &str, cluster_id: &str, attempt: &str, aside: &str) {
    // Without a fraction: the code that writes fractions weighs kilobytes in WebAssembly.
    let text = [&now_in_millis().to_string(), " ", attempt, " ", aside].concat();
    storage::set(storage::of_browser(), &key(region, cluster_id), text.trim_end());
}

fn forget_old(now: f64) {
    let Some(storage) = storage::of_browser() else { return };
    // From the end: removing one moves those after it.
    for index in (0..storage.length().unwrap_or_default()).rev() {
        let Some(key) = storage.key(index).ok().flatten() else { continue };
        let noted = storage.get_item(&key).ok().flatten();
        let is_old = |noted: &str| read(noted).is_none_or(|it| now - it.at > KEPT_MILLIS);
        if key.starts_with(PREFIX) && noted.as_deref().is_none_or(is_old) {
            let _ = storage.remove_item(&key);
        }
    }
}

/// The attempt that was noted for a cluster, if any.
pub fn noted_attempt(region: &str, cluster_id: &str) -> Option<NotedAttempt> {
    read(&storage::get(storage::of_browser(), &key(region, cluster_id))?)
}

/// Forgets the attempt of a deletion that was refused.
pub fn forget_attempt(region: &str, cluster_id: &str) {
    storage::remove(storage::of_browser(), &key(region, cluster_id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_reads_back_and_nonsense_is_nothing() {
        let noted = |is_aside| Some(NotedAttempt { id: "a1".into(), at: 1.8e12, is_aside });
        assert_eq!(read("1800000000000 a1"), noted(false));
        assert_eq!(read("1800000000000 a1 aside"), noted(true));
        for odd in ["", "a1", "yesterday a1", "1.5 a1", "1 a1 accepted", "1800000000000"] {
            assert_eq!(read(odd), None, "{odd:?}");
        }
    }
}
