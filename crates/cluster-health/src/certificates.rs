//! What the rules need of a cluster's certificates, so that whoever keeps clusters need not keep them.

use cloudhsm_api::{CertificateSlot, Cluster};

use crate::validity;

/// What the rules need of a cluster's certificates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateFacts {
    /// When the certificates in each slot end, in milliseconds since the epoch: the earliest of each.
    pub ends: Vec<(CertificateSlot, i64)>,
    /// There is a CSR.
    pub has_csr: bool,
}

impl CertificateFacts {
    /// Of a cluster as AWS returns it.
    pub fn of(cluster: &Cluster) -> Self {
        let ends = |slot| {
            let ends =
                validity::ends(cluster.certificates.as_ref()?.get(slot)?).into_iter().min()?;
            Some((slot, ends * 1000))
        };
        Self {
            ends: CertificateSlot::ALL.into_iter().filter_map(ends).collect(),
            has_csr: cluster.certificate(CertificateSlot::ClusterCsr).is_some(),
        }
    }
}
