//! The cluster certificate and the customer's CA.

use attestation::{AnchorKind, Evidence, LinkId, Slot};

use super::{
    Set,
    difference::Difference,
    workshop::{CUSTOMER_CA, HSM, RSA, VERSION_1, Workshop, anchor, put},
};
use crate::openssl::Issue;

const SLOT: Slot = Slot::ClusterCertificate;
const BY_CA: [LinkId; 1] = [LinkId::ClusterByCustomerCa];

/// A CA of another name and key than the one that is supplied.
fn other_ca(shop: &Workshop) -> String {
    shop.openssl.root("/O=Somebody else/CN=another CA", "other customer", RSA, Issue::default())
}

fn by_other_ca(shop: &Workshop, other: &str) -> String {
    shop.openssl.certificate(&shop.base.csr, other, ("other customer", RSA), VERSION_1)
}

fn without_ca(mut evidence: Evidence) -> Evidence {
    evidence.anchors.retain(|anchor| anchor.kind != AnchorKind::CustomerCa);
    evidence
}

/// The cluster certificate below an intermediate CA, and that one.
fn by_intermediate(shop: &Workshop) -> (String, String) {
    let request = shop.openssl.request("/O=Customer/CN=issuing CA", "intermediate", RSA);
    let issuer = ("customer", RSA);
    let intermediate =
        shop.openssl.certificate(&request, &shop.base.customer_ca, issuer, Issue::default());
    let issuer = ("intermediate", RSA);
    let cluster = shop.openssl.certificate(&shop.base.csr, &intermediate, issuer, VERSION_1);
    (cluster, intermediate)
}

pub(super) fn sets() -> Vec<Set> {
    vec![
        Set::new("no CA is supplied", |shop| without_ca(shop.ordinary())),
        Set::new("the CA is beside the cluster certificate only", |shop| {
            let bundle = format!("{}{}", shop.base.cluster, shop.base.customer_ca);
            without_ca(shop.with(SLOT, bundle))
        }),
        Set::new("the CA is supplied and beside the cluster certificate", |shop| {
            shop.with(SLOT, format!("{}{}", shop.base.cluster, shop.base.customer_ca))
        }),
        Set::new("the cluster certificate is from another CA than the supplied one", |shop| {
            shop.with(SLOT, by_other_ca(shop, &other_ca(shop)))
        }),
        Set::new("the other CA is beside the cluster certificate", |shop| {
            let other = other_ca(shop);
            shop.with(SLOT, format!("{}{other}", by_other_ca(shop, &other)))
        }),
        Set::new("the other CA is supplied too", |shop| {
            let other = other_ca(shop);
            let mut evidence = shop.with(SLOT, by_other_ca(shop, &other));
            evidence.anchors.push(anchor(AnchorKind::CustomerCa, &other));
            evidence
        }),
        Set::new("another CA of the same name", |shop| {
            let ca = shop.openssl.root(CUSTOMER_CA, "other customer", RSA, Issue::default());
            shop.with(SLOT, by_other_ca(shop, &ca))
        }),
        Set::new("the CA itself is in the slot", |shop| {
            shop.with(SLOT, shop.base.customer_ca.clone())
        }),
        Set::new("the HSM certificate is in the slot of the cluster", |shop| {
            shop.with(SLOT, shop.base.hsm.clone())
        }),
        Set::new("a cluster certificate for another key", |shop| {
            let request = shop.openssl.request(HSM, "impostor", RSA);
            let issuer = ("customer", RSA);
            let cluster =
                shop.openssl.certificate(&request, &shop.base.customer_ca, issuer, VERSION_1);
            shop.with(SLOT, cluster)
        }),
        Set::new("an intermediate CA beside the cluster certificate", |shop| {
            let (cluster, intermediate) = by_intermediate(shop);
            shop.with(SLOT, format!("{cluster}{intermediate}"))
        }),
        Set::new("an intermediate CA is supplied together with its root", |shop| {
            let (cluster, intermediate) = by_intermediate(shop);
            let root = &shop.base.customer_ca;
            let both = format!("{root}{intermediate}");
            put(shop.with_roots(AnchorKind::CustomerCa, &[&both]), SLOT, cluster)
        })
        .differs(Difference::IntermediateCa, &BY_CA),
        Set::new("an intermediate CA that nobody supplied", |shop| {
            shop.with(SLOT, by_intermediate(shop).0)
        }),
        Set::new("the CA comes first in the slot", |shop| {
            shop.with(SLOT, format!("{}{}", shop.base.customer_ca, shop.base.cluster))
        })
        .differs(Difference::OrderInSlot, &[LinkId::ClusterKeyIsHsmKey]),
        Set::new("after initialization, without a CSR", |shop| {
            let mut evidence = shop.ordinary();
            evidence.slots.cluster_csr = None;
            evidence
        }),
        Set::new("before initialization, without a cluster certificate", |shop| {
            let mut evidence = shop.ordinary();
            evidence.slots.cluster_certificate = None;
            evidence
        }),
        Set::new("after initialization, without the hardware certificates", |shop| {
            let mut evidence = shop.ordinary();
            evidence.slots.cluster_csr = None;
            evidence.slots.aws_hardware_certificate = Some(String::new());
            evidence.slots.manufacturer_hardware_certificate = None;
            evidence
        }),
        Set::new("the cluster certificate names another key of its issuer", |shop| {
            // Issued below a re-issue of the CA whose key identifier is another one.
            let other = "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=00112233\n";
            let issue = Issue { extensions: Some(other), ..Issue::default() };
            let reissue = shop.openssl.root(CUSTOMER_CA, "customer", RSA, issue);
            let extensions = Some("authorityKeyIdentifier=keyid:always\n");
            let cluster = shop.openssl.certificate(
                &shop.base.csr,
                &reissue,
                ("customer", RSA),
                Issue { extensions, ..Issue::default() },
            );
            shop.with(SLOT, cluster)
        })
        .differs(Difference::KeyIdentifier, &BY_CA),
    ]
}
