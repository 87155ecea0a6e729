//! Before, within and after the dates of each certificate.

use attestation::{Evidence, Slot};

use super::{
    Set,
    workshop::{Chain, VERSION_1, Workshop, put},
};
use crate::{
    fleet::{in_days, today},
    openssl::{CA, Issue},
};

/// Sets of another moment than the present are those about dates.
pub(super) fn is_about_dates(evidence: &Evidence) -> bool {
    evidence.now.abs_diff(today()) > 3600
}

fn days(days: u32, extensions: Option<&'static str>) -> Issue<'static> {
    Issue { days, extensions, ..Issue::default() }
}

/// 300 days for the roots, 200 for the hardware, 100 for the HSM, 400 for the cluster.
fn staggered(shop: &Workshop) -> Evidence {
    let mut evidence = shop.ordinary();
    for chain in Chain::BOTH {
        evidence = put(evidence, chain.slot(), shop.hardware(chain, days(200, Some(CA))));
    }
    evidence = put(evidence, Slot::HsmCertificate, shop.hsm(days(100, None)));
    evidence = put(evidence, Slot::ClusterCertificate, shop.cluster(days(400, None)));
    for (anchor, chain) in evidence.anchors.iter_mut().zip(Chain::BOTH) {
        anchor.pem = shop.openssl.root(
            chain.root_name(),
            chain.key(),
            super::workshop::RSA,
            days(300, Some(CA)),
        );
    }
    evidence
}

pub(super) fn sets() -> Vec<Set> {
    let mut sets: Vec<_> = [-1, 50, 150, 250, 350, 450, 2000]
        .into_iter()
        .map(|day| {
            Set::new(format!("dates that end one after the other, on day {day}"), move |shop| {
                Evidence { now: in_days(day), ..staggered(shop) }
            })
        })
        .collect();
    for chain in Chain::BOTH {
        // The same root, issued twice: one of them has expired.
        for (name, order) in [("first", [30, 1000]), ("last", [1000, 30])] {
            let name = format!("the expired issue of the root of {chain:?} comes {name}");
            sets.push(Set::new(name, move |shop| {
                let roots = order.map(|lifetime| {
                    let issue = days(lifetime, Some(CA));
                    shop.openssl.root(chain.root_name(), chain.key(), super::workshop::RSA, issue)
                });
                let roots: Vec<_> = roots.iter().map(String::as_str).collect();
                Evidence { now: in_days(60), ..shop.with_roots(chain.kind(), &roots) }
            }));
        }
    }
    sets.push(Set::new("the CA of the customer has expired", |shop| {
        let evidence = shop.customer("customer", "EC:P-256", days(10, Some(CA)), VERSION_1);
        Evidence { now: in_days(20), ..evidence }
    }));
    sets
}
