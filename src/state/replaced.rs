//! HSMs that AWS replaced while the console was looked at.
//!
//! A replaced HSM has a new id and the same ENI; the API keeps no history, so that only what was
//! seen before can tell.

use cloudhsm_api::Cluster;
use leptos::prelude::*;

/// What was seen of HSMs since the console was opened.
#[derive(Debug, Clone, Copy)]
pub struct SeenHsms(StoredValue<Vec<Seen>>);

#[derive(Debug, Clone)]
struct Seen {
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

    /// What the HSM on this ENI replaced.
    pub fn replaced(self, eni_id: &str) -> Option<Replaced> {
        self.0.with_value(|seen| {
            seen.iter().find(|seen| seen.eni_id == eni_id).and_then(|seen| seen.replaced.clone())
        })
    }
}

impl Default for SeenHsms {
    fn default() -> Self {
        Self::new()
    }
}

fn see(seen: &mut Vec<Seen>, cluster: &Cluster, now_millis: i64) {
    for hsm in &cluster.hsms {
        let Some(eni_id) = hsm.eni_id.as_ref().filter(|id| !id.is_empty()) else { continue };
        match seen.iter_mut().find(|seen| seen.eni_id == *eni_id) {
            Some(known) => {
                if known.hsm_id != hsm.hsm_id {
                    let hsm_id = std::mem::replace(&mut known.hsm_id, hsm.hsm_id.clone());
                    known.replaced = Some(Replaced { hsm_id, last_seen_millis: known.at_millis });
                }
                known.at_millis = now_millis;
            }
            None => seen.push(Seen {
                eni_id: eni_id.clone(),
                hsm_id: hsm.hsm_id.clone(),
                at_millis: now_millis,
                replaced: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::Hsm;

    fn cluster(hsms: &[(&str, &str)]) -> Cluster {
        let hsm = |(id, eni): &(&str, &str)| Hsm {
            hsm_id: (*id).into(),
            eni_id: Some((*eni).into()),
            ..Hsm::default()
        };
        Cluster { hsms: hsms.iter().map(hsm).collect(), ..Cluster::default() }
    }

    #[test]
    fn another_id_on_the_same_eni_is_a_replacement() {
        let mut seen = Vec::new();
        see(&mut seen, &cluster(&[("hsm-1", "eni-a"), ("hsm-2", "eni-b")]), 1);
        see(&mut seen, &cluster(&[("hsm-1", "eni-a"), ("hsm-2", "eni-b")]), 2);
        assert!(seen.iter().all(|seen| seen.replaced.is_none()));
        see(&mut seen, &cluster(&[("hsm-3", "eni-b"), ("hsm-4", "eni-c")]), 3);
        let replaced: Vec<_> = seen.iter().map(|seen| seen.replaced.clone()).collect();
        let old = Replaced { hsm_id: "hsm-2".into(), last_seen_millis: 2 };
        assert_eq!(replaced, [None, Some(old), None]);
    }
}
