//! Whether a cluster survives the loss of an HSM, or of an Availability Zone.

use backend_api::{Finding, FindingKind as Kind, Severity};
use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState};

use crate::{finding::finding, words};

/// What there is to report about the active HSMs and their zones.
pub(super) fn findings(cluster: &Cluster, production: bool) -> Vec<Finding> {
    // Before initialization AWS allows a single HSM: how many there are says nothing yet.
    if !matches!(
        cluster.state,
        Some(ClusterState::Active | ClusterState::Initialized | ClusterState::Degraded)
    ) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add = |kind, severity, fact: String, advice: &str| {
        found.push(finding(kind, severity, fact, advice));
    };
    // An HSM that AWS is still creating, or already deleting, keeps no key safe.
    let active: Vec<_> = cluster.present_hsms().filter(|hsm| !is_in_transition(hsm)).collect();
    let zones = zones_of(&active);
    match active.len() {
        0 if cluster.present_hsms().next().is_some() => add(
            Kind::NoHsm,
            Severity::Warn,
            "No active HSM. AWS is still creating or deleting all of them.".to_owned(),
            "The HSMs tab shows their states.",
        ),
        0 => add(
            Kind::NoHsm,
            // To save their cost, people delete the HSMs of what they don't use; not of production.
            if production { Severity::Bad } else { Severity::Warn },
            ["No HSMs. ", words::NO_HSM_NO_KEYS].concat(),
            "Its keys are in its backups. A new HSM gets them from the latest one.",
        ),
        1 => add(
            Kind::SingleHsm,
            Severity::Warn,
            "Only one active HSM. If it fails, keys created since the last backup are lost."
                .to_owned(),
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
            match &bare[..] {
                [zone] => format!("No HSM in {zone} (subnet is configured)."),
                zones => format!("No HSM in {} (subnets are configured).", zones.join(", ")),
            },
            "OK if intended. An HSM there would keep serving if another zone fails.",
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
        if let Err(place) = zones.binary_search(&zone) {
            zones.insert(place, zone);
        }
    }
    zones
}

/// AWS creates or deletes it.
fn is_in_transition(hsm: &Hsm) -> bool {
    matches!(hsm.state, Some(HsmState::CreateInProgress | HsmState::DeleteInProgress))
}
