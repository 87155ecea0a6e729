//! The zones where an HSM can be added, with what each has.

use backend_api::Subnet;
use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState};

/// A zone of the subnet mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfZone {
    pub(super) name: String,
    subnet: String,
    /// Each HSM with its state, in AWS's word.
    hsms: Vec<String>,
    /// Free addresses of the subnet; `None` where EC2 doesn't say.
    free: Option<u32>,
}

impl OfZone {
    /// What it has, in a line.
    pub(super) fn words(&self) -> String {
        let hsms = match self.hsms.as_slice() {
            [] => "No HSM".to_owned(),
            hsms => hsms.join(", "),
        };
        let free = match self.free {
            None => "free addresses not known".to_owned(),
            Some(1) => "1 free address".to_owned(),
            Some(free) => format!("{free} free addresses"),
        };
        [&*hsms, " – ", &self.subnet, ", ", &free].concat()
    }
}

/// The zones of the mapping, in their order. `subnets`: what EC2 says of them, if anything.
pub(super) fn zones(cluster: &Cluster, subnets: Option<&[Subnet]>) -> Vec<OfZone> {
    let mapped = cluster.subnet_mapping.iter();
    let of_zone = |(name, subnet): (&String, &String)| {
        let hsms = cluster.present_hsms();
        let here = hsms.filter(|hsm| hsm.availability_zone.as_deref() == Some(name.as_str()));
        let known = subnets.and_then(|all| all.iter().find(|it| it.id == *subnet));
        OfZone {
            name: name.clone(),
            subnet: subnet.clone(),
            hsms: here.map(hsm_words).collect(),
            free: known.and_then(|it| it.free_addresses),
        }
    };
    mapped.map(of_zone).collect()
}

fn hsm_words(hsm: &Hsm) -> String {
    let state = hsm.state.as_ref().map_or("unknown state", HsmState::as_str);
    [&*hsm.hsm_id, " (", state, ")"].concat()
}

/// The zone that is chosen at first: the one with the fewest HSMs; empty if there is none.
pub(super) fn first_zone(cluster: &Cluster) -> String {
    let zones = zones(cluster, None);
    let fewest = zones.into_iter().min_by_key(|zone| zone.hsms.len());
    fewest.map(|zone| zone.name).unwrap_or_default()
}

/// Whether AWS refuses another HSM because the cluster is not initialized and has its first.
pub(super) fn first_only(cluster: &Cluster) -> bool {
    let is_before = cluster.state.as_ref().is_some_and(ClusterState::is_before_initialization);
    is_before && cluster.present_hsms().next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(state: ClusterState, zones_of_hsms: &[&str]) -> Cluster {
        let hsm = |zone: &&str| Hsm {
            hsm_id: format!("hsm-{zone}"),
            availability_zone: Some((*zone).to_owned()),
            state: Some(HsmState::Active),
            ..Hsm::default()
        };
        Cluster {
            state: Some(state),
            hsms: zones_of_hsms.iter().map(hsm).collect(),
            subnet_mapping: [("a".into(), "s-a".into()), ("b".into(), "s-b".into())]
                .into_iter()
                .collect(),
            ..Cluster::default()
        }
    }

    #[test]
    fn each_zone_says_what_it_has_and_unknown_is_not_zero() {
        let cluster = cluster(ClusterState::Active, &["a"]);
        let words = |subnets: Option<&[Subnet]>| {
            zones(&cluster, subnets).iter().map(OfZone::words).collect::<Vec<_>>()
        };
        assert_eq!(
            words(None),
            [
                "hsm-a (ACTIVE) – s-a, free addresses not known",
                "No HSM – s-b, free addresses not known"
            ]
        );
        let full = Subnet {
            id: "s-b".into(),
            name: None,
            state: None,
            cidr: None,
            ipv6_cidrs: Vec::new(),
            free_addresses: Some(0),
            zone: None,
            zone_id: None,
            owner: None,
        };
        assert!(words(Some(&[full]))[1].ends_with("0 free addresses"));
        assert_eq!(first_zone(&cluster), "b", "the one without an HSM");
        assert_eq!(first_zone(&Cluster::default()), "");
    }

    #[test]
    fn only_before_the_initialization_there_is_one_hsm() {
        assert!(!first_only(&cluster(ClusterState::Uninitialized, &[])));
        assert!(first_only(&cluster(ClusterState::Uninitialized, &["a"])));
        assert!(!first_only(&cluster(ClusterState::Active, &["a"])));
        assert!(!first_only(&cluster(ClusterState::Initialized, &["a"])));
    }
}
