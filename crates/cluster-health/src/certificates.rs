//! What the rules need of a cluster's certificates, so that whoever keeps clusters need not keep them;
//! and when they end.

use backend_api::{Finding, FindingKind as Kind, Severity};
use cloudhsm_api::{CertificateSlot, Cluster, Timestamp};

use crate::{DAY_MILLIS, finding::finding, validity};

/// How long before its end a certificate is reported. AWS documents no term; a month leaves time to act.
const ENDS_SOON: i64 = 30 * DAY_MILLIS;

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

/// The certificates that end soon, or have ended.
pub(super) fn findings(facts: &CertificateFacts, now_millis: i64) -> impl Iterator<Item = Finding> {
    let soon = move |&&(_, ends): &&(CertificateSlot, i64)| ends - now_millis <= ENDS_SOON;
    facts.ends.iter().filter(soon).map(move |&(slot, ends)| {
        let (severity, verb) =
            if ends > now_millis { (Severity::Warn, "ends") } else { (Severity::Bad, "ended") };
        let time = Timestamp::EpochMillis(ends).utc();
        let fact = format!("A certificate in {} {verb} on {time}.", slot.name());
        let advice =
            "The certificates tab shows which one. The API doesn’t say whether clients check it.";
        finding(Kind::Certificate, severity, fact, advice)
    })
}
