//! Manufacturers' roots that are published, but not pinned.

use serde::{Deserialize, Serialize};

/// A root that is known by name but not pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedRoot {
    /// Its subject.
    pub subject: String,
    /// The name under which its owner publishes it.
    pub file_name: String,
}

/// The manufacturer's root of an HSM type, where it is known by name but not pinned.
pub fn published_root(hsm_type: Option<&str>) -> Option<PublishedRoot> {
    hsm_type.filter(|hsm_type| hsm_type.starts_with("hsm2m.")).map(|_| PublishedRoot {
        subject: "CN=mrvl-ls2-root-AR-v1".to_owned(),
        file_name: "mrvl-rsa-LS2-AR-v1.crt".to_owned(),
    })
}
