//! The HSMs of a cluster as places that stay while the HSMs in them are replaced. Pure.
//!
//! A migration gives each HSM a new ID and leaves its IP address (`EniIp`); its ENI stays too where AWS
//! reports the same. The API keeps no history, so an earlier ID is known only if it was seen.

use cloudhsm_api::{Cluster, Hsm, HsmState};

/// A place, and the HSM that is in it now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The address of the HSM, if it has one.
    pub(super) ip: Option<String>,
    eni: Option<String>,
    /// The zone.
    pub(super) zone: Option<String>,
    /// The HSM that is there now; `None` while AWS lists none.
    pub(super) hsm_id: Option<String>,
    /// Those that were there before, oldest first.
    pub(super) earlier: Vec<String>,
    /// The type of the HSM that is or was there last.
    pub(super) hsm_type: Option<String>,
    /// Its state.
    pub(super) state: Option<HsmState>,
}

/// The places that were known, as the cluster is now. One whose HSM is not listed stays, without it.
pub(super) fn follow(known: &[Place], cluster: &Cluster) -> Vec<Place> {
    let mut places: Vec<Place> = known.to_vec();
    let mut taken = vec![false; places.len()];
    let mut rest: Vec<&Hsm> = cluster.present_hsms().collect();
    // Whoever is where it was has replaced nobody.
    for is_same in [has as fn(&Place, &Hsm) -> bool, is_where] {
        rest.retain(|hsm| {
            let index = (0..taken.len()).find(|it| !taken[*it] && is_same(&places[*it], hsm));
            let Some(index) = index else { return true };
            taken[index] = true;
            places[index].now_has(hsm);
            false
        });
    }
    places.extend(rest.into_iter().map(Place::of));
    for (place, is_taken) in places.iter_mut().zip(taken) {
        if !is_taken {
            place.earlier.extend(place.hsm_id.take());
            place.state = None;
        }
    }
    places
}

fn has(place: &Place, hsm: &Hsm) -> bool {
    place.hsm_id.as_deref() == Some(&hsm.hsm_id)
}

fn is_where(place: &Place, hsm: &Hsm) -> bool {
    are_same(place.ip.as_deref(), filled(hsm.eni_ip.as_ref()))
        || are_same(place.eni.as_deref(), filled(hsm.eni_id.as_ref()))
}

impl Place {
    fn of(hsm: &Hsm) -> Self {
        Self {
            ip: filled(hsm.eni_ip.as_ref()).map(str::to_owned),
            eni: filled(hsm.eni_id.as_ref()).map(str::to_owned),
            zone: hsm.availability_zone.clone(),
            hsm_id: Some(hsm.hsm_id.clone()),
            earlier: Vec::new(),
            hsm_type: hsm.hsm_type.clone(),
            state: hsm.state.clone(),
        }
    }

