//! The Availability Zones of a cluster, each with its subnet and the HSMs in it.

use crate::{Cluster, Hsm};

/// A zone with a subnet: of the mapping, or where an HSM is though the mapping doesn't say so.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone<'a> {
    /// Its name; empty for HSMs that name none.
    pub name: &'a str,
    /// `None`: the mapping has no such zone, and its HSMs name no subnet.
    pub subnet: Option<&'a str>,
    /// The subnet mapping has this zone with this subnet.
    pub is_mapped: bool,
    /// The HSMs in it; not those that are DELETED.
    pub hsms: Vec<&'a Hsm>,
}

impl Cluster {
    /// The zones of the cluster, by name; the HSMs that name no zone come under an empty one. An HSM in
    /// another subnet than the mapping's has an entry of its own.
    pub fn zones(&self) -> Vec<Zone<'_>> {
        let mapped =
            |(name, subnet)| Zone { name, subnet: Some(subnet), is_mapped: true, hsms: vec![] };
        let mapping = self.subnet_mapping.iter();
        let mut zones: Vec<Zone<'_>> =
            mapping.map(|(name, subnet)| mapped((name.as_str(), subnet.as_str()))).collect();
        for hsm in self.present_hsms() {
            let name = hsm.availability_zone.as_deref().unwrap_or_default();
            let own = hsm.subnet_id.as_deref().filter(|id| !id.is_empty());
            let fits = |zone: &&mut Zone<'_>| {
                // An HSM that names no subnet belongs to its zone's.
                zone.name == name && (own.is_none() || zone.subnet == own)
            };
            if let Some(zone) = zones.iter_mut().find(fits) {
                zone.hsms.push(hsm);
            } else {
                // The mapping is in the order of names; this comes after the mapping's zone.
                let place = zones.partition_point(|zone| zone.name <= name);
                zones.insert(place, Zone { name, subnet: own, is_mapped: false, hsms: vec![hsm] });
            }
        }
        zones
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HsmState;

    fn hsm(id: &str, zone: Option<&str>, subnet: Option<&str>) -> Hsm {
        Hsm {
            hsm_id: id.into(),
            availability_zone: zone.map(str::to_owned),
            subnet_id: subnet.map(str::to_owned),
            ..Hsm::default()
        }
    }

    fn cluster(hsms: Vec<Hsm>) -> Cluster {
        let subnet_mapping = [
            ("us-east-1a".to_owned(), "subnet-a".to_owned()),
            ("us-east-1b".to_owned(), "subnet-b".to_owned()),
        ]
        .into_iter()
        .collect();
        Cluster { hsms, subnet_mapping, ..Cluster::default() }
    }

    fn found(cluster: &Cluster) -> Vec<(&str, Option<&str>, bool, usize)> {
        let zones = cluster.zones().into_iter();
        zones.map(|zone| (zone.name, zone.subnet, zone.is_mapped, zone.hsms.len())).collect()
    }

    #[test]
    fn every_hsm_shows_even_in_a_zone_that_the_mapping_lacks() {
        let cluster = cluster(vec![
            hsm("1", Some("us-east-1a"), Some("subnet-a")),
            hsm("2", Some("us-east-1c"), None),
            hsm("3", None, None),
        ]);
        assert_eq!(
            found(&cluster),
            [
                ("", None, false, 1),
                ("us-east-1a", Some("subnet-a"), true, 1),
                ("us-east-1b", Some("subnet-b"), true, 0),
                ("us-east-1c", None, false, 1),
            ]
        );
    }

    #[test]
    fn an_hsm_outside_of_the_mapped_subnet_is_listed_under_its_own() {
        let cluster = cluster(vec![
            hsm("1", Some("us-east-1b"), Some("subnet-a")),
            hsm("2", Some("us-east-1b"), Some("subnet-a")),
            hsm("3", Some("us-east-1b"), Some("")),
        ]);
        assert_eq!(
            found(&cluster),
            [
                ("us-east-1a", Some("subnet-a"), true, 0),
                ("us-east-1b", Some("subnet-b"), true, 1),
                ("us-east-1b", Some("subnet-a"), false, 2),
            ]
        );
    }

    #[test]
    fn a_deleted_hsm_is_in_no_zone() {
        let deleted = Hsm {
            state: Some(HsmState::Deleted),
            ..hsm("1", Some("us-east-1c"), Some("subnet-c"))
        };
        let cluster = cluster(vec![deleted]);
        assert_eq!(found(&cluster).len(), 2);
    }
}
