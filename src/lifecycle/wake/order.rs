//! Which HSMs of a parked cluster are there again, and which is next. Pure.
//!
//! An HSM that AWS is creating is waited for: the next one is planned from what is there then.

use cloudhsm_api::{Cluster, Hsm, HsmState};

use crate::lifecycle::parked::{Parked, Seat, present};

/// The place of an HSM, and whether one is there again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned {
    /// Where it was.
    pub(super) seat: Seat,
    /// The HSM that is there now.
    pub(super) hsm: Option<Found>,
}

/// An HSM in a remembered place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its ID: always a new one.
    pub(super) hsm_id: String,
    /// Its state.
    pub(super) state: Option<HsmState>,
    /// Its address, where that is not the remembered one.
    pub(super) other_ip: Option<String>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// AWS is creating this HSM.
    Wait(String),
    /// The place of the next HSM, by its number in the list.
    Add(usize),
    /// Every place has its HSM again.
    Done,
}

/// Each remembered place with the HSM that is there: by its address, else any other one of the zone.
pub(super) fn returned(parked: &Parked, cluster: &Cluster) -> Vec<Returned> {
    let mut free: Vec<&Hsm> = present(cluster).collect();
    let mut all: Vec<_> =
        parked.seats.iter().map(|seat| Returned { seat: seat.clone(), hsm: None }).collect();
    let in_zone = |hsm: &Hsm, seat: &Seat| hsm.availability_zone.as_deref() == Some(&seat.zone);
    for place in &mut all {
        let Some(ip) = &place.seat.ip else { continue };
        let same = |hsm: &&Hsm| hsm.eni_ip.as_deref() == Some(ip) && in_zone(hsm, &place.seat);
        if let Some(index) = free.iter().position(same) {
            place.hsm = Some(found(free.remove(index), None));
        }
    }
    for place in all.iter_mut().filter(|place| place.hsm.is_none()) {
        if let Some(index) = free.iter().position(|hsm| in_zone(hsm, &place.seat)) {
            let hsm = free.remove(index);
            let other = place.seat.ip.is_some().then(|| hsm.eni_ip.clone()).flatten();
            place.hsm = Some(found(hsm, other));
        }
    }
    all
}

fn found(hsm: &Hsm, other_ip: Option<String>) -> Found {
    Found { hsm_id: hsm.hsm_id.clone(), state: hsm.state.clone(), other_ip }
}

/// The next step.
pub(super) fn next(places: &[Returned], cluster: &Cluster) -> Next {
    let is_coming = |hsm: &&Hsm| hsm.state == Some(HsmState::CreateInProgress);
    if let Some(hsm) = present(cluster).find(is_coming) {
        return Next::Wait(hsm.hsm_id.clone());
    }
    places.iter().position(|place| place.hsm.is_none()).map_or(Next::Done, Next::Add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(zone: &str, ip: &str) -> Seat {
        Seat { zone: zone.into(), ip: (!ip.is_empty()).then(|| ip.into()) }
    }

    fn cluster(hsms: &[(&str, &str, &str, HsmState)]) -> Cluster {
        let hsm = |(id, zone, ip, state): &(&str, &str, &str, HsmState)| Hsm {
            hsm_id: (*id).into(),
            availability_zone: Some((*zone).into()),
            eni_ip: Some((*ip).into()),
            state: Some(state.clone()),
            ..Hsm::default()
        };
        Cluster { hsms: hsms.iter().map(hsm).collect(), ..Cluster::default() }
    }

    fn parked() -> Parked {
        Parked {
            seats: vec![seat("a", "10.0.1.5"), seat("a", "10.0.1.6"), seat("b", "")],
            ..Parked::default()
        }
    }

    #[test]
    fn one_after_the_other_until_each_is_there() {
        use HsmState::{Active, CreateInProgress, Deleted};
        let steps = [
            (vec![], Next::Add(0)),
            (vec![("hsm-1", "a", "10.0.1.5", CreateInProgress)], Next::Wait("hsm-1".into())),
            (vec![("hsm-1", "a", "10.0.1.5", Active)], Next::Add(1)),
            (
                vec![("hsm-1", "a", "10.0.1.5", Deleted), ("hsm-2", "a", "10.0.1.6", Active)],
                Next::Add(0),
            ),
            (
                vec![
                    ("hsm-1", "a", "10.0.1.5", Active),
                    ("hsm-2", "a", "10.0.1.6", Active),
                    ("hsm-3", "b", "10.0.2.9", Active),
                ],
                Next::Done,
            ),
        ];
        for (hsms, expected) in steps {
            let cluster = cluster(&hsms);
            assert_eq!(next(&returned(&parked(), &cluster), &cluster), expected, "{hsms:?}");
        }
    }

    #[test]
    fn the_remembered_address_comes_first_and_another_one_is_said() {
        let cluster = cluster(&[
            ("hsm-x", "a", "10.0.1.99", HsmState::Active),
            ("hsm-y", "a", "10.0.1.6", HsmState::Active),
        ]);
        let places = returned(&parked(), &cluster);
        let of = |index: usize| places[index].hsm.as_ref().unwrap();
        assert_eq!((&*of(0).hsm_id, of(0).other_ip.as_deref()), ("hsm-x", Some("10.0.1.99")));
        assert_eq!((&*of(1).hsm_id, of(1).other_ip.as_deref()), ("hsm-y", None));
        assert_eq!(places[2].hsm, None, "another zone doesn't count");
    }

    #[test]
    fn an_address_in_another_zone_is_not_the_place() {
        let cluster = cluster(&[("hsm-x", "c", "10.0.1.5", HsmState::Active)]);
        assert!(returned(&parked(), &cluster).iter().all(|place| place.hsm.is_none()));
    }
}
