//! Which CSR a person saved from this browser, so that a changed one is noticed before the old one
//! comes back signed. Only its fingerprint, which is no secret.

use super::storage;

fn key(cluster_id: &str) -> String {
    format!("cloudhsm-console.csr.{cluster_id}")
}

/// Remembers the fingerprint of the CSR that was saved.
pub fn remember_saved_csr(cluster_id: &str, sha256: &str) {
    // Not kept, a change is not noticed, as without this.
    storage::set(storage::of_browser(), &key(cluster_id), sha256);
}

/// The fingerprint of the CSR that was saved last.
pub fn saved_csr(cluster_id: &str) -> Option<String> {
    storage::get(storage::of_browser(), &key(cluster_id))
}

/// Forgets it, once there is no CSR to be signed any more.
pub fn forget_saved_csr(cluster_id: &str) {
    storage::remove(storage::of_browser(), &key(cluster_id));
}
