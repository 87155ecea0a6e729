//! Readable files that don't fit together, or not to the CSR.

use attestation::{ItemKind, to_der, to_pem};

use super::Pair;
use crate::maker::{AUTHORITY, CA, Issue, Maker, OTHER_CA, RSA, VERSION_1};

pub(super) fn pairs(maker: &Maker) -> Vec<Pair> {
    let ca = maker.ca();
    let usual = Issue::new(AUTHORITY);
    let other = maker.authority(OTHER_CA, ("other", RSA), usual);
    let anew = maker.authority(CA, ("anew", RSA), usual);
    let cluster = maker.cluster(&ca);
    let old = maker.signed(&maker.old_csr(), &ca, Issue::new(VERSION_1));
    let of = |name, signed: &str, anchor: &str, findings| {
        Pair::new(name, maker, signed, anchor, findings)
    };
    vec![
        of("old CSR", &old, &ca.pem, &["signed-certificate refuses other-key"]),
        of("other CA", &cluster, &other.pem, &["signed-certificate refuses other-issuer"]),
        of(
            "CA created anew under the same name",
            &cluster,
            &anew.pem,
            &["signed-certificate refuses wrong-signature"],
        ),
        of(
            "damaged signature",
            &flipped(&cluster),
            &ca.pem,
            &["signed-certificate refuses wrong-signature"],
        ),
        of(
            "damaged algorithm outside of the signed part",
            &cluster,
            &retagged(&ca.pem),
            &["trust-anchor refuses algorithms-disagree"],
        ),
        of("swapped", &ca.pem, &cluster, &["signed-certificate refuses swapped"]),
        of("swapped, old CSR", &ca.pem, &old, &["signed-certificate refuses swapped"]),
        of("the CA twice", &ca.pem, &ca.pem, &["signed-certificate refuses same-certificate"]),
        of(
            "the certificate twice",
            &cluster,
            &cluster,
            &["signed-certificate refuses same-certificate"],
        ),
        of(
            "old CSR and other CA",
            &old,
            &other.pem,
            &["signed-certificate refuses other-key", "signed-certificate refuses other-issuer"],
        ),
    ]
}

/// With another tag in front of the object identifier of the algorithm behind the signed part.
fn retagged(pem: &str) -> String {
    let mut der = to_der(pem.as_bytes()).expect("readable").remove(0);
    // sha256WithRSAEncryption; its last occurrence is the one outside.
    let identifier = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b];
    let at = der.windows(identifier.len()).rposition(|window| window == identifier);
    der[at.expect("an algorithm")] = 0;
    to_pem(ItemKind::Certificate, &der)
}

/// With one bit of the signature changed.
fn flipped(pem: &str) -> String {
    let mut der = to_der(pem.as_bytes()).expect("readable").remove(0);
    let last = der.len() - 1;
    der[last] ^= 1;
    to_pem(ItemKind::Certificate, &der)
}
