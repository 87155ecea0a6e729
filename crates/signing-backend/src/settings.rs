//! What the operator decided.

use std::{path::PathBuf, time::Duration};

use backend_api::{Mode, TrustAnchor};

use crate::{
    OperationPolicy,
    dependents::Looks,
    guard::ProductionTags,
    http::{Hosts, Limits, Origins, TrustedUser},
};

/// What the operator decided.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What stands behind the backend.
    pub mode: Mode,
    /// The regions that may be asked; never empty, the first is the default.
    pub regions: Vec<String>,
    /// What the account is called in the console.
    pub account_label: Option<String>,
    /// Its colour there, as `#b00020`.
    pub account_color: Option<String>,
    /// The operations that are signed.
    pub operations: OperationPolicy,
    /// Tag that protects a resource from deletion.
    pub deletion_protection: (String, String),
    /// The tags that say that something is production.
    pub production_tags: ProductionTags,
    /// How long a permit is good for.
    pub permit_lifetime: Duration,
    /// The services that are asked who depends on a cluster.
    pub looks: Looks,
    /// The hosts that are answered to.
    pub hosts: Hosts,
    /// The origins, beside the backend's own, whose pages may call.
    pub origins: Origins,
    /// Who names the user, when a proxy does.
    pub trusted_user: Option<TrustedUser>,
    /// Limits on requests.
    pub limits: Limits,
    /// The built console, to be served too.
    pub console: Option<Console>,
    /// Roots for the console to verify HSM certificates with, beside the pinned ones.
    pub trust_anchors: Vec<TrustAnchor>,
}

/// Where the built console is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Console {
    /// In a directory.
    Directory(PathBuf),
    /// In this binary.
    #[cfg(feature = "embedded-console")]
    Embedded,
}
