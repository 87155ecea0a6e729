//! Whether a cluster outlives the loss of an HSM, or of an Availability Zone.

use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState};

use super::{Finding, Kind};
use crate::{components::Severity, order::in_order};

/// What is to be said of the HSMs at work and their zones.
pub(super) fn findings(cluster: &Cluster) -> Vec<Finding> {
    // Before initialization AWS allows a single HSM: how many there are says nothing yet.
    if !matches!(
        cluster.state,
        Some(ClusterState::Active | ClusterState::Initialized | ClusterState::Degraded)
    ) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add = |kind, severity, fact: String, advice| {
        found.push(Finding { kind, severity, fact, advice });
    };
    // One that AWS still creates, or deletes already, keeps no key safe.
    let at_work: Vec<_> = cluster.present_hsms().filter(|hsm| !is_coming_or_going(hsm)).collect();
    let zones = zones_of(&at_work);
    match at_work.len() {
        0 if cluster.present_hsms().next().is_some() => add(
            Kind::NoHsm,
            Severity::Warn,
            "No HSM of the cluster is at work: AWS is creating or deleting each.".to_owned(),
            "The HSMs tab shows their states.",
        ),
        0 => add(
            Kind::NoHsm,
            Severity::Warn,
            "The cluster has no HSM: it serves no keys.".to_owned(),
            "Its keys are in its backups. Create an HSM to use them again.",
        ),
        1 => add(
            Kind::SingleHsm,
            Severity::Warn,
            "The cluster has a single HSM at work: if it fails, keys made since the last backup are lost.".to_owned(),
            "AWS advises at least two HSMs in different Availability Zones.",
        ),
        _ if zones.len() == 1 => add(
            Kind::SingleZone,
            Severity::Warn,
            format!("All HSMs are in one Availability Zone ({}).", zones.concat()),
            "Create an HSM in another Availability Zone of the subnet mapping.",
        ),
        _ => {}
    }
    let zones = zones_with_hsm(cluster);
    let bare: Vec<&str> = cluster
        .subnet_mapping
        .keys()
        .map(String::as_str)
        .filter(|zone| !zones.contains(zone))
        .collect();
    if !zones.is_empty() && !bare.is_empty() {
        add(
            Kind::ZoneWithoutHsm,
            Severity::Info,
            format!("No HSM in {}, which the subnet mapping has.", bare.join(", ")),
            "Fine if it is meant so; an HSM there would serve clients of that zone, and survive the loss of another.",
        );
    }
    found
}

/// The Availability Zones that have an HSM, each once, in order.
pub fn zones_with_hsm(cluster: &Cluster) -> Vec<&str> {
    zones_of(&cluster.present_hsms().collect::<Vec<_>>())
}

fn zones_of<'a>(hsms: &[&'a Hsm]) -> Vec<&'a str> {
    let mut zones: Vec<&str> = Vec::new();
    for zone in hsms.iter().filter_map(|hsm| hsm.availability_zone.as_deref()) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    in_order(&zones, Ord::cmp)
}

/// AWS creates or deletes it.
fn is_coming_or_going(hsm: &Hsm) -> bool {
    matches!(hsm.state, Some(HsmState::CreateInProgress | HsmState::DeleteInProgress))
}
