//! HSMs that AWS replaced while the console was looked at.
//!
//! A replaced HSM has a new ID and the same ENI; the API keeps no history, so that only what was
//! seen before can tell. An HSM that is still listed was not replaced, whatever its ENI.

use cloudhsm_api::{Cluster, Hsm};
use leptos::prelude::*;

use crate::sorting::{in_order, sorted};

/// What was seen of HSMs since the console was opened.
#[derive(Debug, Clone, Copy)]
pub struct SeenHsms(StoredValue<Vec<Seen>>);

#[derive(Debug, Clone)]
struct Seen {
    cluster_id: String,
    eni_id: String,
    hsm_id: String,
    at_millis: i64,
    replaced: Option<Replaced>,
}

/// The HSM that was there before, and when it was seen last.
#[derive(Debug, Clone, PartialEq)]
pub struct Replaced {
    /// Its id.
    pub hsm_id: String,
    /// Milliseconds since the epoch.
    pub last_seen_millis: i64,
}

impl SeenHsms {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self(StoredValue::new(Vec::new()))
    }

    /// Remembers the HSMs of a cluster as they are now.
    pub fn see(self, cluster: &Cluster, now_millis: i64) {
        self.0.update_value(|seen| see(seen, cluster, now_millis));
    }

    /// What this HSM replaced on its ENI.
    pub fn replaced(self, hsm_id: &str) -> Option<Replaced> {
        self.0.with_value(|seen| {
            let at = seen.binary_search_by(|seen| seen.hsm_id.as_str().cmp(hsm_id)).ok()?;
            seen.get(at)?.replaced.clone()
        })
    }
}

impl Default for SeenHsms {
    fn default() -> Self {
        Self::new()
    }
}

/// What was seen stays in the order of the IDs: a cluster can have thousands of HSMs, and each answer is
/// compared with all that was seen.
fn see(seen: &mut Vec<Seen>, cluster: &Cluster, now_millis: i64) {
    let all: Vec<_> = cluster.hsms.iter().collect();
    let listed = in_order(&all, |a, b| a.hsm_id.cmp(&b.hsm_id));
    let is_listed = |id: &str| listed.binary_search_by(|hsm| hsm.hsm_id.as_str().cmp(id)).is_ok();
    let mut newcomers: Vec<Seen> = Vec::new();
    for hsm in &listed {
        let Some(eni_id) = hsm.eni_id.as_ref().filter(|id| !id.is_empty()) else { continue };
        let known = seen.binary_search_by(|seen| seen.hsm_id.cmp(&hsm.hsm_id));
        match known.ok().and_then(|at| seen.get_mut(at)) {
            Some(known) => {
                known.eni_id.clone_from(eni_id);
                known.at_millis = now_millis;
            }
            // Listed twice.
            None if newcomers.last().is_some_and(|new| new.hsm_id == hsm.hsm_id) => {}
            None => newcomers.push(newcomer(cluster, hsm, eni_id, now_millis)),
        }
    }
    if newcomers.is_empty() {
        return;
    }
    let is_gone = |old: &Seen| old.cluster_id == cluster.cluster_id && !is_listed(&old.hsm_id);
    let gone = by_eni(seen.iter().filter(|old| is_gone(old)));
    let new = by_eni(newcomers.iter());
    let replaced = newcomers.iter().map(|it| match (of_eni(&gone, it), of_eni(&new, it)) {
        ([old], [_]) => {
            Some(Replaced { hsm_id: old.hsm_id.clone(), last_seen_millis: old.at_millis })
        }
        // Of several, nothing says which took the place of which.
        _ => None,
    });
    let replaced: Vec<_> = replaced.collect();
    // Who has a successor is not the predecessor of another one.
    let mut kept: Vec<_> =
        seen.iter().filter(|old| !is_gone(old) || of_eni(&new, old).is_empty()).cloned().collect();
    let with_replaced = newcomers.iter().cloned().zip(replaced);
    kept.extend(with_replaced.map(|(new, replaced)| Seen { replaced, ..new }));
    *seen = sorted(kept, |a, b| a.hsm_id.cmp(&b.hsm_id));
}

/// An HSM that was not seen before.
fn newcomer(cluster: &Cluster, hsm: &Hsm, eni_id: &str, now_millis: i64) -> Seen {
    Seen {
        cluster_id: cluster.cluster_id.clone(),
        eni_id: eni_id.to_owned(),
        hsm_id: hsm.hsm_id.clone(),
        at_millis: now_millis,
        replaced: None,
    }
}

/// In the order of their ENIs.
fn by_eni<'a>(seen: impl Iterator<Item = &'a Seen>) -> Vec<&'a Seen> {
    in_order(&seen.collect::<Vec<_>>(), |a, b| a.eni_id.cmp(&b.eni_id))
}

