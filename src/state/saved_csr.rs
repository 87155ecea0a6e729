//! Which CSR a person saved from this browser, so that a changed one is noticed before the old one
//! comes back signed. Only its fingerprint, which is no secret.

use super::storage;

fn key(cluster_id: &str) -> String {
    format!("cloudhsm-console.csr.{cluster_id}")
}

/// Remembers the fingerprint of the CSR that was saved.
pub fn remember_saved_csr(cluster_id: &str, sha256: &str) {
    if let Some(storage) = storage::of_browser() {
        // Full or forbidden: a change is then not noticed, as without this.
        let _ = storage.set_item(&key(cluster_id), sha256);
    }
}

/// The fingerprint of the CSR that was saved last.
pub fn saved_csr(cluster_id: &str) -> Option<String> {
    storage::of_browser()?.get_item(&key(cluster_id)).ok().flatten()
}

/// Forgets it, once there is no CSR to be signed any more.
pub fn forget_saved_csr(cluster_id: &str) {
    if let Some(storage) = storage::of_browser() {
        let _ = storage.remove_item(&key(cluster_id));
    }
}
