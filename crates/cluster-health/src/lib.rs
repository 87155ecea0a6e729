//! What is wrong with a cluster, or soon will be, and what to do about it: one rule book for the list and
//! for the cluster's page.
//!
//! A finding is a fact that the API shows and advice about it, never a guess. No I/O: the caller passes in
//! the cluster, its backups and the time.

mod backups;
mod certificates;
mod finding;
mod identity;
mod measured;
mod network;
mod redundancy;
mod steps;
mod subject;
mod summary;
mod supplied_roots;
mod support;
mod triage;
mod unknown;
mod validity;
pub mod words;

pub use backend_api::{Finding, FindingKind as Kind, Severity};
use cloudhsm_api::{ClusterState, HsmState};

use self::finding::finding;
pub use self::{
    backups::staying,
    certificates::CertificateFacts,
    measured::{Measured, OWN_SESSIONS, SESSIONS, TOKEN_KEYS, Used, Values},
    network::network_findings,
    redundancy::zones_with_hsm,
    subject::Subject,
    summary::Health,
    supplied_roots::supplied_roots,
    triage::{Triage, triage},
};

const DAY_MILLIS: i64 = 86_400_000;

/// The findings of a cluster at a moment, the most severe first.
///
/// Of a cluster that is deleted, or that AWS is deleting, only its backups are judged: nobody uses the
/// rest any more.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let &Subject { cluster, now_millis, .. } = subject;
    let mut found = Vec::new();
    let going =
        matches!(cluster.state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted));
    if !going {
        // Nothing is said of what could not be read, but that.
        if !subject.is_unreadable("Hsms") && !subject.is_unreadable("SubnetMapping") {
            found.extend(redundancy::findings(cluster, subject.production));
        }
        found.extend(degraded(cluster));
        found.extend(identity::findings(subject));
    }
    found.extend(unknown::unreadable(cluster));
    if let Some(backups) = subject.backups {
        found.extend(backups::findings(cluster, backups, now_millis));
    }
    if !going {
        found.extend(certificates::findings(subject.certificates, now_millis));
        found.extend(support::findings(cluster, now_millis));
        found.extend(steps::findings(subject));
        found.extend(unknown::states(cluster));
    }
    finding::most_severe_first(found)
}

/// The cluster or HSMs are DEGRADED.
fn degraded(cluster: &cloudhsm_api::Cluster) -> Vec<Finding> {
    const NO_REASON: &str = "AWS gives no reason.";
    let mut found = Vec::new();
    if cluster.state == Some(ClusterState::Degraded) {
        let said = cluster.state_message.as_deref().unwrap_or(NO_REASON);
        found.push(finding(
            Kind::Degraded,
            Severity::Bad,
            format!("The cluster is DEGRADED: {said}"),
            "The HSMs tab shows which ones. If AWS does not replace them by itself, open a support case.",
        ));
    }
    let degraded = cluster.hsms.iter().filter(|hsm| hsm.state == Some(HsmState::Degraded));
    found.extend(degraded.map(|hsm| {
        let said = hsm.state_message.as_deref().unwrap_or(NO_REASON);
        finding(
            Kind::Degraded,
            Severity::Bad,
            format!("HSM {} is DEGRADED: {said}", hsm.hsm_id),
            "Clients fail over to the other HSMs. Add one in its zone, then delete this one.",
        )
    }));
    found
}

#[cfg(test)]
mod tests;