/// Those with the ENI of this one, out of some in the order of their ENIs.
fn of_eni<'a, 'b>(seen: &'a [&'b Seen], of: &Seen) -> &'a [&'b Seen] {
    let from = seen.partition_point(|it| it.eni_id < of.eni_id);
    let to = seen.partition_point(|it| it.eni_id <= of.eni_id);
    seen.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn cluster(hsms: &[(&str, &str)]) -> Cluster {
        let hsm = |(id, eni): &(&str, &str)| Hsm {
            hsm_id: (*id).into(),
            eni_id: Some((*eni).into()),
            ..Hsm::default()
        };
        Cluster { hsms: hsms.iter().map(hsm).collect(), ..Cluster::default() }
    }

    /// What the HSM with this ID replaced.
    fn replaced(seen: &[Seen], hsm_id: &str) -> Option<Replaced> {
        seen.iter().find(|seen| seen.hsm_id == hsm_id)?.replaced.clone()
    }

    #[test]
    fn another_id_on_the_same_eni_is_a_replacement() {
        let mut seen = Vec::new();
        see(&mut seen, &cluster(&[("hsm-1", "eni-a"), ("hsm-2", "eni-b")]), 1);
        see(&mut seen, &cluster(&[("hsm-1", "eni-a"), ("hsm-2", "eni-b")]), 2);
        assert!(seen.iter().all(|seen| seen.replaced.is_none()));
        see(&mut seen, &cluster(&[("hsm-3", "eni-b"), ("hsm-4", "eni-c")]), 3);
        let old = Replaced { hsm_id: "hsm-2".into(), last_seen_millis: 2 };
        assert_eq!(replaced(&seen, "hsm-3"), Some(old));
        assert_eq!(replaced(&seen, "hsm-4"), None);
        // After a listing without it, too.
        see(&mut seen, &cluster(&[]), 4);
        see(&mut seen, &cluster(&[("hsm-5", "eni-c")]), 5);
        let old = Replaced { hsm_id: "hsm-4".into(), last_seen_millis: 3 };
        assert_eq!(replaced(&seen, "hsm-5"), Some(old));
    }

    #[test]
    fn an_hsm_that_is_still_listed_was_not_replaced() {
        let mut seen = Vec::new();
        for now in 1..4 {
            see(&mut seen, &cluster(&[("hsm-1", "eni-a"), ("hsm-2", "eni-a")]), now);
            assert!(seen.iter().all(|seen| seen.replaced.is_none()), "{seen:?}");
        }
        see(&mut seen, &cluster(&[("hsm-1", "eni-a"), ("hsm-3", "eni-a")]), 4);
        let old = Replaced { hsm_id: "hsm-2".into(), last_seen_millis: 3 };
        assert_eq!(replaced(&seen, "hsm-3"), Some(old));
        assert_eq!(replaced(&seen, "hsm-1"), None);
    }

    #[test]
    fn nobody_is_named_where_two_could_be_meant() {
        let mut seen = Vec::new();
        see(&mut seen, &cluster(&[("hsm-1", "eni-a")]), 1);
        see(&mut seen, &cluster(&[("hsm-2", "eni-a"), ("hsm-3", "eni-a")]), 2);
        assert!(seen.iter().all(|seen| seen.replaced.is_none()), "{seen:?}");
        // The HSM of another cluster is not meant either.
        let other = Cluster { cluster_id: "cluster-b".into(), ..cluster(&[("hsm-4", "eni-a")]) };
        see(&mut seen, &other, 3);
        assert_eq!(replaced(&seen, "hsm-4"), None);
    }

    /// The same without any order: each is compared with all others.
    fn see_plainly(seen: &mut Vec<Seen>, cluster: &Cluster, now_millis: i64) {
        let mut newcomers: Vec<Seen> = Vec::new();
        for hsm in &cluster.hsms {
            let Some(eni_id) = hsm.eni_id.as_ref().filter(|id| !id.is_empty()) else { continue };
            match seen.iter_mut().find(|seen| seen.hsm_id == hsm.hsm_id) {
                Some(known) => {
                    known.eni_id.clone_from(eni_id);
                    known.at_millis = now_millis;
                }
                // Listed twice.
                None if newcomers.iter().any(|new| new.hsm_id == hsm.hsm_id) => {}
                None => newcomers.push(newcomer(cluster, hsm, eni_id, now_millis)),
            }
        }
        let is_listed = |seen: &Seen| cluster.hsms.iter().any(|hsm| hsm.hsm_id == seen.hsm_id);
        let replaced: Vec<_> = newcomers
            .iter()
            .map(|new| {
                let of_same = |other: &&Seen| other.eni_id == new.eni_id;
                let mut gone = seen
                    .iter()
                    .filter(|old| old.cluster_id == new.cluster_id && !is_listed(old))
                    .filter(of_same);
                match (gone.next(), gone.next(), newcomers.iter().filter(of_same).count()) {
                    (Some(old), None, 1) => Some(Replaced {
                        hsm_id: old.hsm_id.clone(),
                        last_seen_millis: old.at_millis,
                    }),
                    // Of several, nothing says which took the place of which.
                    _ => None,
                }
            })
            .collect();
        // Who has a successor is not the predecessor of another one.
        seen.retain(|old| {
            old.cluster_id != cluster.cluster_id
                || is_listed(old)
                || newcomers.iter().all(|new| new.eni_id != old.eni_id)
        });
        let with_replaced = newcomers.into_iter().zip(replaced);
        seen.extend(with_replaced.map(|(new, replaced)| Seen { replaced, ..new }));
    }

    proptest! {
        /// Whatever is listed when: as if each were compared with all.
        #[test]
        fn order_changes_nothing(
            listings in vec((0..2usize, vec(("[a-e]", "[x-z]?"), 0..5)), 1..8),
        ) {
            let (mut seen, mut plainly) = (Vec::new(), Vec::new());
            for (now, (id, hsms)) in (1..).zip(listings) {
                let hsms: Vec<_> = hsms.iter().map(|(id, eni)| (id.as_str(), eni.as_str())).collect();
                let cluster = Cluster { cluster_id: id.to_string(), ..cluster(&hsms) };
                see(&mut seen, &cluster, now);
                see_plainly(&mut plainly, &cluster, now);
                plainly.sort_by(|a, b| a.hsm_id.cmp(&b.hsm_id));
                prop_assert_eq!(format!("{seen:?}"), format!("{plainly:?}"));
            }
        }
    }
}
