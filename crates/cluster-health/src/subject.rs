//! What is judged: a cluster and what is known beside it.

use backend_api::Identity;
use cloudhsm_api::{Backup, Cluster};

use crate::CertificateFacts;

/// A cluster, and what is known about it at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The cluster; its certificates are not looked at.
    pub cluster: &'a Cluster,
    /// What there is to know of its certificates.
    pub certificates: &'a CertificateFacts,
    /// Its backups; `None` while they are not known.
    pub backups: Option<&'a [Backup]>,
    /// Whether its hardware is proven to be genuine.
    pub identity: &'a Identity,
    /// Its tags say that it is production.
    pub production: bool,
    /// The moment, in milliseconds since the epoch.
    pub now_millis: i64,
}

impl Subject<'_> {
    /// This member, or something in it, could not be read.
    pub(crate) fn is_unreadable(&self, member: &str) -> bool {
        self.cluster.unreadable.iter().any(|it| it.starts_with(member))
    }
}
