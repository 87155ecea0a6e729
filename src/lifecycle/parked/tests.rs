//! Tests of the tags of a parking.

use super::*;
use proptest::prelude::*;

fn seat(zone: &str, ip: &str) -> Seat {
    Seat { zone: zone.into(), ip: (!ip.is_empty()).then(|| ip.into()) }
}

fn hsm(id: &str, zone: &str, ip: &str, state: HsmState) -> Hsm {
    Hsm {
        hsm_id: id.into(),
        availability_zone: Some(zone.into()),
        eni_ip: Some(ip.into()),
        state: Some(state),
        ..Hsm::default()
    }
}

#[test]
fn places_are_by_zone_and_without_what_aws_deletes() {
    let cluster = Cluster {
        hsms: vec![
            hsm("hsm-2", "us-east-1b", "10.0.2.7", HsmState::Active),
            hsm("hsm-1", "us-east-1a", "10.0.1.5", HsmState::Degraded),
            hsm("hsm-3", "us-east-1c", "10.0.3.1", HsmState::DeleteInProgress),
            hsm("hsm-4", "us-east-1c", "10.0.3.2", HsmState::Deleted),
            hsm("hsm-5", "", "10.0.3.3", HsmState::Active),
            hsm("hsm-6", "us-east-1a", "fd00::1", HsmState::Active),
        ],
        ..Cluster::default()
    };
    let (seats, unknown) = seats(&cluster);
    let expected =
        [seat("us-east-1a", ""), seat("us-east-1a", "10.0.1.5"), seat("us-east-1b", "10.0.2.7")];
    assert_eq!(seats, expected);
    assert_eq!(unknown, ["hsm-5"]);
    let tags = tags(&seats);
    assert_eq!(tags, [Tag::new(KEY, "us-east-1a us-east-1a=10.0.1.5 us-east-1b=10.0.2.7")]);
}

#[test]
fn what_cant_be_read_is_shown_and_not_lost() {
    assert_eq!(parked(&[Tag::new("Name", "x")]), None);
    assert_eq!(parked(&[Tag::new("cloudhsm-console:parked-1", "us-east-1a")]), None);
    assert_eq!(parked(&[Tag::new("cloudhsm-console:parkedx", "us-east-1a")]), None);
    let tags = [
        Tag::new("cloudhsm-console:parked-10", "us-east-1c"),
        Tag::new("cloudhsm-console:parked-2", "us-east-1b=10.0.2 =10.0.0.1"),
        Tag::new(KEY, " us-east-1a=10.0.1.5  us-east-1a= "),
    ];
    let found = parked(&tags).unwrap();
    assert_eq!(found.seats, [seat("us-east-1a", "10.0.1.5"), seat("us-east-1c", "")]);
    assert_eq!(found.unreadable, ["us-east-1a=", "us-east-1b=10.0.2", "=10.0.0.1"]);
    assert_eq!(found.keys.len(), 3);
    let empty = parked(&[Tag::new(KEY, "")]).unwrap();
    assert!(empty.seats.is_empty() && empty.keys == [KEY]);
}

#[test]
fn an_earlier_parking_of_more_hsms_leaves_nothing_behind() {
    let there = [Tag::new(KEY, "a=1.1.1.1"), Tag::new("cloudhsm-console:parked-2", "b")];
    let new = tags(&[seat("us-east-1a", "10.0.1.5")]);
    assert_eq!(left_over(&there, &new), ["cloudhsm-console:parked-2"]);
    assert_eq!(left_over(&[], &new), [""; 0]);
    assert!(!are_there(&there, &new));
    assert!(are_there(&new, &new));
}

#[test]
fn a_parking_that_was_stopped_remembers_the_hsms_that_are_gone() {
    let remembered = "us-east-1a=10.0.1.5 us-east-1b=10.0.2.7 us-east-1c";
    let mut cluster = Cluster {
        hsms: vec![hsm("hsm-2", "us-east-1b", "10.0.2.7", HsmState::Active)],
        tag_list: vec![Tag::new(KEY, remembered)],
        ..Cluster::default()
    };
    assert_eq!(beside(&cluster), [seat("us-east-1a", "10.0.1.5")]);
    assert_eq!(tags_of(&cluster), [Tag::new(KEY, "us-east-1a=10.0.1.5 us-east-1b=10.0.2.7")]);
    cluster.tag_list.clear();
    assert_eq!(beside(&cluster), []);
    assert_eq!(tags_of(&cluster), [Tag::new(KEY, "us-east-1b=10.0.2.7")]);
}

#[test]
fn a_cluster_with_fifty_tags_has_no_room() {
    let many: Vec<_> = (0..50).map(|it| Tag::new(it.to_string(), "")).collect();
    let new = tags(&[seat("us-east-1a", "")]);
    assert!(are_too_many(&many, &new));
    assert!(!are_too_many(&many[..49], &new));
    let with_own: Vec<_> = many[..49].iter().cloned().chain(new.clone()).collect();
    assert!(!are_too_many(&with_own, &new), "it is overwritten");
}

proptest! {
    #[test]
    fn every_parking_reads_back_and_fits_in_aws_tags(
        places in proptest::collection::vec(
            ("[a-z]{2}-(gov-)?(east|southeast)-[1-9][a-f]", proptest::option::of(any::<[u8; 4]>())),
            1..28,
        )
    ) {
        let seats: Vec<_> = places
            .into_iter()
            .map(|(zone, ip)| Seat { zone, ip: ip.map(|it| Ipv4Addr::from(it).to_string()) })
            .collect();
        let tags = tags(&seats);
        for tag in &tags {
            prop_assert!(tag.value.chars().count() <= 256 && tag.key.chars().count() <= 128);
            let is_allowed = |it: char| it.is_ascii_alphanumeric() || " _.:/=+-@".contains(it);
            prop_assert!(tag.value.chars().all(is_allowed) && tag.key.chars().all(is_allowed));
        }
        let reversed: Vec<_> = tags.iter().rev().cloned().collect();
        let found = parked(&reversed).unwrap();
        prop_assert_eq!(found.seats, seats);
        prop_assert!(found.unreadable.is_empty());
    }
}
