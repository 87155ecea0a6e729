//! Several certificates: chains, bundles, and what is missing of them.

use super::Pair;
use crate::maker::{AUTHORITY, CA, Issue, Maker, RSA, VERSION_1};

const MIDDLE: &str = "/O=Customer/CN=intermediate CA";
const SEVERAL: &str = "trust-anchor warns several-certificates";

pub(super) fn pairs(maker: &Maker) -> Vec<Pair> {
    let root = maker.ca();
    let usual = Issue::new(AUTHORITY);
    let middle = maker.below(&root, MIDDLE, ("middle", RSA), usual);
    let lowest = maker.below(&middle, "/O=Customer/CN=issuing CA", ("lowest", RSA), usual);
    let short = "basicConstraints=critical,CA:TRUE,pathlen:0\nsubjectKeyIdentifier=hash\n";
    let short = maker.authority(CA, ("customer", RSA), Issue::new(short));
    let below_short = maker.below(&short, MIDDLE, ("middle", RSA), usual);
    let cluster = maker.cluster(&middle);
    let direct = maker.cluster(&root);
    let old = maker.signed(&maker.old_csr(), &root, Issue::new(VERSION_1));
    let anchors = |certificates: &[&str]| certificates.concat();
    let of =
        |name, anchor: String, findings| Pair::new(name, maker, cluster.clone(), anchor, findings);
    vec![
        of("intermediate as anchor", middle.pem.clone(), &["trust-anchor refuses not-self-signed"]),
        of(
            "root as anchor of what an intermediate issued",
            root.pem.clone(),
            &["signed-certificate refuses other-issuer"],
        ),
        of("chain, root last", anchors(&[&middle.pem, &root.pem]), &[SEVERAL]),
        of("chain, root first", anchors(&[&root.pem, &middle.pem]), &[SEVERAL]),
        Pair::new(
            "chain without its root",
            maker,
            maker.cluster(&lowest),
            anchors(&[&lowest.pem, &middle.pem]),
            &[SEVERAL, "trust-anchor refuses not-self-signed"],
        ),
        Pair::new(
            "chain of three",
            maker,
            maker.cluster(&lowest),
            anchors(&[&lowest.pem, &middle.pem, &root.pem]),
            &[SEVERAL],
        ),
        Pair::new(
            "chain below a CA that allows none",
            maker,
            maker.cluster(&below_short),
            anchors(&[&below_short.pem, &short.pem]),
            &[SEVERAL, "trust-anchor refuses path-length-conflict"],
        ),
        Pair::new(
            "chain of which the root alone is needed",
            maker,
            direct.clone(),
            anchors(&[&root.pem, &middle.pem]),
            &[SEVERAL],
        ),
        Pair::new(
            "certificate with its CA behind",
            maker,
            anchors(&[&direct, &root.pem]),
            root.pem.clone(),
            &["signed-certificate warns several-certificates"],
        ),
        Pair::new(
            "certificate with its CA in front",
            maker,
            anchors(&[&root.pem, &direct]),
            root.pem.clone(),
            &["signed-certificate warns several-certificates"],
        ),
        Pair::new(
            "old CSR, certificate with its CA in front",
            maker,
            anchors(&[&root.pem, &old]),
            root.pem.clone(),
            &[
                "signed-certificate warns several-certificates",
                "signed-certificate refuses other-key",
            ],
        ),
    ]
}
