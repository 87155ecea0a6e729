//! Sentences that the list, a cluster's page, the deletion plan and the posture report share: the same
//! fact is said in the same words.

pub use backend_api::NO_HSM_NO_KEYS;

/// No backup of the cluster can be restored.
pub const NO_READY_BACKUP: &str = "There is no READY backup.";

/// The begin of a sentence about the newest backup that can be restored.
pub fn latest_ready_backup(when: &str) -> String {
    ["The latest READY backup is from ", when].concat()
}
