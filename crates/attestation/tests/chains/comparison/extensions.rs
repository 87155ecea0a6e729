//! Extensions that are missing, unknown, duplicated or say no.

use attestation::{LinkId, Slot};

use super::{
    Set,
    difference::Difference,
    workshop::{Chain, Workshop, put},
};
use crate::openssl::{CA, Issue};

const BY_HARDWARE: [LinkId; 2] = [LinkId::HsmByAwsHardware, LinkId::HsmByManufacturerHardware];
const BY_ROOTS: [LinkId; 2] =
    [LinkId::AwsHardwareByAwsRoot, LinkId::ManufacturerHardwareByManufacturerRoot];
const BY_CA: [LinkId; 1] = [LinkId::ClusterByCustomerCa];

fn with(extensions: Option<&'static str>) -> Issue<'static> {
    Issue { extensions, ..Issue::default() }
}

/// Both hardware certificates with these extensions.
fn hardware(name: &str, extensions: Option<&'static str>) -> Set {
    Set::new(format!("hardware certificates with {name}"), move |shop| {
        Chain::BOTH.into_iter().fold(shop.ordinary(), |evidence, chain| {
            put(evidence, chain.slot(), shop.hardware(chain, with(extensions)))
        })
    })
}

/// All three roots with these extensions.
fn roots(name: &str, extensions: Option<&'static str>) -> Set {
    Set::new(format!("roots with {name}"), move |shop: &Workshop| {
        let mut evidence = shop.ordinary();
        let roots = [
            (Chain::Aws.root_name(), "aws"),
            (Chain::Manufacturer.root_name(), "manufacturer"),
            (super::workshop::CUSTOMER_CA, "customer"),
        ];
        for (anchor, (name, key)) in evidence.anchors.iter_mut().zip(roots) {
            anchor.pem = shop.openssl.root(name, key, super::workshop::RSA, with(extensions));
        }
        evidence
    })
}

fn hsm(name: &str, extensions: &'static str) -> Set {
    Set::new(format!("an HSM certificate with {name}"), move |shop| {
        shop.with(Slot::HsmCertificate, shop.hsm(with(Some(extensions))))
    })
}

fn cluster(name: &str, extensions: &'static str) -> Set {
    Set::new(format!("a cluster certificate with {name}"), move |shop| {
        shop.with(Slot::ClusterCertificate, shop.cluster(with(Some(extensions))))
    })
}

/// What is not marked as a CA may be a hardware certificate all the same.
fn unmarked(name: &str, extensions: Option<&'static str>) -> Set {
    hardware(name, extensions).differs(Difference::HardwareWithoutAuthority, &BY_HARDWARE)
}

pub(super) fn sets() -> Vec<Set> {
    let mut sets = authorities();
    sets.extend(critical());
    sets.extend(duplicates());
    sets.extend(identifiers());
    sets
}

fn authorities() -> Vec<Set> {
    vec![
        unmarked("version 1", None),
        unmarked("no Basic Constraints", Some("subjectKeyIdentifier=hash\n")),
        unmarked("CA:FALSE", Some("basicConstraints=CA:FALSE\n")),
        unmarked("critical CA:FALSE", Some("basicConstraints=critical,CA:FALSE\n")),
        unmarked(
            "CA:TRUE and a key usage without Certificate Sign",
            Some("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n"),
        ),
        unmarked("only a key usage without Certificate Sign", Some("keyUsage=digitalSignature\n")),
        hardware("only a key usage with Certificate Sign", Some("keyUsage=keyCertSign\n")),
        hardware("CA:TRUE that is not critical", Some("basicConstraints=CA:TRUE\n")),
        hardware("no CA below", Some("basicConstraints=critical,CA:TRUE,pathlen:0\n")),
        hardware(
            "an extended key usage",
            Some("basicConstraints=CA:TRUE\nextendedKeyUsage=serverAuth\n"),
        ),
        roots("version 1", None),
        roots("no Basic Constraints", Some("subjectKeyIdentifier=hash\n")),
        roots("CA:FALSE", Some("basicConstraints=CA:FALSE\n")),
        roots("CA:TRUE that is not critical", Some("basicConstraints=CA:TRUE\n")),
        roots("one CA below", Some("basicConstraints=critical,CA:TRUE,pathlen:1\n")),
        roots(
            "a key usage without Certificate Sign",
            Some("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n"),
        ),
        roots("only a key usage with Certificate Sign", Some("keyUsage=keyCertSign\n")),
        roots("a comment", Some("basicConstraints=CA:TRUE\nnsComment=made for a test\n")),
        cluster("CA:TRUE", CA),
        cluster(
            "CA:FALSE and a purpose",
            "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
        ),
        hsm("CA:TRUE", CA),
        hsm("names", "subjectAltName=DNS:hsm.example,IP:10.0.0.1,email:a@b.example\n"),
    ]
}

fn critical() -> Vec<Set> {
    let unknown = "1.2.3.4=critical,ASN1:UTF8String:surprise\n";
    let constraints = "nameConstraints=critical,permitted;email:example.com\n";
    let policies = "certificatePolicies=critical,1.2.3.5\n";
    let root = "basicConstraints=critical,CA:TRUE\n1.2.3.4=critical,ASN1:UTF8String:surprise\n";
    vec![
        hsm("an unknown critical extension", unknown),
        cluster("an unknown critical extension", unknown),
        hardware("an unknown critical extension", Some(root)),
        roots("an unknown critical extension", Some(root)),
        hsm("an unknown extension", "1.2.3.4=ASN1:UTF8String:surprise\n"),
        hsm("critical policies", policies).differs(Difference::CriticalExtension, &BY_HARDWARE),
        cluster("critical policies", policies).differs(Difference::CriticalExtension, &BY_CA),
        hsm("critical name constraints", constraints)
            .differs(Difference::CriticalExtension, &BY_HARDWARE),
        cluster("a critical comment", "nsComment=critical,made for a test\n"),
        hsm("a critical key usage", "keyUsage=critical,digitalSignature\n"),
    ]
}

fn duplicates() -> Vec<Set> {
    // The same extension by its name and by its identifier.
    let constraints = "basicConstraints=CA:TRUE\n2.5.29.19=DER:30030101ff\n";
    let contrary = "basicConstraints=CA:TRUE\n2.5.29.19=DER:3000\n";
    let usage = "keyUsage=digitalSignature\n2.5.29.15=DER:03020780\n";
    let comments = "nsComment=one\n2.16.840.1.113730.1.13=DER:160374776f\n";
    vec![
        hsm("two Basic Constraints", constraints),
        hsm("two key usages", usage),
        hsm("two comments", comments),
        cluster("two key usages", usage),
        cluster("two comments", comments),
        hardware("two Basic Constraints", Some(constraints)),
        hardware("two contrary Basic Constraints", Some(contrary)),
        roots("two Basic Constraints", Some(constraints)),
        roots(
            "two comments",
            Some(
                "basicConstraints=CA:TRUE\nnsComment=one\n2.16.840.1.113730.1.13=DER:160374776f\n",
            ),
        ),
    ]
}

fn identifiers() -> Vec<Set> {
    vec![
        hsm("its issuer's serial number", "authorityKeyIdentifier=issuer:always\n")
            .differs(Difference::KeyIdentifier, &[LinkId::HsmByManufacturerHardware]),
        hsm("its issuer's key identifier", "authorityKeyIdentifier=keyid:always\n"),
        hardware(
            "their issuers' key identifiers",
            Some("basicConstraints=CA:TRUE\nauthorityKeyIdentifier=keyid:always\n"),
        ),
        hardware(
            "a foreign key identifier of their issuers",
            Some("basicConstraints=CA:TRUE\n2.5.29.35=DER:30068004aabbccdd\n"),
        )
        .differs(Difference::KeyIdentifier, &BY_ROOTS),
    ]
}
