//! What this version can't read, and states that it doesn't know.

use backend_api::{Finding, FindingKind as Kind, Severity};
use cloudhsm_api::{Cluster, ClusterState, HsmState};

use crate::finding::finding;

const SEE_DOCUMENTATION: &str =
    "See the AWS documentation. A newer version of this console may know the state.";

/// Something in the cluster can't be read.
pub(super) fn unreadable(cluster: &Cluster) -> Option<Finding> {
    (!cluster.unreadable.is_empty()).then(|| {
        finding(
            Kind::Unreadable,
            Severity::Bad,
            format!("Part of this cluster can’t be read: {}.", some_of(&cluster.unreadable)),
            "AWS sent it in an unexpected form. The JSON tab shows everything as AWS sent it.",
        )
    })
}

/// The states that this version doesn't know, of the cluster and of its HSMs. Nobody can tell whether
/// it serves.
pub(super) fn states(cluster: &Cluster) -> Vec<Finding> {
    let of_cluster = match &cluster.state {
        Some(ClusterState::Unknown(text)) => Some(format!("Unknown state: {text}.")),
        _ => None,
    };
    let of_hsms = unknown_hsm_states(cluster).into_iter().map(|(text, ids)| match &ids[..] {
        [one] => format!("HSM {one} is in an unknown state: {text}."),
        many => format!("{} HSMs are in an unknown state: {text}.", many.len()),
    });
    let of_cluster = of_cluster.map(|fact| (Severity::Warn, fact)).into_iter();
    of_cluster
        .chain(of_hsms.map(|fact| (Severity::Info, fact)))
        .map(|(severity, fact)| finding(Kind::UnknownState, severity, fact, SEE_DOCUMENTATION))
        .collect()
}

/// The states of HSMs that this version does not know, and the HSMs that are in each.
fn unknown_hsm_states(cluster: &Cluster) -> Vec<(&str, Vec<&str>)> {
    let mut states: Vec<(&str, Vec<&str>)> = Vec::new();
    for hsm in &cluster.hsms {
        let Some(HsmState::Unknown(text)) = &hsm.state else { continue };
        match states.iter_mut().find(|(known, _)| known == text) {
            Some((_, ids)) => ids.push(&hsm.hsm_id),
            None => states.push((text, vec![&hsm.hsm_id])),
        }
    }
    states
}

/// The first of them, and how many more there are.
fn some_of(all: &[String]) -> String {
    const MOST: usize = 3;
    let first = all.get(..MOST.min(all.len())).unwrap_or_default().join("; ");
    match all.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first}; and {more} more"),
    }
}
