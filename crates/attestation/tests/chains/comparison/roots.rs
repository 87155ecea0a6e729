//! Which roots are supplied, how many, and in which order.

use attestation::{AnchorKind, Evidence, LinkId, Slot};

use super::{
    Set,
    difference::Difference,
    workshop::{CUSTOMER_CA, Chain, RSA, VERSION_1, Workshop, anchor, put},
};
use crate::{flip, openssl::Issue};

/// Both orders of the right root and one that a name makes from the workshop.
fn in_both_orders(
    name: &str,
    chain: Chain,
    other: impl Fn(&Workshop) -> String + Clone + Send + Sync + 'static,
) -> Vec<Set> {
    ["before", "after"]
        .into_iter()
        .map(|place| {
            let other = other.clone();
            Set::new(format!("{name} {place} the right root of {chain:?}"), move |shop| {
                let (right, other) = (shop.root_of(chain).to_owned(), other(shop));
                let roots = match place {
                    "before" => [other, right],
                    _ => [right, other],
                };
                shop.with_roots(chain.kind(), &[&roots[0], &roots[1]])
            })
        })
        .collect()
}

/// Two CAs of one name, of which one that can't be checked here has signed.
fn unsupported_customer(place: &'static str) -> Set {
    Set::new(format!("a CA on P-521 signs, its namesake comes {place}"), move |shop| {
        let signer = shop.openssl.root(CUSTOMER_CA, "customer", "EC:P-521", Issue::default());
        let namesake = shop.openssl.root(CUSTOMER_CA, "customer", "EC:P-256", Issue::default());
        let issuer = ("customer", "EC:P-521");
        let cluster = shop.openssl.certificate(&shop.base.csr, &signer, issuer, VERSION_1);
        let roots = if place == "first" { [&namesake, &signer] } else { [&signer, &namesake] };
        let evidence = shop.with_roots(AnchorKind::CustomerCa, &[roots[0], roots[1]]);
        put(evidence, Slot::ClusterCertificate, cluster)
    })
    .differs(Difference::UnsupportedAlgorithm, &[LinkId::ClusterByCustomerCa])
}

/// So many roots of other names, and the right one before or after them.
fn many(count: usize, place: &'static str) -> Set {
    Set::new(format!("{count} further roots, the right one {place}"), move |shop| {
        let other = shop.openssl.root("/CN=some other root", "impostor", RSA, Issue::default());
        let mut evidence = shop.ordinary();
        let others = std::iter::repeat_n(anchor(AnchorKind::Manufacturer, &other), count);
        if place == "first" {
            evidence.anchors.extend(others);
        } else {
            evidence.anchors = others.chain(evidence.anchors).collect();
        }
        evidence
    })
}

fn only(
    name: &str,
    kind: AnchorKind,
    root: impl Fn(&Workshop) -> String + Send + Sync + 'static,
) -> Set {
    Set::new(name, move |shop: &Workshop| -> Evidence { shop.with_roots(kind, &[&root(shop)]) })
}

pub(super) fn sets() -> Vec<Set> {
    let mut sets = Vec::new();
    for chain in Chain::BOTH {
        let name = chain.root_name();
        let twin = |key: &'static str, algorithm: &'static str| {
            move |shop: &Workshop| shop.openssl.root(name, key, algorithm, Issue::default())
        };
        sets.extend(in_both_orders("a namesake", chain, twin("impostor", RSA)));
        sets.extend(in_both_orders("a namesake on P-256", chain, twin("twin", "EC:P-256")));
        sets.extend(in_both_orders("a namesake on P-521", chain, twin("twin", "EC:P-521")));
        sets.extend(in_both_orders("a re-issue", chain, twin(chain.key(), RSA)));
        sets.push(only(&format!("only a re-issue of the root of {chain:?}"), chain.kind(), {
            twin(chain.key(), RSA)
        }));
        sets.push(only(&format!("only a namesake of the root of {chain:?}"), chain.kind(), {
            twin("impostor", RSA)
        }));
        sets.push(only(&format!("another root for {chain:?}"), chain.kind(), |shop| {
            shop.openssl.root("/CN=some other root", "impostor", RSA, Issue::default())
        }));
        sets.push(Set::new(format!("no root for {chain:?}"), move |shop| {
            shop.with_roots(chain.kind(), &[])
        }));
        let damaged = only(&format!("a damaged root for {chain:?}"), chain.kind(), move |shop| {
            flip(shop.root_of(chain), 1)
        });
        sets.push(damaged.differs(Difference::DamagedRoot, &[chain.above()]));
        sets.push(only(
            &format!("a root with a hardware certificate for {chain:?}"),
            chain.kind(),
            move |shop| format!("{}{}", shop.root_of(chain), shop.hardware_of(chain)),
        ));
        sets.push(only(
            &format!("the hardware certificate as the root of {chain:?}"),
            chain.kind(),
            move |shop| shop.hardware_of(chain).to_owned(),
        ));
    }
    sets.extend([unsupported_customer("first"), unsupported_customer("last")]);
    sets.extend(
        [15, 16, 20, 40]
            .into_iter()
            .flat_map(|count| ["first", "last"].map(|place| many(count, place))),
    );
    sets.push(only("the request as the CA", AnchorKind::CustomerCa, |shop| shop.base.csr.clone()));
    sets.push(only("the root of AWS as the CA", AnchorKind::CustomerCa, |shop| {
        shop.base.aws_root.clone()
    }));
    sets.push(Set::new("roots in each other's place", |shop| {
        let mut evidence = shop.ordinary();
        let (first, rest) = evidence.anchors.split_at_mut(1);
        std::mem::swap(&mut first[0].pem, &mut rest[0].pem);
        evidence
    }));
    sets
}
