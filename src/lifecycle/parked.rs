//! Where the HSMs of a parked cluster were, as tags of the cluster: zones and IP addresses.
//!
//! A tag's value has at most 256 characters: letters, digits, spaces and `_ . : / = + - @`
//! (<https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Tag.html>). So it is
//! `us-east-1a=10.0.1.5 us-east-1b=10.0.2.7`, and what doesn't fit is in more tags with a number in
//! their key. Must not know who reads or writes them.

use std::net::Ipv4Addr;

use cloudhsm_api::{Cluster, Hsm, HsmState, Tag};

use crate::sorting::in_order;

/// The key of the first tag; the next ones are `…:parked-2`, `…:parked-3`.
pub(super) use crate::components::PARKED_TAG as KEY;

/// AWS's limit of a tag's value, in characters. Zones and addresses are ASCII.
const MOST_CHARACTERS: usize = 256;
/// AWS's limit of tags on a resource.
const MOST_TAGS: usize = 50;

/// The place of an HSM: what `CreateHsm` takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seat {
    /// The Availability Zone, such as `us-east-1a`.
    pub(super) zone: String,
    /// The IPv4 address; without one, AWS chooses.
    pub(super) ip: Option<String>,
}

impl Seat {
    /// For a sentence: `us-east-1a at 10.0.1.5`.
    pub(super) fn in_words(&self) -> String {
        match &self.ip {
            Some(ip) => [&self.zone, " at ", ip].concat(),
            None => self.zone.clone(),
        }
    }
}

/// What a cluster's tags say about its parking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parked {
    /// The places, in the order of the tags.
    pub(super) seats: Vec<Seat>,
    /// What could not be read, as it is there.
    pub(super) unreadable: Vec<String>,
    /// The keys of the tags.
    pub(super) keys: Vec<String>,
}

/// The HSMs that can be parked: all that AWS lists but those that it deletes or has deleted.
pub(super) fn present(cluster: &Cluster) -> impl Iterator<Item = &Hsm> {
    cluster.present_hsms().filter(|hsm| hsm.state != Some(HsmState::DeleteInProgress))
}

/// The places of a cluster's HSMs, by zone and address; and the HSMs whose zone AWS doesn't report,
/// which can't be remembered.
pub(super) fn seats(cluster: &Cluster) -> (Vec<Seat>, Vec<String>) {
    let (mut seats, mut unknown) = (Vec::new(), Vec::new());
    for hsm in present(cluster) {
        match hsm.availability_zone.as_deref().filter(|zone| is_zone(zone)) {
            Some(zone) => {
                let ip = hsm.eni_ip.clone().filter(|ip| is_address(ip));
                seats.push(Seat { zone: zone.to_owned(), ip });
            }
            None => unknown.push(hsm.hsm_id.clone()),
        }
    }
    (in_order(&seats, Seat::cmp), unknown)
}

/// The places that the tags remember beside those of the HSMs that are there: of a parking that was
/// stopped, or not woken to its end. Without an address nothing says which of them are there again.
pub(super) fn beside(cluster: &Cluster) -> Vec<Seat> {
    let there: Vec<_> = present(cluster).filter_map(|hsm| hsm.eni_ip.as_deref()).collect();
    let is_away = |seat: &Seat| seat.ip.as_deref().is_some_and(|ip| !there.contains(&ip));
    let remembered = parked(&cluster.tag_list).map(|it| it.seats).unwrap_or_default();
    remembered.into_iter().filter(is_away).collect()
}

/// The tags for all places of a cluster: of its HSMs, and those [`beside`] them.
pub(super) fn tags_of(cluster: &Cluster) -> Vec<Tag> {
    let all = [seats(cluster).0, beside(cluster)].concat();
    tags(&in_order(&all, Seat::cmp))
}

/// The tags that remember these places.
fn tags(seats: &[Seat]) -> Vec<Tag> {
    let mut values: Vec<String> = Vec::new();
    for seat in seats {
        let entry = match &seat.ip {
            Some(ip) => [&seat.zone, "=", ip].concat(),
            None => seat.zone.clone(),
        };
        match values.last_mut() {
            Some(value) if value.len() + 1 + entry.len() <= MOST_CHARACTERS => {
                value.push(' ');
                value.push_str(&entry);
            }
            _ => values.push(entry),
        }
    }
    values.into_iter().enumerate().map(|(index, value)| Tag::new(key(index), value)).collect()
}

/// What these tags remember; `None` where no tag is about parking.
pub(super) fn parked(tags: &[Tag]) -> Option<Parked> {
    let numbered: Vec<_> = tags.iter().filter_map(|tag| Some((number(&tag.key)?, tag))).collect();
    if numbered.is_empty() {
        return None;
    }
    let mut parked = Parked::default();
    for (_, tag) in in_order(&numbered, |(a, _), (b, _)| a.cmp(b)) {
        parked.keys.push(tag.key.clone());
        for entry in tag.value.split_whitespace() {
            match read(entry) {
                Some(seat) => parked.seats.push(seat),
                None => parked.unreadable.push(entry.to_owned()),
            }
        }
    }
    Some(parked)
}

/// The keys of an earlier parking that these tags don't overwrite.
pub(super) fn left_over(there: &[Tag], new: &[Tag]) -> Vec<String> {
    let keys = parked(there).map(|it| it.keys).unwrap_or_default();
    keys.into_iter().filter(|key| new.iter().all(|tag| tag.key != *key)).collect()
}

/// Whether the cluster has no room for these tags.
pub(super) fn are_too_many(there: &[Tag], new: &[Tag]) -> bool {
    let added = new.iter().filter(|tag| there.iter().all(|old| old.key != tag.key)).count();
    there.len() + added > MOST_TAGS
}

/// Whether these tags are on the cluster as they were sent.
pub(super) fn are_there(there: &[Tag], new: &[Tag]) -> bool {
    new.iter().all(|tag| there.contains(tag))
}

fn key(index: usize) -> String {
    match index {
        0 => KEY.to_owned(),
        more => format!("{KEY}-{}", more + 1),
    }
}

/// Which tag of a parking this is the key of, counted from 1.
fn number(key: &str) -> Option<u32> {
    match key.strip_prefix(KEY)? {
        "" => Some(1),
        rest => rest.strip_prefix('-')?.parse().ok().filter(|number| *number > 1),
    }
}

fn read(entry: &str) -> Option<Seat> {
    let (zone, ip) = match entry.split_once('=') {
        Some((zone, ip)) => (zone, Some(ip)),
        None => (entry, None),
    };
    let is_sound = is_zone(zone) && ip.is_none_or(is_address);
    is_sound.then(|| Seat { zone: zone.to_owned(), ip: ip.map(str::to_owned) })
}

/// Letters, digits and hyphens: all that AWS's pattern has.
fn is_zone(zone: &str) -> bool {
    !zone.is_empty()
        && zone.len() <= 64
        && zone.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

fn is_address(ip: &str) -> bool {
    ip.parse::<Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests;