    fn now_has(&mut self, hsm: &Hsm) {
        let now = Self::of(hsm);
        let mut earlier = std::mem::take(&mut self.earlier);
        earlier.extend(self.hsm_id.take());
        earlier.retain(|id| *id != hsm.hsm_id);
        *self = Self {
            ip: now.ip.or(self.ip.take()),
            eni: now.eni.or(self.eni.take()),
            earlier,
            ..now
        };
    }
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

/// Nothing is not the same as nothing.
fn are_same(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_some() && one == other
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hsm(id: &str, ip: &str, eni: &str, hsm_type: &str) -> Hsm {
        Hsm {
            hsm_id: id.into(),
            eni_ip: Some(ip.into()),
            eni_id: Some(eni.into()),
            hsm_type: Some(hsm_type.into()),
            ..Hsm::default()
        }
    }

    fn after(readings: &[Vec<Hsm>]) -> Vec<Place> {
        readings.iter().fold(Vec::new(), |known, hsms| {
            follow(&known, &Cluster { hsms: hsms.clone(), ..Cluster::default() })
        })
    }

    /// Of each place: earlier IDs, then the present one.
    fn ids(places: &[Place]) -> Vec<(Vec<&str>, Option<&str>)> {
        places
            .iter()
            .map(|it| (it.earlier.iter().map(String::as_str).collect(), it.hsm_id.as_deref()))
            .collect()
    }

    #[test]
    fn a_new_id_at_the_same_address_is_the_same_place() {
        let places = after(&[
            vec![
                hsm("hsm-1", "10.0.1.5", "eni-a", "old"),
                hsm("hsm-2", "10.0.2.7", "eni-b", "old"),
            ],
            vec![
                hsm("hsm-9", "10.0.1.5", "eni-z", "new"),
                hsm("hsm-2", "10.0.2.7", "eni-b", "old"),
            ],
        ]);
        assert_eq!(ids(&places), [(vec!["hsm-1"], Some("hsm-9")), (vec![], Some("hsm-2"))]);
        assert_eq!(places[0].hsm_type.as_deref(), Some("new"));
    }

    #[test]
    fn a_place_stays_while_aws_lists_no_hsm_in_it() {
        let places = after(&[
            vec![hsm("hsm-1", "10.0.1.5", "eni-a", "old")],
            vec![],
            vec![hsm("hsm-9", "10.0.1.5", "eni-a", "new")],
            vec![hsm("hsm-9", "10.0.1.5", "eni-a", "new")],
        ]);
        assert_eq!(ids(&places), [(vec!["hsm-1"], Some("hsm-9"))]);
        let gone = after(&[vec![hsm("hsm-1", "10.0.1.5", "", "old")], vec![]]);
        assert_eq!(ids(&gone), [(vec!["hsm-1"], None)]);
        assert_eq!(gone[0].hsm_type.as_deref(), Some("old"));
    }

    #[test]
    fn there_and_back_again_has_each_id_once() {
        let places = after(&[
            vec![hsm("hsm-1", "10.0.1.5", "", "old")],
            vec![hsm("hsm-2", "10.0.1.5", "", "new")],
            vec![hsm("hsm-3", "10.0.1.5", "", "old")],
        ]);
        assert_eq!(ids(&places), [(vec!["hsm-1", "hsm-2"], Some("hsm-3"))]);
    }

    #[test]
    fn without_an_address_only_the_id_is_a_place() {
        let places = after(&[vec![hsm("hsm-1", "", "", "old")], vec![hsm("hsm-2", "", "", "new")]]);
        assert_eq!(ids(&places), [(vec!["hsm-1"], None), (vec![], Some("hsm-2"))]);
    }

    #[test]
    fn who_is_still_listed_was_not_replaced() {
        let places = after(&[
            vec![hsm("hsm-1", "10.0.1.5", "", "old")],
            vec![hsm("hsm-9", "10.0.1.5", "", "new"), hsm("hsm-1", "10.0.1.5", "", "old")],
        ]);
        assert_eq!(ids(&places), [(vec![], Some("hsm-1")), (vec![], Some("hsm-9"))]);
    }

    #[test]
    fn two_at_one_address_are_two_places() {
        let both = vec![hsm("hsm-1", "10.0.1.5", "", "old"), hsm("hsm-2", "10.0.1.5", "", "old")];
        assert_eq!(after(&[both.clone(), both]).len(), 2);
    }

    proptest! {
        /// Whatever AWS lists: each HSM is in one place, and none is its own predecessor.
        #[test]
        fn every_hsm_has_one_place(
            readings in proptest::collection::vec(
                proptest::collection::btree_map(0..6_u8, (0..4_u8, 0..3_u8), 0..5),
                1..6,
            )
        ) {
            let text = |kind: &str, number: u8| match number {
                0 => String::new(),
                number => format!("{kind}-{number}"),
            };
            let mut places = Vec::new();
            for reading in readings {
                let hsms: Vec<_> = reading
                    .iter()
                    .map(|(id, (ip, eni))| {
                        hsm(&format!("hsm-{id}"), &text("ip", *ip), &text("eni", *eni), "old")
                    })
                    .collect();
                let ids: Vec<_> = hsms.iter().map(|it| it.hsm_id.clone()).collect();
                places = follow(&places, &Cluster { hsms, ..Cluster::default() });
                let mut now: Vec<_> = places.iter().filter_map(|it| it.hsm_id.clone()).collect();
                now.sort();
                prop_assert_eq!(now, ids);
                for place in &places {
                    let own = place.hsm_id.as_ref();
                    prop_assert!(own.is_none_or(|id| !place.earlier.contains(id)), "{:?}", place);
                }
            }
        }
    }
}
