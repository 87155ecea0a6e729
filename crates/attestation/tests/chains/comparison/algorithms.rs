//! Keys and signatures of every kind.

use attestation::{LinkId, Slot};

use super::{
    Set,
    difference::Difference,
    workshop::{Chain, VERSION_1, Workshop},
};
use crate::{
    fleet::{Fleet, Plan},
    openssl::Issue,
};

const BY_HARDWARE: [LinkId; 2] = [LinkId::HsmByAwsHardware, LinkId::HsmByManufacturerHardware];
const BY_CA: [LinkId; 1] = [LinkId::ClusterByCustomerCa];

pub(super) fn sets() -> Vec<Set> {
    let mut sets = whole_proofs();
    sets.extend(customers());
    sets.extend(keys_of_customers());
    sets.extend(digests());
    sets
}

/// Everything with one kind of key.
fn whole_proofs() -> Vec<Set> {
    ["RSA:2048", "RSA:3072", "RSA:4096"]
        .into_iter()
        .flat_map(|algorithm| {
            ["sha256", "sha384", "sha512"].map(|digest| {
                Set::new(format!("a proof of {algorithm} with {digest}"), move |_| {
                    let issue = Issue { digest, ..Issue::default() };
                    let leaf = Issue { digest, ..VERSION_1 };
                    let plan = Plan {
                        algorithm,
                        customer: algorithm,
                        root: issue,
                        hardware: issue,
                        hsm: leaf,
                        cluster: leaf,
                    };
                    Fleet::new(plan).evidence()
                })
            })
        })
        .collect()
}

/// The customer's CA may have any key, and sign with any digest.
fn customers() -> Vec<Set> {
    let mut sets = Vec::new();
    for algorithm in ["EC:P-256", "EC:P-384", "EC:P-521", "RSA:2048", "RSA:3072", "RSA:4096"] {
        for digest in ["sha256", "sha384", "sha512", "sha224", "sha1", "md5"] {
            let elliptic = algorithm.starts_with("EC");
            if elliptic && digest == "md5" {
                continue;
            }
            let set = Set::new(format!("a CA of {algorithm} signs with {digest}"), move |shop| {
                let issue = Issue { digest, ..VERSION_1 };
                shop.customer("customer", algorithm, Issue::default(), issue)
            });
            sets.push(match digest {
                "sha1" | "md5" => set.differs(Difference::WeakDigest, &BY_CA),
                "sha224" => set.differs(Difference::UnsupportedAlgorithm, &BY_CA),
                _ if algorithm == "EC:P-521" => {
                    set.differs(Difference::UnsupportedAlgorithm, &BY_CA)
                }
                _ => set,
            });
        }
    }
    sets
}

fn keys_of_customers() -> Vec<Set> {
    let with_key = |name: &str, key: &'static str, algorithm: &'static str| {
        Set::new(name, move |shop: &Workshop| {
            shop.customer(key, algorithm, Issue::default(), VERSION_1)
        })
    };
    vec![
        with_key("a CA of 512 bits", "customer", "RSA:512").differs(Difference::WeakKey, &BY_CA),
        with_key("a CA of 1024 bits", "customer", "RSA:1024"),
        with_key("a CA of 1536 bits", "customer", "RSA:1536"),
        with_key("a CA with the exponent 3", "customer", "RSA:2048,rsa_keygen_pubexp:3"),
        with_key(
            "a CA with an exponent of 35 bits",
            "customer",
            "RSA:2048,rsa_keygen_pubexp:17179869185",
        )
        .differs(Difference::LargeExponent, &BY_CA),
        with_key("a CA on secp256k1", "customer", "EC:secp256k1")
            .differs(Difference::UnsupportedAlgorithm, &BY_CA),
        with_key("a CA on brainpoolP256r1", "customer", "EC:brainpoolP256r1")
            .differs(Difference::UnsupportedAlgorithm, &BY_CA),
        with_key(
            "a CA with explicit curve parameters",
            "customer",
            "EC:P-256,ec_param_enc:explicit",
        ),
        Set::new("a signature with PSS by the CA", |shop| {
            let more = &["-sigopt", "rsa_padding_mode:pss"];
            shop.with(Slot::ClusterCertificate, shop.cluster(Issue { more, ..VERSION_1 }))
        })
        .differs(Difference::UnsupportedAlgorithm, &BY_CA),
        Set::new("a signature with PSS by the hardware", |shop| {
            let more = &["-sigopt", "rsa_padding_mode:pss"];
            shop.with(Slot::HsmCertificate, shop.hsm(Issue { more, ..VERSION_1 }))
        })
        .differs(Difference::UnsupportedAlgorithm, &BY_HARDWARE),
    ]
}

/// Weak digests in each place.
fn digests() -> Vec<Set> {
    let mut sets = Vec::new();
    for digest in ["sha1", "md5"] {
        let set = Set::new(format!("the HSM certificate is signed with {digest}"), move |shop| {
            let issue = Issue { digest, ..VERSION_1 };
            shop.with(Slot::HsmCertificate, shop.hsm(issue))
        });
        sets.push(set.differs(Difference::WeakDigest, &BY_HARDWARE));
        for chain in Chain::BOTH {
            let name = format!("the hardware certificate of {chain:?} is signed with {digest}");
            let set = Set::new(name, move |shop| {
                let issue = Issue { digest, ..Issue::default() };
                shop.with(chain.slot(), shop.hardware(chain, issue))
            });
            sets.push(set.differs(Difference::WeakDigest, &[chain.above()]));
            let name = format!("the root of {chain:?} signed itself with {digest}");
            sets.push(Set::new(name, move |shop| {
                let issue = Issue { digest, ..Issue::default() };
                let root = shop.openssl.root(chain.root_name(), chain.key(), "RSA:2048", issue);
                shop.with_roots(chain.kind(), &[&root])
            }));
        }
    }
    sets
}
